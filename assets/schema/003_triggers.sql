-- SPDX-License-Identifier: MIT
--
-- Answers at the moment of a mistake, and rows that follow those they hang on.
--
-- The sqlite3 shell leaves foreign keys off, and where they are on they do not
-- say which one failed: so these triggers do their work in either case. What
-- must hold for a row stands once, in its *_change trigger; its *_new trigger
-- changes nothing so that the other one looks at the new row too.

CREATE TRIGGER mode_new AFTER INSERT ON mode BEGIN
  UPDATE mode SET mod = mod WHERE rowid = NEW.rowid;
END;
CREATE TRIGGER mode_change BEFORE UPDATE ON mode BEGIN
  SELECT RAISE(ABORT, 'mode.mod: no such mod; insert it into table mod first')
    WHERE NOT EXISTS (SELECT 1 FROM mod WHERE id = NEW.mod);
END;

CREATE TRIGGER weapon_new AFTER INSERT ON weapon BEGIN
  UPDATE weapon SET mod = mod WHERE rowid = NEW.rowid;
END;
CREATE TRIGGER weapon_change BEFORE UPDATE ON weapon BEGIN
  SELECT RAISE(ABORT, 'weapon.mod: no such mod; insert it into table mod first')
    WHERE NOT EXISTS (SELECT 1 FROM mod WHERE id = NEW.mod);
END;

CREATE TRIGGER map_new AFTER INSERT ON map BEGIN
  UPDATE map SET mod = mod WHERE rowid = NEW.rowid;
END;
CREATE TRIGGER map_change BEFORE UPDATE ON map BEGIN
  SELECT RAISE(ABORT, 'map.mod: no such mod; insert it into table mod first')
    WHERE NOT EXISTS (SELECT 1 FROM mod WHERE id = NEW.mod);
END;

CREATE TRIGGER role_new AFTER INSERT ON role BEGIN
  UPDATE role SET mode = mode WHERE rowid = NEW.rowid;
END;
CREATE TRIGGER role_change BEFORE UPDATE ON role BEGIN
  SELECT RAISE(ABORT, 'role.mode: no such mode; see table mode')
    WHERE NOT EXISTS (SELECT 1 FROM mode WHERE id = NEW.mode);
  SELECT RAISE(ABORT, 'role.weapon: no such weapon; see table weapon')
    WHERE NEW.weapon IS NOT NULL AND
      NOT EXISTS (SELECT 1 FROM weapon WHERE id = NEW.weapon);
END;

CREATE TRIGGER wall_new AFTER INSERT ON wall BEGIN
  UPDATE wall SET map = map WHERE rowid = NEW.rowid;
END;
CREATE TRIGGER wall_change BEFORE UPDATE ON wall BEGIN
  SELECT RAISE(ABORT, 'wall.map: no such map; see table map')
    WHERE NOT EXISTS (SELECT 1 FROM map WHERE id = NEW.map);
END;

CREATE TRIGGER spot_new AFTER INSERT ON spot BEGIN
  UPDATE spot SET map = map WHERE rowid = NEW.rowid;
END;
CREATE TRIGGER spot_change BEFORE UPDATE ON spot BEGIN
  SELECT RAISE(ABORT, 'spot.map: no such map; see table map')
    WHERE NOT EXISTS (SELECT 1 FROM map WHERE id = NEW.map);
END;

CREATE TRIGGER mode_map_new AFTER INSERT ON mode_map BEGIN
  UPDATE mode_map SET mode = mode WHERE rowid = NEW.rowid;
END;
CREATE TRIGGER mode_map_change BEFORE UPDATE ON mode_map BEGIN
  SELECT RAISE(ABORT, 'mode_map.mode: no such mode; see table mode')
    WHERE NOT EXISTS (SELECT 1 FROM mode WHERE id = NEW.mode);
  SELECT RAISE(ABORT, 'mode_map.map: no such map; see table map')
    WHERE NOT EXISTS (SELECT 1 FROM map WHERE id = NEW.map);
END;

CREATE TRIGGER effect_new AFTER INSERT ON effect BEGIN
  UPDATE effect SET mode = mode WHERE rowid = NEW.rowid;
