// tally.h: what does a batch of events add to the facts?
//
// The daily counts, spans and stale marks of a whole batch, summed in memory and in
// the order of their keys, so that a database writes each of them once.
#pragma once

#include "store/store.h"

typedef struct {
    int64_t customer;
    DailyCount is;
} TallyDaily;

typedef struct {
    int64_t customer;
    Span is;
} TallySpan;

typedef struct {
    TallyDaily *daily;  // ordered by customer, day, type, name
    size_t dailies;
    TallySpan *span;  // ordered by customer, type, name
    size_t spans;
    int64_t *customer;  // whose picture is out of date now; ordered
    size_t customers;
} Tally;

// Add it to the facts of the one customer it is about, as a database would.
void tally_add_to(Arena *arena, const Tally *tally, Facts *facts);

// Of those events that `became` APPEND_STORED; a batch without one has none of it.
Tally tally_of(Arena *arena, const Event *events, const Appended *became, size_t count);
