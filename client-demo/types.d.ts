// SPDX-License-Identifier: MIT
//
// What the demo's own modules pass to each other; the library's shapes are in
// src/roomcast/types.d.ts.
import type { Entity } from "./src/roomcast/types";

/** A body to draw, in u and radians. */
export interface Body {
  slot: number;
  x: number;
  y: number;
  vx: number; // u per tick
  vy: number;
  aim: number;
  entity: Entity;
}

/** A shot to draw, in u. */
export interface Bullet {
  x: number;
  y: number;
  vx: number; // u per tick
  vy: number;
  radius: number;
  owner: number;
  team: number;
}

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
