// lag.h: which factor knew first?
//
// What a factor earned so many days before somebody left, against what it earned on the
// same day those who stayed: the share of such pairs in which the one who left earned
// less, a tie counting half.  That is the factor's AUC at this lag; days are compared only
// with themselves, so that a season tells nothing.
//
// Pure: no clock, no memory, no I/O.
#pragma once

#include "proof/resample.h"  // Interval

// 7, 14, 30, 60, 90, 120 and 180 days before.
enum { LAGS = 7 };
int lag_days(int lag);

typedef struct {  // of one customer, one factor and one lag
    int64_t pairs;
    int64_t twice;  // those in which who stayed earned more, twice, and as much, once
} LagCount;

// One more pair.
void lag_add(LagCount *count, double of_left, double of_stayed);

typedef struct {  // of all on one side: sums of the products of their counts
    int64_t customers;
    int64_t pairs_pairs;
    int64_t pairs_twice;
    int64_t twice_twice;
} LagSums;

// One more customer, with its pairs with all of the other side; without any it does not
// count.
void lag_sum(LagSums *sums, const LagCount *count);

// Over those who left.  False where there is no pair.
bool lag_auc(const LagCount *count, int left, double *out);

// 95 %, for other customers who leave and others who stay: each is one draw, with all of its
// pairs.  DeLong, DeLong and Clarke-Pearson (Biometrics 44, 1988), for pairs of which some
// are missing: the residuals of a ratio.  Not known of fewer than two on either side.
Interval lag_interval(const LagCount *count, int left, const LagSums *stayed);
