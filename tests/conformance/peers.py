#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Other people's WebSocket clients play: each joins, sends inputs, is shown
states, and closes cleanly.

    peers.py PROGRAM [words of test names]
"""
import asyncio
import json
import pathlib
import struct
import subprocess
import sys
import unittest

import websockets

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))
import tap  # noqa: E402
from roomcast import (  # noqa: E402
    FRAME_KEY, PATIENCE, UP_INPUT, UP_JOIN, Server, pack)

TICKS = 60  # that each of them plays

server = None


def setUpModule():
    global server
    server = Server(sys.argv[1]).__enter__()


def tearDownModule():
    server.__exit__(None, None, None)


async def play(url):
    """Plays with Python's websockets; returns the ticks it was shown."""
    ticks = []
    async with websockets.connect(url, subprotocols=["roomcast.1"]) as peer:
        assert peer.subprotocol == "roomcast.1"
        await peer.send(pack([UP_JOIN, "python", b"", False, 1, 0]))
        async for message in peer:
            if message[0] > FRAME_KEY:
                continue
            ticks.append(struct.unpack("<I", message[1:5])[0])
            await peer.send(pack(
                [UP_INPUT, ticks[-1] + 2, ticks[-1], ticks[-1], 1, 0]))
            if len(ticks) == TICKS:
                break
    assert peer.close_code == 1000, peer.close_code
    return ticks


class Peers(unittest.TestCase):
    def assert_played(self, ticks):
        self.assertEqual(len(ticks), TICKS)
        self.assertEqual(ticks, sorted(set(ticks)))
        self.assertLess(ticks[-1] - ticks[0], 2 * TICKS)

    def url(self, name):
        return f"ws://127.0.0.1:{server.port}/play/{name}"

    def play_in_node(self, client):
        run = subprocess.run(
            ["node", str(HERE / "peers.mjs"), client, self.url(client),
             str(TICKS)],
            capture_output=True, text=True, timeout=3 * PATIENCE)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assert_played(json.loads(run.stdout))

    def test_python_websockets_plays(self):
        self.assert_played(asyncio.run(
            asyncio.wait_for(play(self.url("python")), 3 * PATIENCE)))

    def newcomer(self, url, seconds):
        run = subprocess.run(
            [sys.executable, str(HERE / "newcomer.py"), url, str(seconds)],
            capture_output=True, text=True, timeout=3 * PATIENCE)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertIn(" 0 lost", run.stdout)

    def test_a_newcomer_who_read_only_the_page_follows_every_hash(self):
        self.newcomer(self.url("newcomer"), 4)

    def test_so_it_does_where_bots_carry_flags_and_push_a_ball(self):
        for mode in ("ctf", "ball"):
            self.newcomer(self.url(mode) + f"?mode={mode}", 12)

    def test_npm_ws_plays(self):
        self.play_in_node("ws")

    def test_nodes_own_client_plays(self):
        self.play_in_node("node")


if __name__ == "__main__":
    tap.main()
