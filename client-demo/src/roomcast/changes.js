// SPDX-License-Identifier: MIT
// @ts-check
/**
 * changes: what happened between two states.
 *
 * The server sends states, not events; everything worth a sound or a line in
 * the feed is read off the difference, so that whoever skipped ticks misses
 * nothing. Pure.
 */

/** @typedef {import("./types").Change} Change */
/** @typedef {import("./types").Entity} Entity */
/** @typedef {import("./types").Snapshot} Snapshot */

/** @param {Snapshot} a @param {Snapshot} b @returns {Change[]} */
export function changesBetween(a, b) {
  /** @type {Change[]} */
  const out = [];
  for (let slot = 0; slot < b.players.length; slot++) {
    playerChanges(out, a.players[slot] ?? null, b.players[slot], b.tick);
  }
  for (let i = 0; i < b.things.length; i++) {
    const [before, after] = [a.things[i], b.things[i]];
    if (before && after) {
      thingChanges(out, before, after, i, b.tick, b.players.length);
    }
  }
  shotChanges(out, a, b);
  if (a.match.bout_at !== b.match.bout_at) {
    out.push({ type: "bout", tick: b.tick, at: b.match.bout_at });
  }
  if (a.match.phase !== b.match.phase) {
    out.push({ type: "phase", tick: b.tick, phase: b.match.phase });
  }
  return out;
}

/** @param {Change[]} out @param {Entity | null} a @param {Entity | null} b
 *  @param {number} tick */
function playerChanges(out, a, b, tick) {
  if (!b) {
    if (a) {
      const { slot, seen, x, y } = a;
      out.push({ type: "gone", tick, slot, seen, x, y });
    }
    return;
  }
  const { slot, x, y } = b;
  if (a) {
    lifeChanges(out, a, b, tick);
    if (b.score !== a.score) {
      out.push({ type: "score", tick, slot, amount: b.score - a.score, x, y });
    }
    if (b.type !== a.type) {
      out.push({ type: "role", tick, slot, role: b.type, seen: b.seen, x, y });
    }
  }
  const showed = a && a.seen !== b.seen; // it came into sight, or went
  if (b.seen && !showed && a?.born !== b.born) {
    out.push({ type: "spawn", tick, slot, x, y });
  }
}

/** @param {Change[]} out @param {Entity} a @param {Entity} b
 *  @param {number} tick */
function lifeChanges(out, a, b, tick) {
  const { slot } = b;
  if (((b.deaths - a.deaths) & 0xffff) > 0 && b.deaths !== 0) {
    const at = b.born === a.born ? b : a; // where it fell, not where it is now
    const { seen, x, y, vx, vy } = at;
    out.push({ type: "death", tick, slot, by: b.foe, seen, x, y, vx, vy });
  } else if (a.born === b.born && b.hp < a.hp) {
    const { x, y } = b;
    out.push({ type: "hurt", tick, slot, by: b.foe, amount: a.hp - b.hp, x, y });
  }
}

/** What is told of is where it is now, but for what left: that is told of where
 *  it was. @param {Change[]} out @param {Entity} a @param {Entity} b
 *  @param {number} thing @param {number} tick @param {number} players */
function thingChanges(out, a, b, thing, tick, players) {
  const tell = (/** @type {"taken" | "dropped" | "away" | "back" | "owned"} */
    did, /** @type {Entity} */ { x, y }, /** @type {number} */ slot) =>
    out.push({ type: "thing", tick, thing, kind: b.type, did, slot,
      team: b.team, x, y });
  if (b.hp === 0) {
    if (a.hp > 0) {
      tell("away", a, b.foe);
    }
  } else if (a.born !== b.born || a.hp === 0) {
    tell("back", b, a.owner);
  } else if (a.owner !== b.owner && b.owner < players) {
    tell("taken", b, b.owner);
  } else if (a.owner !== b.owner) {
    tell("dropped", b, a.owner);
  } else if (a.team !== b.team) {
    tell("owned", b, b.foe);
  }
}

/** @param {Change[]} out @param {Snapshot} a @param {Snapshot} b */
function shotChanges(out, a, b) {
  /** @type {Map<number, Entity>} */
  const before = new Map(a.shots.map((shot) => [shot.slot, shot]));
  for (const shot of b.shots) {
    const old = before.get(shot.slot);
    if (old && old.born === shot.born && old.owner === shot.owner) {
      before.delete(shot.slot);
      continue;
    }
    if (shot.born <= a.tick) {
      continue; // it flew into sight
    }
    const back = b.tick - shot.born;
    out.push({ type: "shot", tick: b.tick, slot: shot.owner, weapon: shot.type,
      aim: shot.aim, x: shot.x - shot.vx * back, y: shot.y - shot.vy * back });
  }
  for (const shot of before.values()) {
    if (b.tick >= shot.ready_at) {
      continue; // it faded
    }
    const { owner: slot, type: weapon, born, vx, vy } = shot;
    const x = shot.x + vx / 2; // it got no further than the next step
    const y = shot.y + vy / 2;
    out.push({ type: "impact", tick: b.tick, slot, weapon, born,
      x, y, vx, vy });
  }
}
