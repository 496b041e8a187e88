-- SPDX-License-Identifier: MIT
--
-- Answers to mistakes with things, timers, scripts, habits, and effects that
-- know of them. They work as those of 003_triggers.sql do, with foreign keys
-- off or on.

CREATE TRIGGER thing_new AFTER INSERT ON thing BEGIN
  UPDATE thing SET mode = mode WHERE rowid = NEW.rowid;
END;
CREATE TRIGGER thing_change BEFORE UPDATE ON thing BEGIN
  SELECT RAISE(ABORT, 'thing.mode: no such mode; see table mode')
    WHERE NOT EXISTS (SELECT 1 FROM mode WHERE id = NEW.mode);
END;

CREATE TRIGGER timer_new AFTER INSERT ON timer BEGIN
  UPDATE timer SET mode = mode WHERE rowid = NEW.rowid;
END;
CREATE TRIGGER timer_change BEFORE UPDATE ON timer BEGIN
  SELECT RAISE(ABORT, 'timer.mode: no such mode; see table mode')
    WHERE NOT EXISTS (SELECT 1 FROM mode WHERE id = NEW.mode);
END;

CREATE TRIGGER script_new AFTER INSERT ON script BEGIN
  UPDATE script SET mode = mode WHERE rowid = NEW.rowid;
END;
CREATE TRIGGER script_change BEFORE UPDATE ON script BEGIN
  SELECT RAISE(ABORT, 'script.mode: no such mode; see table mode')
    WHERE NOT EXISTS (SELECT 1 FROM mode WHERE id = NEW.mode);
END;

CREATE TRIGGER habit_new AFTER INSERT ON habit BEGIN
  UPDATE habit SET mode = mode WHERE rowid = NEW.rowid;
