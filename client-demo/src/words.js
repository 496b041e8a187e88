// SPDX-License-Identifier: MIT
// @ts-check
/**
 * words: what the words and numbers over the court say.
 */
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
    hud.clock(match.rules?.title ?? "", seconds, match.teamScores());
    hud.standings(match.standings(), match.slot, small);
    this.#vitals(game.playing ? own : null);
    this.#middle(game, own, view);
    this.#scores(game, state, seconds);
  }

  /** Hit points, where anybody can lose some; and a role worth a word.
   *  @param {Entity | null} own */
  #vitals(own) {
    const roles = this.match.rules?.roles ?? [];
    const most = own ? roles[own.type]?.hp ?? own.hp : 0;
    const harmless = own?.hp === most &&
      roles.every(({ weapon }) => weapon === this.constants.NO_WEAPON);
    this.hud.vitals(own && !harmless ? own.hp : null, most);
    this.hud.role(own && own.hp > 0 ? this.match.specialRole(own.type) : null);
  }

  /** @param {Now} game @param {Entity | null} own
   *  @param {import("./roomcast/types").View} view */
  #middle(game, own, view) {
    const ended = this.match.newest()?.match.phase ===
      this.constants.PHASE_RESULTS;
    if (ended || !own || !game.playing) {
      this.hud.middle("");
    } else if (own.hp === 0) {
      const ticks = own.back_at - view.tick;
      const left = Math.max(0, Math.ceil(ticks / this.constants.TICK_HZ));
      this.hud.middle(this.#cause(own), `Back in ${left} …`);
    } else {
      this.hud.middle(own.thaw_at > view.ownTick ? "Frozen!" : "");
    }
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
      title: ended ? this.#verdict(state.match.winner) : title,
      line: ended ? title : `Room ${match.room}`,
      foot: ended ? `Next round in ${Math.max(0, Math.ceil(seconds))} …` : "",
      rows: match.standings(), own: match.slot,
    });
  }

  /** @param {number} winner */
  #verdict(winner) {
    if (winner === this.constants.NO_SLOT) {
      return "A draw!";
    }
    if ((this.match.rules?.teams ?? 0) > 0) {
      return `Team ${winner + 1} wins!`;
    }
    return winner === this.match.slot ? "You win!"
      : `${this.match.nameOf(winner)} wins!`;
  }
}
