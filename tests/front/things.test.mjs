// SPDX-License-Identifier: MIT
// Things among two players; what is foreseen is what the test says.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { History } from "../../client-demo/src/roomcast/interp.js";
import { Things } from "../../client-demo/src/roomcast/things.js";
import { player, state, thing } from "./states.mjs";

const UNIT = 256;
const [PUSHED, AREA, NO_SLOT] = [7, 5, 255];
const SLOT = 2; // of the first thing
const RULES = { kinds: [{ body: AREA }, { body: PUSHED }],
  stands: [{ x: 100 * UNIT, y: 0 }] };

/** @type {History} */
let history;
/** @type {Things} */
let things;
/** @type {(slot: number, tick: number) => {x: number, y: number} | null} */
let foreseen;

beforeEach(() => {
  history = new History();
  foreseen = () => null;
  things = new Things({ constants: { UNIT, BODY_PUSHED: PUSHED, NO_SLOT },
    foreseenPlace: (slot, tick) => foreseen(slot, tick) }, history);
});

/** A state with one thing in it. */
function push(tick, fields) {
  history.push(state(tick, [player(0), player(1)], [], {},
    [fields && thing(SLOT, { x: 100 * UNIT, ...fields })]));
}

/** What is shown of it at a tick, after `ticks`. */
function at(tick, { ticks = 0.5, own = tick, self = null, me = null,
  others = [] } = {}) {
  const [one] = things.look({ shown: tick, own, ticks, self }, me, others,
    RULES);
  return one;
}

test("a thing lies where the rules put it, and is home there", () => {
  push(10, {});
  const one = at(10);
  assert.deepEqual([one.x, one.y, one.radius, one.carrier, one.home],
    [100, 0, 20, NO_SLOT, true]);
  push(11, { x: 90 * UNIT });
  assert.equal(at(11, { ticks: 1 }).home, false);
});

test("what is away or out of sight is not there", () => {
  push(10, { hp: 0 });
  assert.equal(at(10), undefined);
  push(11, null);
  assert.equal(at(11), undefined);
});

test("what somebody carries is where that one is shown", () => {
  push(10, { owner: 1 });
  const one = at(10, { others: [{ slot: 0, x: 1, y: 1, vx: 0, vy: 0 },
    { slot: 1, x: 33, y: 44, vx: 2, vy: 0 }] });
  assert.deepEqual([one.x, one.y, one.vx, one.carrier, one.home],
    [33, 44, 2, 1, false]);
});

test("what the own player carries is at it as soon as that is known", () => {
  push(10, {});
  push(12, { owner: 0 });
  const me = { slot: 0, x: 5, y: 6, vx: 0, vy: 0 };
  assert.deepEqual([at(10.5, { me }).x, at(10.6, { me }).carrier], [5, 0]);
  push(13, {});
  assert.equal(at(11, { me }).carrier, NO_SLOT);
});

test("a radius runs smoothly after what it became", () => {
  push(10, { hp: 200 });
  at(10);
  push(11, { hp: 100 });
  let last = 200;
  for (let tick = 11; tick < 60; tick += 0.5) {
    const { radius } = at(tick);
    assert.ok(radius <= last && last - radius < 12, `${last} ${radius}`);
    last = radius;
  }
  assert.equal(last, 100);
});

test("a thing that comes back has its size at once", () => {
  push(10, { hp: 200 });
  at(10);
  push(11, { hp: 0 });
  assert.equal(at(11, { ticks: 1 }), undefined);
  push(12, { hp: 50, born: 12 });
  assert.equal(at(12, { ticks: 1 }).radius, 50);
});

test("a ball near the own player is shown ahead, one far away is not", () => {
  foreseen = (slot, tick) => slot === SLOT
    ? { x: (100 + 8 * (tick - 10)) * UNIT, y: 0 } : null;
  const roll = { type: 1, vx: 8 * UNIT };
  const shown = (x) => {
    history = things.history = new History();
    things.tracks = [];
    push(10, roll);
    let one;
    for (let tick = 0; tick <= 14; tick += 0.5) {
      one = at(tick, { own: tick + 4, self: { x, y: 0, radius: 16 } });
    }
    return one.x;
  };
  assert.equal(shown(900), 100 + 8 * 4, "it is far");
  assert.ok(shown(150) > 100 + 8 * 7, "it is near");
});

test("a ball that turned out to be elsewhere gets there without a jump", () => {
  push(10, { type: 1 });
  at(10);
  push(11, { type: 1, x: 250 * UNIT });
  let last = 100;
  for (let tick = 11; tick < 20; tick += 0.5) {
    const { x } = at(tick);
    assert.ok(Math.abs(x - last) < 20, `${last} ${x}`);
    last = x;
  }
  assert.equal(last, 250);
});