END;
CREATE TRIGGER habit_change BEFORE UPDATE ON habit BEGIN
  SELECT RAISE(ABORT, 'habit.mode: no such mode; see table mode')
    WHERE NOT EXISTS (SELECT 1 FROM mode WHERE id = NEW.mode);
  SELECT RAISE(ABORT,
      'habit.if_role: this mode has no such role; insert it first')
    WHERE NEW.if_role IS NOT NULL AND NOT EXISTS
      (SELECT 1 FROM role WHERE mode = NEW.mode AND id = NEW.if_role);
  SELECT RAISE(ABORT, 'habit.role: this mode has no such role; insert it first')
    WHERE NEW.role IS NOT NULL AND NOT EXISTS
      (SELECT 1 FROM role WHERE mode = NEW.mode AND id = NEW.role);
  SELECT RAISE(ABORT,
      'habit.if_carry: this mode has no such thing; insert it first')
    WHERE NEW.if_carry IS NOT NULL AND NOT EXISTS
      (SELECT 1 FROM thing WHERE mode = NEW.mode AND id = NEW.if_carry);
  SELECT RAISE(ABORT,
      'habit.thing: this mode has no such thing; insert it first')
    WHERE NEW.thing IS NOT NULL AND NOT EXISTS
      (SELECT 1 FROM thing WHERE mode = NEW.mode AND id = NEW.thing);
  SELECT RAISE(ABORT,
      'habit.goal: this mode has no such thing; insert it first')
    WHERE NEW.goal IS NOT NULL AND NOT EXISTS
      (SELECT 1 FROM thing WHERE mode = NEW.mode AND id = NEW.goal);
  SELECT RAISE(ABORT, 'habit.thing: fetch, stay and push need a thing')
    WHERE NEW.does IN ('fetch', 'stay', 'push') AND NEW.thing IS NULL;
  SELECT RAISE(ABORT,
      'habit.thing: only fetch, stay and push take one; leave it NULL')
    WHERE NEW.does IN ('fight', 'catch', 'flee', 'escort') AND
      NEW.thing IS NOT NULL;
  SELECT RAISE(ABORT, 'habit.goal: push needs the thing it is to go into')
    WHERE NEW.does = 'push' AND NEW.goal IS NULL;
  SELECT RAISE(ABORT, 'habit.goal: only push takes one; leave it NULL')
    WHERE NEW.does IN ('fight', 'catch', 'flee', 'fetch', 'stay', 'escort') AND
      NEW.goal IS NOT NULL;
  SELECT RAISE(ABORT,
      'habit.role: only catch, flee and escort take one; leave it NULL')
    WHERE NEW.does IN ('fight', 'fetch', 'stay', 'push') AND
      NEW.role IS NOT NULL;
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

  SELECT RAISE(ABORT,
      'effect.if_role: this mode has no such role; insert it first')
    WHERE NEW.if_role IS NOT NULL AND NOT EXISTS
      (SELECT 1 FROM role WHERE mode = NEW.mode AND id = NEW.if_role);
  SELECT RAISE(ABORT,
      'effect.if_other: this mode has no such role; insert it first')
    WHERE NEW.if_other IS NOT NULL AND NOT EXISTS
      (SELECT 1 FROM role WHERE mode = NEW.mode AND id = NEW.if_other);
  SELECT RAISE(ABORT,
      'effect.if_thing: this mode has no such thing; insert it first')
    WHERE NEW.if_thing IS NOT NULL AND NOT EXISTS
      (SELECT 1 FROM thing WHERE mode = NEW.mode AND id = NEW.if_thing);
  SELECT RAISE(ABORT,
      'effect.if_into: this mode has no such thing; insert it first')
    WHERE NEW.if_into IS NOT NULL AND NOT EXISTS
      (SELECT 1 FROM thing WHERE mode = NEW.mode AND id = NEW.if_into);
  SELECT RAISE(ABORT,
      'effect.if_timer: this mode has no such timer; insert it first')
    WHERE NEW.if_timer IS NOT NULL AND NOT EXISTS
      (SELECT 1 FROM timer WHERE mode = NEW.mode AND id = NEW.if_timer);
  SELECT RAISE(ABORT,
      'effect.if_carry: this mode has no such thing; insert it first')
    WHERE NEW.if_carry IS NOT NULL AND NOT EXISTS
      (SELECT 1 FROM thing WHERE mode = NEW.mode AND id = NEW.if_carry);
  SELECT RAISE(ABORT,
      'effect.if_in: this mode has no such thing; insert it first')
    WHERE NEW.if_in IS NOT NULL AND NOT EXISTS
      (SELECT 1 FROM thing WHERE mode = NEW.mode AND id = NEW.if_in);
  SELECT RAISE(ABORT,
      'effect.if_out: this mode has no such thing; insert it first')
    WHERE NEW.if_out IS NOT NULL AND NOT EXISTS
      (SELECT 1 FROM thing WHERE mode = NEW.mode AND id = NEW.if_out);

  -- what the event is not about
  SELECT RAISE(ABORT,
      'effect: this event has no actor; see table events for what it has')
    WHERE EXISTS (SELECT 1 FROM events WHERE id = NEW.event AND
      NOT has_actor) AND (NEW.if_alive IS NOT NULL OR
      NEW.if_carry IS NOT NULL OR NEW.if_in IS NOT NULL OR
      NEW.if_out IS NOT NULL);
  SELECT RAISE(ABORT,
      'effect: this event has no target; see table events for what it has')
    WHERE EXISTS (SELECT 1 FROM events WHERE id = NEW.event AND
      NOT has_target) AND (NEW.if_other IS NOT NULL OR NEW.who = 'target');
  SELECT RAISE(ABORT,
      'effect: this event has no thing; see table events for what it has')
    WHERE EXISTS (SELECT 1 FROM events WHERE id = NEW.event AND
      NOT has_thing) AND (NEW.if_thing IS NOT NULL OR NEW.if_alone);
  SELECT RAISE(ABORT,
      'effect.if_team: this event has neither target nor thing to compare with')
    WHERE EXISTS (SELECT 1 FROM events WHERE id = NEW.event AND
      NOT has_target AND NOT has_thing) AND NEW.if_team IS NOT NULL;
  SELECT RAISE(ABORT, 'effect.if_into: only the event reach has one')
    WHERE EXISTS (SELECT 1 FROM events WHERE id = NEW.event AND
      NOT has_into) AND NEW.if_into IS NOT NULL;
  SELECT RAISE(ABORT, 'effect.if_timer: only the event timer has one')
    WHERE EXISTS (SELECT 1 FROM events WHERE id = NEW.event AND
      NOT has_timer) AND NEW.if_timer IS NOT NULL;

  -- what the op needs
  SELECT RAISE(ABORT,
      'effect.arg: this mode has no such role; insert it first')
    WHERE NEW.arg IS NOT NULL AND EXISTS
      (SELECT 1 FROM ops WHERE id = NEW.op AND arg = 'role') AND NOT EXISTS
      (SELECT 1 FROM role WHERE mode = NEW.mode AND id = NEW.arg);
  SELECT RAISE(ABORT,
      'effect.arg: this mode has no such thing; insert it first')
    WHERE NEW.arg IS NOT NULL AND EXISTS
      (SELECT 1 FROM ops WHERE id = NEW.op AND arg = 'thing') AND NOT EXISTS
      (SELECT 1 FROM thing WHERE mode = NEW.mode AND id = NEW.arg);
  SELECT RAISE(ABORT,
      'effect.arg: this mode has no such script; insert it first')
    WHERE NEW.arg IS NOT NULL AND EXISTS
      (SELECT 1 FROM ops WHERE id = NEW.op AND arg = 'script') AND NOT EXISTS
      (SELECT 1 FROM script WHERE mode = NEW.mode AND id = NEW.arg);
  SELECT RAISE(ABORT, 'effect.arg: this op needs a role of this mode')
    WHERE NEW.arg IS NULL AND EXISTS (SELECT 1 FROM ops
      WHERE id = NEW.op AND arg = 'role' AND NOT may_lack_arg);
  SELECT RAISE(ABORT, 'effect.arg: this op needs a thing of this mode')
    WHERE NEW.arg IS NULL AND EXISTS (SELECT 1 FROM ops
      WHERE id = NEW.op AND arg = 'thing' AND NOT may_lack_arg);
  SELECT RAISE(ABORT, 'effect.arg: this op needs a script of this mode')
    WHERE NEW.arg IS NULL AND EXISTS (SELECT 1 FROM ops
      WHERE id = NEW.op AND arg = 'script' AND NOT may_lack_arg);
  SELECT RAISE(ABORT, 'effect.arg: this op takes none; leave it NULL')
    WHERE EXISTS (SELECT 1 FROM ops WHERE id = NEW.op AND arg IS NULL) AND
      NEW.arg IS NOT NULL;
  SELECT RAISE(ABORT, 'effect.n: this op needs a number; see ops.n')
    WHERE EXISTS (SELECT 1 FROM ops WHERE id = NEW.op AND n IS NOT NULL AND
      NOT may_lack_n) AND NEW.n IS NULL;
  SELECT RAISE(ABORT, 'effect.n: this op takes none; leave it NULL')
    WHERE EXISTS (SELECT 1 FROM ops WHERE id = NEW.op AND n IS NULL) AND
      NEW.n IS NOT NULL;
  SELECT RAISE(ABORT,
      'effect.n: not within what this op takes; see ops.low and ops.high')
    WHERE EXISTS (SELECT 1 FROM ops WHERE id = NEW.op AND
      NEW.n NOT BETWEEN low AND high);
  SELECT RAISE(ABORT,
      'effect.who: this event has no actor, so it can only be all')
    WHERE NEW.who <> 'all' AND EXISTS (SELECT 1 FROM events
      WHERE id = NEW.event AND NOT has_actor) AND EXISTS (SELECT 1 FROM ops
      WHERE id = NEW.op AND to_who AND NOT (may_lack_arg AND
      NEW.arg IS NOT NULL));
  SELECT RAISE(ABORT,
      'effect.op: it is done to a thing, and this event has none')
    WHERE EXISTS (SELECT 1 FROM events WHERE id = NEW.event AND
      NOT has_thing) AND EXISTS (SELECT 1 FROM ops
      WHERE id = NEW.op AND to_thing AND NEW.arg IS NULL);
