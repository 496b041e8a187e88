# SPDX-License-Identifier: MIT
"""A real server and raw-socket clients, for tests that go through TCP.

Everything a peer reads is checked against what RFC 6455 asks of a server's
frames, so every test is one of those rules too.
"""
import collections
import os
import pathlib
import signal
import socket
import struct
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request

SOURCE = pathlib.Path(__file__).resolve().parents[2]
PATIENCE = 10.0  # s; nothing here takes that long unless it is broken

CONT, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
UP_JOIN, UP_INPUT, UP_CHAT, UP_PING, UP_CONFIRM, UP_RELAY = 1, 2, 3, 4, 5, 8
DOWN_WELCOME, DOWN_PONG, DOWN_RELAY = 1, 5, 8
FRAME_KEY = 31  # first byte of a keyframe; 1..30 is a delta's gap

Frame = collections.namedtuple("Frame", "opcode payload")


def wait_until(condition, what, patience=PATIENCE):
    """Polls `condition`; fails after `patience` seconds."""
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, f"never happened: {what}"
        time.sleep(0.01)


# ---- MessagePack, as much as a test needs ----

def pack(value):
    if isinstance(value, bool):
        return b"\xc3" if value else b"\xc2"
    if isinstance(value, int):
        return (bytes([value]) if 0 <= value < 128
                else struct.pack(">BI", 0xce, value))
    if isinstance(value, str):
        text = value.encode()
        return struct.pack(">BB", 0xd9, len(text)) + text
    if isinstance(value, bytes):
        return struct.pack(">BB", 0xc4, len(value)) + value
    return bytes([0x90 + len(value)]) + b"".join(pack(v) for v in value)


def head_numbers(message, count):
    """The first `count` elements of a message, all of them numbers."""
    numbers, at = [], 1 if message[0] < 0xdc else 3
    while len(numbers) < count:
        size = {0xcc: 1, 0xcd: 2, 0xce: 4}.get(message[at], 0)
        value = message[at + 1:at + 1 + size] if size else message[at:at + 1]
        numbers.append(int.from_bytes(value, "big"))
        at += 1 + size
    return numbers


# ---- the server ----

