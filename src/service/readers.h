// readers.h: who reads?
//
// A few connections to the database, lent to whichever thread asks a question, each
// with room for the facts of one customer: a request's own arena is too small for all
// that one may have gathered.  A connection is opened when it is first needed, and anew
// after it has failed.
#pragma once

#include "store/store.h"

typedef struct Readers Readers;

typedef struct {
    Store *store;
    Arena facts;  // FACTS_BYTES; whoever has used it gives it back with arena_trim
} Reader;

// Room for `count` connections to `address`, which must live as long as they do.
void readers_open(Arena *life, Str address, int count, Readers **out);

// Waits until every connection has been given back, and closes them.
void readers_close(Readers *readers);

// A connection for one question; waits while all are lent.  Give it back with
// what became of the question: one that ended in ERR_STORE is not used again.
MUST_USE Err readers_lend(Readers *readers, Reader **out);
void readers_return(Readers *readers, Reader *reader, Err err);
