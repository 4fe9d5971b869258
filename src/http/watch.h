// watch.h: how does a client hear what is new for as long as it stays?
//
// A row that is WHERE_WATCH is answered on the loop, in pieces (outflow.h).  When its
// handler has said all it had to, and leaves `reply->waits` set, the connection waits in
// STAGE_WATCH until there is news, or until it has been silent for beat_ms; then the
// handler is called again.
//
//     handler ─► piece ─► sent ─► WATCH ── news, or time for a beat ──► handler ...
//                           │       └───── the server stops ──► last chunk, closed
//                           └─ the client takes nothing: closed after write_ms
//
// Whether there is news is asked at the sweep, so that no other thread has to wake a loop,
// and what comes at once is told at once.  A watcher has no thread, no timer and no buffer
// of its own: in memory it is its connection, its exchange, and the one piece that is being
// sent.  While that is not taken nothing more is made for it; what a slow reader misses
// meanwhile its handler has to know.
#pragma once

#include "http/exchange.h"

// Is there room for one more?  Else its answer is complete: 503.
bool watch_admits(Exchange *exchange);

// A piece is with the system: wait for what comes next.
void watch_wait(Connection *connection);

// Tell those that wait, if there is anything.
void watch_sweep(Loop *loop, int64_t now);

// We are about to stop: those that wait have heard all.
void watch_end(Loop *loop);