END;

-- What others still name cannot go.

CREATE TRIGGER role_keep BEFORE DELETE ON role BEGIN
  SELECT RAISE(ABORT, 'role: an effect still names it; change that first')
    WHERE EXISTS (SELECT 1 FROM effect WHERE mode = OLD.mode AND
      (OLD.id IN (if_role, if_other) OR OLD.id = arg AND
        op IN (SELECT id FROM ops WHERE ops.arg = 'role')));
  SELECT RAISE(ABORT, 'role: a habit still names it; change that first')
    WHERE EXISTS (SELECT 1 FROM habit WHERE mode = OLD.mode AND
      OLD.id IN (if_role, role));
END;

CREATE TRIGGER thing_keep BEFORE DELETE ON thing BEGIN
  SELECT RAISE(ABORT, 'thing: an effect still names it; change that first')
    WHERE EXISTS (SELECT 1 FROM effect WHERE mode = OLD.mode AND
      (OLD.id IN (if_thing, if_into, if_carry, if_in, if_out) OR
        OLD.id = arg AND op IN (SELECT id FROM ops WHERE ops.arg = 'thing')));
  SELECT RAISE(ABORT, 'thing: a habit still names it; change that first')
    WHERE EXISTS (SELECT 1 FROM habit WHERE mode = OLD.mode AND
      OLD.id IN (if_carry, thing, goal));
