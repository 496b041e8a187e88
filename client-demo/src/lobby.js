// SPDX-License-Identifier: MIT
// @ts-check
/**
 * lobby: the card at the door: a name, a game, a room, Play.
 */
import { element, make } from "./hud.js";
import { word } from "./rulewords.js";

const KEY = "roomcast.name";
const REFRESH_MS = 4000;

const FIRST = ["Swift", "Fuzzy", "Brave", "Sleepy", "Tiny", "Wobbly", "Lucky",
  "Salty", "Mellow", "Zippy"];
const SECOND = ["Turnip", "Badger", "Pickle", "Otter", "Muffin", "Comet",
  "Walnut", "Puffin", "Radish", "Noodle"];

export class Lobby {
  /** @param {(to: {name: string, mode: string, room: string}) => void} play
   *  @param {(mode: string) => void} watch another game was chosen */
  constructor(play, watch) {
    this.play = play;
    this.room = ""; // of an invite link
    /** @type {import("../types").ModeInfo[]} */
    this.modes = [];
    /** @type {import("../types").ModInfo[]} */
    this.mods = [];
    this.shown = ""; // open rooms
    element("modes").addEventListener("change", () => {
      this.#describe();
      watch(this.mode());
    });
    const name = element("name");
    name.value = recall() || invent();
    element("door").addEventListener("submit", (/** @type {Event} */ event) => {
      event.preventDefault();
      this.#go(this.room);
    });
  }

  /** @param {string} room */
  #go(room) {
    const name = element("name").value.trim() || invent();
    element("name").value = name;
    remember(name);
    this.play({ name, room, mode: room ? "" : this.mode() });
  }

  mode() {
    /** @type {HTMLInputElement | null} */
    const chosen = document.querySelector("#modes input:checked");
    return chosen?.value ?? "";
  }

  /** A link led here. @param {string} room */
  invite(room) {
    this.room = room;
    const text = element("welcome");
    if (room) {
      text.replaceChildren("You are invited to room ",
        make("strong", {}, room), ". ", make("br"), "The match is on!");
      element("play").textContent = "Join";
    } else {
      text.replaceChildren("A little arena in your browser. ", make("br"),
        "Bots play along until friends arrive.");
      element("play").textContent = "Play";
    }
    this.#describe();
  }

  /** What the chosen game is about, where there is one to choose. */
  #describe() {
    const free = this.room === "";
    const mode = this.modes.find(({ id }) => id === this.mode());
    const about = element("about");
    about.textContent = mode?.about ?? "";
    about.hidden = !free || !mode?.about;
    element("modes").hidden = !free || this.modes.length < 2;
  }

  /** Says why one is here again; "" for no reason. @param {string} sentence */
  trouble(sentence) {
    const line = element("trouble");
    line.textContent = sentence;
    line.hidden = sentence === "";
  }

  open() {
    element("play").disabled = false;
    this.refresh();
    clearInterval(this.timer);
    this.timer = setInterval(() => this.refresh(), REFRESH_MS);
  }

  close() {
    clearInterval(this.timer);
  }

  async refresh() {
    try {
      const [rules, rooms] = await Promise.all(
        ["api/rules", "api/rooms"].map(getJson));
      /** @type {import("../types").ModeInfo[]} */
      const modes = rules.modes;
      const other = new Set(modes.filter(({ listed }) => !listed)
        .map(({ id }) => id));
      this.#showModes(modes.filter(({ id }) => !other.has(id)),
        rules.mods ?? []);
      this.#showRooms(rooms.filter(
        (/** @type {import("../types").RoomInfo} */ room) =>
          !other.has(room.mode)));
    } catch {
      // the server is away: what was shown stays, and Play will say so
    }
  }

  /** @param {import("../types").ModeInfo[]} modes
   *  @param {import("../types").ModInfo[]} mods */
  #showModes(modes, mods) {
    if (JSON.stringify([modes, mods]) ===
        JSON.stringify([this.modes, this.mods])) {
      return;
    }
    const chosen = this.mode() || modes[0]?.id;
    this.modes = modes;
    this.mods = mods;
    const box = element("modes");
    for (const old of box.querySelectorAll("div")) {
      old.remove();
    }
    const groups = modsOf(modes, mods);
    for (const { title, modes: own } of groups) {
      const known = groups.length === 1 ||
        (own.length === 1 && own[0].title === title);
      box.append(make("div", { role: "group", "aria-label": title },
        ...(known ? [] : [make("h3", { "aria-hidden": "true" }, title)]),
        ...own.map((mode) => choice(mode, mode.id === chosen))));
    }
    this.#describe();
  }

  /** @param {import("../types").RoomInfo[]} rooms */
  #showRooms(rooms) {
    const open = rooms.filter((room) => room.players > 0 &&
      room.players < room.max_players && room.id !== this.room).slice(0, 6);
    const key = JSON.stringify(open.map(({ id, mode, map, players }) =>
      [id, mode, map, players]));
    if (key === this.shown) {
      return; // as it is: somebody may be about to click
    }
    this.shown = key;
    const titles = new Map(this.modes.map(({ id, title }) => [id, title]));
    element("open-rooms").hidden = open.length === 0;
    element("open-rooms").querySelector("ul").replaceChildren(
      ...open.map((room) => {
        const people = room.players === 1 ? "1 player"
          : `${room.players} players`;
        const button = make("button", { type: "button" },
          make("b", {}, room.id),
          make("small", {}, [titles.get(room.mode) ?? room.mode,
            ...(room.map ? [word(room.map)] : []), people].join(" · ")));
        button.addEventListener("click", () => this.#go(room.id));
        return make("li", {}, button);
      }));
  }
}

/**
 * The modes by the mod they come from, in the order of the modes.
 * @param {import("../types").ModeInfo[]} modes
 * @param {import("../types").ModInfo[]} mods
 * @returns {{title: string, modes: import("../types").ModeInfo[]}[]}
 */
export function modsOf(modes, mods) {
  const ids = [...new Set(modes.map(({ mod = "" }) => mod))];
  return ids.map((id) => ({
    title: mods.find((mod) => mod.id === id)?.title ?? id,
    modes: modes.filter(({ mod = "" }) => mod === id) }));
}

/** @param {import("../types").ModeInfo} mode @param {boolean} checked */
function choice({ id, title }, checked) {
  const radio = /** @type {HTMLInputElement} */ (
    make("input", { type: "radio", name: "mode", value: id }));
  radio.checked = checked;
  return make("label", {}, radio, make("span", {}, title));
}

/** @param {string} path */
async function getJson(path) {
  const answer = await fetch(path);
  if (!answer.ok) {
    throw new Error(`${path}: ${answer.status}`);
  }
  return answer.json();
}

function invent() {
  const pick = (/** @type {string[]} */ words) =>
    words[Math.floor(Math.random() * words.length)];
  return `${pick(FIRST)} ${pick(SECOND)}`;
}

function recall() {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}

/** @param {string} name */
function remember(name) {
  try {
    localStorage.setItem(KEY, name);
  } catch {
    // not remembered, then
  }
}
