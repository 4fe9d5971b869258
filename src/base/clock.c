#include "base/clock.h"

#include "base/zone.h"

#include <stdatomic.h>
#include <time.h>

static _Atomic Millis set_to;
static Zone *here;  // NULL: UTC

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

int64_t clock_worked(void)
{
    return read_clock(CLOCK_THREAD_CPUTIME_ID);
}

// --- where we are ----------------------------------------------------------

void clock_set_zone(Zone *zone)
{
    here = zone;
}

Str clock_zone(void)
{
    return here ? zone_name(here) : S("UTC");
}

Millis clock_local(Millis at)
{
    return here ? zone_local(here, at) : at;
}

Millis clock_moment(Millis local)
{
    return here ? zone_moment(here, local) : local;
}

Day day_of(Millis at)
{
    return here ? zone_day_of(here, at) : utc_day_of(at);
}

Millis day_start(Day day)
{
    return here ? zone_day_start(here, day) : utc_day_start(day);
}
