// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Gauges } from "../../client-demo/src/gauges.js";

const HZ = 30;
const MS = 1000 / HZ;
const LATER = 600; // ms, after which the server would have told
/** @type {Gauges} */
let gauges;
let now = 0;
let tick = 0;

beforeEach(() => {
  gauges = new Gauges(HZ);
  now = 1e6;
  tick = 500;
  gauges.connected(now);
});

/** Lets events happen in the order of their times. `frame` and `late` say how
 *  long a frame takes and how late a state comes, given the ms gone by.
 *  @param {number} ms
 *  @param {{frame?: (t: number) => number, late?: (t: number) => number,
 *    every?: number}} [world] */
function run(ms, { frame = () => 1000 / 60, late = () => 0, every = 1 } = {}) {
  const begin = now;
  const events = [];
  for (let t = 0; t < ms; t += frame(t)) {
    events.push({ at: t, what: () => gauges.frame(begin + t) });
  }
  let before = 0;
  for (let t = MS * every; t < ms; t += MS * every) {
    const at = Math.max(before, t + late(t)); // in order, as TCP is
    const of = tick + Math.round(t / MS);
    before = at;
    events.push({ at, what: () => {
      gauges.message(begin + at);
      gauges.state(of, begin + at);
    } });
  }
  events.sort((a, b) => a.at - b.at).forEach(({ what }) => what());
  tick += Math.round(ms / MS);
  now = begin + ms;
}

const worst = (all) => Math.max(...all.filter((ms) => !Number.isNaN(ms)));

test("an even stream is neither late nor far apart", () => {
  run(5000);
  const { late, apart, frame } = gauges.read(now);
  assert.ok(worst(late) < 1);
  assert.ok(Math.abs(apart - MS) < 1, `${apart}`);
  assert.ok(Math.abs(frame - 1000 / 60) < 0.1);
});

test("states that come late are late, and far apart", () => {
  run(5000, { late: (t) => (t % 500 < 34 ? 90 : 0) });
  const { late, apart } = gauges.read(now);
  assert.ok(Math.abs(worst(late) - 90) < 2, `${worst(late)}`);
  assert.ok(apart > 100 && apart < 130, `${apart}`);
});

test("what waits for a tab that stands still is not blamed on the network",
  () => {
    run(3000);
    const begin = now; // for 400 ms nothing runs, then all at once
    for (let i = 1; i <= 12; i++) {
      gauges.message(begin + 400 + i / 10);
      gauges.state(tick + i, begin + 400 + i / 10);
    }
    gauges.pong(430, begin + 402);
    gauges.frame(begin + 403);
    const { late, apart, rtt, longest } = gauges.read(begin + LATER + 404);
    assert.ok(worst(late) < 30, `${worst(late)}`);
    assert.ok(apart < 60, `${apart}`);
    assert.ok(rtt < 60, `${rtt}`);
    assert.ok(longest > 380, `${longest}`);
  });

test("nor when the frame comes first and the messages after it", () => {
  run(3000);
  const begin = now;
  gauges.frame(begin + 400);
  for (let i = 1; i <= 12; i++) {
    gauges.message(begin + 401 + i);
    gauges.state(tick + i, begin + 401 + i);
  }
  const { late, apart } = gauges.read(begin + LATER + 420);
  assert.ok(worst(late) < 40, `${worst(late)}`);
  assert.ok(apart < 60, `${apart}`);
});

test("nor what waits for one long frame after the other", () => {
  run(3000);
  const begin = now;
  for (let t = 120; t <= 960; t += 120) {
    gauges.frame(begin + t);
    if (t % 240 === 0) { // read after every second frame only
      for (let i = 0; i < 7; i++) {
        gauges.message(begin + t + 1);
        gauges.state(++tick, begin + t + 1);
      }
    }
  }
  const { late, apart } = gauges.read(begin + LATER + 961);
  assert.ok(worst(late) < 60, `${worst(late)}`);
  assert.ok(apart < 80, `${apart}`);
});

test("a stall of the network is not excused by a quick tab", () => {
  run(3000);
  run(1000, { late: (t) => (t < 400 ? 400 - t : 0) });
  const { late, apart } = gauges.read(now + LATER);
  assert.ok(worst(late) > 300, `${worst(late)}`);
  assert.ok(apart > 300, `${apart}`);
});

test("what waited for the server is not blamed on the network", () => {
  run(3000);
  run(500, { late: (t) => (t > 200 && t < 240 ? 90 : 0) });
  gauges.timing(90, now);
  const { late, apart, server } = gauges.read(now + LATER);
  assert.ok(worst(late) < 5, `${worst(late)}`);
  assert.ok(apart < 40, `${apart}`);
  assert.equal(worst(server), 90);
});

test("nobody is blamed before the server could tell", () => {
  run(3000);
  run(300, { late: (t) => (t > 200 && t < 240 ? 90 : 0) });
  assert.ok(worst(gauges.read(now).late) < 5);
  assert.ok(worst(gauges.read(now + LATER).late) > 80);
});

test("a server that leaves out ticks does not make the later ones late", () => {
  run(3000);
  now += 6 * MS; // it skipped six
  gauges.timing(6 * MS, now);
  run(3000);
  assert.ok(worst(gauges.read(now).late) < 5);
});

test("a server that sends every third tick is not uneven", () => {
  run(5000, { every: 3 });
  const { late, apart } = gauges.read(now);
  assert.ok(worst(late) < 1);
  assert.ok(apart < 101);
});

test("a match that begins again from an older tick is not late", () => {
  run(3000);
  tick = 10;
  run(3000);
  assert.ok(worst(gauges.read(now).late) < 5);
});

test("the usual answer counts, not the one that was late", () => {
  run(1000);
  gauges.pong(30, now);
  run(1000);
  gauges.pong(300, now);
  assert.equal(gauges.read(now).rtt, 30);
});

test("nothing is known before anything came", () => {
  const { rtt, frame, longest, server } = gauges.read(now);
  for (const unknown of [rtt, frame, longest, ...server]) {
    assert.ok(Number.isNaN(unknown));
  }
});

test("a page that was hidden did not stand still", () => {
  run(1000);
  gauges.paused(now);
  now += 60000;
  gauges.paused(now);
  run(1000);
  const { longest, apart } = gauges.read(now);
  assert.ok(longest < 20, `${longest}`);
  assert.ok(apart < 40, `${apart}`);
});

test("silence is what has passed since the last message", () => {
  run(1000);
  const heard = now;
  run(700, { every: 1000 });
  assert.ok(Math.abs(gauges.read(now).silent - (now - heard)) < 2 * MS);
});

test("the course is forty slices, the newest last, and forgets", () => {
  run(1000);
  run(250, { frame: () => 80 });
  const course = gauges.course(now - 1);
  assert.equal(course.length, 40);
  assert.ok(course.at(-1).longest >= 79);
  run(11000);
  assert.ok(gauges.course(now).every(({ longest }) => longest < 20));
});
