"""scores.py: how fast does a score explain itself, on other days, under other cards, and to the proof?

All on the large book: 10,000 customers, 400 days, 10 million events."""

import json
import os
import re
import subprocess
import threading
import time

from reading import large_database
from server import BENCH, Server
from table import row

ASKED = 300        # customers, one after the other
BESIDE = 0.8       # of the speed of the rest, while a proof runs


def printed(program, *arguments):
    return subprocess.run([os.path.join(BENCH, program), *arguments], check=True,
                          capture_output=True, text=True).stdout


def most(what, figure, unit, limit):
    row(what, figure, unit, limit, at_least=False)


def the_book():
    took = dict(line.split() for line in printed("portfolio", large_database()).splitlines())
    figure = {name: float(ms) for name, ms in took.items()}
    most("all scores of the book, live from stored pictures", figure["live"], "ms", 20)
    most("the book as of a past day", figure["past"], "ms", 1000)
    most("the book's history of 365 days, the first time", figure["first"], "ms", 5000)
    most("the same again", figure["again"], "ms", 50)
    most("what if a weight were another", figure["whatif"], "ms", 1000)


def one_customer():
    """95 of 100 customers are answered in less."""
    took = {}
    for line in printed("history", large_database(), str(ASKED)).splitlines():
        name, slow = re.match(r"(.*?) +[\d.]+ us median +([\d.]+) us", line).groups()
        took[name.strip()] = float(slow) / 1000
    most("one customer's history of 365 days", took["history of 365 days"], "ms", 10)
    most("one customer's change, split", took["change over 30 days"], "ms", 5)


def pure():
    took = re.search(r"standard: (\d+) ns", printed("score"))
    most("score_of, a customer", float(took[1]), "ns", 200)


def proof():
    """AUC, lift, calibration, survival, leads, lags and weights, with 1,000 resamples each."""
    seconds, left = printed("proof", large_database()).split()
    most(f"the proof of that book, {left} of whom left", float(seconds), "s", 60)


def job(server):
    return json.loads(server.get("/api/validation"))["job"] or {}


def watch(server, states, stop):
    """Notes whether the proof still runs, so that a figure taken behind its end is not believed."""
    while not stop.is_set():
        states.append(job(server)["status"])
        time.sleep(0.2)


def ended(server):
    while job(server)["status"] == "running":
        time.sleep(0.2)


def in_background():
    """As the server makes it, behind everybody else; nobody else asks for anything."""
    with Server(large_database()) as server:
        server.settle()
        begun = time.monotonic()
        server.post("/api/validation", "{}")
        ended(server)
        most("the proof as a job of the server", time.monotonic() - begun, "s", 60)


def beside():
    """Lists and one customer's health, computed for every request, alone and beside a proof."""
    with Server(large_database()) as server:
        server.settle()
        for path in ("/api/customers", "/api/customers/7/health"):
            alone, _ = server.wrk(path, "anew", connections=8)
            begun = json.loads(server.post("/api/validation", "{}"))
            states, stop = [], threading.Event()
            watcher = threading.Thread(target=watch, args=(server, states, stop))
            watcher.start()
            rate, _ = server.wrk(path, "anew", connections=8)
            stop.set()
            watcher.join()
            row(f"GET {path} beside a proof, of its speed alone", rate / alone, "", BESIDE)
            if "complete" in states:
                print(f"    (the proof had ended after {states.index('complete') * 0.2:.1f} s)")
            if job(server)["status"] == "running":
                server.delete(f"/api/jobs/{begun['id']}")
            ended(server)


def scores():
    pure()
    the_book()
    one_customer()
    proof()
    in_background()
    beside()
