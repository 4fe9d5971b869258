#!/usr/bin/env python3
"""run_tests.py BUILD: run every test of a build and say how many passed.

A test program reports each of its tests in TAP; meson counts programs, people
count tests.  The last line is "N passed, N failed, N skipped" (the last part
only where something was skipped); the exit status is 0 if none failed."""

import json
import os
import re
import subprocess
import sys


def tally(program):
    """How many tests of one program passed, failed and were skipped, and which were."""
    passed = failed = 0
    skipped = []
    for line in program.get("stdout", "").splitlines():
        found = re.match(r"(not )?ok \d+ - (.*)", line)
        if not found:
            continue
        if "# SKIP" in line.upper():
            skipped.append(program["name"] + ": " + found[2].split("#")[0].strip())
        elif found[1]:
            failed += 1
        else:
            passed += 1
    if program["result"] == "SKIP" and not skipped:
        skipped.append(program["name"])
    if program["result"] not in ("OK", "SKIP") and not failed:
        failed += 1  # it crashed, or ran out of time, before it could say so
    if program["result"] == "OK" and not passed and not skipped:
        passed += 1  # a program that does not speak TAP is one test
    return passed, failed, skipped


def main():
    build = sys.argv[1]
    log = os.path.join(build, "meson-logs", "testlog.json")
    if os.path.exists(log):
        os.remove(log)
    jobs = os.environ.get("JOBS", str(os.cpu_count()))
    ran = subprocess.run(
        ["meson", "test", "-C", build, "--no-rebuild", "--print-errorlogs",
         "--num-processes", jobs] + sys.argv[2:])
    passed = failed = 0
    skipped = []
    with open(log, encoding="utf-8") as programs:
        for line in programs:
            more_passed, more_failed, more_skipped = tally(json.loads(line))
            passed += more_passed
            failed += more_failed
            skipped += more_skipped
    if ran.returncode and not failed:
        failed = 1
    for name in skipped:
        print("skipped: " + name)
    print(f"{passed} passed, {failed} failed" + (f", {len(skipped)} skipped" if skipped else ""))
    sys.exit(1 if failed else 0)


main()
