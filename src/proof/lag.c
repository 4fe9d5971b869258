#include "proof/lag.h"

#include <assert.h>
#include <math.h>

int lag_days(int lag)
{
    static const int days[] = {7, 14, 30, 60, 90, 120, 180};
    static_assert(sizeof days / sizeof *days == LAGS, "");
    return days[lag];
}

void lag_add(LagCount *count, double of_left, double of_stayed)
{
    count->pairs++;
    count->twice += of_stayed > of_left ? 2 : of_stayed >= of_left;
}

void lag_sum(LagSums *sums, const LagCount *count)
{
    if (count->pairs == 0) return;
    sums->customers++;
    sums->pairs_pairs += count->pairs * count->pairs;
    sums->pairs_twice += count->pairs * count->twice;
    sums->twice_twice += count->twice * count->twice;
}

static LagCount sum_of(const LagCount *count, int left)
{
    LagCount sum = {0};
    for (int i = 0; i < left; i++) {
        sum.pairs += count[i].pairs;
        sum.twice += count[i].twice;
    }
    return sum;
}

bool lag_auc(const LagCount *count, int left, double *out)
{
    const LagCount sum = sum_of(count, left);
    if (sum.pairs == 0) return false;
    *out = (double)sum.twice / (2 * (double)sum.pairs);
    return true;
}

// How much what is measured differs by who was drawn: of the sum over pairs.
static double scatter_of(const LagSums *sums, double auc)
{
    double squares = (double)sums->twice_twice / 4 - auc * (double)sums->pairs_twice +
                     auc * auc * (double)sums->pairs_pairs;
    double customers = (double)sums->customers;
    return squares > 0 ? squares * customers / (customers - 1) : 0;
}

Interval lag_interval(const LagCount *count, int left, const LagSums *stayed)
{
    const double deviations = 1.959963984540054;  // 95 of 100 lie within, qnorm(0.975)
    LagSums leaving = {0};
    for (int i = 0; i < left; i++)
        lag_sum(&leaving, &count[i]);
    double auc;
    if (leaving.customers < 2 || stayed->customers < 2 || !lag_auc(count, left, &auc))
        return (Interval){0};
    double scatter = scatter_of(&leaving, auc) + scatter_of(stayed, auc);
    double error = deviations * sqrt(scatter) / (double)sum_of(count, left).pairs;
    return (Interval){
        .known = true, .low = fmax(auc - error, 0), .high = fmin(auc + error, 1)};
}
