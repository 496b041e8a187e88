// SPDX-License-Identifier: MIT
// @ts-check
/**
 * hud: words and numbers over the court.
 *
 * Everything a player typed reaches the page as text, never as markup.
 */
import { a } from "./rulewords.js";

const FEED_MS = 5000;
const FEED_MOST = 5;
const TOAST_MS = 4500;
const CHAT_MS = 9000;
const CHAT_MOST = 40;
const BOARD_MOST = 5;
const HINT_MS = 7000;

/** @param {string} id @returns {any} */
export function element(id) {
  return document.getElementById(id);
}

/**
 * @param {string} tag @param {Record<string, string>} [props]
 * @param {(Node | string)[]} children
 * @returns {HTMLElement}
 */
export function make(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

/** A dot of somebody's colour. @param {string} color */
function chip(color) {
  const node = make("span", { class: "chip" });
  node.style.background = color;
  return node;
}

/** Lets a node age and go. @param {HTMLElement} node @param {number} ms
 *  @param {boolean} [keep] fade only */
function expire(node, ms, keep = false) {
  setTimeout(() => node.classList.add("old"), ms);
  if (!keep) {
    setTimeout(() => node.remove(), ms + 600);
  }
}

export class Hud {
  constructor() {
    this.board = element("board").firstElementChild;
    this.feedList = element("feed");
    this.chatList = element("chat-log");
    this.shown = new Map(); // text last written, by element id
  }

  /** Writes only what changed. @param {string} id @param {string} text */
  #write(id, text) {
    if (this.shown.get(id) !== text) {
      this.shown.set(id, text);
      element(id).textContent = text;
    }
  }

  /** @param {string} title @param {number} seconds left
   *  @param {{color: string, score: number}[]} teams
   *  @param {string} phase where that is out of the common */
  clock(title, seconds, teams, phase) {
    const left = Math.max(0, Math.ceil(seconds));
    this.#teams(title, teams);
    const minutes = Math.floor(left / 60);
    this.#write("time", `${minutes}:${String(left % 60).padStart(2, "0")}`);
    this.#write("phase", phase);
    element("time").classList.toggle("soon", left <= 10);
  }

  /** @param {string} title @param {{color: string, score: number}[]} teams */
  #teams(title, teams) {
    const key = title + JSON.stringify(teams);
    if (this.shown.get("teams") !== key) {
      this.shown.set("teams", key);
      element("mode").replaceChildren(...teams.length ? teams.map((team) =>
        make("b", {}, chip(team.color), String(team.score))) : [title]);
    }
  }

  /**
   * @param {ReturnType<import("./match.js").Match["standings"]>} rows
   * @param {number} own slot @param {boolean} small a phone's
   */
  standings(rows, own, small) {
    const most = small ? 3 : BOARD_MOST;
    const me = rows.findIndex((row) => row.slot === own);
    const shown = rows.map((row, i) => ({ ...row, rank: i + 1 }))
      .filter((_, i) => i < most || i === me);
    const key = JSON.stringify(shown);
    if (this.shown.get("board") === key) {
      return;
    }
    this.shown.set("board", key);
    this.board.replaceChildren(...shown.map((row) => {
      const classes = [row.slot === own ? "me" : "",
        row.rank > most ? "gap" : ""].join(" ");
      return make("li", { class: classes, "data-slot": String(row.slot) },
        make("span", { class: "rank" }, String(row.rank)), chip(row.color),
        make("span", { class: "name" }, row.name),
        make("span", { class: "score" }, String(row.score)));
    }));
  }

  /** @param {{color: string, name: string} | null} actor
   *  @param {string} verb @param {{color: string, name: string} | null} target
   *  @param {boolean} mine */
  feed(actor, verb, target, mine) {
    const who = (/** @type {{color: string, name: string} | null} */ one) =>
      one ? [chip(one.color), make("b", {}, one.name)] : [];
    const line = make("li", mine ? { class: "me" } : {},
      ...who(actor), make("i", {}, verb), ...who(target));
    this.feedList.append(line);
    while (this.feedList.childElementCount > FEED_MOST) {
      this.feedList.firstElementChild.remove();
    }
    expire(line, FEED_MS);
  }

  /** @param {string} text @param {"" | "changed" | "wrong"} [kind] */
  toast(text, kind = "") {
    const list = element("toasts");
    for (const old of list.children) {
      if (old.textContent === text) {
        old.remove();
      }
    }
    const line = make("p", kind ? { class: kind } : {}, text);
    list.append(line);
    while (list.childElementCount > 3) {
      list.firstElementChild.remove();
    }
    expire(line, kind === "wrong" ? 2 * TOAST_MS : TOAST_MS);
  }

  /** @param {string} name @param {string} color @param {string} text */
  chat(name, color, text) {
    const who = make("b", {}, name);
    who.style.color = color;
    const line = make("li", {}, who, text);
    this.chatList.append(line);
    while (this.chatList.childElementCount > CHAT_MOST) {
      this.chatList.firstElementChild.remove();
    }
    expire(line, CHAT_MS, true);
    for (const old of [...this.chatList.children].slice(0, -6)) {
      old.hidden = true;
    }
  }

  /** Big words in the middle; "" for none. @param {string} strong
   *  @param {string} [rest] */
  middle(strong, rest = "") {
    const key = `${strong}\n${rest}`;
    if (this.shown.get("middle") !== key) {
      this.shown.set("middle", key);
      element("middle").replaceChildren(
        ...(strong ? [make("strong", {}, strong), rest] : []));
    }
  }

  /** @param {number | null} hp null to hide @param {number} most */
  vitals(hp, most) {
    element("vitals").hidden = hp === null;
    if (hp === null) {
      return;
    }
    const part = most ? hp / most : 0;
    if (this.shown.get("bar") !== String(part)) {
      this.shown.set("bar", String(part));
      element("bar").firstElementChild.style.transform = `scaleX(${part})`;
      element("vitals").classList.toggle("low", part <= 0.35 && hp > 0);
    }
    this.#write("hp", String(hp));
  }

  /** What one is now, if it is out of the common.
   *  @param {{id: string, color: string} | null} role */
  role(role) {
    const badge = element("role");
    badge.hidden = role === null;
    if (role) {
      this.#write("role", `You are ${a(role.id)}!`);
      badge.style.background = role.color;
    }
  }

  /** What to do now, for a while; "" for nothing. @param {string} text */
  hint(text) {
    clearTimeout(this.hinting);
    this.#write("hint", text);
    element("hint").hidden = text === "";
    this.hinting = setTimeout(() => {
      element("hint").hidden = true;
    }, HINT_MS);
  }

  /** Red at the edges, and from where. @param {number} strength 0..1
   *  @param {number | null} angle radians @param {{x: number, y: number}} at
   *  where on the screen one stands, css pixels */
  hurt(strength, angle, at) {
    const edge = element("hurt").style;
    edge.opacity = String(Math.max(Number(edge.opacity), strength));
    if (angle !== null) {
      const arrow = element("hurt-from").style;
      arrow.left = `${at.x}px`;
      arrow.top = `${at.y}px`;
      arrow.transform = `rotate(${angle}rad)`;
      arrow.opacity = "1";
    }
  }

  /** @param {number} ms */
  advance(ms) {
    for (const [id, half] of [["hurt", 260], ["hurt-from", 420]]) {
      const { style } = element(/** @type {string} */ (id));
      const now = Number(style.opacity);
      if (now > 0) {
        const next = now * Math.exp(-ms / Number(half));
        style.opacity = String(next < 0.02 ? 0 : next);
      }
    }
  }

  /**
   * The whole table, as a card.
   * @param {{title: string, line: string, foot: string, own: number,
   *   rows: ReturnType<import("./match.js").Match["standings"]>} | null} card
   */
  scores(card) {
    const box = element("scores");
    box.hidden = card === null;
    if (!card) {
      return;
    }
    this.#write("scores-title", card.title);
    this.#write("scores-line", card.line);
    this.#write("scores-foot", card.foot);
    const key = JSON.stringify(card.rows);
    if (this.shown.get("scores") === key) {
      return;
    }
    this.shown.set("scores", key);
    box.querySelector("tbody").replaceChildren(...card.rows.map((row) => {
      const who = make("div", {}, chip(row.color), make("span", {}, row.name));
      if (row.bot) {
        who.append(make("em", {}, "bot"));
      }
      return make("tr", row.slot === card.own ? { class: "me" } : {},
        make("td", {}, who),
        make("td", {}, String(row.score)), make("td", {}, String(row.deaths)));
    }));
  }

  clear() {
    this.feedList.replaceChildren();
    this.middle("");
    this.scores(null);
    this.vitals(null, 0);
    this.role(null);
    this.hint("");
  }
}
