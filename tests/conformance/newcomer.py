#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A small client, written from shared/PROTOCOL.md alone as a newcomer would.

    newcomer.py URL [SECONDS]

joins, runs about, follows the match by `plain` frames, and prints where everybody
is once a second. Needs Python's websockets. Its last line says what it came to;
it fails when a state hash was wrong or it never moved.
"""
import asyncio
import struct
import sys

import websockets

JOIN, INPUT, PING, RESYNC, LEAVE = 1, 2, 4, 6, 7  # to the server
WELCOME, PONG, TIMING = 1, 5, 6  # from it


def pack(value):
    if isinstance(value, bool):
        return b"\xc3" if value else b"\xc2"
    if isinstance(value, int):
        return struct.pack(">BI", 0xce, value)
    if isinstance(value, bytes):
        return struct.pack("BB", 0xc4, len(value)) + value
    if isinstance(value, str):
        return struct.pack("BB", 0xd9, len(value.encode())) + value.encode()
    return bytes([0x90 + len(value)]) + b"".join(map(pack, value))


def unpack(data, at=0):
    """The value at `at`, and where the next begins; what is no use is None."""
    byte, at = data[at], at + 1
    if byte < 0x80 or byte >= 0xe0:
        return (byte if byte < 0x80 else byte - 256), at
    if 0xcc <= byte <= 0xd3:
        size = 1 << (byte & 3)
        return int.from_bytes(data[at:at + size], "big",
                              signed=byte >= 0xd0), at + size
    if 0x90 <= byte < 0xa0 or byte in (0xdc, 0xdd):
        size = 0 if byte < 0xa0 else 2 if byte == 0xdc else 4
        count = int.from_bytes(data[at:at + size], "big") or byte & 15
        values, at = [], at + size
        for _ in range(count):
            value, at = unpack(data, at)
            values.append(value)
        return values, at
    if byte in (0xc0, 0xc2, 0xc3):
        return byte == 0xc3, at
    size = {0xc4: 1, 0xd9: 1, 0xc5: 2, 0xda: 2, 0xc6: 4, 0xdb: 4}.get(byte, 0)
    length = int.from_bytes(data[at:at + size], "big") if size else byte & 31
    return data[at + size:at + size + length], at + size + length


# (name, struct letter, k, k new), as the page's tables have them
MATCH = [("phase", "B", 0, 0), ("winner", "B", 4, 4), ("ends_at", "I", 10, 10),
         ("bout_at", "I", 6, 10), ("score1", "h", 0, 3), ("score2", "h", 0, 3),
         ("score3", "h", 0, 3), ("score4", "h", 0, 3)]
MOTION = [("vx", "h", 10, 14), ("vy", "h", 10, 14), ("aim", "B", 2, 5),
          ("buttons", "B", 4, 4)]
GROUPS = [[("x", "i", 10, 13), ("y", "i", 10, 13)],
          [("ready_at", "I", 4, 6), ("hp", "H", 6, 6), ("foe", "B", 3, 3)],
          [("back_at", "I", 6, 6), ("thaw_at", "I", 6, 6), ("score", "h", 0, 3),
           ("deaths", "H", 0, 3), ("type", "B", 0, 0), ("team", "B", 1, 1),
           ("owner", "B", 3, 3), ("born", "I", 3, 3)]]
WIDTH = {name: letter for codes in [MATCH, MOTION, *GROUPS]
         for name, letter, _, _ in codes} | {
             "kind": "B", "tick": "I", "rng": "Q"}
HASHED_MATCH = ("tick phase winner ends_at bout_at score1 score2 score3 "
                "score4 rng").split()
HASHED = ("kind owner team type born x y vx vy aim buttons hp foe ready_at "
          "back_at thaw_at score deaths").split()
TICKS = {"born", "ready_at", "back_at", "thaw_at", "ends_at", "bout_at"}


def fit(name, value):
    """Wraps around at the width of the field."""
    size = struct.calcsize(WIDTH[name])
    return int.from_bytes((value % (1 << 8 * size)).to_bytes(size, "big"),
                          "big", signed=WIDTH[name].islower())


class Frame:
    """Decodes one frame on the state `base`: {"match": ..., "slots": [...]}."""

    def __init__(self, data, base, players, limit):
        self.gap = data[0] % 31
        self.tick, = struct.unpack_from("<I", data, 1)
        self.players = players
        front = 9 if self.tick % 32 == 0 else 5
        self.bits = iter("".join(f"{byte:08b}" for byte in data[front:]))
        if not self.gap:
            base = {"match": dict.fromkeys(HASHED_MATCH, 0),
                    "slots": [dict.fromkeys(HASHED, 0)] * limit}
        self.match = base["match"] | {"tick": self.tick}
        if self.take(1):
            self.fields(MATCH, self.match, not self.gap)
        if self.take(1):
            self.match["rng"] = self.take(64)
        self.slots, old = [None] * limit, base["slots"]
        order = iter([*range(players), *range(players + 32, limit),
                      *range(players, players + 32)])
        for _ in range(self.golomb(4)):
            for _ in range(self.golomb(0)):
                self.keep(old, next(order))
            at = next(order)
            self.slots[at] = self.record(old[at], at)
        for at in order:
            self.keep(old, at)
        if front == 9 and struct.unpack_from("<I", data, 5)[0] != self.hash():
            raise ValueError(f"the hash of tick {self.tick} is another")

    def take(self, count):
        return int("".join(next(self.bits) for _ in range(count)) or "0", 2)

    def golomb(self, k):
        zeros = 0
        while not self.take(1):
            zeros += 1
        return (((1 << zeros | self.take(zeros)) - 1) << k) + self.take(k)

    def fields(self, codes, record, is_new):
        for name, _, k, k_new in codes:
            if self.take(1):
                v = self.golomb(k_new if is_new else k)
                miss = -(v + 1) // 2 if v % 2 else v // 2
                start = self.tick if name in TICKS else record[name]
                record[name] = fit(name, start + miss)

    def keep(self, old, at):
        self.slots[at] = self.moved(old[at])

    def moved(self, one):
        if one["kind"] == 3 and one["owner"] < self.players:
            carrier = self.slots[one["owner"]]
            if carrier["kind"] == 1:
                return one | {"x": carrier["x"], "y": carrier["y"]}
        return one | {"x": fit("x", one["x"] + one["vx"] * self.gap),
                      "y": fit("y", one["y"] + one["vy"] * self.gap)}

    def record(self, old, slot):
        is_new, is_more = old["kind"] == 0, True
        if not is_new:
            is_more = self.take(1)
            if is_more and self.take(1):
                if not self.take(1):
                    return dict.fromkeys(HASHED, 0)
                is_new = True
        one = self.newcomer(old, slot) if is_new else dict(old)
        self.fields(MOTION, one, is_new)
        if not is_new:
            one = self.moved(one)
        for codes in GROUPS if is_more else []:
            if self.take(1):
                self.fields(codes, one, is_new)
        return one

    def newcomer(self, old, slot):
        if slot < self.players:
            return old | {"kind": 1, "owner": slot, "born": self.tick, "vx": 0,
                          "vy": 0, "ready_at": self.tick, "back_at": 0,
                          "thaw_at": 0}
        if slot < self.players + 32:
            old = self.moved(old) if old["kind"] else old | {"foe": 255}
            return old | {"kind": 3, "owner": 255, "born": self.tick, "vx": 0,
                          "vy": 0, "back_at": 0}
        owner = self.golomb(3)
        shot = dict.fromkeys(HASHED, 0) | {
            "kind": 2, "owner": owner, "born": self.tick,
            "ready_at": self.tick}
        if owner < self.players:
            shot |= {name: self.slots[owner][name]
                     for name in ("team", "x", "y", "aim")}
        return shot

    def hash(self):
        data = b"".join(struct.pack("<" + WIDTH[name], self.match[name])
                        for name in HASHED_MATCH)
        for one in self.slots:
            data += b"".join(struct.pack("<" + WIDTH[name], one[name])
                             for name in HASHED) if one["kind"] else b"\0"
        value = 2166136261
        for byte in data:
            value = (value ^ byte) * 16777619 % (1 << 32)
        return value

    def state(self):
        return {"match": self.match, "slots": self.slots}


class Client:
    def __init__(self, peer):
        self.peer, self.state, self.lead = peer, None, 3
        self.frames = self.hashes = self.lost = 0
        self.been = set()  # where we were, in u

    async def send(self, *message):
        await self.peer.send(pack(list(message)))

    async def run(self, ticks):
        await self.send(JOIN, "newcomer", b"", False, 1, 0)
        async for data in self.peer:
            if data[0] >= 0x80:
                self.message(unpack(data)[0])
            elif await self.frame(data) and self.frames >= ticks:
                return await self.send(LEAVE)

    def message(self, message):
        if message[0] == WELCOME:
            self.slot, self.state = message[1], None
            self.players, self.limit = message[8], message[9]
        elif message[0] == TIMING:
            self.lead += (message[2] < 1) - (message[2] > 4)

    async def frame(self, data):
        tick, = struct.unpack_from("<I", data, 1)
        gap = data[0] % 31
        try:
            if gap and (not self.state or
                        self.state["match"]["tick"] != tick - gap):
                raise ValueError(f"tick {tick} builds on another state")
            self.state = Frame(data, self.state, self.players,
                               self.limit).state()
        except ValueError as error:
            print(error)
            self.lost += 1
            await self.send(RESYNC)
            return False
        self.frames += 1
        self.hashes += tick % 32 == 0
        self.look(tick)
        buttons = (1, 8, 2, 4)[tick // 60 % 4] | 16 * (tick % 40 < 5)
        await self.send(INPUT, tick + self.lead, tick, tick, buttons,
                        tick * 300 % 65536)
        return True

    def look(self, tick):
        own = self.state["slots"][self.slot]
        self.been.add((own["x"] // 256, own["y"] // 256))
        if self.frames % 30 == 0:
            print(f"tick {tick}:", *(
                f"{one['owner']}@{one['x'] // 256},{one['y'] // 256}"
                for one in self.state["slots"] if one["kind"] == 1))


async def main(url, seconds="10"):
    async with websockets.connect(url, subprotocols=["roomcast.1"]) as peer:
        client = Client(peer)
        await client.run(30 * int(seconds))
    print(f"{client.frames} frames, {client.hashes} hashes, {client.lost} lost, "
          f"stood in {len(client.been)} places")
    return 0 if client.hashes and not client.lost and len(
        client.been) > 10 else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main(*sys.argv[1:])))
