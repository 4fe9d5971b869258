#!/usr/bin/env python3
"""run.py: every promise about speed and memory, its figure beside its limit.

    bench/run.py                     all of it; the large book takes some minutes to make
    bench/run.py small post          only these: small, large, post, start
    SECONDS=20 bench/run.py          longer runs; 8 s each unless said otherwise

The load generator (wrk) runs on the same machine and is part of the figure.  The
large book (10,000 customers, 10 million events) is made once, under build/bench,
and used again.  Each row says whether the promise is kept; the bare limits (an
answer without any work, a bare loop over the same store) stand in the same table
without a promise.  Exit status 1 where a promise is broken."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.path.join(ROOT, "build", "customer-health")
BENCH = os.path.join(ROOT, "build", "release", "bench")
FOLDER = os.path.join(ROOT, "build", "bench")
SECONDS = int(os.environ.get("SECONDS", "8"))
LARGE = {"customers": 10_000, "events": 10_500_000}  # asked for; a little fewer are made
rows = []


def row(name, figure, unit, limit=None, at_least=True):
    """One line of the table; `limit` None: a bare limit, promised to nobody."""
    kept = limit is None or (figure >= limit if at_least else figure <= limit)
    rows.append(kept)
    promise = "" if limit is None else f"{'>=' if at_least else '<='} {limit:,.0f}"
    verdict = "" if limit is None else ("kept" if kept else "BROKEN")
    digits = 0 if figure >= 1000 else 1
    print(f"{name:<62} {figure:>12,.{digits}f} {unit:<10} {promise:>12}  {verdict}", flush=True)


class Server:
    """The program on a database of its own, for the length of a `with`."""

    def __init__(self, database):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.database = database

    def __enter__(self):
        self.log = open(os.path.join(FOLDER, "log"), "ab")
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--listen", f"127.0.0.1:{self.port}", "--database", self.database],
            stdout=self.log, stderr=self.log)
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        if self.process.wait(30):
            print(f"the server exited with {self.process.returncode}: see {FOLDER}/log")
            rows.append(False)
        self.log.close()

    def get(self, path):
        request = urllib.request.Request(self.url + path, headers={"Accept": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read()

    def first_answer(self, path):
        """Milliseconds from the start of the process to the first 200."""
        while True:
            try:
                self.get(path)
                return (time.monotonic() - self.began) * 1000
            except OSError:
                if self.process.poll() is not None:
                    sys.exit(f"the server exited at start: see {FOLDER}/log")
                time.sleep(0.001)

    def resident_mb(self):
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            return int(re.search(r"VmRSS:\s+(\d+)", status.read())[1]) / 1024

    def settle(self):
        """Wait until nothing is stale."""
        self.first_answer("/readyz")
        while b'"stale_customers":0' not in self.get("/api/dashboard"):
            time.sleep(0.05)

    def wrk(self, path, *how, script="load.lua", connections=64):
        """Requests a second, and the 99th percentile in milliseconds."""
        command = ["wrk", "-t1", f"-c{connections}", f"-d{SECONDS}s", "--latency",
                   "-s", os.path.join(ROOT, "bench", script), self.url + path, "--", *how]
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        if "Non-2xx" in out or "Socket errors" in out:
            print(out)
            rows.append(False)
        slowest, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", out).groups()
        return (float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1]),
                float(slowest) * {"us": 0.001, "ms": 1, "s": 1000}[unit])


def one(server, name, path, limit, *how):
    """As many requests as it can take; then, at a little more than the promised rate,
    how long the slowest hundredth of them takes."""
    rate, slowest = server.wrk(path, *how)
    row(name, rate, "req/s", limit)
    row("    with all it can take: p99", slowest, "ms")
    pause = max(1, int(64 / limit * 1000 * 0.75))
    rate, slowest = server.wrk(path, *how, f"delay={pause}")
    row(f"    at {rate:,.0f} req/s: p99", slowest, "ms", 10, at_least=False)


def both(server, name, path, kept_limit, computed_limit):
    """A page given again while nothing changes, and computed for every request."""
    one(server, f"{name}, kept", path, kept_limit)
    one(server, f"{name}, computed", path, computed_limit, "anew")


def book(name, server, share):
    """The reading promises on one book; on the large one within `share` of the small."""
    server.settle()
    rate, _ = server.wrk("/livez")
    row(f"{name}: an answer without any work (bare limit)", rate, "req/s")
    both(server, f"{name}: GET /api/customers/7/health", "/api/customers/7/health",
         40_000 * share, 20_000 * share)
    both(server, f"{name}: GET /api/customers", "/api/customers", 10_000 * share, 3_000 * share)
    _, slowest = server.wrk("/api/dashboard")
    row(f"{name}: GET /api/dashboard: p99", slowest, "ms", 25, at_least=False)


def make_book(name, *flags):
    """The database of a book, made if it is not there yet."""
    path = os.path.join(FOLDER, name + ".db")
    if not os.path.exists(path + ".made"):
        for suffix in ("", "-wal", "-shm", ".lock"):
            if os.path.exists(path + suffix):
                os.remove(path + suffix)
        subprocess.run([PROGRAM, "sample", "--database", "sqlite:" + path, *flags], check=True)
        open(path + ".made", "w", encoding="ascii").close()
    return "sqlite:" + path


def small():
    with Server(make_book("small")) as server:
        book("60 customers", server, 1)


def large_database():
    return make_book("large", "--customers", str(LARGE["customers"]), "--events", str(LARGE["events"]))


def large():
    with Server(large_database()) as server:
        book("10,000 customers, 10 million events", server, 0.8)


def start():
    database = large_database()
    with Server(database) as server:
        server.settle()  # whoever was made yesterday is derived now, and not while we measure
    with Server(database) as server:
        row("start to first 200 on 10 million events", server.first_answer("/api/customers/7/health"),
            "ms", 200, at_least=False)
        server.settle()
        for path in ("/api/customers", "/api/dashboard", "/api/customers/7/events"):
            server.wrk(path, "anew")
        row("resident memory at 10,000 customers, under load", server.resident_mb(), "MB", 40, at_least=False)


def post():
    folder = tempfile.mkdtemp(dir=FOLDER)
    out = subprocess.run([os.path.join(BENCH, "append"), f"sqlite:{folder}/bare.db"],
                         capture_output=True, text=True, check=True).stdout
    row("bare loop over the store, 256 events a commit (bare limit)", float(out), "events/s")
    subprocess.run([PROGRAM, "sample", "--database", f"sqlite:{folder}/post.db"],
                   stdout=subprocess.DEVNULL, check=True)
    with Server(f"sqlite:{folder}/post.db") as server:
        server.settle()
        rate, slowest = server.wrk("/api/customers/7/events", script="post_events.lua", connections=256)
        row("POST of single events, on disk, 256 connections", rate, "events/s", 15_000)
        row("POST of single events: p99", slowest, "ms")
    shutil.rmtree(folder)


def main():
    os.makedirs(FOLDER, exist_ok=True)
    parts = {"small": small, "large": large, "start": start, "post": post}
    for name in sys.argv[1:] or ["small", "post", "large", "start"]:
        if name not in parts:
            sys.exit(f"there is no part {name}: {', '.join(parts)}")
        parts[name]()
    subprocess.run([os.path.join(BENCH, "score")], check=True)
    sys.exit(0 if all(rows) else 1)


main()
