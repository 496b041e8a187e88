// SPDX-License-Identifier: MIT
// @ts-check
/**
 * predict: the own player, now, before the server has answered.
 *
 * Inputs are addressed to ticks, and the same C code that the server will run
 * steps the own player over them. When a state says otherwise, the difference
 * is not shown at once: it fades.
 */

/** @typedef {import("./types").Entity} Entity */

const FADE_MS = 90; // time in which a correction falls to a third
const TELEPORT = 160; // u from which a correction is shown at once
const NOTABLE = 0.5; // u from which it is counted
const CATCH_UP = 3; // inputs sent at once after a pause, at most

export class Predictor {
  /** @param {import("./sim.js").Sim} sim */
  constructor(sim) {
    this.sim = sim;
    this.unit = sim.constants.UNIT;
    this.sent = -1; // tick of the latest input
    this.error = { x: 0, y: 0 }; // u, shown minus predicted
    this.corrections = 0;
    /** @type {Entity | null} */
    this.now = null;
    /** @type {Entity | null} */
    this.next = null;
  }

  /** A new connection: nothing was sent, nothing is wrong yet. */
  reset() {
    this.sent = -1;
    this.error = { x: 0, y: 0 };
    this.now = this.next = null;
  }

  /**
   * Sends the inputs that are due when the input clock stands at `clock`: the
   * one for tick n + 1 when it passes n.
   * @param {number} clock ticks
   * @param {number} seen tick that others are shown at
   * @param {import("./types").Input} input
   * @param {(message: Uint8Array) => void} send
   */
  step(clock, seen, input, send) {
    const due = Math.floor(clock) + 1;
    if (this.sent < 0 || due - this.sent > CATCH_UP || this.sent - due > 30) {
      this.sent = due - 1;
    }
    while (this.sent < due) {
      this.sent++;
      send(this.sim.putInput(this.sent, Math.max(0, Math.floor(seen)), input));
    }
  }

  /**
   * Where the own player is when the input clock stands at `clock`, in u; null
   * without a seat.
   * @param {number} clock ticks
   * @param {number} ms since the last call
   */
  at(clock, ms) {
    const tick = Math.min(Math.floor(clock), this.sent - 1);
    this.now = this.sim.predicted(tick);
    this.next = this.sim.predicted(tick + 1);
    const fade = Math.exp(-ms / FADE_MS);
    this.error.x *= fade;
    this.error.y *= fade;
    const place = this.#between(clock - tick);
    return place && {
      x: place.x + this.error.x,
      y: place.y + this.error.y,
      vx: place.vx, vy: place.vy, entity: place.entity,
    };
  }

  /** @param {number} part of the way from now to next */
  #between(part) {
    const { now, next, unit } = this;
    if (!now || !next) {
      return null;
    }
    const t = now.born === next.born ? Math.min(part, 1) : 1;
    return {
      x: (now.x + (next.x - now.x) * t) / unit,
      y: (now.y + (next.y - now.y) * t) / unit,
      vx: next.vx / unit, vy: next.vy / unit, entity: next,
    };
  }

  /**
   * Wraps the arrival of a state: `receive` reads it, and what it changed about
   * the present becomes an error that fades.
   * @param {number} clock ticks
   * @param {() => void} receive
   */
  reconcile(clock, receive) {
    const tick = Math.min(Math.floor(clock), this.sent - 1);
    const before = this.sent < 0 ? null : this.sim.predicted(tick);
    receive();
    const after = this.sent < 0 ? null : this.sim.predicted(tick);
    if (!before || !after) {
      return;
    }
    const x = (before.x - after.x) / this.unit;
    const y = (before.y - after.y) / this.unit;
    const size = Math.hypot(x, y);
    if (before.born !== after.born || size > TELEPORT) {
      this.error = { x: 0, y: 0 };
      return;
    }
    this.error.x += x;
    this.error.y += y;
    this.corrections += size > NOTABLE ? 1 : 0;
  }
}
