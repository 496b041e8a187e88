// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";
import { test } from "node:test";
import { History, entityAt, turn } from "../../client-demo/src/roomcast/interp.js";
import { player, shot, state } from "./states.mjs";

/** Where the first player is at `tick`, of a history of these states. */
function at(states, tick) {
  const history = new History();
  states.forEach((one) => history.push(one));
  const around = history.around(tick);
  return entityAt(around[0].players[0], around[1].players[0], around, tick);
}

test("between two states a body is between its places", () => {
  const states = [state(10, [player(0, { x: 100 })]),
    state(12, [player(0, { x: 300 })])];
  assert.equal(at(states, 11).x, 200);
  assert.equal(at(states, 11.5).x, 250);
});

test("an aim turns the short way round", () => {
  assert.equal(turn(250, 4), 10);
  assert.equal(turn(4, 250), -10);
  const states = [state(1, [player(0, { aim: 250 })]),
    state(2, [player(0, { aim: 4 })])];
  assert.equal(at(states, 1.5).aim, 255);
});

test("a body born anew never glides to its new place", () => {
  const states = [state(10, [player(0, { x: 100 })]),
    state(14, [player(0, { x: 9000, born: 14 })])];
  for (const tick of [10.5, 12, 13.9]) {
    assert.equal(at(states, tick).x, 100);
  }
  assert.equal(at(states, 14).x, 9000);
});

test("who comes into sight does not glide there from where nobody is", () => {
  const states = [state(10, [player(0, { hp: 0 })]),
    state(11, [player(0, { x: 9000 })])];
  assert.equal(at(states, 10.5).x, 0);
  assert.equal(at(states, 10.5).entity.hp, 0);
  assert.equal(at(states, 11).x, 9000);
});

test("past the newest state a body moves on, but not for long", () => {
  const states = [state(10, [player(0, { x: 100, vx: 10 })])];
  assert.equal(at(states, 12).x, 120);
  assert.equal(at(states, 60).x, 140);
});

test("before the oldest state a body stands where it was first seen", () => {
  const states = [state(10, [player(0, { x: 100, vx: 10 })]),
    state(11, [player(0, { x: 110, vx: 10 })])];
  assert.equal(at(states, 2).x, 100);
});

test("a shot fired between two states appears when and where it was fired",
  () => {
    const older = state(10);
    const newer = state(14, [], [shot(20, { born: 12, x: 500, vx: 100 })]);
    const [b] = newer.shots;
    assert.equal(entityAt(null, b, [older, newer], 11.9), null);
    assert.equal(entityAt(null, b, [older, newer], 12).x, 300);
    assert.equal(entityAt(null, b, [older, newer], 13).x, 400);
  });

test("a match that began again forgets the old one", () => {
  const history = new History();
  history.push(state(500, [player(0)]));
  history.push(state(3, [player(0)]));
  assert.equal(history.states.length, 1);
  assert.equal(history.newest().tick, 3);
});

test("the history keeps no more than it needs", () => {
  const history = new History();
  for (let tick = 1; tick < 500; tick++) {
    history.push(state(tick));
  }
  assert.ok(history.states.length <= 32);
});
