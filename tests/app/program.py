"""program.py: how do tests run the built program, and how is what they find reported?

The program is the test's first argument.  It runs in a folder of the test's own, and none
of its settings comes from outside."""

import http.client
import json
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time

PROGRAM = os.path.abspath(sys.argv[1])
PATIENCE = 60  # seconds; a machine that builds beside us is slow
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "bench"))


def environment(**more):
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("DB_", "DATABASE_", "CUSTOMER_HEALTH_"))}
    return {**kept, **more}


def run(folder, *arguments, given=None, **more):
    """Run it to its end: exit status, what it said on both outputs."""
    done = subprocess.run([PROGRAM, *arguments], cwd=folder, env=environment(**more), input=given,
                          capture_output=True, timeout=PATIENCE, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


class Serving:
    """`serve` in a folder, on a free port, until the end of the `with`."""

    def __init__(self, folder, *arguments, **more):
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--listen", "127.0.0.1:0", *arguments], cwd=folder,
            env=environment(**more), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def __enter__(self):
        ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
        line = self.process.stdout.readline() if ready else ""
        found = re.fullmatch(r"Customer Health is at http://127\.0\.0\.1:(\d+)\n", line)
        if not found:
            self.process.kill()
            raise AssertionError(f"it said {line!r} and {self.process.communicate()[1]!r}")
        self.port = int(found[1])
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.communicate()

    def request(self, method, path, body=None, **headers):
        """The answer, and its text."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request(method, path, body, {"Accept": "application/json", **headers})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer, text

    def ask(self, method, path, document=None, **headers):
        """The status of the answer to a JSON document, or to none, and its text."""
        body = None
        if document is not None:
            body = json.dumps(document)
            headers["Content-Type"] = "application/json"
        answer, text = self.request(method, path, body, **headers)
        return answer.status, text

    def get(self, path):
        status, text = self.ask("GET", path)
        assert status == 200, text
        return json.loads(text)

    def stop(self, number=signal.SIGTERM):
        began = time.monotonic()
        self.process.send_signal(number)
        status = self.process.wait(PATIENCE)
        return status, time.monotonic() - began


def report(tests):
    """Do the tests, each in an empty folder, say in TAP how they end, and leave."""
    print(f"1..{len(tests)}")
    failed = 0
    for number, test in enumerate(tests, 1):
        folder = tempfile.mkdtemp(prefix="customer-health-")
        try:
            test(folder)
            print(f"ok {number} - {test.__name__}", flush=True)
        except Exception as why:  # whatever it is, the others are done
            failed += 1
            print(f"not ok {number} - {test.__name__}\n# {type(why).__name__}: {why}", flush=True)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    sys.exit(1 if failed else 0)
