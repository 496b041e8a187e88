// SPDX-License-Identifier: MIT
// A room whose bytes the test brings: ROOMCAST_WASM is the module's path.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { afterEach, beforeEach, test } from "node:test";
import { Room, loadSim } from "../../client-demo/src/roomcast/index.js";

const sim = await loadSim(await readFile(process.env.ROOMCAST_WASM));
const VOTE = 9;
const text = (/** @type {string} */ word) =>
  [0xa0 + word.length, ...new TextEncoder().encode(word)];
// Slot 0, not resumed, a token, room "r", and a match of two.
const WELCOME = [0x9b, 1, 0, 0xc2, 0xc4, 16, ...new Array(16).fill(0),
  ...text("r"), 0, 30, 0, 2, 40, 0];
const CHAT = [0x94, 4, 0, ...text("Ann"), ...text("hello")];
const BALLOT = [0x94, 9, 77, 0xcc, 255, 0x92,
  0x94, ...text("a"), ...text("A"), ...text("yard"), 2,
  0x94, ...text("b"), ...text("B"), ...text("grove"), 0];
const OVER = [0x94, 9, 77, 0xcc, 255, 0x90];

/** The other end of the wire. */
class Wire {
  readyState = 1;
  /** @type {number[][]} */
  sent = [];

  send(/** @type {Uint8Array} */ bytes) {
    this.sent.push([...bytes]);
  }

  close() {
    this.readyState = 3;
  }

  /** @param {number[]} bytes */
  brings(bytes) {
    this.onmessage({ data: Uint8Array.from(bytes).buffer });
  }

  votes() {
    return this.sent.filter(([, type]) => type === VOTE).map(([, , n, more]) =>
      n === 0xcc ? more : n);
  }
}

/** @type {Wire} */
let wire;
/** @type {Room} */
let room;
const { error } = console;

beforeEach(() => {
  wire = new Wire();
  room = new Room(sim, () => wire);
  room.open({ url: "http://localhost/" });
  wire.onopen({});
  wire.brings(WELCOME);
});

afterEach(() => {
  room.close();
  console.error = error;
});

test("a listener that throws costs neither the connection nor the others",
  () => {
    const reported = [];
    const heard = [];
    console.error = (one) => reported.push(one.message);
    room.on("chat", () => {
      throw new Error("mine");
    });
    room.on("chat", (chat) => heard.push(chat.text));
    wire.brings(CHAT);
    wire.brings(CHAT);
    assert.deepEqual(heard, ["hello", "hello"]);
    assert.deepEqual(reported, ["mine", "mine"]);
    assert.ok(room.isOpen());
  });

test("a ballot is told, kept as long as it lasts, and over with an empty one",
  () => {
    const told = [];
    room.on("ballot", ({ choices }) => told.push(choices.length));
    assert.equal(room.ballot, null);
    wire.brings(BALLOT);
    assert.deepEqual(room.ballot.choices.map(({ map, votes }) => [map, votes]),
      [["yard", 2], ["grove", 0]]);
    wire.brings(OVER);
    assert.equal(room.ballot, null);
    assert.deepEqual(told, [2, 0]);
  });

test("a vote is sent, marked at once, and can be taken back", () => {
  wire.brings(BALLOT);
  room.vote(1);
  assert.equal(room.ballot.mine, 1);
  room.vote(null);
  assert.equal(room.ballot.mine, null);
  assert.deepEqual(wire.votes(), [1, sim.constants.NO_CHOICE]);
});

test("a ballot that does not know of the latest vote does not take it away",
  () => {
    const mine = (/** @type {number} */ choice) =>
      [...BALLOT.slice(0, 3), choice, ...BALLOT.slice(5)];
    wire.brings(BALLOT);
    room.vote(1);
    room.vote(null);
    wire.brings(mine(1)); // the answer to the first
    assert.equal(room.ballot.mine, null);
    room.vote(0);
    wire.brings(BALLOT);
    assert.equal(room.ballot.mine, 0);
    wire.brings(OVER);
    assert.equal(room.ballot, null);
    const next = mine(1);
    next[2] = 78; // another ballot: it ends at another tick
    wire.brings(next);
    assert.equal(room.ballot.mine, 1);
  });

test("without a ballot there is nothing to vote for", () => {
  room.vote(0);
  wire.brings(BALLOT);
  wire.brings(OVER);
  room.vote(0);
  assert.deepEqual(wire.votes(), []);
});

test("another room's ballot is not that of the one before", () => {
  wire.brings(BALLOT);
  wire.brings(WELCOME);
  assert.equal(room.ballot, null);
});
