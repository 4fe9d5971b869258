#include "base/clock.h"
#include "service/proving/pace.h"
#include "test.h"

#include <pthread.h>
#include <sys/resource.h>
#include <time.h>

static void *behind(void *priority)
{
    Pace pace;
    pace_begin(&pace);
    *(int *)priority = getpriority(PRIO_PROCESS, 0);
    return NULL;
}

TEST(work_in_the_background_comes_behind_and_nobody_else_with_it)
{
    pthread_t thread;
    int before = getpriority(PRIO_PROCESS, 0), priority = before;
    assert_int_equal(pthread_create(&thread, NULL, behind, &priority), 0);
    pthread_join(thread, NULL);
    assert_int_equal(priority, before > 4 ? 19 : before + 15);
    assert_int_equal(getpriority(PRIO_PROCESS, 0), before);
}

// Asleep is kept waiting, as far as a thread can tell.
static void *kept_waiting(void *rested)
{
    const struct timespec wait = {.tv_nsec = 20000000};
    Pace pace;
    pace_begin(&pace);
    nanosleep(&wait, NULL);
    int64_t then = clock_ticks();
    pace_keep(&pace);
    *(int64_t *)rested = clock_ticks() - then;
    return NULL;
}

TEST(who_was_kept_waiting_rests_for_longer_than_that)
{
    pthread_t thread;
    int64_t rested = 0;
    assert_int_equal(pthread_create(&thread, NULL, kept_waiting, &rested), 0);
    pthread_join(thread, NULL);
    assert_true(rested >= 100000000);
}
