#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The program from outside: command line, HTTP, TLS, start and end.

    serve.py PROGRAM [names of tests]
"""
import json
import pathlib
import re
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import unittest
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import tap  # noqa: E402
from roomcast import (  # noqa: E402
    PATIENCE, SOURCE, Peer, Server, request, wait_until)

PROGRAM = sys.argv[1]
GOING_AWAY = 1001
NO_ROOM = 4002
CROWDED = 4007


def run(*words, env=None):
    return subprocess.run([PROGRAM, *words], capture_output=True, text=True,
                          timeout=PATIENCE, env=env, check=False)


class CommandLine(unittest.TestCase):
    def assert_usage(self, got, says):
        self.assertEqual(got.returncode, 2, got)
        self.assertIn(says, got.stderr)
        self.assertEqual(len(got.stderr.splitlines()), 1, got.stderr)
        self.assertEqual(got.stdout, "")

    def test_help_and_version_are_answers_not_errors(self):
        for words, says in ((["--help"], "roomcast serve"),
                            (["serve", "--help"], "--connections-per-address"),
                            (["--version"], "roomcast 0.")):
            got = run(*words)
            self.assertEqual((got.returncode, got.stderr), (0, ""))
            self.assertIn(says, got.stdout)

    def test_wrong_usage_is_one_sentence_and_code_2(self):
        self.assert_usage(run(), "roomcast serve")
        self.assert_usage(run("server"), '"server" is no command')
        self.assert_usage(run("serve", "--port", "80"), '"--port" is no option')
        self.assert_usage(run("serve", "--listen", "80"), "give ADDR:PORT")
        self.assert_usage(run("serve", env={"ROOMCAST_WORKERS": "many"}),
                          "ROOMCAST_WORKERS")

    def test_commands_of_later_versions_say_so(self):
        for word in ("room", "replay", "backup"):
            self.assert_usage(run(word, "--data", "x"),
                              f"this version has no `{word}` command yet")

    def test_assets_that_are_elsewhere_are_all_that_is_said(self):
        for command in (("serve", "--listen", "127.0.0.1:0"),
                        ("rules", "check", "-")):
            with tempfile.TemporaryDirectory() as folder:
                got = run(*command, "--assets", folder,
                          "--data", f"{folder}/data")
                self.assert_usage(got, "")
                self.assertEqual(got.stderr,
                                 f"roomcast: --assets {folder}: there is no "
                                 "assets/schema in it; it is the folder in "
                                 "which assets/ lies\n")
                self.assertFalse(pathlib.Path(folder, "data").exists())

    def test_data_that_cannot_be_written_is_explained_with_code_1(self):
        got = run("serve", "--listen", "127.0.0.1:0", "--assets", str(SOURCE),
                  "--data", "/proc/roomcast")
        self.assertEqual(got.returncode, 1, got)
        self.assertIn("/proc/roomcast", got.stderr)

    def test_port_that_is_taken_is_explained_with_code_1(self):
        with Server(PROGRAM) as server, tempfile.TemporaryDirectory() as data:
            got = run("serve", "--listen", f"127.0.0.1:{server.port}",
                      "--assets", str(SOURCE), "--data", data)
            self.assertEqual(got.returncode, 1, got)
            self.assertIn(f"port {server.port} is taken", got.stderr)

    def test_port_0_is_chosen_and_printed(self):
        with tempfile.TemporaryDirectory() as data:
            process = subprocess.Popen(
                [PROGRAM, "serve", "--listen", "127.0.0.1:0", "--data", data,
                 "--assets", str(SOURCE)],
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            url = process.stdout.readline().split()[-1]
            with urllib.request.urlopen(url, timeout=PATIENCE) as page:
                self.assertIn(b"Roomcast", page.read())
            process.send_signal(signal.SIGINT)
            self.assertEqual(process.wait(PATIENCE), 0)
            process.stdout.close()


class End(unittest.TestCase):
    def test_everybody_is_told_and_the_code_is_0(self):
        with Server(PROGRAM) as server:
            peers = [Peer(server).join() for _ in range(5)]
            server.process.send_signal(signal.SIGTERM)
            for peer in peers:
                peer.assert_closes(GOING_AWAY)
                peer.socket.close()
            self.assertEqual(server.process.wait(PATIENCE), 0)

    def test_second_signal_ends_at_once(self):
        server = Server(PROGRAM).__enter__()
        peer = Peer(server).join()  # and it will not hang up
        server.process.send_signal(signal.SIGTERM)
        wait_until(lambda: "going down" in server.said(), "it goes down")
        wait_until(lambda: takes_sigterm(server.process), "it takes another")
        server.process.send_signal(signal.SIGTERM)
        self.assertEqual(server.process.wait(PATIENCE), -signal.SIGTERM)
        peer.socket.close()
        server.log.close()
        server.data.cleanup()


def takes_sigterm(process):
    """Whether the main thread holds it back no more."""
    text = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    held = re.search(r"^SigBlk:\s*(\w+)$", text, re.M).group(1)
    return not int(held, 16) >> (signal.SIGTERM - 1) & 1


# ---- HTTP ----

class HttpAnswer:
    """Everything a connection says until it ends: one answer, or none."""

    def __init__(self, raw):
        self.raw = raw
        head, _, self.body = raw.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        words = lines[0].split(" ")
        self.status = int(words[1]) if raw.startswith(b"HTTP/1.1 ") else None
        self.fields = {name.lower(): value.strip() for name, _, value in
                       (line.partition(":") for line in lines[1:])}


def read_to_end(peer):
    got = b""
    try:
        while part := peer.recv(65536):
            got += part
    except ConnectionResetError:
        pass
    return got


def exchange(server, raw, whole=True):
    """Sends `raw` in one go, or a byte at a time."""
    with server.connect() as peer:
        if whole:
            peer.sendall(raw)
        else:
            for byte in raw:
                peer.sendall(bytes([byte]))
        return HttpAnswer(read_to_end(peer))


def ask(server, path, method="GET", body=None, **fields):
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost"]
    lines += [f"{name.replace('_', '-')}: {value}"
              for name, value in fields.items()]
    if body is not None and "Content_Length" not in fields:
        lines.append(f"Content-Length: {len(body)}")
    head = "\r\n".join(lines) + "\r\n\r\n"
    return exchange(server, head.encode() + (body or b""))


def post(server, body, path="/api/rooms", **fields):
    fields.setdefault("Content_Type", "application/json")
    return ask(server, path, "POST", body, **fields)


class Http(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(PROGRAM).__enter__()
        cls.descriptors = cls.server.descriptors()

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__(None)

    def tearDown(self):
        wait_until(lambda: self.server.descriptors() <= self.descriptors,
                   f"only {self.descriptors} descriptors are open again")

    def test_demo_is_served_as_it_lies_there(self):
        demo = SOURCE / "client-demo"
        for path, name, kind in (("/", "index.html", "text/html"),
                                 ("/src/main.js", "src/main.js",
                                  "text/javascript"),
                                 ("/style.css", "style.css", "text/css"),
                                 ("/art/icon.svg", "art/icon.svg",
                                  "image/svg+xml")):
            got = ask(self.server, path)
            self.assertEqual(got.status, 200, path)
            self.assertEqual(got.fields["content-type"].split(";")[0], kind)
            self.assertEqual(got.body, (demo / name).read_bytes())
            self.assertEqual(got.fields["content-length"], str(len(got.body)))

    def test_every_answer_keeps_pages_in_their_place(self):
        for path in ("/", "/api/rooms", "/nothing"):
            got = ask(self.server, path).fields
            self.assertIn("default-src 'none'", got["content-security-policy"])
            self.assertIn("script-src 'self' 'wasm-unsafe-eval';",
                          got["content-security-policy"])
            self.assertNotIn("unsafe-inline", got["content-security-policy"])
            self.assertEqual(got["x-content-type-options"], "nosniff")
            self.assertEqual(got["referrer-policy"], "no-referrer")
            self.assertEqual(got["connection"], "close")

    def test_page_that_is_known_is_not_sent_again(self):
        first = ask(self.server, "/")
        again = ask(self.server, "/", If_None_Match=first.fields["etag"])
        self.assertEqual((again.status, again.body), (304, b""))
        other = ask(self.server, "/", If_None_Match='"other"')
        self.assertEqual((other.status, other.body), (200, first.body))
        self.assertEqual(first.fields["cache-control"], "no-cache")

    def test_head_is_get_without_the_body(self):
        for path in ("/", "/api/rules"):
            got, whole = ask(self.server, path, "HEAD"), ask(self.server, path)
            self.assertEqual((got.status, got.body), (200, b""))
            self.assertEqual(got.fields["content-length"],
                             whole.fields["content-length"])

    def test_what_is_not_for_pages_is_not_there(self):
        for path in ("/nothing", "/types.d.ts", "/meson.build", "/wasm/libc.c",
                     "/../meson.build", "/src/../../LICENSE", "/%2e%2e/LICENSE",
                     "/..%2fLICENSE", "//etc/passwd", "/src", "/src/",
                     "/tsconfig.json", "/" + "a" * 2000 + ".js", "/api/nothing"):
            self.assertEqual(ask(self.server, path).status, 404, path)

    def test_other_methods_are_refused(self):
        got = post(self.server, b"{}", path="/")
        self.assertEqual((got.status, got.fields["allow"]),
                         (405, "GET, HEAD"))
        for method in ("PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW"):
            got = ask(self.server, "/", method)
            self.assertIn(got.status, (None, 400, 405), method)

    def test_request_may_come_a_byte_at_a_time(self):
        raw = b"GET /api/rooms HTTP/1.1\r\nHost: x\r\n\r\n"
        got = exchange(self.server, raw, whole=False)
        self.assertEqual((got.status, json.loads(got.body)), (200, []))

    def test_one_request_a_connection(self):
        raw = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
        got = exchange(self.server, raw * 3)
        self.assertEqual((got.status, got.body), (200, b"ok\n"))

    def test_no_upgrade_on_a_connection_that_carried_http(self):
        raw = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
        got = exchange(self.server, raw + request())
        self.assertEqual((got.status, got.body), (200, b"ok\n"))
        with self.server.connect() as peer:
            peer.sendall(raw)
            self.assertIn(b" 200 ", read_to_end(peer))
            try:
                peer.sendall(request())
                self.assertEqual(read_to_end(peer), b"")
            except BrokenPipeError:
                pass

    def test_upgrades_elsewhere_are_refused(self):
        got = exchange(self.server, request("/elsewhere"))
        self.assertEqual(got.status, 404)
        self.assertIn(b"/play", got.body)
        for other in ("h2c", "foo", "x" * 3000, "websocket, h2c", ""):
            for _ in range(20):
                got = exchange(self.server, request("/", Upgrade=other))
                self.assertNotEqual(got.status, 101, other)
        self.assertEqual(ask(self.server, "/healthz").status, 200)

    def test_http2_is_not_spoken(self):
        preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"
        self.assertIsNone(exchange(self.server, preface).status)

    def test_head_that_never_ends_is_cut_off(self):
        with self.server.connect() as peer:
            peer.sendall(b"GET / HTTP/1.1\r\nX: ")
            peer.settimeout(0.25)
            wait_until(lambda: is_cut_off(peer), "the slow head is cut off")

    def test_half_open_connection_is_closed(self):
        for begun in (b"", b"GET", b"GET / HTTP/1.1\r\nHost"):
            with self.server.connect() as peer:
                peer.sendall(begun)
                peer.shutdown(socket.SHUT_WR)
                self.assertEqual(read_to_end(peer), b"")

    def test_heads_that_are_too_long_are_refused(self):
        for size in (5000, 100000):
            got = ask(self.server, "/", X="a" * size)
            self.assertNotEqual(got.status, 200)

    def test_metrics_count_requests(self):
        name = "roomcast_http_requests_total"
        before = self.server.metric(name)
        for _ in range(5):
            ask(self.server, "/healthz")
        self.assertEqual(self.server.metric(name), before + 6)


def is_cut_off(peer):
    """Sends one byte more, then looks whether the end comes back."""
    try:
        peer.sendall(b"a")
        return not peer.recv(4096)
    except TimeoutError:
        return False
    except (BrokenPipeError, ConnectionResetError):
        return True


class Rooms(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(PROGRAM, "--workers", "3").__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__(None)

    def rooms(self):
        return {room["id"]: room for room in
                json.loads(self.server.get("/api/rooms"))}

    def test_room_is_opened_listed_and_joined(self):
        got = post(self.server, b'{"mode": "tag", "id": "tuba"}')
        self.assertEqual(got.status, 201, got.raw)
        made = json.loads(got.body)
        self.assertEqual((made["id"], made["mode"]), ("tuba", "tag"))
        wait_until(lambda: self.rooms()["tuba"]["tick"] > 0, "it ticks")
        with Peer(self.server, "/play/tuba") as peer:
            peer.join(spectate=False)
            wait_until(lambda: self.rooms()["tuba"]["players"] == 1,
                       "the player is listed")
        self.assertEqual(self.rooms()["tuba"]["mode"], "tag")
        self.assertEqual(post(self.server, b'{"id": "tuba"}').status, 409)

    def test_requests_that_open_nothing_say_why(self):
        for status, got in (
                (400, post(self.server, b"tuba")),
                (400, post(self.server, b'{"id": "a b"}')),
                (404, post(self.server, b'{"mode": "chess"}')),
                (411, ask(self.server, "/api/rooms", "POST")),
                (413, post(self.server, b" " * 2000)),
                (415, post(self.server, b"{}", Content_Type="text/plain"))):
            self.assertEqual(got.status, status, got.raw)
        self.assertIn("chess", json.loads(post(
            self.server, b'{"mode": "chess"}').body)["error"])

    def test_whoever_opens_too_many_rooms_has_to_wait(self):
        with Server(PROGRAM, "--connections-per-address", "64") as server:
            got = [post(server, b"{}").status for _ in range(40)]
            self.assertEqual(set(got), {201, 429})
            self.assertEqual(got, sorted(got))
            with Peer(server, "/play/another") as peer:
                peer.assert_closes(CROWDED)
            with Peer(server, "/play") as peer:
                peer.join()  # there is space in what was opened

    def test_everybody_reaches_any_room_whichever_worker_has_it(self):
        ids = [f"room-{number}" for number in range(9)]
        for name in ids:
            self.assertEqual(post(self.server, json.dumps(
                {"id": name}).encode()).status, 201)
        pairs = [(Peer(self.server, f"/play/{name}").join(spectate=False),
                  Peer(self.server, f"/play/{name}").join(spectate=False))
                 for name in ids]
        wait_until(lambda: all(self.rooms()[name]["players"] == 2
                               for name in ids), "two are in every room")
        for pair in pairs:
            for peer in pair:
                peer.socket.close()

    def test_newcomers_without_a_wish_meet(self):
        peers = [Peer(self.server, "/play?mode=team_deathmatch").join(
            spectate=False) for _ in range(6)]
        wait_until(lambda: [room["players"] for room in self.rooms().values()
                            if room["mode"] == "team_deathmatch"] == [6],
                   "all six are in one room")
        for peer in peers:
            peer.socket.close()

    def test_rooms_and_modes_that_cannot_be_close_with_a_sentence(self):
        for path in ("/play/a%20b", "/play/" + "a" * 33, "/play/x/y",
                     "/play?mode=chess", "/play/x?mode=../y"):
            with Peer(self.server, path) as peer:
                self.assertIn("no such room", peer.assert_closes(NO_ROOM))


# ---- TLS ----

class TlsServer(Server):
    """The same with a certificate of its own."""

    def __enter__(self):
        self.keys = tempfile.TemporaryDirectory(prefix="roomcast-keys-")
        cert, key = (str(pathlib.Path(self.keys.name) / name)
                     for name in ("cert.pem", "key.pem"))
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes",
             "-keyout", key, "-out", cert, "-days", "2", "-subj",
             "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"],
            check=True, capture_output=True)
        self.trust = ssl.create_default_context(cafile=cert)
        self.options += ("--tls-cert", cert, "--tls-key", key)
        return super().__enter__()

    def __exit__(self, *failure):
        super().__exit__(*failure)
        self.keys.cleanup()

    def get(self, path):
        url = f"https://127.0.0.1:{self.port}{path}"
        with urllib.request.urlopen(url, timeout=PATIENCE,
                                    context=self.trust) as answer:
            return answer.read().decode()

    def connect_plain(self):
        return super().connect()

    def connect(self):
        return self.trust.wrap_socket(self.connect_plain(),
                                      server_hostname="127.0.0.1")


class Tls(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = TlsServer(PROGRAM).__enter__()
        cls.descriptors = cls.server.descriptors()

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__(None)

    def tearDown(self):
        wait_until(lambda: self.server.descriptors() <= self.descriptors,
                   f"only {self.descriptors} descriptors are open again")

    def test_pages_come_whole(self):
        for name in ("index.html", "src/main.js", "style.css"):
            got = ask(self.server, f"/{name}")
            self.assertEqual(
                got.body, (SOURCE / "client-demo" / name).read_bytes())

    def test_match_is_played_and_closed(self):
        with Peer(self.server) as peer:
            peer.join()
            ticks = [peer.read_state()[1] for _ in range(30)]
            self.assertEqual(ticks, sorted(set(ticks)))
            peer.send_frame(1, b"text")
            peer.assert_closes(1003)

    def test_close_arrives_however_much_input_is_pending(self):
        with Peer(self.server) as peer:
            peer.join()
            peer.send_frame(1, b"text")
            peer.send(bytes(200000))
            self.assertEqual(peer.read_end(), 1003)

    def test_who_speaks_no_tls_is_hung_up_on(self):
        with self.server.connect_plain() as peer:
            peer.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            self.assertNotIn(b"HTTP/1.1 200", read_to_end(peer))

    def test_who_never_shakes_hands_is_cut_off(self):
        with self.server.connect_plain() as silent, \
                self.server.connect() as idle:
            for peer in (silent, idle):
                peer.settimeout(PATIENCE)
                self.assertEqual(read_to_end(peer), b"")

    def test_aborted_connections_leave_nothing_behind(self):
        hello = bytes.fromhex("16030100050100000100")
        for size in range(len(hello)):
            with self.server.connect_plain() as peer:
                peer.sendall(hello[:size])
        for size in (0, 1, 50, len(request())):
            with self.server.connect() as peer:
                peer.sendall(request()[:size])


class TlsEnd(unittest.TestCase):
    def test_who_never_reads_a_long_answer_is_cut_off(self):
        with tempfile.TemporaryDirectory(prefix="roomcast-page-") as folder:
            place = pathlib.Path(folder)
            (place / "assets").symlink_to(SOURCE / "assets")
            (place / "client-demo").mkdir()
            (place / "client-demo" / "long.js").write_bytes(b" " * 8_000_000)
            with TlsServer(PROGRAM, "--assets", folder) as server:
                peer = server.trust.wrap_socket(
                    self.tiny_socket(server), server_hostname="127.0.0.1")
                peer.sendall(b"GET /long.js HTTP/1.1\r\nHost: x\r\n\r\n")
                self.assertTrue(self.is_held(server, peer))
                wait_until(lambda: not self.is_held(server, peer),
                           "the server lets go of it", 2 * PATIENCE)
                peer.close()

    @staticmethod
    def is_held(server, peer):
        """Whether the server has not closed its end of a connection."""
        ends = [f":{port:04X}" for port in (server.port, peer.getsockname()[1])]
        for line in pathlib.Path("/proc/net/tcp").read_text().splitlines():
            fields = line.split()
            local, remote = fields[1:3]
            if [local[-5:], remote[-5:]] == ends:
                return fields[9] != "0"  # the inode of a descriptor
        return False

    @staticmethod
    def tiny_socket(server):
        peer = socket.socket()
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        peer.connect(("127.0.0.1", server.port))
        return peer

    def test_everybody_is_told(self):
        with TlsServer(PROGRAM) as server:
            peer = Peer(server).join()
            server.process.send_signal(signal.SIGTERM)
            self.assertEqual(peer.read_end(), GOING_AWAY)
            peer.socket.close()
            self.assertEqual(server.process.wait(PATIENCE), 0)

    def test_certificate_that_cannot_be_used_is_explained_with_code_1(self):
        with tempfile.TemporaryDirectory() as data:
            got = run("serve", "--listen", "127.0.0.1:0", "--data", data,
                      "--assets", str(SOURCE), "--tls-cert", "/nowhere.pem",
                      "--tls-key", "/nowhere.pem")
            self.assertEqual(got.returncode, 1, got)
            self.assertIn("certificate", got.stderr)


if __name__ == "__main__":
    tap.main()
