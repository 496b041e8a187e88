// SPDX-License-Identifier: MIT
// @ts-check
/**
 * tracks: the tick at which each body is shown, and where that puts it.
 *
 * Far away that is a little behind, between two states. Close to the own
 * player, who lives ahead, it is as far ahead, stepped on by the C code with
 * what was held: so one bumps into it where the server will say. When states do
 * not come it goes on ahead for a while too. From one to the other the tick
 * runs faster or slower, so that nothing is ever seen moving faster than SPEED
 * allows, nor jumps, whatever was foreseen wrong.
 */
import { entityAt, entityIn } from "./interp.js";

/** @typedef {import("./types").Entity} Entity */

export const SPEED = 1.45; // times its own that somebody may be seen moving at
const HURRY = 0.35; // share by which its tick may run faster or slower
const SETTLE = 4; // ticks in which it makes up for most of what it is off
const JUMP = 45; // ticks off from which it is set after all
const LOST = 300; // u off from which it is shown where it is after all

const NEAR = 16; // u between two bodies: as far ahead as the own player
const FAR = 110; // not ahead at all
const BEYOND = 6; // ticks past the latest state that somebody far goes on
const BEYOND_NEAR = 16; // and somebody near

/**
 * @typedef {object} Sight
 * @property {number} shown tick to show others at
 * @property {number} own tick of the own player
 * @property {number} ticks since the last look
 * @property {{x: number, y: number, radius: number} | null} self u, who lives
 */
/** @typedef {{tick: number, born: number, x: number, y: number}} Track in u */
/** @typedef {Pick<import("./sim.js").Sim, "constants" | "foreseenPlace">} Seer */

export class Tracks {
  /** @param {Seer} sim @param {import("./interp.js").History} history */
  constructor(sim, history) {
    this.sim = sim;
    this.history = history;
    this.unit = sim.constants.UNIT;
  }

  /** One that begins now. @param {Sight} sight @returns {Track} */
  begin(sight) {
    return { tick: sight.shown - sight.ticks, born: -1, x: 0, y: 0 };
  }

  /** Lets its tick run to where it should be.
   *  @param {Track} track @param {number} slot @param {Sight} sight
   *  @param {number} radius u */
  runOn(track, slot, sight, radius) {
    const near = this.#nearness(slot, sight, radius);
    const known = this.history.newest()?.tick ?? 0;
    const goal = Math.min(sight.shown + near * (sight.own - sight.shown),
      known + BEYOND + near * (BEYOND_NEAR - BEYOND));
    const off = goal - (track.tick + sight.ticks);
    const most = HURRY * sight.ticks;
    const part = off * (1 - Math.exp(-sight.ticks / SETTLE));
    track.tick = !(Math.abs(off) < JUMP) ? goal
      : Math.min(track.tick + sight.ticks +
        Math.min(Math.max(part, -most), most), Math.max(goal, track.tick));
  }

  /** How much it matters where this one will be: 0 to 1.
   *  @param {number} slot @param {Sight} sight @param {number} radius u */
  #nearness(slot, { self, own }, radius) {
    const there = self && this.#ahead(slot, Math.ceil(own));
    if (!there) {
      return 0;
    }
    const gap = Math.hypot(there.x / this.unit - self.x,
      there.y / this.unit - self.y) - self.radius - radius;
    return Math.min(Math.max((FAR - gap) / (FAR - NEAR), 0), 1);
  }

  /** Moves what is shown to where it is, by at most `most` u.
   *  @param {Track} track @param {{x: number, y: number, entity: Entity}} at
   *  @param {number} most */
  follow(track, { x, y, entity }, most) {
    const dx = x / this.unit - track.x;
    const dy = y / this.unit - track.y;
    const far = Math.hypot(dx, dy);
    const part = far <= most || far > LOST || track.born !== entity.born
      ? 1 : most / far;
    track.x += dx * part;
    track.y += dy * part;
    track.born = entity.born;
  }

  /** Where a slot is at a tick, in 1/UNIT u: known, or foreseen.
   *  @param {number} slot @param {number} tick */
  at(slot, tick) {
    const states = this.history.around(tick);
    if (!states) {
      return null;
    }
    const newest = states[1];
    const latest = entityIn(newest, slot);
    if (states[0] !== newest || tick <= newest.tick || !latest) {
      return entityAt(entityIn(states[0], slot), latest, states, tick);
    }
    const a = this.#ahead(slot, Math.floor(tick));
    const b = this.#ahead(slot, Math.floor(tick) + 1);
    const t = tick - Math.floor(tick);
    return a && b ? { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t,
      aim: latest.aim, entity: latest }
      : { x: latest.x, y: latest.y, aim: latest.aim, entity: latest };
  }

  /** @param {number} slot @param {number} tick whole */
  #ahead(slot, tick) {
    return this.sim.foreseenPlace(slot, tick);
  }
}
