#!/usr/bin/env python3
"""crash_test.py: do acknowledged events survive kill -9 and SIGTERM, each exactly once?

    crash_test.py --program build/customer-health --cycles 60 [--mode kill|term|mixed]

Starts the program on a SQLite file of its own, posts events to a handful of
customers from several threads, and stops the program at random moments.  Every
event carries an id of its own; it is acknowledged only when the answer was 200 or
201.  After a broken request a worker sends the same event again, as any client
would, and it sends some acknowledged events again on purpose.  Then every
customer's events are read back:

    lost     acknowledged, but not stored    must be 0
    doubled  stored more than once           must be 0
    phantom  stored, but never sent          must be 0

Stored but not acknowledged is legal: the answer was lost.  At the end
`customer-health check` compares what was derived with the events, to the last
bit.  Exit status 0: all good, 1: a promise was broken, 2: the test itself failed.
"""

import argparse
import collections
import http.client
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid

CUSTOMERS = 10
RETRY = {408, 429, 503}
JSON_TYPE = {"Content-Type": "application/json", "Accept": "application/json"}


class Harness(Exception):
    """The test itself could not go on."""


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Program:
    """The server under test, started again and again on the same files."""

    def __init__(self, program, folder, port):
        self.command = [program, "serve", "--listen", f"127.0.0.1:{port}",
                        "--database", f"sqlite:{folder}/crash.db"]
        self.database = f"sqlite:{folder}/crash.db"
        self.program = program
        self.port = port
        self.log = open(os.path.join(folder, "log"), "ab")
        self.process = None
        self.starts = []

    def connect(self, timeout=10):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def ready(self):
        connection = self.connect(2)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def start(self):
        began = time.monotonic()
        self.process = subprocess.Popen(self.command, stdout=self.log, stderr=self.log)
        while not self.ready():
            if self.process.poll() is not None:
                raise Harness(f"the program exited with {self.process.returncode} at start")
            if time.monotonic() - began > 20:
                raise Harness("the program was not ready after 20 s")
            time.sleep(0.003)
        self.starts.append(time.monotonic() - began)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def terminate(self):
        """SIGTERM; returns a complaint or None."""
        self.process.terminate()
        try:
            status = self.process.wait(15)
        except subprocess.TimeoutExpired:
            return "no exit within 15 s of SIGTERM"
        return f"exit status {status} after SIGTERM" if status else None


class Ledger:
    """What was sent, and what was acknowledged: event id -> customer."""

    def __init__(self):
        self.lock = threading.Lock()
        self.sent = {}
        self.acknowledged = {}
        self.counts = collections.Counter()
        self.unexpected = []


def event_body(event_id):
    kind = int(event_id[:2], 16) % 3
    if kind == 0:
        return {"type": "login", "event_id": event_id}
    if kind == 1:
        return {"type": "feature", "event_id": event_id,
                "details": {"feature_name": "export", "usage_count": 2}}
    return {"type": "api", "event_id": event_id, "details": {"calls_count": 7}}


def post(connection, customer, event_id):
    connection.request("POST", f"/api/customers/{customer}/events",
                       json.dumps(event_body(event_id)), JSON_TYPE)
    answer = connection.getresponse()
    return answer.status, answer.read()


def work(program, ledger, customers, seed, up, stop):
    """One client: sends events until told to stop, each until it is acknowledged."""
    dice = random.Random(seed)
    connection = event_id = customer = None
    while not stop.is_set():
        if not up.wait(0.2):
            continue
        if event_id is None:
            with ledger.lock:
                if ledger.acknowledged and dice.random() < 0.1:
                    event_id = dice.choice(list(ledger.acknowledged)[-500:])
                    customer = ledger.acknowledged[event_id]
                else:
                    event_id = str(uuid.UUID(int=dice.getrandbits(128)))
                    customer = dice.choice(customers)
                    ledger.sent[event_id] = customer
        try:
            connection = connection or program.connect()
            status, body = post(connection, customer, event_id)
        except (OSError, http.client.HTTPException):
            ledger.counts["broken"] += 1
            connection = None
            time.sleep(0.005)
            continue
        ledger.counts[status] += 1
        if status in (200, 201):
            with ledger.lock:
                ledger.acknowledged[event_id] = customer
            event_id = None
        elif status in RETRY:
            time.sleep(0.02)
        else:
            ledger.unexpected.append((status, body[:200].decode("utf-8", "replace")))
            event_id = None


