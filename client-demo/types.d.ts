// SPDX-License-Identifier: MIT
//
// What the demo's own modules pass to each other; the library's shapes are in
// src/roomcast/types.d.ts.
/** A mode as the lobby shows it. */
export interface ModeInfo {
  id: string;
  title: string;
  about?: string; // what one does in it
  mod?: string; // that it belongs to
  listed: boolean; // one to offer; else another program plays it
}

/** A mod: what comes in one piece. */
export interface ModInfo {
  id: string;
  title: string;
}

/** An entry of GET /api/rooms. */
export interface RoomInfo {
  id: string;
  mode: string;
  map?: string;
  players: number;
  bots: number;
  max_players: number;
  tick: number;
}
