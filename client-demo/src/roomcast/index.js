// SPDX-License-Identifier: MIT
// @ts-check
/**
 * index: what a game imports. README.md beside this file says how to use it.
 */
import { Room } from "./room.js";
import { loadSim } from "./sim.js";

export { Room, loadSim };

/**
 * Loads the module and joins a room. Resolves when that is under way; the
 * events of the room tell the rest.
 * @param {import("./types").Options} options
 * @returns {Promise<Room>}
 */
export async function connect({ wasm, WebSocket: Socket, ...to }) {
  const Built = Socket ?? globalThis.WebSocket;
  if (!Built) {
    throw new Error("there is no WebSocket here: give connect() one, as in " +
      'connect({ url, WebSocket: (await import("ws")).WebSocket })');
  }
  const module = wasm ??
    new URL("roomcast.wasm", to.url.replace(/^ws/, "http"));
  const room = new Room(await loadSim(module),
    (url, protocol) => new Built(url, protocol));
  room.open(to);
  return room;
}
