#include "base/clock.h"

#include <stdatomic.h>
#include <time.h>

static _Atomic Millis set_to;

static int64_t read_clock(clockid_t which)
{
    struct timespec now;
    clock_gettime(which, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

Millis clock_now(void)
{
    Millis at = atomic_load_explicit(&set_to, memory_order_relaxed);
    return at ? at : read_clock(CLOCK_REALTIME) / 1000000;
}

Day clock_today(void)
{
    return day_of(clock_now());
}

void clock_set(Millis at)
{
    atomic_store(&set_to, at);
}

int64_t clock_ticks(void)
{
    return read_clock(CLOCK_MONOTONIC);
}
