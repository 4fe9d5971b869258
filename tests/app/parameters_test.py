#!/usr/bin/env python3
"""parameters_test.py PROGRAM: what is said of an address that asks for what cannot be.

Each parameter of each route that is read: an API answer is refused with a sentence that
names it, a page goes on without it and says so.  A test is a function whose name is a
sentence that is true; they are reported in TAP."""

import html
import json
import os
import urllib.parse

from program import Serving, report, run

LONG = "x" * 501
DAYS = {"from": "soon", "to": "2026-02-30"}
PAGED = {"limit": "many", "cursor": "gone"}

# What of each route cannot be; of some that are no page, which ask for more beside it.
ROUTES = {
    "/api/customers": {
        "q": LONG, "segment": LONG, "owner": LONG, "lifecycle": LONG, "plan": LONG, "judged_by": "nobody",
        "currency": "dollars", "currency_not": "-", "without": "e-mail", "band": "fine", "min_score": "-1",
        "max_score": "101", "score_below": "low", "slips_within": "0", "renews_before": "never",
        "renews_after": "2026-02-30", "was": "2026-09-23", "moved": "2026-09-23:2026-11-22:up",
        "began_after": "then", "began_before": "now", "sort": "age", "format": "xlsx", **PAGED},
    "/api/dashboard": {"as_of": "2999-01-01"},
    "/api/customers/3/health": {"scorecard": "nobody", "as_of": "yesterday", "events": "some"},
    "/api/customers/3/health/history": {"scorecard": "nobody", "step": "year", **DAYS},
    "/api/customers/3/health/change": {"scorecard": "nobody", **DAYS},
    "/api/customers/3/events": {"type": "visit", "factor": "luck", "counted": "maybe", "scorecard": "nobody",
                                "as_of": "2999-01-01", **DAYS, **PAGED},
    "/api/customers/3/notes": PAGED,
    "/api/customers/3/overrides": PAGED,
    "/api/customers/3/outcomes": PAGED,
    "/api/portfolio": {"scorecard": "nobody", "as_of": "yesterday", **PAGED},
    "/api/portfolio/history": {"step": "year", **DAYS},
    "/api/compare": {"by": "colour", "moved": "up-down", "cohorts": "week", **DAYS},
    "/api/stream": {"after": "17"},
    "/api/validation": {"scorecard": "nobody", "gap": "15"},
    "/api/events/rejected": PAGED,
    "/api/events/unmatched": {"source": "crm", **PAGED},
    "/api/scorecards/standard": {"version": "first"},
    "/api/scorecards/standard/diff": {"from": "first", "to": "first"},
}

# What only the page of a route takes.
PAGES = {
    "/api/customers": ROUTES["/api/customers"],
    "/api/dashboard": {"as_of": "2999-01-01", "period": "9y"},
    "/api/customers/3": {"period": "9y", "tickets": "some", "invoices": "some", **DAYS},
    "/api/customers/3/health": {"scorecard": "nobody", "as_of": "yesterday", "period": "9y"},
    "/api/customers/3/events": ROUTES["/api/customers/3/events"],
    "/api/compare": ROUTES["/api/compare"],
    "/api/validation": ROUTES["/api/validation"],
    "/api/scorecards/standard": {"version": "first", "from": "first", "to": "first"},
    "/api/scorecards/standard/draft": {"from": "first"},
}

# Those that take none.
BARE = ("/api/views", "/api/customers/3", "/api/segments", "/api/sources", "/api/event-mapping", "/api/scorecards",
        "/api/scorecards/standard/versions")

# What is asked where nothing is wrong.
NEEDS = {"/api/scorecards/standard/diff": "from=shipped&to=shipped"}

# What is wrong is not the parameter itself, but what has to stand beside it.
BESIDE = {"source": "external_id"}


def serving(folder):
    os.mkdir(os.path.join(folder, "data"))
    status, _, complaint = run(folder, "sample", "--customers", "12", "--days", "200")
    assert status == 0, complaint
    return Serving(folder)


def address(path, name, value):
    return f"{path}?{urllib.parse.urlencode({name: value})}"


def is_refused(path, name, status, text):
    problem = json.loads(text)
    if name == "cursor":
        assert status == 400 and "cursor" in problem["detail"], f"{path} {name}: {status} {text}"
        return
    assert status == 422, f"{path} {name}: {status} {text[:200]}"
    told = BESIDE.get(name, name)
    assert problem["errors"][0]["loc"] == ["query", told], f"{path} {name}: {text}"
    assert problem["detail"].startswith(f"{told}: "), f"{path} {name}: {text}"


def what_cannot_be_is_refused_by_its_name(folder):
    with serving(folder) as site:
        wrong = []
        for path, parameters in ROUTES.items():
            for name, value in parameters.items():
                try:
                    is_refused(path, name, *site.ask("GET", address(path, name, value)))
                except (AssertionError, ValueError, KeyError) as why:
                    wrong.append(str(why) or f"{path} {name}")
        assert not wrong, "\n# ".join(wrong)


def a_page_goes_on_without_it_and_says_so(folder):
    with serving(folder) as site:
        wrong = []
        for path, parameters in PAGES.items():
            for name, value in parameters.items():
                if name == "limit":  # a page has its own
                    continue
                answer, text = site.request("GET", address(path, name, value), Accept="text/html")
                said = html.unescape(text)
                words = "is of another list" if name == "cursor" else f"“{name}” is ignored: "
                if answer.status != 200 or words not in said:
                    wrong.append(f"{path} {name}: {answer.status}")
        assert not wrong, "\n# ".join(wrong)


def a_parameter_that_nobody_knows_changes_nothing(folder):
    with serving(folder) as site:
        for path in (*ROUTES, *BARE):
            if path == "/api/stream":  # which has no end
                continue
            status, text = site.ask("GET", f"{path}?{NEEDS.get(path, '')}&colour=blue")
            plain = site.ask("GET", f"{path}?{NEEDS.get(path, '')}")
            assert (status, text) == plain and status == 200, f"{path}: {status} {text[:200]}"


def what_nobody_accepts_is_refused_with_a_sentence(folder):
    with serving(folder) as site:
        for path in (*ROUTES, *BARE):
            if path == "/api/stream":  # which is always what it is
                continue
            answer, text = site.request("GET", path, Accept="image/png")
            assert answer.status == 406, f"{path}: {answer.status}"
            assert "application/json" in json.loads(text)["detail"], text
        answer, text = site.request("POST", "/api/scorecards", "title=A", Accept="application/json",
                                    **{"Content-Type": "application/x-www-form-urlencoded"})
        assert answer.status == 406, answer.status
        assert "text/html" in json.loads(text)["detail"], text


report([what_cannot_be_is_refused_by_its_name, a_page_goes_on_without_it_and_says_so,
        a_parameter_that_nobody_knows_changes_nothing, what_nobody_accepts_is_refused_with_a_sentence])
