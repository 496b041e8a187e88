// SPDX-License-Identifier: MIT
// @ts-check
/**
 * reactions: what a change looks and sounds like.
 */
import { PAPER, teamColor } from "./palette.js";
import { a } from "./rulewords.js";

/** @typedef {import("./roomcast/types").Change} Change */

export class Reactions {
  /**
   * @param {{match: import("./match.js").Match,
   *   effects: import("./effects.js").Effects,
   *   sound: import("./sound.js").Sound, hud: import("./hud.js").Hud,
   *   renderer: import("./render.js").Renderer}} parts
   */
  constructor({ match, effects, sound, hud, renderer }) {
    this.match = match;
    this.effects = effects;
    this.sound = sound;
    this.hud = hud;
    this.renderer = renderer;
  }

  /** @param {Change} change */
  react(change) {
    const handler = /** @type {(change: Change) => void} */ (
      this[change.type]);
    handler.call(this, change);
  }

  /** A place of the simulation, in u. @param {{x: number, y: number}} at */
  #place({ x, y }) {
    const { unit } = this.match;
    return { x: x / unit, y: y / unit };
  }

  /** @param {number} slot */
  #person(slot) {
    const { match } = this;
    return slot === match.constants.NO_SLOT ? null
      : { name: match.nameOf(slot), color: match.colorOf(slot) };
  }

  /** @param {number} slot */
  #isOwn(slot) {
    return this.match.plays() && slot === this.match.slot;
  }

  /** @param {Extract<Change, {type: "spawn"}>} change */
  spawn(change) {
    const at = this.#place(change);
    this.effects.spawn(at.x, at.y, this.match.colorOf(change.slot));
    this.sound.play("spawn", at, this.#isOwn(change.slot) ? 0.9 : 0.35);
    const mood = this.renderer.mood(change.slot);
    mood.fresh = 1;
    mood.hurt = mood.kick = 0;
  }

  /** @param {Extract<Change, {type: "gone"}>} change */
  gone(change) {
    const at = this.#place(change);
    if (change.seen) {
      this.effects.impact(at.x, at.y, -Math.PI / 2, PAPER);
    }
  }

  /** @param {Extract<Change, {type: "hurt"}>} change */
  hurt({ slot, by, amount, ...change }) {
    const at = this.#place(change);
    this.renderer.mood(slot).hurt = 1;
    if (this.#isOwn(slot)) {
      this.hud.hurt(Math.min(0.4 + amount / 60, 1), this.#angleTo(by, at),
        this.renderer.toScreen(at));
      this.effects.jolt(5);
      this.sound.play("hurt", at);
    } else if (this.#isOwn(by)) {
      this.effects.hurt(at.x, at.y, this.match.colorOf(slot), amount);
      this.sound.play("tick");
    } else {
      this.effects.impact(at.x, at.y, 0, this.match.colorOf(slot));
      this.sound.play("hurt", at, 0.3);
    }
  }

  /** From a place to a player in sight, in radians.
   *  @param {number} slot @param {{x: number, y: number}} from */
  #angleTo(slot, from) {
    const foe = this.match.newest()?.players[slot];
    if (!foe?.seen || this.#isOwn(slot)) {
      return null;
    }
    const to = this.#place(foe);
    return Math.atan2(to.y - from.y, to.x - from.x);
  }

  /** @param {Extract<Change, {type: "death"}>} change */
  death({ slot, by, seen, vx, vy, ...change }) {
    const { match } = this;
    const at = this.#place(change);
    const own = this.#isOwn(slot);
    const mine = this.#isOwn(by) && !own;
    if (seen) {
      this.effects.death(at.x, at.y, match.colorOf(slot), vx / match.unit,
        vy / match.unit);
      this.sound.play("splat", at, own ? 1 : 0.8);
    }
    this.effects.jolt(own ? 12 : mine ? 4 : 0);
    if (own) {
      this.sound.play("died");
      this.hud.hurt(1, this.#angleTo(by, at), this.renderer.toScreen(at));
    } else if (mine) {
      this.sound.play("kill");
    }
    const killer = by === slot ? null : this.#person(by);
    const who = this.#person(slot);
    if (killer) {
      this.hud.feed(killer, "splatted", who, own || mine);
    } else {
      this.hud.feed(who, match.rules?.bouts ? "is out" : "went splat", null,
        own);
    }
  }

  /** @param {Extract<Change, {type: "role"}>} change */
  role({ slot, role, seen, ...change }) {
    const special = this.match.specialRole(role);
    if (this.#isOwn(slot)) {
      this.hud.hint(this.match.rules?.roles[role]?.hint ?? "");
    }
    if (!special) {
      return;
    }
    const at = this.#place(change);
    if (seen) {
      this.effects.impact(at.x, at.y, 0, special.color);
      this.sound.play("role", this.#isOwn(slot) ? undefined : at);
    }
    this.hud.feed(this.#person(slot), `is ${a(special.id)}`, null,
      this.#isOwn(slot));
    if (this.#isOwn(slot)) {
      this.effects.label(at.x, at.y - 40, `You are ${a(special.id)}!`,
        special.color, 24);
      this.effects.jolt(4);
    }
  }

  /** @param {Extract<Change, {type: "score"}>} change */
  score({ slot, amount, ...change }) {
    if (this.#isOwn(slot)) {
      const at = this.#place(change);
      const good = amount > 0 !==
        (this.match.rules?.win === this.match.constants.WIN_LEAST);
      this.effects.label(at.x, at.y - 44, `${amount > 0 ? "+" : "−"}` +
        Math.abs(amount), good ? "#ffcf5a" : "#ff8f78", 20);
    }
  }

  /** @param {Extract<Change, {type: "shot"}>} change */
  shot({ slot, aim, ...change }) {
    if (!this.#isOwn(slot)) { // own ones were seen when they were fired
      this.fire(slot, this.#place(change), aim / 128 * Math.PI);
    }
  }

  /** A muzzle flashes. @param {number} slot
   *  @param {{x: number, y: number}} at u @param {number} angle radians */
  fire(slot, at, angle) {
    this.effects.muzzle(at.x, at.y, angle, this.match.colorOf(slot));
    this.renderer.mood(slot).kick = 1;
    this.sound.play("shot", at, this.#isOwn(slot) ? 0.6 : 0.45);
  }

  /** @param {Extract<Change, {type: "impact"}>} change */
  impact({ slot, vx, vy, ...change }) {
    const at = this.#place(change);
    this.effects.impact(at.x, at.y, Math.atan2(vy, vx),
      this.match.colorOf(slot));
    this.sound.play("wall", at, 0.5);
  }

  /** @param {Extract<Change, {type: "thing"}>} change */
  thing({ kind, did, slot, team, ...change }) {
    const at = this.#place(change);
    const name = this.match.kindName(kind);
    const color = team ? teamColor(team) : PAPER;
    const carried = this.match.rules?.kinds[kind]?.body ===
      this.match.constants.BODY_CARRIED;
    if (did === "away" || did === "back") {
      this.effects.impact(at.x, at.y, -Math.PI / 2, color);
      this.sound.play("spawn", at, 0.4);
    }
    if (carried && (did === "taken" || did === "dropped")) {
      this.effects.impact(at.x, at.y, -Math.PI / 2, color);
      this.sound.play(did === "taken" ? "role" : "wall", at);
      this.hud.feed(this.#person(slot), did === "taken" ? "took the"
        : "dropped the", { name, color }, this.#isOwn(slot));
    } else if (carried && did === "back") {
      this.hud.feed({ name, color }, "is back", null, false);
    } else if (did === "owned" && team) {
      this.sound.play("role", at, 0.5);
    }
  }

  /** @param {Extract<Change, {type: "bout"}>} change */
  bout({ tick, at }) {
    if (at > tick) {
      this.sound.play("tick");
    }
  }

  /** @param {Extract<Change, {type: "phase"}>} change */
  phase({ phase }) {
    const ended = phase === this.match.constants.PHASE_RESULTS;
    this.sound.play(ended ? "win" : "start");
    if (!ended) {
      if (phase === this.match.constants.PHASE_OVERTIME) {
        this.hud.hint("Overtime: it goes on while the best are level.");
      } else {
        this.effects.clear();
      }
      return;
    }
    const own = this.match.own();
    const state = this.match.newest();
    if (own && state && this.match.hasWon(own)) {
      const at = this.#place(own);
      this.effects.confetti(at.x, at.y, state.players.flatMap((one) =>
        one ? [this.match.colorOf(one.slot)] : []));
    }
  }
}
