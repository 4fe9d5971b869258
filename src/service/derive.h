// derive.h: what do a customer's facts make of it?
//
// The one place where picture, score and trend are made together: stored pictures,
// exact answers, rebuild and check all come from derive_row.
#pragma once

#include "store/store.h"

// What `facts` say as of `day`, under the default card.  `facts->from` must not be
// later than `day - TREND_REACH_DAYS`.
PictureRow derive_row(const Facts *facts, Day day);

// Put what was derived in place of what was stored.
void derive_into(CustomerRow *row, const PictureRow *made);

enum { DERIVE_MOST = 100 };  // customers in one transaction

// Derive up to DERIVE_MOST stale customers as of `today`, those that wait longest
// first.  `*found`: how many there were; fewer than DERIVE_MOST: nobody waits now.
MUST_USE Err derive_stale(Store *writer, Day today, int *found, Arena scratch);
