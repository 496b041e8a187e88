-- SPDX-License-Identifier: MIT
--
-- rules.db: what the games on this server are, as rows to edit.
--
-- Lengths are in u (a player is 28 u wide), times in s, angles in degrees; x
-- grows to the right, y downwards. A number out of its range is refused with a
-- sentence that names the range. `SELECT * FROM problem` says what is wrong
-- across tables; while it says anything, the server keeps the rules it has.

PRAGMA application_id = 0x526f5275;
PRAGMA user_version = 1;

-- Who made what: deleting a mod takes along all that came with it.
CREATE TABLE mod (
  id TEXT NOT NULL PRIMARY KEY
    CONSTRAINT "mod.id: a-z, 0-9 and _, 1..32 of them, a letter first"
    CHECK (id GLOB '[a-z]*' AND id NOT GLOB '*[^a-z0-9_]*' AND
      length(id) <= 32),
  title TEXT NOT NULL
    CONSTRAINT "mod.title: 1..48 bytes, no control characters"
    CHECK (length(CAST(title AS BLOB)) BETWEEN 1 AND 48 AND
      title NOT GLOB '*[' || char(1, 45, 31, 127, 45, 159) || ']*'),
  version TEXT NOT NULL DEFAULT '1.0.0', -- its author's own
  author TEXT NOT NULL DEFAULT '',
  notes TEXT NOT NULL DEFAULT ''
) STRICT;

-- A game that rooms play.
CREATE TABLE mode (
  id TEXT NOT NULL PRIMARY KEY
    CONSTRAINT "mode.id: a-z, 0-9 and _, 1..32 of them, a letter first"
    CHECK (id GLOB '[a-z]*' AND id NOT GLOB '*[^a-z0-9_]*' AND
      length(id) <= 32),
  mod TEXT NOT NULL REFERENCES mod,
  seq INTEGER NOT NULL DEFAULT 100, -- place in lists; the lowest is the default
  title TEXT NOT NULL -- what players read
    CONSTRAINT "mode.title: 1..48 bytes, no control characters"
    CHECK (length(CAST(title AS BLOB)) BETWEEN 1 AND 48 AND
      title NOT GLOB '*[' || char(1, 45, 31, 127, 45, 159) || ']*'),
  teams INTEGER NOT NULL DEFAULT 0 -- 0: everybody for himself
    CONSTRAINT "mode.teams: 0 (everybody for himself), 2, 3 or 4"
    CHECK (teams IN (0, 2, 3, 4)),
  friendly_fire INTEGER NOT NULL DEFAULT 0 -- 1: shots hit the own team too
    CONSTRAINT "mode.friendly_fire: 0 or 1" CHECK (friendly_fire IN (0, 1)),
  win TEXT NOT NULL DEFAULT 'most' -- which score wins
    CONSTRAINT "mode.win: most or least" CHECK (win IN ('most', 'least')),
  time_limit REAL NOT NULL DEFAULT 300 -- s a round lasts
    CONSTRAINT "mode.time_limit: 10..3600 s"
    CHECK (time_limit BETWEEN 10 AND 3600),
  score_limit INTEGER -- points that end a round; NULL: none
    CONSTRAINT "mode.score_limit: 1..30000 points, or NULL for none"
    CHECK (score_limit BETWEEN 1 AND 30000),
  respawn REAL NOT NULL DEFAULT 3 -- s from death to respawn
    CONSTRAINT "mode.respawn: 0..60 s" CHECK (respawn BETWEEN 0 AND 60),
  friction REAL NOT NULL DEFAULT 6 -- 1/s, share of its speed a body loses
    CONSTRAINT "mode.friction: 0 (ice)..30 (stops at once) 1/s"
    CHECK (friction BETWEEN 0 AND 30),
  bounce REAL NOT NULL DEFAULT 0 -- share of its speed a body keeps off a wall
    CONSTRAINT "mode.bounce: 0..1" CHECK (bounce BETWEEN 0 AND 1),
  max_players INTEGER NOT NULL DEFAULT 16 -- in one room; counts for new rooms
    CONSTRAINT "mode.max_players: 2..128 players"
    CHECK (max_players BETWEEN 2 AND 128),
  bots INTEGER NOT NULL DEFAULT 6 -- bots fill a room up to so many players
    CONSTRAINT "mode.bots: 0..128 players" CHECK (bots BETWEEN 0 AND 128),
  bot_skill REAL NOT NULL DEFAULT 0.5 -- how well they aim and react
    CONSTRAINT "mode.bot_skill: 0..1" CHECK (bot_skill BETWEEN 0 AND 1)
) STRICT;

