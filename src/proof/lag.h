// lag.h: which factor knew first?
//
// What a factor earned so many days before somebody left, against what it earned on the
// same day those who stayed: the share of such pairs in which the one who left earned
// less, a tie counting half.  That is the factor's AUC at this lag; days are compared only
// with themselves, so that a season tells nothing.
//
// Pure: no clock, no memory, no I/O.
#pragma once

#include "proof/resample.h"

// 7, 14, 30, 60, 90, 120 and 180 days before.
enum { LAGS = 7 };
int lag_days(int lag);

typedef struct {  // of one who left, one factor and one lag
    int64_t pairs;
    int64_t twice;  // those who stayed that earned more, twice, and as much, once
} LagCount;

// One more who stayed.
void lag_add(LagCount *count, double of_left, double of_stayed);

// Over those who left, each drawn as often as `times` says (NULL: once).  False where
// there is no pair.
bool lag_auc(const LagCount *count, int left, const int *times, double *out);
