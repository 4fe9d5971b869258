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


def line(said, what):
    found = re.search(rf"^ *{re.escape(what)} {{2,}}(.*)$", said, re.M)
    assert found, f"no {what!r} in: {said}"
    return found.group(1)


def between(is_, how):
    return f"{how % is_['value']}  ({how % is_['low']} to {how % is_['high']})"


def percent(share):
    return f"{100 * share:.1f}%"


def the_words_of_the_proof_are_the_figures_of_its_report(folder):
    os.mkdir(os.path.join(folder, "data"))
    status, _, complaint = run(folder, "sample", "--customers", "30", "--days", "400")
    assert status == 0, complaint
    status, said, complaint = run(folder, "prove")
    assert status == 0, complaint
    status, report_, complaint = run(folder, "prove", "--json")
    assert status == 0, complaint
    report_ = json.loads(report_)
    gap = report_["gaps"][0]
    assert line(said, "AUC") == between(gap["auc"], "%.3f")
    roc = next(point for point in gap["roc"] if point["stayed_flagged"] == 0.1)
    assert line(said, "ROC: found, 10% of others flagged").startswith(percent(roc["left_flagged"]))
    lift = next(point for point in gap["lift"] if point["share_of_book"] == 0.2)
    assert line(said, "lift among the worst 20%") == between(lift, "%.3f")
    calibration = gap["calibration"]
    assert line(said, "calibration: Brier score") == "%.3f" % calibration["brier"]
    assert line(said, "calibration: expected error (ECE)") == "%.3f" % calibration["ece"]
    assert len(re.findall(r"expected [\d.]+% of \d+, left", said.split("With a gap of 14")[0])) == len(calibration["groups"])
    for band in report_["survival"]["bands"]:
        assert f"  {band['band']}, {band['customers']} customers\n" in said, said
    stable = report_["survival"]["bands"][2]
    after = next(point for point in stable["points"] if point["days"] == 120)
    told = said.split(f"  stable, {stable['customers']} customers\n")[1]
    assert line(told, "after 120 days").startswith(percent(after["share"]))
    rank = report_["survival"]["log_rank"]
    assert line(said, "log-rank over the bands") == (
        f"chi-square {rank['chi_square']:.2f}, {rank['degrees_of_freedom']} degrees of freedom, "
        f"p {'%.4g' % rank['p']}")


TESTS = [
    whatever_the_api_answers_is_answered_without_a_server,
    the_server_is_asked_where_one_holds_the_database,
    what_is_refused_is_said_with_its_status,
    the_proof_is_told_in_words_and_as_the_api_has_it,
    the_words_of_the_proof_are_the_figures_of_its_report,
]


report(TESTS)
