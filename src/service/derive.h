// derive.h: what do a customer's facts make of it?
//
// The one place where picture, score, trend and next drop are made together: stored pictures,
// exact answers, rebuild and check all come from derive_row and derive_under.
#pragma once

#include "service/cards/live_cards.h"
#include "service/writing/news.h"
#include "store/said.h"

// Address space in which the facts of any one customer fit, as far back as derive_row
// asks for them.  At the bounds of facts.h, and with as much more of everything as a
// queue holds (17,000 events, see committer.h), where arrays grow by doubling:
//
//     daily counts: (1,000 + 17,000) names on 263 days = 4.7 million   402 MB
//     spans: 18,000 names of 400 bytes                                  12 MB
//     ticket changes: 117,000 with two ids of 255 bytes                 74 MB
//     invoice changes: 117,000 with two ids of 255 bytes                84 MB
//
// That is 572 MB; the rest is for the queues of other servers on the same database.
#define FACTS_BYTES ((size_t)2 << 30)

// The card that holds for the customer on `day`.
const Scorecard *derive_card(const Cards *cards, const Facts *facts, Day day);

// The same of a row, whose picture says since when it is a customer.
const Scorecard *derive_card_of(const Cards *cards, const CustomerRow *row, Day day);

// The same, into each row.
void derive_name_cards(const Cards *cards, CustomerRow *row, int rows, Day day);

// What `facts` say as of `day`, under that card.  `facts->from` must not be later than
// trend_from(cards->metrics, day).
PictureRow derive_row(const Cards *cards, const Facts *facts, Day day, Arena scratch);

typedef struct {  // all overrides of one customer
    const Override *override;
    int count;
} Overrides;

// The same as it is shown: where somebody has judged the customer's health, and that holds
// on the picture's day, score and band are what was said.
void derive_under(PictureRow *row, const Scorecard *card, Overrides overrides);

MUST_USE Err derive_overrides(Store *store, Arena *arena, int64_t customer, Overrides *out);

// Put what was derived in place of what was stored.
void derive_into(CustomerRow *row, const PictureRow *made);

// Why there is no score, and the coverage, by the picture as of its day; where that is of
// other metrics than the card's, as far as it can tell.
Score derive_unscored(Picture *picture, const Scorecard *card);

// Say of rows without a score why they have none, and what their coverage is: that is not
// stored.
void derive_status(const Cards *cards, Day today, CustomerRow *row, int rows);

enum { DERIVE_MOST = 500 };  // customers in one transaction

typedef struct {
    LiveCards *cards;
    Day today;
    int most;  // at most DERIVE_MOST
    // Whose score has become another, room for `most`; NULL: nobody wants to know.
    NewsItem *changed;
    int *changes;
} Deriving;

// Derive some stale customers as of today, those that wait longest first, under the cards
// that are at work when their facts are read.  `*found`: how many there were; fewer than
// `most`: nobody waits now.
MUST_USE Err derive_stale(Store *writer, Deriving deriving, int *found, Arena scratch);
