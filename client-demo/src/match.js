// SPDX-License-Identifier: MIT
// @ts-check
/**
 * match: what is known about the room one is in, as the page shows it.
 *
 * Names, colours, standings. No DOM, no clock.
 */
import { bodyColor, hex, teamColor } from "./palette.js";

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
    return this.source.history.newest();
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
