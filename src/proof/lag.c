#include "proof/lag.h"

#include <assert.h>

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

bool lag_auc(const LagCount *count, int left, const int *times, double *out)
{
    int64_t pairs = 0, twice = 0;
    for (int i = 0; i < left; i++) {
        int drawn = times ? times[i] : 1;
        pairs += drawn * count[i].pairs;
        twice += drawn * count[i].twice;
    }
    if (pairs == 0) return false;
    *out = (double)twice / (2 * (double)pairs);
    return true;
}
