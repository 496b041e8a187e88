#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The load generator, against a server: does it play, and say what it saw?

    swarm.py PROGRAM SWARM
"""
import json
import pathlib
import struct
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import tap  # noqa: E402
from roomcast import PATIENCE, Server  # noqa: E402

SWARM = sys.argv.pop(2)
CLIENTS, SECONDS = 40, 3
KEYS = {
    "clients", "frames_per_client_second", "bytes_per_client_second",
    "gap_ms_p50", "gap_ms_p99", "dropped", "echo_ms_p50", "echo_ms_p99",
    "server_cpu_us_per_frame",
}

server = None


def setUpModule():
    global server
    server = Server(sys.argv[1], "--connections-per-address", "0").__enter__()


def tearDownModule():
    server.__exit__(None, None, None)


def swarm(*options):
    return subprocess.run([SWARM, *options], capture_output=True, text=True,
                          timeout=3 * PATIENCE)


class Swarm(unittest.TestCase):
    def url(self):
        return f"ws://127.0.0.1:{server.port}/play"

    def stall(self, seconds, encoding):
        run = swarm("--url", self.url(), "--clients", "20", "--stalled", "10",
                    "--stall", str(seconds), "--seconds", str(2 * seconds + 4),
                    "--room-size", "10", "--json", "--encoding", encoding)
        self.assertEqual(run.returncode, 0, run.stderr)
        return json.loads(run.stdout)

    def test_who_stops_reading_and_goes_on_is_in_step_within_200_ms(self):
        for encoding in ("replica", "plain"):
            for _ in range(3):  # other programs may have had the processor
                saw = self.stall(2, encoding)
                self.assertEqual(saw["dropped"], 0)
                self.assertEqual(saw["unreadable_frames"], 0)
                self.assertGreaterEqual(saw["recoveries"], 8)
                # 30 frames, what was in flight, and the merged one
                self.assertLess(saw["backlog_bytes_most"], 16 * 1024)
                if saw["recovery_ms_most"] <= 200:
                    break
            self.assertLessEqual(saw["recovery_ms_most"], 200)

    def test_it_plays_and_measures(self):
        run = swarm("--url", self.url(), "--clients", str(CLIENTS), "--seconds",
                    str(SECONDS), "--room-size", "8", "--json", "--pid",
                    str(server.process.pid))
        self.assertEqual(run.returncode, 0, run.stderr)
        saw = json.loads(run.stdout)
        self.assertLessEqual(KEYS, set(saw))
        self.assertEqual((saw["clients"], saw["rooms"]), (CLIENTS, 5))
        self.assertEqual(saw["dropped"], 0, run.stderr)
        self.assertEqual(saw["unreadable_frames"], 0)
        self.assertGreater(saw["frames_per_client_second"], 15)
        self.assertLess(saw["frames_per_client_second"], 31)
        self.assertGreater(saw["bytes_per_client_second"], 100)
        self.assertGreater(saw["echoes"], CLIENTS)
        self.assertGreater(saw["server_cpu_us_per_frame"], 0)
        self.assertIn("measuring", run.stderr)

    def test_it_speaks_the_encoding_it_is_told_to(self):
        spent = {}
        for encoding in ("plain", "replica"):
            run = swarm("--url", self.url(), "--clients", "16", "--seconds",
                        "2", "--json", "--encoding", encoding)
            self.assertEqual(run.returncode, 0, run.stderr)
            spent[encoding] = json.loads(run.stdout)["bytes_per_client_second"]
        self.assertLess(2 * spent["replica"], spent["plain"])

    def test_it_records_whole_messages(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "match"
            run = swarm("--url", self.url() + "/recorded?mode=deathmatch",
                        "--clients", "2", "--seconds", "1", "--record",
                        str(file))
            self.assertEqual(run.returncode, 0, run.stderr)
            recorded, at, messages = file.read_bytes(), 0, []
            while at < len(recorded):
                size = struct.unpack_from("<I", recorded, at)[0]
                messages.append(recorded[at + 4:at + 4 + size])
                at += 4 + size
        self.assertEqual(at, len(recorded))
        self.assertEqual(messages[0][1], 1, "a WELCOME comes first")
        states = [m for m in messages if m[0] < 0x80]
        self.assertGreater(len(states), 15)

    def test_a_server_that_is_not_there_is_an_error(self):
        run = swarm("--url", "ws://127.0.0.1:1/play", "--clients", "3")
        self.assertEqual(run.returncode, 1)
        self.assertIn("Connection refused", run.stderr)

    def test_a_wrong_option_is_explained(self):
        for options, sentence in (
                (["--clients", "0"], "give a number from 1 to 20000"),
                (["--clients", "many"], "give a number"),
                (["--url", "http://x/"], "give ws://HOST:PORT/play"),
                (["--url", "ws://x:99999/play"], "give ws://HOST:PORT/play"),
                (["--encoding", "xml"], "give plain or replica"),
                (["--seconds"], "needs a value"),
                (["--json=1"], "takes no value"),
                (["--nonsense"], "see roomcast-swarm --help")):
            run = swarm(*options)
            self.assertEqual(run.returncode, 2, options)
            self.assertIn(sentence, run.stderr)
            self.assertEqual(run.stdout, "")

    def test_help_names_every_option(self):
        run = swarm("--help")
        self.assertEqual(run.returncode, 0)
        for name in ("url", "clients", "seconds", "room-size", "pid", "record",
                     "encoding", "json", "version"):
            self.assertIn(f"--{name}", run.stdout)


if __name__ == "__main__":
    tap.main()
