// SPDX-License-Identifier: MIT
/** States for tests: entities with every field, zero unless said otherwise. */

/** @param {number} slot @param {object} fields */
export function player(slot, fields = {}) {
  return { slot, seen: true, kind: 1, owner: slot, team: 0, type: 0, born: 1, x: 0, y: 0,
    vx: 0, vy: 0, aim: 0, buttons: 0, hp: 100, foe: 255, ready_at: 0,
    back_at: 0, thaw_at: 0, score: 0, deaths: 0, ...fields };
}

/** @param {number} slot @param {object} fields */
export function shot(slot, fields = {}) {
  return { ...player(slot), kind: 2, owner: 0, ready_at: 1000, ...fields };
}

/** @param {number} slot @param {object} fields */
export function thing(slot, fields = {}) {
  return { ...player(slot), kind: 3, owner: 255, hp: 20, ...fields };
}

/** @param {number} tick @param {object[]} players @param {object[]} shots */
export function state(tick, players = [], shots = [], match = {},
  things = []) {
  return { tick, players, things, shots, match: { tick, phase: 0, winner: 255,
    ends_at: 900, bout_at: 0, score1: 0, score2: 0, score3: 0, score4: 0, ...match } };
}
