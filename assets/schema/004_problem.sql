-- SPDX-License-Identifier: MIT
--
-- What only shows across tables: no row is playable. The server looks here
-- too; row is the primary key, column is '' when it is about the whole row.

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
  WHERE NOT EXISTS (SELECT 1 FROM effect WHERE mode = m.id AND op = 'score')
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
