#!/usr/bin/env python3
"""program_test.py PROGRAM: start the real thing, and see how it starts and stops.

Whatever keeps it from starting is said in a sentence on standard error, with what
to do, and the exit status is 1.  A test is a function whose name is a sentence that
is true; they are reported in TAP."""

import json
import os
import re
import signal
import socket
import sqlite3
import time

from program import Serving, report, run


def refused(folder, sentence, *arguments, **more):
    """It must exit with 1 and a sentence that matches, and must not end by a signal."""
    status, said, complaint = run(folder, *arguments, **more)
    assert status == 1, f"exit status {status}: {complaint}"
    assert re.search(sentence, complaint), f"no {sentence!r} in: {complaint}"
    assert "is at http" not in said


def without_a_command_it_says_which_there_are(folder):
    status, _, complaint = run(folder)
    assert status == 1 and "serve" in complaint and "rebuild" in complaint
    status, said, _ = run(folder, "--help")
    assert status == 0 and "Usage: customer-health COMMAND" in said
    status, said, _ = run(folder, "serve", "--help")
    assert status == 0 and "--listen ADDRESS:PORT" in said and "DATABASE_URL" in said
    refused(folder, "no command \"sevre\"", "sevre")


def it_says_its_version_and_its_libraries(folder):
    status, said, _ = run(folder, "version")
    assert status == 0 and re.match(r"customer-health \d+\.\d+\.\d+\nSQLite 3\.", said), said


def bad_settings_are_refused_with_a_sentence(folder):
    refused(folder, "is not an address", "serve", "--listen", "here")
    refused(folder, "no setting of this command", "serve", "--colour", "red")
    refused(folder, "CUSTOMER_HEALTH_LOG", "serve", CUSTOMER_HEALTH_LOG="loud")
    refused(folder, "--auth=off", "serve", "--listen", "0.0.0.0:0")
    refused(folder, "sqlite:PATH", "serve", "--listen", "127.0.0.1:0", "--database", "oracle:x")
    refused(folder, "must name a file", "serve", "--listen", "127.0.0.1:0", "--database",
            "sqlite:")
    assert not os.listdir(folder)


def a_data_directory_that_cannot_be_written_is_said(folder):
    with open(os.path.join(folder, "data"), "w", encoding="ascii") as in_the_way:
        in_the_way.write("a file")
    refused(folder, r"data.*--database", "serve", "--listen", "127.0.0.1:0")
    if os.geteuid() == 0:
        return  # root may write anywhere
    os.mkdir(os.path.join(folder, "locked"), 0o500)
    refused(folder, r"locked.*Permission denied", "serve", "--listen", "127.0.0.1:0",
            "--database", "sqlite:locked/book.db")


def a_second_process_on_the_same_file_is_refused(folder):
    with Serving(folder) as first:
        refused(folder, "another customer-health serves", "serve", "--listen", "127.0.0.1:0")
        refused(folder, "another customer-health serves", "rebuild")
        link = os.path.join(folder, "link.db")
        os.symlink(os.path.join("data", "customer-health.db"), link)
        refused(folder, "another customer-health serves", "serve", "--listen", "127.0.0.1:0",
                "--database", f"sqlite:{link}")
        assert first.ask("GET", "/readyz")[0] == 200


def a_port_that_is_taken_is_said(folder):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused(folder, f"port {port}", "serve", "--listen", f"127.0.0.1:{port}")
    assert not os.listdir(folder), "nothing is made where nothing can be served"


def a_database_of_a_newer_program_is_refused_and_not_touched(folder):
    with Serving(folder) as first:
        assert first.stop()[0] == 0
    path = os.path.join(folder, "data", "customer-health.db")
    with sqlite3.connect(path) as newer:
        newer.execute("INSERT INTO schema_version (version, name, applied_at) "
                      "VALUES (9999, 'from the future', 0)")
    newer.close()
    with open(path, "rb") as file:
        before = file.read()
    refused(folder, "newer", "serve", "--listen", "127.0.0.1:0")
    with open(path, "rb") as file:
        assert file.read() == before


def where_there_is_no_database_only_serve_and_sample_make_one(folder):
    refused(folder, "there is no database", "check")
    refused(folder, "there is no database", "rebuild")
    refused(folder, "there is no database", "sample", "--remove")
    assert not os.listdir(folder)


