// SPDX-License-Identifier: MIT
// @ts-check
/**
 * goals: what the rules make of things, as far as a picture needs to know.
 *
 * Nothing is known of any mode: that a checkpoint is the next one, or that one
 * should not leave a ring, follows from the effects. Pure.
 */

/** @typedef {import("./roomcast/types").Rules} Rules */
/** @typedef {import("./roomcast/types").Effect} Effect */
/** @typedef {Record<string, number>} Constants */
/** @typedef {{role: number, team: number, carries: number[]}} Self `carries`:
 *  kinds */
/** @typedef {"" | "next" | "other"} Goal */

/**
 * Whether a thing does something for whom it depends on: "next" when it would
 * do good to `self` now, "other" when to somebody else, or later; "" when it is
 * the same to all.
 * @param {Rules} rules @param {Constants} c
 * @param {{kind: number, team: number}} thing @param {Self | null} self
 * @returns {Goal}
 */
export function goalOf(rules, c, thing, self) {
  const depends = rules.effects.filter((effect) =>
    leadsTo(effect, c, thing.kind) && isGood(effect, rules, c) &&
    (effect.if_role !== c.ROLE_ANY || needs(effect, c) !== c.NO_THING));
  if (depends.length === 0) {
    return "";
  }
  return self && depends.some((effect) => fits(effect, c, thing, self))
    ? "next" : "other";
}

/** @param {Effect} effect @param {Constants} c @param {number} kind */
function leadsTo({ event, if_thing, if_into }, c, kind) {
  return event === c.EVENT_REACH ? if_into === kind
    : (event === c.EVENT_ENTER || event === c.EVENT_IN) && if_thing === kind;
}

/** The kind that one has to bring along, or NO_THING.
 *  @param {Effect} effect @param {Constants} c */
function needs({ event, if_thing, if_carry }, c) {
  return event === c.EVENT_REACH ? if_thing : if_carry;
}

/** @param {Effect} effect @param {Rules} rules @param {Constants} c */
function isGood({ op, who, n }, { win }, c) {
  const good = win === c.WIN_LEAST ? n < 0 : n > 0;
  const scores = op === c.OP_SCORE || op === c.OP_TEAM_SCORE;
  return who !== c.WHO_FOES && who !== c.WHO_TARGET &&
    (scores ? good : [c.OP_ROLE, c.OP_HEAL, c.OP_WIN, c.OP_END]
      .includes(op));
}

/** @param {Effect} effect @param {Constants} c
 *  @param {{team: number}} thing @param {Self} self */
function fits(effect, c, thing, self) {
  const same = thing.team === self.team;
  const need = needs(effect, c);
  return (effect.if_role === c.ROLE_ANY || effect.if_role === self.role) &&
    (need === c.NO_THING || self.carries.includes(need)) &&
    (effect.if_team === c.TEAM_ANY || (effect.if_team === c.TEAM_SAME) === same);
}

/** Whether it hurts to be out of such a thing.
 *  @param {Rules} rules @param {Constants} c @param {number} kind */
export function isShelter(rules, c, kind) {
  const hurts = (/** @type {Effect} */ { op }) =>
    op === c.OP_DAMAGE || op === c.OP_KILL;
  return rules.effects.some((effect) => hurts(effect) &&
    (effect.if_out === kind || (effect.event === c.EVENT_EXIT &&
      effect.if_thing === kind)));
}

/** What one gets by walking into such a thing, which is gone then; "" when it
 *  is no such thing.
 *  @param {Rules} rules @param {Constants} c @param {number} kind
 *  @returns {"" | "heal" | "other"} */
export function pickupOf(rules, c, kind) {
  const effects = rules.effects.filter(({ event, if_thing }) =>
    event === c.EVENT_ENTER && if_thing === kind);
  if (!effects.some(({ op }) => op === c.OP_TAKE)) {
    return "";
  }
  return effects.some(({ op }) => op === c.OP_HEAL) ? "heal" : "other";
}
