#!/usr/bin/env python3
"""import_test.py PROGRAM: files are imported once, however often and whatever happens.

A test is a function whose name is a sentence that is true; they are reported in TAP."""

import csv
import gzip
import json
import os
import re
import sqlite3
import subprocess
import threading
import time

from program import PATIENCE, PROGRAM, Serving, environment, report, run
import mariadb  # a server of our own, as the bench has it

BOOK = os.path.join("data", "customer-health.db")


def imported(folder, *arguments, given=None):
    status, said, complaint = run(folder, "import", *arguments, given=given)
    assert status == 0, f"exit status {status}: {said} {complaint}"
    return said


def refused(folder, sentence, *arguments):
    status, said, complaint = run(folder, "import", *arguments)
    assert status == 1, f"exit status {status}: {said} {complaint}"
    assert re.search(sentence, complaint), f"no {sentence!r} in: {complaint}"


def write(folder, name, text):
    with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as file:
        file.write(text)


def stored(folder):
    with sqlite3.connect(os.path.join(folder, BOOK)) as book:
        count = book.execute("SELECT count(*) FROM event").fetchone()[0]
    book.close()
    return count


def post(server, lines):
    answer, text = server.request("POST", "/api/events?create=true", "\n".join(lines),
                                  **{"Content-Type": "application/x-ndjson"})
    return answer.status, json.loads(text)


def events(rows, wrong=None):
    """A table of events without ids, some rows of which are equal to the letter."""
    lines = ["external_id,type,timestamp,feature_name,usage_count"]
    for row in range(rows):
        at = f"2026-10-{1 + row % 28:02d}T{row // 28 % 24:02d}:{row // 700 % 60:02d}:00Z"
        count = "none" if row == wrong else row // 5000 % 9 + 1
        lines.append(f"c-{row % 7},feature,{at},export,{count}")
        if row == 3:
            lines += [lines[-1]] * 2
    return "\n".join(lines) + "\n"


def without_a_file_or_a_format_it_says_what_to_do(folder):
    refused(folder, "which file", )
    write(folder, "events.txt", events(1))
    refused(folder, "--format csv, ndjson or json", "events.txt")
    refused(folder, "nowhere.csv cannot be read", "nowhere.csv")
    refused(folder, "one file at a time", "a.csv", "b.csv")
    refused(folder, "is not on or off", "a.csv", "--create", "perhaps")
    write(folder, "wrong.csv", "when,what\n1,2\n")
    refused(folder, r"\"when, what\", has no type: .*customer_id \(or external_id\)", "wrong.csv")
    write(folder, "empty.ndjson", "\n")
    refused(folder, "there is nothing in", "empty.ndjson")


def a_dry_run_says_what_would_happen_and_changes_nothing(folder):
    write(folder, "events.csv", events(100, wrong=17))
    status, said, complaint = run(folder, "import", "events.csv", "--dry-run")
    assert status == 1 and "line 21: usage_count" in complaint, complaint
    assert "101 to be stored for customers to be made, 1 refused" in said, said
    assert not os.path.exists(os.path.join(folder, "data"))
    run(folder, "import", "events.csv")
    _, said, _ = run(folder, "import", "events.csv", "--dry-run")
    assert "101 to be stored, unless they are there already, 1 refused" in said, said
    assert stored(folder) == 101


def the_report_names_every_row_that_was_refused(folder):
    lines = events(3000).splitlines()
    lines[1800] = lines[1800].replace("feature", "=nonsense")
    lines[2000] += ",more"
    write(folder, "events.csv", "\n".join(lines))
    status, said, _ = run(folder, "import", "events.csv", "--report", "report.csv")
    assert status == 1 and "3000 stored, 2 refused" in said, said
    with open(os.path.join(folder, "report.csv"), encoding="utf-8", newline="") as file:
        report = list(csv.DictReader(file))
    assert [row["line"] for row in report] == ["1801", "2001"]
    assert [row["reason"] for row in report] == ["unknown_type", "csv_invalid"]
    assert report[0]["text"] == lines[1800], report[0]
    # What was wrong is mended, and nothing else is new.
    write(folder, "events.csv", events(3000))
    assert "2 stored, 3000 there already" in imported(folder, "events.csv")


