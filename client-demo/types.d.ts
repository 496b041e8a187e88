// SPDX-License-Identifier: MIT
//
// What the demo's own modules pass to each other; the library's shapes are in
// src/roomcast/types.d.ts.
/** A mode as the lobby shows it. */
export interface ModeInfo {
  id: string;
  title: string;
  listed: boolean; // one to offer; else another program plays it
}

/** An entry of GET /api/rooms. */
export interface RoomInfo {
  id: string;
  mode: string;
  players: number;
  bots: number;
  max_players: number;
  tick: number;
}
