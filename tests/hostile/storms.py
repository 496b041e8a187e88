#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Files that are pulled away under a running server, deaths in mid-write, and
tabs that fight for a seat: play goes on.

    storms.py PROGRAM [words of test names]
"""
import json
import os
import pathlib
import random
import shutil
import sqlite3
import subprocess
import sys
import unittest
import urllib.error

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import tap  # noqa: E402
from roomcast import (  # noqa: E402
    BINARY, DOWN_WELCOME, UP_CHAT, UP_INPUT, UP_JOIN, Peer, Server, Witness,
    frame, pack, wait_until)

UP_LEAVE = 7
NORMAL, TAKEN_OVER = 1000, 4003
ROOM = "/play/stormy"
TOKEN = b"\xc4\x10"  # the head of 16 bytes of binary
FIGHTS, DEATHS = 20, 8
PAGE = 4096  # of an SQLite file


class Storm(unittest.TestCase):
    """Each test has a server of its own, and somebody who plays there."""

    def setUp(self):
        self.server = Server(sys.argv[1])
        self.server.__enter__()
        self.addCleanup(self.end)
        self.data = pathlib.Path(self.server.data.name)
        with Peer(self.server, ROOM).join():  # pays for the room
            pass

    def end(self):
        self.server.__exit__(*([None] * 3))

    def watch(self):
        witness = Witness(self.server, ROOM)
        witness.__enter__()
        self.addCleanup(witness.__exit__)
        witness.wait_ticks(10)
        return witness

    def assert_unharmed(self, witness):
        witness.wait_ticks(10)
        self.assertIsNone(witness.failure)
        for before, tick, gap in zip(witness.ticks, witness.ticks[1:],
                                     witness.gaps[1:]):
            self.assertEqual(tick - before, gap, "a tick that never came")

    def answer(self, path):
        try:
            self.server.get(path)
            return 200
        except urllib.error.HTTPError as error:
            return error.code

    # ---- seats ----

    def take_seat(self, token=b""):
        """Returns the peer, its slot, whether it is its old one, its token."""
        peer = Peer(self.server, ROOM)
        peer.say(UP_JOIN, "tab", token, False, 1, 0)
        welcome = peer.read_message(DOWN_WELCOME)
        at = welcome.index(TOKEN) + len(TOKEN)
        return peer, welcome[2], welcome[3] == 0xc3, welcome[at:at + 16]

    def test_of_tabs_that_fight_for_a_seat_the_latest_has_it(self):
        old, slot, resumed, token = self.take_seat()
        self.assertFalse(resumed)
        for _ in range(FIGHTS):
            new, same, resumed, fresh = self.take_seat(token)
            self.assertEqual((same, resumed), (slot, True))
            self.assertNotEqual(fresh, token)
            old.assert_closes(TAKEN_OVER)
            old.socket.close()
            old, token = new, fresh
        old.assert_alive()
        old.socket.close()

    def test_a_token_that_was_used_is_worth_nothing(self):
        first, slot, _, token = self.take_seat()
        second, *_ = self.take_seat(token)
        third, other, resumed, _ = self.take_seat(token)
        self.assertFalse(resumed)
        self.assertNotEqual(other, slot)
        second.assert_alive()
        for peer in (first, second, third):
            peer.socket.close()

    def test_what_follows_a_leave_is_ignored(self):
        join = frame(BINARY, pack([UP_JOIN, "brief", b"", False, 1, 0]))
        rest = [[UP_CHAT, "ghost"], [UP_INPUT, 1, 1, 1, 1, 1],
                [UP_JOIN, "again", b"", False, 1, 0]]
        witness = self.watch()
        with Peer(self.server, ROOM, first=join + frame(
                BINARY, pack([UP_LEAVE])) + b"".join(
                    frame(BINARY, pack(message)) for message in rest)) as peer:
            peer.assert_closes(NORMAL)
        self.assert_unharmed(witness)

    # ---- files ----

    def problems(self):
        return json.loads(self.server.get("/api/rules"))["problem_count"]

    def hurt_rules(self, harm):
        """Does `harm` to rules.db until it is noticed, then mends it."""
        path = self.data / "rules.db"
        good = self.data / "rules.good"
        shutil.copy(path, good)
        witness = self.watch()
        undo = harm(path)
        wait_until(lambda: self.problems() > 0, "the problem is told")
        self.assertEqual(self.answer("/readyz"), 200)
        undo()
        os.replace(good, path)
        wait_until(lambda: self.problems() == 0, "it is mended")
        self.assert_unharmed(witness)

    def test_rules_that_are_cut_short_change_nothing(self):
        def harm(path):
            os.truncate(path, PAGE + 1)
            return lambda: None
        self.hurt_rules(harm)

    def test_rules_that_are_gone_change_nothing(self):
        def harm(path):
            path.unlink()
            return lambda: None
        self.hurt_rules(harm)

    def test_a_directory_in_the_place_of_rules_changes_nothing(self):
        def harm(path):
            path.unlink()
            path.mkdir()
            return path.rmdir
        self.hurt_rules(harm)

    def test_noise_in_the_place_of_rules_changes_nothing(self):
        def harm(path):
            path.write_bytes(random.Random("rules").randbytes(3 * PAGE))
            return lambda: None
        self.hurt_rules(harm)

    def saved_tick(self):
        """Of the room, as rooms.db has it; -1 when it has not."""
        try:
            rooms = sqlite3.connect(f"file:{self.data}/rooms.db?mode=ro",
                                    uri=True)
            try:
                return rooms.execute("SELECT max(tick) FROM room").fetchone()[
                    0] or -1
            finally:
                rooms.close()
        except sqlite3.Error:
            return -1

    def assert_saves_again(self, witness):
        """The room is written, as it is after all that was done."""
        goal = witness.ticks[-1]
        wait_until(lambda: self.saved_tick() > goal, "the room is saved again")
        wait_until(lambda: self.answer("/readyz") == 200, "it is ready again")
        self.assert_unharmed(witness)

    def test_rooms_that_are_locked_are_saved_afterwards(self):
        witness = self.watch()
        lock = sqlite3.connect(self.data / "rooms.db", isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        wait_until(lambda: self.answer("/readyz") == 503, "it says so")
        lock.execute("ROLLBACK")
        lock.close()
        self.assert_saves_again(witness)

    def test_rooms_that_are_removed_are_saved_anew(self):
        witness = self.watch()
        for path in self.data.glob("rooms.db*"):
            path.unlink()
        self.assert_saves_again(witness)

    def test_noise_in_the_place_of_rooms_is_put_aside(self):
        witness = self.watch()
        noise = random.Random("rooms").randbytes(4 * PAGE)
        (self.data / "rooms.db").write_bytes(noise)
        self.assert_saves_again(witness)

    # ---- deaths ----

    def start_again(self):
        self.server.process = subprocess.Popen(
            self.server.process.args, stdin=subprocess.DEVNULL,
            stdout=self.server.log, stderr=self.server.log)
        wait_until(self.server.is_ready, "it is ready again")

    def tick(self):
        with Peer(self.server, ROOM).join() as peer:
            return peer.read_state()[1]

    def test_killed_at_any_moment_it_goes_on_from_what_was_saved(self):
        dice = random.Random("deaths")
        for _ in range(DEATHS):
            before = self.saved_tick()
            wait_until(lambda: self.saved_tick() > before, "a save")
            saved = self.saved_tick()
            with Peer(self.server, ROOM).join() as peer:
                for _ in range(dice.randrange(30)):  # some part of a second
                    peer.read_state()
                self.server.process.kill()
                self.server.process.wait()
            self.start_again()
            self.assertGreaterEqual(self.tick(), saved)


if __name__ == "__main__":
    tap.main()
