#!/usr/bin/env python3
"""pressure_test.py: what if the database cannot take more, for a while?

    pressure_test.py full        its disk is full               (root: a small tmpfs)
    pressure_test.py locked      another program holds a lock on the SQLite file
    pressure_test.py stalled     its MariaDB stands still (SIGSTOP)
    pressure_test.py overload    more is sent than can be stored

While it lasts, who writes is answered 503 with Retry-After, within 1 s where the disk
is full and 2 s otherwise, /livez answers 200, and on a full disk reading goes on.
Within 5 s of its end writing goes on without a restart; nothing acknowledged is lost,
doubled or invented, and `customer-health check` finds no difference.  Exit status 0:
all good, 1: a promise was broken, 2: the test itself failed, 77: skipped."""

import argparse
import contextlib
import http.client
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

from ledger import Clients, Ledger, add_customers, verify
from under_test import PROGRAM, ROOT, Harness, Program

sys.path.insert(0, os.path.join(ROOT, "bench"))
import mariadb  # noqa: E402  a server of our own, as the bench has it

RESUME = 5
SLACK = 0.3  # for a machine that does other things as well


class Broken(Exception):
    """A promise was broken."""


def must(good, complaint):
    if not good:
        raise Broken(complaint)


def post(program, customer, timeout=10):
    """(status, seconds, has Retry-After) of one event."""
    began = time.monotonic()
    event = {"type": "login", "event_id": f"probe-{random.getrandbits(64):x}"}
    status, _, headers = program.ask("POST", f"/api/customers/{customer}/events", json.dumps(event), timeout=timeout)
    return status, time.monotonic() - began, bool(headers.get("Retry-After"))


def expect_refusals(program, customer, within):
    """It is 503, in time, but for what finds a last place; returns how many of four."""
    refused = 0
    for _ in range(4):
        status, took, says_when = post(program, customer)
        must(status == 201 or (status == 503 and says_when), f"a write was answered {status}")
        must(took <= within + SLACK, f"a write was answered after {took:.2f} s, not {within} s")
        must(program.ask("GET", "/livez")[0] == 200, "/livez does not answer 200")
        refused += status == 503
    return refused


def expect_writing(program, customer):
    """Writing goes on, soon."""
    began = time.monotonic()
    while True:
        try:
            if post(program, customer)[0] == 201:
                break
        except (OSError, http.client.HTTPException):
            pass
        must(time.monotonic() - began < RESUME, f"no write succeeded within {RESUME} s of the end")
        time.sleep(0.05)
    return time.monotonic() - began


# --- what goes wrong, for the length of a `with`

@contextlib.contextmanager
def full_disk(place):
    ballast = os.path.join(place, "ballast")
    with open(ballast, "wb", buffering=0) as file:
        with contextlib.suppress(OSError):
            while True:
                file.write(bytes(65536))
        with contextlib.suppress(OSError):
            while True:
                file.write(bytes(512))
    yield
    os.remove(ballast)


@contextlib.contextmanager
def locked_file(path):
    holder = sqlite3.connect(path, isolation_level=None, timeout=10)
    holder.execute("BEGIN EXCLUSIVE")
    yield
    holder.execute("ROLLBACK")
    holder.close()


@contextlib.contextmanager
def stalled(database):
    database.send(signal.SIGSTOP)
    yield
    database.send(signal.SIGCONT)


# --- the runs

def live_through(program, trouble, within, seconds, reads):
    """Clients send before, during and after the trouble."""
    program.start()
    ledger = Ledger(add_customers(program))
    clients = Clients(program, ledger, "both", 6, random.getrandbits(20))
    clients.up.set()
    time.sleep(1)
    with trouble:
        first_refused(program, ledger.customers[0], within)
        end, refused = time.monotonic() + seconds, 0
        while time.monotonic() < end:
            refused += expect_refusals(program, ledger.customers[0], within)
            if reads:
                for path in ("/api/customers", f"/api/customers/{ledger.customers[1]}/events", "/api/dashboard"):
                    must(program.ask("GET", path)[0] == 200, f"{path} does not answer 200")
        must(refused > 0, "nothing was refused")
        must(reads or program.ask("GET", "/readyz")[0] == 503, "/readyz does not answer 503")
    resumed = expect_writing(program, ledger.customers[0])
    time.sleep(1)
    clients.finish()
    must(not ledger.unexpected, f"unexpected answer {ledger.unexpected[:1]}")
    return ledger, resumed


def first_refused(program, customer, within):
    """A disk that is almost full takes a little more."""
    for _ in range(200):
        status, took, _ = post(program, customer)
        if status == 503:
            must(took <= within + SLACK, f"the first refusal took {took:.2f} s, not {within} s")
            return
        time.sleep(0.02)
    raise Broken("nothing was refused")


