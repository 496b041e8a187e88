#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A second client, written from shared/PROTOCOL.md alone.

    decode.py [--to TICK] RECORDING...

reads what a client received (README.md has the format), follows the match, and
checks every state hash to the end, which with --to is a hash of that tick or a
later one. It shares no line with the C code: what the two agree on is what the
page says.
"""
import struct
import sys


class Broken(Exception):
    """These bytes are not what the page describes."""


class Lost(Exception):
    """A good frame that builds on a state we do not have."""


# ---- MessagePack ----

class Unpacker:
    """Reads one value; `note(start, end, value)` is told of every leaf."""

    def __init__(self, data, note=None):
        self.data, self.at, self.note = data, 0, note

    def take(self, count):
        if count > len(self.data) - self.at:
            raise Broken("cut short")
        self.at += count
        return self.data[self.at - count:self.at]

    def number(self, size, signed=False):
        return int.from_bytes(self.take(size), "big", signed=signed)

    def value(self):
        start = self.at
        byte = self.number(1)
        if 0x90 <= byte < 0xa0 or byte in (0xdc, 0xdd):
            count = byte & 15 if byte < 0xa0 else self.number(
                2 if byte == 0xdc else 4)
            if self.note:
                self.note(start, self.at, f"array of {count}")
            return [self.value() for _ in range(count)]
        if 0x80 <= byte < 0x90 or byte in (0xde, 0xdf):
            count = byte & 15 if byte < 0x90 else self.number(
                2 if byte == 0xde else 4)
            return [(self.value(), self.value()) for _ in range(count)]
        value = self.leaf(byte)
        if self.note:
            self.note(start, self.at, value)
        return value

    def leaf(self, byte):
        if byte < 0x80:
            return byte
        if byte >= 0xe0:
            return byte - 256
        if 0xa0 <= byte < 0xc0:
            return self.take(byte & 31).decode()
        if byte == 0xc0:
            return None
        if byte in (0xc2, 0xc3):
            return byte == 0xc3
        if 0xc4 <= byte <= 0xc6:
            return self.take(self.number(1 << (byte - 0xc4)))
        if 0xcc <= byte <= 0xcf:
            return self.number(1 << (byte - 0xcc))
        if 0xd0 <= byte <= 0xd3:
            return self.number(1 << (byte - 0xd0), signed=True)
        if 0xd9 <= byte <= 0xdb:
            return self.take(self.number(1 << (byte - 0xd9))).decode()
        if byte in (0xca, 0xcb):
            return struct.unpack(">f" if byte == 0xca else ">d",
                                 self.take(4 if byte == 0xca else 8))[0]
        if 0xc7 <= byte <= 0xc9:
            return self.take(1 + self.number(1 << (byte - 0xc7)))
        if 0xd4 <= byte <= 0xd8:
            return self.take(1 + (1 << (byte - 0xd4)))
        raise Broken(f"{byte:#x} is no MessagePack")


def unpack(data, note=None):
    reader = Unpacker(data, note)
    value = reader.value()
    if reader.at != len(data):
        raise Broken("bytes after the end")
    return value


# ---- bits ----

class Bits:
    """Reads bits, highest first; `note(bits, text)` is told of every number."""

    def __init__(self, data, note=None):
        self.bits = "".join(f"{byte:08b}" for byte in data)
        self.at, self.note = 0, note

    def raw(self, count):
        if count > len(self.bits) - self.at:
            raise Broken("the bits are over")
        self.at += count
        return int(self.bits[self.at - count:self.at] or "0", 2)

    def tell(self, start, text):
        if self.note:
            self.note(self.bits[start:self.at], text)

    def flag(self, text, *meanings):
        value = self.raw(1)
        self.tell(self.at - 1, f"{text}: {meanings[value]}")
        return value

    def golomb(self, k):
        zeros = 0
        while self.raw(1) == 0:
            zeros += 1
            if zeros > 32:
                raise Broken("a code that is too long")
        high = 1 << zeros | self.raw(zeros)
        value = (high - 1) << k | self.raw(k)
        if value > 0xffffffff:
            raise Broken("a number above 32 bits")
        return value

    def signed(self, k):
        value = self.golomb(k)
        return -(value >> 1) - 1 if value & 1 else value >> 1

    def end(self):
        left = len(self.bits) - self.at
        start = self.at
        if left >= 8 or self.raw(left) != 0:
            raise Broken("bits that nobody asked for")
        if left:
            self.tell(start, "padding")


# ---- the tables of the page ----

FRAME_KEY, MAX_GAP, HASH_EVERY, NO_SLOT = 31, 30, 32, 255
NONE, PLAYER, SHOT, THING = 0, 1, 2, 3
THINGS = 32  # slots of things, after the players'
FAR = 1 << 24  # no map is as wide

# name: (bytes, signed), in the order in which they are hashed
MATCH = {
    "tick": (4, False), "phase": (1, False), "winner": (1, False),
    "ends_at": (4, False), "bout_at": (4, False), "score1": (2, True),
    "score2": (2, True), "score3": (2, True), "score4": (2, True),
    "rng": (8, False)}
ENTITY = {
    "kind": (1, False), "owner": (1, False), "team": (1, False),
    "type": (1, False), "born": (4, False), "x": (4, True), "y": (4, True),
    "vx": (2, True), "vy": (2, True), "aim": (1, False),
    "buttons": (1, False), "hp": (2, False), "foe": (1, False),
    "ready_at": (4, False), "back_at": (4, False), "thaw_at": (4, False),
    "score": (2, True), "deaths": (2, False)}
TICKS = {"born", "ready_at", "back_at", "thaw_at", "ends_at", "bout_at"}

# (name, k, k of a new entity or in a keyframe), in the order on the wire
MATCH_CODES = [
    ("phase", 0, 0), ("winner", 4, 4), ("ends_at", 10, 10), ("bout_at", 6, 10),
    ("score1", 0, 3), ("score2", 0, 3), ("score3", 0, 3), ("score4", 0, 3)]
VELOCITY = [("vx", 10, 14), ("vy", 10, 14)]
LOOK = [("aim", 2, 5), ("buttons", 4, 4)]
RARE = {
    "place": [("x", 10, 13), ("y", 10, 13)],
    "fight": [("ready_at", 4, 6), ("hp", 6, 6), ("foe", 3, 3)],
    "rest": [("back_at", 6, 6), ("thaw_at", 6, 6), ("score", 0, 3),
             ("deaths", 0, 3), ("type", 0, 0), ("team", 1, 1), ("owner", 3, 3),
             ("born", 3, 3)]}
COUNT_K, SKIP_K, OWNER_K = 4, 0, 3

NOBODY = dict.fromkeys(ENTITY, 0)
NO_MATCH = dict.fromkeys(MATCH, 0)


def wrap(value, size, signed):
    value &= (1 << 8 * size) - 1
    return value - (1 << 8 * size) if signed and value >> (8 * size - 1) else value


# ---- the state ----

def fnv(hash_, value, size):
    for byte in (value & (1 << 8 * size) - 1).to_bytes(size, "little"):
        hash_ = (hash_ ^ byte) * 16777619 & 0xffffffff
    return hash_


class State:
    def __init__(self, match, entities):
        self.match, self.entities = match, entities

    def hash(self):
        hash_ = 2166136261
        for name, (size, _) in MATCH.items():
            hash_ = fnv(hash_, self.match[name], size)
        for entity in self.entities:
            if entity["kind"] == NONE:
                hash_ = fnv(hash_, NONE, 1)
                continue
            for name, (size, _) in ENTITY.items():
                hash_ = fnv(hash_, entity[name], size)
        return hash_


class FrameReader:
    def __init__(self, player_limit, entity_limit, note=None):
        self.players, self.limit, self.note = player_limit, entity_limit, note

    def head(self, data):
        if len(data) < 5 or not (1 <= data[0] <= MAX_GAP or
                                 data[0] == FRAME_KEY):
            raise Broken("not a state frame")
        tick, = struct.unpack_from("<I", data, 1)
        gap = 0 if data[0] == FRAME_KEY else data[0]
        return tick, gap, 9 if tick % HASH_EVERY == 0 else 5

    def read(self, data, base):
        """The state of frame `data`; `base` is the latest one, or None."""
        self.tick, self.gap, front = self.head(data)
        if len(data) < front:
            raise Broken("cut short")
        if self.gap == 0:
            base = State(NO_MATCH, [NOBODY] * self.limit)
        elif base is None or base.match["tick"] != self.tick - self.gap:
            raise Lost(f"tick {self.tick} builds on {self.tick - self.gap}")
        self.bits = Bits(data[front:], self.note)
        state = State(self.read_match(base.match), [])
        self.read_entities(base.entities, state.entities)
        self.bits.end()
        if front == 9 and struct.unpack_from("<I", data, 5)[0] != state.hash():
            raise Lost(f"the hash of tick {self.tick} differs")
        return state

    def read_fields(self, codes, table, record, is_new):
        for name, k, k_new in codes:
            if not self.bits.flag(name, "as guessed", "missed"):
                continue
            start = self.bits.at
            origin = self.tick if name in TICKS else record[name]
            miss = self.bits.signed(k_new if is_new else k)
            record[name] = wrap(origin + miss, *table[name])
            self.bits.tell(start, f"  by {miss}: {name} = {record[name]}")

    def read_match(self, base):
        match = base | {"tick": self.tick}
        if self.bits.flag("match", "as before", "changed"):
            self.read_fields(MATCH_CODES, MATCH, match, self.gap == 0)
        if self.bits.flag("rng", "as before", "new"):
            start = self.bits.at
            match["rng"] = self.bits.raw(64)
            self.bits.tell(start, f"  rng = {match['rng']}")
        winner = match["winner"]
        if match["phase"] > 3 or not (
                winner < max(self.players, 4) or 128 <= winner < 144 or
                winner == NO_SLOT):
            raise Broken("a match out of range")
        return match

    def read_entities(self, base, out):
        start = self.bits.at
        count = self.bits.golomb(COUNT_K)
        self.bits.tell(start, f"entities that follow: {count}")
        shots = self.players + THINGS
        order = [*range(self.players), *range(shots, self.limit),
                 *range(self.players, shots)]
        out += [NOBODY] * self.limit
        at = 0
        for _ in range(count):
            start = self.bits.at
            skip = self.bits.golomb(SKIP_K)
            if skip >= len(order) - at:
                raise Broken("a slot out of range")
            self.keep(base, out, order[at:at + skip])
            at += skip
            slot = order[at]
            self.bits.tell(start, f"skip {skip}: slot {slot}")
            out[slot] = self.read_entity(base[slot], slot, out)
            at += 1
        self.keep(base, out, order[at:])
        for entity in out:
            self.check(entity)

    def keep(self, base, out, slots):
        for slot in slots:
            out[slot] = self.moved(base[slot], out)

    def moved(self, entity, players):
        """A carried thing goes with its carrier, all else straight on."""
        owner = entity["owner"]
        if entity["kind"] == THING and owner < self.players and (
                players[owner]["kind"] == PLAYER):
            return entity | {name: players[owner][name] for name in "xy"}
        x = wrap(entity["x"] + entity["vx"] * self.gap, 4, True)
        y = wrap(entity["y"] + entity["vy"] * self.gap, 4, True)
        return entity | {"x": x, "y": y}

    def read_entity(self, base, slot, players):
        is_new, has_rare = base["kind"] == NONE, True
        if not is_new:
            has_rare = self.bits.flag("change", "motion only", "more")
            if has_rare and self.bits.flag("change", "of fields", "of body"):
                is_new = self.bits.flag("change", "gone", "new")
                if not is_new:
                    return dict(NOBODY)
        entity = self.new(base, slot, players) if is_new else dict(base)
        self.read_fields(VELOCITY, ENTITY, entity, is_new)
        self.read_fields(LOOK, ENTITY, entity, is_new)
        if not is_new:
            entity = self.moved(entity, players)
        for name, codes in RARE.items() if has_rare else ():
            if self.bits.flag(f"{name} group", "as guessed", "missed"):
                self.read_fields(codes, ENTITY, entity, is_new)
        return entity

    def new(self, base, slot, players):
        now = self.tick
        if slot < self.players:
            return base | {
                "kind": PLAYER, "owner": slot, "born": now, "vx": 0, "vy": 0,
                "ready_at": now, "back_at": 0, "thaw_at": 0}
        if slot < self.players + THINGS:
            before = self.moved(base, players) if base["kind"] else (
                base | {"foe": NO_SLOT})
            return before | {
                "kind": THING, "owner": NO_SLOT, "born": now, "vx": 0, "vy": 0,
                "back_at": 0}
        start = self.bits.at
        owner = self.bits.golomb(OWNER_K)
        self.bits.tell(start, f"owner: {owner}")
        shot = NOBODY | {
            "kind": SHOT, "owner": owner, "born": now, "ready_at": now}
        if owner < self.players:
            shot |= {name: players[owner][name]
                     for name in ("team", "x", "y", "aim")}
        return shot

    def is_slot(self, number):
        return number < self.players or number == NO_SLOT

    def check(self, entity):
        if entity["kind"] and not (
                self.is_slot(entity["owner"]) and self.is_slot(entity["foe"])
                and entity["team"] <= 4 and entity["type"] <= 15
                and abs(entity["x"]) <= FAR and abs(entity["y"]) <= FAR):
            raise Broken(f"an entity out of range: {entity}")


# ---- a recorded match ----

WELCOME = 1


def messages(path):
    with open(path, "rb") as file:
        while head := file.read(4):
            size, = struct.unpack("<I", head)
            data = file.read(size)
            if len(data) != size:
                raise Broken("the recording is cut short")
            yield data


class Follower:
    def __init__(self):
        self.reader = self.state = None
        self.counts = dict(frames=0, keyframes=0, hashes=0, lost=0, messages=0,
                           last_hash=0)

    def take(self, data):
        if data[:1] and (data[0] >> 4 == 9 or data[0] in (0xdc, 0xdd)):
            self.take_message(unpack(data))
        elif self.reader:
            self.take_frame(data)

    def take_message(self, message):
        self.counts["messages"] += 1
        if message[0] == WELCOME:
            self.reader = FrameReader(message[8], message[9])
            self.state = None

    def take_frame(self, data):
        try:
            self.state = self.reader.read(data, self.state)
        except Lost as lost:
            self.counts["lost"] += 1
            print(f"lost: {lost}", file=sys.stderr)
            return
        self.counts["frames"] += 1
        self.counts["keyframes"] += data[0] == FRAME_KEY
        if self.state.match["tick"] % HASH_EVERY == 0:
            self.counts["hashes"] += 1
            self.counts["last_hash"] = self.state.match["tick"]


def main(paths):
    to_tick = 0
    if paths[:1] == ["--to"]:
        to_tick, paths = int(paths[1]), paths[2:]
    good = bool(paths)
    for path in paths:
        follower = Follower()
        try:
            for data in messages(path):
                follower.take(data)
        except Broken as broken:
            print(f"{path}: {broken}", file=sys.stderr)
            good = False
        counts = follower.counts
        print(f"{path}:", " ".join(f"{k}={v}" for k, v in counts.items()))
        good = good and counts["hashes"] > 0 and counts["lost"] == 0
        good = good and counts["last_hash"] >= to_tick
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
