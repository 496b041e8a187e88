#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`roomcast rules` beside a running server, and rules.db as its host treats it.

    rules.py PROGRAM [words of test names]
"""
import json
import os
import pathlib
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import tap  # noqa: E402
from roomcast import (  # noqa: E402
    PATIENCE, SOURCE, Peer, Server, wait_until)

PROGRAM = sys.argv[1]
DOWN_RULES, DOWN_NOTICE = 2, 7
FOLLOWS = 2.0  # s, an edit may take until it is played by
# From 3.46 on SQLite's parser has room for any depth, and its limit speaks.
TOO_DEEP = ("parser stack overflow" if sqlite3.sqlite_version_info < (3, 46)
            else "Expression tree is too large")

MELEE = """-- a mod for tests
INSERT INTO mod (id, title, version, author)
  VALUES ('ours', 'Ours', '2.1', 'Ann');
INSERT INTO mode (id, mod, title) VALUES ('melee', 'ours', 'Melee');
INSERT INTO mode_map (mode, map) VALUES ('melee', 'yard');
INSERT INTO role (mode, id, speed) VALUES ('melee', 'brute', 230.0 / 7);
INSERT INTO script (mode, id, sql) VALUES ('melee', 'cheer',
  'INSERT INTO say (text)
   VALUES (''well done''); -- two lines');
INSERT INTO effect (mode, event, op, n) VALUES ('melee', 'touch', 'score', 1);
INSERT INTO effect (mode, event, op, n, arg)
  VALUES ('melee', 'start', 'script', 0, 'cheer');
"""


class Host:
    """Somebody at a shell, with a data directory."""

    def __init__(self, data):
        self.data = pathlib.Path(data)
        self.rules_db = self.data / "rules.db"

    def rules(self, *words, given=None):
        return subprocess.run(
            [PROGRAM, "rules", "--data", str(self.data), "--assets",
             str(SOURCE), *words], input=given, capture_output=True, text=True,
            timeout=6 * PATIENCE, check=False)

    def do(self, *words, given=None):
        """What a command says that has to go well."""
        got = self.rules(*words, given=given)
        assert (got.returncode, got.stderr) == (0, ""), got
        return got.stdout

    def fail(self, *words, given=None, code=1):
        """What a command says on stderr that has to fail."""
        got = self.rules(*words, given=given)
        assert got.returncode == code, got
        assert got.stderr, got
        return got.stderr

    def edit(self, sql):
        with sqlite3.connect(self.rules_db) as db:
            db.executescript(sql)
        db.close()

    def ask(self, sql, name="rules.db"):
        with sqlite3.connect(self.data / name) as db:
            rows = db.execute(sql).fetchall()
        db.close()
        return rows

    def history(self):
        return json.loads(self.do("history", "--json"))

    def file(self, name, text):
        path = self.data / name
        path.write_text(text)
        return str(path)


class Running(unittest.TestCase):
    """Each test has a server of its own, with the stock rules."""

    def setUp(self):
        self.server = Server(PROGRAM).__enter__()
        self.host = Host(self.server.data.name)

    def tearDown(self):
        self.server.__exit__(None)

    def api(self):
        return json.loads(self.server.get("/api/rules"))

    def wait_version(self, version):
        wait_until(lambda: self.api()["version"] == version,
                   f"version {version} is in use", FOLLOWS)

    def wait_problems(self, count):
        wait_until(lambda: len(self.api()["problems"]) == count,
                   f"{count} problems are told", FOLLOWS)

    def wait_kept(self, count):
        wait_until(lambda: len(self.host.history()) == count,
                   f"{count} versions are kept")


class Versions(Running):
    def test_edit_is_followed_noticed_and_kept(self):
        with Peer(self.server, "/play/pit?mode=tag").join() as peer:
            self.host.edit("UPDATE role SET speed = 300 WHERE mode = 'tag' "
                           "AND id = 'it'")
            notice = peer.read_message(DOWN_NOTICE)
            self.assertIn(b"it: speed 265 -> 300", notice)
            gap, tick = peer.read_state()
            self.assertGreater(peer.read_state()[1], tick)
        self.wait_version(2)
        self.wait_kept(2)
        latest = self.host.history()[0]
        self.assertEqual(latest["changes"],
                         "role.speed (tag, it): 265 -> 300")
        self.assertEqual(latest["hash"], self.api()["hash"])
        self.assertEqual(self.server.metric("roomcast_rules_version"), 2)
        self.assertEqual(self.host.do("diff", "1", "2"),
                         "role.speed (tag, it): 265 -> 300\n")
        self.assertEqual(self.host.do("diff"), "no row differs\n")
        self.assertIn("version 2 ", self.host.do("status"))
        self.assertIn("rules.db: the same", self.host.do("status"))
        self.assertIn("version 2 in use, hash=", self.server.said())

    def test_rollback_restores_the_rows_exactly_and_rooms_follow(self):
        first = self.api()["hash"]
        with Peer(self.server, "/play/pit?mode=tag").join() as peer:
            self.host.edit("""
                UPDATE role SET speed = 1000.0 / 7;
                DELETE FROM mode WHERE id = 'deathmatch';
                UPDATE mod SET notes = 'two' || char(10) || 'lines';""")
            peer.read_message(DOWN_NOTICE)
            self.wait_version(2)
            self.wait_kept(2)
            said = self.host.do("rollback")
            self.assertIn(f"rows of version 1 again, hash {first}", said)
            self.assertIn(b"it: speed 142.857 -> 265",
                          peer.read_message(DOWN_NOTICE))
        self.wait_version(3)
        self.assertEqual(self.api()["hash"], first)
        self.assertEqual(self.host.do("diff", "1"), "no row differs\n")
        self.wait_kept(3)
        self.host.do("rollback", "2")
        self.wait_version(4)
        self.wait_kept(4)
        hashes = [version["hash"] for version in self.host.history()]
        self.assertEqual(hashes[0], hashes[2])
        self.assertEqual(hashes[1], hashes[3])
        self.assertEqual(self.host.do("diff", "2", "4"), "no row differs\n")

    def test_broken_edit_is_told_everywhere_and_changes_nothing(self):
        before = self.api()
        with Peer(self.server, "/play/pit?mode=tag").join() as peer:
            self.host.edit("UPDATE role SET starts = 0 WHERE mode = 'tag'")
            self.assertIn(b"mod base: mode (tag): no role has starts = 1",
                          peer.read_message(DOWN_NOTICE))
        self.wait_problems(1)
        now = self.api()
        self.assertEqual((now["version"], now["hash"], now["modes"]),
                         (before["version"], before["hash"], before["modes"]))
        problem = {"mod": "base", "table": "mode", "row": "tag", "column": "",
                   "sentence": "no role has starts = 1, so nobody could join"}
        self.assertEqual(now["problems"], [problem])
        self.assertEqual(self.server.metric("roomcast_rules_problems"), 1)
        self.assertIn("rules: mod base: mode (tag): no role has starts = 1",
                      self.server.said())
        got = self.host.rules("status", "--json")
        self.assertEqual(got.returncode, 1)
        status = json.loads(got.stdout)
        self.assertEqual((status["file"], status["running"],
                          status["problems"]), ("wrong", True, [problem]))
        self.assertIn("mod base: mode (tag): no role has starts",
                      self.host.fail("status"))
        # and back, by what the status says
        self.assertIn("version 1 again", self.host.do("rollback"))
        self.wait_problems(0)
        self.assertEqual(self.api()["version"], 1)
        self.assertEqual(self.server.metric("roomcast_rules_problems"), 0)

    def test_what_a_room_plays_under_is_on_record(self):
        with Peer(self.server, "/play/pit?mode=tag").join():
            self.host.edit("UPDATE role SET speed = 300 WHERE mode = 'tag'")
            sql = ("SELECT room, version, mode FROM match_rules "
                   "ORDER BY version")
            wait_until(lambda: self.host.ask(sql, "rooms.db") ==
                       [("pit", 1, "tag"), ("pit", 2, "tag")],
                       "both versions are noted")


class Mods(Running):
    def test_mod_comes_and_goes_while_people_play(self):
        before = self.api()["hash"]
        path = self.host.file("melee.sql", MELEE)
        self.assertIn("it would do", self.host.do("check", path))
        self.assertEqual(self.api()["hash"], before)
        said = self.host.do("install", path)
        self.assertTrue(said.startswith("+ mod (ours)\nwith "), said)
        self.wait_version(2)
        self.assertIn({"id": "ours", "title": "Ours", "version": "2.1",
                       "author": "Ann"}, self.api()["mods"])
        listed = self.host.do("list")
        self.assertIn("ours 2.1: Ours, by Ann\n  melee", listed)
        self.assertIn("ours", [mod["id"] for mod in
                               json.loads(self.host.do("list", "--json"))])
        shown = self.host.do("show", "melee")
        self.assertIn("touch: the actor gets 1 point\n", shown)
        self.assertIn("VALUES ('well done'); -- two lines", shown)
        self.assertIn(", if target is not the actor: the actor gets 1 point\n",
                      self.host.do("show", "deathmatch"))
        self.assertRegex(self.host.do("show", "team_deathmatch"),
                         "of other team.*: the actor gets 1 point, and its team")
        # what an op's doc has in brackets is for who writes one
        self.assertRegex(self.host.do("show", "tag"), r"becomes role \w+\n")
        with Peer(self.server, "/play/pit?mode=melee").join() as peer:
            self.assertIn("- mod (ours)", self.host.do("remove", "ours"))
            self.assertIn(b"this mode was removed",
                          peer.read_message(DOWN_NOTICE))
            gap, tick = peer.read_state()
            self.assertGreater(peer.read_state()[1], tick)
        self.wait_version(3)
        self.assertEqual(self.api()["hash"], before)

    def test_script_that_names_what_is_not_there_is_warned_of(self):
        got = self.host.rules("check", "-", given=MELEE)
        self.assertEqual((got.returncode, got.stderr), (0, ""))
        got = self.host.rules("check", "-", given=MELEE.replace(
            "INSERT INTO say", "UPDATE player SET score = 1;"
            "UPDATE player SET role = ''brut'' WHERE slot = :target;"
            "INSERT INTO say"))
        self.assertEqual(got.returncode, 0)
        self.assertEqual(
            got.stderr, "stdin: warning: script.sql (melee, cheer), statement "
            "2: player.role: this mode has no role 'brut'\n")
        self.assertIn("it would do", got.stdout)

    def test_exported_mod_is_the_same_elsewhere(self):
        self.host.do("install", "-", given=MELEE)
        text = self.host.do("export", "ours")
        self.assertIn("-- It needs mod base.", text)
        with tempfile.TemporaryDirectory() as data:
            other = Host(data)
            other.do("install", "-", given=text)
            self.assertEqual(other.do("show", "melee"),
                             self.host.do("show", "melee"))
            self.assertEqual(other.do("export", "ours"), text)
            # again: it takes the place of itself
            other.do("install", "-", given=text)
            self.assertEqual(other.do("export", "ours"), text)
        with tempfile.TemporaryDirectory() as data:
            other = Host(data)
            for mod in ("infection", "race"):
                text = self.host.do("export", mod)
                other.do("install", "-", given=text)
                self.assertEqual(other.do("export", mod), text)

    def test_mod_does_not_command_its_hosts_terminal(self):
        self.host.do("install", "-", given=MELEE.replace(
            "'Ann'", "'Ann\x1b[2J\x7f\u009b5m'").replace("well", "\x1b[5m\t"))
        self.assertIn(", by Ann?[2J??5m\n", self.host.do("list"))
        self.assertIn("VALUES ('?[5m\t done')", self.host.do("show", "melee"))

    def test_mod_that_others_need_stays_unless_they_go_too(self):
        self.host.do("install", "-", given=MELEE)
        said = self.host.fail("remove", "base")
        self.assertIn("mod base has map yard, which mode melee of mod ours "
                      "needs: remove that too", said)
        self.assertIn("there is no mod \"none\"",
                      self.host.fail("remove", "none"))
        mods = [mod["id"] for mod in json.loads(self.host.do("list", "--json"))]
        said = self.host.fail("remove", *mods)
        self.assertIn("there is no mode; insert one", said)
        self.assertIn("nothing was changed", said)
        mods.remove("base")
        self.host.do("remove", *mods)
        self.assertEqual(len(json.loads(self.host.do("list", "--json"))), 1)

    def test_mod_that_only_fails_as_a_whole_is_taken_back_whole(self):
        before = self.host.do("export", "base")
        said = self.host.fail("install", "-", given=MELEE.replace(
            "INSERT INTO mode_map", "-- INSERT INTO mode_map"))
        self.assertIn("mod ours: mode (melee): no map; insert one into "
                      "mode_map", said)
        self.assertIn("nothing was changed", said)
        self.assertEqual(self.host.do("export", "base"), before)
        self.assertNotIn("ours", self.host.do("list"))

    def test_hostile_files_are_refused_and_leave_everything_as_it_was(self):
        before = self.host.rules_db.read_bytes()
        for text, says in (
                (".shell touch /tmp/pwned\n", "1:1: this is a command of the"),
                ("SELECT 1;\nPRAGMA user_version = 0;", "2:1: a mod sets no"),
                ("ATTACH 'x.db' AS x;", "a mod opens no files"),
                ("DROP TABLE mode;", "a mod changes rows"),
                ("CREATE TRIGGER t AFTER INSERT ON mod BEGIN SELECT 1; END;",
                 "a mod changes rows"),
                ("BEGIN;", "leave out BEGIN"),
                ("UPDATE role SET hp = 1;\nCOMMIT;", "2:1: leave out BEGIN"),
                ("WITH RECURSIVE i (n) AS (SELECT 1 UNION ALL SELECT n FROM i)"
                 " SELECT sum(n) FROM i;", "it takes longer than it may"),
                ("UPDATE mod SET notes = '" + "x" * 500_000 + "';",
                 "string or blob too big"),
                ("SELECT " + "- " * 5000 + "1;", TOO_DEEP),
                ("SELECT load_extension('x');", "load_extension"),
                ("UPDATE role\n  SET speed = 'fast';", "cannot store TEXT"),
                (MELEE + "UPDATE role SET speed = 5000;",
                 ":13:1: role.speed: 0..1000 u/s"),
                (MELEE.replace("'yard'", "'moon'"),
                 ":5:1: mode_map.map: no such map; see table map"),
                (MELEE.replace("'touch'", "'sneeze'"),
                 ":10:1: effect.event: no such event; see table events")):
            path = self.host.file("mod.sql", text)
            for command in ("check", "install"):
                said = self.host.fail(command, path)
                self.assertIn(says, said)
                self.assertTrue(said.startswith(path + ":"), said)
            self.assertEqual(self.host.rules_db.read_bytes(), before, text)
        huge = self.host.data / "huge.sql"
        with open(huge, "wb") as file:
            file.truncate(100 << 20)
        self.assertIn("longer than 1 MB", self.host.fail("install", str(huge)))
        self.assertIn("no such file",
                      self.host.fail("install", str(huge) + "x"))
        self.assertIn("this is a database", self.host.fail(
            "install", str(self.host.rules_db)))
        self.assertEqual(self.host.rules_db.read_bytes(), before)
        self.assertEqual(self.api()["version"], 1)

    def test_other_databases_are_checked_before_they_are_put_in_place(self):
        other = self.host.data / "other.db"
        shutil.copy(self.host.rules_db, other)
        self.assertIn("can be played by", self.host.do("check", str(other)))
        with sqlite3.connect(other) as db:
            db.execute("UPDATE role SET starts = 0 WHERE mode = 'tag'")
        db.close()
        self.assertIn("mode (tag): no role has starts = 1",
                      self.host.fail("check", str(other)))


class File(Running):
    """What happens to the file itself."""

    def test_replaced_file_is_followed(self):
        other = self.host.data / "other.db"
        shutil.copy(self.host.rules_db, other)
        with sqlite3.connect(other) as db:
            db.execute("UPDATE role SET speed = 300 WHERE mode = 'tag'")
        db.close()
        os.replace(other, self.host.rules_db)
        self.wait_version(2)

    def test_deleted_file_is_told_and_made_again_by_rollback(self):
        before = self.api()
        self.host.rules_db.unlink()
        self.wait_problems(1)
        self.assertEqual(self.api()["problems"][0]["sentence"],
                         "the file is gone; put it back")
        self.assertIn("there is no such file", self.host.fail("list"))
        self.assertIn("there is no such file", self.host.fail("status"))
        self.host.do("rollback", "1")
        self.wait_problems(0)
        self.assertEqual(self.api()["hash"], before["hash"])
        self.assertEqual(self.api()["version"], 1)

    def test_dropped_table_changes_nothing_and_can_be_mended(self):
        before = self.api()
        self.host.edit("DROP VIEW problem; DROP TABLE habit;")
        wait_until(lambda: self.api()["problems"], "it is told", FOLLOWS)
        self.assertEqual(self.api()["version"], 1)
        self.assertIn("move it away: roomcast rules rollback makes a new one",
                      self.host.fail("rollback", "1"))
        self.host.rules_db.rename(self.host.data / "broken.db")
        self.host.do("rollback", "1")
        self.wait_problems(0)
        self.assertEqual(self.api()["hash"], before["hash"])

    def test_editor_with_an_open_transaction_is_waited_for(self):
        db = sqlite3.connect(self.host.rules_db, isolation_level=None)
        db.execute("BEGIN EXCLUSIVE")
        db.execute("UPDATE role SET speed = 300 WHERE mode = 'tag'")
        for words in (("install", "-"), ("rollback", "1"), ("remove", "race"),
                      ("diff",), ("status",), ("list",), ("export", "race")):
            said = self.host.fail(*words, given=MELEE)
            self.assertIn("another program keeps it locked; end its "
                          "transaction", said)
            self.assertNotIn("move it away", said)
        wait_until(lambda: self.api()["problems"], "the lock is told")
        self.assertIn("another program keeps it locked",
                      self.api()["problems"][0]["sentence"])
        db.execute("COMMIT")
        db.close()
        self.wait_version(2)
        self.assertEqual(self.api()["problems"], [])

    def test_noise_in_its_place_is_told_and_put_right(self):
        self.host.rules_db.write_bytes(b"no database" * 1000)
        wait_until(lambda: self.api()["problems"], "it is told", FOLLOWS)
        self.assertIn("rules.db: it cannot be read: file is not a database",
                      self.host.fail("status"))
        self.assertIn("move it away", self.host.fail("rollback", "1"))
        self.host.rules_db.unlink()
        self.host.do("rollback", "1")
        self.wait_problems(0)


class ReadOnly(Server):
    """One whose rules.db lies on a read-only mount."""

    def prepare(self):
        data = pathlib.Path(self.data.name)
        Host(data).do("install", "-", given=MELEE)  # makes it
        script = data / "in_namespace"
        script.write_text(f"""#!/bin/sh -e
root=$([ "$(id -u)" = 0 ] || echo --user --map-root-user)
exec unshare $root --mount sh -ec '
mount --bind "$0" "$0"
mount -o remount,bind,ro "$0"
exec "$@"' {data}/rules.db {PROGRAM} "$@"
""")
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
        self.program = str(script)


class Starts(unittest.TestCase):
    def test_read_only_mount_is_played_by_and_followed(self):
        with ReadOnly(PROGRAM) as server:
            def api():
                return json.loads(server.get("/api/rules"))
            self.assertIn("ours", [mod["id"] for mod in api()["mods"]])
            self.assertEqual(api()["problems"], [])
            # from where it is not read-only
            Host(server.data.name).edit("UPDATE role SET speed = 300 "
                                        "WHERE mode = 'tag'")
            wait_until(lambda: api()["version"] == 2, "it follows", FOLLOWS)

    def test_start_with_wrong_rules_goes_on_with_the_last_accepted(self):
        with tempfile.TemporaryDirectory() as data:
            host = Host(data)
            with Again(PROGRAM, data) as server:
                first = json.loads(server.get("/api/rules"))["hash"]
            host.edit("UPDATE role SET starts = 0 WHERE mode = 'tag'")
            with Again(PROGRAM, data) as server:
                said = server.said()
                self.assertIn("going on with version 1, the last that was "
                              "accepted", said)
                self.assertIn("mod base: mode (tag): no role has starts = 1",
                              said)
                api = json.loads(server.get("/api/rules"))
                self.assertEqual((api["version"], api["hash"]), (1, first))
                self.assertEqual(api["problems"][0]["row"], "tag")
                self.assertEqual(
                    server.metric("roomcast_rules_problems"), 1)
                with Peer(server, "/play/pit?mode=tag").join() as peer:
                    gap, tick = peer.read_state()
                    self.assertGreater(peer.read_state()[1], tick)
                self.assertIn("version 1 again", host.do("rollback"))
                wait_until(lambda: not json.loads(
                    server.get("/api/rules"))["problems"], "it is mended")

    def test_first_start_with_wrong_rules_ends_with_code_1(self):
        with tempfile.TemporaryDirectory() as data:
            Host(data).do("install", "-", given=MELEE)
            Host(data).edit("UPDATE role SET starts = 0 WHERE mode = 'melee'")
            got = subprocess.run(
                [PROGRAM, "serve", "--listen", "127.0.0.1:0", "--assets",
                 str(SOURCE), "--data", data], capture_output=True, text=True,
                timeout=PATIENCE, check=False)
            self.assertEqual(got.returncode, 1, got)
            self.assertIn("mod ours: mode (melee): no role has", got.stderr)
            self.assertIn("no earlier rules are kept", got.stderr)


class Again(Server):
    """One on a data directory that stays."""

    def __init__(self, program, data):
        super().__init__(program)
        self.kept = data

    def prepare(self):
        self.data.cleanup()
        self.data = type("Kept", (), {"name": self.kept,
                                      "cleanup": lambda self: None})()


class CommandLine(unittest.TestCase):
    def test_usage_is_one_sentence_and_code_2(self):
        with tempfile.TemporaryDirectory() as data:
            host = Host(data)
            for words, says in (
                    ((), "give a command, such as roomcast rules status"),
                    (("upgrade",), '"upgrade" is no command of roomcast rules'),
                    (("install",), "it is: roomcast rules install FILE"),
                    (("list", "x"), "it is: roomcast rules list"),
                    (("rollback", "one"), '"one" is no version'),
                    (("rollback", "-1"), '"-1" is no option here'),
                    (("diff", "0"), '"0" is no version'),
                    (("status", "--yaml"), '"--yaml" is no option here'),
                    (("status", "--data"), "or lacks its value")):
                said = host.fail(*words, code=2)
                self.assertIn(says, said)
                self.assertEqual(len(said.splitlines()), 1)
            self.assertEqual(os.listdir(data), [])

    def test_directories_without_rules_are_told_apart(self):
        with tempfile.TemporaryDirectory() as data:
            host = Host(data)
            self.assertIn("is --data the server's directory?",
                          host.fail("list"))
            self.assertIn("no server has kept any rules there yet",
                          host.fail("history"))
            self.assertIn("no server has kept any rules there yet",
                          host.fail("rollback"))
            self.assertIn("there is no such file", host.fail("status"))
            self.assertEqual(os.listdir(data), [])
            host.do("check", "-", given=MELEE)
            self.assertEqual(os.listdir(data), [])

    def test_file_of_an_older_server_is_told_and_brought_up_to_date(self):
        with tempfile.TemporaryDirectory() as data:
            host = Host(data)
            host.edit((SOURCE / "tests/unit/rules_format_1.sql").read_text())
            for words in (("list",), ("show", "tag"), ("export", "base"),
                          ("check", "-")):
                self.assertIn("its format is 1 and this program reads",
                              host.fail(*words, given=MELEE))
            host.rules("install", "-", given=MELEE)  # logs what it did
            self.assertIn("ours 2.1: Ours, by Ann", host.do("list"))

    def test_help_names_every_command(self):
        got = subprocess.run([PROGRAM, "rules", "--help"], capture_output=True,
                             text=True, timeout=PATIENCE, check=True)
        for word in ("check FILE", "install FILE", "remove MOD...", "list",
                     "show MODE", "play MODE", "status", "diff [A] [B]",
                     "history", "rollback [N]", "export MOD"):
            self.assertIn(f"  {word} ", got.stdout)


if __name__ == "__main__":
    tap.main()
