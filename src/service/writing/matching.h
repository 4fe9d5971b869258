// matching.h: whose are the events that waited?
//
// An event for a customer nobody was called waits (store_keep_unmatched) until somebody
// is.  Whoever gives a customer a name matches the first of them in the same transaction;
// the others follow in steps between batches, which also look through all that waits at
// the start, and now and then where other servers give names too.
//
// For the files of this room only; all of it is the committer's thread's.
#pragma once

#include "service/inside.h"

typedef struct {
    const Whose *whose;  // only events of this name, as store_unmatched has it; NULL: all
    int64_t after;       // only those behind this id
    bool more;           // out: others are left,
    int64_t last;        // out: behind this id
    Event *event;        // out: those that are somebody's,
    Appended *outcome;   // out: and what became of each
    size_t events;
    Rejected *rejected;  // out: what could not be stored
    size_t rejects;
    size_t gone;  // out: how many wait no more
} Matching;

// One step, in a transaction: store those events that are somebody's by now, and let them
// wait no more.  What a customer has no room for, or what clashes, is kept with the
// rejected.
MUST_USE Err match_some(Service *service, Store *store, Arena *arena, Matching *matching);

// The transaction is committed: count what it stored, and go on between batches where
// more is left.
void match_done(Service *service, const Matching *matching);

// A chore: look through what waits, if that is wanted.
bool match_between(void *service, Store *writer, Arena scratch);

// Look through all that waits, between batches.
void match_all(Service *service);
