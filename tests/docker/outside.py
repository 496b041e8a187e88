#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Looks at a served room from outside its container, with what Python has.

    outside.py HOST:PORT join SEAT.json   take a seat, or come back to it
    outside.py HOST:PORT rules            the version of the rules in force

`join` keeps its token in SEAT.json. When that file exists it asks for its old
seat, and fails unless it gets it, in the same room and at a later tick.
"""
import base64
import json
import os
import pathlib
import socket
import struct
import sys
import urllib.request

JOIN, WELCOME = 1, 1
PLAIN = 1 << 0  # encodings this client can be sent


def receive(peer, count):
    got = b""
    while len(got) < count:
        part = peer.recv(count - len(got))
        if not part:
            raise SystemExit("the server closed the connection")
        got += part
    return got


def upgrade(address, path):
    host, port = address.rsplit(":", 1)
    peer = socket.create_connection((host, int(port)), timeout=5)
    key = base64.b64encode(os.urandom(16)).decode()
    peer.sendall((
        f"GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\n"
        f"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Key: {key}\r\n"
        "Sec-WebSocket-Protocol: roomcast.1\r\n\r\n").encode())
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += receive(peer, 1)
    if b" 101 " not in head.split(b"\r\n")[0]:
        raise SystemExit(f"no upgrade: {head.decode()}")
    return peer


def send(peer, message):
    mask = os.urandom(4)
    masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(message))
    peer.sendall(bytes([0x82, 0x80 | len(message)]) + mask + masked)


def messages(peer):
    while True:
        opcode, size = receive(peer, 2)
        if size == 126:
            size, = struct.unpack(">H", receive(peer, 2))
        elif size == 127:
            size, = struct.unpack(">Q", receive(peer, 8))
        payload = receive(peer, size)
        if opcode == 0x88:
            raise SystemExit(f"closed: {payload[:2].hex()} {payload[2:]!r}")
        if opcode == 0x82:
            yield payload


def unpack(data):
    """The MessagePack values a WELCOME is made of, one after the other."""
    sizes = {0xC4: ">B", 0xD9: ">B", 0xCC: ">B", 0xCD: ">H", 0xCE: ">I"}
    at = 0
    while at < len(data):
        tag = data[at]
        at += 1
        if tag < 0x80 or 0x90 <= tag < 0xA0:
            yield tag & (0x7F if tag < 0x80 else 0x0F)
        elif tag in (0xC2, 0xC3):
            yield tag == 0xC3
        elif tag in sizes or 0xA0 <= tag < 0xC0:
            number = tag & 0x1F
            if tag in sizes:
                number, = struct.unpack_from(sizes[tag], data, at)
                at += struct.calcsize(sizes[tag])
            if tag in (0xCC, 0xCD, 0xCE):
                yield number
            else:
                yield data[at:at + number]
                at += number
        else:
            raise SystemExit(f"unexpected MessagePack byte {tag:#x}")


def is_message(payload, number):
    return 0x90 < payload[0] < 0xA0 and payload[1] == number


def join(address, seat_file):
    seat_file = pathlib.Path(seat_file)
    old = json.loads(seat_file.read_text()) if seat_file.exists() else None
    token = bytes.fromhex(old["token"]) if old else b""
    peer = upgrade(address, f"/play/{old['room']}" if old else "/play")
    send(peer, bytes([0x96, JOIN, 0xA5]) + b"Visit" +
         bytes([0xC4, len(token)]) + token + bytes([0xC2, PLAIN, 0]))
    stream = messages(peer)
    welcome = next(m for m in stream if is_message(m, WELCOME))
    _, _, slot, resumed, token, room, tick, *_ = unpack(welcome)
    state = next(m for m in stream if not 0x90 <= m[0] < 0xA0)
    seat = {"room": room.decode(), "slot": slot, "tick": tick,
            "token": token.hex()}
    print(f"seat {slot} of room {seat['room']} at tick {tick}, "
          f"resumed: {resumed}, first state frame: {len(state)} bytes")
    if old and not (resumed and seat["room"] == old["room"] and
                    slot == old["slot"] and tick > old["tick"]):
        raise SystemExit(f"that is not the seat of before: {old}")
    seat_file.write_text(json.dumps(seat))


def rules(address):
    url = f"http://{address}/api/rules"
    with urllib.request.urlopen(url, timeout=5) as answer:
        print(json.load(answer)["version"])


if __name__ == "__main__":
    {"join": join, "rules": rules}[sys.argv[2]](sys.argv[1], *sys.argv[3:])
