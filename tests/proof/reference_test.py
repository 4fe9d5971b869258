#!/usr/bin/env python3
"""reference_test.py CASES: does R still answer what tests/cases/proof/reference.txt says?

Runs make.R again where there is R with its package survival; says so where there is none.
"""
import pathlib
import shutil
import subprocess
import sys

NAME = "r_gives_the_answers_that_are_kept"


def numbers(text):
    lines = [line.split() for line in text.splitlines()]
    return {line[0]: [float(number) for number in line[1:]] for line in lines}


def differing(kept, made):
    for name in sorted(kept.keys() | made.keys()):
        a, b = kept.get(name, []), made.get(name, [])
        close = all(abs(x - y) <= 1e-12 + 1e-12 * abs(x) for x, y in zip(a, b))
        if len(a) != len(b) or not close:
            yield name


def main():
    cases = pathlib.Path(sys.argv[1])
    print("1..1")
    rscript = shutil.which("Rscript")
    survival = rscript and subprocess.run(
        [rscript, "-e", "library(survival)"], capture_output=True).returncode == 0
    if not survival:
        print(f"ok 1 {NAME} # SKIP R is not installed: tools/setup.sh statistics")
        return
    made = subprocess.run([rscript, str(cases / "make.R")], capture_output=True, text=True,
                          check=True).stdout
    wrong = list(differing(numbers((cases / "reference.txt").read_text()), numbers(made)))
    print(f"{'not ok' if wrong else 'ok'} 1 {NAME}")
    if wrong:
        print("# differ: " + ", ".join(wrong))


main()
