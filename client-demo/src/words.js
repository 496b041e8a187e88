// SPDX-License-Identifier: MIT
// @ts-check
/**
 * words: what the words and numbers over the court say.
 */
import { isRough } from "./rulesheet.js";

const SOON = 5; // s before a round, when they are counted

/** @typedef {import("./roomcast/types").Entity} Entity */
/**
 * @typedef {object} Now
 * @property {boolean} playing
 * @property {boolean} tabHeld wants to see the scores
 */

export class Words {
  /** @param {import("./match.js").Match} match
   *  @param {import("./hud.js").Hud} hud */
  constructor(match, hud) {
    this.match = match;
    this.hud = hud;
    this.constants = match.constants;
  }

  /** @param {Now} game @param {import("./roomcast/types").View} view */
  write(game, view) {
    const { match, hud } = this;
    const own = view.own?.entity ?? null;
    const state = /** @type {import("./roomcast/types").Snapshot} */ (match.newest());
    const seconds = (state.match.ends_at - state.tick) / this.constants.TICK_HZ;
    const small = innerWidth <= 760 || innerHeight <= 480;
    hud.clock(match.rules?.title ?? "", seconds, match.teamScores(),
      this.#phase(state));
    hud.standings(match.standings(), match.slot, small);
    this.#vitals(game.playing ? own : null);
    this.#middle(game, own, view);
    this.#scores(game, state, seconds);
  }

  /** A few words beside the clock.
   *  @param {import("./roomcast/types").Snapshot} state */
  #phase({ match }) {
    const c = this.constants;
    return match.phase === c.PHASE_WARMUP
      ? (match.ends_at ? "Warm-up" : "Waiting for players")
      : match.phase === c.PHASE_OVERTIME ? "Overtime" : "";
  }

  /** Hit points, where anybody can lose some; and a role worth a word.
   *  @param {Entity | null} own */
  #vitals(own) {
    const { rules } = this.match;
    const most = own ? rules?.roles[own.type]?.hp ?? own.hp : 0;
    const rough = rules !== null && isRough(rules, this.constants);
    this.hud.vitals(own && rough ? own.hp : null, most);
    this.hud.role(own && own.hp > 0 ? this.match.specialRole(own.type) : null);
  }

  /** @param {Now} game @param {Entity | null} own
   *  @param {import("./roomcast/types").View} view */
  #middle(game, own, view) {
    const { match, hud, constants: c } = this;
    const state = match.newest();
    const ended = state?.match.phase === c.PHASE_RESULTS;
    const bout = secondsTo(state?.match.bout_at ?? 0, view.ownTick, c);
    if (ended || !own || !game.playing) {
      hud.middle("");
    } else if (bout > 0) {
      hud.middle(String(bout), match.rules?.bouts ? "to the next bout"
        : "to the start");
    } else if (own.hp === 0 && match.rules?.bouts) {
      hud.middle(this.#cause(own), "You are out until the next bout.");
    } else if (own.hp === 0) {
      const left = Math.max(0, secondsTo(own.back_at, view.tick, c));
      hud.middle(this.#cause(own), `Back in ${left} …`);
    } else if (own.thaw_at > view.ownTick) {
      hud.middle("Frozen!", String(secondsTo(own.thaw_at, view.ownTick, c)));
    } else {
      this.#warmUp(view);
    }
  }

  /** The last seconds before a round begins.
   *  @param {import("./roomcast/types").View} view */
  #warmUp(view) {
    const c = this.constants;
    const { phase = c.PHASE_PLAY, ends_at = 0 } =
      this.match.newest()?.match ?? {};
    const left = secondsTo(ends_at, view.ownTick, c);
    const soon = phase === c.PHASE_WARMUP && left > 0 && left <= SOON;
    this.hud.middle(soon ? String(left) : "", "to the start");
  }

  /** @param {Entity} own */
  #cause({ foe, slot }) {
    const nobody = foe === this.constants.NO_SLOT || foe === slot;
    return nobody ? "Splatted" : `Splatted by ${this.match.nameOf(foe)}`;
  }

  /** @param {Now} game @param {import("./roomcast/types").Snapshot} state
   *  @param {number} seconds */
  #scores(game, state, seconds) {
    const { match } = this;
    const ended = state.match.phase === this.constants.PHASE_RESULTS;
    if (!game.playing || !(ended || game.tabHeld)) {
      this.hud.scores(null);
      return;
    }
    const title = match.rules?.title ?? "";
    this.hud.scores({
      title: ended ? match.verdict() : title,
      line: ended ? title : `Room ${match.room}`,
      foot: ended ? `Next round in ${Math.max(0, Math.ceil(seconds))} …` : "",
      rows: match.standings(), own: match.slot,
    });
  }
}

/** Whole seconds until a tick; 0 and less: it has been.
 *  @param {number} tick @param {number} now
 *  @param {Record<string, number>} constants */
function secondsTo(tick, now, { TICK_HZ }) {
  return Math.ceil((tick - now) / TICK_HZ);
}
