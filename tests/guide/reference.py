#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes assets/rules/REFERENCE.md out of what assets/schema says of itself.

    reference.py SCRIPT_TABLES ASSETS [--update]

What the schema's files make is read back from SQLite: each column with the
comment beside it and the range that its constraint names, and each word that an
effect may use. SCRIPT_TABLES is the program that prints what scripts see, and the
limits. The page must be just that; --update writes it anew.
"""
import itertools
import pathlib
import re
import sqlite3
import subprocess
import sys
import textwrap

TABLES = ["mod", "mode", "role", "weapon", "thing", "map", "wall", "spot",
          "mode_map", "timer", "effect", "script", "habit"]

# What a column of that name is wherever its table says nothing of it.
COMMON = {"id": "its name", "mod": "whose it is: `mod.id`",
          "mode": "of which mode: `mode.id`", "map": "of which map: `map.id`",
          "x": "u from the left", "y": "u from the top", "w": "u", "h": "u"}

# What has changed since its table was made, where files are not edited any more.
SINCE = {"mode_map.seq": "rooms play its maps in this order"}

HEAD = """\
# All tables and words

Written by `tests/guide/reference.py` from `assets/schema`; the guide is
[README.md](README.md). Lengths are in u (a player is 28 u wide), times in s,
angles in degrees; x grows to the right, y downwards. A column without a default
must be given.
"""


def comments_of_tables(schema):
    """The comment right before each CREATE TABLE, as one paragraph."""
    found = {}
    for path in sorted(schema.glob("*.sql")):
        for match in re.finditer(
                r"((?:^--.*\n)+)CREATE TABLE (\w+)", path.read_text(), re.M):
            lines = match[1].splitlines()
            found[match[2]] = " ".join(line[2:].strip() for line in lines)
    return found


def columns_of(sql):
    """Name, type, default, comment and range of each column, in the order of
    the table."""
    body = re.sub(r"\n\s+-- ", " ", sql)  # a comment's next line
    for match in re.finditer(
            r"(?:^|,)\s*(\w+) (TEXT|INTEGER|REAL)\b((?:(?!--)[^\n,])*),?"
            r"(?: *-- ([^\n]*))?"
            r"((?:\n\s*CONSTRAINT\s+\"[^\"]*\")?)", body, re.M):
        name, kind, more, comment, constraint = match.groups()
        default = re.search(r"DEFAULT (\S+)", more)
        bound = re.search(r'"\w+\.\w+: ([^"]*)"', constraint or "")
        needed = "NOT NULL" in more or "PRIMARY KEY" in more
        yield (name, kind, default[1] if default else "" if needed else "NULL",
               comment or "", bound[1] if bound else "")


def table_page(db, name, comments):
    sql, = db.execute(
        "SELECT sql FROM sqlite_schema WHERE name = ?", (name,)).fetchone()
    yield f"\n## {name}\n"
    yield textwrap.fill(comments[name], 80) + "\n"
    yield "| column | default | what it is | range |"
    yield "|---|---|---|---|"
    for column, _, default, comment, bound in columns_of(sql):
        shown = f"`{default}`" if default else ""
        comment = (SINCE.get(f"{name}.{column}") or comment or
                   COMMON.get(column, ""))
        yield f"| `{column}` | {shown} | {comment} | {bound} |"


def words_page(db):
    parts = ["has_target", "has_thing", "has_into", "has_timer", "has_role"]
    names = ", ".join(parts)
    yield "\n## Events\n"
    yield "What `effect.event` may be, and what else such an event is about.\n"
    yield "| event | what happened | about |"
    yield "|---|---|---|"
    for row in db.execute(
            f"SELECT id, doc, has_actor, {names} FROM events ORDER BY rowid"):
        about = [part[4:] for part, has in
                 zip(["has_actor"] + parts, row[2:]) if has]
        yield f"| `{row[0]}` | {row[1]} | {', '.join(about)} |"
    yield "\n## Operations\n"
    yield "What `effect.op` may be, and what it takes in `n` and in `arg`.\n"
    yield "| op | what it does | n | arg |"
    yield "|---|---|---|---|"
    for op, doc, unit, low, high, arg, may in db.execute(
            "SELECT id, doc, n, low, high, arg, may_lack_arg FROM ops "
            "ORDER BY rowid"):
        amount = f"{low:.0f}..{high:.0f} {unit}" if unit else ""
        named = f"{arg} or NULL" if may else arg or ""
        yield f"| `{op}` | {doc} | {amount} | {named} |"
    for column, in db.execute(
            "SELECT DISTINCT in_column FROM words ORDER BY min(rowid) OVER "
            "(PARTITION BY in_column)").fetchall():
        yield f"\n## {column}\n"
        yield "| word | what it means |"
        yield "|---|---|"
        for word, doc in db.execute("SELECT id, doc FROM words "
                                    "WHERE in_column = ? ORDER BY rowid",
                                    (column,)):
            yield f"| `{word}` | {doc} |"


def said(program):
    text = subprocess.run([program], check=True, capture_output=True,
                          text=True).stdout
    return [line.split("\t") for line in text.splitlines()]


def limits_page(program):
    yield "\n## Limits\n"
    yield "| at most | |"
    yield "|---|---|"
    for table, most, _, of in said(program):
        if not table:
            yield f"| {int(most):,} | {of} |"


def scripts_page(program):
    """The tables of scripts, as the server has them."""
    rows = [row for row in said(program) if row[0]]
    for table, columns in itertools.groupby(rows, lambda row: row[0]):
        yield f"\n## {table}, in a script\n"
        yield "| column | what it is | |"
        yield "|---|---|---|"
        for _, name, write, doc in columns:
            yield f"| `{name}` | {doc} | {write} |"


def page(schema, program):
    db = sqlite3.connect(":memory:")
    for path in sorted(schema.glob("*.sql")):
        db.executescript(path.read_text())
    comments = comments_of_tables(schema)
    lines = [HEAD.rstrip()]
    for name in TABLES:
        lines += table_page(db, name, comments)
    lines += words_page(db)
    lines += scripts_page(program)
    lines += limits_page(program)
    return "\n".join(lines) + "\n"


def main():
    program, assets = sys.argv[1], pathlib.Path(sys.argv[2])
    path = assets / "rules" / "REFERENCE.md"
    text = page(assets / "schema", program)
    if "--update" in sys.argv:
        path.write_text(text)
    elif not path.exists() or path.read_text() != text:
        sys.exit(f"{path}: not what the schema says; run this with --update")


if __name__ == "__main__":
    main()