END;

CREATE TRIGGER timer_keep BEFORE DELETE ON timer BEGIN
  SELECT RAISE(ABORT, 'timer: an effect still names it; change that first')
    WHERE EXISTS (SELECT 1 FROM effect WHERE mode = OLD.mode AND
      OLD.id = if_timer);
END;

CREATE TRIGGER script_keep BEFORE DELETE ON script BEGIN
  SELECT RAISE(ABORT, 'script: an effect still names it; change that first')
    WHERE EXISTS (SELECT 1 FROM effect WHERE mode = OLD.mode AND
      OLD.id = arg AND op IN (SELECT id FROM ops WHERE ops.arg = 'script'));
END;

-- What effects and habits name stays in its mode, whatever that is called.

CREATE TRIGGER role_move BEFORE UPDATE OF mode ON role
  WHEN NEW.mode <> OLD.mode AND EXISTS (SELECT 1 FROM mode WHERE id = OLD.mode)
BEGIN
  SELECT RAISE(ABORT,
      'role.mode: it stays in its mode; insert one into the other');
END;

CREATE TRIGGER thing_move BEFORE UPDATE OF mode ON thing
  WHEN NEW.mode <> OLD.mode AND EXISTS (SELECT 1 FROM mode WHERE id = OLD.mode)
BEGIN
  SELECT RAISE(ABORT,
      'thing.mode: it stays in its mode; insert one into the other');
END;

CREATE TRIGGER timer_move BEFORE UPDATE OF mode ON timer
  WHEN NEW.mode <> OLD.mode AND EXISTS (SELECT 1 FROM mode WHERE id = OLD.mode)
BEGIN
  SELECT RAISE(ABORT,
      'timer.mode: it stays in its mode; insert one into the other');
END;

CREATE TRIGGER script_move BEFORE UPDATE OF mode ON script
  WHEN NEW.mode <> OLD.mode AND EXISTS (SELECT 1 FROM mode WHERE id = OLD.mode)
BEGIN
  SELECT RAISE(ABORT,
      'script.mode: it stays in its mode; insert one into the other');
END;

-- The words are not the modder's.

CREATE TRIGGER events_keep BEFORE DELETE ON events BEGIN
  SELECT RAISE(ABORT, 'events: they are the server''s own words; let them be');
END;

