// SPDX-License-Identifier: MIT
// @ts-check
/**
 * match: what is known about the room one is in, as the page shows it.
 *
 * Names, colours, standings. No DOM, no clock.
 */
import { goalOf, isShelter, pickupOf } from "./goals.js";
import { PAPER, bodyColor, hex, teamColor, teamName } from "./palette.js";
import { capital, plural, word } from "./rulewords.js";

/** @typedef {import("./render.js").Figure} Figure */

export class Match {
  /** @param {import("./roomcast/index.js").Room} room */
  constructor(room) {
    this.source = room;
    this.constants = room.constants;
    this.unit = room.unit;
  }

  get rules() {
    return this.source.rules;
  }

  get seats() {
    return this.source.seats;
  }

  get slot() {
    return this.source.slot;
  }

  get room() {
    return this.source.name;
  }

  plays() {
    return this.source.plays();
  }

  /** @returns {import("./roomcast/types").Snapshot | undefined} */
  newest() {
    return this.source.newest();
  }

  /** The own player as the server last said, if there is one. */
  own() {
    return this.plays() ? this.newest()?.players[this.slot] ?? null : null;
  }

  /** @param {number} slot */
  nameOf(slot) {
    return this.seats[slot]?.name || `Player ${slot + 1}`;
  }

  /** @param {number} slot */
  roleOf(slot) {
    const type = this.newest()?.players[slot]?.type ?? 0;
    return this.rules?.roles[type];
  }

  /** @param {number} slot */
  colorOf(slot) {
    const entity = this.newest()?.players[slot];
    return bodyColor(slot, entity?.team ?? 0, this.roleOf(slot)?.tint ?? 0);
  }

  /** The colour of a slot, whatever role it plays. @param {number} slot */
  plainColorOf(slot) {
    return bodyColor(slot, this.newest()?.players[slot]?.team ?? 0, 0);
  }

  /** @param {number} role @returns {{id: string, color: string} | null} null
   *  for one that looks like everybody */
  specialRole(role) {
    const found = this.rules?.roles[role];
    return found?.tint ? { id: found.id, color: hex(found.tint) } : null;
  }

  /** @param {import("./roomcast/types").Body} body @returns {Figure} */
  figure(body) {
    const { entity } = body;
    const role = this.rules?.roles[entity.type];
    const tint = role?.tint ?? 0;
    const seat = this.seats[body.slot];
    return {
      body,
      name: this.nameOf(body.slot),
      color: bodyColor(body.slot, entity.team, tint),
      radius: (role?.radius ?? 16 * this.unit) / this.unit,
      health: role ? entity.hp / role.hp : 1,
      armed: role ? role.weapon !== this.constants.NO_WEAPON : true,
      frozen: entity.thaw_at > body.tick,
      own: body.slot === this.slot,
      marked: tint !== 0,
      away: seat ? seat.taken && !seat.online && !seat.bot : false,
    };
  }

  /** Things, as they are drawn. That something is for others is said only where
   *  something is for oneself. @param {import("./roomcast/types").Thing[]} things
   *  @param {import("./roomcast/types").Body | null} own
   *  @returns {import("./props.js").Prop[]} */
  props(things, own) {
    const self = own && own.entity.hp > 0 ? { role: own.entity.type,
      team: own.entity.team,
      carries: things.filter(({ carrier }) => carrier === own.slot)
        .map(({ kind }) => kind) } : null;
    const props = things.map((thing) => this.#prop(thing, self));
    return props.some(({ goal }) => goal === "next") ? props
      : props.map((prop) => ({ ...prop, goal: "" }));
  }

  /** @param {import("./roomcast/types").Thing} thing
   *  @param {import("./goals.js").Self | null} self
   *  @returns {import("./props.js").Prop} */
  #prop(thing, self) {
    const rules = /** @type {import("./roomcast/types").Rules} */ (this.rules);
    const c = this.constants;
    const kind = rules.kinds[thing.kind];
    const { index, x, y, vx, vy, radius, team } = thing;
    return {
      index, x, y, vx, vy, radius, look: this.#look(thing),
      color: kind?.tint ? hex(kind.tint) : team ? teamColor(team) : PAPER,
      label: kind ? word(kind.id) : "",
      heals: pickupOf(rules, c, thing.kind) === "heal",
      carried: thing.carrier !== c.NO_SLOT,
      goal: thing.carrier === c.NO_SLOT ? goalOf(rules, c, thing, self) : "",
    };
  }

  /** What belongs to a team and is carried is a flag.
   *  @param {import("./roomcast/types").Thing} thing
   *  @returns {import("./props.js").Prop["look"]} */
  #look({ kind, team }) {
    const rules = /** @type {import("./roomcast/types").Rules} */ (this.rules);
    const c = this.constants;
    switch (rules.kinds[kind]?.body) {
      case c.BODY_CARRIED: return team ? "flag" : "parcel";
      case c.BODY_PUSHED: return "ball";
      case c.BODY_SOLID: return "pillar";
    }
    return isShelter(rules, c, kind) ? "shelter"
      : pickupOf(rules, c, kind) ? "pickup" : "area";
  }

  /** @param {number} kind index */
  kindName(kind) {
    const id = this.rules?.kinds[kind]?.id;
    return id ? word(id) : "";
  }

  /** Best first. @returns {{slot: number, name: string, color: string,
   *   score: number, deaths: number, bot: boolean}[]} */
  standings() {
    const least = this.rules?.win === this.constants.WIN_LEAST;
    const rows = [];
    for (const entity of this.newest()?.players ?? []) {
      if (entity) {
        const { slot, score, deaths } = entity;
        rows.push({ slot, score, deaths, name: this.nameOf(slot),
          color: this.colorOf(slot), bot: this.seats[slot]?.bot ?? false });
      }
    }
    return rows.sort((a, b) =>
      (least ? a.score - b.score : b.score - a.score) || a.deaths - b.deaths ||
      a.slot - b.slot);
  }

  /** Once there are results. @param {import("./roomcast/types").Entity} who */
  hasWon({ slot, team, type }) {
    const winner = this.newest()?.match.winner ?? this.constants.NO_SLOT;
    if (winner === this.constants.NO_SLOT) {
      return false;
    }
    return winner >= this.constants.WINNER_ROLE
      ? type === winner - this.constants.WINNER_ROLE
      : (this.rules?.teams ?? 0) > 0 ? team === winner + 1 : slot === winner;
  }

  /** Who has won, in words. */
  verdict() {
    const { NO_SLOT, WINNER_ROLE } = this.constants;
    const winner = this.newest()?.match.winner ?? NO_SLOT;
    if (winner === NO_SLOT) {
      return "A draw!";
    }
    if (winner >= WINNER_ROLE) {
      const id = this.rules?.roles[winner - WINNER_ROLE]?.id ?? "";
      const all = plural(id);
      return all === word(id) ? `${capital(all)} wins!` : `The ${all} win!`;
    }
    if ((this.rules?.teams ?? 0) > 0) {
      return `${teamName(winner + 1)} wins!`;
    }
    return winner === this.slot ? "You win!" : `${this.nameOf(winner)} wins!`;
  }

  /** Of team 1, 2 ... as many as there are.
   *  @returns {{color: string, score: number}[]} */
  teamScores() {
    const match = this.newest()?.match;
    const scores = match
      ? [match.score1, match.score2, match.score3, match.score4] : [];
    return scores.slice(0, this.rules?.teams ?? 0)
      .map((score, i) => ({ score, color: teamColor(i + 1) }));
  }
}
