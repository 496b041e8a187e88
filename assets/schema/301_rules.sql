-- SPDX-License-Identifier: MIT
--
-- Format 3: things, timers, scripts, habits of bots; rounds in bouts; effects
-- that know of all of them.
--
-- Files 3NN take a rules.db of format 2 to format 3.

PRAGMA user_version = 3;

-- Rounds.

ALTER TABLE mode ADD COLUMN
  about TEXT NOT NULL DEFAULT '' -- a sentence: what one does in it
    CONSTRAINT "mode.about: at most 120 bytes, no control characters"
    CHECK (length(CAST(about AS BLOB)) <= 120 AND
      about NOT GLOB '*[' || char(1, 45, 31, 127, 45, 159) || ']*');

ALTER TABLE mode ADD COLUMN
  warmup REAL NOT NULL DEFAULT 0 -- s to run about in before a round counts
    CONSTRAINT "mode.warmup: 0..60 s" CHECK (warmup BETWEEN 0 AND 60);

ALTER TABLE mode ADD COLUMN
  overtime REAL NOT NULL DEFAULT 0 -- s more, at most, while the best are level
    CONSTRAINT "mode.overtime: 0..600 s" CHECK (overtime BETWEEN 0 AND 600);

ALTER TABLE mode ADD COLUMN
  min_players INTEGER NOT NULL DEFAULT 1 -- that a round waits for, bots too
    CONSTRAINT "mode.min_players: 1..128 players"
    CHECK (min_players BETWEEN 1 AND 128);

ALTER TABLE mode ADD COLUMN
  bouts INTEGER NOT NULL DEFAULT 0 -- 1: who dies stays out until one side is
                                   -- left; then all begin anew
    CONSTRAINT "mode.bouts: 0 or 1" CHECK (bouts IN (0, 1));

ALTER TABLE mode ADD COLUMN
  bot_courage REAL NOT NULL DEFAULT 0.5 -- how near they get to whom they fight
    CONSTRAINT "mode.bot_courage: 0..1" CHECK (bot_courage BETWEEN 0 AND 1);

ALTER TABLE mode ADD COLUMN
  bot_error REAL -- deg they aim off; NULL: as their skill says
    CONSTRAINT "mode.bot_error: 0..45 deg, or NULL for what their skill says"
    CHECK (bot_error BETWEEN 0 AND 45);

ALTER TABLE role ADD COLUMN
  hint TEXT NOT NULL DEFAULT '' -- a sentence for who becomes it
    CONSTRAINT "role.hint: at most 120 bytes, no control characters"
    CHECK (length(CAST(hint AS BLOB)) <= 120 AND
      hint NOT GLOB '*[' || char(1, 45, 31, 127, 45, 159) || ']*');

-- What is there besides players: a flag, a hill, a ball, a goal, a pickup. One
-- stands at every spot of that name on the map, and is of the spot's team.
CREATE TABLE thing (
  mode TEXT NOT NULL REFERENCES mode, -- in which mode it is there
  id TEXT NOT NULL -- what effects and habits call it
    CONSTRAINT "thing.id: a-z, 0-9 and _, 1..32 of them, a letter first"
    CHECK (id GLOB '[a-z]*' AND id NOT GLOB '*[^a-z0-9_]*' AND
      length(id) <= 32),
  spot TEXT -- the spot.name it stands at; NULL: a script spawns it
    CONSTRAINT "thing.spot: a name of spots, other than 'spawn', or NULL"
    CHECK (spot <> 'spawn'),
  body TEXT NOT NULL DEFAULT 'area' -- what it is to players; see words
    CONSTRAINT "thing.body: area, carried, pushed or solid"
    CHECK (body IN ('area', 'carried', 'pushed', 'solid')),
  radius INTEGER NOT NULL DEFAULT 16 -- u
    CONSTRAINT "thing.radius: 1..2000 u" CHECK (radius BETWEEN 1 AND 2000),
  mass REAL NOT NULL DEFAULT 1 -- players it weighs, when it is pushed
    CONSTRAINT "thing.mass: 0.1..100 players"
    CHECK (mass BETWEEN 0.1 AND 100),
  friction REAL NOT NULL DEFAULT 1 -- 1/s, share of its speed it loses
    CONSTRAINT "thing.friction: 0..30 1/s" CHECK (friction BETWEEN 0 AND 30),
  bounce REAL NOT NULL DEFAULT 0.6 -- share of its speed it keeps off a wall
    CONSTRAINT "thing.bounce: 0..1" CHECK (bounce BETWEEN 0 AND 1),
  home_after REAL -- s it lies about before it goes home; NULL: it stays
    CONSTRAINT "thing.home_after: 0.1..600 s, or NULL for never"
    CHECK (home_after BETWEEN 0.1 AND 600),
  tint TEXT -- its colour; NULL: its team's
    CONSTRAINT "thing.tint: a colour such as '#ff8800', or NULL for its team's"
    CHECK (length(tint) = 7 AND tint GLOB '#*' AND
      substr(tint, 2) NOT GLOB '*[^0-9a-fA-F]*'),
  PRIMARY KEY (mode, id)
) STRICT;

