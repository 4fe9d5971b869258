#!/usr/bin/env python3
"""trouble_test.py PROGRAM: what somebody at the pages sees while the database is down.

A MariaDB of our own is stopped and started again under the program.  A test is a function
whose name is a sentence that is true; they are reported in TAP."""

import html
import re
import signal
import time
import urllib.parse

from program import PATIENCE, Serving, report
import mariadb  # a server of our own, as the bench has it

PAGES = ("/api/dashboard", "/api/customers", "/api/customers/1", "/api/customers/1/events", "/api/sources")
FORM = "application/x-www-form-urlencoded"


def ask(site, method, path, body=None, kind=FORM):
    """As a browser does."""
    more = {"Content-Type": kind} if body is not None else {}
    return site.request(method, path, body, Accept="text/html, application/json;q=0.5", **more)


def is_said(answer, text):
    assert answer.status == 503, answer.status
    assert answer.getheader("Retry-After"), "it does not say when"
    assert answer.getheader("Content-Type") == "text/html; charset=utf-8"
    assert '<nav class="nav"' in text, "it is not in the design"


def until_back(site, path):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        answer, text = ask(site, "GET", path)
        if answer.status == 200:
            return text
        time.sleep(0.2)
    raise AssertionError(f"{path} answers {answer.status} though the database is back")


def pages_say_what_to_do_and_forms_keep_what_was_typed(folder):
    with mariadb.MariaDB(folder, ["--innodb-buffer-pool-size=32M"]) as database, \
            Serving(folder, "--database", database.fresh("trouble")) as site:
        answer, _ = ask(site, "POST", "/api/customers", '{"name": "Acme"}', "application/json")
        assert answer.status == 201, answer.status
        for path in PAGES:
            assert ask(site, "GET", path)[0].status == 200, path

        database.send(signal.SIGKILL)
        database.process.wait()
        for path in PAGES:
            answer, text = ask(site, "GET", path)
            is_said(answer, text)
            assert f'href="{path}">Try again</a>' in text, path
        typed = {"form": "note", "author": "dashboard", "text": 'They said: "<b>soon</b>" & more'}
        answer, text = ask(site, "POST", "/api/customers/1/notes", urllib.parse.urlencode(typed))
        is_said(answer, text)
        assert "<b>soon" not in text, "what was typed is not escaped"
        kept = {html.unescape(name): html.unescape(value) for name, value in
                re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', text)}
        assert kept == typed, kept
        assert '<form class="stackf" method="post" action="/api/customers/1/notes">' in text

        database.start()
        until_back(site, "/api/customers/1")
        answer, _ = ask(site, "POST", "/api/customers/1/notes", urllib.parse.urlencode(kept))
        assert answer.status == 303, answer.status
        assert "&lt;b&gt;soon" in until_back(site, "/api/customers/1")
        assert site.stop()[0] == 0


if mariadb.is_there():
    report([pages_say_what_to_do_and_forms_keep_what_was_typed])
else:
    print("1..0 # SKIP there is no MariaDB here")
