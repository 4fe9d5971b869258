"""server.py: the built server on a database of its own, and what loads it."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request

from table import note

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.path.join(ROOT, "build", "customer-health")
BENCH = os.path.join(ROOT, "build", "release", "bench")
FOLDER = os.path.join(ROOT, "build", "bench")
SECONDS = int(os.environ.get("SECONDS", "8"))


class Server:
    """The program on a database of its own, for the length of a `with`."""

    def __init__(self, database):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.database = database

    def __enter__(self):
        self.log = open(os.path.join(FOLDER, "log"), "ab")
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--listen", f"127.0.0.1:{self.port}", "--database", self.database],
            stdout=self.log, stderr=self.log)
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        if self.process.wait(60):
            print(f"the server exited with {self.process.returncode}: see {FOLDER}/log")
            note(False)
        self.log.close()

    def get(self, path):
        request = urllib.request.Request(self.url + path, headers={"Accept": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read()

    def post(self, path, body):
        request = urllib.request.Request(self.url + path, body.encode(), {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read()

    def delete(self, path):
        request = urllib.request.Request(self.url + path, method="DELETE")
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read()

    def first_answer(self, path):
        """Milliseconds from the start of the process to the first 200."""
        while True:
            try:
                self.get(path)
                return (time.monotonic() - self.began) * 1000
            except OSError:
                if self.process.poll() is not None:
                    sys.exit(f"the server exited at start: see {FOLDER}/log")
                time.sleep(0.001)

    def memory_mb(self, what="VmRSS"):
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            return int(re.search(what + r":\s+(\d+)", status.read())[1]) / 1024

    def settle(self):
        """Wait until nothing is stale; returns the seconds it took."""
        self.first_answer("/readyz")
        began = time.monotonic()
        while b'"stale_customers":0' not in self.get("/api/dashboard"):
            time.sleep(0.05)
        return time.monotonic() - began

    def wrk(self, path, *how, script="load.lua", connections=64):
        """Requests a second, and the 99th percentile in milliseconds."""
        command = ["wrk", "-t1", f"-c{connections}", f"-d{SECONDS}s", "--latency",
                   "-s", os.path.join(ROOT, "bench", script), self.url + path, "--", *how]
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        if "Non-2xx" in out or "Socket errors" in out:
            print(out)
            note(False)
        slowest, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", out).groups()
        return (float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1]),
                float(slowest) * {"us": 0.001, "ms": 1, "s": 1000}[unit])

    def bulk_command(self, **how):
        self.first_answer("/readyz")
        return [os.path.join(BENCH, "bulk"), str(self.port), *(f"{k}={v}" for k, v in how.items())]

    def bulk(self, **how):
        """Events acknowledged a second, the 99th percentile in milliseconds, how many."""
        done = subprocess.run(self.bulk_command(**how), stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            note(False)
        rate, slowest, events, _ = done.stdout.split()
        return float(rate), float(slowest), int(events)


def bare(database, customers, seconds, ids="ordered", batch=1000):
    """Events a second of a bare loop over the store; in an empty database it makes the customers."""
    out = subprocess.run([os.path.join(BENCH, "append"), database, str(customers), str(batch), str(seconds), ids],
                         stdout=subprocess.PIPE, text=True, check=True).stdout
    return float(out)


def remove_database(path):
    for suffix in ("", "-wal", "-shm", ".lock", ".socket"):
        if os.path.exists(path + suffix):
            os.remove(path + suffix)


def made_once(name, make):
    """The path of a database under build/bench that `make(path)` makes, if it is not there yet."""
    path = os.path.join(FOLDER, name + ".db")
    if not os.path.exists(path + ".made"):
        remove_database(path)
        make(path)
        open(path + ".made", "w", encoding="ascii").close()
    return path


def copy_database(path, name):
    """A copy that may be written to."""
    copy = os.path.join(FOLDER, name + ".db")
    remove_database(copy)
    for suffix in ("", "-wal"):
        if os.path.exists(path + suffix):
            shutil.copyfile(path + suffix, copy + suffix)
    return copy
