// past.h: what came when?
//
// Verbs of a Store beside those of store.h, for whoever asks what was known on some day
// of the past.
#pragma once

#include "store/store.h"

typedef struct {
    Day first;           // on which anything ever happened; DAY_NONE: nothing did
    Millis received_at;  // since when events have come, whatever became of them since
    int64_t last;        // the number of the last one; 0: there is none
} LogSpan;

MUST_USE Err store_log_span(Store *store, LogSpan *out);

// The number of the last event there is; 0: there is none.  Whatever is asked afterwards
// knows everything up to it.
MUST_USE Err store_latest(Store *store, int64_t *out);

typedef struct {  // an event that came at least a minute after it happened
    int64_t customer;
    EventType type;
    Str name;
    Str id;
    Millis at;
    Millis received_at;
    int64_t quantity;
} LateRow;

typedef struct {
    int64_t after;  // events with a number above this one, and
    int64_t upto;   // up to this one
    Millis received_from;
} LateQuery;

// Those that came late and were not taken back, in the order of their numbers.
MUST_USE Err store_late(Store *store, Arena *arena, const LateQuery *query, LateRow **out,
                        int *count);
