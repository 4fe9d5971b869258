#include "service/writing/commit.h"

#include "base/clock.h"

#include <assert.h>
#include <time.h>

#define MILLISECOND ((int64_t)1000000)  // in ticks

// For how long somebody may have known a customer who was merged away meanwhile: longer
// than any request lasts.
#define REDIRECT_TICKS (60000 * MILLISECOND)

// What is done in one transaction: the events of the writes, and the acts from `begin` on.
typedef struct {
    Commits *commits;
    const Write *write;
    int writes;
    bool with_events;
    int begin;
    int end;
    bool act_failed;
} Part;

// --- one transaction -----------------------------------------------------

// Whose customer was erased meanwhile is left out, and its customer is 0 from now on.
static int gather(Commits *commits, const Part *part)
{
    int events = 0;
    for (int w = 0; w < part->writes; w++) {
        const Write *write = &part->write[w];
        for (int e = 0; write->events && e < write->weight; e++) {
            Event *event = &write->events[e];
            event->customer = commit_redirected(commits, event->customer);
            if (event->customer) commits->event[events++] = *event;
        }
    }
    return events;
}

static Err do_part(Store *store, void *context)
{
    Part *part = context;
    Commits *commits = part->commits;
    part->act_failed = false;
    commits->addeds = 0;

    int events = part->with_events ? gather(commits, part) : 0;
    Err err = OK;
    if (events > 0)
        err = store_append(store, commits->event, (size_t)events, commits->outcome,
                           commits->scratch);
    for (int w = part->begin; !err && w < part->end; w++) {
        const Write *write = &part->write[w];
        if (!write->act) continue;
        err = write->act(store, write->what);
        part->act_failed = err != OK;
    }
    return err;
}

// `commits` moves also where it failed: of a lost connection nobody knows how it ended.
static void count_commit(Commits *commits, Err err, int64_t began)
{
    commits->writes++;
    commits->commits++;
    if (err) return;
    commits->counters.commits++;
    commits->counters.commit_nanoseconds += (uint64_t)(clock_ticks() - began);
}

// How the latest write ended.  That an external id is taken fails nobody.
static void note_end(Commits *commits, Err err)
{
    bool failed = err == ERR_BUSY || err == ERR_STORE;
    commits->failed_at = failed ? clock_ticks() : 0;
}

Err commit_once(Commits *commits, StoreWork *work, void *what)
{
    int64_t began = clock_ticks();
    Err err = store_together(commits->writer, work, what);
    count_commit(commits, err, began);
    note_end(commits, err);
    return err;
}

// May this be tried again?  Counted from when the oldest of the writes was accepted, so
// that a database that stays away holds nobody up for longer, however long the queue is.
static bool try_again(int64_t accepted_at, Err err, int attempt)
{
    if (err != ERR_BUSY) return false;
    if (clock_ticks() >= accepted_at + PATIENCE_MS * MILLISECOND) return false;

    const struct timespec pause = {.tv_nsec =
                                       (attempt < 5 ? 10 << attempt : 320) * MILLISECOND};
    nanosleep(&pause, NULL);
    return true;
}

// It is on disk: say who is new.
static void tell_added(Commits *commits)
{
    if (!commits->news || commits->addeds == 0) return;
    Arena scratch = commits->scratch;
    NewsItem *item = arena_new(&scratch, NewsItem, commits->addeds);
    for (int a = 0; a < commits->addeds; a++)
        item[a] = (NewsItem){.customer = commits->added[a], .added = true};
    if (news_wanted(commits->news))
        news_note(commits->news, item, commits->addeds);
    else
        news_skip(commits->news);
}

static Err commit_part(Part *part, int64_t accepted_at)
{
    Err err;
    int attempt = 0;
    do
        err = commit_once(part->commits, do_part, part);
    while (try_again(accepted_at, err, attempt++));
    if (!err) tell_added(part->commits);
    return err;
}

// --- answering -----------------------------------------------------------

// Whom another process erased is nobody, as who was erased here.
static Appended outcome_of(const Commits *commits, Event *event, int at)
{
    Appended outcome = commits->outcome[at];
    if (outcome == APPEND_GONE) event->customer = 0;
    if (outcome == APPEND_DUPLICATE) event->at = commits->event[at].at;
    return outcome;
}

// `at` is how many of the batch's events were before this write's; returns how many are
// before the next.
static int answer_events(Commits *commits, const Write *write, Err err, int at)
{
    Appended outcome = APPEND_STORED;
    bool erased = false;
    for (int e = 0; !err && e < write->weight; e++) {
        Event *event = &write->events[e];
        if (event->customer) outcome = outcome_of(commits, event, at++);
        erased |= event->customer == 0;
        if (event->customer == 0) continue;
        count_outcome(&commits->counters, event, outcome);
        if (write->out) write->out[e] = outcome;
    }
    if (!err && erased) err = ERR_NOT_FOUND;
    write->receipt.done(write->receipt.context, err, write->out ? APPEND_STORED : outcome);
    return at;
}

static void answer(const Part *part, Err err)
{
    int events = 0;
    for (int w = 0; w < part->writes; w++) {
        const Write *write = &part->write[w];
        if (write->events && part->with_events)
            events = answer_events(part->commits, write, err, events);
        if (write->act && w >= part->begin && w < part->end)
            write->receipt.done(write->receipt.context, err, APPEND_STORED);
    }
}

// --- all of them ---------------------------------------------------------

// An act has failed: the events together, and each act by itself.
static void commit_apart(const Part *all)
{
    Part events = *all;
    events.end = 0;
    if (events.with_events) answer(&events, commit_part(&events, all->write->accepted_at));

    for (int w = 0; w < all->writes; w++) {
        Part act = *all;
        act.with_events = false;
        act.begin = w;
        act.end = w + 1;
        if (all->write[w].act) answer(&act, commit_part(&act, all->write[w].accepted_at));
    }
}

void commit_writes(Commits *commits, const Write *write, int writes)
{
    Part all = {.commits = commits, .write = write, .writes = writes, .end = writes};
    for (int w = 0; w < writes; w++)
        all.with_events |= write[w].events != NULL;

    Err err = commit_part(&all, write->accepted_at);
    if (all.act_failed && err != ERR_BUSY && writes > 1)
        commit_apart(&all);
    else
        answer(&all, err);
}

void commit_noted(Commits *commits)
{
    commits->commits++;
}

void commit_added(Commits *commits, int64_t customer)
{
    assert(commits->addeds < BATCH_MAX);  // each weighs something
    commits->added[commits->addeds++] = customer;
}

void commit_redirect(Commits *commits, int64_t from, int64_t into)
{
    commits->redirect[commits->redirects++ % REDIRECTS_MAX] =
        (Redirect){from, into, clock_ticks()};
}

int64_t commit_redirected(const Commits *commits, int64_t customer)
{
    if (commits->redirects == 0) return customer;
    int64_t since = clock_ticks() - REDIRECT_TICKS;
    uint64_t first =
        commits->redirects > REDIRECTS_MAX ? commits->redirects - REDIRECTS_MAX : 0;
    for (uint64_t r = first; r < commits->redirects; r++) {
        const Redirect *redirect = &commits->redirect[r % REDIRECTS_MAX];
        if (redirect->from == customer && redirect->at > since) customer = redirect->into;
    }
    return customer;
}
