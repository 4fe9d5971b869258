#!/usr/bin/env python3
"""keys_test.py PROGRAM: a large body under an Idempotency-Key is taken once.

However it is sent, and whatever happens between: the program serves a database of its
own, and is killed in the middle.  Speaks TAP."""

import gzip
import http.client
import json
import os
import shutil
import socket
import sys
import tempfile
import time
import traceback

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../torture"))
from under_test import Program  # noqa: E402

EVENTS = 20000
ROWS = [f'{{"customer_id":1,"type":"login","timestamp":"2026-0{1 + i % 9}-11T09:30:00Z"}}\n' for i in range(EVENTS)]
BODY = "".join(ROWS).encode()


def head(key, **more):
    return {"Content-Type": "application/x-ndjson", "Idempotency-Key": key, **more}


def send(program, key, body, **more):
    """(what the answer says, was it given before, its status)"""
    status, said, headers = program.ask("POST", "/api/events", body, head(key, **more), timeout=60)
    return json.loads(said), headers.get("Idempotency-Replayed") == "true", status


def send_chunked(program, key, sizes):
    connection = program.connect(60)
    pieces, at = [], 0
    while at < len(BODY):
        size = sizes[len(pieces) % len(sizes)]
        pieces.append(BODY[at:at + size])
        at += size
    connection.request("POST", "/api/events", iter(pieces), head(key), encode_chunked=True)
    answer = connection.getresponse()
    return json.loads(answer.read()), answer.headers.get("Idempotency-Replayed") == "true", answer.status


def send_half(program, key):
    """The beginning of the body, on a connection that stays open."""
    half = socket.create_connection(("127.0.0.1", program.port))
    half.sendall((f"POST /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-ndjson\r\n"
                  f"Idempotency-Key: {key}\r\nContent-Length: {len(BODY)}\r\n\r\n").encode() + BODY[:len(BODY) // 2])
    return half


def stored(program):
    """How many events are on disk since it was started."""
    listed = program.ask("GET", "/metrics")[1].decode()
    return sum(int(float(line.rsplit(" ", 1)[1])) for line in listed.splitlines()
               if line.startswith("customer_health_events_ingested_total"))


def await_stored(program, count):
    end = time.monotonic() + 20
    while stored(program) < count:
        assert time.monotonic() < end, f"{stored(program)} events are stored, not {count}"
        time.sleep(0.01)


def sent_again_in_any_form_it_is_answered_the_same(program):
    first, again, status = send(program, "forms", BODY)
    assert (first["accepted"], again, status) == (EVENTS, False, 200), first
    for answer in (send(program, "forms", BODY),
                   send(program, "forms", gzip.compress(BODY), **{"Content-Encoding": "gzip"}),
                   send_chunked(program, "forms", [100000]),
                   send_chunked(program, "forms", [1, 70000, 300000, 5])):
        assert answer == (first, True, 200), answer
    assert stored(program) == EVENTS, stored(program)


def another_large_body_is_refused_at_its_end(program):
    before = stored(program)
    for body in (BODY + b"\n", BODY[:-1], BODY[:300000] + b" " + BODY[300000:]):
        said, again, status = send(program, "forms", body)
        assert (again, status) == (False, 422), said
        assert said["errors"][0]["type"] == "idempotency_key_reused", said
    assert stored(program) == before


def while_it_comes_its_key_is_refused(program):
    before = stored(program)
    half = send_half(program, "slow")
    await_stored(program, before + 1000)
    said, _, status = send(program, "slow", ROWS[0])
    assert status == 409 and "still being worked on" in said["detail"], said
    half.sendall(BODY[len(BODY) // 2:])
    answer = http.client.HTTPResponse(half)
    answer.begin()
    said = json.loads(answer.read())
    assert said["accepted"] == EVENTS, said
    assert send(program, "slow", BODY) == (said, True, 200)


def a_connection_that_was_cut_keeps_nothing_and_a_second_run_completes_it(program):
    before = stored(program)
    half = send_half(program, "cut")
    await_stored(program, before + 1000)
    half.close()
    said, again, status = send(program, "cut", BODY)
    while status == 409:  # the program has not seen yet that it was cut
        time.sleep(0.01)
        said, again, status = send(program, "cut", BODY)
    assert (again, status) == (False, 200) and said["duplicate"] >= 1000, said
    assert said["accepted"] + said["duplicate"] == EVENTS and said["rejected_total"] == 0, said
    assert stored(program) == before + EVENTS
    assert send(program, "cut", BODY) == (said, True, 200)


def killed_in_the_middle_a_second_run_completes_it(program):
    half = send_half(program, "crash")
    await_stored(program, stored(program) + 1000)
    program.kill()
    half.close()
    program.start()
    said, again, status = send(program, "crash", BODY)
    assert (again, status) == (False, 200) and said["duplicate"] >= 1000, said
    assert said["accepted"] + said["duplicate"] == EVENTS and said["rejected_total"] == 0, said
    program.kill()
    program.start()
    assert send(program, "crash", BODY) == (said, True, 200)
    assert program.terminate() is None
    assert program.check() is None
    program.start()


def a_damaged_body_gives_its_key_back(program):
    packed = gzip.compress(BODY)
    damaged = packed[:len(packed) // 2] + b"\0\0\0\0" + packed[len(packed) // 2 + 4:]
    said, _, status = send(program, "damaged", damaged, **{"Content-Encoding": "gzip"})
    assert status == 400, said
    said, again, status = send(program, "damaged", packed, **{"Content-Encoding": "gzip"})
    assert (again, status) == (False, 200), said


TESTS = [sent_again_in_any_form_it_is_answered_the_same, another_large_body_is_refused_at_its_end,
         while_it_comes_its_key_is_refused,
         a_connection_that_was_cut_keeps_nothing_and_a_second_run_completes_it,
         killed_in_the_middle_a_second_run_completes_it, a_damaged_body_gives_its_key_back]


def main():
    folder = tempfile.mkdtemp(prefix="customer-health-keys-")
    program = Program(os.path.abspath(sys.argv[1]), folder, f"sqlite:{folder}/keys.db")
    print(f"1..{len(TESTS)}", flush=True)
    program.start()
    program.ask("POST", "/api/customers", b'{"name":"Acme"}')
    for number, test in enumerate(TESTS, 1):
        try:
            test(program)
            print(f"ok {number} - {test.__name__}", flush=True)
        except Exception:  # whatever it is, the others run
            print(f"not ok {number} - {test.__name__}\n# " + traceback.format_exc().replace("\n", "\n# "), flush=True)
    program.kill()
    shutil.rmtree(folder)


main()
