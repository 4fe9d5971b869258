#!/usr/bin/env python3
"""trouble_test.py PROGRAM: what somebody at the pages sees while the database is down.

A MariaDB of our own is stopped and started again under the program.  A test is a function
whose name is a sentence that is true; they are reported in TAP."""

import html
import http.client
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse

PROGRAM = os.path.abspath(sys.argv[1])
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "bench"))
import mariadb  # noqa: E402  a server of our own, as the bench has it

PATIENCE = 60  # seconds; a machine that builds beside us is slow
PAGES = ("/api/dashboard", "/api/customers", "/api/customers/1", "/api/customers/1/events", "/api/sources")
FORM = "application/x-www-form-urlencoded"


class Site:
    """`serve` on that MariaDB, and somebody with a browser."""

    def __init__(self, address):
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--listen", "127.0.0.1:0", "--database", address],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
        found = re.search(r":(\d+)$", self.process.stdout.readline() if ready else "")
        assert found, "it did not start"
        self.port = int(found[1])

    def ask(self, method, path, body=None, kind=FORM):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {"Accept": "text/html, application/json;q=0.5"}
        if body is not None:
            headers["Content-Type"] = kind
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer, text

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(PATIENCE) == 0


def is_said(answer, text):
    assert answer.status == 503, answer.status
    assert answer.getheader("Retry-After"), "it does not say when"
    assert answer.getheader("Content-Type") == "text/html; charset=utf-8"
    assert '<nav class="nav"' in text, "it is not in the design"


def until_back(site, path):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        answer, text = site.ask("GET", path)
        if answer.status == 200:
            return text
        time.sleep(0.2)
    raise AssertionError(f"{path} answers {answer.status} though the database is back")


def pages_say_what_to_do_and_forms_keep_what_was_typed(database):
    site = Site(database.fresh("trouble"))
    answer, _ = site.ask("POST", "/api/customers", '{"name": "Acme"}', "application/json")
    assert answer.status == 201, answer.status
    for path in PAGES:
        assert site.ask("GET", path)[0].status == 200, path

    database.send(signal.SIGKILL)
    database.process.wait()
    for path in PAGES:
        answer, text = site.ask("GET", path)
        is_said(answer, text)
        assert f'href="{path}">Try again</a>' in text, path
    typed = {"form": "note", "author": "dashboard", "text": 'They said: "<b>soon</b>" & more'}
    answer, text = site.ask("POST", "/api/customers/1/notes", urllib.parse.urlencode(typed))
    is_said(answer, text)
    assert "<b>soon" not in text, "what was typed is not escaped"
    kept = {html.unescape(name): html.unescape(value) for name, value in
            re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', text)}
    assert kept == typed, kept
    assert '<form class="stackf" method="post" action="/api/customers/1/notes">' in text

    database.start()
    until_back(site, "/api/customers/1")
    answer, _ = site.ask("POST", "/api/customers/1/notes", urllib.parse.urlencode(kept))
    assert answer.status == 303, answer.status
    assert "&lt;b&gt;soon" in until_back(site, "/api/customers/1")
    site.stop()


TESTS = [pages_say_what_to_do_and_forms_keep_what_was_typed]


def main():
    if not mariadb.is_there():
        print("1..0 # SKIP there is no MariaDB here")
        return
    print(f"1..{len(TESTS)}")
    failed = 0
    for number, test in enumerate(TESTS, 1):
        folder = tempfile.mkdtemp(prefix="customer-health-trouble-")
        try:
            with mariadb.MariaDB(folder, ["--innodb-buffer-pool-size=32M"]) as database:
                test(database)
            print(f"ok {number} - {test.__name__}", flush=True)
        except (AssertionError, OSError, RuntimeError, subprocess.SubprocessError) as why:
            failed += 1
            print(f"not ok {number} - {test.__name__}\n# {why}", flush=True)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    sys.exit(1 if failed else 0)


main()
