// figures.h: what is counted for /metrics?
//
// Counters that any thread may add to.  Labels come from fixed lists, so that nothing a
// client sends makes a figure of its own.
#pragma once

#include "service/service.h"

#include <stdatomic.h>

typedef struct {
    _Atomic uint64_t ingested[DOOR_COUNT][EVENT_TYPE_COUNT];
    _Atomic uint64_t rejected[REASON_COUNT];
    _Atomic uint64_t duplicate, clash, commits, commit_nanoseconds, derived, refused_busy;
    _Atomic int64_t unmatched;
} Counters;

// What became of an event that is on disk.
void count_outcome(Counters *counters, const Event *event, Appended outcome);

// An event that was refused; a clash is counted as an outcome.
void count_rejected(Counters *counters, Str reason);

ServiceFigures figures_of(const Counters *counters);
