-- SPDX-License-Identifier: MIT
--
-- tag: one is it and runs a little faster. A touch hands it on, costs who was
-- caught a point, and holds it for two seconds. Who was caught least wins.

INSERT INTO mode (id, mod, seq, title, about, win, time_limit, overtime,
  respawn, friction, bounce, bots)
VALUES ('tag', 'base', 2, 'Tag',
  'One is it: run. Who was caught least often wins.', 'least', 180, 30,
  0, 5, 0.3, 6);

INSERT INTO mode_map (mode, map, seq) VALUES
  ('tag', 'grove', 1),
  ('tag', 'yard', 2);

INSERT INTO role (mode, id, starts, speed, accel, tint, hint) VALUES
  ('tag', 'runner', 1, 240, 1600, NULL, 'Keep away from who is it.'),
  ('tag', 'it', 0, 265, 1900, '#ff4d4d', 'You are it: touch somebody.');

INSERT INTO effect (mode, event, seq, if_role, if_other, op, who, n, arg) VALUES
  ('tag', 'start', 1, NULL, NULL, 'pick', 'actor', NULL, 'it'),
  ('tag', 'touch', 1, 'it', 'runner', 'score', 'target', 1, NULL),
  ('tag', 'touch', 2, 'it', 'runner', 'role', 'target', NULL, 'it'),
  ('tag', 'touch', 3, 'it', 'runner', 'role', 'actor', NULL, 'runner'),
  ('tag', 'touch', 4, 'it', 'runner', 'freeze', 'target', 2, NULL);
