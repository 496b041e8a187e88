-- SPDX-License-Identifier: MIT
--
-- ctf: fetch the other team's flag and bring it to your own base. A flag that
-- was dropped goes home when one of its team steps on it, or after 20 s.

INSERT INTO mode (id, mod, seq, title, about, teams, time_limit, warmup,
  overtime, min_players, score_limit, respawn, bots)
VALUES ('ctf', 'base', 4, 'Capture the flag',
  'Bring the other team''s flag to your base; three flags win.', 2, 420, 5,
  120, 2, 3, 4, 8);

INSERT INTO mode_map (mode, map, seq) VALUES
  ('ctf', 'yard', 1),
  ('ctf', 'cloister', 2),
  ('ctf', 'grove', 3);

-- A carrier is slower, and seen from afar.
INSERT INTO role (mode, id, starts, hp, speed, weapon, tint, hint) VALUES
  ('ctf', 'fighter', 1, 100, 230, 'blaster', NULL,
    'Take their flag; step on your own to send it home.'),
  ('ctf', 'carrier', 0, 100, 205, 'blaster', '#ffd24d',
    'You have their flag: run to your base.');

INSERT INTO thing (mode, id, spot, body, radius, home_after) VALUES
  ('ctf', 'flag', 'flag', 'carried', 16, 20),
  ('ctf', 'base', 'flag', 'area', 70, NULL);

INSERT INTO effect (mode, event, seq, if_role, if_other, if_team, if_thing,
  if_into, if_carry, op, who, n, arg)
VALUES
  ('ctf', 'enter', 1, NULL, NULL, 'other', 'flag', NULL, NULL,
    'carry', 'actor', NULL, NULL),
  ('ctf', 'enter', 2, NULL, NULL, 'other', 'flag', NULL, NULL,
    'role', 'actor', NULL, 'carrier'),
  ('ctf', 'enter', 3, NULL, NULL, 'same', 'flag', NULL, NULL,
    'home', 'actor', NULL, NULL),
  ('ctf', 'reach', 1, 'carrier', NULL, 'same', 'flag', 'base', 'flag',
    'score', 'actor', 1, NULL),
  ('ctf', 'reach', 2, 'carrier', NULL, 'same', 'flag', 'base', 'flag',
    'home', 'actor', NULL, NULL),
  ('ctf', 'reach', 3, 'carrier', NULL, 'same', 'flag', 'base', 'flag',
    'role', 'actor', NULL, 'fighter'),
  ('ctf', 'death', 1, NULL, 'carrier', NULL, NULL, NULL, NULL,
    'role', 'target', NULL, 'fighter');

INSERT INTO habit (mode, seq, if_carry, does, role, thing, whose) VALUES
  ('ctf', 1, 'flag', 'fetch', NULL, 'base', 'same'),
  ('ctf', 2, NULL, 'fetch', NULL, 'flag', 'same'),
  ('ctf', 3, NULL, 'catch', 'carrier', NULL, 'other'),
  ('ctf', 4, NULL, 'fetch', NULL, 'flag', 'other'),
  ('ctf', 5, NULL, 'escort', 'carrier', NULL, NULL);