def end(program, ledger):
    found, difference = verify_but_probes(program, ledger)
    must(not difference, difference)
    complaint = program.terminate(40) or program.check()
    must(not complaint, complaint)
    return found


def verify_but_probes(program, ledger):
    """The probes of this test were sent too, and are known by their ids."""
    found, _ = verify(program, ledger)
    probes = found["phantom"]
    found["phantom"] = 0
    broken = found["lost"] or found["doubled"]
    return found, f"events were lost or doubled: {found}" if broken or probes > 2000 else None


def run_full(options, folder):
    place = os.path.join(folder, "disk")
    os.makedirs(place)
    mounted = os.geteuid() == 0 and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=48m", "none", place], stderr=subprocess.DEVNULL, check=False).returncode == 0
    if not mounted:
        return None
    program = Program(options.program, folder, f"sqlite:{place}/full.db")
    try:
        ledger, resumed = live_through(program, full_disk(place), 1, options.seconds or 3, True)
        return end(program, ledger), resumed
    finally:
        program.kill()
        subprocess.run(["umount", "-l", place], check=False)


def run_locked(options, folder):
    path = os.path.join(folder, "locked.db")
    program = Program(options.program, folder, f"sqlite:{path}")
    try:
        ledger, resumed = live_through(program, locked_file(path), 2, options.seconds or 8, True)
        return end(program, ledger), resumed
    finally:
        program.kill()


def run_stalled(options, folder):
    if not mariadb.is_there():
        return None
    with mariadb.MariaDB(folder, ["--innodb-buffer-pool-size=32M"]) as database:
        program = Program(options.program, folder, database.fresh("stalled"))
        try:
            ledger, resumed = live_through(program, stalled(database), 2, options.seconds or 20, False)
            return end(program, ledger), resumed
        finally:
            database.send(signal.SIGCONT)
            program.kill()


def run_overload(options, folder):
    """Sixty-four senders of a thousand events each, beside those of the ledger."""
    program = Program(options.program, folder, f"sqlite:{folder}/overload.db")
    try:
        program.start()
        ledger = Ledger(add_customers(program))
        clients = Clients(program, ledger, "both", 6, random.getrandbits(20))
        clients.up.set()
        bulk = subprocess.run(
            [os.path.join(ROOT, "build", "release", "bench", "bulk"), str(program.port), "connections=64",
             f"customers={len(ledger.customers)}", f"first={ledger.customers[0]}", "ids=ordered",
             f"seconds={options.seconds or 10}"], stdout=subprocess.PIPE, text=True, check=False)
        must(bulk.returncode == 0, "a sender was answered neither 200 nor 503 with Retry-After")
        rate, _, events, refused = bulk.stdout.split()
        took = min(post(program, ledger.customers[0])[1] for _ in range(3))
        must(took < 0.5, f"a write takes {took:.2f} s when it is over")
        clients.finish()
        must(not ledger.unexpected, f"unexpected answer {ledger.unexpected[:1]}")
        print(f"  {events} events at {float(rate):,.0f} a second, {refused} times 503, {dict(ledger.counts)}")
        with ledger.lock:
            acknowledged = len(ledger.acknowledged)
        complaint = program.terminate(40) or program.check()
        must(not complaint, complaint)
        stored = count_events(folder)
        must(stored >= int(events) + acknowledged, f"{stored} events are stored, more were acknowledged")
        return {"acknowledged": int(events) + acknowledged, "stored": stored}, took
    finally:
        program.kill()


def count_events(folder):
    file = sqlite3.connect(os.path.join(folder, "overload.db"))
    (count,) = file.execute("SELECT count(*) FROM event").fetchone()
    file.close()
    return count


def main():
    runs = {"full": run_full, "locked": run_locked, "stalled": run_stalled, "overload": run_overload}
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("run", choices=list(runs))
    parser.add_argument("--program", default=PROGRAM)
    parser.add_argument("--seconds", type=float, help="how long it lasts")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(2))
    folder = tempfile.mkdtemp(prefix="customer-health-pressure-")
    try:
        outcome = runs[options.run](options, folder)
    except Broken as complaint:
        print(f"not ok - {complaint}; see {folder}/log")
        sys.exit(1)
    except Harness as trouble:
        print(f"the test itself failed: {trouble}; see {folder}/log")
        sys.exit(2)
    shutil.rmtree(folder, ignore_errors=True)
    if outcome is None:
        print("skipped: it takes " + ("root" if options.run == "full" else "MariaDB"))
        sys.exit(77)
    print(f"ok - {outcome[0]}, writing went on after {outcome[1]:.2f} s")
    sys.exit(0)


main()
