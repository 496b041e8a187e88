#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Check what every file of the repository that git knows must keep to."""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOP = {"server", "shared", "client-demo", "tests", "assets", "meson.build",
       "meson_options.txt", "Dockerfile", "README.md", "LICENSE",
       "CONTRIBUTING.md"}
SOURCE = {".c", ".h", ".py", ".js", ".mjs", ".ts", ".sh", ".sql", ".css"}
BINARY = {".png", ".bin", ".wasm", ".ico", ".webp", ".trk", ".rec"}
CORPUS = ROOT / "tests/fuzz/corpus"  # bytes that fuzzing found
MAX_LINES = 800
LICENCE = "SPDX-License-Identifier: MIT"
# Put together here, so that this file keeps to its own rule.
MARKS = re.compile(r"\b(" + "|".join(
    ["TO" "DO", "FIX" "ME", "XX" "X", "HA" "CK"]) + r")\b")
MACHINE = re.compile(r"(?<![\w.$}/])/(home/\w+|work|Users/\w+|root/\w+)/")


def tracked():
    done = subprocess.run(
        ["git", "-c", "safe.directory=*", "-C", ROOT, "ls-files", "-z"],
        capture_output=True, text=True, check=True)
    return [ROOT / name for name in done.stdout.split("\0") if name]


def lines_wrong(text):
    for number, line in enumerate(text.splitlines(), 1):
        if MARKS.search(line):
            yield f"{number}: a mark of unfinished work"
        if MACHINE.search(line):
            yield f"{number}: a path of one machine"
        if line != line.rstrip() and not line.endswith("\r"):
            yield f"{number}: white space at the end"


def file_wrong(path):
    """Sentences about one text file."""
    text = path.read_text()
    head = "\n".join(text.splitlines()[:5])
    is_script = text.startswith("#!")
    if text and not text.endswith("\n"):
        yield "no newline at the end"
    if text.count("\n") > MAX_LINES and path.name != "package-lock.json":
        yield f"{text.count(chr(10))} lines, more than {MAX_LINES}"
    if (path.suffix in SOURCE or is_script) and LICENCE not in head:
        yield f"no {LICENCE} in its first lines"
    if is_script and not path.stat().st_mode & 0o100 and path.suffix != ".py":
        yield "a script that cannot be run"
    yield from lines_wrong(text)


def main():
    bad = []
    files = tracked()
    for path in files:
        name = path.relative_to(ROOT)
        if name.parts[0] not in TOP and not name.parts[0].startswith("."):
            bad.append(f"{name}: not of the agreed layout")
        is_binary = path.suffix in BINARY or CORPUS in path.parents
        if not is_binary and path.is_file():
            bad += [f"{name}:{what}" for what in file_wrong(path)]
    print("\n".join(bad) or f"repository: {len(files)} files in order")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
