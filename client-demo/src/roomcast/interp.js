// SPDX-License-Identifier: MIT
// @ts-check
/**
 * interp: what was there between two ticks.
 *
 * Keeps the latest states and answers where everything was at any tick between
 * them. A body whose `born` changed is another body: it appears where it is and
 * never glides there. Pure; in 1/UNIT u and ticks as the states are.
 */

/** @typedef {import("./types").Entity} Entity */
/** @typedef {import("./types").Snapshot} Snapshot */

const KEPT = 32; // states
const BEYOND = 4; // ticks past the newest state that things move on

export class History {
  constructor() {
    /** @type {Snapshot[]} oldest first */
    this.states = [];
  }

  clear() {
    this.states.length = 0;
  }

  /** @param {Snapshot} state */
  push(state) {
    const last = this.newest();
    if (last && state.tick <= last.tick) {
      this.clear(); // the match began again
    }
    this.states.push(state);
    if (this.states.length > KEPT) {
      this.states.shift();
    }
  }

  /** @returns {Snapshot | undefined} */
  newest() {
    return this.states[this.states.length - 1];
  }

  /**
   * The states at or before `tick` and after it; the same one twice at an end.
   * @param {number} tick
   * @returns {[Snapshot, Snapshot] | null}
   */
  around(tick) {
    const states = this.states;
    if (states.length === 0) {
      return null;
    }
    let i = states.length - 1;
    while (i > 0 && states[i].tick > tick) {
      i--;
    }
    const older = states[i];
    const newer = states[Math.min(i + 1, states.length - 1)];
    return older.tick > tick ? [older, older] : [older, newer];
  }
}

/** The player or thing in a slot. @param {Snapshot} state
 *  @param {number} slot */
export function entityIn({ players, things }, slot) {
  return slot < players.length ? players[slot] : things[slot - players.length];
}

/**
 * Where an entity was at `tick`, or null when it was not there.
 * @param {Entity | null | undefined} a of the older state
 * @param {Entity | null | undefined} b of the newer one
 * @param {[Snapshot, Snapshot]} states
 * @param {number} tick
 * @returns {{x: number, y: number, aim: number, entity: Entity} | null}
 */
export function entityAt(a, b, states, tick) {
  const [older, newer] = states;
  if (a && b && isSame(a, b) && older !== newer) {
    const t = (tick - older.tick) / (newer.tick - older.tick);
    return {
      x: a.x + (b.x - a.x) * t,
      y: a.y + (b.y - a.y) * t,
      aim: a.aim + turn(a.aim, b.aim) * t,
      entity: a,
    };
  }
  if (b && (!a || a.born !== b.born) && tick >= b.born) {
    return moved(b, tick - newer.tick);
  }
  if (a && older === newer) {
    return moved(a, Math.max(0, Math.min(tick - older.tick, BEYOND)));
  }
  return a ? moved(a, 0) : null;
}

/** Whether one glides to the other. Who comes into sight was not on its way.
 *  @param {Entity} a @param {Entity} b */
function isSame(a, b) {
  return a.born === b.born && (a.hp > 0) === (b.hp > 0);
}

/** @param {Entity} e @param {number} ticks */
function moved(e, ticks) {
  return { x: e.x + e.vx * ticks, y: e.y + e.vy * ticks, aim: e.aim, entity: e };
}

/** The short way round from one angle to another, in 1/256 turn.
 *  @param {number} from @param {number} to */
export function turn(from, to) {
  return ((to - from + 384) & 255) - 128;
}
