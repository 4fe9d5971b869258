// commit.h: how do writes get on disk?
//
// Writes that waited together are one transaction: their events in one go, then the acts
// one after the other.  Where an act fails, all of it is undone and the others are done
// without it: so an act spoils nothing for its neighbours.  A database that is busy is
// tried again for a while.  Whoever handed a write in is told when its transaction has
// returned, and not before.
//
// For the files of this room only, and used by the committer's thread; what is atomic
// may be read by others.
#pragma once

#include "service/writing/committer.h"

enum { REDIRECTS_MAX = 256 };

typedef struct {
    int64_t from;
    int64_t into;
    int64_t at;  // in ticks
} Redirect;

typedef struct {
    Store *writer;
    Arena scratch;  // for a transaction
    Counters counters;
    _Atomic uint64_t commits;
    _Atomic uint64_t writes;  // those of them after which more is known, not only elsewhere
    _Atomic int64_t failed_at;  // in ticks; 0 where the latest write succeeded

    ScoreNews *news;           // where it is noted who is new; NULL: nowhere
    int64_t added[BATCH_MAX];  // by the transaction that is at work
    int addeds;

    Redirect redirect[REDIRECTS_MAX];  // a ring
    uint64_t redirects;                // there ever were
    Event event[BATCH_MAX];
    Appended outcome[BATCH_MAX];
} Commits;

// Commit `write`, whose weights are together at most BATCH_MAX, and answer each.
void commit_writes(Commits *commits, const Write *write, int writes);

// As store_together, with one try; it counts as a write.
MUST_USE Err commit_once(Commits *commits, StoreWork *work, void *what);

// Facts that were derived or moved are on disk: nobody who asks may be told what was
// known before.
void commit_noted(Commits *commits);

// As committer_added says.
void commit_added(Commits *commits, int64_t customer);

// As committer_redirect and committer_redirected say.
void commit_redirect(Commits *commits, int64_t from, int64_t into);
int64_t commit_redirected(const Commits *commits, int64_t customer);