-- What a role can shoot with.
CREATE TABLE weapon (
  id TEXT NOT NULL PRIMARY KEY
    CONSTRAINT "weapon.id: a-z, 0-9 and _, 1..32 of them, a letter first"
    CHECK (id GLOB '[a-z]*' AND id NOT GLOB '*[^a-z0-9_]*' AND
      length(id) <= 32),
  mod TEXT NOT NULL REFERENCES mod,
  damage INTEGER NOT NULL -- hit points, each pellet
    CONSTRAINT "weapon.damage: 0..10000 hp" CHECK (damage BETWEEN 0 AND 10000),
  speed REAL NOT NULL -- u/s of a pellet
    CONSTRAINT "weapon.speed: 50..3000 u/s" CHECK (speed BETWEEN 50 AND 3000),
  radius REAL NOT NULL DEFAULT 4 -- u, of a pellet
    CONSTRAINT "weapon.radius: 1..100 u" CHECK (radius BETWEEN 1 AND 100),
  cooldown REAL NOT NULL -- s between shots
    CONSTRAINT "weapon.cooldown: 0.05..30 s"
    CHECK (cooldown BETWEEN 0.05 AND 30),
  life REAL NOT NULL DEFAULT 1.5 -- s until a pellet fades
    CONSTRAINT "weapon.life: 0.05..10 s" CHECK (life BETWEEN 0.05 AND 10),
  pellets INTEGER NOT NULL DEFAULT 1 -- a shot
    CONSTRAINT "weapon.pellets: 1..16 pellets" CHECK (pellets BETWEEN 1 AND 16),
  spread REAL NOT NULL DEFAULT 0 -- deg, from the first pellet to the last
    CONSTRAINT "weapon.spread: 0..180 deg" CHECK (spread BETWEEN 0 AND 180),
  knockback REAL NOT NULL DEFAULT 0 -- u/s given to whom a pellet hits
    CONSTRAINT "weapon.knockback: -1000..1000 u/s"
    CHECK (knockback BETWEEN -1000 AND 1000)
) STRICT;

-- What a player is right now: a fighter, a runner, the one who is it.
CREATE TABLE role (
  mode TEXT NOT NULL REFERENCES mode,
  id TEXT NOT NULL
    CONSTRAINT "role.id: a-z, 0-9 and _, 1..32 of them, a letter first"
    CHECK (id GLOB '[a-z]*' AND id NOT GLOB '*[^a-z0-9_]*' AND
      length(id) <= 32),
  starts INTEGER NOT NULL DEFAULT 1 -- 1: players join in the first such role
    CONSTRAINT "role.starts: 0 or 1" CHECK (starts IN (0, 1)),
  hp INTEGER NOT NULL DEFAULT 100 -- hit points
    CONSTRAINT "role.hp: 1..10000 hp" CHECK (hp BETWEEN 1 AND 10000),
  speed REAL NOT NULL DEFAULT 230 -- u/s at full stick
    CONSTRAINT "role.speed: 0..1000 u/s" CHECK (speed BETWEEN 0 AND 1000),
  accel REAL NOT NULL DEFAULT 1800 -- u/s2 towards that speed
    CONSTRAINT "role.accel: 10..20000 u/s2" CHECK (accel BETWEEN 10 AND 20000),
  radius REAL NOT NULL DEFAULT 14 -- u
    CONSTRAINT "role.radius: 4..200 u" CHECK (radius BETWEEN 4 AND 200),
  weapon TEXT REFERENCES weapon, -- NULL: none
  tint TEXT -- its colour; NULL: the player's own
    CONSTRAINT "role.tint: a colour such as '#ff8800', or NULL for none"
    CHECK (length(tint) = 7 AND tint GLOB '#*' AND
      substr(tint, 2) NOT GLOB '*[^0-9a-fA-F]*'),
  PRIMARY KEY (mode, id)
) STRICT;

-- A place to play in. Its edge is a wall.
CREATE TABLE map (
  id TEXT NOT NULL PRIMARY KEY
    CONSTRAINT "map.id: a-z, 0-9 and _, 1..32 of them, a letter first"
    CHECK (id GLOB '[a-z]*' AND id NOT GLOB '*[^a-z0-9_]*' AND
      length(id) <= 32),
  mod TEXT NOT NULL REFERENCES mod,
  width REAL NOT NULL -- u
    CONSTRAINT "map.width: 200..4096 u" CHECK (width BETWEEN 200 AND 4096),
  height REAL NOT NULL -- u
    CONSTRAINT "map.height: 200..4096 u" CHECK (height BETWEEN 200 AND 4096)
) STRICT;

