#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Looks at a served room from outside its container.

    outside.py HOST:PORT join SEAT.json   take a seat, or come back to it
    outside.py HOST:PORT rules            the version of the rules in force

`join` keeps its token in SEAT.json. When that file exists it asks for its old
seat, and fails unless it gets it, in the same room and at a later tick.
"""
import json
import pathlib
import socket
import struct
import sys
import urllib.request

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from roomcast import DOWN_WELCOME, PATIENCE, UP_JOIN, Peer  # noqa: E402

PLAIN = 1 << 0  # encodings this client can be sent


class Container:
    """What Peer asks of a server."""

    def __init__(self, address):
        self.address = address

    def connect(self):
        host, port = self.address.rsplit(":", 1)
        return socket.create_connection((host, int(port)), PATIENCE)


def unpack(data):
    """The MessagePack values a WELCOME is made of, one after the other."""
    sizes = {0xC4: ">B", 0xD9: ">B", 0xCC: ">B", 0xCD: ">H", 0xCE: ">I"}
    at = 0
    while at < len(data):
        tag = data[at]
        at += 1
        number = tag & (0x7F if tag < 0x80 else 0x1F if tag >= 0xA0 else 0x0F)
        if tag in sizes:
            number, = struct.unpack_from(sizes[tag], data, at)
            at += struct.calcsize(sizes[tag])
        if tag in (0xC2, 0xC3):
            yield tag == 0xC3
        elif tag in (0xC4, 0xD9) or 0xA0 <= tag < 0xC0:
            yield data[at:at + number]
            at += number
        else:
            yield number


def join(address, seat_file):
    seat_file = pathlib.Path(seat_file)
    old = json.loads(seat_file.read_text()) if seat_file.exists() else None
    path = f"/play/{old['room']}" if old else "/play"
    token = bytes.fromhex(old["token"]) if old else b""
    with Peer(Container(address), path, Host=address) as peer:
        peer.say(UP_JOIN, "Visitor", token, False, PLAIN, 0)
        welcome = unpack(peer.read_message(DOWN_WELCOME))
        _, state_tick = peer.read_state()
    _, _, slot, resumed, token, room, tick, *_ = welcome
    seat = {"room": room.decode(), "slot": slot, "tick": tick,
            "token": token.hex()}
    print(f"seat {slot} of room {seat['room']} at tick {tick}, resumed: "
          f"{resumed}; first state: tick {state_tick}")
    if old and not (resumed and seat["room"] == old["room"] and
                    slot == old["slot"] and tick > old["tick"]):
        raise SystemExit(f"that is not the seat of before: {old}")
    seat_file.write_text(json.dumps(seat))


def rules(address):
    url = f"http://{address}/api/rules"
    with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
        print(json.load(answer)["version"])


if __name__ == "__main__":
    {"join": join, "rules": rules}[sys.argv[2]](sys.argv[1], *sys.argv[3:])
