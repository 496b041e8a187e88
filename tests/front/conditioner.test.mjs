// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Conditioner, MOST, conditionIn, hashOf }
  from "../../client-demo/src/conditioner.js";

/** A clock that stands until it is told to go, and its timers. */
class Time {
  now = 1000;
  timers = new Map();
  next = 1;
  dice = 0;

  world() {
    return {
      now: () => this.now,
      setTimer: (callback, ms) => {
        this.timers.set(this.next++, { at: this.now + ms, callback });
      },
      random: () => this.dice,
    };
  }

  pass(ms) {
    const end = this.now + ms;
    for (;;) {
      const [first] = [...this.timers].filter(([, { at }]) => at <= end)
        .sort(([, a], [, b]) => a.at - b.at);
      if (!first) {
        break;
      }
      this.timers.delete(first[0]);
      this.now = Math.max(this.now, first[1].at);
      first[1].callback();
    }
    this.now = end;
  }
}

/** The far end of a connection: keeps what it is sent. */
class Far {
  OPEN = 1;
  CLOSING = 2;
  CLOSED = 3;
  readyState = 0;
  got = [];
  closed = false;

  send(bytes) {
    this.got.push(typeof bytes === "string" ? bytes : [...bytes]);
  }

  close() {
    this.closed = true;
  }
}

/** @type {Time} */
let time;
/** @type {Far} */
let far;
/** @type {Conditioner} */
let conditioner;
let socket;
let heard;

beforeEach(() => {
  time = new Time();
  far = new Far();
  conditioner = new Conditioner(time.world());
  socket = conditioner.wrap(far);
  heard = [];
  socket.onopen = () => heard.push("open");
  socket.onmessage = ({ data }) => heard.push(data);
  socket.onclose = ({ code }) => heard.push(code);
});

test("off, everything passes at once and no timer runs", () => {
  far.onopen({});
  far.onmessage({ data: "a" });
  socket.send("b");
  far.onclose({ code: 1000 });
  assert.deepEqual(heard, ["open", "a", 1000]);
  assert.deepEqual(far.got, ["b"]);
  assert.equal(time.timers.size, 0);
  assert.equal(conditioner.isOn(), false);
});

test("a delay holds up each way by itself", () => {
  conditioner.set({ delay: 100 });
  far.onmessage({ data: "in" });
  socket.send("out");
  time.pass(99);
  assert.deepEqual([heard, far.got], [[], []]);
  time.pass(1);
  assert.deepEqual([heard, far.got], [["in"], ["out"]]);
});

test("with jitter nothing overtakes", () => {
  conditioner.set({ delay: 50, jitter: 100 });
  const arrived = [];
  socket.onmessage = ({ data }) => arrived.push([data, time.now - 1000]);
  for (const [i, dice] of [1, 0, 0.5, 0.2].entries()) {
    time.dice = dice;
    far.onmessage({ data: i });
    time.pass(10);
  }
  time.pass(200);
  assert.deepEqual(arrived, [[0, 150], [1, 150], [2, 150], [3, 150]]);
});

test("a stall holds up both ways, then all comes at once and in order", () => {
  conditioner.stall(500);
  assert.ok(conditioner.isOn());
  for (let i = 0; i < 5; i++) {
    far.onmessage({ data: i });
    socket.send(String(i));
    time.pass(99);
  }
  assert.deepEqual([heard, far.got], [[], []]);
  time.pass(10);
  assert.deepEqual(heard, [0, 1, 2, 3, 4]);
  assert.deepEqual(far.got, ["0", "1", "2", "3", "4"]);
  assert.equal(conditioner.isOn(), false);
});

test("a stall holds up what was already on its way", () => {
  conditioner.set({ delay: 100 });
  far.onmessage({ data: "a" });
  time.pass(50);
  conditioner.stall(300);
  time.pass(299);
  assert.deepEqual(heard, []);
  time.pass(1);
  assert.deepEqual(heard, ["a"]);
});

test("stalls come every so many seconds until that is turned off", () => {
  conditioner.set({ every: 5, stall: 1000 });
  const gaps = [];
  let last = time.now;
  socket.onmessage = () => {
    gaps.push(time.now - last);
    last = time.now;
  };
  const play = (seconds) => {
    for (let i = 0; i < seconds * 20; i++) {
      far.onmessage({ data: i });
      time.pass(50);
    }
  };
  play(21);
  assert.equal(gaps.filter((ms) => ms >= 1000).length, 4);
  conditioner.set({ every: 0 });
  gaps.length = 0;
  play(20);
  assert.ok(Math.max(...gaps) < 1000);
});

test("turned off, what waits still comes first", () => {
  conditioner.set({ delay: 100 });
  far.onmessage({ data: "a" });
  conditioner.clear();
  far.onmessage({ data: "b" });
  assert.deepEqual(heard, []);
  time.pass(100);
  assert.deepEqual(heard, ["a", "b"]);
  far.onmessage({ data: "c" });
  assert.deepEqual(heard, ["a", "b", "c"]);
});

test("a message is copied: its sender writes the next one over it", () => {
  conditioner.set({ delay: 10 });
  const bytes = Uint8Array.of(1, 2, 3);
  socket.send(bytes.subarray(0, 2));
  bytes.fill(9);
  time.pass(10);
  assert.deepEqual(far.got, [[1, 2]]);
});

test("a close comes after what was sent before, and is known at once", () => {
  conditioner.set({ delay: 100 });
  far.readyState = 1;
  far.onopen({});
  time.pass(100);
  assert.equal(socket.readyState, far.OPEN);
  socket.send("leave");
  socket.close();
  assert.equal(socket.readyState, far.CLOSING);
  assert.equal(far.closed, false);
  time.pass(100);
  assert.deepEqual([far.got, far.closed], [["leave"], true]);
});

test("a close from the far end comes after its last words", () => {
  conditioner.set({ delay: 100 });
  far.onmessage({ data: "bye" });
  far.onclose({ code: 4001 });
  time.pass(100);
  assert.deepEqual(heard, ["bye", 4001]);
  assert.equal(socket.readyState, far.CLOSED);
});

test("who is not open yet is not open for its user before the delay", () => {
  conditioner.set({ delay: 100 });
  far.readyState = 1;
  far.onopen({});
  assert.equal(socket.readyState, 0);
});

test("what an address asks for is taken, within bounds", () => {
  conditioner.set(conditionIn("#delay=100&jitter=20"));
  assert.deepEqual(conditioner.condition,
    { delay: 100, jitter: 20, stall: 1000, every: 0 });
  conditioner.set(conditionIn("#delay=1e9&jitter=-5&stall=99999&every=x"));
  assert.deepEqual(conditioner.condition,
    { delay: MOST.delay, jitter: 0, stall: MOST.stall, every: 0 });
  assert.deepEqual(conditionIn(""), {});
  assert.deepEqual(conditionIn("#delay=NaN&room=5"), {});
});

test("what is set can be asked for by an address", () => {
  assert.equal(hashOf(conditioner.condition), "");
  conditioner.set({ delay: 120, every: 10, stall: 500 });
  assert.equal(hashOf(conditioner.condition), "delay=120&stall=500&every=10");
  const other = new Conditioner(time.world());
  other.set(conditionIn(`#${hashOf(conditioner.condition)}`));
  assert.deepEqual(other.condition, conditioner.condition);
});
