-- SPDX-License-Identifier: MIT
--
-- team_deathmatch: two teams with scatter guns. Who stands by a friend mends:
-- friends who touch heal each other, once a second while they stay together.

INSERT INTO mode (id, mod, seq, title, about, teams, time_limit, overtime,
  score_limit, respawn, bots)
VALUES ('team_deathmatch', 'base', 3, 'Team deathmatch',
  'Two teams with scatter guns; friends who touch mend each other.', 2, 300,
  60, 40, 3, 8);

INSERT INTO mode_map (mode, map, seq) VALUES
  ('team_deathmatch', 'cloister', 1),
  ('team_deathmatch', 'yard', 2);

INSERT INTO role (mode, id, hp, speed, weapon, hint) VALUES
  ('team_deathmatch', 'trooper', 120, 215, 'scatter',
    'Stay by a friend: you mend each other.');

INSERT INTO effect (mode, event, seq, if_team, op, who, n) VALUES
  ('team_deathmatch', 'death', 1, 'other', 'score', 'actor', 1),
  ('team_deathmatch', 'death', 2, 'same', 'score', 'actor', -1),
  ('team_deathmatch', 'touch', 1, 'same', 'heal', 'target', 12);
