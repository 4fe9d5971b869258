#!/usr/bin/env python3
"""json_suite.py: what does a running server answer to every file of JSONTestSuite?

    json_suite.py --url http://127.0.0.1:8000 --customer 1 --suite FOLDER

FOLDER is test_parsing of nst/JSONTestSuite.  Each file is posted as an event: as
the body itself and, where it is not meant to be refused, inside an accepted one.

    y_   the body: never refused as malformed; inside: 201 (a member twice in one object: 422)
    n_   422, nothing stored
    i_   anything but a 5xx

Afterwards the server must still answer.  The last line is "N passed, N failed"."""

import argparse
import http.client
import json
import os
import sys
import uuid
from urllib.parse import urlsplit


class Suite:
    def __init__(self, options):
        self.address = urlsplit(options.url)
        self.path = f"/api/customers/{options.customer}/events"
        self.passed, self.failed = 0, []

    def post(self, body):
        connection = http.client.HTTPConnection(self.address.hostname, self.address.port, timeout=10)
        try:
            connection.request("POST", self.path, body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            text = answer.read()
            try:
                problem = json.loads(text)
                malformed = any(e.get("type") == "json_invalid" for e in problem.get("errors", []))
            except ValueError:
                malformed = False
            return answer.status, malformed
        finally:
            connection.close()

    def judge(self, name, good, answer):
        if good:
            self.passed += 1
        else:
            self.failed.append(f"{name}: answered {answer}")

    def one(self, name, text):
        answer = status, malformed = self.post(text)
        kind = name[0]
        stricter = "duplicated_key" in name  # a member twice in one object is refused here
        if kind == "y":
            self.judge(name, status in (400, 422) and malformed == stricter, answer)
        elif kind == "n":
            self.judge(name, status == 422 and malformed, answer)
        else:
            self.judge(name, status < 500, answer)
        if kind == "n":  # inside another document it may become well formed
            return
        event_id = str(uuid.uuid4()).encode()
        answer = status, malformed = self.post(
            b'{"type":"login","event_id":"' + event_id + b'","note":' + text + b"}")
        good = status == (422 if stricter else 201) if kind == "y" else status < 500
        self.judge(name + " inside an event", good, answer)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", required=True)
    parser.add_argument("--customer", required=True)
    parser.add_argument("--suite", required=True)
    suite = Suite(options := parser.parse_args())
    for name in sorted(os.listdir(options.suite)):
        if name[1:2] == "_" and name[0] in "yni":
            with open(os.path.join(options.suite, name), "rb") as file:
                suite.one(name, file.read())
    suite.judge("the server still answers", suite.post(b"{}")[0] == 400, "")
    for line in suite.failed:
        print(line)
    print(f"{suite.passed} passed, {len(suite.failed)} failed")
    sys.exit(1 if suite.failed else 0)


main()