def what_it_writes_nobody_else_can_read(folder):
    os.umask(0o022)
    with Serving(folder) as server:
        assert server.stop()[0] == 0
    for name in [".", *os.listdir(os.path.join(folder, "data"))]:
        mode = os.stat(os.path.join(folder, "data", name)).st_mode
        assert mode & 0o077 == 0, f"{name}: {mode:o}"


def each_signal_stops_it_with_exit_status_0_and_nothing_is_lost(folder):
    stored = set()
    for number in (signal.SIGTERM, signal.SIGINT):
        with Serving(folder) as server:
            status, body = server.ask("POST", "/api/customers", {"name": f"By {number.name}"})
            assert status == 201, body
            customer = json.loads(body)["id"]
            status, body = server.ask("POST", f"/api/customers/{customer}/events",
                                      {"type": "login"})
            assert status == 201, body
            stored.add(json.loads(body)["event_id"])
            status, seconds = server.stop(number)
            assert status == 0 and seconds < 5, (status, seconds)
    with Serving(folder) as server:
        seen = set()
        for customer in (1, 2):
            _, body = server.ask("GET", f"/api/customers/{customer}/events")
            seen |= {event["event_id"] for event in json.loads(body)["data"]}
        assert seen == stored
        assert server.stop()[0] == 0
    status, said, _ = run(folder, "check")
    assert status == 0 and "to the bit" in said


def a_signal_while_clients_hold_on_stops_it_within_five_seconds(folder):
    with Serving(folder) as server:
        idle = socket.create_connection(("127.0.0.1", server.port))
        half = socket.create_connection(("127.0.0.1", server.port))
        half.sendall(b"POST /api/customers HTTP/1.1\r\nHost: localhost\r\nContent-Le")
        time.sleep(0.2)
        status, seconds = server.stop()
        assert status == 0 and seconds < 5, (status, seconds)
        idle.close()
        half.close()


