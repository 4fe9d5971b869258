"""events.py: how fast are events taken, and how soon are they seen?

Acknowledged and on disk, the load generator on the same machine.  Each figure of the
whole server stands beside a bare loop over the store that writes the same rows into
the same schema in the same run."""

import json
import os
import random
import socket
import statistics
import subprocess
import threading
import time

import mariadb
from server import FOLDER, PROGRAM, SECONDS, Server, bare, copy_database, made_once, remove_database
from table import row

MINUTE = int(os.environ.get("MINUTE", "60"))  # seconds that a run into an empty database takes
GROWN = 10_000_000
FAR = 50_000_000
RATIO = 0.7


def fresh(name, customers):
    """An SQLite file with nothing but customers."""
    path = os.path.join(FOLDER, name + ".db")
    remove_database(path)
    bare("sqlite:" + path, customers, 0)
    return path


def ratio(rate, alone):
    row("    as a share of the bare loop", rate / alone, "", RATIO)


def lists_after(server, customer):
    """How long a backfill is felt when it has ended."""
    began = time.monotonic()
    event_id = f"last-{random.getrandbits(64):x}"
    line = json.dumps({"customer_id": customer, "type": "login", "event_id": event_id})
    server.post("/api/events", f"[{line}]")
    page = server.get(f"/api/customers/{customer}/events?limit=1")
    assert event_id.encode() in page, "the customer's own page does not show its last event"
    row("    its end: the customer's own page shows the last event", (time.monotonic() - began) * 1000, "ms")
    row("    its end: until all lists are current", server.settle(), "s", 30, at_least=False)


def into_empty(name, customers, limit, aim=None, **how):
    """A run into an empty database; `how` as bench/bulk.c takes it."""
    path = fresh("empty", customers)
    alone = bare("sqlite:" + path, customers, MINUTE)
    row(f"{name}: a bare loop (bare limit)", alone, "events/s")
    path = fresh("empty", customers)
    with Server("sqlite:" + path) as server:
        rate, slowest, _ = server.bulk(customers=customers, seconds=MINUTE, **how)
        row(f"{name}: bulk over HTTP", rate, "events/s", limit, aim=aim)
        ratio(rate, alone)
        row("    p99 of a request of 1,000 events", slowest, "ms")
        lists_after(server, customers)
    remove_database(path)


