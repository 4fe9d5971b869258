// derive.h: what do a customer's facts make of it?
//
// The one place where picture, score, trend and next drop are made together: stored pictures,
// exact answers, rebuild and check all come from derive_row.
#pragma once

#include "store/store.h"

// Address space in which the facts of any one customer fit, as far back as derive_row
// asks for them.  At the bounds of facts.h, and with as much more of everything as a
// queue holds (9,192 events, see committer.h), where arrays grow by doubling:
//
//     daily counts: (1,000 + 9,192) names on 263 days = 2.7 million    201 MB
//     spans: 10,192 names of 400 bytes                                   6 MB
//     ticket changes: 109,192 with two ids of 255 bytes                 69 MB
//     invoice changes: 109,192 with two ids of 255 bytes                78 MB
//
// That is 354 MB; the rest is for the queues of other servers on the same database.
#define FACTS_BYTES ((size_t)2 << 30)

// What `facts` say as of `day`, under the default card.  `facts->from` must not be
// later than `day - TREND_REACH_DAYS`.
PictureRow derive_row(const Facts *facts, Day day, Arena scratch);

// Put what was derived in place of what was stored.
void derive_into(CustomerRow *row, const PictureRow *made);

enum { DERIVE_MOST = 100 };  // customers in one transaction

// Derive up to DERIVE_MOST stale customers as of `today`, those that wait longest
// first.  `*found`: how many there were; fewer than DERIVE_MOST: nobody waits now.
MUST_USE Err derive_stale(Store *writer, Day today, int *found, Arena scratch);