def a_second_signal_does_not_wait(folder):
    with Serving(folder) as server:
        slow = socket.create_connection(("127.0.0.1", server.port))
        slow.sendall(b"POST /api/customers HTTP/1.1\r\nHost: localhost\r\n"
                     b"Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
        time.sleep(0.2)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        status, seconds = server.stop()
        assert status == 1 and seconds < 3, (status, seconds)
        slow.close()


def sample_data_is_made_once_and_can_be_taken_away(folder):
    with Serving(folder, "--sample") as server:
        assert json.loads(server.ask("GET", "/api/customers?limit=1")[1])["total"] == 59
        assert server.stop()[0] == 0
    with Serving(folder, CUSTOMER_HEALTH_SAMPLE="1") as server:
        assert json.loads(server.ask("GET", "/api/customers?limit=1")[1])["total"] == 59
        assert server.ask("POST", "/api/customers", {"name": "Ours"})[0] == 201
        assert server.stop()[0] == 0
    status, said, complaint = run(folder, "check")
    assert status == 0 and "to the bit" in said, complaint
    assert run(folder, "sample", "--remove")[0] == 0
    refused(folder, "customers of its own", "sample")
    with Serving(folder, "--sample") as server:
        assert json.loads(server.ask("GET", "/api/customers?limit=1")[1])["total"] == 1
        assert server.stop()[0] == 0


def sample_data_is_in_the_currency_of_the_installation(folder):
    with Serving(folder, "--sample", "--currency", "EUR") as server:
        book = json.loads(server.ask("GET", "/api/dashboard")[1])
        assert book["currency"] == "EUR" and book["other_currency"] == 0, book
        assert float(book["mrr"]) > 0, book["mrr"]
        assert server.stop()[0] == 0


def without_being_asked_it_makes_no_customers(folder):
    with Serving(folder) as server:
        assert json.loads(server.ask("GET", "/api/customers")[1])["total"] == 0


def a_foreign_host_is_refused_on_loopback(folder):
    with Serving(folder) as server:
        assert server.ask("GET", "/api/customers", Host="evil.example")[0] in (400, 403, 421)
        assert server.ask("GET", "/api/customers")[0] == 200


def check_finds_what_rebuild_makes_right(folder):
    with Serving(folder, "--sample") as server:
        server.ask("GET", "/api/customers")
        assert server.stop()[0] == 0
    path = os.path.join(folder, "data", "customer-health.db")
    with sqlite3.connect(path) as book:
        book.execute("UPDATE daily SET count = count + 1 "
                     "WHERE customer = 7 AND day = (SELECT max(day) FROM daily WHERE customer = 7)")
    book.close()
    refused(folder, "customer-health rebuild", "check")
    assert run(folder, "rebuild")[0] == 0
    assert run(folder, "check")[0] == 0


def a_stamp_is_checked_beside_the_server_whatever_came_since(folder):
    def send(server, at):
        server.ask("POST", "/api/customers/1/events", {"type": "login", "timestamp": at})
    with Serving(folder) as server:
        server.ask("POST", "/api/customers", {"name": "Acme"})
        send(server, "2026-10-01T12:00:00Z")
        text = server.ask("GET", "/api/customers/1/health?as_of=2026-10-02")[1]
        stamp = json.loads(text)["stamp"]["text"]
        for _ in range(30):
            send(server, "2026-10-01T13:00:00Z")
        status, said, complaint = run(folder, "check", "--stamp", stamp)
        assert status == 0 and "from 1 event:" in said and "30 came later" in said, complaint
    other = stamp.split(":")
    other[2] = "99.5"
    refused(folder, "it was 99.5 and comes to", "check", "--stamp", ":".join(other))
    refused(folder, "is not a stamp", "check", "--stamp", "1:2")


def days_are_those_of_the_zone_until_it_is_rebuilt_for_another(folder):
    refused(folder, "Atlantis.* is not a time zone", "serve", "--time-zone", "Atlantis")
    with Serving(folder, "--time-zone", "Asia/Kathmandu") as server:
        server.ask("POST", "/api/customers", {"name": "Acme"})
        event = {"type": "login", "timestamp": "2026-10-01T20:00:00Z"}
        assert server.ask("POST", "/api/customers/1/events", event)[0] == 201

        def logins(day):
            health = json.loads(server.ask("GET", f"/api/customers/1/health?as_of={day}")[1])
            assert health["time_zone"] == "Asia/Kathmandu", health
            return health["factors"][0]["events_counted"]
        assert (logins("2026-10-01"), logins("2026-10-02")) == (0, 1)
        assert server.stop()[0] == 0
    refused(folder, "counts its days in Asia/Kathmandu.*rebuild --time-zone UTC", "serve",
            "--listen", "127.0.0.1:0")
    refused(folder, "counts its days in Asia/Kathmandu", "import", "-", "--format", "csv")
    assert run(folder, "check")[0] == 0  # which asks the database
    assert run(folder, "rebuild")[0] == 0
    refused(folder, "counts its days in Asia/Kathmandu", "check", TIME_ZONE="UTC")
    assert run(folder, "rebuild", TIME_ZONE="America/New_York")[0] == 0
    assert run(folder, "check")[0] == 0
    with Serving(folder, "--time-zone=America/New_York") as server:
        health = json.loads(server.ask("GET", "/api/customers/1/health?as_of=2026-10-01")[1])
        assert health["factors"][0]["events_counted"] == 1, health
        page = server.ask("GET", "/api/dashboard", Accept="text/html")[1]
        assert "Times in <span data-zone>America/New_York</span>" in page


TESTS = [
    without_a_command_it_says_which_there_are,
    it_says_its_version_and_its_libraries,
    bad_settings_are_refused_with_a_sentence,
    a_data_directory_that_cannot_be_written_is_said,
    a_second_process_on_the_same_file_is_refused,
    a_port_that_is_taken_is_said,
    a_database_of_a_newer_program_is_refused_and_not_touched,
    where_there_is_no_database_only_serve_and_sample_make_one,
    what_it_writes_nobody_else_can_read,
    each_signal_stops_it_with_exit_status_0_and_nothing_is_lost,
    a_signal_while_clients_hold_on_stops_it_within_five_seconds,
    a_second_signal_does_not_wait,
    sample_data_is_made_once_and_can_be_taken_away,
    sample_data_is_in_the_currency_of_the_installation,
    without_being_asked_it_makes_no_customers,
    a_foreign_host_is_refused_on_loopback,
    check_finds_what_rebuild_makes_right,
    a_stamp_is_checked_beside_the_server_whatever_came_since,
    days_are_those_of_the_zone_until_it_is_rebuilt_for_another,
]


report(TESTS)