END;
CREATE TRIGGER effect_change BEFORE UPDATE ON effect BEGIN
  SELECT RAISE(ABORT, 'effect.mode: no such mode; see table mode')
    WHERE NOT EXISTS (SELECT 1 FROM mode WHERE id = NEW.mode);
  SELECT RAISE(ABORT, 'effect.event: no such event; see table events')
    WHERE NOT EXISTS (SELECT 1 FROM events WHERE id = NEW.event);
  SELECT RAISE(ABORT, 'effect.op: no such op; see table ops')
    WHERE NOT EXISTS (SELECT 1 FROM ops WHERE id = NEW.op);
  SELECT RAISE(ABORT, 'effect.if_role: this mode has no such role')
    WHERE NEW.if_role IS NOT NULL AND NOT EXISTS
      (SELECT 1 FROM role WHERE mode = NEW.mode AND id = NEW.if_role);
  SELECT RAISE(ABORT, 'effect.if_other: this mode has no such role')
    WHERE NEW.if_other IS NOT NULL AND NOT EXISTS
      (SELECT 1 FROM role WHERE mode = NEW.mode AND id = NEW.if_other);
  SELECT RAISE(ABORT, 'effect: this event has no target: see table events')
    WHERE EXISTS (SELECT 1 FROM events WHERE id = NEW.event AND
      NOT has_target) AND (NEW.if_other IS NOT NULL OR
      NEW.if_team IS NOT NULL OR NEW.who = 'target');
  SELECT RAISE(ABORT, 'effect.arg: this op needs a role of this mode')
    WHERE EXISTS (SELECT 1 FROM ops WHERE id = NEW.op AND arg = 'role') AND
      NOT EXISTS (SELECT 1 FROM role WHERE mode = NEW.mode AND id = NEW.arg);
  SELECT RAISE(ABORT, 'effect.arg: this op takes none; leave it NULL')
    WHERE EXISTS (SELECT 1 FROM ops WHERE id = NEW.op AND arg IS NULL) AND
      NEW.arg IS NOT NULL;
  SELECT RAISE(ABORT, 'effect.n: this op needs a number; see ops.n')
    WHERE EXISTS (SELECT 1 FROM ops WHERE id = NEW.op AND n IS NOT NULL) AND
      NEW.n IS NULL;
  SELECT RAISE(ABORT, 'effect.n: this op takes none; leave it NULL')
    WHERE EXISTS (SELECT 1 FROM ops WHERE id = NEW.op AND n IS NULL) AND
      NEW.n IS NOT NULL;
  SELECT RAISE(ABORT, 'effect.n: score -1000..1000 points')
    WHERE NEW.op = 'score' AND NEW.n NOT BETWEEN -1000 AND 1000;
  SELECT RAISE(ABORT, 'effect.n: damage 1..10000 hp')
    WHERE NEW.op = 'damage' AND NEW.n NOT BETWEEN 1 AND 10000;
  SELECT RAISE(ABORT, 'effect.n: heal 1..10000 hp')
    WHERE NEW.op = 'heal' AND NEW.n NOT BETWEEN 1 AND 10000;
  SELECT RAISE(ABORT, 'effect.n: push -1000..1000 u/s')
    WHERE NEW.op = 'push' AND NEW.n NOT BETWEEN -1000 AND 1000;
  SELECT RAISE(ABORT, 'effect.n: freeze 0..60 s')
    WHERE NEW.op = 'freeze' AND NEW.n NOT BETWEEN 0 AND 60;
END;

-- What others still name cannot go.

CREATE TRIGGER weapon_keep BEFORE DELETE ON weapon
  WHEN EXISTS (SELECT 1 FROM role WHERE weapon = OLD.id)
BEGIN
  SELECT RAISE(ABORT, 'weapon: a role still has it; change role.weapon first');
END;

CREATE TRIGGER map_keep BEFORE DELETE ON map
  WHEN EXISTS (SELECT 1 FROM mode_map WHERE map = OLD.id)
BEGIN
  SELECT RAISE(ABORT, 'map: a mode is played on it; see table mode_map');
END;

CREATE TRIGGER role_keep BEFORE DELETE ON role
  WHEN EXISTS (SELECT 1 FROM effect WHERE mode = OLD.mode AND
    OLD.id IN (if_role, if_other, arg))
BEGIN
  SELECT RAISE(ABORT, 'role: an effect still names it; change that first');
END;

CREATE TRIGGER events_keep BEFORE DELETE ON events BEGIN
  SELECT RAISE(ABORT, 'events: they are the server''s own words; let them be');
END;

CREATE TRIGGER ops_keep BEFORE DELETE ON ops BEGIN
  SELECT RAISE(ABORT, 'ops: they are the server''s own words; let them be');
END;

-- What hangs on a row goes with it.

CREATE TRIGGER mod_gone AFTER DELETE ON mod BEGIN
  DELETE FROM mode WHERE mod = OLD.id;
  DELETE FROM weapon WHERE mod = OLD.id;
  DELETE FROM map WHERE mod = OLD.id;
END;

CREATE TRIGGER mode_gone AFTER DELETE ON mode BEGIN
  DELETE FROM effect WHERE mode = OLD.id;
  DELETE FROM role WHERE mode = OLD.id;
  DELETE FROM mode_map WHERE mode = OLD.id;
END;

CREATE TRIGGER map_gone AFTER DELETE ON map BEGIN
  DELETE FROM wall WHERE map = OLD.id;
  DELETE FROM spot WHERE map = OLD.id;
END;

-- A new name is a new name everywhere.

CREATE TRIGGER mod_renamed AFTER UPDATE OF id ON mod BEGIN
  UPDATE mode SET mod = NEW.id WHERE mod = OLD.id;
  UPDATE weapon SET mod = NEW.id WHERE mod = OLD.id;
  UPDATE map SET mod = NEW.id WHERE mod = OLD.id;
END;

CREATE TRIGGER mode_renamed AFTER UPDATE OF id ON mode BEGIN
  UPDATE role SET mode = NEW.id WHERE mode = OLD.id;
  UPDATE mode_map SET mode = NEW.id WHERE mode = OLD.id;
  UPDATE effect SET mode = NEW.id WHERE mode = OLD.id;
END;

CREATE TRIGGER role_renamed AFTER UPDATE OF id ON role BEGIN
  UPDATE effect SET
    if_role = iif(if_role = OLD.id, NEW.id, if_role),
    if_other = iif(if_other = OLD.id, NEW.id, if_other),
    arg = iif(arg = OLD.id, NEW.id, arg)
    WHERE mode = NEW.mode AND OLD.id IN (if_role, if_other, arg);
END;

CREATE TRIGGER weapon_renamed AFTER UPDATE OF id ON weapon BEGIN
  UPDATE role SET weapon = NEW.id WHERE weapon = OLD.id;
END;

CREATE TRIGGER map_renamed AFTER UPDATE OF id ON map BEGIN
  UPDATE wall SET map = NEW.id WHERE map = OLD.id;
  UPDATE spot SET map = NEW.id WHERE map = OLD.id;
  UPDATE mode_map SET map = NEW.id WHERE map = OLD.id;
END;
