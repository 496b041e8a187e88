// SPDX-License-Identifier: MIT
/**
 * camera: sixty pictures a second of what Ann sees, and Bob's own beside them.
 */
import { setTimeout as pause } from "node:timers/promises";

const PICTURE_MS = 1000 / 60;
const STALL_MS = 100;

/** @typedef {import("../../client-demo/src/roomcast/types").Body} Body */
/** @typedef {import("../../client-demo/src/roomcast/types").View} View */

export class Camera {
  /** @param {import("../../client-demo/src/roomcast/index.js").Room} ann
   *  @param {import("../../client-demo/src/roomcast/index.js").Room} bob */
  constructor(ann, bob) {
    this.ann = ann;
    this.bob = bob;
    this.pictures = 0;
    this.worst = 0; // times its speed that anybody was seen to move
    this.stalls = 0; // pauses between two states
    this.longest = 0; // of them, ms
    this.heard = NaN;
    this.due = performance.now();
    /** @type {Map<number, Body>} */
    this.before = new Map();
    ann.on("state", () => this.#state());
  }

  #state() {
    const now = performance.now();
    const apart = now - this.heard;
    this.stalls += apart > STALL_MS ? 1 : 0;
    this.longest = Math.max(this.longest, apart || 0);
    this.heard = now;
  }

  /** The next picture. */
  async picture() {
    this.due = Math.max(this.due + PICTURE_MS, performance.now());
    await pause(this.due - performance.now());
    const now = performance.now();
    this.theirs = /** @type {View} */ (this.bob.view(now));
    const mine = /** @type {View} */ (this.ann.view(now));
    this.#measure(mine, now);
    return mine;
  }

  /** How far everybody went since the picture before, by its speed. A new body
   *  was nowhere before. @param {View} view @param {number} now */
  #measure(view, now) {
    const { TICK_HZ } = this.ann.constants;
    const ticks = (now - (this.at ?? now)) / 1000 * TICK_HZ;
    this.at = now;
    this.pictures++;
    for (const body of view.others) {
      const before = this.before.get(body.slot);
      this.before.set(body.slot, body);
      const role = this.ann.rules?.roles[body.entity.type];
      const speed = (role?.speed ?? NaN) / this.ann.unit;
      if (before && before.entity.born === body.entity.born && ticks > 0) {
        const step = Math.hypot(body.x - before.x, body.y - before.y);
        this.worst = Math.max(this.worst, step / (speed * ticks));
      }
    }
  }

  /**
   * Pictures for so long, or until `act` says so; returns the last one.
   * @param {number} seconds
   * @param {(look: {mine: View, theirs: View, now: number}) => unknown} act
   */
  async roll(seconds, act) {
    const end = performance.now() + seconds * 1000;
    for (;;) {
      const mine = await this.picture();
      const now = performance.now();
      if (act({ mine, theirs: this.theirs, now }) || now >= end) {
        return mine;
      }
    }
  }
}
