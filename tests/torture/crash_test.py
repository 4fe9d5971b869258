#!/usr/bin/env python3
"""crash_test.py: do acknowledged events survive kill -9, SIGTERM and a power cut, each exactly once?

    crash_test.py --cycles 60 [--mode kill|term|mixed|power] [--route single|bulk|both]

Starts the program on a SQLite file of its own, sends events from several clients (see
ledger.py), and stops the program at random moments.  At the end `customer-health
check` compares what was derived with the events, to the last bit.

A power cut is simulated: the database lies on an ext4 file system in a file, which is
shut down without writing its journal (FS_IOC_SHUTDOWN), so that what was not synced is
gone.  That takes root and loop devices; without them it is skipped, and said.

Exit status 0: all good, 1: a promise was broken, 2: the test itself failed, 77: skipped."""

import argparse
import fcntl
import json
import os
import random
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time

from ledger import Clients, Ledger, add_customers, verify
from under_test import PROGRAM, Harness, Program

SHUTDOWN, NO_LOG_FLUSH = 0x8004587D, 2  # FS_IOC_SHUTDOWN of linux/fs.h
IMAGE_MB = 512


class Disk:
    """An ext4 file system of our own, whose power can be cut."""

    def __init__(self, folder):
        self.image = os.path.join(folder, "image")
        self.path = os.path.join(folder, "disk")
        os.makedirs(self.path)
        with open(self.image, "wb") as image:
            image.truncate(IMAGE_MB << 20)
        self.there = (os.geteuid() == 0 and self.run("mkfs.ext4", "-q", "-F", self.image)
                      and self.mount())

    @staticmethod
    def run(*command):
        try:
            return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                  check=False).returncode == 0
        except OSError:
            return False

    def mount(self):
        return self.run("mount", "-o", "loop", self.image, self.path)

    def cut_power(self):
        disk = os.open(self.path, os.O_RDONLY)
        try:
            fcntl.ioctl(disk, SHUTDOWN, struct.pack("I", NO_LOG_FLUSH))
        finally:
            os.close(disk)

    def leave(self):
        for _ in range(100):
            if self.run("umount", self.path):
                return
            time.sleep(0.05)
        raise Harness("the file system could not be unmounted")

    def power_up(self):
        self.leave()
        if not self.mount():
            raise Harness("the file system could not be mounted again")


def stop_program(mode, program, clients, disk):
    """Stop it one way; returns a complaint or None."""
    if mode == "term":
        complaint = program.terminate()
        clients.up.clear()
        return complaint
    if mode == "power":
        disk.cut_power()
    clients.up.clear()
    program.kill()
    if mode == "power":
        disk.power_up()
    return None


def run_cycles(options, program, ledger, clients, disk):
    """Stop and start; returns what went wrong, or None."""
    dice = random.Random(options.seed)
    for cycle in range(1, options.cycles + 1):
        time.sleep(dice.uniform(0.02, 0.4))
        mode = options.mode if options.mode != "mixed" else dice.choice(["kill", "term"])
        complaint = stop_program(mode, program, clients, disk)
        if complaint:
            return complaint
        program.start()
        if cycle % options.verify_every == 0 or cycle == options.cycles:
            found, complaint = verify(program, ledger)
            print(f"  cycle {cycle} of {options.cycles}: {found}", flush=True)
            if complaint:
                return f"at cycle {cycle}, {complaint}"
        clients.up.set()
        if ledger.unexpected:
            return f"unexpected answer {ledger.unexpected[0]}"
    return None


def run(options, folder, disk):
    place = disk.path if disk else folder
    program = Program(options.program, folder, f"sqlite:{place}/crash.db")
    program.start()
    ledger = Ledger(add_customers(program))
    clients = Clients(program, ledger, options.route, options.workers, options.seed)
    clients.up.set()
    try:
        complaint = run_cycles(options, program, ledger, clients, disk)
        clients.finish()
        found, difference = verify(program, ledger) if not complaint else (None, None)
        complaint = complaint or difference or program.terminate() or program.check()
    finally:
        program.kill()
    starts = sorted(program.starts)
    print(json.dumps({"mode": options.mode, "route": options.route, "seed": options.seed,
                      "cycles": options.cycles, "found": found,
                      "answers": {str(k): v for k, v in ledger.counts.items()},
                      "restart_ms": {"median": round(starts[len(starts) // 2] * 1000),
                                     "longest": round(starts[-1] * 1000)}}))
    return complaint


def torture(options, folder, disk):
    try:
        complaint = run(options, folder, disk)
    except Harness as trouble:
        print(f"the test itself failed: {trouble}")
        with open(os.path.join(folder, "log"), encoding="utf-8", errors="replace") as log:
            print(log.read()[-2000:])
        return 2
    print(f"not ok - {complaint}" if complaint else "ok - nothing lost, doubled or invented")
    return 1 if complaint else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=PROGRAM)
    parser.add_argument("--cycles", type=int, default=60)
    parser.add_argument("--mode", choices=["kill", "term", "mixed", "power"], default="kill")
    parser.add_argument("--route", choices=["single", "bulk", "both"], default="single")
    parser.add_argument("--workers", type=int, default=8)
    parser.add_argument("--verify-every", type=int, default=10)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 30))
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(2))
    folder = tempfile.mkdtemp(prefix="customer-health-crash-")
    disk = Disk(folder) if options.mode == "power" else None
    if disk and not disk.there:
        shutil.rmtree(folder)
        print("skipped: a power cut takes root and loop devices")
        sys.exit(77)
    try:
        status = torture(options, folder, disk)
    finally:
        if disk:
            disk.leave()
    if status == 0:
        shutil.rmtree(folder)
    sys.exit(status)


main()
