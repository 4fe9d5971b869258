#include "service/writing/committer.h"

#include "base/clock.h"
#include "base/log.h"
#include "service/derive.h"
#include "service/writing/commit.h"
#include "service/writing/queue.h"

#include <assert.h>
#include <pthread.h>
#include <time.h>

#define MILLISECOND ((int64_t)1000000)  // in ticks

enum {
    DERIVE_SOON_MS = 100,    // after new facts: many events of a customer, one picture
    DERIVE_LATER_MS = 1000,  // to look for what has aged, or what others left behind
    STEP_MS = 3,             // how long a write may find us folding and deriving
    STEP_LEAST = 4,          // customers in such a step, however long they take
    STEP_FIRST = 100,
    CALM_MS = 50,      // after the latest write: from then on steps may be long
    FOLD_MOST = 1000,  // customers in a step that writes have to wait for
    // Events that wait to be folded while groups of more come: what is derived then would
    // have to be derived again.
    SWAMPED_AT = FOLD_AT / 4,
    // While single ones come, steps are so frequent from so many on that they keep up, and
    // nobody ever has to wait for long ones.
    CROWDED_AT = FOLD_AT / 20,
    DERIVE_OFTEN_MS = 10
};

// What stays warm of the room for a batch, which is that of one customer's facts: a
// thousand events need little beside them, and customers are derived one by one.
enum { BATCH_KEPT = 2 << 20 };

struct Committer {
    pthread_t thread;
    Commits commits;

    pthread_mutex_t lock;  // guards what follows
    pthread_cond_t work;   // there is something to do
    pthread_cond_t fresh;  // a round of deriving has ended
    Queue queue;
    int64_t oldest_taken;  // when the first write of the batch at work was accepted; or 0
    uint64_t asked;        // rounds of deriving that questions wait for
    uint64_t answered;
    bool stopping;

    // What follows is the thread's own.
    Arena batch;
    LiveCards *cards;
    Chore chore;
    bool chores_left;
    Write taken[BATCH_MAX];
    int takes;
    int64_t derive_at;  // when to derive next, if nobody asks
    bool backlog;       // the last step left stale or unfolded customers behind
    int64_t wrote_at;   // when the latest write was committed, in ticks
    bool in_bulk;       // there were groups of events in it
    int step;           // customers that are folded and derived within STEP_MS
    uint64_t round;     // the round at work; `answered` when there is none
    int round_customers;
};

// --- accepting -----------------------------------------------------------

