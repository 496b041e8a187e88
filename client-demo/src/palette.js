// SPDX-License-Identifier: MIT
// @ts-check
/**
 * palette: the colours of a courtyard at dusk.
 *
 * The bodies' colours differ in lightness as much as in hue, so that they stay
 * apart for colour-blind eyes; every body also wears something of its own.
 */

export const INK = "#131833";
export const PAPER = "#fff3dc";
export const CORAL = "#ff6f52";
export const GOLD = "#ffcf5a";
export const NIGHT = "#10152b";

const BODIES = [
  "#ff9f45", "#58b9f5", "#f7e463", "#2fbf8f", "#c069d6", "#c9b8ff",
  "#f5f0e6", "#4f79e8", "#ff9cc7", "#a9d84c", "#b98352", "#7fe3df",
];

const TEAMS = ["", "#4f9cf0", "#ff9f45", "#59c98f", "#f58bc4"];

/** Wears[slot % length]: what stands on a head. */
export const WEARS = ["antenna", "ears", "sprout", "horns", "mohawk", "bow",
  "cap"];

/** @param {number} rgb 0xRRGGBB */
export function hex(rgb) {
  return `#${rgb.toString(16).padStart(6, "0")}`;
}

/**
 * The colour of whoever sits in `slot`.
 * @param {number} slot @param {number} team @param {number} tint of its role
 */
export function bodyColor(slot, team, tint) {
  if (tint) {
    return hex(tint);
  }
  return TEAMS[team] || BODIES[slot % BODIES.length];
}

const TEAM_NAMES = ["", "Blue", "Orange", "Green", "Pink"];

/** @param {number} team 1.. */
export function teamName(team) {
  return TEAM_NAMES[team] ?? `Team ${team}`;
}

/** @param {number} team 1.. */
export function teamColor(team) {
  return TEAMS[team] ?? PAPER;
}

/** @type {Map<string, string>} */
const mixed = new Map();

/**
 * `a` with `part` of `b` in it.
 * @param {string} a #rrggbb @param {string} b #rrggbb @param {number} part
 */
export function mix(a, b, part) {
  const key = a + b + part;
  let out = mixed.get(key);
  if (!out) {
    const channel = (/** @type {number} */ at) => {
      const x = parseInt(a.slice(at, at + 2), 16);
      const y = parseInt(b.slice(at, at + 2), 16);
      return Math.round(x + (y - x) * part).toString(16).padStart(2, "0");
    };
    out = `#${channel(1)}${channel(3)}${channel(5)}`;
    mixed.set(key, out);
  }
  return out;
}

/** #rrggbb with an alpha. @param {string} color @param {number} alpha */
export function fade(color, alpha) {
  const a = Math.round(Math.min(Math.max(alpha, 0), 1) * 255);
  return color + a.toString(16).padStart(2, "0");
}
