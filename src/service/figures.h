// figures.h: what is counted for /metrics?
//
// Counters that any thread may add to.  Labels come from fixed lists, so that nothing a
// client sends makes a figure of its own.
#pragma once

#include "service/service.h"

#include <stdatomic.h>

typedef struct {
    _Atomic uint64_t ingested[DOOR_COUNT][EVENT_TYPE_COUNT];
    _Atomic uint64_t repeated[DOOR_COUNT];
    _Atomic uint64_t refused[DOOR_COUNT];
    _Atomic int64_t last_at[DOOR_COUNT];  // when the latest event came; 0: none did
    _Atomic uint64_t rejected[REASON_COUNT];
    _Atomic uint64_t duplicate, clash, commits, commit_nanoseconds, derived, refused_busy;
    _Atomic int64_t unmatched;
} Counters;

// What became of an event that is on disk.
void count_outcome(Counters *counters, const Event *event, Appended outcome);

// An event that waits for a customer from now on.
void count_kept(Counters *counters, const Event *event);

// What was refused at the door of this source; a clash is counted as an outcome too.
void count_rejected(Counters *counters, Str source, Str reason);

ServiceFigures figures_of(const Counters *counters);
