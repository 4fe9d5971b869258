"""under_test.py: the program under test, started again and again on the same files."""

import http.client
import os
import signal
import socket
import subprocess
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.path.join(ROOT, "build", "customer-health")
JSON_TYPE = {"Content-Type": "application/json", "Accept": "application/json"}


class Harness(Exception):
    """The test itself could not go on."""


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Program:
    """`folder` is for the log; `extra` is added to the environment of the next start."""

    def __init__(self, program, folder, database):
        self.program = program
        self.database = database
        self.port = free_port()
        self.log_path = os.path.join(folder, "log")
        self.log = open(self.log_path, "ab")
        self.process = None
        self.extra = {}
        self.starts = []

    def connect(self, timeout=10):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def ask(self, method, path, body=None, headers=JSON_TYPE, timeout=10):
        """(status, body, headers) of one request on a connection of its own."""
        connection = self.connect(timeout)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.headers
        finally:
            connection.close()

    def answers(self, path):
        try:
            return self.ask("GET", path, timeout=2)[0] == 200
        except (OSError, http.client.HTTPException):
            return False

    def runs(self):
        return self.process is not None and self.process.poll() is None

    def launch(self):
        self.process = subprocess.Popen(
            [self.program, "serve", "--listen", f"127.0.0.1:{self.port}", "--database", self.database],
            stdout=self.log, stderr=self.log, env={**os.environ, **self.extra})

    def start(self):
        began = time.monotonic()
        self.launch()
        while not self.answers("/readyz"):
            if not self.runs():
                raise Harness(f"the program exited with {self.process.returncode} at start")
            if time.monotonic() - began > 30:
                raise Harness("the program was not ready after 30 s")
            time.sleep(0.003)
        self.starts.append(time.monotonic() - began)

    def kill(self):
        if self.runs():
            self.process.kill()
        self.process.wait()

    def terminate(self, seconds=15):
        """SIGTERM; returns a complaint or None."""
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return f"no exit within {seconds} s of SIGTERM"
        return f"exit status {status} after SIGTERM" if status else None

    def check(self):
        """Compare what was derived with the events; the program must not run."""
        done = subprocess.run([self.program, "check", "--database", self.database],
                              stdout=self.log, stderr=self.log, check=False)
        return "`customer-health check` found a difference" if done.returncode else None

    def last_words(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as log:
            return log.read()[-2000:]
