// SPDX-License-Identifier: MIT
// @ts-check
/**
 * ballot: what is played next: the choices, and how the votes stand.
 *
 * A click, a tap or a number key votes; the same again takes it back.
 */
import { element, make } from "./hud.js";
import { word } from "./rulewords.js";

/** @typedef {import("./roomcast/types").Ballot} Ballot */
/**
 * @typedef {object} Row
 * @property {number} number that is pressed for it
 * @property {string} map
 * @property {string} title of the mode, "" where all have the same
 * @property {number} votes
 * @property {number} share of all votes, 0..1
 * @property {boolean} mine
 * @property {boolean} leads it is what will be played
 */

/** The choices as they are shown. @param {Ballot} ballot @returns {Row[]} */
export function ballotRows({ choices, mine }) {
  const all = choices.reduce((sum, { votes }) => sum + votes, 0);
  const most = Math.max(0, ...choices.map(({ votes }) => votes));
  const first = choices.findIndex(({ votes }) => votes === most);
  const one = new Set(choices.map(({ mode }) => mode)).size === 1;
  return choices.map(({ map, title, votes }, i) => ({ number: i + 1,
    map: word(map), title: one ? "" : title, votes,
    share: all ? votes / all : 0, mine: i === mine, leads: i === first }));
}

/** What pressing that number makes of one's vote; undefined: nothing.
 *  @param {Ballot | null} ballot @param {number} number 1..
 *  @returns {number | null | undefined} */
export function voteFor(ballot, number) {
  const choice = number - 1;
  if (!ballot || !(choice in ballot.choices)) {
    return undefined;
  }
  return ballot.mine === choice ? null : choice;
}

export class BallotBox {
  /** @param {import("./roomcast/index.js").Room} room */
  constructor(room) {
    this.room = room;
    this.box = element("ballot");
    this.shown = "";
    room.on("ballot", () => this.write());
    room.on("welcome", () => this.write());
  }

  /** A number key. Returns whether it meant something here.
   *  @param {KeyboardEvent} event */
  key({ code }) {
    const [, number] = /^(?:Digit|Numpad)([1-9])$/.exec(code) ?? [];
    return number !== undefined && this.#vote(Number(number));
  }

  /** @param {number} number */
  #vote(number) {
    const choice = voteFor(this.room.ballot, number);
    if (choice === undefined) {
      return false;
    }
    this.room.vote(choice);
    return true;
  }

  write() {
    const { ballot } = this.room;
    const rows = ballot ? ballotRows(ballot) : [];
    const key = JSON.stringify(rows);
    this.box.hidden = rows.length === 0;
    if (this.shown !== key) {
      this.shown = key;
      this.#show(rows);
    }
  }

  /** Keeps the buttons that are there: somebody may be about to press one.
   *  @param {Row[]} rows */
  #show(rows) {
    const list = this.box.querySelector("ol");
    while (list.childElementCount > rows.length) {
      list.lastElementChild.remove();
    }
    while (list.childElementCount < rows.length) {
      list.append(this.#choice(list.childElementCount + 1));
    }
    rows.forEach((row, i) => fill(list.children[i].firstElementChild, row));
  }

  /** @param {number} number */
  #choice(number) {
    const button = make("button", { type: "button" }, make("i"),
      make("kbd", {}, String(number)), make("b"), make("small"), make("span"));
    button.addEventListener("click", () => {
      this.#vote(number);
      element("court").focus(); // keys go on playing
    });
    return make("li", {}, button);
  }
}

/** @param {any} button @param {Row} row */
function fill(button, { map, title, votes, share, mine, leads }) {
  button.setAttribute("aria-pressed", String(mine));
  button.classList.toggle("leads", leads);
  button.querySelector("i").style.transform = `scaleX(${share})`;
  button.querySelector("b").textContent = map;
  button.querySelector("small").textContent = title;
  button.querySelector("span").textContent = votes ? String(votes) : "";
}
