#include "service/committer.h"

#include "base/clock.h"
#include "base/log.h"
#include "service/derive.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#define MILLISECOND ((int64_t)1000000)  // in ticks

enum {
    DERIVE_SOON_MS = 100,   // after new facts: many events of a customer, one picture
    DERIVE_LATER_MS = 1000  // to look for what has aged, or what others left behind
};

// What stays warm of the room for a batch, which is that of one customer's facts: a
// thousand events need little beside them, and customers are derived one by one.
enum { BATCH_KEPT = 2 << 20 };

typedef struct {
    Event *event;  // or
    Customer *customer;
    Receipt receipt;
    int64_t accepted_at;  // in ticks
} Write;

typedef struct {
    _Atomic uint64_t stored[EVENT_TYPE_COUNT];
    _Atomic uint64_t duplicate, clash, commits, commit_nanoseconds, derived, refused_busy;
} Counters;

struct Committer {
    Store *writer;
    pthread_t thread;
    _Atomic uint64_t commits;
    _Atomic int64_t failed_at;  // in ticks; 0 where the latest write succeeded
    Counters counters;

    pthread_mutex_t lock;  // guards what follows
    pthread_cond_t work;   // there is something to do
    pthread_cond_t fresh;  // a round of deriving has ended
    Write queue[QUEUE_MAX];
    int first;
    int waiting;
    int64_t oldest_taken;  // when the first write of the batch at work was accepted; or 0
    uint64_t asked;        // rounds of deriving that questions wait for
    uint64_t answered;
    bool stopping;

    // What follows is the thread's own.
    Arena batch;
    Write taken[BATCH_MAX];
    int takes;
    Event event[BATCH_MAX];
    Appended outcome[BATCH_MAX];
    int64_t derive_at;  // when to derive next, if nobody asks
    bool backlog;       // the last step left stale customers behind
    uint64_t round;     // the round at work; `answered` when there is none
    int round_customers;
};

// --- accepting -----------------------------------------------------------

Err committer_accept(Committer *committer, Event *event, Customer *customer,
                     Receipt receipt)
{
    assert(!event != !customer);
    pthread_mutex_lock(&committer->lock);
    bool room = committer->waiting < QUEUE_MAX && !committer->stopping;
    if (room) {
        int place = (committer->first + committer->waiting++) % QUEUE_MAX;
        committer->queue[place] = (Write){event, customer, receipt, clock_ticks()};
        if (committer->waiting == 1) pthread_cond_signal(&committer->work);
    }
    pthread_mutex_unlock(&committer->lock);

    if (!room) committer->counters.refused_busy++;
    return room ? OK : ERR_BUSY;
}

static struct timespec timespec_of(int64_t ticks)
{
    return (struct timespec){.tv_sec = (time_t)(ticks / 1000000000),
                             .tv_nsec = (long)(ticks % 1000000000)};
}

void committer_freshen(Committer *committer)
{
    struct timespec until = timespec_of(clock_ticks() + FRESHEN_WAIT_MS * MILLISECOND);

    pthread_mutex_lock(&committer->lock);
    uint64_t mine = ++committer->asked;
    pthread_cond_signal(&committer->work);
    int code = 0;
    while (committer->answered < mine && code == 0)
        code = pthread_cond_timedwait(&committer->fresh, &committer->lock, &until);
    pthread_mutex_unlock(&committer->lock);
}

// --- committing ----------------------------------------------------------

// May this write be tried again?  Counted from when it was accepted, so that a
// database that stays away holds nobody up for longer, however long the queue is.
static bool try_again(const Write *write, Err err, int attempt)
{
    if (err != ERR_BUSY) return false;
    if (clock_ticks() >= write->accepted_at + PATIENCE_MS * MILLISECOND) return false;

    struct timespec pause = timespec_of((attempt < 5 ? 10 << attempt : 320) * MILLISECOND);
    nanosleep(&pause, NULL);
    return true;
}

// `commits` moves also where it failed: of a lost connection nobody knows how it ended.
static void count_commit(Committer *committer, Err err, int64_t began)
{
    committer->commits++;
    if (err) return;
    committer->counters.commits++;
    committer->counters.commit_nanoseconds += (uint64_t)(clock_ticks() - began);
}

