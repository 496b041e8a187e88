// SPDX-License-Identifier: MIT
// @ts-check
/**
 * seat: what a tab remembers of its place in a room.
 *
 * sessionStorage belongs to one tab and outlives a reload: two tabs are two
 * players, and a reload is the same one.
 */

const KEY = "roomcast.seat";

/** @typedef {{room: string, name: string, token: string}} Seat */

/** @returns {Seat | null} */
export function loadSeat() {
  try {
    const seat = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    return seat && seat.room && seat.token ? seat : null;
  } catch {
    return null; // a browser that stores nothing: play on without
  }
}

/** @param {Seat | null} seat */
export function saveSeat(seat) {
  try {
    if (seat) {
      sessionStorage.setItem(KEY, JSON.stringify(seat));
    } else {
      sessionStorage.removeItem(KEY);
    }
  } catch {
    // as above
  }
}

/** @param {Uint8Array} bytes */
export function toHex(bytes) {
  return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
}

/** @param {string} hex */
export function fromHex(hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}