CREATE TRIGGER ops_keep BEFORE DELETE ON ops BEGIN
  SELECT RAISE(ABORT, 'ops: they are the server''s own words; let them be');
END;

CREATE TRIGGER words_keep BEFORE DELETE ON words BEGIN
  SELECT RAISE(ABORT, 'words: they are the server''s own words; let them be');
END;

-- What hangs on a row goes with it.

CREATE TRIGGER mode_gone AFTER DELETE ON mode BEGIN
  DELETE FROM effect WHERE mode = OLD.id;
  DELETE FROM habit WHERE mode = OLD.id;
  DELETE FROM role WHERE mode = OLD.id;
  DELETE FROM thing WHERE mode = OLD.id;
  DELETE FROM timer WHERE mode = OLD.id;
  DELETE FROM script WHERE mode = OLD.id;
  DELETE FROM mode_map WHERE mode = OLD.id;
END;

-- A new name is a new name everywhere.

CREATE TRIGGER mode_renamed AFTER UPDATE OF id ON mode BEGIN
  UPDATE role SET mode = NEW.id WHERE mode = OLD.id;
  UPDATE thing SET mode = NEW.id WHERE mode = OLD.id;
  UPDATE timer SET mode = NEW.id WHERE mode = OLD.id;
  UPDATE script SET mode = NEW.id WHERE mode = OLD.id;
  UPDATE mode_map SET mode = NEW.id WHERE mode = OLD.id;
  UPDATE effect SET mode = NEW.id WHERE mode = OLD.id;
  UPDATE habit SET mode = NEW.id WHERE mode = OLD.id;
END;

CREATE TRIGGER role_renamed AFTER UPDATE OF id ON role BEGIN
  UPDATE effect SET
    if_role = iif(if_role = OLD.id, NEW.id, if_role),
    if_other = iif(if_other = OLD.id, NEW.id, if_other),
    arg = iif(arg = OLD.id AND op IN
      (SELECT id FROM ops WHERE ops.arg = 'role'), NEW.id, arg)
    WHERE mode = NEW.mode AND OLD.id IN (if_role, if_other, arg);
  UPDATE habit SET
    if_role = iif(if_role = OLD.id, NEW.id, if_role),
    role = iif(role = OLD.id, NEW.id, role)
    WHERE mode = NEW.mode AND OLD.id IN (if_role, role);
END;

CREATE TRIGGER thing_renamed AFTER UPDATE OF id ON thing BEGIN
  UPDATE effect SET
    if_thing = iif(if_thing = OLD.id, NEW.id, if_thing),
    if_into = iif(if_into = OLD.id, NEW.id, if_into),
    if_carry = iif(if_carry = OLD.id, NEW.id, if_carry),
    if_in = iif(if_in = OLD.id, NEW.id, if_in),
    if_out = iif(if_out = OLD.id, NEW.id, if_out),
    arg = iif(arg = OLD.id AND op IN
      (SELECT id FROM ops WHERE ops.arg = 'thing'), NEW.id, arg)
    WHERE mode = NEW.mode AND
      OLD.id IN (if_thing, if_into, if_carry, if_in, if_out, arg);
  UPDATE habit SET
    if_carry = iif(if_carry = OLD.id, NEW.id, if_carry),
    thing = iif(thing = OLD.id, NEW.id, thing),
    goal = iif(goal = OLD.id, NEW.id, goal)
    WHERE mode = NEW.mode AND OLD.id IN (if_carry, thing, goal);
END;

CREATE TRIGGER timer_renamed AFTER UPDATE OF id ON timer BEGIN
  UPDATE effect SET if_timer = NEW.id
    WHERE mode = NEW.mode AND if_timer = OLD.id;
END;

CREATE TRIGGER script_renamed AFTER UPDATE OF id ON script BEGIN
  UPDATE effect SET arg = NEW.id WHERE mode = NEW.mode AND arg = OLD.id AND
    op IN (SELECT id FROM ops WHERE ops.arg = 'script');
END;
