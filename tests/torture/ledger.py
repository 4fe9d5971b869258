"""ledger.py: who sent what, what was acknowledged, and is it there, each exactly once?

Clients send events to a handful of customers, one by one or in bulk.  Every event
carries an id of its own; it is acknowledged only when the answer said so.  After a
broken request a client sends the same events again, as any would, and it sends some
acknowledged ones again on purpose, through the same door: ids are unique by door.  Then every customer's events are read back:

    lost     acknowledged, but not stored    must be 0
    doubled  stored more than once           must be 0
    phantom  stored, but never sent          must be 0

Stored but not acknowledged is legal: the answer was lost."""

import collections
import http.client
import json
import random
import threading
import time
import uuid

from under_test import JSON_TYPE, Harness

RETRY = {408, 429, 503}
NDJSON_TYPE = {"Content-Type": "application/x-ndjson", "Accept": "application/json"}
BULK_MOST = 20  # events in a body


class Ledger:
    """What was sent, and what was acknowledged: event id -> customer."""

    def __init__(self, customers):
        self.customers = customers
        self.lock = threading.Lock()
        self.sent = {}
        self.acknowledged = {}
        self.recent = collections.defaultdict(lambda: collections.deque(maxlen=500))  # by route
        self.counts = collections.Counter()
        self.unexpected = []
        self.slowest = 0.0

    def new_event(self, dice, route):
        """An event to send: a new one, or one in ten times one that is acknowledged."""
        with self.lock:
            if self.recent[route] and dice.random() < 0.1:
                event_id = dice.choice(self.recent[route])
                return event_id, self.acknowledged[event_id]
            event_id = str(uuid.UUID(int=dice.getrandbits(128)))
            self.sent[event_id] = dice.choice(self.customers)
            return event_id, self.sent[event_id]

    def acknowledge(self, events, route):
        with self.lock:
            self.acknowledged.update(events)
            self.recent[route].extend(event_id for event_id, _ in events)


def event_body(event_id):
    kind = int(event_id[:2], 16) % 3
    if kind == 0:
        return {"type": "login", "event_id": event_id}
    if kind == 1:
        return {"type": "feature", "event_id": event_id,
                "details": {"feature_name": "export", "usage_count": 2}}
    return {"type": "api", "event_id": event_id, "details": {"calls_count": 7}}


def post(connection, path, body, headers):
    connection.request("POST", path, body, headers)
    answer = connection.getresponse()
    return answer.status, answer.read(), answer.headers


def post_one(connection, events):
    (event_id, customer), = events
    return post(connection, f"/api/customers/{customer}/events",
                json.dumps(event_body(event_id)), JSON_TYPE)


def post_bulk(connection, events):
    lines = [json.dumps({**event_body(event_id), "customer_id": customer})
             for event_id, customer in events]
    return post(connection, "/api/events", "\n".join(lines) + "\n", NDJSON_TYPE)


def acknowledges(route, status, body, events):
    if route == "single":
        return status in (200, 201)
    if status != 200:
        return False
    told = json.loads(body)
    return told["accepted"] + told["duplicate"] == len(events)


def work(program, ledger, route, seed, up, stop):
    """One client: sends events until told to stop, each until it is acknowledged."""
    dice = random.Random(seed)
    send = post_one if route == "single" else post_bulk
    connection = events = None
    while not stop.is_set():
        if not up.wait(0.2):
            continue
        if events is None:
            most = 1 if route == "single" else dice.randint(1, BULK_MOST)
            events = list(dict(ledger.new_event(dice, route) for _ in range(most)).items())
        began = time.monotonic()
        try:
            connection = connection or program.connect()
            status, body, headers = send(connection, events)
            if headers.get("Connection") == "close":
                connection.close()
                connection = None
        except (OSError, http.client.HTTPException):
            ledger.counts["broken"] += 1
            connection = None
            time.sleep(0.005)
            continue
        ledger.slowest = max(ledger.slowest, time.monotonic() - began)
        ledger.counts[status] += 1
        if acknowledges(route, status, body, events):
            ledger.acknowledge(events, route)
            events = None
        elif status in RETRY and (status == 408 or headers.get("Retry-After")):
            time.sleep(0.02)
        else:
            ledger.unexpected.append((status, body[:300].decode("utf-8", "replace")))
            events = None


class Clients:
    """Workers on a route ("single", "bulk" or "both"), sending while `up` is set."""

    def __init__(self, program, ledger, route, count, seed):
        self.up, self.stop = threading.Event(), threading.Event()
        routes = ["single", "bulk"] if route == "both" else [route]
        self.workers = [
            threading.Thread(target=work, daemon=True, args=(
                program, ledger, routes[n % len(routes)], seed * 1000 + n, self.up, self.stop))
            for n in range(count)]
        for worker in self.workers:
            worker.start()

    def finish(self):
        self.stop.set()
        self.up.set()
        for worker in self.workers:
            worker.join(15)


def add_customers(program, count=10):
    ids = []
    for n in range(count):
        status, body, _ = program.ask("POST", "/api/customers", json.dumps({"name": f"Torture {n}"}))
        if status != 201:
            raise Harness(f"POST /api/customers answered {status}: {body[:200]!r}")
        ids.append(json.loads(body)["id"])
    return ids


def read_back(program, customer):
    """All ids of one customer's events, page by page."""
    ids, path = [], f"/api/customers/{customer}/events?limit=500"
    while path:
        status, body, _ = program.ask("GET", path, timeout=60)
        if status != 200:
            raise Harness(f"GET {path} answered {status}: {body[:200]!r}")
        page = json.loads(body)
        ids += [(event["event_id"], customer) for event in page["data"]]
        cursor = page["next_cursor"]
        path = cursor and f"/api/customers/{customer}/events?limit=500&cursor={cursor}"
    return ids


def verify(program, ledger):
    """Compare the ledger with what is stored: (figures, complaint or None)."""
    with ledger.lock:
        must = set(ledger.acknowledged.items())
    stored = collections.Counter()
    for customer in ledger.customers:
        stored.update(read_back(program, customer))
    with ledger.lock:
        sent = set(ledger.sent.items())
    found = {"acknowledged": len(must), "stored": len(stored),
             "lost": len(must - stored.keys()),
             "doubled": sum(n - 1 for n in stored.values()),
             "phantom": len(stored.keys() - sent)}
    broken = found["lost"] or found["doubled"] or found["phantom"]
    return found, f"events were lost, doubled or invented: {found}" if broken else None
