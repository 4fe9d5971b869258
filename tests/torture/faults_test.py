#!/usr/bin/env python3
"""faults_test.py: what if a call to the disk fails at a moment nobody chose?

    faults_test.py --library build/faults.so [--tries 40] [--seed N]

Starts the program on a SQLite file of its own with faults.c between it and the C
library, and sends events by the single and the bulk route while the n-th call of a
random kind fails.  Then it is started again without faults, and looked at:

    nothing acknowledged is lost, doubled or invented    (ledger.py)
    no crash: it runs on, or has exited with a status, never by a signal
    no hang: every request is answered within 5 s, and SIGTERM ends it
    `customer-health check` finds no difference

After an EIO of fsync it is not known what is on disk: nothing may be acknowledged until
the database was opened anew, which is seen by what is acknowledged being there.
Exit status 0: all good, 1: a promise was broken, 2: the test itself failed."""

import argparse
import collections
import json
import os
import random
import shutil
import sys
import tempfile
import time

from ledger import Clients, Ledger, add_customers, verify
from under_test import PROGRAM, Harness, Program

HANG = 5
CALLS = {  # how each may fail
    "fsync": ["EIO", "ENOSPC"],
    "pwrite": ["EIO", "ENOSPC", "SHORT"],
    "pread": ["EIO", "SHORT"],
    "read": ["EIO", "SHORT"],
    "open": ["EIO", "ENOSPC"],
    "ftruncate": ["EIO", "ENOSPC"],
}
# Up to which call it may be; some are made a few times only, at the start.
REACH = {"fsync": 400, "pwrite": 2000, "pread": 60, "read": 4, "open": 12, "ftruncate": 4}


def choose(dice):
    call = dice.choice(list(CALLS))
    return f"{call}:{dice.choice(CALLS[call])}:{dice.randint(1, REACH[call])}" + dice.choice(["", "", "+"])


def wait_for_it(program):
    """Until it is ready or has ended: with a fault at the start it may do either."""
    end = time.monotonic() + HANG
    while program.runs() and time.monotonic() < end:
        if program.answers("/readyz"):
            return True
        time.sleep(0.01)
    return False


def live_with(fault, options, program, ledger, seed):
    """Run it with the fault for a while; returns a complaint or None."""
    program.extra = {"LD_PRELOAD": os.path.abspath(options.library), "FAULT": fault,
                     "FAULT_PATH": "torture.db"}
    program.launch()
    wait_for_it(program)
    clients = Clients(program, ledger, "both", 6, seed)
    clients.up.set()
    time.sleep(1.2)
    clients.stop.set()
    lives = not program.runs() or program.answers("/livez")
    clients.finish()
    slow = ledger.slowest > HANG and f"a request took {ledger.slowest:.1f} s"
    ledger.slowest = 0
    complaint = None if lives else "it runs and does not answer /livez"
    if program.runs():
        complaint = complaint or program.terminate(HANG + 2)
    elif program.process.returncode < 0:
        complaint = f"it ended by signal {-program.process.returncode}"
    return complaint or slow or None


def one(options, folder, dice, counts):
    """A database, a fault, and what is left; returns a complaint or None."""
    place = tempfile.mkdtemp(dir=folder)
    program = Program(options.program, folder, f"sqlite:{place}/torture.db")
    fault = options.fault or choose(dice)
    try:
        program.start()
        ledger = Ledger(add_customers(program, 4))
        complaint = program.terminate()
        complaint = complaint or live_with(fault, options, program, ledger, dice.getrandbits(30))
        program.extra = {}
        program.start()
        found, difference = verify(program, ledger)
        complaint = complaint or difference or program.terminate() or program.check()
        bad = [answer for answer in ledger.unexpected if answer[0] != 500]
        complaint = complaint or (bad and f"unexpected answer {bad[0]}") or None
        counts.update(ledger.counts)
        print(f"  {fault}: {found} {dict(ledger.counts)}" + (f" NOT OK: {complaint}" if complaint else ""),
              flush=True)
    finally:
        program.kill()
    if not complaint:
        shutil.rmtree(place)
    return complaint and f"{fault}: {complaint}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=PROGRAM)
    parser.add_argument("--library", required=True)
    parser.add_argument("--tries", type=int, default=40)
    parser.add_argument("--fault", help="this one, and not random ones")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 30))
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="customer-health-faults-")
    dice, counts, complaints = random.Random(options.seed), collections.Counter(), []
    for _ in range(options.tries):
        try:
            complaint = one(options, folder, dice, counts)
        except Harness as trouble:
            print(f"the test itself failed: {trouble}, in {folder}")
            sys.exit(2)
        if complaint:
            complaints.append(complaint)
    print(json.dumps({"seed": options.seed, "tries": options.tries,
                      "answers": {str(k): v for k, v in counts.items()}}))
    for complaint in complaints:
        print(f"not ok - {complaint}")
    if not complaints:
        shutil.rmtree(folder)
        print("ok - nothing wrong was acknowledged, and it went on")
    sys.exit(1 if complaints else 0)


main()