-- Goes off so long after a bout began, and then again and again.
CREATE TABLE timer (
  mode TEXT NOT NULL REFERENCES mode, -- in which mode it runs
  id TEXT NOT NULL -- what effect.if_timer calls it
    CONSTRAINT "timer.id: a-z, 0-9 and _, 1..32 of them, a letter first"
    CHECK (id GLOB '[a-z]*' AND id NOT GLOB '*[^a-z0-9_]*' AND
      length(id) <= 32),
  first REAL NOT NULL -- s after the bout began
    CONSTRAINT "timer.first: 0.1..3600 s" CHECK (first BETWEEN 0.1 AND 3600),
  every REAL -- s between then; NULL: once a bout
    CONSTRAINT "timer.every: 0.1..3600 s, or NULL for once a bout"
    CHECK (every BETWEEN 0.1 AND 3600),
  PRIMARY KEY (mode, id)
) STRICT;

-- SQL for what effects cannot say: the live room as tables. The guide says
-- which, and what a script may not do.
CREATE TABLE script (
  mode TEXT NOT NULL REFERENCES mode, -- in which mode effects may call it
  id TEXT NOT NULL -- what effect.arg calls it
    CONSTRAINT "script.id: a-z, 0-9 and _, 1..32 of them, a letter first"
    CHECK (id GLOB '[a-z]*' AND id NOT GLOB '*[^a-z0-9_]*' AND
      length(id) <= 32),
  sql TEXT NOT NULL -- one statement or several, each ended by ;
    CONSTRAINT "script.sql: 1..4000 bytes"
    CHECK (length(CAST(sql AS BLOB)) BETWEEN 1 AND 4000),
  PRIMARY KEY (mode, id)
) STRICT;

-- What bots are up to: each follows the first row, by seq, that fits it and
-- that it can follow. Below the last row they fight, and catch or flee as the
-- touch effects ask for.
CREATE TABLE habit (
  mode TEXT NOT NULL REFERENCES mode, -- in which mode
  seq INTEGER NOT NULL, -- the lowest comes first
  if_role TEXT,  -- only in this role; NULL: in any
  if_carry TEXT, -- only while it carries such a thing; NULL: always
  does TEXT NOT NULL -- what it does; see words
    CONSTRAINT
      "habit.does: fight, catch, flee, fetch, stay, push or escort"
    CHECK (does IN
      ('fight', 'catch', 'flee', 'fetch', 'stay', 'push', 'escort')),
  role TEXT,  -- catch, flee, escort: whom; NULL: players of any role
  thing TEXT, -- fetch, stay, push: which thing
  goal TEXT,  -- push: the thing it is to go into
  whose TEXT -- only who or what is of the bot's team, or is not, and for push
             -- only such a goal; NULL: either
    CONSTRAINT "habit.whose: same, other, or NULL for either"
    CHECK (whose IN ('same', 'other')),
  PRIMARY KEY (mode, seq),
  FOREIGN KEY (mode, if_role) REFERENCES role (mode, id),
  FOREIGN KEY (mode, if_carry) REFERENCES thing (mode, id),
  FOREIGN KEY (mode, role) REFERENCES role (mode, id),
  FOREIGN KEY (mode, thing) REFERENCES thing (mode, id),
  FOREIGN KEY (mode, goal) REFERENCES thing (mode, id)
) STRICT;