// How the latest write ended.  That an external id is taken fails nobody.
static void note_end(Committer *committer, Err err)
{
    bool failed = err == ERR_BUSY || err == ERR_STORE;
    committer->failed_at = failed ? clock_ticks() : 0;
}

static void count_outcome(Committer *committer, const Event *event, Appended outcome)
{
    switch (outcome) {
    case APPEND_STORED: committer->counters.stored[event->type]++; break;
    case APPEND_DUPLICATE: committer->counters.duplicate++; break;
    case APPEND_CLASH: committer->counters.clash++; break;
    }
}

static Err append(Committer *committer, const Write *oldest, int events)
{
    for (int attempt = 0;; attempt++) {
        int64_t began = clock_ticks();
        Err err = store_append(committer->writer, committer->event, (size_t)events,
                               committer->outcome, committer->batch);
        count_commit(committer, err, began);
        if (!try_again(oldest, err, attempt)) return err;
    }
}

static void commit_events(Committer *committer)
{
    const Write *oldest = NULL;
    int events = 0;
    for (int i = 0; i < committer->takes; i++) {
        const Write *write = &committer->taken[i];
        if (!write->event) continue;
        if (!oldest) oldest = write;
        committer->event[events++] = *write->event;
    }
    if (!oldest) return;

    Err err = append(committer, oldest, events);
    note_end(committer, err);
    for (int i = 0, e = 0; i < committer->takes; i++) {
        const Write *write = &committer->taken[i];
        if (!write->event) continue;
        Appended outcome = err ? APPEND_STORED : committer->outcome[e];
        if (!err) count_outcome(committer, &committer->event[e], outcome);
        if (outcome == APPEND_DUPLICATE) write->event->at = committer->event[e].at;
        e++;
        write->receipt.done(write->receipt.context, err, outcome);
    }
}

static void commit_customer(Committer *committer, const Write *write)
{
    Err err = OK;
    int attempt = 0;
    do {
        int64_t began = clock_ticks();
        err = store_add_customer(committer->writer, write->customer);
        count_commit(committer, err, began);
    } while (try_again(write, err, attempt++));
    note_end(committer, err);
    write->receipt.done(write->receipt.context, err, APPEND_STORED);
}

static void commit_taken(Committer *committer)
{
    if (committer->takes == 0) return;
    commit_events(committer);
    for (int i = 0; i < committer->takes; i++)
        if (committer->taken[i].customer) commit_customer(committer, &committer->taken[i]);

    int64_t soon = clock_ticks() + DERIVE_SOON_MS * MILLISECOND;
    if (committer->derive_at > soon) committer->derive_at = soon;
}

// --- deriving ------------------------------------------------------------

// One step: up to DERIVE_MOST customers.  `*found` as derive_stale says.
static Err derive_some(Committer *committer, int *found)
{
    Err err = derive_stale(committer->writer, clock_today(), found, committer->batch);
    if (!err && *found > 0) {
        committer->commits++;
        committer->counters.derived += (uint64_t)*found;
    }
    return err;
}

// Tell those who wait for the round at work that it has ended.
static void end_round(Committer *committer)
{
    pthread_mutex_lock(&committer->lock);
    committer->answered = committer->round;
    pthread_cond_broadcast(&committer->fresh);
    pthread_mutex_unlock(&committer->lock);
    committer->round_customers = 0;
}

static void derive_if_due(Committer *committer)
{
    pthread_mutex_lock(&committer->lock);
    bool round_at_work = committer->round > committer->answered;
    bool asked = committer->asked > committer->answered;
    // A round answers only those who asked before its first step.
    if (asked && !round_at_work) committer->round = committer->asked;
    bool quiet = committer->waiting == 0;
    pthread_mutex_unlock(&committer->lock);
    bool due = clock_ticks() >= committer->derive_at || (committer->backlog && quiet);
    if (!asked && !due) return;

    int found = 0;
    Err err = derive_some(committer, &found);
    if (!err && found > 0) note_end(committer, OK);
    committer->backlog = !err && found == DERIVE_MOST;
    int after = committer->backlog ? DERIVE_SOON_MS : DERIVE_LATER_MS;
    committer->derive_at = clock_ticks() + after * MILLISECOND;

    if (!asked) return;
    committer->round_customers += found;
    if (!committer->backlog || committer->round_customers >= FRESHEN_MAX)
        end_round(committer);
}

