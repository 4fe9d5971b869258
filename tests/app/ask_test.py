#!/usr/bin/env python3
"""ask_test.py PROGRAM: what the API answers, from a terminal; and the proof.

A test is a function whose name is a sentence that is true; they are reported in TAP."""

import json
import os
import re

from program import Serving, report, run


def ask(folder, *arguments, given=None):
    status, said, complaint = run(folder, "ask", *arguments, given=given)
    assert status == 0, f"exit status {status}: {complaint}"
    return json.loads(said)


def refused(folder, sentence, *arguments, given=None):
    status, said, complaint = run(folder, *arguments, given=given)
    assert status == 1 and not said, f"exit status {status}: {said} {complaint}"
    assert re.search(sentence, complaint), f"no {sentence!r} in: {complaint}"


def fill(folder):
    os.mkdir(os.path.join(folder, "data"))
    status, _, complaint = run(folder, "sample", "--customers", "12", "--days", "200")
    assert status == 0, complaint


def ask_everything(folder):
    health = ask(folder, "/api/customers/3/health?as_of=2026-09-01&scorecard=original")
    assert health["as_of"] == "2026-09-01" and health["scorecard"] == "original", health
    history = ask(folder, "/api/customers/3/health/history?step=week")
    assert len(history["data"]) == 13, history
    assert "parts" in ask(folder, "/api/customers/3/health/change")
    assert ask(folder, "/api/portfolio/history?step=week")["data"]
    card = ask(folder, "/api/scorecards/standard")["document"]
    card["factors"][0]["weight"] = 0.9
    moved = ask(folder, "/api/scorecards/preview", "--body", "-", given=json.dumps(card).encode())
    assert "flow" in moved, moved
    said = ask(folder, "/api/customers/3/notes", "--body", "-", given=b'{"text": "Called"}')
    assert ask(folder, "/api/customers/3/notes")["data"][0]["id"] == said["id"]
    gone = ask(folder, f"/api/customers/3/notes/{said['id']}", "--method", "DELETE")
    assert gone["removed"] is True, gone
    assert ask(folder, "/api/customers/3/notes")["data"] == []


def whatever_the_api_answers_is_answered_without_a_server(folder):
    fill(folder)
    ask_everything(folder)


def the_server_is_asked_where_one_holds_the_database(folder):
    fill(folder)
    with Serving(folder) as server:
        ask_everything(folder)
        assert server.stop()[0] == 0


def what_is_refused_is_said_with_its_status(folder):
    refused(folder, "say what to ask", "ask")
    refused(folder, "is not a path of the API", "ask", "customers")
    refused(folder, "there is no database", "ask", "/api/customers")
    fill(folder)
    refused(folder, "404: Customer not found", "ask", "/api/customers/9999")
    refused(folder, "422: as_of: ", "ask", "/api/customers/3/health?as_of=2099-01-01")
    refused(folder, "422: Missing required fields: reason, until", "ask",
            "/api/customers/3/overrides", "--body", "-", given=b'{"band": "critical"}')


def the_proof_is_told_in_words_and_as_the_api_has_it(folder):
    fill(folder)
    status, said, complaint = run(folder, "prove")
    assert status == 0 and re.match(r"(Of \d+ customers who left|Nobody is known)", said), complaint
    status, said, complaint = run(folder, "prove", "--json", "--scorecard", "original")
    assert status == 0 and json.loads(said)["scorecard"] == "original", complaint
    refused(folder, "no scorecard nobody", "prove", "--scorecard", "nobody")


TESTS = [
    whatever_the_api_answers_is_answered_without_a_server,
    the_server_is_asked_where_one_holds_the_database,
    what_is_refused_is_said_with_its_status,
    the_proof_is_told_in_words_and_as_the_api_has_it,
]


report(TESTS)
