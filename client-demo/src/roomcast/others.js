// SPDX-License-Identifier: MIT
// @ts-check
/**
 * others: where everybody else is shown.
 */
import { SPEED, Tracks } from "./tracks.js";

/** @typedef {import("./types").Body} Body */
/** @typedef {import("./types").Entity} Entity */
/** @typedef {import("./tracks.js").Sight} Sight */
/** @typedef {import("./tracks.js").Track & {body: Body | null}} Track */

const AIMED = 60; // u beside the line of aim, at most, to be aimed at

export class Others extends Tracks {
  /** @param {import("./tracks.js").Seer} sim
   *  @param {import("./interp.js").History} history */
  constructor(sim, history) {
    super(sim, history);
    /** @type {Track[]} by slot */
    this.tracks = [];
  }

  /** Everybody alive but `own`, by now. @param {Sight} sight
   *  @param {number} own slot @param {import("./types").Rules | null} rules
   *  @returns {Body[]} */
  look(sight, own, rules) {
    const newest = this.history.newest();
    const bodies = [];
    for (let slot = 0; slot < (newest?.players.length ?? 0); slot++) {
      const latest = newest?.players[slot];
      if (slot === own || !latest) {
        delete this.tracks[slot];
        continue;
      }
      const track = this.tracks[slot] ??=
        { ...this.begin(sight), body: null };
      const body = this.#show(track, latest, sight,
        rules?.roles[latest.type] ?? null);
      track.body = body;
      if (body) {
        bodies.push(body);
      }
    }
    return bodies;
  }

  /** @param {Track} track @param {Entity} latest @param {Sight} sight
   *  @param {import("./types").Role | null} role @returns {Body | null} */
  #show(track, latest, sight, role) {
    this.runOn(track, latest.slot, sight, (role?.radius ?? 0) / this.unit);
    const at = this.at(latest.slot, track.tick);
    if (!at || at.entity.hp === 0) {
      track.born = -1;
      return null;
    }
    const { entity } = at;
    const speed = Math.max(role?.speed ?? 0, Math.hypot(entity.vx, entity.vy));
    this.follow(track, at, speed / this.unit * sight.ticks * SPEED);
    return { slot: latest.slot, x: track.x, y: track.y,
      vx: entity.vx / this.unit, vy: entity.vy / this.unit,
      aim: at.aim / 128 * Math.PI, tick: track.tick, entity };
  }

  /**
   * The tick at which that is shown which one aims at: the nearest along the
   * line, else everybody.
   * @param {{x: number, y: number}} from u @param {number} angle radians
   * @param {number} shown
   */
  tickAimedAt(from, angle, shown) {
    const ahead = { x: Math.cos(angle), y: Math.sin(angle) };
    let tick = shown;
    let nearest = Infinity;
    for (const track of this.tracks) {
      const x = (track?.body?.x ?? NaN) - from.x;
      const y = (track?.body?.y ?? NaN) - from.y;
      const along = x * ahead.x + y * ahead.y;
      const beside = Math.abs(x * ahead.y - y * ahead.x);
      if (along > 0 && along < nearest && beside < AIMED) {
        nearest = along;
        tick = track.tick;
      }
    }
    return tick;
  }
}
