#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Say which tests failed, and as the last line `N passed, N failed`.

    count.py EXIT_CODE TESTLOG.JSON...

The logs are meson's. A program that speaks TAP counts as its test cases, any
other as one. A skipped test failed: what it needs should have been installed.
Only one that says NOT RUN, and why, is neither: that is told beside.
"""
import json
import pathlib
import re
import sys


def outcomes(run):
    """(name, passed) of each test in one program's run."""
    tap = re.findall(r"^(not )?ok\b[ \d]*-? ?(.*)$", run.get("stdout", ""), re.M)
    cases = [(f"{run['name']}: {what}", not no) for no, what in tap]
    if run["result"] != "OK" and all(passed for _, passed in cases):
        cases.append((f"{run['name']}: {run['result']}", False))
    return cases or [(run["name"], True)]


def not_run(run):
    """Why that test says it could not be run here, or None."""
    why = re.search(r"^1\.\.0 # SKIP NOT RUN: (.*)$", run.get("stdout", ""),
                    re.M)
    return why and why[1]


def main(code, *logs):
    cases = []
    for log in map(pathlib.Path, logs):
        for line in log.read_text().splitlines() if log.exists() else []:
            run = json.loads(line)
            if not_run(run):
                print(f"NOT RUN {run['name']}: {not_run(run)}")
            else:
                cases += outcomes(run)
    failed = [name for name, passed in cases if not passed]
    if code != "0" and not failed or not cases:
        failed.append("setting up or building")
    for name in failed:
        print(f"FAILED {name}")
    print(f"{sum(passed for _, passed in cases)} passed, {len(failed)} failed")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
