#!/usr/bin/env python3
"""run.py: every promise about speed and memory, its figure beside its limit.

    bench/run.py                     all of it but `far`; the large databases take minutes to make
    bench/run.py small post          only these: small, large, pages, scores, start, post, bulk, grown,
                                     far, freshness, mariadb, import, memory
    SECONDS=20 MINUTE=60 bench/run.py    longer runs; 8 s each, and 60 s of events in bulk

The load generators (wrk, and bulk.c for events) run on the same machine and are part of
the figure.  The large book (10,000 customers, 10 million events), 10 million events of
100,000 customers, and for `far` 50 million, are made once, under build/bench, and used
again.  Each row says whether the promise is kept; the bare limits (an answer without any
work, a bare loop over the same store) stand in the same table without a promise.  Exit
status 1 where a promise is broken."""

import os
import sys

import events
import pages
import reading
import scores
from server import FOLDER
from table import kept

PARTS = {"small": reading.small, "post": events.post, "bulk": events.bulk, "freshness": events.freshness,
         "mariadb": events.maria, "import": events.import_csv, "memory": events.memory,
         "grown": events.grown, "large": reading.large, "pages": pages.pages, "scores": scores.scores,
         "start": reading.start, "far": events.far}


def main():
    os.makedirs(FOLDER, exist_ok=True)
    for name in sys.argv[1:] or [part for part in PARTS if part != "far"]:
        if name not in PARTS:
            sys.exit(f"there is no part {name}: {', '.join(PARTS)}")
        PARTS[name]()
    sys.exit(0 if all(kept) else 1)


main()
