// SPDX-License-Identifier: MIT
// @ts-check
/**
 * shots: what is in the air.
 *
 * Own shots are shown as foreseen, in the own player's time, from the picture
 * after the press of the trigger; where one meets something there is a spark at
 * once. A state that knows better replaces them without a word, as everything
 * foreseen begins anew from it. The shots of others leave their owner where
 * that is shown, and in flight come up to the own player's time, where they can
 * hit. Positions are in 1/UNIT u.
 */

/** @typedef {import("./types").Change} Change */
/** @typedef {import("./types").Entity} Entity */
/** @typedef {import("./types").Snapshot} Snapshot */

const WARP_TICKS = 12; // of flight in which others' shots come to own time
const FRESH_TICKS = 2; // an own volley that is older was not fired just now

/** @typedef {{shot: Entity, known: boolean, sent: boolean,
 *   x: number, y: number}} Own known: a state has told of its tick */

/** One pellet among all, whatever slot it is in. @param {Entity} shot */
function nameOf({ born, vx, vy, owner }) {
  return `${born}.${vx}.${vy}.${owner}`;
}

/**
 * The tick at which a shot of somebody else is shown.
 * @param {number} born @param {number} shown tick of others
 * @param {number} own tick of the own player
 */
export function flightTick(born, shown, own) {
  const part = Math.min(Math.max((shown - born) / WARP_TICKS, 0), 1);
  return shown + (own - shown) * part;
}

export class Shots {
  /** @param {Pick<import("./sim.js").Sim, "foreseenShots" | "foreseenEnd">} sim
   */
  constructor(sim) {
    this.sim = sim;
    /** @type {Map<string, {shot: Entity, tick: number, ended: number}>} of
     *  others: as of the latest state it was in; ended 0: it was in the last */
    this.flying = new Map();
    /** @type {Map<string, Own>} as shown in the last picture */
    this.own = new Map();
    this.fired = -1; // tick of the latest volley told
  }

  /** A state came. @param {Snapshot} state @param {number} own slot */
  addState(state, own) {
    for (const entry of this.flying.values()) {
      entry.ended ||= state.tick;
    }
    for (const shot of state.shots) {
      if (shot.owner !== own) {
        this.flying.set(nameOf(shot), { shot, tick: state.tick, ended: 0 });
      }
    }
  }

  /**
   * All there is to see.
   * @param {number} shown tick of others @param {number} own tick
   * @returns {{x: number, y: number, shot: Entity}[]}
   */
  look(shown, own) {
    const out = [];
    for (const [name, { shot, tick, ended }] of this.flying) {
      const at = flightTick(shot.born, shown, own);
      const end = ended || this.sim.foreseenEnd(shot.slot) || shot.ready_at;
      if (at >= shot.born && at < end) {
        out.push({ x: shot.x + shot.vx * (at - tick),
          y: shot.y + shot.vy * (at - tick), shot });
      } else if (ended && at >= ended) {
        this.flying.delete(name);
      }
    }
    return out;
  }

  /**
   * Own ones; tells of those fired and those that met something since.
   * @param {number} clock own tick @param {number} own slot
   * @param {Snapshot} state the latest @param {Change[]} changes
   */
  lookOwn(clock, own, state, changes) {
    const tick = Math.floor(clock);
    const before = this.own;
    this.own = new Map();
    for (const shot of this.sim.foreseenShots(own)) {
      const sent = shot.born <= tick;
      const on = sent ? clock - tick : 0;
      this.own.set(nameOf(shot), { shot, sent, known: state.tick >= shot.born,
        x: shot.x + shot.vx * on, y: shot.y + shot.vy * on });
    }
    this.#tellFired(clock, changes);
    this.#tellEnded(before, clock, state, changes);
    return [...this.own.values()];
  }

  /** Once a volley, at the first pellet. @param {number} clock
   *  @param {Change[]} changes */
  #tellFired(clock, changes) {
    for (const { shot, x, y } of this.own.values()) {
      if (shot.born > this.fired && clock - shot.born < FRESH_TICKS) {
        this.fired = shot.born;
        changes.push({ type: "shot", tick: shot.born, slot: shot.owner,
          weapon: shot.type, aim: shot.aim, x, y });
      }
    }
  }

  /** What was not sent yet may be taken back, and what the server refused never
   *  was: neither met anything.
   *  @param {Map<string, Own>} before @param {number} clock
   *  @param {Snapshot} state @param {Change[]} changes */
  #tellEnded(before, clock, state, changes) {
    for (const [name, { shot, known, sent, x, y }] of before) {
      const refused = !known && state.tick >= shot.born &&
        !state.shots.some((one) => nameOf(one) === name);
      if (sent && !refused && !this.own.has(name) &&
          clock < shot.ready_at - 1) {
        changes.push({ type: "impact", tick: Math.floor(clock),
          slot: shot.owner, weapon: shot.type, born: shot.born,
          x, y, vx: shot.vx, vy: shot.vy });
      }
    }
  }
}
