-- SPDX-License-Identifier: MIT
--
-- ball: push it into the other goal. Nobody shoots; after a goal all are back
-- where they began.

INSERT INTO mode (id, mod, seq, title, about, teams, time_limit, warmup,
  overtime, min_players, score_limit, respawn, friction, bounce, max_players,
  bots)
VALUES ('ball', 'base', 6, 'Ball',
  'Push the ball into the other team''s goal; five goals win.', 2, 300, 5,
  120, 2, 5, 1, 5, 0.3, 12, 6);

INSERT INTO mode_map (mode, map, seq) VALUES
  ('ball', 'pitch', 1),
  ('ball', 'hall', 2);

INSERT INTO role (mode, id, speed, accel, hint) VALUES
  ('ball', 'player', 250, 1500, 'Run into the ball, towards the far goal.');

INSERT INTO thing
  (mode, id, spot, body, radius, mass, friction, bounce, tint)
VALUES
  ('ball', 'ball', 'ball', 'pushed', 18, 0.35, 0.7, 0.8, '#ffffff'),
  ('ball', 'goal', 'goal', 'area', 45, 1, 1, 0, NULL);

-- Into the own goal it is a point for the others.
INSERT INTO effect (mode, event, seq, if_team, if_thing, if_into, op, who, n)
VALUES
  ('ball', 'reach', 1, 'other', 'ball', 'goal', 'score', 'actor', 1),
  ('ball', 'reach', 2, 'same', 'ball', 'goal', 'team_score', 'foes', 1),
  ('ball', 'reach', 3, NULL, 'ball', 'goal', 'home', 'actor', NULL),
  ('ball', 'reach', 4, NULL, 'ball', 'goal', 'respawn', 'all', NULL);

INSERT INTO habit (mode, seq, does, thing, goal, whose) VALUES
  ('ball', 1, 'push', 'ball', 'goal', 'other');