-- The words of effects: what the simulation knows. 002_words.sql had the first
-- of them. Whoever runs this has foreign keys off, and a modder's own views
-- stay as they are.
PRAGMA legacy_alter_table = ON;
DROP TRIGGER IF EXISTS mode_gone;
DROP TRIGGER IF EXISTS mode_renamed;
DROP TRIGGER IF EXISTS role_keep;
DROP TRIGGER IF EXISTS role_renamed;
DROP TRIGGER IF EXISTS events_keep;
DROP TRIGGER IF EXISTS ops_keep;
DROP VIEW IF EXISTS problem;
DROP TABLE events;
DROP TABLE ops;

-- What can happen. The columns say what such an event is about, that is, which
-- conditions it takes.
CREATE TABLE events (
  id TEXT NOT NULL PRIMARY KEY, -- for effect.event
  has_actor INTEGER NOT NULL,  -- 1: a player: if_alive, if_carry, if_in, if_out
  has_target INTEGER NOT NULL, -- 1: another player: if_other, if_team
  has_thing INTEGER NOT NULL,  -- 1: a thing: if_thing, if_alone, if_team
  has_into INTEGER NOT NULL,   -- 1: a second thing: if_into
  has_timer INTEGER NOT NULL,  -- 1: a timer: if_timer
  has_role INTEGER NOT NULL,   -- 1: if_role says which role, not whose
  each INTEGER NOT NULL, -- 1: comes once a player, each being the actor
  doc TEXT NOT NULL -- when it comes
) STRICT;

-- What can be done about it.
CREATE TABLE ops (
  id TEXT NOT NULL PRIMARY KEY, -- for effect.op
  n TEXT, -- what effect.n counts; NULL: it has none
  low REAL, -- the least effect.n
  high REAL, -- the most
  arg TEXT, -- what effect.arg names: role, thing or script; NULL: nothing
  may_lack_n INTEGER NOT NULL, -- 1: effect.n may be NULL all the same, for 0
  may_lack_arg INTEGER NOT NULL, -- 1: effect.arg may be NULL all the same
  to_who INTEGER NOT NULL, -- 1: it is done to effect.who
  to_thing INTEGER NOT NULL, -- 1: it is done to the event's thing
  doc TEXT NOT NULL -- what is done
) STRICT;

-- What the other columns of words may say.
CREATE TABLE words (
  in_column TEXT NOT NULL, -- such as effect.who
  id TEXT NOT NULL, -- the word
  doc TEXT NOT NULL, -- what it says
  PRIMARY KEY (in_column, id)
) STRICT;

INSERT INTO events (id, has_actor, has_target, has_thing, has_into, has_timer,
  has_role, each, doc) VALUES
  ('start', 1, 0, 0, 0, 0, 0, 1,
    'a bout begins; actor is each player in turn'),
  ('join', 1, 0, 0, 0, 0, 0, 0, 'actor came into the game'),
  ('spawn', 1, 0, 0, 0, 0, 0, 0, 'actor spawned'),
  ('hit', 1, 1, 0, 0, 0, 0, 0, 'actor''s shot damaged target'),
  ('death', 1, 1, 0, 0, 0, 0, 0,
    'target died, actor killed it (or nobody did)'),
  ('touch', 1, 1, 0, 0, 0, 0, 0, 'actor touches player target'),
  ('enter', 1, 0, 1, 0, 0, 0, 0, 'actor comes into or upon thing'),
  ('in', 1, 0, 1, 0, 0, 0, 0, 'actor is in thing, once a second'),
  ('exit', 1, 0, 1, 0, 0, 0, 0, 'actor leaves thing'),
  ('reach', 1, 0, 1, 1, 0, 0, 0,
    'thing, pushed or carried, comes into area into; actor touched it last'),
  ('timer', 1, 0, 0, 0, 1, 0, 1,
    'a timer went off; actor is each player in turn'),
  ('extinct', 0, 0, 0, 0, 0, 1, 0,
    'nobody alive is of role if_role any more'),
  ('last', 1, 0, 0, 0, 0, 0, 1,
    'one side is left alive; actor is each of it in turn'),
  ('timeup', 1, 0, 0, 0, 0, 0, 1,
    'the round''s time is up; actor is each player in turn');

