// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";
import { test } from "node:test";
import { Shots, flightTick } from "../../client-demo/src/roomcast/shots.js";
import { shot, state } from "./states.mjs";

const OWN = 1;
const NOBODY = [];

/** Shots, with what is foreseen of them as told. */
function air() {
  const foreseen = { own: NOBODY, end: 0 };
  const shots = new Shots({ foreseenShots: () => foreseen.own,
    foreseenEnd: () => foreseen.end });
  return { shots, foreseen };
}

test("a shot of somebody else begins in their time and ends in one's own", () => {
  assert.equal(flightTick(20, 20, 26), 20);
  assert.equal(flightTick(20, 32, 38), 38);
  let before = -Infinity;
  for (let shown = 14; shown < 40; shown += 0.5) { // never flies backwards
    const tick = flightTick(20, shown, shown + 6);
    assert.ok(tick > before);
    before = tick;
  }
});

test("it is seen from the muzzle on, and no longer than it flies", () => {
  const { shots } = air();
  const one = shot(20, { owner: 0, born: 10, x: 1000, vx: 100 });
  shots.addState(state(10, [], [one]), OWN);
  shots.addState(state(11, [], [{ ...one, x: 1100 }]), OWN);
  assert.deepEqual(shots.look(9.9, 14), []);
  assert.ok(Math.abs(shots.look(10, 14)[0].x - 1000) < 0.1);
  assert.ok(shots.look(11, 15)[0].x > 1100);
  shots.addState(state(20, [], []), OWN);
  assert.equal(shots.look(16, 19).length, 1);
  assert.equal(shots.look(18, 22).length, 0);
});

test("one that is foreseen to meet something goes no further", () => {
  const { shots, foreseen } = air();
  shots.addState(state(11, [], [shot(20, { owner: 0, born: 2, vx: 100 })]), OWN);
  foreseen.end = 14;
  assert.equal(shots.look(13, 13.9).length, 1);
  assert.equal(shots.look(14, 14.1).length, 0);
});

/* ---- own ones ---- */

/** Pictures of an own shot: what is foreseen in each, and the tick of the
 *  latest state with what is in it. Returns the changes told. */
function pictures(list) {
  const { shots, foreseen } = air();
  const changes = [];
  for (const { clock, ahead = NOBODY, tick = 5, flying = NOBODY } of list) {
    foreseen.own = ahead;
    shots.lookOwn(clock, OWN, state(tick, [], flying), changes);
  }
  return changes.map(({ type }) => type);
}

const mine = shot(30, { owner: OWN, born: 11, x: 500, vx: 100 });

test("an own shot is told of when the trigger is pressed, once", () => {
  assert.deepEqual(pictures([{ clock: 10.3, ahead: [mine] },
    { clock: 10.8, ahead: [{ ...mine, vx: 99 }] }, // aimed elsewhere since
    { clock: 11.1, ahead: [mine] },
    { clock: 12.1, ahead: [mine], tick: 11, flying: [mine] }]), ["shot"]);
});

test("it is in the muzzle until its tick, and then flies with the clock", () => {
  const { shots, foreseen } = air();
  foreseen.own = [mine];
  const at = (/** @type {number} */ clock) =>
    shots.lookOwn(clock, OWN, state(5), [])[0].x;
  assert.equal(at(10.9), 500);
  assert.equal(at(11), 500);
  assert.equal(at(11.5), 550);
});

test("where it meets something there is a spark at once", () => {
  assert.deepEqual(pictures([{ clock: 11.1, ahead: [mine] }, { clock: 12.1 }]),
    ["shot", "impact"]);
});

test("one that fades makes no spark", () => {
  const fading = { ...mine, ready_at: 12 };
  assert.deepEqual(pictures([{ clock: 11.1, ahead: [fading] },
    { clock: 12.1 }]), ["shot"]);
});

test("one that the server refused goes without a spark", () => {
  assert.deepEqual(pictures([{ clock: 11.1, ahead: [mine] },
    { clock: 14.1, tick: 12 }]), ["shot"]);
});

test("one that was not sent after all never met anything", () => {
  assert.deepEqual(pictures([{ clock: 10.1, ahead: [mine] },
    { clock: 10.6 }]), ["shot"]);
});
