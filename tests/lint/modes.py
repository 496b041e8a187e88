#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Check that no program knows a stock mode: a mode is rows and nothing else.

The ids and titles are those of assets/rules. Neither may stand in a source of
the server, of shared/ or of the demo: not as a whole string, and the id not as
a part of an identifier or as a word of a comment. Some ids are English words
that the sources need for other things (COMMON): such a word counts as a string,
and in an identifier that speaks of a mode. Where a string means something else
too, ELSEWISE says so.

Tests may name modes, since they load the stock rules, and so may the examples:
each is a program for one mode.
"""
import pathlib
import re
import sqlite3
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = ["shared", "server", "client-demo"]
SUFFIXES = {".c", ".h", ".js", ".mjs", ".ts", ".html"}
EXAMPLES = ROOT / "client-demo/examples"
COMMON = {"tag", "relay", "ball", "race"}
ELSEWISE = {
    ("client-demo/src/roomcast/room.js", "relay"),  # what comes by RELAY
    ("client-demo/src/match.js", "ball"),  # how what is pushed is drawn
    ("client-demo/src/props.js", "ball"),
}


def stock_names():
    """The ids and the titles of all modes."""
    db = sqlite3.connect(":memory:")
    for folder in ["schema", "rules"]:
        for path in sorted((ROOT / "assets" / folder).glob("*.sql")):
            db.executescript(path.read_text())
    rows = db.execute("SELECT id, title FROM mode").fetchall()
    return {row[0] for row in rows}, {row[1] for row in rows}


def parts(identifier):
    """`isTeamMode` and `IS_TEAM_MODE` as `_is_team_mode_`."""
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", identifier)
    return f"_{snake.lower().strip('_')}_"


def named_in(line, ids, titles):
    """The names of modes in one line."""
    strings = {text for _, text in re.findall(r"([\"'`])([\w ]+)\1", line)}
    yield from strings & (ids | titles)
    for identifier in re.findall(r"[A-Za-z_]\w*", line):
        words = parts(identifier)
        for name in ids:
            about_mode = name not in COMMON or "_mode_" in words
            if about_mode and f"_{name}_" in words:
                yield name


def check_itself():
    ids, titles = {"tag", "king_of_it"}, {"Tag", "King of it"}
    for line, names in [
            ('if (mode === "tag") {', ["tag"]),
            ("WHERE mode = 'tag'", ["tag"]),
            ('title = "King of it";', ["King of it"]),
            ("case MODE_TAG:", ["tag"]),
            ("static bool is_king_of_it(void)", ["king_of_it"]),
            ("const isKingOfIt = true;", ["king_of_it"]),
            ("// as in king_of_it", ["king_of_it"]),
            ("first_tag(html_tag); // the tag of a mode", []),
            ('show("tags", stage);', [])]:
        found = list(named_in(line, ids, titles))
        assert found == names, f"{line}: {found}"


def main():
    check_itself()
    ids, titles = stock_names()
    bad, files = [], 0
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix not in SUFFIXES or EXAMPLES in path.parents:
                continue
            files += 1
            me = path.relative_to(ROOT).as_posix()
            for number, line in enumerate(path.read_text().splitlines(), 1):
                bad += [f"{me}:{number}: names the mode {name}"
                        for name in sorted(set(named_in(line, ids, titles)))
                        if (me, name) not in ELSEWISE]
    print("\n".join(bad) or f"modes: none of {len(ids)} in {files} files")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
