-- SPDX-License-Identifier: MIT
--
-- What only shows across tables: no row is playable. The server looks here
-- too; in_mod is the mod it belongs to, in_row the primary key, of a spot where
-- it is, and in_column is '' when it is about the whole row.

CREATE VIEW problem (in_mod, in_table, in_row, in_column, sentence) AS

SELECT '', 'mode', '', '', 'there is no mode; insert one'
  WHERE NOT EXISTS (SELECT 1 FROM mode)
UNION ALL
SELECT '', 'mode', '', '', 'there are ' || count(*) || ' modes; 32 fit'
  FROM mode HAVING count(*) > 32
UNION ALL
SELECT '', 'mode_map', '', '', 'there are ' || count(*) || ' rows; 128 fit'
  FROM mode_map HAVING count(*) > 128

-- what a mode is made of
UNION ALL
SELECT mod, 'mode', id, '', 'no role has starts = 1, so nobody could join'
  FROM mode AS m
  WHERE NOT EXISTS (SELECT 1 FROM role WHERE mode = m.id AND starts)
UNION ALL
SELECT mod, 'mode', id, '',
    'no effect has op score, team_score, win or script, so nobody could win'
  FROM mode AS m
  WHERE relay_bytes = 0 AND NOT EXISTS (SELECT 1 FROM effect
    WHERE mode = m.id AND op IN ('score', 'team_score', 'win', 'script'))
UNION ALL
SELECT mod, 'mode', id, 'min_players', 'a round would wait for ' ||
    min_players || ' players, but max_players is ' || max_players
  FROM mode WHERE min_players > max_players
UNION ALL
SELECT m.mod, 'mode', m.id, '',
    'it has ' || count(*) || ' ' || what || '; ' || fit || ' fit'
  FROM mode AS m JOIN (
    SELECT mode, 'roles' AS what, 16 AS fit FROM role
    UNION ALL SELECT mode, 'things', 16 FROM thing
    UNION ALL SELECT mode, 'timers', 8 FROM timer
    UNION ALL SELECT mode, 'scripts', 16 FROM script
    UNION ALL SELECT mode, 'habits', 32 FROM habit
    UNION ALL SELECT mode, 'effects', 128 FROM effect) AS part
    ON part.mode = m.id
  GROUP BY m.id, what HAVING count(*) > fit

-- effects that could never be done
UNION ALL
SELECT m.mod, 'effect', e.id || ': ' || e.mode || ', ' || e.event, 'event',
    'it never comes: this mode has no ' || iif(has_timer, 'timer', 'thing')
  FROM effect AS e JOIN mode AS m ON m.id = e.mode
  JOIN events AS v ON v.id = e.event
  WHERE has_timer AND NOT EXISTS (SELECT 1 FROM timer WHERE mode = m.id) OR
    has_thing AND NOT EXISTS (SELECT 1 FROM thing WHERE mode = m.id)
UNION ALL
SELECT m.mod, 'effect', e.id || ': ' || e.mode || ', ' || e.event, 'event',
    'it never comes: mode.bouts is 0, so who dies comes back'
  FROM effect AS e JOIN mode AS m ON m.id = e.mode
  WHERE e.event = 'last' AND NOT m.bouts
UNION ALL
SELECT m.mod, 'effect', e.id || ': ' || e.mode || ', ' || e.event, 'n',
    'there is no team ' || CAST(e.n AS INTEGER) || ': mode.teams is ' ||
    m.teams
  FROM effect AS e JOIN mode AS m ON m.id = e.mode
  WHERE e.op = 'team' AND e.n > m.teams
UNION ALL
SELECT m.mod, 'effect', e.id || ': ' || e.mode || ', ' || e.event, 'if_carry',
    'nobody can carry ' || t.id || ': its body is ' || t.body
  FROM effect AS e JOIN mode AS m ON m.id = e.mode
  JOIN thing AS t ON t.mode = e.mode AND t.id = e.if_carry
  WHERE t.body <> 'carried'
UNION ALL
SELECT m.mod, 'effect', e.id || ': ' || e.mode || ', ' || e.event, 'op',
    'nothing in this mode has body carried'
  FROM effect AS e JOIN mode AS m ON m.id = e.mode
  WHERE e.op = 'carry' AND NOT EXISTS
    (SELECT 1 FROM thing WHERE mode = m.id AND body = 'carried')
UNION ALL
SELECT m.mod, 'effect', e.id || ': ' || e.mode || ', ' || e.event, 'op',
    'nobody can carry ' || t.id || ': its body is ' || t.body
  FROM effect AS e JOIN mode AS m ON m.id = e.mode
  JOIN thing AS t ON t.mode = e.mode AND t.id = e.if_thing
  WHERE e.op = 'carry' AND t.body <> 'carried'
UNION ALL
SELECT m.mod, 'effect', e.id || ': ' || e.mode || ', ' || e.event, 'if_thing',
    t.id || ' is neither pushed nor carried, so it reaches nothing'
  FROM effect AS e JOIN mode AS m ON m.id = e.mode
  JOIN thing AS t ON t.mode = e.mode AND t.id = e.if_thing
  WHERE e.event = 'reach' AND t.body NOT IN ('pushed', 'carried')
UNION ALL
SELECT m.mod, 'effect', e.id || ': ' || e.mode || ', ' || e.event, 'if_into',
    t.id || ' is no area, so nothing reaches it'
  FROM effect AS e JOIN mode AS m ON m.id = e.mode
  JOIN thing AS t ON t.mode = e.mode AND t.id = e.if_into
  WHERE t.body <> 'area'
