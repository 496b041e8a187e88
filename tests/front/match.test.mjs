// SPDX-License-Identifier: MIT
// With the module's constants: ROOMCAST_WASM is its path.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { beforeEach, test } from "node:test";
import { Match, ownTime } from "../../client-demo/src/match.js";
import { Sim } from "../../client-demo/src/roomcast/sim.js";
import { player, shot, state } from "./states.mjs";

const bytes = await readFile(process.env.ROOMCAST_WASM);
const { instance } = await WebAssembly.instantiate(bytes);
const sim = new Sim(instance);
const OWN = 1;
/** @type {Match} */
let match;

beforeEach(() => {
  match = new Match(sim);
  match.welcome({ slot: OWN, resumed: false, room: "tuba", tick: 0,
    token: new Uint8Array(16) });
  match.rules = { version: 1, mode: "dm", title: "Deathmatch", map: "yard",
    teams: 0, win: 0, score_limit: 20, respawn: 90, width: 1, height: 1,
    roles: [{ id: "fighter", hp: 100, radius: 4096, weapon: 0, tint: 0 }],
    weapons: [{ id: "pistol", speed: 0, radius: 1024, cooldown: 8, life: 30,
      pellets: 1, spread: 0 }], walls: [] };
});

test("the dead and the own player are not among the others", () => {
  match.history.push(state(5, [player(0), player(OWN), player(2, { hp: 0 }),
    null]));
  assert.deepEqual(match.others(5).map(({ body }) => body.slot), [0]);
});

test("the best is first, the fewer deaths the better", () => {
  match.history.push(state(5, [player(0, { score: 2, deaths: 4 }),
    player(OWN, { score: 2, deaths: 1 }), player(2, { score: 9 })]));
  assert.deepEqual(match.standings().map(({ slot }) => slot), [2, OWN, 0]);
});

test("where the least wins, the least is first", () => {
  match.rules.win = sim.constants.WIN_LEAST;
  match.history.push(state(5, [player(0, { score: 2 }), player(OWN)]));
  assert.deepEqual(match.standings().map(({ slot }) => slot), [OWN, 0]);
});

test("changes wait until their tick is shown, own ones do not", () => {
  match.pending = [{ type: "hurt", tick: 9, slot: 0 },
    { type: "hurt", tick: 9, slot: OWN }];
  assert.deepEqual(match.happened(5).map(({ slot }) => slot), [OWN]);
  assert.deepEqual(match.happened(8.9), []);
  assert.deepEqual(match.happened(9).map(({ slot }) => slot), [0]);
  assert.deepEqual(match.happened(99), []);
});

test("an own shot begins in the own time and ends in the others'", () => {
  assert.equal(ownTime(20, 14, 20), 20);
  assert.equal(ownTime(20, 26, 32), 26);
  let before = -Infinity;
  for (let ahead = 20; ahead < 40; ahead += 0.5) { // never flies backwards
    const shown = ownTime(20, ahead - 6, ahead);
    assert.ok(shown > before);
    before = shown;
  }
});

test("an own shot is drawn ahead of one that somebody else fired", () => {
  const fields = { born: 10, x: 256 * 10, vx: 256 * 10 };
  match.history.push(state(10, [player(0), player(OWN)]));
  match.history.push(state(11, [player(0), player(OWN)],
    [shot(20, { ...fields, owner: 0 }), shot(21, { ...fields, owner: OWN })]));
  const bullets = match.bullets(10.5, 14);
  const own = bullets.find(({ owner }) => owner === OWN);
  const other = bullets.find(({ owner }) => owner === 0);
  assert.equal(other.x, 5);
  assert.ok(own.x > 20, `${own.x}`);
});

test("a shot that is over is drawn no more", () => {
  match.history.push(state(10, [player(OWN)],
    [shot(21, { born: 10, owner: OWN, vx: 256 })]));
  for (let tick = 11; tick < 16; tick++) {
    match.history.push(state(tick, [player(OWN)]));
  }
  assert.deepEqual(match.bullets(13, 18), []);
});

test("who is away is marked so", () => {
  match.seats = [{ slot: 0, taken: true, online: false, bot: false, name: "A" }];
  match.history.push(state(5, [player(0), player(OWN)]));
  assert.equal(match.others(5)[0].away, true);
});
