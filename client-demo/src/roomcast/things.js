// SPDX-License-Identifier: MIT
// @ts-check
/**
 * things: where what is neither player nor shot is shown.
 *
 * What rolls is shown as others are, ahead where the own player can touch it.
 * What somebody carries is where that one is shown. A radius that changed from
 * one tick to the next runs after it.
 */
import { SPEED, Tracks } from "./tracks.js";

/** @typedef {import("./types").Entity} Entity */
/** @typedef {import("./types").Rules} Rules */
/** @typedef {import("./types").Thing} Thing */
/** @typedef {import("./tracks.js").Sight} Sight */
/** @typedef {import("./tracks.js").Track & {radius: number}} Track */
/** @typedef {{slot: number, x: number, y: number, vx: number,
 *   vy: number}} Carrier in u */

const KICK = 24; // u a tick that something can be seen to start with
const GROW_TICKS = 9; // in which a radius makes up for most of what it is off

export class Things extends Tracks {
  /** @param {import("./tracks.js").Seer} sim
   *  @param {import("./interp.js").History} history */
  constructor(sim, history) {
    super(sim, history);
    /** @type {Track[]} by index */
    this.tracks = [];
  }

  /** All that is not away, by now. @param {Sight} sight
   *  @param {Carrier | null} own
   *  @param {Carrier[]} others as they are shown
   *  @param {Rules | null} rules @returns {Thing[]} */
  look(sight, own, others, rules) {
    const newest = this.history.newest();
    const out = [];
    for (let i = 0; i < (newest?.things.length ?? 0); i++) {
      const latest = newest?.things[i];
      if (!latest || !rules) {
        delete this.tracks[i];
        continue;
      }
      const track = this.tracks[i] ??= { ...this.begin(sight), radius: NaN };
      const thing = this.#show(track, i, latest, sight, rules);
      if (thing) {
        this.#hold(thing, latest, own, others);
        out.push(thing);
      }
    }
    return out;
  }

  /** @param {Track} track @param {number} index @param {Entity} latest
   *  @param {Sight} sight @param {Rules} rules @returns {Thing | null} */
  #show(track, index, latest, sight, rules) {
    this.runOn(track, latest.slot, sight, latest.hp);
    const at = this.at(latest.slot, track.tick);
    if (!at || at.entity.hp === 0) {
      track.born = -1;
      track.radius = NaN;
      return null;
    }
    const { entity } = at;
    const pushed = rules.kinds[entity.type]?.body ===
      this.sim.constants.BODY_PUSHED;
    const speed = Math.hypot(entity.vx, entity.vy) / this.unit;
    this.follow(track, at, pushed
      ? Math.max(speed, KICK) * sight.ticks * SPEED : Infinity);
    this.#grow(track, entity.hp, sight.ticks);
    return { index, kind: entity.type, x: track.x, y: track.y,
      vx: entity.vx / this.unit, vy: entity.vy / this.unit,
      radius: track.radius, team: entity.team, carrier: entity.owner,
      home: isHome(entity, rules.stands[index], this.sim.constants.NO_SLOT),
      entity };
  }

  /** @param {Track} track @param {number} radius @param {number} ticks */
  #grow(track, radius, ticks) {
    const off = radius - track.radius;
    track.radius = Number.isNaN(off) || Math.abs(off) < 0.5 ? radius
      : track.radius + off * (1 - Math.exp(-ticks / GROW_TICKS));
  }

  /** Puts it where its carrier is shown. The own player lives ahead of what is
   *  shown, and has it as soon as the server says so.
   *  @param {Thing} thing @param {Entity} latest @param {Carrier | null} own
   *  @param {Carrier[]} others */
  #hold(thing, latest, own, others) {
    const mine = own && (latest.owner === own.slot ||
      thing.carrier === own.slot);
    if (mine) {
      thing.carrier = latest.owner;
      thing.home = false;
    }
    const by = mine && latest.owner === own.slot ? own
      : others.find(({ slot }) => slot === thing.carrier);
    if (by) {
      const { x, y, vx, vy } = by;
      Object.assign(thing, { x, y, vx, vy });
    }
  }
}

/** @param {Entity} entity @param {import("./types").Stand | undefined} stand
 *  @param {number} nobody */
function isHome({ owner, x, y }, stand, nobody) {
  return owner === nobody && stand !== undefined && x === stand.x &&
    y === stand.y;
}
