-- SPDX-License-Identifier: MIT
--
-- infection: a mod. After ten seconds one turns, and whoever it touches turns
-- too. The living have a gun that throws back; they win if time runs out.

INSERT INTO mod (id, title, version, author, notes) VALUES
  ('infection', 'Infection', '1.0.0', 'Roomcast',
    'one turns, and then another');

INSERT INTO weapon
  (id, mod, damage, speed, radius, cooldown, life, pellets, spread, knockback)
VALUES
  ('repeller', 'infection', 4, 700, 4, 0.35, 0.5, 1, 0, 185);

INSERT INTO mode (id, mod, seq, title, about, teams, time_limit, min_players,
  respawn, friction, bots, max_players)
VALUES ('infection', 'infection', 20, 'Infection',
  'One of you turns, and whoever it touches. Stay alive until time is up.', 2,
  90, 2, 2, 5, 8, 24);

INSERT INTO mode_map (mode, map, seq) VALUES
  ('infection', 'grove', 1),
  ('infection', 'yard', 2);

INSERT INTO role (mode, id, starts, hp, speed, weapon, tint, hint) VALUES
  ('infection', 'human', 1, 100, 235, 'repeller', NULL,
    'Keep away from those who turned; your gun throws them back.'),
  ('infection', 'zombie', 0, 150, 247, NULL, '#6bbf3f',
    'You have turned: touch the others.');

INSERT INTO timer (mode, id, first, every) VALUES
  ('infection', 'outbreak', 10, NULL),
  ('infection', 'turn', 0.5, 0.5);

-- What no effect can say, because it has to count: how many are left; and that
-- somebody else turns when the last who had turned is gone from the room, not
-- just dead for a moment.
INSERT INTO script (mode, id, sql) VALUES
  ('infection', 'tell', '
INSERT INTO say (text)
  SELECT count(*) || iif(count(*) = 1, '' is left'', '' are left'')
  FROM player WHERE role = ''human'' HAVING count(*) > 0;
'),
  ('infection', 'heir', '
UPDATE player SET role = ''zombie''
  WHERE NOT EXISTS (SELECT 1 FROM player WHERE role = ''zombie'') AND slot =
    (SELECT slot FROM player WHERE role = ''human'' ORDER BY random() LIMIT 1);
');

-- Team 1 lives, team 2 has turned. Who is picked is told by its role alone, so
-- a timer sees to its team.
INSERT INTO effect (mode, event, seq, if_role, if_other, if_timer, op, who, n,
  arg)
VALUES
  ('infection', 'start', 1, NULL, NULL, NULL, 'team', 'actor', 1, NULL),
  ('infection', 'join', 1, NULL, NULL, NULL, 'team', 'actor', 1, NULL),
  ('infection', 'timer', 1, NULL, NULL, 'outbreak', 'pick', 'actor', NULL,
    'zombie'),
  ('infection', 'timer', 2, 'zombie', NULL, 'turn', 'team', 'actor', 2, NULL),
  ('infection', 'touch', 1, 'zombie', 'human', NULL, 'score', 'actor', 1,
    NULL),
  ('infection', 'touch', 2, 'zombie', 'human', NULL, 'role', 'target', NULL,
    'zombie'),
  ('infection', 'touch', 3, 'zombie', 'human', NULL, 'team', 'target', 2,
    NULL),
  ('infection', 'touch', 4, 'zombie', 'human', NULL, 'script', 'actor', 0,
    'tell'),
  ('infection', 'extinct', 2, 'zombie', NULL, NULL, 'script', 'actor', 0,
    'heir'),
  ('infection', 'extinct', 1, 'human', NULL, NULL, 'win', 'actor', NULL,
    'zombie'),
  ('infection', 'timeup', 1, NULL, NULL, NULL, 'win', 'actor', NULL, 'human');

INSERT INTO habit (mode, seq, if_role, does, role) VALUES
  ('infection', 1, 'human', 'flee', 'zombie'),
  ('infection', 2, 'zombie', 'catch', 'human');
