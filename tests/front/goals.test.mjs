// SPDX-License-Identifier: MIT
// With the module's constants: ROOMCAST_WASM is its path.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { goalOf, isShelter, pickupOf } from "../../client-demo/src/goals.js";
import { withSigns } from "../../client-demo/src/props.js";
import { loadSim } from "../../client-demo/src/roomcast/index.js";
import { effect, kind, role, ruleset } from "./rulesets.mjs";

const { constants: c } = await loadSim(
  await readFile(process.env.ROOMCAST_WASM));
const [FIRST, SECOND, FLAG, BASE] = [0, 1, 2, 3];

function rules(effects) {
  return ruleset(c, { teams: 2, roles: [role(c, "one"), role(c, "two")],
    kinds: [kind("first", c.BODY_AREA), kind("second", c.BODY_AREA),
      kind("flag", c.BODY_CARRIED), kind("base", c.BODY_AREA)],
    effects: effects.map((fields) => effect(c, fields)) });
}

const self = { role: 0, team: 1, carries: [] };
const thing = (of, team = 0) => ({ kind: of, team });

test("the next checkpoint is that which one's role gets on by", () => {
  const race = rules([
    { event: c.EVENT_ENTER, if_role: 0, if_thing: FIRST, op: c.OP_ROLE, arg: 1 },
    { event: c.EVENT_ENTER, if_role: 1, if_thing: SECOND, op: c.OP_SCORE }]);
  const goals = (role) => [FIRST, SECOND].map((of) =>
    goalOf(race, c, thing(of), role === null ? null : { ...self, role }));
  assert.deepEqual(goals(0), ["next", "other"]);
  assert.deepEqual(goals(1), ["other", "next"]);
  assert.deepEqual(goals(null), ["other", "other"]);
});

test("where it is all the same to everybody nothing is marked", () => {
  const hill = rules([{ event: c.EVENT_IN, if_thing: FIRST, if_alone: true }]);
  assert.equal(goalOf(hill, c, thing(FIRST), self), "");
});

test("who carries something is shown where to", () => {
  for (const way of [{ event: c.EVENT_REACH, if_thing: FLAG, if_into: BASE },
    { event: c.EVENT_ENTER, if_thing: BASE, if_carry: FLAG }]) {
    const flags = rules([{ ...way, if_team: c.TEAM_SAME }]);
    const carrier = { ...self, carries: [FLAG] };
    assert.equal(goalOf(flags, c, thing(BASE, 1), self), "other");
    assert.equal(goalOf(flags, c, thing(BASE, 1), carrier), "next");
    assert.equal(goalOf(flags, c, thing(BASE, 2), carrier), "other");
  }
});

test("what does one harm is no goal", () => {
  const trap = rules([
    { event: c.EVENT_ENTER, if_role: 0, if_thing: FIRST, op: c.OP_KILL },
    { event: c.EVENT_ENTER, if_role: 0, if_thing: FIRST, n: -5 }]);
  assert.equal(goalOf(trap, c, thing(FIRST), self), "");
});

test("it hurts to be outside of a shelter", () => {
  const damage = { op: c.OP_DAMAGE, n: 5 };
  assert.ok(isShelter(rules([{ event: c.EVENT_TIMER, if_out: FIRST,
    ...damage }]), c, FIRST));
  assert.ok(isShelter(rules([{ event: c.EVENT_EXIT, if_thing: FIRST,
    op: c.OP_KILL }]), c, FIRST));
  assert.ok(!isShelter(rules([{ event: c.EVENT_EXIT, if_thing: FIRST }]), c,
    FIRST));
  assert.ok(!isShelter(rules([{ event: c.EVENT_ENTER, if_thing: FIRST,
    ...damage }]), c, FIRST));
});

test("what is gone once one walks into it is a pickup", () => {
  const enter = { event: c.EVENT_ENTER, if_thing: FIRST };
  const take = { ...enter, op: c.OP_TAKE, n: 300 };
  assert.equal(pickupOf(rules([take]), c, FIRST), "other");
  assert.equal(pickupOf(rules([take, { ...enter, op: c.OP_HEAL, n: 30 }]), c,
    FIRST), "heal");
  assert.equal(pickupOf(rules([enter]), c, FIRST), "");
  assert.equal(pickupOf(rules([take]), c, SECOND), "");
});

test("of places beside each other that are one to players, one has a sign",
  () => {
    const goal = (y, fields) => ({ label: "goal", color: "#4f9cf0", x: 9, y,
      radius: 45, goal: "", ...fields });
    const [a, b, far, other, next] = [goal(0), goal(80), goal(900),
      goal(160, { color: "#ff9f45" }), goal(160, { goal: "next" })];
    assert.deepEqual(withSigns([a, b, far, other, next]), [a, far, other, next]);
  });
