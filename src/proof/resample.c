#include "proof/resample.h"

#include "proof/order.h"

#include <math.h>

enum { LEAST_DRAWS = 40 };  // for 2.5 % at either end to be a draw at all

uint64_t draws_next(Draws *draws)  // splitmix64
{
    uint64_t z = draws->state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

// The upper 32 bits, scaled: no customer is likelier than another by more than one in
// four thousand millions times their number.
void draws_customers(Draws *draws, int customers, int *times)
{
    for (int i = 0; i < customers; i++)
        times[i] = 0;
    for (int i = 0; i < customers; i++)
        times[(draws_next(draws) >> 32) * (uint64_t)customers >> 32]++;
}

double quantile_of(const double *sorted, int count, double share)
{
    double place = share * (count - 1);
    int below = (int)floor(place);
    if (below >= count - 1) return sorted[count - 1];
    return sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]);
}

Interval interval_of(const double *value, int count, double middle, Arena scratch)
{
    if (count < LEAST_DRAWS) return (Interval){0};
    const int *place = order_of(&scratch, value, count);
    double *sorted = arena_new(&scratch, double, count);
    for (int i = 0; i < count; i++)
        sorted[i] = value[place[i]];
    return (Interval){.known = true,
                      .low = quantile_of(sorted, count, (1 - middle) / 2),
                      .high = quantile_of(sorted, count, (1 + middle) / 2)};
}
