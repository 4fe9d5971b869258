// pace.h: how does long work in the background stay behind everybody else?
//
// Its thread has a low priority, and when it was kept waiting it rests for many times as
// long: else it would fill every gap in which the others wait for one another, and they
// would find their caches cold.  On an idle machine it hardly rests at all.  Why the
// priority is not the lowest: docs/decisions/0024.
//
// For the files of this room only.
#pragma once

#include <stdint.h>

typedef struct {
    int64_t rested_at;  // in ticks of clock.h
    int64_t worked;     // ns on a core until then
} Pace;

// From the thread that does the work, before it begins.
void pace_begin(Pace *pace);

// To be called often, at least every few milliseconds: rests where the thread was kept
// waiting, for a tenth of a second at most.
void pace_keep(Pace *pace);