def bulk():
    into_empty("empty, 100,000 random customers", 100_000, 60_000, ids="ordered")
    into_empty("empty, 1,000 active customers", 1_000, 100_000, aim=150_000, ids="ordered")
    path = fresh("empty", 100_000)
    with Server("sqlite:" + path) as server:
        for name, how in (("by external_id", {"by": "external"}), ("without ids", {"ids": "none"}),
                          ("with random UUIDs", {"ids": "random"}), ("of three years", {"days": 1095})):
            rate, _, _ = server.bulk(customers=100_000, seconds=max(2, MINUTE // 6), **how)
            row(f"100,000 customers, {name}", rate, "events/s")
    remove_database(path)


def grown_database():
    def make(path):
        print(f"making {GROWN:,} events once ...", flush=True)
        bare("sqlite:" + path, 100_000, 0)
        with Server("sqlite:" + path) as server:
            server.bulk(customers=100_000, ids="ordered", events=GROWN)
            server.settle()
    return made_once("grown", make)


def on_top(name, path, limit, aim=None):
    """A minute on what is there already; returns the rate."""
    copy = copy_database(path, "copy")
    alone = bare("sqlite:" + copy, 100_000, MINUTE)
    row(f"{name}: a bare loop (bare limit)", alone, "events/s")
    with Server("sqlite:" + copy) as server:
        rate, slowest, _ = server.bulk(customers=100_000, seconds=MINUTE, ids="ordered")
        row(f"{name}: bulk over HTTP", rate, "events/s", limit, aim=aim)
        ratio(rate, alone)
        row("    p99 of a request of 1,000 events", slowest, "ms")
        lists_after(server, 77_777)
    remove_database(copy)
    return rate


def grown():
    path = grown_database()
    on_top("10 million there", path, 30_000, aim=60_000)
    copy = copy_database(path, "copy")
    with Server("sqlite:" + copy) as server:
        rate, _, _ = server.bulk(customers=100_000, seconds=MINUTE, ids="random")
        row("10 million there: with random UUIDs", rate, "events/s", 15_000)
    remove_database(copy)


def far():
    def make(path):
        print(f"making {FAR:,} events once ...", flush=True)
        os.replace(copy_database(grown_database(), "copy"), path)
        with Server("sqlite:" + path) as server:
            server.bulk(customers=100_000, ids="ordered", events=FAR - GROWN)
            server.settle()
    path = made_once("far", make)
    rate = on_top("10 million there", grown_database(), 30_000, aim=60_000)
    on_top("50 million there", path, 0.75 * rate)


def post():
    path = fresh("post", 1000)
    alone = bare("sqlite:" + path, 1000, 5, batch=256)
    row("a bare loop, 256 events a commit (bare limit)", alone, "events/s")
    path = fresh("post", 1000)
    with Server("sqlite:" + path) as server:
        server.settle()
        rate, slowest = server.wrk("/api/customers/7/events", script="post_events.lua", connections=256)
        row("POST of single events, 1,000 customers, 256 connections", rate, "events/s", 25_000)
        row("POST of single events: p99", slowest, "ms", 25, at_least=False)
    remove_database(path)


def seen_in_list(server, customer):
    """Does a list show that the customer has a score?"""
    path = "/api/customers?limit=500"
    while path:
        page = json.loads(server.get(path))
        for shown in page["data"]:
            if shown["id"] == customer:
                return shown["health"]["status"] == "scored"
        path = page["next_cursor"] and f"/api/customers?limit=500&cursor={page['next_cursor']}"
    return False


def until(seen):
    """Milliseconds until it is seen."""
    began = time.monotonic()
    while not seen():
        pass
    return (time.monotonic() - began) * 1000


def probe(server, first, count):
    """Customers without data get their first event, one after the other: how soon is that seen?"""
    on_dashboard, in_lists = [], []
    for n in range(count):
        scored = json.loads(server.get("/api/dashboard"))["scored"]
        server.post(f"/api/customers/{first + n}/events", '{"type":"login"}')
        if n % 2:
            in_lists.append(until(lambda who=first + n: seen_in_list(server, who)))
        else:
            on_dashboard.append(until(
                lambda: json.loads(server.get("/api/dashboard"))["scored"] == scored + 1))
        time.sleep(0.05)
    return on_dashboard, in_lists


def p99(times):
    return statistics.quantiles(times, n=100)[98]


def freshness():
    probes = max(40, SECONDS * 10)
    path = fresh("fresh", 1000 + probes)
    with Server("sqlite:" + path) as server:
        server.bulk(customers=1000, events=100_000, days=90)
        server.settle()
        load = subprocess.Popen(
            server.bulk_command(customers=1000, batch=50, rate=5000, seconds=3600), stdout=subprocess.DEVNULL)
        try:
            time.sleep(1)
            on_dashboard, in_lists = probe(server, 1001, probes)
        finally:
            load.terminate()
            load.wait()
        row("at 5,000 events/s: until the dashboard shows it, p99", p99(on_dashboard), "ms", 250, at_least=False)
        row("    half of the time within", statistics.median(on_dashboard), "ms")
        row("at 5,000 events/s: until GET /api/customers shows it, p99", p99(in_lists), "ms", 250, at_least=False)
        row("    half of the time within", statistics.median(in_lists), "ms")
    remove_database(path)


def maria():
    if not mariadb.is_there():
        print("skipped: there is no MariaDB here")
        return
    with mariadb.MariaDB(FOLDER) as database:
        for customers in (1000, 100_000):
            name = f"MariaDB, {customers:,} customers"
            address = database.fresh("bare")
            bare(address, customers, 0)
            alone = bare(address, customers, MINUTE)
            row(f"{name}: a bare loop (bare limit)", alone, "events/s")
            address = database.fresh("bulk")
            bare(address, customers, 0)
            with Server(address) as server:
                rate, slowest, _ = server.bulk(customers=customers, seconds=MINUTE // 2 or 1, ids="ordered")
                row(f"{name}: bulk over HTTP", rate, "events/s", 40_000)
                ratio(rate, alone)
                row("    p99 of a request of 1,000 events", slowest, "ms")


def csv_file():
    """Ten million events of 5,000 customers, as a table."""
    path = os.path.join(FOLDER, "events.csv")
    if not os.path.exists(path + ".made"):
        dice = random.Random(1)
        start = int(time.time()) - 3 * 365 * 86400
        with open(path, "w", encoding="ascii") as file:
            file.write("customer_id,type,timestamp,event_id\n")
            for e in range(GROWN):
                at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(start + e * 9))
                file.write(f"{dice.randrange(5000) + 1},login,{at},e-{e:08d}\n")
        open(path + ".made", "w", encoding="ascii").close()
    return path


def import_csv():
    file = csv_file()
    path = fresh("import", 5000)
    began = time.monotonic()
    subprocess.run([PROGRAM, "import", file, "--database", "sqlite:" + path],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    took = time.monotonic() - began
    row("import of 10 million events from CSV, 5,000 customers", took / 60, "minutes", 4, at_least=False)
    row("    that is", GROWN / took, "events/s")
    remove_database(path)


def long_body(size):
    """Pieces of one body: lines of events with as many details as there may be."""
    filling = "x" * 15_900
    line = '{"customer_id":%d,"type":"login","details":{"note":"' + filling + '"}}\n'
    sent = customer = 0
    while sent < size:
        customer = customer % 1000 + 1
        piece = (line % customer).encode()
        sent += len(piece)
        yield piece


def memory():
    size = int(os.environ.get("BODY_MB", "2048")) << 20
    path = fresh("memory", 1000)
    with Server("sqlite:" + path) as server:
        server.settle()
        before = server.memory_mb("VmHWM")
        connection = socket.create_connection(("127.0.0.1", server.port), timeout=120)
        connection.sendall(b"POST /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-ndjson\r\n"
                           b"Transfer-Encoding: chunked\r\n\r\n")
        began = time.monotonic()
        for piece in long_body(size):
            connection.sendall(b"%x\r\n%b\r\n" % (len(piece), piece))
        connection.sendall(b"0\r\n\r\n")
        answer = connection.recv(65536).decode()
        connection.close()
        row("memory before a body of 2 GB", before, "MB")
        row("memory at most, a body of 2 GB included", server.memory_mb("VmHWM"), "MB", 64, at_least=False)
        row("    which went in at", size / (time.monotonic() - began) / 1e6, "MB/s")
        if not answer.startswith("HTTP/1.1 200"):
            row("    and was answered", 0, answer[:200], 1)
    remove_database(path)