INSERT INTO ops (id, n, low, high, arg, may_lack_n, may_lack_arg, to_who,
  to_thing, doc) VALUES
  ('score', 'points', -1000, 1000, NULL, 0, 0, 1, 0,
    'who gets n points, and its team too'),
  ('team_score', 'points', -1000, 1000, NULL, 0, 0, 1, 0,
    'the team of who gets n points, once'),
  ('role', NULL, NULL, NULL, 'role', 0, 0, 1, 0,
    'who becomes role arg (with full hit points)'),
  ('team', 'a team', 1, 4, NULL, 0, 0, 1, 0, 'who joins team n'),
  ('damage', 'hp', 1, 10000, NULL, 0, 0, 1, 0, 'who loses n hit points'),
  ('kill', NULL, NULL, NULL, NULL, 0, 0, 1, 0, 'who dies, guarded or not'),
  ('heal', 'hp', 1, 10000, NULL, 0, 0, 1, 0,
    'who gains n hit points, up to the role''s hp'),
  ('push', 'u/s', -1000, 1000, NULL, 0, 0, 1, 0,
    'who is pushed n u/s away from the other, or from thing'),
  ('freeze', 's', 0, 60, NULL, 0, 0, 1, 0, 'who cannot move for n s'),
  ('respawn', NULL, NULL, NULL, NULL, 0, 0, 1, 0, 'who respawns at once'),
  ('pick', NULL, NULL, NULL, 'role', 0, 0, 0, 0,
    'one player, chosen in secret, becomes role arg (with full hit points)'),
  ('carry', NULL, NULL, NULL, NULL, 0, 0, 1, 1,
    'who picks thing up, unless it carries one'),
  ('drop', NULL, NULL, NULL, NULL, 0, 0, 1, 0, 'who drops what it carries'),
  ('home', NULL, NULL, NULL, 'thing', 0, 1, 0, 1,
    'thing, or all of kind arg, go where the bout began for them'),
  ('take', 's', 0, 3600, NULL, 0, 0, 0, 1,
    'thing is away for n s; 0: until the next bout'),
  ('own', NULL, NULL, NULL, NULL, 0, 0, 1, 1,
    'thing is now of the team of who'),
  ('grow', 'u', -2000, 2000, 'thing', 0, 0, 0, 0,
    'the radius of all things of kind arg grows by n u, down to 1 u'),
  ('end', NULL, NULL, NULL, NULL, 0, 0, 0, 0,
    'the round ends; the score decides'),
  ('win', NULL, NULL, NULL, 'role', 0, 1, 1, 0,
    'the round ends; the side of who, or role arg, has won'),
  ('script', 'its own', -1000000, 1000000, 'script', 1, 0, 0, 0,
    'the server runs script arg, which reads :actor, :target, :thing and :n');

INSERT INTO words (in_column, id, doc) VALUES
  ('effect.who', 'actor', 'the actor'),
  ('effect.who', 'target', 'the target'),
  ('effect.who', 'all', 'everybody'),
  ('effect.who', 'friends', 'everybody on the actor''s side, the actor too'),
  ('effect.who', 'foes', 'everybody who is not on the actor''s side'),
  ('thing.body', 'area', 'stops nobody; knows who comes, stays and goes'),
  ('thing.body', 'carried',
    'lies about until a carry effect hands it to a player'),
  ('thing.body', 'pushed',
    'players push it about; walls and solid things stop it'),
  ('thing.body', 'solid', 'stops players, shots and pushed things'),
  ('habit.does', 'fight', 'shoots at foes and keeps its distance'),
  ('habit.does', 'catch', 'runs into the nearest player (of that role)'),
  ('habit.does', 'flee',
    'keeps away from players (of that role) while they are near'),
  ('habit.does', 'fetch', 'walks to the nearest such thing'),
  ('habit.does', 'stay', 'walks into such a thing and stays there, fighting'),
  ('habit.does', 'push',
    'pushes the nearest such thing into the nearest `goal`'),
  ('habit.does', 'escort',
    'stays near the nearest friend (of that role), fighting');

