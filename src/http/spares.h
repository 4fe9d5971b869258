// spares.h: where does the next request's memory come from?
//
// Arenas of one size that were used before and are warm; when there are none, a
// new one.  An idle connection holds none.
#pragma once

#include "base/arena.h"

enum {
    SPARES_MAX = 128,         // kept; what comes beyond goes back to the system
    SPARE_BYTES = 64 * 1024,  // of each stay resident
};

typedef struct {
    size_t size;
    int count;
    Arena spare[SPARES_MAX];
} Spares;

Arena spares_take(Spares *spares);

// Give an arena back, as it was taken; its first `used` bytes were touched.
void spares_give(Spares *spares, Arena start, size_t used);

void spares_close(Spares *spares);
