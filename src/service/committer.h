// committer.h: who writes?
//
// One thread, and nobody else in this process.  It takes all the writes that wait,
// up to a thousand, commits them together and answers them; while it waits for the
// disk the next batch gathers, so it sizes itself and there is no timer.  Between
// batches it derives the pictures of stale customers: at once when a question
// waits for them, else a tenth of a second after the facts came.
#pragma once

#include "service/service.h"

typedef struct Committer Committer;

enum {
    BATCH_MAX = 1000,        // events in one transaction
    QUEUE_MAX = 8192,        // writes that may wait
    FRESHEN_MAX = 500,       // stale customers a question waits for
    PATIENCE_MS = 900,       // how long a write may wait for a database that is busy
    FRESHEN_WAIT_MS = 2000,  // how long a question may wait for pictures
    GRUDGE_MS = 5000         // how long a failed write says that writes fail
};

// Start the thread.  From now on it alone uses `writer`, and closes it in the end.
MUST_USE Err committer_open(Arena *life, Store *writer, Committer **out);

// Commit what was accepted, answer it, and close the writer.  Nobody may be waiting
// in committer_freshen.
void committer_close(Committer *committer);

// As ingest_event and ingest_customer say; exactly one of the two is given.
MUST_USE Err committer_accept(Committer *committer, Event *event, Customer *customer,
                              Receipt receipt);

// Wait until everybody who was stale when this was called is derived.  Returns as
// well when that cannot be had: the database fails, more than FRESHEN_MAX are
// stale, or it takes too long.
void committer_freshen(Committer *committer);

// Does no write wait for longer than it should, and has the latest not failed?  After
// GRUDGE_MS without one it may be that the next succeeds.
bool committer_keeps_up(Committer *committer);

// Grows with every commit, before anybody is told of it.
uint64_t committer_commits(Committer *committer);

ServiceFigures committer_figures(Committer *committer);
