#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Hostile bytes through real sockets, and what they do to everybody else.

    hostile.py PROGRAM [words of test names]

During every attack a well-behaved player sits in the same room. It must get
every tick of the match, the server's memory must not grow beyond a bound, and
no descriptor may be left behind.
"""
import contextlib
import pathlib
import random
import socket
import struct
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import tap  # noqa: E402
from roomcast import (  # noqa: E402
    BINARY, CLOSE, CONT, DOWN_PONG, FRAME_KEY, PING, PONG, TEXT, UP_CHAT,
    UP_CONFIRM, UP_INPUT, UP_JOIN, UP_PING, UP_RELAY, Peer, Server, Witness,
    frame, head_numbers, pack, request, wait_until)

PROTOCOL, UNSUPPORTED, INVALID, POLICY, TOO_BIG = 1002, 1003, 1007, 1008, 1009
TOO_SLOW, JOIN_LATE, IDLE, CROWDED = 4004, 4005, 4006, 4007
ROOM = "/play/battered"
GROWTH = 6 << 20  # bytes the server may have used more, at its worst
SILENCE = 1.0     # s; the 30 ticks after which a server stops sending
PACE = 15         # ticks a second at least, however busy this machine is
CROWD = 12

# facts.md of every MessagePack reader: counts that ask for memory
BOMBS = [
    b"\xdd\x00\x10\x00\x00",  # an array of a million
    b"\xdd\x7f\xff\xff\xff",  # ... of two thousand million
    b"\xdd\xff\xff\xff\xff",
    b"\xdf\x7f\xff\xff\xff",  # a map
    b"\xc6\xff\xff\xff\xff",  # bytes
    b"\xdb\xff\xff\xff\xff",  # a string
    b"\xc9\xff\xff\xff\xff",  # an extension
    b"\xdc\xff\xff\x01\x01",
    b"\x91" * 1000,           # depth
    b"\x92\x01" * 500,
    b"\x96\x01\xdb\xff\xff\xff\xff",  # inside a join
    b"\x92\x03\xdb\x00\x00\xff\xff",  # inside a chat
]

server = None
patient = None  # another, for what takes a while
silent = None   # peers of that one, which say nothing more


def setUpModule():
    global server, patient, silent
    server = Server(sys.argv[1], "--connections-per-address", "0").__enter__()
    patient = Server(sys.argv[1]).__enter__()
    silent = [Peer(patient, ROOM).join() for _ in range(3)]
    push(silent[0], frame(PING, bytes(125)) * 900)


def tearDownModule():
    for peer in silent:
        peer.socket.close()
    patient.__exit__(None, None, None)
    server.__exit__(None, None, None)


@contextlib.contextmanager
def ten():
    """As many peers, all joined: each alone would wait for a tick."""
    with contextlib.ExitStack() as stack:
        peers = [stack.enter_context(Peer(server, ROOM)) for _ in range(10)]
        for peer in peers:
            peer.ask_in()
        yield [peer.come_in() for peer in peers]


class Attack(unittest.TestCase):
    def setUp(self):
        with Peer(server, ROOM).join():  # pays for the room, once
            pass
        self.witness = Witness(server, ROOM)
        wait_until(lambda: server.metric("roomcast_connections") == 1,
                   "only the witness is connected")
        self.files = server.descriptors()
        self.peak = server.status("VmHWM")
        self.witness.__enter__()
        self.witness.wait_ticks(10)

    def tearDown(self):
        """Whatever was tried: nobody else noticed."""
        self.witness.wait_ticks(30)
        self.witness.__exit__(None, None, None)
        self.assertIsNone(self.witness.failure)
        self.assert_no_tick_was_missed()
        self.assertLess(server.status("VmHWM") - self.peak, GROWTH)
        wait_until(lambda: server.descriptors() < self.files,
                   "every descriptor is given back")

    def assert_no_tick_was_missed(self):
        """Each state stands on the one before it: as many ticks in a row as
        states came, or a few more in one merged state."""
        pairs = zip(self.witness.ticks, self.witness.ticks[1:],
                    self.witness.gaps[1:])
        for before, tick, gap in pairs:
            self.assertEqual(tick - before, gap, "a tick that never came")
            self.assertLessEqual(gap, 3, "too many ticks in one state")
        self.assertLess(max(self.witness.silences), SILENCE)
        ticks = self.witness.ticks[-1] - self.witness.ticks[0]
        self.assertGreater(ticks, PACE * sum(self.witness.silences))

    def assert_each_closes(self, code, messages):
        """Each of these, as a message before and after joining, ends the
        connection that sent it."""
        for message in messages:
            with Peer(server, ROOM) as peer:
                peer.send_frame(BINARY, message)
                peer.assert_closes(code)
            with Peer(server, ROOM).join() as peer:
                peer.send_frame(BINARY, message)
                peer.assert_closes(code)

    def test_messagepack_bombs_close_with_1007(self):
        self.assert_each_closes(INVALID, BOMBS)

    def test_malformed_messagepack_closes_with_1007(self):
        self.assert_each_closes(INVALID, [
            b"", b"\xc0", b"\x90", b"\xc1", b"\x80", b"\x00", b"\x81\x01\x02",
            b"\x91\xff", b"\x91\xa1", b"\x91\xcd\x01",
            pack([UP_JOIN]), pack([UP_JOIN, 1, 2, 3, 4, 5]),
            pack([UP_PING, "text"]), pack([UP_PING, 1]) + b"\x00",
            pack([UP_INPUT, 1, 1, 1, 255, 0]),
            pack([UP_INPUT, 1, 1, 1, 1, 1 << 20]),
            pack([UP_RELAY]), pack([UP_RELAY, 200, b""]),
            pack([UP_RELAY, 255, "text"]), pack([UP_RELAY, 255]),
            pack([UP_CHAT, "\x07bell"]), pack([UP_CHAT, "x" * 201]),
            b"\x92\x03\xd9\x02\xc3\x28",
        ])

    def test_random_messages_never_do_more_than_close_with_1007(self):
        dice = random.Random("messages")
        for _ in range(30):
            with ten() as peers:
                for peer in peers:
                    peer.send_frame(BINARY,
                                    dice.randbytes(dice.randrange(1, 200)))
                    peer.send_frame(PING, b"still there?")
                for peer in peers:
                    self.assertIn(peer.read_reply(),
                                  (b"still there?", INVALID))

    def test_random_bytes_for_frames_close_the_connection(self):
        dice = random.Random("frames")
        for _ in range(20):
            with ten() as peers:
                for peer in peers:
                    peer.send(dice.randbytes(4000))
                for peer in peers:
                    self.assertIn(peer.read_end(),
                                  (PROTOCOL, TOO_BIG, INVALID))

    def test_random_bytes_for_a_request_are_refused(self):
        dice = random.Random("requests")
        starts = [b"", b"GET ", b"GET /play", b"GET /play HTTP/1.1\r\n",
                  request()[:-2]]
        for round_ in range(200):
            with server.connect() as peer:
                start = starts[round_ % len(starts)]
                peer.sendall(start + dice.randbytes(5000))
                got = read_all(peer)
                self.assertNotIn(b" 101 ", got[:20])

    def test_truncated_frames_leave_nothing_behind(self):
        whole = frame(BINARY, bytes(1000))
        for size in list(range(1, 20)) + [100, 500, 1007]:
            for abort in (False, True):
                peer = Peer(server, ROOM).join()
                peer.send(whole[:size])
                hang_up(peer.socket, abort)

    def test_a_message_of_a_megabyte_closes_with_1009(self):
        for _ in range(10):
            with Peer(server, ROOM).join() as peer:
                peer.send_frame(BINARY, bytes(1 << 20))
                peer.assert_closes(TOO_BIG)

    def test_text_closes_with_1003(self):
        for text in (b"hello", b"", b"{\"type\":\"join\"}"):
            with Peer(server, ROOM).join() as peer:
                peer.send_frame(TEXT, text)
                peer.assert_closes(UNSUPPORTED)

    def test_ten_thousand_messages_at_once_close_with_1008(self):
        for message in (pack([UP_PING, 1]), pack([UP_INPUT, 1, 1, 1, 1, 1])):
            with Peer(server, ROOM).join() as peer:
                peer.confirms = False
                peer.send(frame(BINARY, message) * 10000)
                peer.assert_closes(POLICY)

    def test_ten_thousand_pings_at_once_close_with_1008(self):
        with Peer(server, ROOM).join() as peer:
            peer.confirms = False
            peer.send(frame(PING, b"x" * 125) * 10000)
            self.assertIn(peer.read_close()[0], (POLICY, TOO_SLOW))

    def test_ten_thousand_empty_fragments_harm_nobody(self):
        message = pack([UP_PING, 77])
        with Peer(server, ROOM).join() as peer:
            peer.send(frame(BINARY, message[:1], fin=False) +
                      frame(CONT, b"", fin=False) * 10000 +
                      frame(CONT, message[1:]))
            pong = peer.read_message(DOWN_PONG)
            self.assertEqual(head_numbers(pong, 2)[1], 77)

    def test_a_peer_that_confirms_nothing_is_sent_30_ticks_and_no_more(self):
        with Peer(server, ROOM) as peer:
            peer.confirms = False
            peer.join()
            self.witness.wait_ticks(90)
            peer.send_frame(PING, b"the end")
            states = 1  # read by join()
            while (got := peer.read_frame()).opcode != PONG:
                states += got.payload[0] <= FRAME_KEY
            self.assertIn(states, range(2, 33))

    def test_peers_that_never_read_cost_no_memory(self):
        peers = [Peer(server, ROOM).join() for _ in range(60)]
        self.witness.wait_ticks(90)
        for peer in peers:
            peer.socket.close()

    def test_peers_that_ping_and_never_read_cost_no_memory(self):
        peers = [Peer(server, ROOM).join() for _ in range(60)]
        for _ in range(90):
            self.witness.wait_ticks(1)
            for peer in peers:
                push(peer, frame(PING, bytes(125)) * 10)
        for peer in peers:
            peer.socket.close()

    def test_peers_that_confirm_what_they_never_read_cost_no_memory(self):
        peers = [Peer(server, ROOM).join() for _ in range(20)]
        for _ in range(90):
            self.witness.wait_ticks(1)
            tick = self.witness.ticks[-1]
            for peer in peers:
                peer.say(UP_CONFIRM, tick)
                peer.say(UP_CONFIRM, tick + 1000)
        for peer in peers:
            peer.socket.close()

    def test_requests_that_never_end_are_cut_off(self):
        whole = request()
        peers = []
        for size in (0, 1, 4, 9, 20, 60, len(whole) - 1):
            for _ in range(5):
                peers.append(server.connect())
                peers[-1].sendall(whole[:size])
        for peer in peers:
            self.assertNotIn(b" 101 ", read_all(peer)[:20])
            peer.close()

    def test_a_request_a_byte_now_and_then_is_cut_off(self):
        with server.connect() as peer:
            peer.settimeout(0.1)
            line = iter(request(extra=f"X: {'a' * 3000}\r\n"))
            wait_until(lambda: is_cut_off(peer, next(line)),
                       "the slow request is cut off")

    def test_a_request_line_a_byte_at_a_time_is_served(self):
        with server.connect() as peer:
            for byte in request(ROOM):
                peer.sendall(bytes([byte]))
            self.assertIn(b" 101 ", peer.recv(4096)[:20])

    def test_whoever_never_joins_is_closed_with_4005(self):
        peers = [Peer(server, ROOM) for _ in range(20)]
        for peer in peers[:10]:
            peer.send_frame(PING, b"busy")
            self.assertEqual(peer.read_opcode(PONG), b"busy")
        for peer in peers:
            peer.assert_closes(JOIN_LATE)
            peer.socket.close()

    def test_five_hundred_aborted_connections_leave_nothing_behind(self):
        dice = random.Random("aborts")
        join = pack([UP_JOIN, "x", b"", True, 1, 0])
        whole = request(ROOM) + frame(BINARY, join)
        for _ in range(500):
            peer = server.connect()
            peer.sendall(whole[:dice.randrange(len(whole) + 1)])
            hang_up(peer, abort=dice.random() < 0.5)


class Crowd(unittest.TestCase):
    def test_more_connections_from_one_address_than_allowed_are_refused(self):
        with Server(sys.argv[1], "--connections-per-address",
                    str(CROWD)) as small:
            peers = [Peer(small, ROOM).join() for _ in range(CROWD)]
            for _ in range(3):
                self.assertTrue(is_refused(small))
            for peer in peers:
                peer.assert_alive()
            peers.pop().socket.close()
            wait_until(lambda: not is_refused(small), "a place is free again")
            for peer in peers:
                peer.socket.close()

    def test_half_open_connections_count_as_well(self):
        with Server(sys.argv[1], "--connections-per-address",
                    str(CROWD)) as small:
            idle = [small.connect() for _ in range(CROWD)]
            wait_until(lambda: is_refused(small), "the crowd is full")
            for peer in idle:
                peer.close()
            wait_until(lambda: not is_refused(small), "a place is free again")


class Silence(unittest.TestCase):
    """Last, because it takes 40 s from the first of these tests on."""

    def test_whoever_says_nothing_for_40_seconds_is_closed(self):
        began = time.monotonic()
        while patient.metric("roomcast_connections") > 0:
            self.assertLess(time.monotonic() - began, 50)
            time.sleep(0.1)
        silent[1].confirms = False
        silent[1].assert_closes(IDLE)


def push(peer, data):
    """Sends as much of it as the socket takes."""
    try:
        peer.socket.send(data, socket.MSG_DONTWAIT)
    except BlockingIOError:
        pass


def is_refused(small):
    """Whether another connection is turned away, by whatever answer."""
    try:
        with Peer(small, ROOM) as peer:
            if peer.answer.status != 101:
                return True
            peer.say(UP_JOIN, "one too many", b"", True, 1, 0)
            got = peer.read_frame()
            return got.opcode == CLOSE and got.payload[:2] == struct.pack(
                ">H", CROWDED)
    except (EOFError, OSError):
        return True


def hang_up(peer, abort):
    """Closes; with `abort`, by a reset."""
    if abort:
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                        struct.pack("ii", 1, 0))
    peer.close()


def read_all(peer):
    """Everything until the stream ends, or is cut off."""
    got = b""
    try:
        while part := peer.recv(65536):
            got += part
    except ConnectionResetError:
        pass
    return got


def is_cut_off(peer, byte):
    """Sends one byte more, then looks whether anything comes back."""
    try:
        peer.sendall(bytes([byte]))
        answer = peer.recv(4096)
    except TimeoutError:
        return False
    except OSError:
        return True
    assert b" 101 " not in answer[:20]
    return True


if __name__ == "__main__":
    tap.main()
