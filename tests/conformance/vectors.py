#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Holds shared/vectors against the server's code and decode.py.

    vectors.py VECTORS DIRECTORY [--update]

VECTORS is the program that encodes every vector, and decodes it again to the
values it was made of. Here each is written out with what decode.py reads in it;
the files of DIRECTORY must say just that (--update writes them anew; read the
difference before you commit it).
"""
import pathlib
import subprocess
import sys

import decode
import page

HEADS = {
    "up": "Messages to the server.",
    "down": "Messages from the server.",
    "plain": f"State frames, encoding plain; player_limit {page.LIMITS[0]}, "
             f"entity_limit {page.LIMITS[1]}.",
    "replica": "State frames, encoding replica; player_limit 2, entity_limit "
               "58, the rules of\n# RULES in down.txt. They change with the "
               "simulation.",
    "taken": "Messages that say more than is known, or say it at more length, "
             "and are good.",
    "refused": "What no reader may take. The plain frames come when the state "
               "is tick 1023,\n# all else 0, with nobody in it; those of "
               "replica after the last of replica.txt.",
}
ABOUT = """\
# {}
#
# [NAME] begins a vector; what stands behind a # is a comment, the rest is its
# bytes in hex. Written by tests/conformance/vectors.py.
"""
EMPTY = decode.State(decode.NO_MATCH | {"tick": 1023}, [decode.NOBODY] * page.LIMITS[1])


class Vector:
    def __init__(self, line):
        self.group, self.name, data, self.note = line.split(" ", 3)
        self.data = bytes.fromhex(data)
        self.kind = self.name.split("/")[0]
        self.state = []  # lines on the state it leads to


def comment(data, text=""):
    return f"{data:<33}# {text}".rstrip() if text else data


def hex_rows(data, texts=()):
    """Rows of bytes; the first have comments."""
    rows = [data[i:i + 11].hex(" ") for i in range(0, len(data), 11)]
    texts = list(texts) + [""] * len(rows)
    return [comment(row, text) for row, text in zip(rows, texts)]


def split(line):
    return line[:33].strip(), line[33:]


def message_rows(vector):
    return [comment(*split(line))
            for line in page.message_lines(vector.kind, vector.data)]


def plain_rows(vector, base):
    """Its rows, and the state it leads to."""
    front, bits, state = page.frame_lines(vector.data, base)
    return ([comment(*split(line)) for line in front] +
            [f"# {line}" for line in bits] +
            [f"# leads to the state hash {state.hash():#010x}"]), state


def replica_rows(vector):
    first = vector.data[0]
    gap, low = first & 31, first >> 5
    what = "keyframe" if gap == 31 else (
        f"delta over {gap} tick{'s' * (gap > 1)}")
    rows = hex_rows(vector.data[:1], [f"{what}, tick modulo 4 is {low}"])
    rest = vector.data[1:]
    if gap == 31:
        tick = int.from_bytes(rest[:4], "little")
        assert tick % 4 == low
        rows += hex_rows(rest[:4], [f"tick = {tick}"])
        rest = rest[4:]
    return rows + hex_rows(rest, ["range coded"]) + vector.state


def fits(more, known):
    """Whether `more` is `known` with elements added."""
    if isinstance(known, list):
        return isinstance(more, list) and len(more) >= len(known) and all(
            map(fits, more, known))
    return more == known


def is_refused(vector):
    try:
        decode.FrameReader(*page.LIMITS).read(vector.data, EMPTY)
    except (decode.Broken, decode.Lost):
        return True
    return False


def rows_of(vector, known, state):
    """The rows of any vector, and the state of plain frames after it."""
    rows = hex_rows(vector.data)
    if vector.group in ("up", "down"):
        rows = message_rows(vector)
    elif vector.group == "plain":
        rows, state = plain_rows(vector, state)
    elif vector.group == "replica":
        rows = replica_rows(vector)
    elif vector.group == "taken" and vector.kind in known:
        assert fits(decode.unpack(vector.data), known[vector.kind]), vector.name
    elif vector.kind in ("KEYFRAME", "DELTA"):
        assert is_refused(vector), vector.name
    return rows, state


def read_all(printed):
    vectors = []
    for line in printed:
        if line.startswith("#"):
            vectors[-1].state.append(line)
        elif not line.startswith("|"):
            vectors.append(Vector(line))
    return vectors


def files(vectors):
    """The text of every file, by its name."""
    texts = {group: ABOUT.format(head) for group, head in HEADS.items()}
    known = {vector.name: decode.unpack(vector.data) for vector in vectors
             if vector.group in ("up", "down")}
    state = None
    for vector in vectors:
        rows, state = rows_of(vector, known, state)
        texts[vector.group] += "\n".join(
            ["", f"[{vector.name}]", f"# {vector.note}", *rows, ""])
    return {f"{group}.txt": text for group, text in texts.items()}


def main(program, directory, *options):
    directory = pathlib.Path(directory)
    printed = subprocess.run([program], check=True, capture_output=True,
                             text=True).stdout.splitlines()
    texts = files(read_all(printed))
    if "--update" in options:
        directory.mkdir(exist_ok=True)
        for name, text in texts.items():
            (directory / name).write_text(text)
    there = {path.name: path.read_text() for path in directory.glob("*.txt")}
    for name in sorted(set(texts) | set(there)):
        if texts.get(name) != there.get(name):
            print(f"{directory / name}: is not what the code makes; if that is "
                  "meant, run vectors.py --update and read the difference",
                  file=sys.stderr)
    return 0 if texts == there else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
