// readers.h: who reads?
//
// A few connections to the database, lent to whichever thread asks a question, each
// with room for what an answer is made from: a request's own arena is too small for all
// that one customer may have gathered, and for a large book.  A connection is opened
// when it is first needed, and anew after it has failed.
#pragma once

#include "store/store.h"

typedef struct Readers Readers;

typedef struct {
    Store *store;
    // FACTS_BYTES, which is also enough for a book of a million customers with the longest
    // names.  Whoever has used it calls reader_leave_room.
    Arena room;
} Reader;

// Give back what was taken of the room, but for what most questions need.
void reader_leave_room(const Reader *reader);

// Room for `count` connections to the database of `writer` at `address`, which must both
// live as long as they do.
void readers_open(Arena *life, const Store *writer, Str address, int count, Readers **out);

// Waits until every connection has been given back, and closes them.
void readers_close(Readers *readers);

// A connection of the caller's own, for long work: so nobody who asks has to wait for one.
// Close it in any case.
MUST_USE Err readers_open_own(const Readers *readers, Reader *out);
void readers_close_own(Reader *reader);

// A connection for one question; waits while all are lent.  Give it back with
// what became of the question: one that ended in ERR_STORE is not used again.
MUST_USE Err readers_lend(Readers *readers, Reader **out);
void readers_return(Readers *readers, Reader *reader, Err err);
