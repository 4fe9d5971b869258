// proving.h: how is the score put to the proof on a whole book?
//
// Each customer's facts are read once, those of customers who left first, and scored for
// every day as it was known then; what is gathered so is proved (proof/proof.h).  It takes
// a connection of its own, and whoever wants it is asked in between whether to go on.
#pragma once

#include "proof/proof.h"
#include "store/past.h"
#include "store/said.h"

enum {
    PROVE_WHOLE = 1000,     // the progress when all is done
    PROVE_DAYS_MOST = 730,  // so far back is looked
    PROVE_WARM_UP = 84      // days after the first event: before, windows are half empty
};

typedef struct {
    const Scorecard *card;  // by which everybody is judged; NULL: by those of `cards` that
    const Cards *cards;     // are live
    Str preview;            // the hash of an unpublished card that is among them; or empty
    Day last;               // the last whole day
    int horizon;            // days
    bool (*go_on)(void *context, int progress);
    void *context;
} Proving;

typedef struct {
    const Proof *proof;
    Day known_from;       // since when is known what came when; DAY_NONE: nothing ever came
    bool too_many_late;   // more came late than can be looked at: their own time was used
    int64_t left_before;  // who left before the first day that is looked at
} Proved;

// A room of this much address space holds a proof; what it touches is given back.
#define PROVE_BYTES ((size_t)16 << 30)

// ERR_BUSY as any question; ERR_CONFLICT: `go_on` said no.  All in the arena.
MUST_USE Err prove_book(Store *store, Arena *arena, const Proving *proving, Proved *out);
