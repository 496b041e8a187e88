// SPDX-License-Identifier: MIT
// One body on a straight way, at 7.5 u a tick unless it turned; what is
// foreseen goes straight on from the latest state.
import assert from "node:assert/strict";
import { test } from "node:test";
import { History } from "../../client-demo/src/roomcast/interp.js";
import { Others } from "../../client-demo/src/roomcast/others.js";
import { player, state } from "./states.mjs";

const UNIT = 256;
const SPEED = 7.5; // u a tick
const RULES = { roles: [{ speed: SPEED * UNIT, radius: 16 * UNIT }] };
const FRAME = 0.5; // ticks
const AHEAD = 6; // of the own player before what is shown

/** @param {(tick: number) => number} at where it is, in u */
function scene(at) {
  const history = new History();
  const others = new Others({ constants: { UNIT }, foreseenPlace: (slot, tick) => {
    const newest = history.newest();
    const { x, y, vx } = newest.players[slot];
    return tick < newest.tick || tick > newest.tick + 40 ? null
      : { x: x + vx * (tick - newest.tick), y };
  } }, history);
  let shown = 10;
  return {
    others,
    /** States up to `tick`, as they arrive. */
    arrive(tick, fields = {}) {
      for (let t = (history.newest()?.tick ?? 8) + 1; t <= tick; t++) {
        const vx = (at(t) - at(t - 1)) * UNIT;
        history.push(state(t, [player(0, { x: at(t) * UNIT, vx, ...fields })]));
      }
    },
    /** The next picture. @param {number | null} selfX where Ann is, in u */
    picture(selfX = null, ticks = FRAME) {
      shown += ticks;
      const self = selfX === null ? null : { x: selfX, y: 0, radius: 16 };
      const [body] = others.look({ shown, own: shown + AHEAD, ticks, self }, 1,
        RULES);
      return body;
    },
    shown: () => shown,
  };
}

const straight = (tick) => tick * SPEED;

/** The fastest step between pictures, in times the speed. */
function fastest(bodies) {
  let most = 0;
  for (let i = 1; i < bodies.length; i++) {
    most = Math.max(most,
      Math.abs(bodies[i].x - bodies[i - 1].x) / (SPEED * FRAME));
  }
  return most;
}

test("far away one is seen where it was at the tick shown", () => {
  const one = scene(straight);
  one.arrive(40);
  for (let i = 0; i < 40; i++) {
    const body = one.picture(9000);
    assert.ok(Math.abs(body.tick - one.shown()) < 0.01);
    assert.ok(Math.abs(body.x - straight(one.shown())) < 0.1);
  }
});

test("near by one is seen where it will be, and comes there without a jump",
  () => {
    const one = scene(straight);
    one.arrive(12);
    const bodies = [];
    for (let i = 0; i < 120; i++) {
      one.arrive(Math.floor(one.shown()) + 2);
      const near = i > 20 && i < 80;
      bodies.push(one.picture(near ? straight(one.shown() + AHEAD) : 9000));
    }
    const ahead = (/** @type {number} */ i) =>
      bodies[i].tick - (10 + (i + 1) * FRAME);
    assert.ok(Math.abs(ahead(15)) < 0.1);
    assert.ok(Math.abs(ahead(75) - AHEAD) < 0.3, `${ahead(75)}`);
    assert.ok(Math.abs(ahead(119)) < 0.3, `${ahead(119)}`);
    assert.ok(fastest(bodies) <= 1.5, `${fastest(bodies)}`);
  });

test("when states do not come one goes on for a while, then stands", () => {
  const one = scene(straight);
  one.arrive(14);
  const bodies = Array.from({ length: 60 }, () => one.picture());
  assert.ok(bodies[12].x > straight(15.5));
  assert.ok(Math.abs(bodies[59].x - straight(20)) < 0.1);
});

test("after a stall in which one turned nobody jumps, and all is right again",
  () => {
    for (const ticks of [4, 9, 18, 30]) {
      const turned = (/** @type {number} */ tick) =>
        straight(tick < 17 ? tick : 34 - tick);
      const one = scene(turned);
      const bodies = [];
      for (let i = 0; i < 300; i++) {
        const due = Math.floor(one.shown()) + 2;
        if (due < 16 || due > 16 + ticks) {
          one.arrive(due);
        }
        bodies.push(one.picture());
      }
      assert.ok(fastest(bodies) <= 1.5, `${fastest(bodies)}`);
      assert.ok(Math.abs(bodies[299].x - turned(one.shown())) < 0.5);
    }
  });

test("a new body is where it is at once", () => {
  const one = scene((tick) => (tick < 20 ? 100 : 900));
  one.arrive(19, { vx: 0 });
  one.arrive(40, { vx: 0, born: 20 });
  for (let i = 0; i < 40; i++) {
    const body = one.picture();
    assert.equal(body.x, one.shown() < 20 ? 100 : 900);
  }
});

test("the dead are not seen", () => {
  const one = scene(straight);
  one.arrive(40, { hp: 0 });
  assert.equal(one.picture(), undefined);
});

test("what one aims at is the nearest along the line", () => {
  const one = scene(() => 500);
  one.arrive(40);
  one.picture();
  const { others } = one;
  others.tracks[0].tick = 8;
  assert.equal(others.tickAimedAt({ x: 0, y: 0 }, 0, 33), 8);
  assert.equal(others.tickAimedAt({ x: 0, y: 0 }, Math.PI, 33), 33);
  assert.equal(others.tickAimedAt({ x: 0, y: 0 }, 0.2, 33), 33);
});
