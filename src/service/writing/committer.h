// committer.h: who writes?
//
// One thread, and nobody else in this process.  It takes all the writes that wait, up to
// a thousand events, commits them together and answers them; while it waits for the
// disk the next batch gathers, so it sizes itself and there is no timer.  Between
// batches it puts facts where lists are made from (store_fold) and derives the pictures
// of stale customers: at once when a question waits for them, else a tenth of a second
// after the facts came.
#pragma once

#include "service/cards/live_cards.h"
#include "service/figures.h"
#include "service/writing/news.h"

typedef struct Committer Committer;

enum {
    BATCH_MAX = 1000,                   // events in one transaction
    QUEUE_MAX = 8192,                   // writes that may wait
    QUEUE_EVENTS_MAX = 16 * GROUP_MAX,  // events that may wait in them
    FRESHEN_MAX = 500,                  // stale customers a question waits for
    PATIENCE_MS = 900,       // how long a write may wait for a database that is busy
    FRESHEN_WAIT_MS = 2000,  // how long a question may wait for pictures
    GRUDGE_MS = 5000,        // how long a failed write says that writes fail
    FOLD_AT = 1000000        // events that may wait to be folded; then writes wait
};

// Something else to do between batches, for a few milliseconds, on the committer's
// thread: by committer_together, which also says what it came to.  True: there is more.
typedef struct {
    bool (*some)(void *context, Store *writer, Arena scratch);
    void *context;
    ScoreNews *news;  // where it is noted whose score has changed; NULL: nowhere
} Chore;

// Start the thread.  From now on it alone uses `writer`, and closes it in the end, and it
// alone changes which cards are at work.  A chore without a function is none.
MUST_USE Err committer_open(Arena *life, Store *writer, LiveCards *cards, Chore chore,
                            Committer **out);

// Commit what was accepted, answer it, and close the writer.  Nobody may be waiting
// in committer_freshen.
void committer_close(Committer *committer);

typedef struct {    // events, or an act; as ingest_event, ingest_events, ingest_act say
    Event *events;  // `weight` of them
    Appended *out;  // NULL: it is one, and its receipt says it
    StoreWork *act;
    void *what;
    int weight;  // of an act: about as much work as so many events; 1 to GROUP_MAX
    Receipt receipt;
    int64_t accepted_at;  // in ticks; the committer's own
} Write;

MUST_USE Err committer_accept(Committer *committer, Write write);

// For a chore: store_together with the writer, once.
MUST_USE Err committer_together(Committer *committer, StoreWork *work, void *what);

// For an act or a chore: memory that is its own until it returns.
Arena committer_scratch(const Committer *committer);

// For an act: it has added a customer.
void committer_added(Committer *committer, int64_t customer);

// For a receipt: from now on events for `from` are `into`'s (0: nobody's): those that wait,
// and those that were meant for it while it was there.  For an act: whose they are.
void committer_redirect(Committer *committer, int64_t from, int64_t into);
int64_t committer_redirected(const Committer *committer, int64_t customer);

// Wait until everybody who was stale when this was called is derived.  Returns as
// well when that cannot be had: the database fails, more than FRESHEN_MAX are
// stale, or it takes too long.
void committer_freshen(Committer *committer);

// Does no write wait for longer than it should, and has the latest not failed?  After
// GRUDGE_MS without one it may be that the next succeeds.
bool committer_keeps_up(Committer *committer);

// For a receipt: what is answered from now on is another than right behind the commit.
void committer_noted(Committer *committer);

// Grows with every commit, before anybody is told of it.
uint64_t committer_commits(Committer *committer);

// The same, but only with those after which anything else is known of a customer.
uint64_t committer_writes(Committer *committer);

Counters *committer_counters(Committer *committer);
ServiceFigures committer_figures(Committer *committer);
