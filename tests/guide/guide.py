#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The code blocks of assets/rules/README.md, done as they stand.

    guide.py PROGRAM          all of them, beside a running server
    guide.py PROGRAM PLAYER   installs the modes it makes, and runs PLAYER with
                              their rules.db in GUIDE_RULES
"""
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import tap  # noqa: E402
from roomcast import PATIENCE, SOURCE, Peer, Server, wait_until  # noqa: E402

PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
HERE = pathlib.Path(__file__).resolve().parent
GUIDE = SOURCE / "assets" / "rules" / "README.md"
DOWN_RULES = 2
STATEMENT = re.compile(r"(--|INSERT|UPDATE|DELETE|CREATE|WITH)\b|--")
COMMAND = re.compile(r"(\$ |sqlite3 |roomcast |docker )")


def blocks(text):
    """What is indented, after an empty line, by four or more."""
    for block in re.findall(r"(?<=\n\n)((?: {4,}\S.*\n|\n(?= {4,}\S))+)", text):
        yield from textwrap.dedent(block).strip("\n").split("\n\n")


def section(title):
    return re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", GUIDE.read_text(),
                     re.M | re.S)[1]


def statements(text):
    return [block for block in blocks(text) if STATEMENT.match(block)]


def potato():
    """The file that the ten steps write."""
    return "\n".join(statements(section("Make a mode from nothing"))) + "\n"


def other_statements():
    """The SQL of the guide but for the ten steps, in its order."""
    potatoes = statements(section("Make a mode from nothing"))
    return [block for block in statements(GUIDE.read_text())
            if block not in potatoes]


def commands():
    """(line for the shell, what the guide says it prints or None)."""
    for block in blocks(GUIDE.read_text()):
        if not COMMAND.match(block):
            continue
        if block.startswith("$ "):
            line, _, printed = block[2:].partition("\n")
            yield line, printed
        else:
            for line in block.splitlines():
                yield line, None


class Newcomer:
    """Somebody at a shell who has `roomcast`, and `data` beside them."""

    def __init__(self, data):
        self.home = tempfile.TemporaryDirectory(prefix="roomcast-guide-")
        home = pathlib.Path(self.home.name)
        (home / "data").symlink_to(data)
        (home / "roomcast").symlink_to(PROGRAM)
        (home / "potato.sql").write_text(potato())
        self.rules_db = home / "data" / "rules.db"
        self.environment = dict(
            os.environ, PATH=f"{home}:{os.environ['PATH']}",
            ROOMCAST_ASSETS=str(SOURCE), ROOMCAST_DATA="data")

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.home.cleanup()

    def shell(self, line):
        return subprocess.run(
            ["/bin/sh", "-c", line], cwd=self.home.name, env=self.environment,
            capture_output=True, text=True, timeout=6 * PATIENCE, check=False)

    def do(self, line):
        got = self.shell(line)
        assert (got.returncode, got.stderr) == (0, ""), got
        return got.stdout

    def edit(self, sql):
        with sqlite3.connect(self.rules_db) as db:
            db.executescript(sql)

    def problems(self):
        with sqlite3.connect(self.rules_db) as db:
            return db.execute("SELECT * FROM problem").fetchall()

    def is_followed(self):
        """Whether the server plays by what is in rules.db."""
        return "not taken up" not in self.do("roomcast rules status")


class Guide(unittest.TestCase):
    def setUp(self):
        self.server = self.enterContext(Server(PROGRAM))
        self.newcomer = self.enterContext(Newcomer(self.server.data.name))

    def enterContext(self, context):  # Python 3.11 has its own
        self.addCleanup(context.__exit__, None, None, None)
        return context.__enter__()

    def test_the_ten_steps_are_a_mode_that_is_played_at_once(self):
        steps = re.findall(r"^(\d+)\. \*\*", section("Make a mode from nothing"),
                           re.M)
        self.assertEqual(steps, [str(i) for i in range(1, 11)])
        self.assertIn("it would do", self.newcomer.do(
            "roomcast rules check potato.sql"))
        self.newcomer.do("roomcast rules install potato.sql")
        self.assertEqual(self.newcomer.problems(), [])
        wait_until(lambda: '"potato"' in self.server.get("/api/rules"),
                   "potato is in the lobby")
        with Peer(self.server, "/play/den?mode=potato") as peer:
            peer.say(1, "watcher", b"", True, 1, 0)
            self.assertIn(b"Hot potato", peer.read_message(DOWN_RULES))

    def test_every_other_statement_is_accepted_in_its_order(self):
        blocks_of_sql = other_statements()
        self.assertGreater(len(blocks_of_sql), 4)
        for sql in blocks_of_sql:
            self.newcomer.edit(sql)
            self.assertEqual(self.newcomer.problems(), [], sql)
            self.assertIn("can be played by", self.newcomer.do(
                "roomcast rules check data/rules.db"), sql)

    def test_every_command_does_what_is_said(self):
        done = 0
        for line, printed in commands():
            # here is no container, but all that it would run
            line = re.sub(r"^docker exec (-i )?CONTAINER ", "", line)
            wait_until(self.newcomer.is_followed, f"followed before {line}")
            got = self.newcomer.shell(line)
            is_refusal = bool(printed) and "Error" in printed
            self.assertEqual(got.returncode != 0, is_refusal, got)
            if printed:
                self.assertEqual((got.stdout + got.stderr).strip(), printed)
            self.assertEqual(self.newcomer.problems(), [], line)
            done += 1
        self.assertGreater(done, 15)


def play(player):
    """Runs `player` on a fresh rules.db with the potato, the zone and the coins
    in it."""
    with tempfile.TemporaryDirectory(prefix="roomcast-guide-") as data:
        with Newcomer(data) as newcomer:
            newcomer.do("roomcast rules install potato.sql")
            for mod in "zone.sql", "coins.sql":
                newcomer.do(f"roomcast rules install '{HERE / mod}'")
        rules = str(pathlib.Path(data) / "rules.db")
        return subprocess.run([player], check=False, env=dict(
            os.environ, GUIDE_RULES=rules)).returncode


if __name__ == "__main__":
    if len(sys.argv) > 2 and os.access(sys.argv[2], os.X_OK):
        sys.exit(play(sys.argv[2]))
    tap.main()
