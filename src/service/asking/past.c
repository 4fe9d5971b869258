#include "service/asking/past.h"

#include "base/clock.h"
#include "service/asking/kept_past.h"
#include "service/asking/ledger.h"

#include <assert.h>
#include <string.h>

enum {
    // Customers times days: what has no more is made in less than 50 ms, and so anew as soon
    // as it is out of date.
    QUICK_CELLS = 50000,
    PAUSE_TIMES = 9  // else: after it was made anew, nothing for so many times as long
};

// Where it cannot be made anew, it is tried again after so many ticks.
#define AGAIN_AFTER INT64_C(5000000000)

struct KeptPast {
    Service *service;
    pthread_mutex_t lock;  // guards what follows
    pthread_cond_t ended;
    bool at_work;     // somebody makes what is kept
    bool has_thread;  // the one behind the scenes, to be joined
    pthread_t thread;
    atomic_bool stopping;

    bool any;
    DaySpan span;  // of what is kept
    BookDay day[PAST_DAYS_MOST];
    uint64_t version;  // what was known before it was made; 0: nobody knows
    Millis as_at;
    int64_t watermark;
    int64_t customers;   // it was made of
    int64_t not_before;  // in ticks: then it may be made anew
};

void past_open(Arena *life, Service *service, KeptPast **out)
{
    *out = arena_new(life, KeptPast, 1);
    (*out)->service = service;
    pthread_mutex_init(&(*out)->lock, NULL);
    pthread_cond_init(&(*out)->ended, NULL);
}

void past_close(KeptPast *past)
{
    past->stopping = true;
    pthread_mutex_lock(&past->lock);
    while (past->at_work)
        pthread_cond_wait(&past->ended, &past->lock);
    pthread_mutex_unlock(&past->lock);
    if (past->has_thread) pthread_join(past->thread, NULL);
    pthread_cond_destroy(&past->ended);
    pthread_mutex_destroy(&past->lock);
}

// Another number as soon as more is known, and every day; 0 where others may write too.
static uint64_t version_of(Service *service)
{
    if (service->shared) return 0;
    uint64_t day = (uint64_t)(clock_today() - DAY_FIRST) & 0x3FFFFF;
    return (committer_writes(service->committer) + 1) << 22 | day;
}

// --- making it -------------------------------------------------------------------

typedef struct {
    DaySpan span;
    int threads;
    uint64_t version;
    Millis as_at;
    int64_t watermark;
    int64_t began;
    int64_t customers;
    BookDay *day;
} Making;

// Without the lock.
static Err make(const KeptPast *past, Ledger *ledger, Making *making)
{
    Service *service = past->service;
    const LedgerQuery query = {.span = making->span,
                               .threads = making->threads,
                               .currency = service->currency,
                               .cancel = &past->stopping};
    making->version = version_of(service);
    making->as_at = clock_now();
    making->began = clock_ticks();
    *ledger = (Ledger){0};
    Err err = service_latest(service, &making->watermark);
    if (!err) err = ledger_open(service, &query, ledger);
    making->day = ledger->sum;
    making->customers = ledger->customers;
    return err;
}

static int length(DaySpan span)
{
    return span.to - span.from + 1;
}

// Put what was made among what is kept, the latest PAST_DAYS_MOST days of which stay; it
// overlaps with it or borders on it.
static void keep(KeptPast *past, const Making *making)
{
    static_assert(sizeof(BookDay) * PAST_DAYS_MOST < (size_t)1 << 18,
                  "small enough to move");
    DaySpan span = making->span;
    if (past->any && past->span.from < span.from) span.from = past->span.from;
    if (past->any && past->span.to > span.to) span.to = past->span.to;
    if (length(span) > PAST_DAYS_MOST) span.from = span.to - PAST_DAYS_MOST + 1;

    Day old = past->any ? past->span.from : span.from;
    int kept = past->any ? length(past->span) : 0;
    int skipped = old < span.from ? span.from - old : 0;
    if (kept > skipped)
        memmove(&past->day[old + skipped - span.from], &past->day[skipped],
                (size_t)(kept - skipped) * sizeof *past->day);
    for (int i = 0; i < length(making->span); i++)
        if (making->span.from + i >= span.from)
            past->day[making->span.from + i - span.from] = making->day[i];
    past->span = span;
    past->any = true;
}

