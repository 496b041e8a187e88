-- SPDX-License-Identifier: MIT
--
-- Format 2: how far players see, and rooms that relay another game's messages.
--
-- Files 2NN take a rules.db of format 1 to format 2; those before make format
-- 1. None is edited once a server has run it.

PRAGMA user_version = 2;

ALTER TABLE map ADD COLUMN
  sight REAL -- u, side of a cell of what a player sees; NULL: all is seen
    CONSTRAINT "map.sight: 128..4096 u, or NULL to see everything"
    CHECK (sight BETWEEN 128 AND 4096);

ALTER TABLE mode ADD COLUMN
  relay_bytes INTEGER NOT NULL DEFAULT 0 -- longest relayed message; 0: none
    CONSTRAINT "mode.relay_bytes: 0..1000 bytes, 0 for no relay"
    CHECK (relay_bytes BETWEEN 0 AND 1000);

ALTER TABLE mode ADD COLUMN
  relay_rate INTEGER NOT NULL DEFAULT 20 -- relayed messages a second and player
    CONSTRAINT "mode.relay_rate: 1..120 messages a second"
    CHECK (relay_rate BETWEEN 1 AND 120);

ALTER TABLE mode ADD COLUMN
  listed INTEGER NOT NULL DEFAULT 1 -- 0: another program plays it, not the demo
    CONSTRAINT "mode.listed: 0 or 1" CHECK (listed IN (0, 1));

-- The same as before, but a game that is only relayed needs no score here.
DROP VIEW IF EXISTS problem;
CREATE VIEW problem (in_table, in_row, in_column, sentence) AS

SELECT 'mode', '', '', 'there is no mode; insert one'
  WHERE NOT EXISTS (SELECT 1 FROM mode)
UNION ALL
SELECT 'mode', '', '', 'there are ' || count(*) || ' modes; 32 fit'
  FROM mode HAVING count(*) > 32

-- roles and effects of a mode
UNION ALL
SELECT 'mode', id, '', 'no role has starts = 1, so nobody could join'
  FROM mode AS m
  WHERE NOT EXISTS (SELECT 1 FROM role WHERE mode = m.id AND starts)
UNION ALL
SELECT 'mode', mode, '', 'it has ' || count(*) || ' roles; 16 fit'
  FROM role GROUP BY mode HAVING count(*) > 16
UNION ALL
SELECT 'mode', id, '', 'no effect has op score, so nobody could win'
  FROM mode AS m
  WHERE relay_bytes = 0 AND NOT EXISTS
    (SELECT 1 FROM effect WHERE mode = m.id AND op = 'score')
UNION ALL
SELECT 'mode', mode, '', 'it has ' || count(*) || ' effects; 64 fit'
  FROM effect GROUP BY mode HAVING count(*) > 64

-- maps
UNION ALL
SELECT 'mode', id, '', 'no map; insert one into mode_map'
  FROM mode AS m WHERE NOT EXISTS (SELECT 1 FROM mode_map WHERE mode = m.id)
UNION ALL
SELECT 'mode_map', mm.mode || ', ' || mm.map, '', 'map ' || mm.map ||
    ' has no spot where team ' || team.n || ' could spawn'
  FROM mode_map AS mm JOIN mode AS m ON m.id = mm.mode
  JOIN (SELECT 1 AS n UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4)
    AS team ON team.n <= m.teams
  WHERE NOT EXISTS (SELECT 1 FROM spot
    WHERE map = mm.map AND name = 'spawn' AND spot.team IN (0, team.n))
UNION ALL
SELECT 'mode_map', mm.mode || ', ' || mm.map, '', 'map ' || mm.map ||
    ' has no spawn spot'
  FROM mode_map AS mm JOIN mode AS m ON m.id = mm.mode
  WHERE m.teams = 0 AND NOT EXISTS
    (SELECT 1 FROM spot WHERE map = mm.map AND name = 'spawn')
UNION ALL
SELECT 'map', map, '', 'it has ' || count(*) || ' walls; 256 fit'
  FROM wall GROUP BY map HAVING count(*) > 256
UNION ALL
SELECT 'map', map, '', 'it has ' || count(*) || ' spawn spots; 64 fit'
  FROM spot WHERE name = 'spawn' GROUP BY map HAVING count(*) > 64
UNION ALL
SELECT 'spot', spot.id || ' of ' || map.id, iif(spot.x > width, 'x', 'y'),
    printf('it is outside its map, which is %g x %g u', width, height)
  FROM spot JOIN map ON map.id = spot.map
  WHERE spot.x > width OR spot.y > height;
