// SPDX-License-Identifier: MIT
/** Rules for tests, as the module reads them from a RULES message. */

/** An effect without conditions. @param {Record<string, number>} c
 *  @param {object} fields */
export function effect(c, fields = {}) {
  return { event: c.EVENT_START, if_role: c.ROLE_ANY, if_other: c.ROLE_ANY,
    if_team: c.TEAM_ANY, if_alive: c.ALIVE_ANY, if_thing: c.NO_THING,
    if_into: c.NO_THING, if_timer: c.TIMER_ANY, if_carry: c.NO_THING,
    if_in: c.NO_THING, if_out: c.NO_THING, if_alone: false, op: c.OP_SCORE,
    who: c.WHO_ACTOR, arg: 255, n: 1, ...fields };
}

/** @param {Record<string, number>} c @param {string} id
 *  @param {object} fields */
export function role(c, id, fields = {}) {
  return { id, hp: 100, speed: 1962, radius: 4096, weapon: c.NO_WEAPON,
    starts: false, tint: 0, hint: "", ...fields };
}

/** @param {string} id @param {number} body @param {object} fields */
export function kind(id, body, fields = {}) {
  return { id, body, radius: 20, mass: 256, home_after: 0, tint: 0, ...fields };
}

/** Everybody for himself in one role; nothing else is there.
 *  @param {Record<string, number>} c @param {object} fields */
export function ruleset(c, fields = {}) {
  return { version: 1, mode: "m", mod: "base", title: "M", about: "",
    map: "yard", teams: 0, friendly_fire: false, win: 0, bouts: false,
    time_limit: 9000, warmup: 0, overtime: 0, min_players: 1, score_limit: 0,
    respawn: 90, max_players: 16, bots: 0, width: 256000, height: 256000,
    relay_bytes: 0, relay_rate: 0, roles: [role(c, "fighter")], weapons: [],
    walls: [], kinds: [], stands: [], timers: [], scripts: [], effects: [],
    ...fields };
}
