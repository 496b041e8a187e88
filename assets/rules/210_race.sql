-- SPDX-License-Identifier: MIT
--
-- race: a mod. Five laps, through every gate in turn; a role says which gate
-- is next.

INSERT INTO mod (id, title, version, author, notes) VALUES
  ('race', 'Race', '1.0.0', 'Roomcast', 'laps, gates and a slippery road');

INSERT INTO map (id, mod, width, height) VALUES
  ('circuit', 'race', 1800, 1100),
  ('hairpin', 'race', 1600, 1000);

INSERT INTO wall (map, x, y, w, h) VALUES
  -- an oval with a chicane on the far side
  ('circuit', 450, 330, 900, 440),
  ('circuit', 700, 770, 80, 130),
  ('circuit', 1000, 930, 80, 170),
  -- a spur from the north that all go round
  ('hairpin', 300, 250, 180, 370),
  ('hairpin', 1120, 250, 180, 370),
  ('hairpin', 300, 620, 1000, 110),
  ('hairpin', 760, 0, 80, 430);

-- All start on one grid, on the way to the first gate.
INSERT INTO spot (map, name, x, y)
  SELECT grid.map, 'spawn', grid.x - 75 * col.n, grid.y + 70 * line.n
  FROM (SELECT 'circuit' AS map, 640 AS x, 60 AS y
      UNION ALL SELECT 'hairpin', 400, 45) AS grid
    JOIN (SELECT 0 AS n UNION SELECT 1 UNION SELECT 2 UNION SELECT 3) AS col
    JOIN (SELECT 0 AS n UNION SELECT 1 UNION SELECT 2) AS line
  ORDER BY grid.map, col.n, line.n;
INSERT INTO spot (map, name, x, y) VALUES
  ('circuit', 'gate1', 1575, 550), ('circuit', 'gate2', 890, 915),
  ('circuit', 'gate3', 225, 550), ('circuit', 'finish', 900, 165),
  ('hairpin', 'gate1', 800, 525), ('hairpin', 'gate2', 1450, 865),
  ('hairpin', 'gate3', 150, 865), ('hairpin', 'finish', 560, 125);

INSERT INTO mode (id, mod, seq, title, about, time_limit, warmup, overtime,
  min_players, score_limit, respawn, friction, bounce, max_players, bots)
VALUES ('race', 'race', 21, 'Race',
  'Five laps, through every gate in turn; the first one home wins.', 240, 5,
  60, 2, 5, 0, 1.5, 0.5, 12, 6);

INSERT INTO mode_map (mode, map, seq) VALUES
  ('race', 'circuit', 1),
  ('race', 'hairpin', 2);

-- One role for each gate that comes next.
INSERT INTO role (mode, id, starts, speed, accel, tint, hint) VALUES
  ('race', 'to_gate1', 1, 330, 520, NULL, 'Go: through the gates in turn.'),
  ('race', 'to_gate2', 0, 330, 520, NULL, ''),
  ('race', 'to_gate3', 0, 330, 520, NULL, ''),
  ('race', 'to_finish', 0, 330, 520, NULL, '');

INSERT INTO thing (mode, id, spot, body, radius, tint) VALUES
  ('race', 'gate1', 'gate1', 'area', 130, '#4d9fff'),
  ('race', 'gate2', 'gate2', 'area', 130, '#4d9fff'),
  ('race', 'gate3', 'gate3', 'area', 130, '#4d9fff'),
  ('race', 'finish', 'finish', 'area', 130, '#ffffff');

INSERT INTO effect (mode, event, seq, if_role, if_thing, op, who, n, arg)
VALUES
  ('race', 'start', 1, NULL, NULL, 'freeze', 'actor', 3, NULL),
  ('race', 'enter', 1, 'to_gate1', 'gate1', 'role', 'actor', NULL,
    'to_gate2'),
  ('race', 'enter', 2, 'to_gate2', 'gate2', 'role', 'actor', NULL,
    'to_gate3'),
  ('race', 'enter', 3, 'to_gate3', 'gate3', 'role', 'actor', NULL,
    'to_finish'),
  ('race', 'enter', 4, 'to_finish', 'finish', 'role', 'actor', NULL,
    'to_gate1'),
  ('race', 'enter', 5, 'to_finish', 'finish', 'score', 'actor', 1, NULL);

INSERT INTO habit (mode, seq, if_role, does, thing) VALUES
  ('race', 1, 'to_gate1', 'fetch', 'gate1'),
  ('race', 2, 'to_gate2', 'fetch', 'gate2'),
  ('race', 3, 'to_gate3', 'fetch', 'gate3'),
  ('race', 4, 'to_finish', 'fetch', 'finish');
