// next_band.h: what would lift a customer into the next band?
//
// For each factor, the smallest change of what it measures that alone lifts the total to
// the lower edge of the next band: more logins or API calls, more features in use, fewer
// open tickets, more invoices that are paid on time.  What a customer is (its attributes)
// is no change of what it does, and is left as it is.
//
// Pure: no clock, no memory, no I/O.
#pragma once

#include "model/score.h"

enum { MORE_INVOICES_MAX = 1000, MORE_FEATURES_MAX = FEATURE_NAMES_MAX };

// Where more may earn less, changes are tried one by one, up to so many each way.
enum { CHANGES_TRIED_MAX = 2000 };

typedef struct {
    int factor;
    int64_t by;       // by how much its measure changes: 4 more features, 2 fewer tickets
    bool fewer;       // it goes down by that; else up
    Measure measure;  // after that
    double total;     // the score then
} Lift;

// The lifts of the factors that can do it, in the card's order; returns how many.  None
// where there is no score, and in the highest band.
int next_band_of(const Picture *picture, const Scorecard *card, Lift out[FACTORS_MAX]);

// "more than 400 calls a week", "4 more features in use", "no open ticket"
void next_band_change(Writer *writer, const Scorecard *card, const Lift *lift);
