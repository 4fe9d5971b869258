"""reading.py: how fast are pages and questions answered, on a small book and on a large one?"""

import os
import subprocess

from server import BENCH, PROGRAM, Server, made_once
from table import row

# Asked for; a little fewer are made.  A smaller one, to try things: CUSTOMERS=500 EVENTS=500000.
LARGE = {"customers": int(os.environ.get("CUSTOMERS", "10000")),
         "events": int(os.environ.get("EVENTS", "10500000"))}


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


def sample(name, *flags):
    """The database of a book."""
    def make(path):
        subprocess.run([PROGRAM, "sample", "--database", "sqlite:" + path, *flags], check=True)
    return "sqlite:" + made_once(name, make)


def small():
    with Server(sample("small")) as server:
        book("60 customers", server, 1)


def large_database():
    name = "large" if LARGE["customers"] == 10_000 else f"book-{LARGE['customers']}"
    return sample(name, "--customers", str(LARGE["customers"]), "--events", str(LARGE["events"]))


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
        row("resident memory at 10,000 customers, under load", server.memory_mb(), "MB", 40, at_least=False)