class Server:
    """`roomcast serve` on a free loopback port, with a data directory of its
    own. Use it as a context."""

    def __init__(self, program, *options):
        self.program, self.options = program, options
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    def __enter__(self):
        self.data = tempfile.TemporaryDirectory(prefix="roomcast-")
        self.prepare()
        self.log = open(pathlib.Path(self.data.name) / "log", "w+b")
        self.process = subprocess.Popen(
            [self.program, "serve", "--listen", f"127.0.0.1:{self.port}",
             "--data", self.data.name, "--assets", str(SOURCE),
             "--workers", "1", *self.options],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        wait_until(self.is_ready, f"the server is ready; it said {self.said()}")
        return self

    def prepare(self):
        """For those who want something in the data directory before."""

    def __exit__(self, *failure):
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        said = self.said()
        self.log.close()
        self.data.cleanup()
        if not any(failure):
            assert code == 0, f"it exited with {code} and said:\n{said}"

    def said(self):
        self.log.seek(0)
        return self.log.read().decode(errors="replace")

    def is_ready(self):
        assert self.process.poll() is None, f"it has ended:\n{self.said()}"
        try:
            self.get("/readyz")
            return True
        except (OSError, urllib.error.HTTPError):
            return False

    def get(self, path):
        url = f"http://127.0.0.1:{self.port}{path}"
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            return answer.read().decode()

    def metric(self, name):
        for line in self.get("/metrics").splitlines():
            if line.split(" ")[0] == name:
                return float(line.split(" ")[1])
        raise AssertionError(f"no metric {name}")

    def status(self, field):
        """A field of /proc/PID/status, in bytes where that is its unit."""
        path = pathlib.Path(f"/proc/{self.process.pid}/status")
        for line in path.read_text().splitlines():
            name, value = line.split(":", 1)
            if name == field:
                words = value.split()
                return int(words[0]) * (1024 if words[1:] == ["kB"] else 1)
        raise AssertionError(f"no field {field}")

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def connect(self):
        peer = socket.create_connection(("127.0.0.1", self.port), PATIENCE)
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return peer


# ---- a request and its answer ----

SAMPLE_KEY = "dGhlIHNhbXBsZSBub25jZQ=="
SAMPLE_ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

GOOD = {
    "Host": "127.0.0.1",
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Key": SAMPLE_KEY,
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Protocol": "roomcast.1",
}


def request(path="/play/arena", line=None, extra="", **changes):
    """A good request with some fields changed (None: left out)."""
    fields = dict(GOOD)
    for name, value in changes.items():
        fields[name.replace("_", "-")] = value
    text = line or f"GET {path} HTTP/1.1"
    text += "".join(f"\r\n{name}: {value}" for name, value in fields.items()
                    if value is not None)
    return (text + "\r\n" + extra + "\r\n").encode("latin-1")


class Answer:
    def __init__(self, head):
        lines = head.decode("latin-1").split("\r\n")
        assert lines[0].startswith("HTTP/1.1 "), head
        self.status = int(lines[0].split(" ")[1])
        self.fields = {}
        for line in lines[1:]:
            name, colon, value = line.partition(":")
            assert colon, f"no field: {line!r}"
            self.fields[name.lower()] = value.strip()


# ---- a WebSocket ----

def frame(opcode, payload=b"", *, fin=True, rsv=0, masked=True, length=None):
    """The bytes of one frame. `length` overrides what the header says, as the
    7 bits and the extended bytes after them."""
    first = (0x80 if fin else 0) | rsv << 4 | opcode
    if length is None:
        size = len(payload)
        length = ((size, b"") if size < 126 else
                  (126, struct.pack(">H", size)) if size < 65536 else
                  (127, struct.pack(">Q", size)))
    head = bytes([first, (0x80 if masked else 0) | length[0]]) + length[1]
    if not masked:
        return head + payload
    mask = os.urandom(4)
    return head + mask + mask_bytes(payload, mask)


def mask_bytes(payload, mask):
    size = len(payload)
    wide = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "big") ^
            int.from_bytes(wide, "big")).to_bytes(size, "big")


