// SPDX-License-Identifier: MIT
// @ts-check
/**
 * rulespanel: the rules of what is played, in words.
 *
 * Rules can change while one plays. What did is marked, with what was there
 * before, until it has been on the screen for a while or the panel is closed;
 * as long as there is something to see, its button has a dot.
 */
import { element, make } from "./hud.js";
import { word } from "./rulewords.js";
import { compareSheets, hasChanges, ruleSheet, unmarked } from "./rulesheet.js";

/** @typedef {import("./roomcast/types").Rules} Rules */
/** @typedef {import("./rulesheet.js").Section} Section */

const MARKED_MS = 10000;

export class RulesPanel {
  /** @param {Record<string, number>} constants */
  constructor(constants) {
    this.constants = constants;
    this.mode = "";
    this.version = 0;
    /** @type {Section[]} */
    this.sheet = []; // as it is
    /** @type {Section[]} */
    this.known = []; // as the reader saw it last
    this.timer = 0;
    this.#wire();
  }

  #wire() {
    element("rules-close").addEventListener("click", () => this.close());
    for (const id of ["rules-toggle", "rules-peek"]) {
      element(id).addEventListener("click",
        (/** @type {MouseEvent} */ { detail }) => {
          if (this.isOpen()) {
            this.close();
          } else {
            this.open(detail === 0); // by the keyboard
          }
        });
    }
    element("rules").addEventListener("pointerup", () => // keys go on playing
      setTimeout(() => element("court").focus()));
  }

  /** @param {Rules} rules that hold from now on */
  set(rules) {
    const sheet = ruleSheet(rules, this.constants);
    const other = rules.mode !== this.mode;
    if (other || rules.version === this.version) {
      this.known = this.#changed() && !other ? this.known : sheet;
    }
    this.mode = rules.mode;
    this.version = rules.version;
    this.sheet = sheet;
    element("rules-title").textContent = rules.title;
    element("rules-where").textContent = `on ${word(rules.map)}`;
    this.#write();
  }

  #changed() {
    return hasChanges(compareSheets(this.known, this.sheet));
  }

  isOpen() {
    return !element("rules").hidden;
  }

  toggle() {
    if (this.isOpen()) {
      this.close();
    } else {
      this.open();
    }
  }

  /** @param {boolean} [enter] takes the focus along */
  open(enter = false) {
    this.#show(true);
    this.#write();
    element("rules-sheet").scrollTop = 0;
    document.querySelector("#rules-sheet [data-mark]")
      ?.scrollIntoView({ block: "nearest" });
    if (enter) {
      element("rules-close").focus();
    }
  }

  /** Gives the focus back if it was inside. */
  close() {
    const inside = element("rules").contains(document.activeElement);
    this.#show(false);
    this.#forget();
    if (inside) {
      element(document.body.dataset.screen === "play" ? "rules-toggle"
        : "rules-peek").focus();
    }
  }

  /** @param {boolean} open */
  #show(open) {
    element("rules").hidden = !open;
    for (const id of ["rules-toggle", "rules-peek"]) {
      element(id).setAttribute("aria-expanded", String(open));
    }
    document.body.classList.toggle("rules-open", open);
  }

  /** The reader has seen what changed. */
  #forget() {
    clearTimeout(this.timer);
    this.timer = 0;
    this.known = this.sheet;
    this.#write();
  }

  #write() {
    const marked = compareSheets(this.known, this.sheet);
    const changed = hasChanges(marked);
    document.body.classList.toggle("rules-changed", changed);
    if (!this.isOpen()) {
      return;
    }
    if (changed && !this.timer) {
      this.timer = setTimeout(() => this.#forget(), MARKED_MS);
    }
    element("rules-sheet").replaceChildren(
      ...(changed ? marked : unmarked(this.sheet)).flatMap(({ title, lines }) =>
        [make("h3", {}, title), make("ul", {}, ...lines.map(lineOf))]));
  }
}

/** @param {import("./rulesheet.js").MarkedLine} line */
function lineOf({ parts, mark }) {
  const nodes = parts.flatMap(({ text, was }) => {
    if (was === undefined) {
      return [`${text} `];
    }
    const both = was && text ? [" → "] : [];
    return [...(was ? [make("del", {}, was)] : []), ...both,
      ...(text ? [make("ins", {}, text)] : []), " "];
  });
  return make("li", mark ? { "data-mark": mark } : {}, ...nodes);
}
