// SPDX-License-Identifier: MIT
// @ts-check
/**
 * predict: the own player, now, before the server has answered.
 *
 * Inputs are addressed to ticks, and the same C code that the server will run
 * steps the world on under them (shared/foresee). The input for tick n + 1 is
 * sent when the clock comes there; until then what is pressed counts already in
 * what is shown, so that a key is answered in the next picture. When a state
 * says otherwise, the difference is not shown at once: it fades.
 */

/** @typedef {import("./types").Entity} Entity */
/** @typedef {import("./types").Input} Input */

const FADE_MS = 70; // time in which a correction falls to a third
const TELEPORT = 160; // u from which a correction is shown at once
const NOTABLE = 1; // u from which it is counted
const CATCH_UP = 3; // inputs sent at once after a pause, at most

export class Predictor {
  /** @param {import("./sim.js").Sim} sim */
  constructor(sim) {
    this.sim = sim;
    this.unit = sim.constants.UNIT;
    /** @type {Input} */
    this.input = { buttons: 0, aim: 0 };
    this.sent = -1; // tick of the latest input
    this.clock = NaN; // ticks
    this.lag = 0; // ticks ago that what one aims at is seen
    this.error = { x: 0, y: 0 }; // u, shown minus predicted
    this.stale = false; // a state came since
    this.compared = 0; // states that said where the own player was
    this.corrections = 0; // of them elsewhere than predicted
    this.tapped = 0; // buttons pressed since the latest input
    /** @type {ReturnType<Predictor["advance"]>} */
    this.shown = null; // where it was predicted in the last picture
  }

  /** What is pressed now; a tap between two inputs counts.
   *  @param {Input} input */
  press(input) {
    this.tapped |= input.buttons & ~this.input.buttons;
    this.input = { ...input };
  }

  /** What would be sent now. @returns {Input} */
  pressed() {
    return { buttons: this.input.buttons | this.tapped, aim: this.input.aim };
  }

  /** A state was decoded. */
  reconcile() {
    this.stale = true;
    const miss = this.sim.miss();
    if (miss) {
      this.compared++;
      const size = Math.hypot(miss.x, miss.y) / this.unit;
      this.corrections += size > NOTABLE ? 1 : 0;
    }
  }

  /**
   * Moves on to `clock`: sends the inputs that are due, and answers where the
   * own player is, in u; null without one.
   * @param {number} clock ticks @param {number} ms since the last call
   * @param {(message: Uint8Array) => void} send
   * @returns {{x: number, y: number, vx: number, vy: number,
   *   entity: Entity} | null}
   */
  advance(clock, ms, send) {
    this.#smooth(ms);
    this.clock = clock;
    const due = Math.floor(clock);
    if (this.sent < 0 || due - this.sent > CATCH_UP || this.sent - due > 30) {
      this.sent = due - 1;
    }
    while (this.sent < due) {
      this.sent++;
      const seen = Math.max(0, this.sent - this.lag);
      send(this.sim.putInput(this.sent, seen, this.pressed()));
      this.tapped = 0;
    }
    const at = this.#place();
    return at && { ...at, x: at.x + this.error.x, y: at.y + this.error.y };
  }

  /** Nobody looks any more: lets go of everything.
   *  @param {(message: Uint8Array) => void} send */
  release(send) {
    this.input = { buttons: 0, aim: this.input.aim };
    this.tapped = 0;
    if (this.sent >= 0) {
      this.sent++;
      send(this.sim.putInput(this.sent, this.sent, this.input));
    }
  }

  /** What the latest states changed about the present fades from now on.
   *  @param {number} ms */
  #smooth(ms) {
    const fade = Math.exp(-ms / FADE_MS);
    this.error.x *= fade;
    this.error.y *= fade;
    const { shown } = this;
    if (!this.stale || !shown) {
      return;
    }
    this.stale = false;
    const now = this.#place();
    const x = shown.x - (now?.x ?? 0);
    const y = shown.y - (now?.y ?? 0);
    if (!now || now.entity.born !== shown.entity.born ||
        Math.hypot(x, y) > TELEPORT) {
      this.error = { x: 0, y: 0 };
      return;
    }
    this.error.x += x;
    this.error.y += y;
  }

  /** Where the own player is predicted at the clock. */
  #place() {
    this.sim.foresee(this.sent, this.pressed(), this.lag);
    const tick = Math.min(Math.floor(this.clock), this.sent);
    const a = this.sim.foreseenOwn(tick);
    const b = this.sim.foreseenOwn(tick + 1);
    const t = a && b && a.born === b.born
      ? Math.min(this.clock - tick, 1) : 1;
    const from = a ?? b;
    this.shown = from && b && {
      x: (from.x + (b.x - from.x) * t) / this.unit,
      y: (from.y + (b.y - from.y) * t) / this.unit,
      vx: b.vx / this.unit, vy: b.vy / this.unit, entity: b,
    };
    return this.shown;
  }
}
