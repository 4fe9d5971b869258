#include "service/proving/pace.h"

#include "base/clock.h"
#include "base/log.h"

#include <time.h>
#include <unistd.h>

enum {
    NS_A_MS = 1000000,
    LATER = 15,         // of the priorities up to 19
    LOOK_EVERY_MS = 5,  // at how long it was kept waiting
    REST_FACTOR = 8,    // so many times as long does it rest then
    REST_MOST_MS = 100
};

static void look(Pace *pace)
{
    *pace = (Pace){.rested_at = clock_ticks(), .worked = clock_worked()};
}

void pace_begin(Pace *pace)
{
    // The thread's alone, as Linux has it.
    if (nice(LATER) < 0)
        log_warning("work in the background has the priority of all others");
    look(pace);
}

void pace_keep(Pace *pace)
{
    int64_t passed = clock_ticks() - pace->rested_at;
    if (passed < LOOK_EVERY_MS * (int64_t)NS_A_MS) return;
    int64_t rest = REST_FACTOR * (passed - (clock_worked() - pace->worked));
    if (rest > REST_MOST_MS * (int64_t)NS_A_MS) rest = REST_MOST_MS * (int64_t)NS_A_MS;
    const struct timespec pause = {.tv_nsec = rest > 0 ? rest : 0};
    nanosleep(&pause, NULL);
    look(pace);
}
