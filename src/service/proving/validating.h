// validating.h: what is proved when somebody wishes it, and under which name is it kept?
//
// The cards that are live, each for the customers it applies to; or one card, for
// everybody; or the live cards as they would be with one that is not published, and then
// the live ones beside it.  Each gives a report, which is kept under a name of its own.
//
// For the files of this room only.
#pragma once

#include "service/cards/live_cards.h"
#include "service/proving/validation.h"

enum { REPORTS_MOST = 2 };

typedef struct {
    Str note;  // where it is kept
    Str text;  // JSON
} Report;

typedef struct {
    Store *store;  // a reader
    const LiveCards *live;
    const ValidationWish *wish;
    bool (*go_on)(void *context, int progress);
    void *context;
} Validating;

// Where the report of a card is kept, by its id; VALIDATION_PREVIEW: that of the latest
// card that was not published; empty: that of the live cards.
Str validating_note(Arena *arena, Str scorecard);

// ERR_CONFLICT: `go_on` said no.  ERR_NOT_FOUND: there is no such card.
MUST_USE Err validating_run(const Validating *validating, Arena *arena,
                            Report out[REPORTS_MOST], int *reports);
