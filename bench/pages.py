"""pages.py: how long does one page take, alone, on the book of 10,000 customers?"""

import gzip
import http.client
import os
import shutil
import statistics
import subprocess
import time

from reading import large_database
from server import ROOT, Server
from table import row

TIMES = 25
BROWSER = os.path.join(ROOT, "tests", "browser")
HEADERS = {"Accept": "text/html", "Accept-Encoding": "gzip"}

PAGES = [  # what it is called, where it is, and the milliseconds that it may take
    ("overview", "/api/dashboard?", 25),
    ("overview over 90 days", "/api/dashboard?period=90d&", 25),
    ("list of customers", "/api/customers?", 10),
    ("list, chosen and sorted", "/api/customers?band=at_risk&sort=-mrr&", 10),
    ("customer", "/api/customers/7?", 15),
    ("timeline", "/api/customers/7/events?", 15),
]
COMPRESSED_MOST = 40_000
PAINT_MOST = 500


def ask(connection, path):
    """Milliseconds until all of the answer is there, and its bytes as they came."""
    began = time.perf_counter()
    connection.request("GET", path, headers=HEADERS)
    answer = connection.getresponse()
    body = answer.read()
    took = (time.perf_counter() - began) * 1000
    if answer.status != 200:
        raise RuntimeError(f"{path} answers {answer.status}")
    gzip.decompress(body)
    return took, len(body)


def page(server, name, path, most):
    """No two addresses are the same, so that none is an answer that was kept."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    ask(connection, f"{path}n=0")  # what is made once, the history of the book, is made here
    took, sizes = zip(*(ask(connection, f"{path}n={n + 1}") for n in range(TIMES)))
    row(f"{name}: one page, the median", statistics.median(took), "ms", most, at_least=False)
    row("    compressed", max(sizes), "bytes", COMPRESSED_MOST, at_least=False)


def paint(server):
    """Milliseconds to the first contentful paint in Chromium, the median of some loads."""
    if not shutil.which("node") or not os.path.isdir(os.path.join(BROWSER, "node_modules")):
        print("first contentful paint: the browser is not installed (tools/setup.sh browser)")
        return
    for name, path in (("overview", "/api/dashboard"), ("list of customers", "/api/customers"),
                       ("customer", "/api/customers/7")):
        done = subprocess.run(["node", "paint.js", server.url + path], cwd=BROWSER, check=True,
                              capture_output=True, text=True)
        row(f"{name}: first contentful paint", float(done.stdout), "ms", PAINT_MOST, at_least=False)


def pages():
    with Server(large_database()) as server:
        server.settle()
        for name, path, most in PAGES:
            page(server, name, path, most)
        paint(server)
