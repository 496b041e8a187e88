// SPDX-License-Identifier: MIT
// @ts-check
/**
 * match: what is known about the room one is in.
 *
 * Rules, seats and the states of the last second, and from them: who is to be
 * drawn where at a given tick, and what happened meanwhile. No DOM, no clock.
 */
import { changesBetween } from "./roomcast/changes.js";
import { History, entityAt } from "./roomcast/interp.js";
import { bodyColor, hex, teamColor } from "./palette.js";

/** @typedef {import("./roomcast/types").Entity} Entity */
/** @typedef {import("./roomcast/types").Change} Change */
/** @typedef {import("./render.js").Figure} Figure */

const WARP_TICKS = 12; // in which an own shot falls back to the others' time

export class Match {
  /** @param {import("./roomcast/sim.js").Sim} sim */
  constructor(sim) {
    this.sim = sim;
    this.constants = sim.constants;
    this.unit = sim.constants.UNIT;
    this.history = new History();
    /** @type {import("./roomcast/types").Rules | null} */
    this.rules = null;
    /** @type {import("./roomcast/types").Seat[]} */
    this.seats = [];
    /** @type {Change[]} */
    this.pending = [];
    this.slot = this.constants.NO_SLOT;
    this.room = "";
  }

  /** A new connection was welcomed. @param {import("./roomcast/types").Welcome} hello */
  welcome({ slot, room }) {
    this.history.clear();
    this.pending = [];
    this.seats = [];
    this.slot = slot;
    this.room = room;
  }

  plays() {
    return this.slot !== this.constants.NO_SLOT;
  }

  /** A state was decoded. */
  addState() {
    const before = this.history.newest();
    const state = this.sim.snapshot();
    this.history.push(state);
    if (before && before.tick < state.tick) {
      this.pending.push(...changesBetween(before, state));
    }
  }

  /** @returns {import("./roomcast/types").Snapshot | undefined} */
  newest() {
    return this.history.newest();
  }

  /** The own player as the server last said, if there is one. */
  own() {
    return this.plays() ? this.newest()?.players[this.slot] ?? null : null;
  }

  /**
   * What has happened by `tick`, each change once. What happens to the own
   * player is told at once: it lives ahead of what is shown.
   * @param {number} tick @returns {Change[]}
   */
  happened(tick) {
    const due = (/** @type {Change} */ change) => change.tick <= tick ||
      ("slot" in change && change.slot === this.slot &&
        change.type !== "impact"); // a shot falls back to the others' time
    const out = this.pending.filter(due);
    this.pending = this.pending.filter((change) => !due(change));
    return out;
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

  /**
   * Everybody alive but the own player, as seen at `tick`.
   * @param {number} tick @returns {Figure[]}
   */
  others(tick) {
    const states = this.history.around(tick);
    if (!states) {
      return [];
    }
    const figures = [];
    for (let slot = 0; slot < states[0].players.length; slot++) {
      const at = slot === this.slot ? null : entityAt(
        states[0].players[slot], states[1].players[slot], states, tick);
      if (at && at.entity.hp > 0) {
        const { unit } = this;
        figures.push(this.figure(at.entity, {
          slot, x: at.x / unit, y: at.y / unit,
          vx: at.entity.vx / unit, vy: at.entity.vy / unit,
          aim: at.aim / 128 * Math.PI, entity: at.entity,
        }, tick));
      }
    }
    return figures;
  }

  /** @param {Entity} entity @param {import("../types").Body} body
   *  @param {number} tick @returns {Figure} */
  figure(entity, body, tick) {
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
      frozen: entity.thaw_at > tick,
      own: body.slot === this.slot,
      marked: tint !== 0,
      away: seat ? seat.taken && !seat.online && !seat.bot : false,
    };
  }

  /**
   * Shots in the air. Others' fly in the time of `tick`; own ones begin in the
   * own player's time, which is ahead, and fall back while they fly.
   * @param {number} tick @param {number} ownTick
   */
  bullets(tick, ownTick) {
    const states = this.history.around(tick);
    const out = [];
    if (states) {
      const older = bySlot(states[0].shots);
      const newer = bySlot(states[1].shots);
      for (const slot of new Set([...older.keys(), ...newer.keys()])) {
        const a = older.get(slot);
        const b = newer.get(slot);
        const at = entityAt(a, b, states, tick);
        if (at && at.entity.owner !== this.slot) {
          out.push(this.#bullet(at.entity, at.x, at.y));
        }
      }
      out.push(...this.#ownBullets(tick, ownTick, states[0].tick));
    }
    return out;
  }

  /** @param {number} tick @param {number} ownTick @param {number} from */
  #ownBullets(tick, ownTick, from) {
    /** @type {Map<string, {shot: Entity, state: number}>} */
    const latest = new Map();
    for (const state of this.history.states) {
      for (const shot of state.tick < from ? [] : state.shots) {
        if (shot.owner === this.slot) {
          latest.set(`${shot.slot}.${shot.born}`, { shot, state: state.tick });
        }
      }
    }
    return [...latest.values()].flatMap(({ shot, state }) => {
      const shown = ownTime(shot.born, tick, ownTick);
      const ended = this.newest()?.tick !== state && state + 1 <= tick;
      const ticks = shown - state;
      return shown < shot.born || ended ? [] : [this.#bullet(shot,
        shot.x + shot.vx * ticks, shot.y + shot.vy * ticks)];
    });
  }

  /** @param {Entity} shot @param {number} x @param {number} y */
  #bullet(shot, x, y) {
    const { unit } = this;
    const radius = this.rules?.weapons[shot.type]?.radius ?? 4 * unit;
    return { x: x / unit, y: y / unit, vx: shot.vx / unit, vy: shot.vy / unit,
      radius: radius / unit, owner: shot.owner, team: shot.team,
      color: this.colorOf(shot.owner) };
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

/** @param {Entity[]} shots */
function bySlot(shots) {
  return new Map(shots.map((shot) => [shot.slot, shot]));
}

/**
 * The tick at which a shot of one's own is shown.
 * @param {number} born @param {number} tick others' @param {number} ownTick
 */
export function ownTime(born, tick, ownTick) {
  const part = Math.min(Math.max((ownTick - born) / WARP_TICKS, 0), 1);
  return ownTick + (tick - ownTick) * part;
}