def read_back(program, customer):
    """All ids of one customer's events, page by page."""
    ids, path, connection = [], f"/api/customers/{customer}/events?limit=500", program.connect(60)
    while path:
        connection.request("GET", path, headers={"Accept": "application/json"})
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise Harness(f"GET {path} answered {answer.status}: {body[:200]!r}")
        page = json.loads(body)
        ids += [(event["event_id"], customer) for event in page["data"]]
        cursor = page["next_cursor"]
        path = cursor and f"/api/customers/{customer}/events?limit=500&cursor={cursor}"
    connection.close()
    return ids


def verify(program, ledger, customers):
    with ledger.lock:
        must = set(ledger.acknowledged.items())
    stored = collections.Counter()
    for customer in customers:
        stored.update(read_back(program, customer))
    with ledger.lock:
        sent = set(ledger.sent.items())
    return {"acknowledged": len(must), "stored": len(stored),
            "lost": len(must - stored.keys()),
            "doubled": sum(n - 1 for n in stored.values()),
            "phantom": len(stored.keys() - sent)}


def broken_promise(found):
    return found["lost"] or found["doubled"] or found["phantom"]


def add_customers(program):
    connection, ids = program.connect(), []
    for n in range(CUSTOMERS):
        connection.request("POST", "/api/customers", json.dumps({"name": f"Crash {n}"}), JSON_TYPE)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 201:
            raise Harness(f"POST /api/customers answered {answer.status}: {body[:200]!r}")
        ids.append(json.loads(body)["id"])
    return ids


def run_cycles(options, program, ledger, customers, up):
    """Stop and start; returns what went wrong, or None, and the last comparison."""
    dice, found = random.Random(options.seed), None
    for cycle in range(1, options.cycles + 1):
        time.sleep(dice.uniform(0.02, 0.4))
        mode = options.mode if options.mode != "mixed" else dice.choice(["kill", "term"])
        if mode == "kill":
            up.clear()
            program.kill()
        else:
            complaint = program.terminate()
            up.clear()
            if complaint:
                return complaint, found
        program.start()
        if cycle % options.verify_every == 0 or cycle == options.cycles:
            found = verify(program, ledger, customers)
            print(f"  cycle {cycle} of {options.cycles}: {found}", flush=True)
            if broken_promise(found):
                return f"a promise was broken at cycle {cycle}", found
        up.set()
        if ledger.unexpected:
            return f"unexpected answer {ledger.unexpected[0]}", found
    return None, found


def run(options, folder):
    program = Program(options.program, folder, free_port())
    ledger, up, stop = Ledger(), threading.Event(), threading.Event()
    program.start()
    customers = add_customers(program)
    up.set()
    workers = [threading.Thread(target=work, daemon=True, args=(
        program, ledger, customers, options.seed * 1000 + n, up, stop)) for n in range(options.workers)]
    for worker in workers:
        worker.start()
    try:
        complaint, found = run_cycles(options, program, ledger, customers, up)
        stop.set()
        up.set()
        for worker in workers:
            worker.join(15)
        if not complaint:
            found = verify(program, ledger, customers)
            if broken_promise(found):
                complaint = "a promise was broken at the end"
        if not complaint:
            complaint = program.terminate()
        if not complaint and subprocess.run(
                [program.program, "check", "--database", program.database], check=False).returncode:
            complaint = "`customer-health check` found a difference"
    finally:
        if program.process.poll() is None:
            program.kill()
    starts = sorted(program.starts)
    print(json.dumps({"mode": options.mode, "seed": options.seed, "cycles": options.cycles,
                      "found": found, "answers": {str(k): v for k, v in ledger.counts.items()},
                      "restart_ms": {"median": round(starts[len(starts) // 2] * 1000),
                                     "longest": round(starts[-1] * 1000)}}))
    return complaint


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--cycles", type=int, default=60)
    parser.add_argument("--mode", choices=["kill", "term", "mixed"], default="kill")
    parser.add_argument("--workers", type=int, default=8)
    parser.add_argument("--verify-every", type=int, default=10)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 30))
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(2))
    folder = tempfile.mkdtemp(prefix="customer-health-crash-")
    try:
        complaint = run(options, folder)
    except Harness as trouble:
        print(f"the test itself failed: {trouble}")
        with open(os.path.join(folder, "log"), encoding="utf-8", errors="replace") as log:
            print(log.read()[-2000:])
        sys.exit(2)
    print(f"not ok - {complaint}" if complaint else "ok - nothing lost, doubled or invented")
    if not complaint:
        shutil.rmtree(folder)
    sys.exit(1 if complaint else 0)


main()
