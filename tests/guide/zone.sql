-- SPDX-License-Identifier: MIT
--
-- Last one standing: all shoot, the zone shrinks, and who is outside of it loses
-- hit points. The last one left gets the point.
INSERT INTO mod (id, title) VALUES ('zone', 'Shrinking zone');

INSERT INTO map (id, mod, width, height) VALUES ('crater', 'zone', 1400, 1400);
INSERT INTO wall (map, x, y, w, h) VALUES
  ('crater', 400, 400, 120, 40), ('crater', 880, 400, 120, 40),
  ('crater', 400, 960, 120, 40), ('crater', 880, 960, 120, 40);
INSERT INTO spot (map, x, y) VALUES
  ('crater', 200, 200), ('crater', 700, 150), ('crater', 1200, 200),
  ('crater', 150, 700), ('crater', 1250, 700),
  ('crater', 200, 1200), ('crater', 700, 1250), ('crater', 1200, 1200);
INSERT INTO spot (map, name, x, y) VALUES ('crater', 'eye', 600, 700);

INSERT INTO mode (id, mod, title, about, bouts, time_limit, score_limit,
  min_players, bots)
VALUES ('zone', 'zone', 'Shrinking zone',
  'Stay inside. The last one left gets the point.', 1, 300, 3, 2, 6);
INSERT INTO mode_map (mode, map) VALUES ('zone', 'crater');

INSERT INTO weapon (id, mod, damage, speed, cooldown, life)
  VALUES ('popgun', 'zone', 4, 600, 0.6, 1);
INSERT INTO role (mode, id, weapon, hint)
  VALUES ('zone', 'fighter', 'popgun', 'Stay inside the zone.');

INSERT INTO thing (mode, id, spot, radius, tint)
  VALUES ('zone', 'zone', 'eye', 600, '#4fc3f7');
INSERT INTO timer (mode, id, first, every) VALUES
  ('zone', 'shrink', 5, 0.5), ('zone', 'burn', 1, 1);
INSERT INTO effect (mode, event, if_timer, op, n, arg)
  VALUES ('zone', 'timer', 'shrink', 'grow', -20, 'zone');
INSERT INTO effect (mode, event, if_timer, if_alive, if_out, op, n)
  VALUES ('zone', 'timer', 'burn', 1, 'zone', 'damage', 15);
INSERT INTO effect (mode, event, op, n) VALUES ('zone', 'last', 'score', 1);
INSERT INTO habit (mode, seq, does, thing) VALUES ('zone', 1, 'stay', 'zone');
