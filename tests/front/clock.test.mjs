// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";
import { test } from "node:test";
import { InputClock, ServerClock } from "../../client-demo/src/roomcast/clock.js";

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

test("jitter widens the delay, an even network narrows it again", () => {
  const clock = fed(120, (tick) => 40 + (tick % 3) * 50);
  const wide = clock.delay;
  assert.ok(wide > 2.2, `${wide}`);
  for (let tick = 121; tick < 400; tick++) {
    clock.observe(tick, tick * MS + 40);
  }
  assert.ok(clock.delay < 1.8, `${clock.delay}`);
});

test("after a restart from an older tick the clock is set anew", () => {
  const clock = fed(200, () => 40);
  clock.observe(50, 201 * MS);
  assert.ok(Math.abs(clock.tickAt(201 * MS) - 50) < 0.01);
});

test("what is shown lies behind, what is pressed ahead", () => {
  const clock = fed(60, () => 40);
  const inputs = new InputClock();
  inputs.reset(3);
  const now = 61 * MS;
  assert.ok(clock.shownAt(now) < clock.tickAt(now) - 1);
  assert.ok(inputs.lead > 3);
});

test("late inputs raise the lead until they are early enough", () => {
  const inputs = new InputClock();
  inputs.reset(1);
  const needed = 6; // ticks of lead at which an input would just be in time
  for (let i = 0; i < 40; i++) {
    inputs.steer(Math.floor(inputs.lead - needed));
    inputs.advance(250, 4);
  }
  const early = inputs.lead - needed;
  assert.ok(early >= 1 && early < 3, `${early}`);
});

test("too much lead is given back slowly", () => {
  const inputs = new InputClock();
  inputs.reset(12);
  const before = inputs.lead;
  inputs.steer(10);
  inputs.advance(100, 2);
  assert.ok(before - inputs.lead <= 0.16);
  for (let i = 0; i < 200; i++) {
    inputs.steer(Math.floor(inputs.lead - 3));
    inputs.advance(250, 4);
  }
  assert.ok(inputs.lead - 3 < 3.1, `${inputs.lead}`);
});

test("one pause does not throw the lead far", () => {
  const inputs = new InputClock();
  inputs.reset(2);
  inputs.steer(-30);
  inputs.advance(2000, 2);
  assert.ok(inputs.lead < 7);
});

test("a lead that the server does not answer to is guessed anew", () => {
  const inputs = new InputClock();
  inputs.reset(15);
  for (let i = 0; i < 100; i++) {
    inputs.advance(200, 2);
  }
  assert.equal(inputs.lead, 3.5);
});
