-- SPDX-License-Identifier: MIT
--
-- sumo: who leaves the ring is out, and the last one in it has the point. Who
-- touches is thrown back; the ring shrinks until somebody has won.

INSERT INTO mode (id, mod, seq, title, about, time_limit, warmup, overtime,
  min_players, bouts, score_limit, friction, bounce, max_players, bots)
VALUES ('sumo', 'base', 7, 'Sumo',
  'Push everybody out of the ring; the last one in it has the point.', 300, 5,
  60, 2, 1, 3, 2.5, 0.6, 12, 6);

INSERT INTO mode_map (mode, map, seq) VALUES
  ('sumo', 'ring', 1),
  ('sumo', 'mill', 2);

INSERT INTO role (mode, id, speed, accel, radius, hint) VALUES
  ('sumo', 'wrestler', 240, 800, 18, 'Push them out; stay in the ring.');

INSERT INTO thing (mode, id, spot, body, radius) VALUES
  ('sumo', 'ring', 'ring', 'area', 270);

INSERT INTO timer (mode, id, first, every) VALUES
  ('sumo', 'shrink', 4, 0.5);

INSERT INTO effect
  (mode, event, seq, if_thing, if_timer, op, who, n, arg)
VALUES
  ('sumo', 'exit', 1, 'ring', NULL, 'kill', 'actor', NULL, NULL),
  ('sumo', 'touch', 1, NULL, NULL, 'push', 'target', 320, NULL),
  ('sumo', 'timer', 1, NULL, 'shrink', 'grow', 'actor', -5, 'ring'),
  ('sumo', 'last', 1, NULL, NULL, 'score', 'actor', 1, NULL);

INSERT INTO habit (mode, seq, does, thing) VALUES
  ('sumo', 1, 'catch', NULL);
