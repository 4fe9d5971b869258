// live_cards.h: which scorecards are at work?
//
// Everything that was published, read and bound together; whoever asks gets one set of
// cards, and never half of another.  It is put in the place of the one before when a card
// is published here, or another process is found to have published one.  A set that was
// replaced stays for REPLACED_MINUTES: longer than any question lasts.
//
// Only the committer's thread changes it, or who opened it; any may read it.
#pragma once

#include "model/cards.h"
#include "store/cards.h"

enum { REPLACED_MINUTES = 10 };

typedef struct {
    const Cards *cards;
    const PublishedCard *published;  // ordered by card and version
    int count;
} CardSet;

typedef struct LiveCards LiveCards;

// Everything that was published, read into the arena.  ERR_INVALID: it cannot be measured
// together.
MUST_USE Err live_cards_read(Store *store, Arena *arena, CardSet *out);

// ERR_INVALID: what was published cannot be measured together.
MUST_USE Err live_cards_open(Arena *life, Store *store, LiveCards **out);
void live_cards_close(LiveCards *live);

const CardSet *live_cards(const LiveCards *live);

// Only the cards.  Where `live` is NULL, what is part of the program is all there is.
const Cards *live_cards_now(const LiveCards *live);

// The example of this id that comes with the program; NULL: there is none.
const Scorecard *live_cards_example(const LiveCards *live, Str id);

// Read within a transaction what will have been published when it is committed; and, when
// it is, put it in place.  ERR_INVALID: it cannot be measured together.
MUST_USE Err live_cards_prepare(LiveCards *live, Store *store);
void live_cards_take(LiveCards *live);

// The cards as they would be, were this published now; they lie in the arena.  ERR_INVALID:
// they cannot be measured together.
MUST_USE Err live_cards_with(Arena *arena, const CardSet *set, const PublishedCard *next,
                             CardSet *out);

// Where another process has published: read anew.
MUST_USE Err live_cards_follow(LiveCards *live, Store *store);
