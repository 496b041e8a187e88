#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Another game's messages through a room, and a rules.db of an older server.

    relay.py PROGRAM [words of test names]
"""
import json
import pathlib
import sqlite3
import sys
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import tap  # noqa: E402
from roomcast import (  # noqa: E402
    DOWN_RELAY, DOWN_WELCOME, SOURCE, UP_JOIN, UP_RELAY, Peer, Server,
    head_numbers, wait_until)

PROGRAM = sys.argv[1]
TO_ALL = 255
TOO_SLOW = 4004
GROWTH = 4 << 20  # bytes the server may have used more, at its worst
UNREAD = 300_000  # bytes, more than may be left unread
LONGEST = 200     # of a message, as short as its head is one byte


class Player(Peer):
    """Somebody who plays another game: of the state it reads the tick."""

    def __init__(self, server, room, spectate=False):
        super().__init__(server, f"/play/{room}?mode=relay")
        self.say(UP_JOIN, "peer", b"", spectate, 1, 0)
        welcome = self.read_message(DOWN_WELCOME)
        self.slot = head_numbers(welcome, 2)[1]

    def relay(self, to, message):
        self.say(UP_RELAY, to, message)

    def hear(self):
        """The sender's slot and the bytes of the next message."""
        message = self.read_message(DOWN_RELAY)
        body = message.index(b"\xc4", 2)
        assert len(message) == body + 2 + message[body + 1], message
        return head_numbers(message, 2)[1], message[body + 2:]


class Talker(threading.Thread):
    """Sends with every tick, about as much as the mode allows."""

    def __init__(self, server, room):
        super().__init__(daemon=True)
        self.player = Player(server, room)
        self.over = threading.Event()
        self.start()

    def run(self):
        while not self.over.is_set():
            self.player.read_state()
            self.player.relay(TO_ALL, b"x" * LONGEST)

    def stop(self):
        self.over.set()
        self.join()
        self.player.socket.close()


class Relay(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(PROGRAM).__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__(None, None, None)

    def test_messages_reach_whom_they_are_for_in_order(self):
        with Player(self.server, "table") as ann, \
                Player(self.server, "table") as bob, \
                Player(self.server, "table", spectate=True) as eve:
            for i in range(20):
                ann.relay(TO_ALL if i % 2 else bob.slot, bytes([i]) * LONGEST)
            ann.relay(TO_ALL, b"")
            heard = [bob.hear() for _ in range(21)]
            self.assertEqual([slot for slot, _ in heard], [ann.slot] * 21)
            self.assertEqual([message for _, message in heard],
                             [bytes([i]) * LONGEST for i in range(20)] + [b""])
            self.assertEqual([eve.hear()[1][:1] for _ in range(11)],
                             [bytes([i]) for i in range(1, 20, 2)] + [b""])

    def test_a_peer_that_reads_nothing_is_let_go_and_costs_no_memory(self):
        relayed = self.server.metric("roomcast_relayed_messages_total")
        with Player(self.server, "hall") as bob, \
                Player(self.server, "hall") as deaf:
            talkers = [Talker(self.server, "hall") for _ in range(8)]
            peak = self.server.status("VmHWM")
            for _ in range(UNREAD // LONGEST):
                bob.hear()
            wait_until(lambda: self.server.metric("roomcast_players") <= 9,
                       "who reads nothing is let go")
            for talker in talkers:
                talker.stop()
            self.assertIn(deaf.read_end(), (TOO_SLOW, None))
            self.assertLess(self.server.status("VmHWM") - peak, GROWTH)
            bob.relay(bob.slot, b"still there?")
            bob.read_until(lambda got: b"still there?" in got.payload)
        self.assertGreater(
            self.server.metric("roomcast_relayed_messages_total") - relayed,
            UNREAD // LONGEST)


class OldServer(Server):
    """One that finds the rules.db of a server that wrote format 1."""

    def prepare(self):
        with sqlite3.connect(f"{self.data.name}/rules.db") as db:
            fixture = SOURCE / "tests" / "unit" / "rules_format_1.sql"
            db.executescript(fixture.read_text())
            db.execute("UPDATE role SET hp = 77 WHERE mode = 'tag'")
        db.close()


class Upgrade(unittest.TestCase):
    def test_rules_of_an_older_server_are_brought_up_to_date_and_played(self):
        with OldServer(PROGRAM) as server:
            self.assertIn("rules: brought from format 1 to 3", server.said())
            modes = json.loads(server.get("/api/rules"))["modes"]
            self.assertEqual([mode["id"] for mode in modes],
                             ["deathmatch", "tag", "team_deathmatch"])
            with Peer(server, "/play/old?mode=tag").join(spectate=False) as one:
                gap, tick = one.read_state()
                self.assertGreater(one.read_state()[1], tick)
            with sqlite3.connect(f"{server.data.name}/rules.db") as db:
                self.assertEqual(db.execute(
                    "SELECT DISTINCT hp FROM role WHERE mode = 'tag'"
                ).fetchall(), [(77,)])
            db.close()


if __name__ == "__main__":
    tap.main()