Err committer_accept(Committer *committer, Write write)
{
    assert(!write.events != !write.act);
    assert(write.weight > 0 && write.weight <= GROUP_MAX);
    write.accepted_at = clock_ticks();

    pthread_mutex_lock(&committer->lock);
    bool room = !committer->stopping && queue_put(&committer->queue, &write);
    if (room && committer->queue.waiting == 1) pthread_cond_signal(&committer->work);
    pthread_mutex_unlock(&committer->lock);

    if (!room) committer->commits.counters.refused_busy++;
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

// --- folding and deriving ------------------------------------------------

// Tell those who wait for the round at work that it has ended.
static void end_round(Committer *committer)
{
    pthread_mutex_lock(&committer->lock);
    committer->answered = committer->round;
    pthread_cond_broadcast(&committer->fresh);
    pthread_mutex_unlock(&committer->lock);
    committer->round_customers = 0;
}

// So much waits to be folded that questions would become slow: nothing is written until
// it is less.
static void fold_down(Committer *committer)
{
    Store *writer = committer->commits.writer;
    int left = 1;
    while (left > 0 && store_unfolded(writer) >= FOLD_AT)
        if (store_fold(writer, FOLD_MOST, &left) != OK) return;
}

typedef struct {  // what is done between two batches
    int most;     // customers
    int found;    // of them to derive
    int left;     // to fold
    LiveCards *cards;
    NewsItem *changed;  // NULL: nobody wants to know
    int changes;
    Arena scratch;
} Stride;

static Err fold_and_derive(Store *writer, void *context)
{
    Stride *step = context;
    step->found = step->left = step->changes = 0;
    Err err = store_fold(writer, step->most, &step->left);
    if (err) return err;
    const Deriving deriving = {.cards = step->cards,
                               .today = clock_today(),
                               .most = step->most,
                               .changed = step->changed,
                               .changes = &step->changes};
    return derive_stale(writer, deriving, &step->found, step->scratch);
}

// What became of it is on disk: say whose score has changed.
static void tell_news(ScoreNews *news, const Stride *step)
{
    if (!news || step->found == 0) return;
    if (step->changed)
        news_note(news, step->changed, step->changes);
    else
        news_skip(news);
}

// One step, and whether more is left.  Where nobody else writes it is one transaction:
// half as many as the disk has to be waited for.
static Err take_step(Committer *committer, Stride *step)
{
    Store *writer = committer->commits.writer;
    Err err = store_is_shared(writer) ? fold_and_derive(writer, step)
                                      : store_together(writer, fold_and_derive, step);
    if (!err && step->found > 0) {
        commit_noted(&committer->commits);
        committer->commits.counters.derived += (uint64_t)step->found;
        tell_news(committer->chore.news, step);
    }
    committer->backlog = !err && (step->left > 0 || step->found == step->most);
    return err;
}

// Many at once, but few while others write and wait for us.
static bool is_calm(const Committer *committer)
{
    return clock_ticks() > committer->wrote_at + CALM_MS * MILLISECOND;
}

// As many customers at once as keep a step short.
static void fit_step(Committer *committer, int64_t took)
{
    if (took > STEP_MS * MILLISECOND && committer->step > STEP_LEAST) committer->step /= 2;
    if (took < STEP_MS * MILLISECOND / 4 && committer->step * 2 <= DERIVE_MOST)
        committer->step *= 2;
}

static void put_off(Committer *committer)
{
    committer->backlog = false;
    committer->derive_at = clock_ticks() + DERIVE_SOON_MS * MILLISECOND;
}

// Until when there is time for the next step, if nobody asks.
static int pause_after(const Committer *committer, bool calm)
{
    if (!committer->backlog) return DERIVE_LATER_MS;
    bool crowded = store_unfolded(committer->commits.writer) > CROWDED_AT;
    return crowded && !calm && !committer->in_bulk ? DERIVE_OFTEN_MS : DERIVE_SOON_MS;
}

static void derive_if_due(Committer *committer)
{
    pthread_mutex_lock(&committer->lock);
    bool round_at_work = committer->round > committer->answered;
    bool asked = committer->asked > committer->answered;
    // A round answers only those who asked before its first step.
    if (asked && !round_at_work) committer->round = committer->asked;
    bool quiet = committer->queue.waiting == 0;
    pthread_mutex_unlock(&committer->lock);
    bool due = clock_ticks() >= committer->derive_at || (committer->backlog && quiet);
    if (!asked && !due) return;
    const bool calm = is_calm(committer);
    bool swamped = store_unfolded(committer->commits.writer) > SWAMPED_AT;
    if (!asked && !calm && committer->in_bulk && swamped) {
        put_off(committer);
        return;
    }

    Stride step = {.most = calm ? DERIVE_MOST : committer->step,
                   .cards = committer->cards,
                   .scratch = committer->batch};
    if (committer->chore.news && news_wanted(committer->chore.news))
        step.changed = arena_new(&step.scratch, NewsItem, step.most);
    int64_t began = clock_ticks();
    Err err = take_step(committer, &step);
    if (!err && step.found > 0) committer->commits.failed_at = 0;
    if (committer->backlog && !calm) fit_step(committer, clock_ticks() - began);
    committer->derive_at = clock_ticks() + pause_after(committer, calm) * MILLISECOND;

    if (!asked) return;
    committer->round_customers += committer->backlog ? step.most : step.found;
    if (!committer->backlog || committer->round_customers >= FRESHEN_MAX)
        end_round(committer);
}

// --- the thread ----------------------------------------------------------

static bool has_work(const Committer *committer)
{
    return committer->stopping || committer->queue.waiting > 0 || committer->backlog ||
           committer->chores_left || committer->asked > committer->answered ||
           clock_ticks() >= committer->derive_at;
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

    committer->oldest_taken = queue_oldest(&committer->queue);
    committer->takes = queue_take(&committer->queue, committer->taken);
    bool go_on = !committer->stopping || committer->takes > 0;
    pthread_mutex_unlock(&committer->lock);
    return go_on;
}

static void commit_taken(Committer *committer)
{
    if (committer->takes == 0) return;
    fold_down(committer);
    commit_writes(&committer->commits, committer->taken, committer->takes);

    committer->wrote_at = clock_ticks();
    committer->in_bulk = false;
    for (int i = 0; i < committer->takes; i++)
        if (committer->taken[i].out) committer->in_bulk = true;
    int64_t soon = committer->wrote_at + DERIVE_SOON_MS * MILLISECOND;
    if (committer->derive_at > soon) committer->derive_at = soon;
}

static void do_chores(Committer *committer)
{
    const Chore *chore = &committer->chore;
    if (!chore->some) return;
    committer->chores_left =
        chore->some(chore->context, committer->commits.writer, committer->batch);
}

static void *run(void *context)
{
    Committer *committer = context;
    while (take_work(committer)) {
        commit_taken(committer);
        do_chores(committer);
        derive_if_due(committer);
        arena_trim(committer->batch, BATCH_KEPT);
    }
    return NULL;
}

Err committer_open(Arena *life, Store *writer, LiveCards *cards, Chore chore,
                   Committer **out)
{
    Committer *committer = arena_new(life, Committer, 1);
    committer->batch = arena_map(FACTS_BYTES);
    committer->commits.writer = writer;
    committer->commits.scratch = committer->batch;
    committer->commits.news = chore.news;
    committer->chore = chore;
    committer->cards = cards;
    committer->step = STEP_FIRST;

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

    store_close(committer->commits.writer);
    arena_unmap(committer->batch);
    pthread_cond_destroy(&committer->work);
    pthread_cond_destroy(&committer->fresh);
    pthread_mutex_destroy(&committer->lock);
}

// --- for acts, chores and receipts ---------------------------------------

Err committer_together(Committer *committer, StoreWork *work, void *what)
{
    return commit_once(&committer->commits, work, what);
}

Arena committer_scratch(const Committer *committer)
{
    return committer->batch;
}

void committer_added(Committer *committer, int64_t customer)
{
    commit_added(&committer->commits, customer);
}

void committer_redirect(Committer *committer, int64_t from, int64_t into)
{
    commit_redirect(&committer->commits, from, into);
}

int64_t committer_redirected(const Committer *committer, int64_t customer)
{
    return commit_redirected(&committer->commits, customer);
}

// --- figures -------------------------------------------------------------

void committer_noted(Committer *committer)
{
    commit_noted(&committer->commits);
}

uint64_t committer_commits(Committer *committer)
{
    return committer->commits.commits;
}

uint64_t committer_writes(Committer *committer)
{
    return committer->commits.writes;
}

bool committer_keeps_up(Committer *committer)
{
    pthread_mutex_lock(&committer->lock);
    int64_t oldest = committer->oldest_taken;
    if (!oldest) oldest = queue_oldest(&committer->queue);
    pthread_mutex_unlock(&committer->lock);
    int64_t now = clock_ticks(), failed_at = committer->commits.failed_at;
    if (failed_at && now < failed_at + GRUDGE_MS * MILLISECOND) return false;
    return !oldest || now < oldest + PATIENCE_MS * MILLISECOND;
}

Counters *committer_counters(Committer *committer)
{
    return &committer->commits.counters;
}

ServiceFigures committer_figures(Committer *committer)
{
    ServiceFigures figures = figures_of(&committer->commits.counters);
    pthread_mutex_lock(&committer->lock);
    figures.waiting = (uint64_t)committer->queue.weight;
    pthread_mutex_unlock(&committer->lock);
    return figures;
}
