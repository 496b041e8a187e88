// SPDX-License-Identifier: MIT
// With the module's constants: ROOMCAST_WASM is its path.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { beforeEach, test } from "node:test";
import { Match } from "../../client-demo/src/match.js";
import { Room, loadSim } from "../../client-demo/src/roomcast/index.js";
import { effect, kind, role, ruleset } from "./rulesets.mjs";
import { player, state } from "./states.mjs";

const sim = await loadSim(await readFile(process.env.ROOMCAST_WASM));
const OWN = 1;
/** @type {Room} */
let room;
/** @type {Match} */
let match;

beforeEach(() => {
  room = new Room(sim);
  room.slot = OWN;
  room.rules = ruleset(sim.constants, { roles: [
    role(sim.constants, "fighter", { weapon: 0 }), role(sim.constants, "it")] });
  match = new Match(room);
});

test("the best is first, the fewer deaths the better", () => {
  room.visit.history.push(state(5, [player(0, { score: 2, deaths: 4 }),
    player(OWN, { score: 2, deaths: 1 }), player(2, { score: 9 })]));
  assert.deepEqual(match.standings().map(({ slot }) => slot), [2, OWN, 0]);
});

test("where the least wins, the least is first", () => {
  room.rules.win = sim.constants.WIN_LEAST;
  room.visit.history.push(state(5, [player(0, { score: 2 }), player(OWN)]));
  assert.deepEqual(match.standings().map(({ slot }) => slot), [OWN, 0]);
});

/** How the first player is drawn at a tick. */
function drawn(fields, tick = 5) {
  const entity = player(0, fields);
  room.visit.history.push(state(5, [entity, player(OWN)]));
  return match.figure({ slot: 0, x: 0, y: 0, vx: 0, vy: 0, aim: 0, tick,
    entity });
}

test("who is away is marked so", () => {
  room.seats = [{ slot: 0, taken: true, online: false, bot: false, name: "A" }];
  assert.equal(drawn({}).away, true);
});

test("who is frozen is drawn so until the tick it is shown at is past it", () => {
  assert.equal(drawn({ thaw_at: 9 }, 8.5).frozen, true);
  assert.equal(drawn({ thaw_at: 9 }, 9).frozen, false);
});

test("who has won is a player, a team, or all of a role", () => {
  const { WINNER_ROLE, NO_SLOT } = sim.constants;
  const won = (winner, fields, teams = 0) => {
    room.rules.teams = teams;
    const own = player(OWN, fields);
    room.visit.history.push(state(5, [player(0), own], [], { winner }));
    return match.hasWon(own);
  };
  assert.deepEqual([won(OWN), won(0), won(NO_SLOT)], [true, false, false]);
  assert.deepEqual([won(0, { team: 1 }, 2), won(1, { team: 1 }, 2)],
    [true, false]);
  assert.deepEqual([won(WINNER_ROLE + 1, { type: 1 }),
    won(WINNER_ROLE + 1, { type: 0 })], [true, false]);
});

test("the verdict names a player, a team, or all of a role", () => {
  const { WINNER_ROLE, NO_SLOT } = sim.constants;
  room.seats = [{ slot: 0, taken: true, online: true, bot: false, name: "Ada" }];
  const says = (winner, teams = 0) => {
    room.rules.teams = teams;
    room.visit.history.push(state(5, [player(0), player(OWN)], [], { winner }));
    return match.verdict();
  };
  assert.deepEqual([says(NO_SLOT), says(0), says(OWN)],
    ["A draw!", "Ada wins!", "You win!"]);
  assert.equal(says(1, 2), "Orange wins!");
  assert.deepEqual([says(WINNER_ROLE), says(WINNER_ROLE + 1, 2)],
    ["The fighters win!", "It wins!"]);
});

test("things are marked for others only where one is marked for oneself",
  () => {
    const c = sim.constants;
    const enter = { event: c.EVENT_ENTER, op: c.OP_ROLE, arg: 1 };
    room.rules = ruleset(c, { roles: [role(c, "to_one"), role(c, "to_two")],
      kinds: [kind("one", c.BODY_AREA), kind("two", c.BODY_AREA)],
      effects: [effect(c, { ...enter, if_role: 0, if_thing: 0 }),
        effect(c, { ...enter, if_role: 1, if_thing: 1, arg: 0 })] });
    const things = [0, 1].map((i) => ({ index: i, kind: i, x: 0, y: 0, vx: 0,
      vy: 0, radius: 9, team: 0, carrier: c.NO_SLOT }));
    const goals = (hp) => match.props(things, { slot: OWN,
      entity: player(OWN, { hp }) }).map(({ goal }) => goal);
    assert.deepEqual(goals(100), ["next", "other"]);
    assert.deepEqual(goals(0), ["", ""]);
    assert.deepEqual(match.props(things, null).map(({ goal }) => goal), ["", ""]);
  });

test("what a thing looks like follows from its kind, its team and the rules",
  () => {
    const c = sim.constants;
    const [AREA, BALL, PILLAR, BUNDLE, MEDKIT, RING] = [0, 1, 2, 3, 4, 5];
    const take = { event: c.EVENT_ENTER, if_thing: MEDKIT };
    room.rules = ruleset(c, {
      kinds: [kind("hill", c.BODY_AREA), kind("ball", c.BODY_PUSHED),
        kind("pillar", c.BODY_SOLID), kind("bundle", c.BODY_CARRIED),
        kind("medkit", c.BODY_AREA, { tint: 0x00ff00 }),
        kind("ring", c.BODY_AREA)],
      effects: [effect(c, { ...take, op: c.OP_TAKE }),
        effect(c, { ...take, op: c.OP_HEAL }),
        effect(c, { event: c.EVENT_EXIT, if_thing: RING, op: c.OP_KILL })] });
    const look = (of, team = 0) => match.props([{ index: 0, kind: of, x: 0,
      y: 0, vx: 0, vy: 0, radius: 9, team, carrier: c.NO_SLOT }], null)[0];
    assert.deepEqual([AREA, BALL, PILLAR, BUNDLE, MEDKIT, RING]
      .map((of) => look(of).look),
    ["area", "ball", "pillar", "parcel", "pickup", "shelter"]);
    assert.equal(look(BUNDLE, 2).look, "flag");
    assert.notEqual(look(AREA, 1).color, look(AREA, 2).color);
    assert.deepEqual([look(MEDKIT).color, look(MEDKIT).heals],
      ["#00ff00", true]);
  });
