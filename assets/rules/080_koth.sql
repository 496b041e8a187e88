-- SPDX-License-Identifier: MIT
--
-- koth: the hill pays a point a second to each who is on it, while no foe is.

INSERT INTO mode (id, mod, seq, title, about, teams, time_limit, warmup,
  overtime, min_players, score_limit, respawn, bots)
VALUES ('koth', 'base', 5, 'King of the hill',
  'Stand on the hill: it pays while no foe is there too.', 2, 300, 5, 60, 2,
  100, 3, 8);

INSERT INTO mode_map (mode, map, seq) VALUES
  ('koth', 'cloister', 1),
  ('koth', 'grove', 2),
  ('koth', 'yard', 3);

INSERT INTO role (mode, id, hp, speed, weapon, hint) VALUES
  ('koth', 'fighter', 100, 230, 'blaster',
    'Clear the hill, then stand on it.');

INSERT INTO thing (mode, id, spot, body, radius) VALUES
  ('koth', 'hill', 'hill', 'area', 190);

-- It shows whose it is.
INSERT INTO effect (mode, event, seq, if_thing, if_alone, op, who, n) VALUES
  ('koth', 'in', 1, 'hill', 1, 'score', 'actor', 1),
  ('koth', 'in', 2, 'hill', 1, 'own', 'actor', NULL);

INSERT INTO habit (mode, seq, does, thing) VALUES
  ('koth', 1, 'stay', 'hill');
