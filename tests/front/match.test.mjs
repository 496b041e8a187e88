// SPDX-License-Identifier: MIT
// With the module's constants: ROOMCAST_WASM is its path.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { beforeEach, test } from "node:test";
import { Match } from "../../client-demo/src/match.js";
import { Room, loadSim } from "../../client-demo/src/roomcast/index.js";
import { role, ruleset } from "./rulesets.mjs";
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