-- Stops players and shots.
CREATE TABLE wall (
  id INTEGER PRIMARY KEY,
  map TEXT NOT NULL REFERENCES map,
  x REAL NOT NULL -- u, its left side
    CONSTRAINT "wall.x: 0..4096 u" CHECK (x BETWEEN 0 AND 4096),
  y REAL NOT NULL -- u, its upper side
    CONSTRAINT "wall.y: 0..4096 u" CHECK (y BETWEEN 0 AND 4096),
  w REAL NOT NULL -- u
    CONSTRAINT "wall.w: 1..4096 u" CHECK (w BETWEEN 1 AND 4096),
  h REAL NOT NULL -- u
    CONSTRAINT "wall.h: 1..4096 u" CHECK (h BETWEEN 1 AND 4096)
) STRICT;
CREATE INDEX wall_map ON wall (map);

-- A point of a map that means something: `spawn` is where players appear.
CREATE TABLE spot (
  id INTEGER PRIMARY KEY,
  map TEXT NOT NULL REFERENCES map,
  name TEXT NOT NULL DEFAULT 'spawn'
    CONSTRAINT "spot.name: a-z, 0-9 and _, 1..32 of them, a letter first"
    CHECK (name GLOB '[a-z]*' AND name NOT GLOB '*[^a-z0-9_]*' AND
      length(name) <= 32),
  team INTEGER NOT NULL DEFAULT 0 -- whose; 0: anybody's
    CONSTRAINT "spot.team: 0..4" CHECK (team BETWEEN 0 AND 4),
  x REAL NOT NULL -- u
    CONSTRAINT "spot.x: 0..4096 u" CHECK (x BETWEEN 0 AND 4096),
  y REAL NOT NULL -- u
    CONSTRAINT "spot.y: 0..4096 u" CHECK (y BETWEEN 0 AND 4096)
) STRICT;
CREATE INDEX spot_map ON spot (map);

-- Which maps a mode is played on.
CREATE TABLE mode_map (
  mode TEXT NOT NULL REFERENCES mode,
  map TEXT NOT NULL REFERENCES map,
  seq INTEGER NOT NULL DEFAULT 100, -- the lowest is where rooms play
  PRIMARY KEY (mode, map)
) STRICT;

-- What can happen, and what can be done about it; 002_words.sql has the rows.
CREATE TABLE events (
  id TEXT NOT NULL PRIMARY KEY,
  has_target INTEGER NOT NULL
    CONSTRAINT "events.has_target: 0 or 1" CHECK (has_target IN (0, 1)),
  doc TEXT NOT NULL
) STRICT;

CREATE TABLE ops (
  id TEXT NOT NULL PRIMARY KEY,
  n TEXT,   -- the unit and range of effect.n; NULL: it has none
  arg TEXT, -- what effect.arg names; NULL: it has none
  doc TEXT NOT NULL
) STRICT;

-- When this happens to these, do that. All conditions of one event are judged
-- before its effects, which are then done in the order of seq.
CREATE TABLE effect (
  id INTEGER PRIMARY KEY,
  mode TEXT NOT NULL REFERENCES mode,
  event TEXT NOT NULL REFERENCES events,
  seq INTEGER NOT NULL DEFAULT 0,
  if_role TEXT,  -- only when the actor is this; NULL: whatever it is
  if_other TEXT, -- only when the target is this; NULL: whatever it is
  if_team TEXT   -- only when actor and target are of one team, or are not
    CONSTRAINT "effect.if_team: same, other, or NULL for either"
    CHECK (if_team IN ('same', 'other')),
  op TEXT NOT NULL REFERENCES ops,
  who TEXT NOT NULL DEFAULT 'actor' -- to whom it is done
    CONSTRAINT "effect.who: actor, target or all"
    CHECK (who IN ('actor', 'target', 'all')),
  n REAL,   -- how much: ops.n
  arg TEXT, -- what: ops.arg
  FOREIGN KEY (mode, if_role) REFERENCES role (mode, id),
  FOREIGN KEY (mode, if_other) REFERENCES role (mode, id)
) STRICT;
CREATE INDEX effect_mode ON effect (mode);
