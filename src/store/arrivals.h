// arrivals.h: what came through which door, and when?
//
// Verbs of a Store beside those of store.h.  What came is counted by door and hour, apart
// from the events themselves, so that nobody has to read those to know it.
#pragma once

#include "store/store.h"

typedef struct {
    int64_t hour;      // since 1970, in UTC
    Str door;          // "api", "segment", ...
    int64_t stored;    // events
    int64_t repeated;  // events that had been stored before
    int64_t rejected;
    Millis last_at;  // when the latest event came, whoever's it is; 0: none did
} Arrival;

enum { ARRIVAL_DAYS = 31 };

// Add these counts to those of their doors and hours; texts are at most EVENT_ID_MAX bytes.
// What is older than ARRIVAL_DAYS goes, but of each door the latest hour in which an event
// came.  Where a server does not say how a commit ended, and this is called again, some
// may be counted twice.
MUST_USE Err store_add_arrivals(Store *store, const Arrival *arrivals, size_t count,
                                Millis now);

// All that is known, ordered by hour and door.
MUST_USE Err store_arrivals(Store *store, Arena *arena, Arrival **out, int *count);

typedef struct {
    Str door;
    Str reason;
    int64_t count;
    Millis last_at;
} RejectedCount;

// Of what was refused and is kept, how much of which door for which reason; ordered by both.
MUST_USE Err store_count_rejected(Store *store, Arena *arena, RejectedCount **out,
                                  int *count);

typedef struct {
    Whose whose;
    int64_t events;  // that wait under this name
    int64_t first;   // the id of the first of them
    Millis last_at;  // when the latest came
    unsigned types;  // which they are of, as bits of 1 << EventType
    Str door;        // through which they came; with `other_door`, if it is another one,
    Str other_door;  // through more than one
} UnmatchedName;

// The `most` names under which the most events wait, those first; ties in order of `first`.
MUST_USE Err store_unmatched_names(Store *store, Arena *arena, int most, UnmatchedName *out,
                                   int *count);
