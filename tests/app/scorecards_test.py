#!/usr/bin/env python3
"""scorecards_test.py PROGRAM: scorecards as files, from a terminal.

Without a server the database itself is asked, and with one the server; what is said is the
same.  A test is a function whose name is a sentence that is true; they are reported in TAP."""

import json
import os
import re
import time

from program import PATIENCE, Serving, report, run
import mariadb  # a server of our own, as the bench has it

CARD_PATH = "/api/scorecards/mine"
CARD = {"id": "mine", "title": "Mine", "factors": [
    {"id": "visits", "name": "Visits", "weight": 1, "missing": {"value": 0},
     "metric": {"source": "site_visit", "agg": "count", "window": {"days": 30}},
     "transform": {"steps": [{">=": 2, "points": 90}], "otherwise": 10}}]}


def ask(folder, *arguments, given=None):
    """Run `scorecards` to its end: exit status, what it said on both outputs."""
    os.makedirs(os.path.join(folder, "data"), exist_ok=True)
    return run(folder, "scorecards", *arguments, given=given, USER="ada")


def said(folder, *arguments, status=0):
    ended, text, complaint = ask(folder, *arguments)
    assert ended == status, f"exit status {ended}: {text} {complaint}"
    return text


def refused(folder, sentence, *arguments):
    status, text, complaint = ask(folder, *arguments)
    assert status == 1, f"exit status {status}: {text} {complaint}"
    assert re.search(sentence, complaint), f"no {sentence!r} in: {complaint}"


def write(folder, name, card):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        file.write(card if isinstance(card, str) else json.dumps(card, indent=2))


def without_words_it_says_which_there_are(folder):
    refused(folder, "list, show, validate, publish, diff")
    refused(folder, "list, show, validate, publish, diff", "frobnicate")
    refused(folder, "an id, or a file", "publish")
    refused(folder, "one scorecard at a time", "show", "a", "b")
    assert "scorecards ACTION [CARD]" in said(folder, "--help")


def every_fault_is_said_at_once_with_its_pointer_and_its_line(folder):
    card = json.loads(json.dumps(CARD))
    card["factors"][0]["metric"]["agg"] = "frequency"
    card["factors"][0]["weight"] = "much"
    card["wieght"] = 1
    write(folder, "bad.json", card)
    with open(os.path.join(folder, "bad.json"), encoding="utf-8") as file:
        lines = file.read().split("\n")
    status, text, complaint = ask(folder, "validate", "bad.json")
    assert status == 1 and not text, text
    for pointer, member in (("/factors/0/metric/agg", "\"agg\""),
                            ("/factors/0/weight", "\"weight\""), ("/wieght", "\"wieght\"")):
        line = next(number for number, line in enumerate(lines, 1) if member in line)
        column = lines[line - 1].index(": ") + 3
        assert f"bad.json:{line}:{column}: {pointer}: " in complaint, complaint
    assert not os.path.exists(os.path.join(folder, "data", "customer-health.db"))

    write(folder, "cut.json", "{\n  \"id\": \"mine\",\n  \"factors\": [\n")
    refused(folder, r"cut\.json:\d:\d: This is no JSON", "validate", "cut.json")
    write(folder, "taken.json", {**CARD, "id": "original"})
    refused(folder, r"taken\.json:2:9: /id: This id is taken", "validate", "taken.json")
    refused(folder, "nothing.json cannot be read", "validate", "nothing.json")
    write(folder, "long.json", " " * 140000)
    refused(folder, "at most 128 KB", "validate", "long.json")
    status, text, _ = ask(folder, "validate", "-", given=json.dumps(CARD).encode())
    assert status == 0 and "scorecard \"mine\", 1 factor, hash " in text


def what_is_shown_is_good_and_is_the_same_card(folder):
    listed = json.loads(said(folder, "list", "--json"))["data"]
    assert {"standard", "original", "onboarding", "usage-heavy", "enterprise"} == \
        {card["id"] for card in listed}, listed
    for card in listed:
        if card["id"] == "original":
            continue
        write(folder, "shown.json", said(folder, "show", card["id"]))
        assert card["hash"] in said(folder, "validate", "shown.json")
        assert said(folder, "diff", "shown.json") == ""
    refused(folder, "no scorecard \"nobody\"", "show", "nobody")
    refused(folder, "says nothing", "show", "standard", "--version", "draft")
    refused(folder, "says nothing", "show", "standard", "--version", "7")


def publish_and_compare(folder, *where):
    write(folder, "mine.json", CARD)
    refused(folder, "no scorecard \"mine\"", "diff", "mine.json", *where)
    assert "Version 1 of \"mine\" is at work" in said(
        folder, "publish", "mine.json", "--note", "first", *where)
    assert "says this already" in said(folder, "publish", "mine.json", *where)
    assert said(folder, "diff", "mine.json", *where) == ""

    write(folder, "mine.json", {**CARD, "title": "Ours"})
    assert said(folder, "diff", "mine.json", *where, status=2) == \
        "title was \"Mine\" and is \"Ours\"\n"
    assert "Version 2 of" in said(folder, "publish", "mine.json", "--author", "Bo", *where)
    assert said(folder, "diff", "mine", "--from", "1", "--to", "latest", *where, status=2) == \
        "title was \"Mine\" and is \"Ours\"\n"
    assert json.loads(said(folder, "show", "mine", "--version", "1", *where))["title"] == "Mine"
    assert re.search(r"^mine +live +2  [0-9a-f]{12}  Ours$", said(folder, "list", *where), re.M)
    refused(folder, "nothing to publish|draft first", "publish", "mine", *where)

    write(folder, "mine.json", {**CARD, "weights": 1})
    refused(folder, "/weights", "publish", "mine.json", *where)
    assert "Version 1 of \"onboarding\"" in said(folder, "publish", "onboarding", *where)


def a_card_is_published_and_compared_without_a_server(folder):
    publish_and_compare(folder)
    with Serving(folder) as server:
        versions = server.get("/api/scorecards/mine/versions")["data"]
        assert [version["author"] for version in versions] == ["Bo", "ada"], versions
        assert versions[1]["note"] == "first"


def a_card_is_published_and_compared_through_the_server(folder):
    with Serving(folder) as server:
        publish_and_compare(folder)
        versions = server.get("/api/scorecards/mine/versions")["data"]
        assert [version["author"] for version in versions] == ["Bo", "ada"], versions
        assert server.get("/api/customers")["total"] == 0


def a_card_is_published_and_compared_on_mariadb(folder):
    if not mariadb.is_there():
        print("# skipped: there is no MariaDB here")
        return
    with mariadb.MariaDB(folder, ["--innodb-buffer-pool-size=32M"]) as database:
        address = database.fresh("cards")
        with Serving(folder, "--database", address) as server:
            publish_and_compare(folder, "--database", address)
            until = time.monotonic() + PATIENCE  # the server looks once a second
            while time.monotonic() < until and server.ask("GET", CARD_PATH)[0] != 200:
                time.sleep(0.1)
            assert server.get(CARD_PATH)["versions"] == 2


TESTS = [
    without_words_it_says_which_there_are,
    every_fault_is_said_at_once_with_its_pointer_and_its_line,
    what_is_shown_is_good_and_is_the_same_card,
    a_card_is_published_and_compared_without_a_server,
    a_card_is_published_and_compared_through_the_server,
    a_card_is_published_and_compared_on_mariadb,
]


report(TESTS)
