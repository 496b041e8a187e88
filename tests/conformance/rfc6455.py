#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""RFC 6455 from the outside: what a server must do, while the room broadcasts.

    rfc6455.py PROGRAM [words of test names]

README.md beside this lists the tests by section. Every peer has joined a match
and is being sent states, unless it is the handshake that is tested.
"""
import pathlib
import re
import socket
import struct
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import tap  # noqa: E402
from roomcast import (  # noqa: E402
    BINARY, CLOSE, CONT, PING, PONG, TEXT, DOWN_PONG, SAMPLE_ACCEPT, UP_PING,
    Answer, Peer, Server, frame, head_numbers, pack, request, wait_until)

PROTOCOL, UNSUPPORTED, INVALID, TOO_BIG = 1002, 1003, 1007, 1009
MAX_MESSAGE = 1024

server = None


def setUpModule():
    global server
    server = Server(sys.argv[1], "--connections-per-address", "0").__enter__()


def tearDownModule():
    server.__exit__(None, None, None)


class Handshake(unittest.TestCase):
    def ask(self, data):
        """Sends a request; returns the answer, and what came until the end."""
        with server.connect() as peer:
            peer.sendall(data)
            got = b""
            while True:
                part = peer.recv(65536)
                got += part
                if not part or b" 101 " in got[:20]:
                    break
            head, end, body = got.partition(b"\r\n\r\n")
            self.assertTrue(end, f"no whole answer: {got!r}")
            return Answer(head), body

    def assert_refused(self, status, data):
        answer, body = self.ask(data)
        self.assertEqual(answer.status, status, body)
        self.assertEqual(int(answer.fields["content-length"]), len(body))
        self.assertIn("close", answer.fields["connection"].lower())
        return answer

    def assert_accepted(self, data):
        answer, _ = self.ask(data)
        self.assertEqual(answer.status, 101)
        return answer

    # 4.2.2 (5)
    def test_the_answer_names_upgrade_connection_and_accept(self):
        answer = self.assert_accepted(request())
        self.assertEqual(answer.fields["upgrade"].lower(), "websocket")
        self.assertEqual(answer.fields["connection"].lower(), "upgrade")
        self.assertEqual(answer.fields["sec-websocket-accept"], SAMPLE_ACCEPT)

    # 4.2.1 (1)
    def test_another_method_than_get_is_refused(self):
        for method in ("POST", "PUT", "HEAD"):
            answer = self.assert_refused(
                405, request(line=f"{method} /play/arena HTTP/1.1"))
            self.assertEqual(answer.fields["allow"], "GET")

    # 4.2.1 (1)
    def test_http_before_1_1_is_refused(self):
        self.assert_refused(400, request(line="GET /play/arena HTTP/1.0"))

    # 4.2.1 (2)
    def test_a_request_without_host_is_refused(self):
        self.assert_refused(400, request(Host=None))
        self.assert_refused(400, request(extra="Host: b\r\n"))

    # 4.2.1 (3)
    def test_upgrade_is_a_list_of_tokens_in_any_case(self):
        self.assert_accepted(request(Upgrade="h2c, WEBSocket"))
        self.assert_refused(426, request(Upgrade=None))
        self.assert_refused(426, request(Upgrade="websockets"))

    # 4.2.1 (4)
    def test_connection_is_a_list_of_tokens_in_any_case(self):
        self.assert_accepted(request(Connection="keep-alive, upgrade"))
        self.assert_refused(426, request(Connection=None))
        self.assert_refused(426, request(Connection="keep-alive"))

    # 4.2.1 (5)
    def test_the_key_is_16_bytes_in_base64(self):
        for key in (None, "", "dGhlIHNhbXBsZQ==", "dGhlIHNhbXBsZSBub25jZWVl",
                    "dGhlIHNhbXBsZSBub25jZ!==", "dGhlIHNhbXBsZSBub25jZQ"):
            self.assert_refused(400, request(Sec_WebSocket_Key=key))

    # 11.3.1
    def test_two_keys_are_refused(self):
        self.assert_refused(400, request(
            extra="Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"))

    # 4.2.1 (6), 4.2.2 (4), 4.4
    def test_another_version_is_told_which_one_is_spoken(self):
        for version in (None, "0", "8", "14", "013", "13, 8"):
            answer = self.assert_refused(
                426, request(Sec_WebSocket_Version=version))
            self.assertEqual(answer.fields["sec-websocket-version"], "13")
            self.assertEqual(answer.fields["upgrade"].lower(), "websocket")

    # 4.2.2 (5): only one that the client offered, or none
    def test_the_subprotocol_is_one_the_client_offered(self):
        name = "sec-websocket-protocol"
        both = self.assert_accepted(
            request(Sec_WebSocket_Protocol="chat, roomcast.1"))
        self.assertEqual(both.fields[name], "roomcast.1")
        none = self.assert_accepted(request(Sec_WebSocket_Protocol=None))
        self.assertNotIn(name, none.fields)
        self.assert_refused(400, request(Sec_WebSocket_Protocol="chat"))
        self.assert_refused(400, request(Sec_WebSocket_Protocol="Roomcast.1"))

    # 11.3.4
    def test_the_subprotocols_may_come_in_several_fields(self):
        answer = self.assert_accepted(request(
            Sec_WebSocket_Protocol="chat",
            extra="Sec-WebSocket-Protocol: roomcast.1\r\n"))
        self.assertEqual(answer.fields["sec-websocket-protocol"], "roomcast.1")

    # 4.2.2 (5), 9.1: an extension not agreed to is not named
    def test_no_extension_is_agreed_to(self):
        offer = "Sec-WebSocket-Extensions: permessage-deflate; a=\"1\", x\r\n"
        answer = self.assert_accepted(request(extra=offer))
        self.assertNotIn("sec-websocket-extensions", answer.fields)

    # 9.1: what does not conform to the grammar MUST fail the connection
    def test_a_malformed_extension_offer_is_refused(self):
        for offer in ("", "a b", "a;", "a;b=\"c d\"", "=;"):
            self.assert_refused(400, request(
                extra=f"Sec-WebSocket-Extensions: {offer}\r\n"))

    # 4.2.1: not of the form asked for MUST get an error code
    def test_a_request_read_in_two_ways_is_refused(self):
        for extra in ("X: a\r\n b\r\n", "X : a\r\n", "X: a\n", "X: \0\r\n",
                      "X\r\n", ": a\r\n"):
            self.assert_refused(400, request(extra=extra))

    # 4.2.1, 10.3
    def test_an_endless_request_is_answered_431(self):
        self.assert_refused(431, request(extra=f"X: {'a' * 5000}\r\n"))

    # 4.2.2 (1), 10.2
    def test_a_page_from_elsewhere_is_refused(self):
        self.assert_refused(403, request(Origin="http://elsewhere.example"))
        self.assert_accepted(request(Origin="http://127.0.0.1"))

    # 4.1: fields in any order and case
    def test_field_names_are_read_in_any_case(self):
        self.assert_accepted(request().replace(b"Sec-WebSocket-Key",
                                               b"sEC-wEBsOCKET-kEY"))

    # TCP promises nothing about pieces
    def test_a_request_a_byte_at_a_time_is_accepted(self):
        with server.connect() as peer:
            for byte in request():
                peer.sendall(bytes([byte]))
            self.assertIn(b" 101 ", peer.recv(4096)[:20])

    # 4.2.2: the connection is open as soon as the answer is sent
    def test_frames_right_behind_the_request_are_read(self):
        with Peer(server, first=frame(PING, b"early")) as peer:
            self.assertEqual(peer.read_opcode(PONG), b"early")


class Framing(unittest.TestCase):
    def setUp(self):
        self.peer = Peer(server).join()
        self.addCleanup(self.peer.socket.close)

    def assert_fails(self, code, data):
        """These bytes end the connection with this code."""
        with Peer(server).join() as peer:
            peer.send(data)
            peer.assert_closes(code)

    def assert_pong(self, number):
        message = self.peer.read_message(DOWN_PONG)
        self.assertEqual(head_numbers(message, 2)[1], number)

    # 5.1
    def test_an_unmasked_frame_fails_the_connection(self):
        for opcode in (TEXT, BINARY, PING, PONG, CLOSE):
            self.assert_fails(PROTOCOL, frame(opcode, b"", masked=False))
        self.assert_fails(
            PROTOCOL, frame(BINARY, pack([UP_PING, 1]), masked=False))

    # 5.1: read_frame() checks each one
    def test_the_server_never_masks_and_sets_no_reserved_bit(self):
        for _ in range(20):
            self.peer.read_state()

    # 5.2
    def test_reserved_bits_fail_the_connection(self):
        for rsv in (1, 2, 4, 7):
            self.assert_fails(
                PROTOCOL, frame(BINARY, pack([UP_PING, 1]), rsv=rsv))
            self.assert_fails(PROTOCOL, frame(PING, b"", rsv=rsv))

    # 5.2
    def test_reserved_opcodes_fail_the_connection(self):
        for opcode in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15):
            self.assert_fails(PROTOCOL, frame(opcode))

    # 5.2
    def test_a_length_in_more_bytes_than_needed_fails_the_connection(self):
        self.assert_fails(
            PROTOCOL, frame(BINARY, b"x", length=(126, b"\0\x01")))
        self.assert_fails(
            PROTOCOL, frame(BINARY, b"x" * 125, length=(126, b"\0\x7d")))
        self.assert_fails(PROTOCOL, frame(
            BINARY, b"x" * 200, length=(127, struct.pack(">Q", 200))))

    # 5.2
    def test_a_length_with_its_top_bit_set_fails_the_connection(self):
        self.assert_fails(PROTOCOL, frame(
            BINARY, length=(127, struct.pack(">Q", 1 << 63))))

    # 5.3
    def test_every_mask_and_length_is_undone(self):
        pings = [bytes(range(size)) for size in range(126)]
        self.peer.send(b"".join(frame(PING, data) for data in pings))
        for data in pings:
            self.assertEqual(self.peer.read_opcode(PONG), data)

    # 5.2: the 16-bit form; the message is skipped data that is valid
    def test_a_message_in_the_16_bit_form_is_read(self):
        message = b"\x93\x04\x07" + b"\xc4\xc8" + bytes(200)
        self.peer.send_frame(BINARY, message)
        self.assert_pong(7)

    # 5.4
    def test_fragments_make_one_message(self):
        message = pack([UP_PING, 1234567])
        self.peer.send_frame(BINARY, message[:1], fin=False)
        self.peer.send_frame(CONT, b"", fin=False)
        self.peer.send_frame(CONT, message[1:3], fin=False)
        self.peer.send_frame(CONT, message[3:])
        self.assert_pong(1234567)

    # 5.4, 5.5: MUST be able to handle control frames in the middle
    def test_a_ping_between_fragments_is_answered_at_once(self):
        message = pack([UP_PING, 99])
        self.peer.send_frame(BINARY, message[:1], fin=False)
        self.peer.send_frame(PING, b"between")
        self.assertEqual(self.peer.read_opcode(PONG), b"between")
        self.peer.send_frame(PONG, b"unasked")
        self.peer.send_frame(CONT, message[1:])
        self.assert_pong(99)

    # 5.4
    def test_a_close_between_fragments_is_answered(self):
        self.peer.send_frame(BINARY, b"\x92", fin=False)
        self.peer.send_frame(CLOSE, struct.pack(">H", 1000))
        self.peer.assert_closes(1000)

    # 5.4: MUST NOT be interleaved
    def test_a_new_message_inside_another_fails_the_connection(self):
        start = frame(BINARY, b"\x92", fin=False)
        self.assert_fails(PROTOCOL, start + frame(BINARY, b"\x04"))
        self.assert_fails(PROTOCOL, start + frame(TEXT, b"a", fin=False))

    # 5.4
    def test_a_continuation_of_nothing_fails_the_connection(self):
        self.assert_fails(PROTOCOL, frame(CONT, b"x"))
        self.assert_fails(PROTOCOL, frame(CONT, b"x", fin=False))
        self.assert_fails(PROTOCOL, frame(BINARY, pack([UP_PING, 1])) +
                          frame(CONT, b"x"))

    # 5.5
    def test_a_fragmented_control_frame_fails_the_connection(self):
        for opcode in (PING, PONG, CLOSE):
            self.assert_fails(PROTOCOL, frame(opcode, b"", fin=False))

    # 5.5
    def test_a_control_frame_over_125_bytes_fails_the_connection(self):
        for opcode in (PING, PONG, CLOSE):
            self.assert_fails(PROTOCOL, frame(opcode, b"x" * 126))

    # 5.5.2: MUST send a Pong in response, 5.5.3: with the same data
    def test_every_ping_of_a_burst_is_answered(self):
        pings = [bytes([i]) * i for i in range(20)]
        self.peer.send(b"".join(frame(PING, data) for data in pings))
        for data in pings:
            self.assertEqual(self.peer.read_opcode(PONG), data)

    # 5.5.3: an unsolicited Pong is not answered
    def test_an_unasked_pong_is_taken_in_silence(self):
        self.peer.send_frame(PONG, b"unasked")
        self.peer.send_frame(PING, b"asked")
        self.assertEqual(self.peer.read_opcode(PONG), b"asked")

    # TCP promises nothing about pieces
    def test_frames_a_byte_at_a_time_are_read(self):
        for byte in frame(PING, b"slow") + frame(BINARY, pack([UP_PING, 5])):
            self.peer.send(bytes([byte]))
        self.assertEqual(self.peer.read_opcode(PONG), b"slow")
        self.assert_pong(5)

    # 7.4.1, 10.4
    def test_a_message_over_the_limit_fails_at_its_header(self):
        self.assert_fails(TOO_BIG, frame(
            BINARY, length=(126, struct.pack(">H", MAX_MESSAGE + 1))))
        self.assert_fails(TOO_BIG, frame(
            BINARY, length=(127, struct.pack(">Q", (1 << 63) - 1))))

    # 7.4.1, 10.4
    def test_fragments_over_the_limit_fail_the_connection(self):
        self.assert_fails(TOO_BIG, frame(BINARY, bytes(MAX_MESSAGE), fin=False)
                          + frame(PING, b"") + frame(CONT, b"x"))

    # 5.6, 7.4.1: a type of data that is not accepted
    def test_text_is_refused_with_1003(self):
        self.assert_fails(UNSUPPORTED, frame(TEXT, "hé".encode()))
        self.assert_fails(UNSUPPORTED, frame(TEXT, b""))

    # 5.6, 8.1
    def test_text_that_is_not_utf8_fails_with_1007(self):
        for text in (b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80",
                     b"\xe2\x82"):
            self.assert_fails(INVALID, frame(TEXT, text))

    # 5.6, 8.1: whole messages count, not frames
    def test_a_character_split_between_fragments_is_whole(self):
        self.assert_fails(UNSUPPORTED, frame(TEXT, b"\xe2", fin=False) +
                          frame(CONT, b"\x82\xac"))
        self.assert_fails(INVALID, frame(TEXT, b"\xe2", fin=False) +
                          frame(CONT, b"\x82"))


class Closing(unittest.TestCase):
    def setUp(self):
        self.peer = Peer(server).join()
        self.addCleanup(self.peer.socket.close)

    def close(self, payload):
        self.peer.send_frame(CLOSE, payload)

    # 5.5.1: MUST send a Close in response
    def test_a_close_is_answered_with_its_code(self):
        self.close(struct.pack(">H", 1000) + "tschüß".encode())
        self.peer.assert_closes(1000)

    # 5.5.1, 7.1.5
    def test_a_close_without_code_is_answered_without(self):
        self.close(b"")
        self.assertEqual(self.peer.read_close(), (None, ""))

    # 5.5.1, 7.1.1: read_close() sees nothing after it but the stream's end
    def test_nothing_is_sent_after_a_close(self):
        for _ in range(10):
            with Peer(server).join() as peer:
                peer.send_frame(CLOSE, struct.pack(">H", 1001))
                peer.assert_closes(1001)

    # 5.5.1: what follows a Close is not processed
    def test_what_a_peer_sends_after_its_close_is_ignored(self):
        self.peer.send(frame(CLOSE, struct.pack(">H", 1000)) +
                       frame(PING, b"late") + frame(3))
        self.peer.assert_closes(1000)

    # 5.5.1: the body begins with a 2-byte code
    def test_a_close_with_half_a_code_fails_the_connection(self):
        self.close(b"\x03")
        self.peer.assert_closes(PROTOCOL)

    # 7.4.1, 7.4.2
    def test_a_code_that_nobody_may_send_fails_the_connection(self):
        for code in (0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535):
            with Peer(server).join() as peer:
                peer.send_frame(CLOSE, struct.pack(">H", code))
                peer.assert_closes(PROTOCOL)

    # 7.4.1, 7.4.2
    def test_a_code_that_may_be_sent_is_answered_in_kind(self):
        for code in (1001, 1002, 1003, 1007, 1011, 3000, 3999, 4000, 4999):
            with Peer(server).join() as peer:
                peer.send_frame(CLOSE, struct.pack(">H", code))
                peer.assert_closes(code)

    # 5.5.1, 8.1
    def test_a_reason_that_is_not_utf8_fails_with_1007(self):
        self.close(struct.pack(">H", 1000) + b"\xff")
        self.peer.assert_closes(INVALID)

    # 7.1.1: so that the peer can read the Close, even while it is sending
    def test_a_failed_peer_that_goes_on_sending_still_reads_the_close(self):
        self.peer.send(frame(3) + frame(BINARY, bytes(1000)) * 200)
        self.peer.assert_closes(PROTOCOL)

    # 7.1.1, 7.1.3: the server closes the TCP connection, the peer only waits
    def test_the_server_closes_the_tcp_connection_first(self):
        self.close(struct.pack(">H", 1000))
        self.peer.assert_closes(1000)  # reads to the stream's end
        self.peer.socket.setblocking(True)
        self.assertEqual(self.peer.socket.recv(1), b"")

    # 7.2.1
    def test_a_peer_that_hangs_up_leaves_no_connection_behind(self):
        before = server.metric("roomcast_connections")
        with Peer(server).join() as peer:
            peer.socket.shutdown(socket.SHUT_WR)
            while peer.fill():
                pass
        wait_until(lambda: server.metric("roomcast_connections") <= before,
                   "the connection is gone")

    # 4.2.2, 7.1: before the match is joined, too
    def test_a_close_instead_of_a_join_is_answered(self):
        with Peer(server) as peer:
            peer.send_frame(CLOSE, struct.pack(">H", 1000))
            peer.assert_closes(1000)

    # the other direction: a whole game in spite of all this
    def test_the_room_still_plays_at_the_end(self):
        self.peer.assert_alive()
        _, first = self.peer.read_state()
        for _ in range(30):
            _, last = self.peer.read_state()
        self.assertGreaterEqual(last, first + 30)


class List(unittest.TestCase):
    def test_this_list_is_whole(self):
        """README.md names every test here, and no other."""
        readme = pathlib.Path(__file__).with_name("README.md").read_text()
        table = readme[readme.index("## RFC 6455"):]
        named = set(re.findall(r"`(\w+_\w+_\w+)`", table))
        written = set(re.findall(r"def test_(\w+)",
                                 pathlib.Path(__file__).read_text()))
        self.assertEqual(named, written)


if __name__ == "__main__":
    tap.main()