// All of what is kept was made of the same moment.
static void note_whole(KeptPast *past, const Making *making)
{
    past->version = making->version;
    past->as_at = making->as_at;
    past->watermark = making->watermark;
    past->customers = making->customers;
}

// --- behind the scenes -------------------------------------------------------------

static void *renew(void *context)
{
    KeptPast *past = context;
    Ledger ledger;
    Making making = {.threads = 1};
    pthread_mutex_lock(&past->lock);
    making.span = past->span;
    pthread_mutex_unlock(&past->lock);
    Err err = make(past, &ledger, &making);

    pthread_mutex_lock(&past->lock);
    if (!err) keep(past, &making);
    if (!err) note_whole(past, &making);
    int64_t took = clock_ticks() - making.began;
    past->not_before = clock_ticks() + (err ? AGAIN_AFTER : PAUSE_TIMES * took);
    past->at_work = false;
    pthread_cond_broadcast(&past->ended);
    pthread_mutex_unlock(&past->lock);
    ledger_close(&ledger);
    return NULL;
}

static void begin_renewing(KeptPast *past)
{
    if (past->has_thread) pthread_join(past->thread, NULL);
    past->at_work = pthread_create(&past->thread, NULL, renew, past) == 0;
    past->has_thread = past->at_work;
}

// --- asking ----------------------------------------------------------------------

static bool is_current(const KeptPast *past)
{
    return past->version != 0 && past->version == version_of(past->service);
}

static bool is_quick(const KeptPast *past)
{
    return past->customers * length(past->span) <= QUICK_CELLS;
}

// Is it to be made anew behind the scenes?
static bool is_due(const KeptPast *past)
{
    if (past->at_work || is_current(past) || is_quick(past)) return false;
    return clock_ticks() >= past->not_before;
}

// What is missing of the wished days; an empty span where nothing is.
static DaySpan missing(const KeptPast *past, DaySpan wanted)
{
    if (!past->any) return wanted;
    if (wanted.from < past->span.from) return (DaySpan){wanted.from, past->span.from - 1};
    if (wanted.to > past->span.to) return (DaySpan){past->span.to + 1, wanted.to};
    return (DaySpan){0, -1};
}

// With the lock, which is let go meanwhile.
static Err make_now(KeptPast *past, DaySpan span)
{
    Ledger ledger;
    Making making = {.span = span, .threads = 2};
    bool whole = !past->any || (span.from <= past->span.from && span.to >= past->span.to);
    past->at_work = true;
    pthread_mutex_unlock(&past->lock);
    Err err = make(past, &ledger, &making);
    pthread_mutex_lock(&past->lock);
    if (!err) keep(past, &making);
    if (!err && whole) note_whole(past, &making);
    past->at_work = false;
    pthread_cond_broadcast(&past->ended);
    ledger_close(&ledger);
    return err;
}

// Until all that is wished is there, and is of now where that is quickly done.
static Err provide(KeptPast *past, DaySpan wanted)
{
    for (;;) {
        DaySpan lacks = missing(past, wanted);
        bool there = lacks.from > lacks.to;
        bool stale = there && !is_current(past) && is_quick(past);
        if (there && !stale) return OK;
        if (past->at_work) {
            pthread_cond_wait(&past->ended, &past->lock);
            continue;
        }
        Err err = make_now(past, there ? past->span : lacks);
        // Where others write too, it is of a moment ago: that is as good as it gets.
        if (err || there) return err;
    }
}

static void answer(const KeptPast *past, Arena *arena, DaySpan days, int step,
                   BookHistory *out)
{
    int points = (days.to - days.from) / step + 1;
    out->day = arena_new(arena, BookDay, points);
    out->days = points;
    for (int p = 0; p < points; p++) {
        Day day = days.to - (points - 1 - p) * step;
        out->day[p] = past->day[day - past->span.from];
    }
    out->complete = is_current(past);
    out->as_at = past->as_at;
    out->watermark = past->watermark;
    out->under_way = past->at_work;
}

Err get_book_history(Service *service, Arena *arena, DaySpan days, int step,
                     BookHistory *out)
{
    assert(days.from <= days.to && step > 0);
    assert(clock_today() - days.from < PAST_DAYS_MOST);
    KeptPast *past = service->past;
    *out = (BookHistory){0};
    pthread_mutex_lock(&past->lock);
    Err err = provide(past, days);
    if (!err && is_due(past)) begin_renewing(past);
    if (!err) answer(past, arena, days, step, out);
    pthread_mutex_unlock(&past->lock);
    return err;
}