class Peer:
    """A client that does exactly what it is told, and no more."""

    def __init__(self, server, path="/play/arena", first=b"", **changes):
        self.socket = server.connect()
        self.buffer = b""
        self.confirms = True
        self.send(request(path, **changes) + first)
        self.answer = self.read_answer()

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.socket.close()

    def send(self, data):
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass  # what the server answered tells more

    def send_frame(self, *args, **kwargs):
        self.send(frame(*args, **kwargs))

    def say(self, *message):
        self.send_frame(BINARY, pack(list(message)))

    def fill(self):
        """Reads more; False at the end of the stream."""
        data = self.socket.recv(65536)
        self.buffer += data
        return bool(data)

    def take(self, count):
        while len(self.buffer) < count:
            if not self.fill():
                raise EOFError(f"ended within {count} bytes: {self.buffer!r}")
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return taken

    def read_answer(self):
        while b"\r\n\r\n" not in self.buffer:
            if not self.fill():
                raise EOFError(f"no answer but {self.buffer!r}")
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        return Answer(head)

    def read_frame(self):
        """One frame, checked against all that 5.1 to 5.5 ask of a server."""
        first, second = self.take(2)
        assert first & 0x70 == 0, "5.2: a reserved bit is set"
        assert second & 0x80 == 0, "5.1: the server masked a frame"
        opcode, size = first & 15, second & 127
        assert opcode in (CONT, TEXT, BINARY, CLOSE, PING, PONG), opcode
        if opcode >= CLOSE:
            assert first & 0x80 and size <= 125, "5.5: a control frame"
        if size == 126:
            size = struct.unpack(">H", self.take(2))[0]
            assert size > 125, "5.2: not the shortest length"
        elif size == 127:
            size = struct.unpack(">Q", self.take(8))[0]
            assert 65535 < size < 1 << 63, "5.2: not the shortest length"
        assert first & 0x80 and opcode != CONT, "ours sends whole messages"
        return self.confirm(Frame(opcode, self.take(size)))

    def confirm(self, got):
        """Says that a state was decoded, or no more would come after 30."""
        if (self.confirms and got.opcode == BINARY and
                got.payload[0] <= FRAME_KEY):
            self.say(UP_CONFIRM, struct.unpack("<I", got.payload[1:5])[0])
        return got

    def read_until(self, wanted):
        """Skips frames until `wanted(frame)`."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            got = self.read_frame()
            if wanted(got):
                return got
            assert got.opcode != CLOSE, f"closed with {got.payload!r}"
        raise AssertionError("it never came")

    def read_opcode(self, opcode):
        return self.read_until(lambda got: got.opcode == opcode).payload

    def read_state(self):
        """The gap and the tick of the next state frame."""
        got = self.read_until(lambda got: got.opcode == BINARY and
                              got.payload[0] <= FRAME_KEY)
        return struct.unpack("<BI", got.payload[:5])

    def read_message(self, kind):
        """The next message of this kind."""
        return self.read_until(
            lambda got: got.opcode == BINARY and got.payload[0] > FRAME_KEY and
            head_numbers(got.payload, 1) == [kind]).payload

    def join(self, name="peer", spectate=True):
        """Joins the match and waits for its first state. Spectators are sent
        the same, and however many come the room does not fill."""
        self.ask_in(name, spectate)
        return self.come_in()

    def ask_in(self, name="peer", spectate=True):
        assert self.answer.status == 101, self.answer.status
        self.say(UP_JOIN, name, b"", spectate, 1, 0)

    def come_in(self):
        self.read_message(DOWN_WELCOME)
        self.read_state()
        return self

    def assert_alive(self):
        """It is still served: a ping and a message are answered."""
        mark = os.urandom(8)
        self.send_frame(PING, mark)
        self.read_until(lambda got: got == (PONG, mark))

    def read_close(self):
        """Skips to the server's Close. Returns its code (None without one) and
        its reason; nothing but the end of the stream may follow it."""
        payload = self.read_opcode(CLOSE)
        while self.fill():
            pass
        assert self.buffer == b"", f"5.5.1: after its Close: {self.buffer!r}"
        if not payload:
            return None, ""
        return struct.unpack(">H", payload[:2])[0], payload[2:].decode()

    def read_reply(self):
        """The data of the next Pong, or the code of a Close, or None when the
        connection ends without."""
        while True:
            try:
                got = self.read_frame()
            except (EOFError, ConnectionResetError):
                return None
            if got.opcode == PONG:
                return got.payload
            if got.opcode == CLOSE:
                return struct.unpack(">H", got.payload[:2])[0]

    def read_end(self):
        """The code of the Close that comes in the end, or None without one."""
        reply = self.read_reply()
        while isinstance(reply, bytes):
            reply = self.read_reply()
        return reply

    def assert_closes(self, code):
        got, reason = self.read_close()
        assert got == code, f"closed with {got} {reason!r}, not {code}"
        return reason


class Witness(threading.Thread):
    """A player who does nothing wrong, to learn whether others harm it."""

    def __init__(self, server, path):
        super().__init__(daemon=True)
        self.peer = Peer(server, path).join("witness", spectate=False)
        self.over = threading.Event()
        self.ticks = []     # of every state that came
        self.gaps = []      # ticks each of them stands for
        self.silences = []  # s before each of them
        self.failure = None

    def __enter__(self):
        self.began = time.monotonic()
        self.start()
        return self

    def __exit__(self, *failure):
        self.over.set()
        self.join(PATIENCE)
        self.peer.socket.close()

    def run(self):
        before = time.monotonic()
        try:
            while not self.over.is_set():
                gap, tick = self.peer.read_state()
                now = time.monotonic()
                self.silences.append(now - before)
                self.gaps.append(gap)
                self.ticks.append(tick)
                self.peer.say(UP_INPUT, tick + 2, tick, tick, tick % 16, 0)
                before = now
        except (OSError, EOFError, AssertionError) as failure:
            self.failure = failure

    def wait_ticks(self, count):
        """Until `count` more ticks of the match have passed."""
        goal = len(self.ticks) + count
        wait_until(lambda: self.failure or len(self.ticks) >= goal,
                   f"{count} more ticks for the witness")
