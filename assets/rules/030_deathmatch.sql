-- SPDX-License-Identifier: MIT
--
-- deathmatch: everybody against everybody; a kill is a point and a breath.

INSERT INTO mode (id, mod, seq, title, about, time_limit, overtime,
  score_limit, respawn, bots)
VALUES ('deathmatch', 'base', 1, 'Deathmatch',
  'Shoot everybody; twenty kills win.', 300, 60, 20, 2.5, 6);

INSERT INTO mode_map (mode, map, seq) VALUES
  ('deathmatch', 'yard', 1),
  ('deathmatch', 'cloister', 2),
  ('deathmatch', 'grove', 3);

INSERT INTO role (mode, id, hp, speed, weapon, hint) VALUES
  ('deathmatch', 'fighter', 100, 230, 'blaster',
    'Every kill is a point and mends you a little.');

INSERT INTO effect (mode, event, seq, if_team, op, who, n) VALUES
  ('deathmatch', 'death', 1, 'other', 'score', 'actor', 1),
  ('deathmatch', 'death', 2, 'other', 'heal', 'actor', 30);
