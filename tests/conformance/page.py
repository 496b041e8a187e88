#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Holds shared/PROTOCOL.md against the server's code and decode.py.

    page.py VECTORS PROTOCOL.md [--update]

VECTORS is the program that prints the close codes and every vector's bytes. Each
example is one of them, decoded by decode.py, which annotates it bit by bit; the
page must show just that (--update writes it anew). The page's tables of fields
must be those that decode.py lives by, which the recorded match proves.
"""
import pathlib
import re
import subprocess
import sys

import decode

LIMITS = 2, 36  # player_limit and entity_limit of the example frames

NAMES = {
    "JOIN": "JOIN name token spectate encodings sim_hash",
    "INPUT": "INPUT tick seen decoded buttons aim",
    "CHAT-UP": "CHAT text",
    "PING": "PING number",
    "CONFIRM": "CONFIRM decoded",
    "RESYNC": "RESYNC",
    "LEAVE": "LEAVE",
    "RELAY-UP": "RELAY to bytes",
    "VOTE": "VOTE choice",
    "WELCOME": "WELCOME slot resumed token room tick tick_hz encoding "
               "player_limit entity_limit sim_hash",
    "RULES": "RULES tick mode mod title about map version teams friendly_fire "
             "win bouts time_limit warmup overtime min_players score_limit "
             "respawn drag bounce max_players bots bot_skill bot_courage "
             "bot_error width height sight relay_bytes relay_rate listed "
             "id hint hp speed accel radius weapon starts tint "
             "id damage speed radius cooldown life pellets spread knockback "
             "x y w h x y team "
             "id body radius mass drag bounce home_after tint x y kind team "
             "id first every id "
             "if_role if_carry does role kind goal whose "
             "event if_role if_other if_team if_alive if_thing if_into "
             "if_timer if_carry if_in if_out if_alone op who arg n",
    "ROSTER": "ROSTER slot taken online bot name",
    "CHAT-DOWN": "CHAT slot name text",
    "PONG": "PONG number tick",
    "TIMING": "TIMING tick lead late_ms",
    "NOTICE": "NOTICE kind text",
    "RELAY-DOWN": "RELAY from bytes",
    "BALLOT": "BALLOT until mine mode title map votes",
}

TOO_LONG = {"RULES"}  # for the page: shared/vectors/down.txt has it
LISTS = {"ROSTER": 5, "BALLOT": 4}  # elements of a record of the last list


def shown(value):
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    if isinstance(value, str):
        return f'"{value}"'
    return str(value).lower()  # a number, or true or false


def hex_lines(data, text):
    """`data` in hex, at most 11 bytes a line, and the text behind the first."""
    rows = [data[i:i + 11].hex(" ") for i in range(0, len(data), 11)]
    return [f"{row:<33}{text if i == 0 else ''}".rstrip()
            for i, row in enumerate(rows)]


def message_lines(name, data):
    lines, names = [], NAMES[name].split()
    if name in LISTS:
        of_each = LISTS[name]
        names[-of_each:] *= len(decode.unpack(data)[-1])
    names = iter(names)

    def note(start, end, value):
        is_array = isinstance(value, str) and re.fullmatch(
            r"array of \d+", value)
        text = value if is_array else f"{next(names)} = {shown(value)}"
        lines.extend(hex_lines(data[start:end], text))

    decode.unpack(data, note)
    assert next(names, None) is None, f"{name}: elements are missing"
    return lines


def frame_lines(data, base):
    """Its bytes, its bits, and the state it leads to."""
    lines = []
    reader = decode.FrameReader(
        *LIMITS, lambda bits, text: lines.append(f"{bits:<33}{text}"))
    state = reader.read(data, base)
    first = "keyframe" if reader.gap == 0 else (
        f"delta over {reader.gap} tick{'s' * (reader.gap > 1)}")
    front = hex_lines(data[:1], first)
    front += hex_lines(data[1:5], f"tick = {reader.tick}")
    if reader.tick % decode.HASH_EVERY == 0:
        front += hex_lines(data[5:9], f"hash = {state.hash():#010x}")
    rest = data[9 if reader.tick % decode.HASH_EVERY == 0 else 5:]
    front += hex_lines(rest, "the bits below")
    return front, lines, state


def all_blocks(printed):
    """(name, lines) of the vectors that the page may show."""
    state = None
    for line in printed:
        if line[0] in "|#":
            continue
        group, name, data, _ = line.split(" ", 3)
        data = bytes.fromhex(data)
        if name in NAMES:
            yield name, message_lines(name, data)
        elif group == "plain":
            front, bits, state = frame_lines(data, state)
            yield name, front + bits


def put_block(page, name, lines):
    """The page with that example in its place."""
    block = re.compile(rf"(```example {name}\n)(.*?)(```)", re.S)
    body = "".join(f"{line}\n" for line in lines)
    return block.sub(lambda m: m[1] + body + m[3], page)


# ---- tables ----

def page_fields(page):
    """(name, width, k, k new) of every row of the page's tables of fields."""
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.split("|")[1:]]
        if len(cells) < 4 or not (cells[2].isdigit() and cells[3].isdigit()):
            continue
        names = re.sub(r"\*group \w+:\*", "", cells[0])
        names = names.replace("score1..score4", "score1, score2, score3, score4")
        for name in names.split(","):
            yield name.strip(), cells[1], int(cells[2]), int(cells[3])


def decoder_fields():
    def rows(codes, table):
        for name, k, k_new in codes:
            size, signed = table[name]
            yield name, f"{'i' if signed else 'u'}{8 * size}", k, k_new

    yield from rows(decode.MATCH_CODES, decode.MATCH)
    for codes in (decode.VELOCITY, decode.LOOK, *decode.RARE.values()):
        yield from rows(codes, decode.ENTITY)


def main(program, path, *options):
    path = pathlib.Path(path)
    page = was = path.read_text()
    printed = subprocess.run([program], check=True, capture_output=True,
                             text=True).stdout.splitlines()
    wrong = [f"this row is missing: {row}" for row in printed
             if row.startswith("|") and row not in page.splitlines()]
    blocks = dict(all_blocks(printed))
    wrong += [f"it has no example {name}" for name in NAMES.keys() - TOO_LONG
              if f"```example {name}\n" not in page]
    for name in re.findall(r"```example (\S*)\n", page):
        page = put_block(page, name, blocks[name])
    if list(page_fields(page)) != list(decoder_fields()):
        wrong.append("its tables of fields are not those of decode.py")
    if "--update" in options:
        path.write_text(page)
    elif page != was:
        wrong.append("an example is not true any more; see page.py --update")
    for sentence in wrong:
        print(f"{path}: {sentence}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
