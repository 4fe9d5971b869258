// cards.h: under which scorecard is a customer judged?
//
// The cards at work: every version of each, with the moments from and until which it was
// live, all bound to one set of metrics.  They are never changed: who publishes a card
// makes a new Cards value and puts it in the place of the old one.
//
// Pure: no clock, no I/O; memory only of the arena it is given.
#pragma once

#include "model/scorecard.h"

enum { CARDS_MAX = 10000 };  // versions, of all cards

typedef struct {
    const Scorecard *card;
    Millis from;   // when it was published; 0: it always was
    Millis until;  // when another version took its place, or it was withdrawn; INT64_MAX
} CardVersion;

typedef struct {
    const Metrics *metrics;      // what they measure, after what the shipped ones do
    const CardVersion *version;  // ordered by id, then `from`
    int versions;
} Cards;

// Only what is part of the program: `standard` for everybody, `original` for who asks.
const Cards *cards_shipped(void);

// The cards at work.  `version` holds published ones in any order, and none that is part of
// the program: those are added, each until a published card of its id takes its place.
// Cards are copied and bound, what they point to is not.  Of what is live (`until` is
// INT64_MAX) all is bound; of older versions those that still find room: one that does not
// is left out.  NULL: what is live needs more than MEASURES_MAX metrics.
const Cards *cards_new(Arena *arena, const CardVersion *version, int versions);

// The card that holds for a customer at the end of `day`: of those that are live then and
// apply to it, the one of the highest priority, then that whose id comes first in the
// alphabet; where none does, the one whose id is `standard`.  Those that are part of the
// program are for nobody else.
// `since` as in attribute_of.
const Scorecard *cards_for(const Cards *cards, const Customer *customer, Day since,
                           Day day);

// The same of the cards that are live now, as if they always had been.
const Scorecard *cards_live_for(const Cards *cards, const Customer *customer, Day since,
                                Day day);

// The latest version of a card; NULL where there is none.
const Scorecard *cards_find(const Cards *cards, Str id);

// The version of a card that was live at the end of `day`; NULL where there was none.
const Scorecard *cards_find_on(const Cards *cards, Str id, Day day);

// The versions by which anybody may have been judged at the end of one of these days,
// ordered by id and `from`; how many.
int cards_within(const Cards *cards, Arena *arena, DaySpan days, const Scorecard ***out);

// May cards_for answer otherwise than `standard`, so that it must be told of the customer?
bool cards_differ(const Cards *cards);