// --- the thread ----------------------------------------------------------

static bool has_work(const Committer *committer)
{
    return committer->stopping || committer->waiting > 0 || committer->backlog ||
           committer->asked > committer->answered || clock_ticks() >= committer->derive_at;
}

// Wait for something to do, and take the writes that wait.  False: it is time to
// stop, and nothing is left.
static bool take_work(Committer *committer)
{
    pthread_mutex_lock(&committer->lock);
    committer->oldest_taken = 0;
    struct timespec until = timespec_of(committer->derive_at);
    while (!has_work(committer))
        pthread_cond_timedwait(&committer->work, &committer->lock, &until);

    committer->takes = 0;
    while (committer->waiting > 0 && committer->takes < BATCH_MAX) {
        committer->taken[committer->takes++] = committer->queue[committer->first];
        committer->first = (committer->first + 1) % QUEUE_MAX;
        committer->waiting--;
    }
    if (committer->takes > 0) committer->oldest_taken = committer->taken[0].accepted_at;
    bool go_on = !committer->stopping || committer->takes > 0;
    pthread_mutex_unlock(&committer->lock);
    return go_on;
}

static void *run(void *context)
{
    Committer *committer = context;
    while (take_work(committer)) {
        commit_taken(committer);
        derive_if_due(committer);
        arena_trim(committer->batch, BATCH_KEPT);
    }
    return NULL;
}

Err committer_open(Arena *life, Store *writer, Committer **out)
{
    Committer *committer = arena_new(life, Committer, 1);
    committer->writer = writer;
    committer->batch = arena_map(FACTS_BYTES);

    pthread_condattr_t monotonic;  // as clock_ticks is
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&committer->work, &monotonic);
    pthread_cond_init(&committer->fresh, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_init(&committer->lock, NULL);

    *out = committer;
    if (pthread_create(&committer->thread, NULL, run, committer) == 0) return OK;
    log_error("The system refuses a thread: raise its limit on processes (ulimit -u)");
    return ERR_STORE;
}

void committer_close(Committer *committer)
{
    pthread_mutex_lock(&committer->lock);
    committer->stopping = true;
    pthread_cond_signal(&committer->work);
    pthread_mutex_unlock(&committer->lock);
    pthread_join(committer->thread, NULL);

    store_close(committer->writer);
    arena_unmap(committer->batch);
    pthread_cond_destroy(&committer->work);
    pthread_cond_destroy(&committer->fresh);
    pthread_mutex_destroy(&committer->lock);
}

// --- figures -------------------------------------------------------------

uint64_t committer_commits(Committer *committer)
{
    return committer->commits;
}

bool committer_keeps_up(Committer *committer)
{
    pthread_mutex_lock(&committer->lock);
    int64_t oldest = committer->oldest_taken;
    if (!oldest && committer->waiting > 0)
        oldest = committer->queue[committer->first].accepted_at;
    pthread_mutex_unlock(&committer->lock);
    int64_t now = clock_ticks(), failed_at = committer->failed_at;
    if (failed_at && now < failed_at + GRUDGE_MS * MILLISECOND) return false;
    return !oldest || now < oldest + PATIENCE_MS * MILLISECOND;
}

ServiceFigures committer_figures(Committer *committer)
{
    Counters *counters = &committer->counters;
    ServiceFigures figures = {.duplicate = counters->duplicate,
                              .clash = counters->clash,
                              .commits = counters->commits,
                              .commit_nanoseconds = counters->commit_nanoseconds,
                              .derived = counters->derived,
                              .refused_busy = counters->refused_busy};
    for (int type = 0; type < EVENT_TYPE_COUNT; type++)
        figures.stored[type] = counters->stored[type];
    pthread_mutex_lock(&committer->lock);
    figures.waiting = (uint64_t)committer->waiting;
    pthread_mutex_unlock(&committer->lock);
    return figures;
}
