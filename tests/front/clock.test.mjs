// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";
import { test } from "node:test";
import { InputLead, ServerClock, Slewed } from
  "../../client-demo/src/roomcast/clock.js";
import { randomFrom } from "../../client-demo/src/random.js";

const HZ = 30;
const MS = 1000 / HZ;

/** States of ticks 1..n, each `late(tick)` ms after its time. */
function fed(n, late) {
  const clock = new ServerClock(HZ);
  for (let tick = 1; tick <= n; tick++) {
    clock.observe(tick, tick * MS + late(tick));
  }
  return clock;
}

test("an even network is followed to a twentieth of a tick", () => {
  const clock = fed(60, () => 40);
  assert.ok(Math.abs(clock.tickAt(61 * MS + 40) - 61) < 0.05);
  assert.ok(clock.jitter < 0.05);
});

test("late states hardly move the clock", () => {
  const clock = fed(60, (tick) => (tick % 5 ? 40 : 90));
  assert.ok(Math.abs(clock.tickAt(61 * MS + 40) - 61) < 0.35);
});

test("an even network is followed at one tick's distance", () => {
  const clock = fed(300, () => 40);
  assert.ok(clock.delay < 1.1, `${clock.delay}`);
});

test("jitter widens the delay by about itself, stalls do not", () => {
  const random = randomFrom(1);
  const even = fed(400, () => 40 + random() * 20);
  assert.ok(even.delay > 1.3 && even.delay < 1.8, `${even.delay}`);
  const stalled = fed(400, (tick) => 40 + random() * 20 +
    (tick % 100 < 5 ? (5 - tick % 100) * MS : 0));
  assert.ok(stalled.delay < 1.9, `${stalled.delay}`);
});

test("the delay changes smoothly, and goes back on an even network", () => {
  const clock = fed(120, (tick) => 40 + (tick % 3) * 50);
  const wide = clock.delay;
  assert.ok(wide > 2.2, `${wide}`);
  let before = wide;
  for (let tick = 121; tick < 600; tick++) {
    clock.observe(tick, tick * MS + 40);
    assert.ok(Math.abs(clock.delay - before) <= 0.05);
    before = clock.delay;
  }
  assert.ok(clock.delay < 1.2, `${clock.delay}`);
});

test("after a restart from an older tick the clock is set anew", () => {
  const clock = fed(200, () => 40);
  clock.observe(50, 201 * MS);
  assert.ok(Math.abs(clock.tickAt(201 * MS) - 50) < 0.01);
});

/* ---- the lead: TIMING comes twice a second, or not when it is the same ---- */

const REPORT_MS = 500;

/** Reports of a way on which `needed` ticks of lead are just in time. Returns
 *  how early inputs are then. */
function steered(lead, needed, reports, disturb = () => 0) {
  for (let i = 0; i < reports; i++) {
    lead.steer(Math.floor(lead.ticks - needed - disturb(i)), i * REPORT_MS);
  }
  return lead.ticks - needed;
}

/** @param {number} rtt ticks */
function guessed(rtt) {
  const lead = new InputLead();
  lead.guess(rtt, 0);
  return lead;
}

test("late inputs raise the lead with the first reports", () => {
  const early = steered(guessed(1), 6, 3);
  assert.ok(early >= 0 && early < 1.6, `${early}`);
});

test("the lead falls until inputs come just in time, and stays there", () => {
  for (const rtt of [0, 2, 5, 9, 14]) {
    const early = steered(guessed(rtt), 3, 120);
    assert.ok(early >= 0 && early <= 1, `${early}`);
  }
});

test("a lead that is far too great falls with the first reports", () => {
  const early = steered(guessed(14), 3, 6);
  assert.ok(early >= 0 && early < 2, `${early}`);
});

test("losses that hold inputs up now and then do not raise it", () => {
  const lead = guessed(3);
  const early = steered(lead, 3, 200, (i) => (i % 6 < 2 ? 5 : 0));
  assert.ok(early < 1.3, `${early}`);
});

test("a way that grew longer raises it after a few reports", () => {
  const lead = guessed(3);
  steered(lead, 3, 100);
  const early = steered(lead, 8, 8);
  assert.ok(early >= 0 && early < 1.6, `${early}`);
});

test("losses raise it no further than is fair", () => {
  const lead = new InputLead(6);
  lead.guess(4, 0);
  const early = steered(lead, 4, 200, (i) => {
    assert.ok(lead.ticks <= 6, `${lead.ticks}`);
    return i % 5 > 2 ? 6 : 0;
  });
  assert.ok(early >= 0 && early <= 2, `${early}`);
});

test("a long way raises it beyond what is fair", () => {
  const lead = new InputLead(6);
  lead.guess(4, 0);
  const early = steered(lead, 9, 12);
  assert.ok(early >= 0 && early < 1.6, `${early}`);
});

test("one pause does not throw it far", () => {
  const lead = guessed(2);
  lead.steer(-30, 0);
  assert.ok(lead.ticks < 6);
});

test("a report that does not come again counts as the same", () => {
  const lead = guessed(5);
  lead.steer(1, 0);
  for (let now = 0; now < 20000; now += 16) {
    if (now % 2000 === 0) { // the server speaks up so often in any case
      lead.steer(1, now);
    }
    lead.check(now, 5);
  }
  assert.ok(lead.ticks < 4, `${lead.ticks}`);
  assert.equal(lead.reports.length, 12);
});

test("a lead that the server does not answer to is guessed anew", () => {
  const lead = guessed(15);
  lead.check(3000, 2);
  assert.ok(lead.ticks > 15);
  lead.check(3600, 2);
  assert.ok(lead.ticks > 2 && lead.ticks < 3);
});

/* ---- clocks that are steered ---- */

test("a steered clock never jumps nor runs much faster or slower", () => {
  const clock = new Slewed();
  clock.advance(0, 100);
  assert.equal(clock.at, 100);
  let goal = 100;
  for (let i = 0; i < 400; i++) {
    const before = clock.at;
    goal += 0.5 + (i === 50 ? 4 : i === 200 ? -4 : 0);
    clock.advance(0.5, goal);
    const rate = (clock.at - before) / 0.5;
    assert.ok(rate > 0.87 && rate < 1.13, `${rate}`);
  }
  assert.ok(Math.abs(clock.at - goal) < 0.05);
});

test("a steered clock that is hopelessly off is set", () => {
  const clock = new Slewed();
  clock.advance(0, 100);
  assert.equal(clock.advance(0.5, 900), 900);
});