UNION ALL
SELECT m.mod, 'habit', h.mode || ', ' || h.seq, 'thing',
    'nobody can push ' || t.id || ': its body is ' || t.body
  FROM habit AS h JOIN mode AS m ON m.id = h.mode
  JOIN thing AS t ON t.mode = h.mode AND t.id = h.thing
  WHERE h.does = 'push' AND t.body <> 'pushed'
UNION ALL
SELECT m.mod, 'habit', h.mode || ', ' || h.seq, 'if_carry',
    'nobody can carry ' || t.id || ': its body is ' || t.body
  FROM habit AS h JOIN mode AS m ON m.id = h.mode
  JOIN thing AS t ON t.mode = h.mode AND t.id = h.if_carry
  WHERE t.body <> 'carried'

-- a mode on its maps
UNION ALL
SELECT mod, 'mode', id, '', 'no map; insert one into mode_map'
  FROM mode AS m WHERE NOT EXISTS (SELECT 1 FROM mode_map WHERE mode = m.id)
UNION ALL
SELECT m.mod, 'mode_map', mm.mode || ', ' || mm.map, '', 'map ' || mm.map ||
    ' has no spot where team ' || team.n || ' could spawn'
  FROM mode_map AS mm JOIN mode AS m ON m.id = mm.mode
  JOIN (SELECT 1 AS n UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4)
    AS team ON team.n <= m.teams
  WHERE NOT EXISTS (SELECT 1 FROM spot
    WHERE map = mm.map AND name = 'spawn' AND spot.team IN (0, team.n))
UNION ALL
SELECT m.mod, 'mode_map', mm.mode || ', ' || mm.map, '', 'map ' || mm.map ||
    ' has no spawn spot'
  FROM mode_map AS mm JOIN mode AS m ON m.id = mm.mode
  WHERE m.teams = 0 AND NOT EXISTS
    (SELECT 1 FROM spot WHERE map = mm.map AND name = 'spawn')
UNION ALL
SELECT m.mod, 'mode_map', mm.mode || ', ' || mm.map, '', 'map ' || mm.map ||
    ' has no spot ' || t.spot || ', where thing ' || t.id || ' would stand'
  FROM mode_map AS mm JOIN mode AS m ON m.id = mm.mode
  JOIN thing AS t ON t.mode = mm.mode
  WHERE t.spot IS NOT NULL AND NOT EXISTS
    (SELECT 1 FROM spot WHERE map = mm.map AND name = t.spot)
UNION ALL
SELECT m.mod, 'mode_map', mm.mode || ', ' || mm.map, '', count(*) ||
    ' things of this mode would stand on map ' || mm.map || '; 32 fit'
  FROM mode_map AS mm JOIN mode AS m ON m.id = mm.mode
  JOIN thing AS t ON t.mode = mm.mode
  JOIN spot AS s ON s.map = mm.map AND s.name = t.spot
  GROUP BY mm.mode, mm.map HAVING count(*) > 32
UNION ALL
SELECT m.mod, 'mode_map', mm.mode || ', ' || mm.map, '', printf(
    'spot %s at %g, %g gives thing %s to team %d: mode.teams is %d',
    s.name, s.x, s.y, t.id, s.team, m.teams)
  FROM mode_map AS mm JOIN mode AS m ON m.id = mm.mode
  JOIN thing AS t ON t.mode = mm.mode
  JOIN spot AS s ON s.map = mm.map AND s.name = t.spot
  WHERE m.teams > 0 AND s.team > m.teams

-- maps
UNION ALL
SELECT mod, 'map', id, '', 'it has ' || n || ' walls; 256 fit'
  FROM (SELECT mod, id, (SELECT count(*) FROM wall WHERE map = map.id) AS n
    FROM map) WHERE n > 256
UNION ALL
SELECT mod, 'map', id, '', 'it has ' || n || ' spawn spots; 64 fit'
  FROM (SELECT mod, id, (SELECT count(*) FROM spot
      WHERE map = map.id AND name = 'spawn') AS n FROM map) WHERE n > 64
UNION ALL
SELECT map.mod, 'spot', printf('%s: %s at %g, %g', map.id, name, x, y),
    iif(spot.x > width, 'x', 'y'),
    printf('it is outside its map, which is %g x %g u', width, height)
  FROM spot JOIN map ON map.id = spot.map
  WHERE spot.x > width OR spot.y > height
UNION ALL
SELECT map.mod, 'spot', printf('%s: %s at %g, %g', s.map, s.name, s.x, s.y),
    'name', printf('who spawns there would be in wall %g x %g at %g, %g',
    w.w, w.h, w.x, w.y)
  FROM spot AS s JOIN map ON map.id = s.map JOIN wall AS w ON w.map = s.map
  WHERE s.name = 'spawn' AND s.x > w.x AND s.x < w.x + w.w AND
    s.y > w.y AND s.y < w.y + w.h
UNION ALL
SELECT map.mod, 'spot', printf('%s: %s at %g, %g', s.map, s.name, s.x, s.y),
    'name', printf('thing %s of mode %s would be in wall %g x %g at %g, %g',
    t.id, t.mode, w.w, w.h, w.x, w.y)
  FROM thing AS t JOIN mode_map AS mm ON mm.mode = t.mode
  JOIN spot AS s ON s.map = mm.map AND s.name = t.spot
  JOIN map ON map.id = s.map JOIN wall AS w ON w.map = s.map
  WHERE t.body IN ('carried', 'pushed') AND s.x > w.x AND s.x < w.x + w.w AND
    s.y > w.y AND s.y < w.y + w.h;
