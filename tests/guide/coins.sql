-- SPDX-License-Identifier: MIT
--
-- Coins: each carries up to five, in player.a, and who carries five is slow.
-- Half of them lie in a purse where somebody died, in its thing.a; in the bank
-- each is a point, and room.a counts what is there.
INSERT INTO mod (id, title) VALUES ('coins', 'Coins');

INSERT INTO map (id, mod, width, height) VALUES ('mint', 'coins', 1200, 1200);
INSERT INTO wall (map, x, y, w, h) VALUES
  ('mint', 350, 350, 100, 40), ('mint', 750, 350, 100, 40),
  ('mint', 350, 810, 100, 40), ('mint', 750, 810, 100, 40);
INSERT INTO spot (map, name, x, y) VALUES
  ('mint', 'spawn', 100, 100), ('mint', 'spawn', 1100, 100),
  ('mint', 'spawn', 100, 1100), ('mint', 'spawn', 1100, 1100),
  ('mint', 'bank', 600, 600),
  ('mint', 'coin', 600, 150), ('mint', 'coin', 600, 1050),
  ('mint', 'coin', 150, 600), ('mint', 'coin', 1050, 600),
  ('mint', 'coin', 300, 250), ('mint', 'coin', 900, 250),
  ('mint', 'coin', 300, 950), ('mint', 'coin', 900, 950);

INSERT INTO mode (id, mod, title, about, time_limit, score_limit, bots)
VALUES ('coins', 'coins', 'Coins',
  'Five are all you can carry. The bank takes them.', 180, 30, 6);
INSERT INTO mode_map (mode, map) VALUES ('coins', 'mint');

INSERT INTO weapon (id, mod, damage, speed, cooldown, life)
  VALUES ('slingshot', 'coins', 20, 600, 0.5, 0.6);
INSERT INTO role (mode, id, starts, speed, weapon, tint, hint) VALUES
  ('coins', 'light', 1, 230, 'slingshot', NULL, ''),
  ('coins', 'full', 0, 170, 'slingshot', '#ffd54f', 'Off to the bank.');
INSERT INTO thing (mode, id, spot, radius, tint) VALUES
  ('coins', 'bank', 'bank', 60, '#90a4ae'),
  ('coins', 'coin', 'coin', 10, '#ffd54f'),
  ('coins', 'purse', NULL, 12, '#a1887f');

INSERT INTO script (mode, id, sql) VALUES
  ('coins', 'gain', '
    UPDATE player SET a = min(5, a + :n) WHERE slot = :actor;
    UPDATE player SET role = ''full'', hp = hp
      WHERE slot = :actor AND a = 5 AND alive;
  '),
  ('coins', 'loot', '
    UPDATE player SET a = min(5, player.a + t.a) FROM thing AS t
      WHERE player.slot = :actor AND t.slot = :thing;
    DELETE FROM thing WHERE slot = :thing;
    UPDATE player SET role = ''full'', hp = hp
      WHERE slot = :actor AND a = 5 AND alive;
  '),
  ('coins', 'lose', '
    INSERT INTO thing (kind, x, y, a) SELECT ''purse'', x, y, a - a / 2
      FROM player WHERE slot = :target AND a > 0
        AND (SELECT count(*) FROM thing WHERE kind = ''purse'') < 20;
    UPDATE player SET a = a / 2, role = ''light'' WHERE slot = :target;
  '),
  ('coins', 'bank', '
    UPDATE room SET a = a + (SELECT a FROM player WHERE slot = :actor);
    UPDATE player SET score = score + a, a = 0 WHERE slot = :actor;
    UPDATE player SET role = ''light'', hp = hp WHERE slot = :actor AND alive;
  ');

INSERT INTO effect (mode, event, seq, if_role, if_thing, op, n, arg) VALUES
  ('coins', 'enter', 1, 'light', 'coin', 'take', 5, NULL),
  ('coins', 'enter', 2, 'light', 'coin', 'script', 1, 'gain'),
  ('coins', 'enter', 1, 'light', 'purse', 'script', NULL, 'loot'),
  ('coins', 'enter', 1, NULL, 'bank', 'script', NULL, 'bank');
INSERT INTO effect (mode, event, op, arg)
  VALUES ('coins', 'death', 'script', 'lose');
INSERT INTO habit (mode, seq, if_role, does, thing) VALUES
  ('coins', 1, 'full', 'fetch', 'bank'),
  ('coins', 2, 'light', 'fetch', 'purse'),
  ('coins', 3, 'light', 'fetch', 'coin');