-- When this happens to these, do that. All conditions of one event are judged
-- before its effects, which are then done in the order of seq. The rows of
-- before stay.
CREATE TABLE new_effect (
  id INTEGER PRIMARY KEY, -- any number
  mode TEXT NOT NULL REFERENCES mode, -- in which mode
  event TEXT NOT NULL REFERENCES events, -- when
  seq INTEGER NOT NULL DEFAULT 0, -- effects of one event: the lowest first
  if_role TEXT,  -- only when the actor is this; NULL: whatever it is
  if_other TEXT, -- only when the target is this; NULL: whatever it is
  if_team TEXT -- only when actor and target, or else actor and thing (reach:
               -- into), are of one team, or are not
    CONSTRAINT "effect.if_team: same, other, or NULL for either"
    CHECK (if_team IN ('same', 'other')),
  if_alive INTEGER -- only when the actor is alive (1), or dead (0)
    CONSTRAINT "effect.if_alive: 0, 1, or NULL for either"
    CHECK (if_alive IN (0, 1)),
  if_thing TEXT, -- only when the thing is this; NULL: any
  if_into TEXT,  -- only when what it reached is this; NULL: any
  if_timer TEXT, -- only when it was this timer; NULL: any
  if_carry TEXT, -- only while the actor carries such a thing; NULL: whatever
  if_in TEXT,    -- only while the actor is in such a thing; NULL: wherever
  if_out TEXT,   -- only while the actor is in no such thing; NULL: wherever
  if_alone INTEGER NOT NULL DEFAULT 0 -- 1: only while no foe is in the thing
    CONSTRAINT "effect.if_alone: 0 or 1" CHECK (if_alone IN (0, 1)),
  op TEXT NOT NULL REFERENCES ops, -- what is done
  who TEXT NOT NULL DEFAULT 'actor' -- to whom it is done; see words
    CONSTRAINT "effect.who: actor, target, all, friends or foes"
    CHECK (who IN ('actor', 'target', 'all', 'friends', 'foes')),
  n REAL,   -- how much: ops.n, from ops.low to ops.high
  arg TEXT, -- which role, thing or script: ops.arg
  FOREIGN KEY (mode, if_role) REFERENCES role (mode, id),
  FOREIGN KEY (mode, if_other) REFERENCES role (mode, id),
  FOREIGN KEY (mode, if_thing) REFERENCES thing (mode, id),
  FOREIGN KEY (mode, if_into) REFERENCES thing (mode, id),
  FOREIGN KEY (mode, if_timer) REFERENCES timer (mode, id),
  FOREIGN KEY (mode, if_carry) REFERENCES thing (mode, id),
  FOREIGN KEY (mode, if_in) REFERENCES thing (mode, id),
  FOREIGN KEY (mode, if_out) REFERENCES thing (mode, id)
) STRICT;
INSERT INTO new_effect
  (id, mode, event, seq, if_role, if_other, if_team, op, who, n, arg)
  SELECT id, mode, event, seq, if_role, if_other, if_team, op, who, n, arg
  FROM effect;
DROP TABLE effect;
ALTER TABLE new_effect RENAME TO effect;
PRAGMA legacy_alter_table = OFF;
CREATE INDEX effect_mode ON effect (mode);

-- For the view problem, which looks for spots by name and for walls over them.
CREATE INDEX spot_name ON spot (map, name, team);
CREATE INDEX wall_place ON wall (map, x, w, y, h);