def killed_in_the_middle_and_run_again_nothing_doubles(folder):
    rows = 60000
    write(folder, "events.csv", events(rows))
    for _ in range(3):
        before = stored(folder) if os.path.exists(os.path.join(folder, BOOK)) else 0
        process = subprocess.Popen([PROGRAM, "import", "events.csv"], cwd=folder,
                                   env=environment(), stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and process.poll() is None:
            time.sleep(0.02)
            try:
                if stored(folder) > before + 1000:
                    break
            except sqlite3.Error:
                pass  # it is being made
        process.kill()
        process.wait()
    said = imported(folder, "events.csv")
    assert stored(folder) == rows + 2, said
    assert re.search(r"[1-9]\d* there already", said), said
    assert f"Rows read: {rows + 2}, {rows + 2} there already" in imported(folder, "events.csv")
    assert run(folder, "check")[0] == 0


def a_file_that_has_grown_brings_only_what_is_new(folder):
    text = events(500)
    write(folder, "events.csv", text)
    imported(folder, "events.csv")
    write(folder, "events.csv", text + "c-1,login,2026-11-20T09:30:00Z,,\n" * 3)
    assert "3 stored, 502 there already" in imported(folder, "events.csv")


def it_goes_through_the_server_where_one_runs(folder):
    text = events(5000)
    write(folder, "events.csv", text)
    write(folder, "some.csv", "\n".join(text.splitlines()[:1000]))
    imported(folder, "some.csv")
    with Serving(folder) as server:
        assert "4003 stored, 999 there already" in imported(folder, "events.csv")
        assert server.get("/api/customers?limit=1")["total"] == 7
        write(folder, "known.csv", "customer_id,type\n1,login\n999,login\n")
        status, said, complaint = run(folder, "import", "known.csv")
        assert status == 1 and "line 3: No customer has this id" in complaint, complaint
        assert "1 stored, 1 refused" in said, said
        link = os.path.join(folder, "link.db")
        os.symlink(BOOK, link)
        imported(folder, "events.csv", "--database", f"sqlite:{link}")
    assert not os.path.exists(os.path.join(folder, BOOK + ".sock"))
    assert "5002 there already" in imported(folder, "events.csv")
    assert run(folder, "check")[0] == 0


def more_refusals_than_an_answer_tells_are_all_reported(folder):
    with Serving(folder):
        write(folder, "known.csv", "customer_id,type,event_id\n" +
              "".join(f"{row},login,e-{row}\n" for row in range(1, 3001)))
        status, said, _ = run(folder, "import", "known.csv", "--report", "report.csv")
        assert status == 1 and "3000 refused" in said, said
    with open(os.path.join(folder, "report.csv"), encoding="utf-8", newline="") as file:
        assert [int(row["line"]) for row in csv.DictReader(file)] == list(range(2, 3002))


def every_format_is_read_from_files_and_from_standard_input(folder):
    event = {"external_id": "c-1", "type": "feature", "timestamp": "2026-10-01T00:00:00Z",
             "event_id": "e-1", "details": {"feature_name": "export", "usage_count": 2}}
    table = ("external_id,type,timestamp,event_id,feature_name,usage_count\n"
             "c-1,feature,2026-10-01T00:00:00Z,e-1,export,2\n")
    write(folder, "one.ndjson", json.dumps(event))
    write(folder, "one.json", json.dumps([event], indent=2))
    with gzip.open(os.path.join(folder, "one.csv.gz"), "wt", encoding="utf-8") as file:
        file.write(table)
    assert "1 stored" in imported(folder, "one.json")
    assert "1 there already" in imported(folder, "one.ndjson")
    assert "1 there already" in imported(folder, "one.csv.gz")
    assert "1 there already" in imported(folder, "-", "--format", "csv", given=table.encode())
    packed = gzip.compress(json.dumps(event).encode())
    assert "1 there already" in imported(folder, "-", "--format", "ndjson", given=packed)
    with open(os.path.join(folder, "cut.csv.gz"), "wb") as file:
        file.write(packed[:-10])
    refused(folder, "no whole gzip file", "cut.csv.gz")


def customers_are_made_and_updated_by_their_external_id(folder):
    head = "name,external_id,mrr,currency,seats,renews_on,region\n"
    write(folder, "customers.csv", head + '"Acme, Inc.",c-1,1200.50,USD,12,2027-01-31,north\n'
          "Globex,c-2,,,,,\n,c-3,,,,,\n")
    status, said, complaint = run(folder, "import", "customers.csv")
    assert status == 1 and "2 made or changed, 1 refused" in said, said
    assert "line 4: Missing required fields: name" in complaint, complaint
    with Serving(folder) as server:
        acme = server.get("/api/customers/1")
        assert acme["name"] == "Acme, Inc." and acme["mrr"] == "1200.50", acme
        assert acme["traits"] == {"region": "north"}, acme
        write(folder, "customers.csv", head + "Acme plc,c-1,99.00,USD,1,,south\n"
              "Initech,a/b ?,5.00,USD,1,,\n")
        assert "2 made or changed" in imported(folder, "customers.csv")
        acme = server.get("/api/customers/1")
        assert acme["name"] == "Acme plc" and acme["traits"] == {"region": "south"}, acme
        assert server.get("/api/customers")["total"] == 3
    assert "2 made or changed" in imported(folder, "customers.csv")


def types_of_ones_own_are_those_of_the_mapping_that_was_put(folder):
    write(folder, "calls.csv", "external_id,type,event_id\nc-1,sales_call,e-1\n")
    status, _, complaint = run(folder, "import", "calls.csv")
    assert status == 1 and "Unknown event type: sales_call" in complaint, complaint
    with Serving(folder) as server:
        assert server.ask("PUT", "/api/event-mapping", {"custom": ["sales_call"]})[0] == 200
        assert "1 stored" in imported(folder, "calls.csv")
    assert "1 to be stored" in imported(folder, "calls.csv", "--dry-run")
    assert "1 there already" in imported(folder, "calls.csv")


CARD = {"id": "visits", "factors": [
    {"id": "visits", "weight": 1, "missing": {"value": 0},
     "metric": {"source": "site_visit", "agg": "count", "window": {"days": 30}},
     "transform": {"steps": [{">=": 2, "points": 90}], "otherwise": 10}}]}


def types_that_a_published_card_counts_are_imported(folder):
    visits = "external_id,type,event_id\n" + "".join(f"c-1,site_visit,v-{v}\n" for v in range(3))
    write(folder, "visits.csv", visits)
    write(folder, "card.json", json.dumps(CARD))
    with Serving(folder):
        refused(folder, "Unknown event type: site_visit", "visits.csv")
        assert run(folder, "scorecards", "publish", "card.json")[0] == 0
        assert "3 to be stored" in imported(folder, "visits.csv", "--dry-run")
        assert "3 stored" in imported(folder, "visits.csv")
    assert "3 there already" in imported(folder, "visits.csv")
    with Serving(folder) as server:
        assert server.get("/api/customers/1/health")["health_score"] == 90


def on_mariadb_it_is_the_same(folder):
    if not mariadb.is_there():
        print("# skipped: there is no MariaDB here")
        return
    with mariadb.MariaDB(folder, ["--innodb-buffer-pool-size=32M"]) as database:
        there = ["--database", database.fresh("book")]
        write(folder, "events.csv", events(400, wrong=7))
        status, said, complaint = run(folder, "import", "events.csv", *there)
        assert status == 1 and "401 stored" in said and "1 refused" in said, said + complaint
        write(folder, "events.csv", events(500))
        again = imported(folder, "events.csv", *there)
        assert "101 stored" in again and "401 there already" in again, again
        write(folder, "customers.csv", "external_id,name,mrr,currency\nc-1,Acme,1.00,USD\n")
        assert "1 made or changed" in imported(folder, "customers.csv", *there)
        write(folder, "card.json", json.dumps(CARD))
        assert run(folder, "scorecards", "publish", "card.json", *there)[0] == 0
        write(folder, "visits.csv", "external_id,type,event_id\nc-1,site_visit,v-1\n")
        assert "1 to be stored" in imported(folder, "visits.csv", "--dry-run", *there)
        assert "1 stored" in imported(folder, "visits.csv", *there)
        assert run(folder, "check", *there)[0] == 0


def events_of_unknown_customers_wait_where_that_is_wished(folder):
    write(folder, "events.csv", events(50))
    assert "52 waiting for their customer" in imported(folder, "events.csv", "--create", "off")
    assert stored(folder) == 0
    write(folder, "customers.csv", "name,external_id\n" +
          "".join(f"Customer {c},c-{c}\n" for c in range(7)))
    imported(folder, "customers.csv")
    with Serving(folder) as server:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and stored(folder) < 52:
            time.sleep(0.1)
        assert server.get("/api/events/unmatched")["total"] == 0
    assert stored(folder) == 52


MANY = 300000  # so many that the book is held long before the last of them


class Holding(threading.Thread):
    """Nobody else may write to the book, from when so many events are in it, for a while."""

    def __init__(self, folder, least, seconds):
        super().__init__()
        self.folder, self.least, self.seconds = folder, least, seconds
        self.end = threading.Event()
        self.start()

    def run(self):
        book = sqlite3.connect(os.path.join(self.folder, BOOK), isolation_level=None,
                               timeout=PATIENCE)
        while book.execute("SELECT count(*) FROM event").fetchone()[0] < self.least:
            time.sleep(0.001)
        book.execute("BEGIN IMMEDIATE")
        self.end.wait(self.seconds)
        book.execute("ROLLBACK")
        book.close()


def lines_of(first, count):
    return [json.dumps({"external_id": f"c-{row % 5}", "type": "login", "event_id": f"e-{row}"})
            for row in range(first, first + count)]


def a_book_that_is_held_in_the_middle_takes_it_all_when_it_is_free(folder):
    with Serving(folder) as server:
        assert post(server, lines_of(0, 10))[0] == 200
        holding = Holding(folder, 1000, 2.5)
        status, answer = post(server, lines_of(10, 60000))
        holding.join()
        assert status == 200 and answer["accepted"] == 60000, answer
        assert stored(folder) == 60010


def where_it_stays_held_the_answer_says_what_is_stored_and_all_may_be_sent_again(folder):
    with Serving(folder) as server:
        assert post(server, lines_of(0, 10))[0] == 200
        holding = Holding(folder, 1000, PATIENCE)
        status, answer = post(server, lines_of(0, MANY))
        there = stored(folder)
        holding.end.set()
        holding.join()
        assert status == 503, answer
        told = answer["accepted"] + answer["duplicate"]
        assert 1000 <= told == there < MANY, (told, there, answer)
        assert f"{told} events are on disk" in answer["detail"], answer
        status, answer = post(server, lines_of(0, MANY))
        assert status == 200 and answer["duplicate"] == there, answer
        assert stored(folder) == MANY


TESTS = [
    without_a_file_or_a_format_it_says_what_to_do,
    a_dry_run_says_what_would_happen_and_changes_nothing,
    the_report_names_every_row_that_was_refused,
    killed_in_the_middle_and_run_again_nothing_doubles,
    a_file_that_has_grown_brings_only_what_is_new,
    it_goes_through_the_server_where_one_runs,
    more_refusals_than_an_answer_tells_are_all_reported,
    every_format_is_read_from_files_and_from_standard_input,
    customers_are_made_and_updated_by_their_external_id,
    types_of_ones_own_are_those_of_the_mapping_that_was_put,
    types_that_a_published_card_counts_are_imported,
    on_mariadb_it_is_the_same,
    events_of_unknown_customers_wait_where_that_is_wished,
    a_book_that_is_held_in_the_middle_takes_it_all_when_it_is_free,
    where_it_stays_held_the_answer_says_what_is_stored_and_all_may_be_sent_again,
]


report(TESTS)
