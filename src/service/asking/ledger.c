#include "service/asking/ledger.h"

#include "model/picture_walk.h"
#include "service/derive.h"

#include <assert.h>
#include <string.h>

enum {
    THREADS_MOST = 2,
    STRETCH = 32,  // customers that a thread takes at once
};

// Room for the book, for what people said of all customers, and for what holds no cells.
#define SPARE_BYTES ((size_t)1 << 30)

typedef struct Work Work;
struct Work {
    Service *service;
    const LedgerQuery *query;
    const Cards *cards;
    const Metrics *metrics;  // what must be measured
    Ledger *ledger;
    const Outcome *outcome;  // of all, ordered by customer
    int outcomes;
    const Override *override;
    int overrides;
    Err (*some)(Work *work, Reader *reader, int at);
    int count;         // of what there is to do
    int stretch;       // of it, taken at once
    atomic_int next;   // nobody has taken it yet
    atomic_int error;  // the first of any thread
};

// --- many hands ------------------------------------------------------------------

static bool is_cancelled(const Work *work)
{
    return work->query->cancel && *work->query->cancel;
}

static Err do_some(Work *work, Reader *reader)
{
    for (int from; !work->error;) {
        from = atomic_fetch_add(&work->next, work->stretch);
        if (from >= work->count) break;
        if (is_cancelled(work)) return ERR_BUSY;
        int to = from + work->stretch < work->count ? from + work->stretch : work->count;
        for (int at = from; at < to; at++) {
            Err err = work->some(work, reader, at);
            if (err) return err;
        }
    }
    return OK;
}

static void *hand(void *context)
{
    Work *work = context;
    Reader reader;
    Err err = readers_open_own(work->service->readers, &reader);
    if (!err) err = do_some(work, &reader);
    if (err) work->error = (int)err;
    readers_close_own(&reader);
    return NULL;
}

// All of it, on as many threads as are wished and to be had.
static Err do_all(Work *work, int count, int stretch,
                  Err (*some)(Work *work, Reader *reader, int at))
{
    pthread_t thread[THREADS_MOST];
    int threads = 0;
    work->some = some;
    work->count = count;
    work->stretch = stretch;
    work->next = 0;
    assert(work->query->threads <= THREADS_MOST);
    while (threads + 1 < work->query->threads &&
           pthread_create(&thread[threads], NULL, hand, work) == 0)
        threads++;
    (void)hand(work);
    for (int t = 0; t < threads; t++)
        pthread_join(thread[t], NULL);
    return (Err)work->error;
}

// --- one customer ----------------------------------------------------------------

typedef struct {
    int place;  // in the book
    Day since;
    const Outcome *outcome;
    int outcomes;
    Overrides overrides;
    const Facts *facts;
} Person;

// Where the first that is said of `customer` would stand.
static int first_of(const void *said, int count, size_t size, size_t offset,
                    int64_t customer)
{
    int low = 0, high = count;
    while (low < high) {
        int middle = low + (high - low) / 2;
        const char *is = (const char *)said + (size_t)middle * size + offset;
        if (*(const int64_t *)(const void *)is < customer)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void find_said(const Work *work, int64_t customer, Person *out)
{
    int o = first_of(work->outcome, work->outcomes, sizeof(Outcome),
                     offsetof(Outcome, customer), customer);
    out->outcome = work->outcome + o;
    while (o < work->outcomes && work->outcome[o++].customer == customer)
        out->outcomes++;

    o = first_of(work->override, work->overrides, sizeof(Override),
                 offsetof(Override, customer), customer);
    out->overrides.override = work->override + o;
    while (o < work->overrides && work->override[o++].customer == customer)
        out->overrides.count++;
}

// A customer since it was made here, or since what came first of what it did.
static Day first_day(const BookRow *row, const Facts *facts)
{
    Day since = day_of(row->created_at);
    for (int s = 0; s < facts->spans; s++)
        if (facts->span[s].first < since) since = facts->span[s].first;
    return since;
}

static void fill_cell(const Work *work, const Person *person, const Picture *picture,
                      LedgerDay *day)
{
    if (person->since > day->day) return;
    if (outcome_churned(person->outcome, person->outcomes, day->day)) return;

    const Scorecard *own = derive_card(work->cards, person->facts, day->day);
    const Scorecard *card = work->query->card ? work->query->card : own;
    Score score = score_of(picture, card, day->day);
    const Override *holds =
        override_on(person->overrides.override, person->overrides.count, day->day);
    if (card != own) holds = NULL;
    if (holds) score = override_apply(&score, holds, card);
    if (day->card) day->card[person->place] = card;
    day->overridden[person->place] = holds != NULL;
    day->state[person->place] =
        (unsigned char)score_state(score.scored, score.band, score.status);
    if (score.scored) day->score[person->place] = score.total;
}

// Day by day, where they are few or far apart.
static void fill_each(const Work *work, const Person *person)
{
    for (int d = 0; d < work->ledger->days; d++) {
        LedgerDay *day = &work->ledger->day[d];
        if (person->since > day->day) continue;
        const Picture picture = picture_of(person->facts, work->metrics, day->day);
        fill_cell(work, person, &picture, day);
    }
}

static Err fill_customer(Work *work, Reader *reader, int place)
{
    const Metrics *metrics = work->metrics;
    const BookRow *row = &work->ledger->book[place];
    DaySpan span = work->query->span;
    const DaySpan needed = {metrics_from(metrics, span.from), span.to};
    Arena room = reader->room;
    Facts facts;
    Err err = store_facts_within(reader->store, &room, row->customer, needed, &facts);
    if (err) return err;

    Person person = {.place = place, .since = first_day(row, &facts), .facts = &facts};
    work->ledger->since[place] = person.since;
    find_said(work, row->customer, &person);
    if (person.since > span.to) return OK;
    if (work->query->only || span.from == span.to) {
        fill_each(work, &person);
        return OK;
    }
    if (person.since > span.from) span.from = person.since;
    PictureWalk *walk = picture_walk(&room, &facts, metrics, span.from, span.to);
    for (const Picture *picture; (picture = picture_walk_next(walk));)
        fill_cell(work, &person, picture,
                  &work->ledger->day[picture->day - work->query->span.from]);
    return OK;
}

// --- all of them -----------------------------------------------------------------

static Err add_up(Work *work, Reader *reader, int day)
{
    work->ledger->sum[day] =
        ledger_sum(work->ledger, day, work->query->currency, reader->room);
    return OK;
}

static Err read_said(Work *work, Arena *arena)
{
    Reader reader;
    Ledger *ledger = work->ledger;
    Outcome *outcome = NULL;
    Override *override = NULL;
    Err err = readers_open_own(work->service->readers, &reader);
    if (!err) err = store_book(reader.store, arena, &ledger->book, &ledger->customers);
    if (!err) err = store_outcomes(reader.store, arena, 0, &outcome, &work->outcomes);
    if (!err) err = store_overrides(reader.store, arena, 0, &override, &work->overrides);
    work->outcome = outcome;
    work->override = override;
    readers_close_own(&reader);
    return err;
}

static void make_days(Ledger *ledger, Arena *arena, const LedgerQuery *query)
{
    ledger->day = arena_new(arena, LedgerDay, ledger->days);
    ledger->sum = arena_new(arena, BookDay, ledger->days);
    ledger->since = arena_new(arena, Day, ledger->customers);
    for (int d = 0; d < ledger->days; d++)
        ledger->day[d] =
            (LedgerDay){.day = query->only ? query->only[d] : query->span.from + d,
                        .score = arena_new(arena, double, ledger->customers),
                        .state = arena_new(arena, unsigned char, ledger->customers),
                        .overridden = arena_new(arena, bool, ledger->customers)};
    for (int d = 0; d < ledger->days && ledger->customers > 0; d++)
        memset(ledger->day[d].state, STATE_ABSENT, (size_t)ledger->customers);
    if (ledger->days == 1)
        ledger->day[0].card = arena_new(arena, const Scorecard *, ledger->customers);
}

Err ledger_open(Service *service, const LedgerQuery *query, Ledger *out)
{
    // The book comes first; then it is known how much room the cells take.
    enum { CELL_BYTES = sizeof(double) + 2, DAY_BYTES = 4096 };
    *out = (Ledger){.start = arena_map(SPARE_BYTES),
                    .days =
                        query->only ? query->onlys : query->span.to - query->span.from + 1};
    const Cards *cards = live_cards_now(service->cards);
    Work work = {.service = service,
                 .query = query,
                 .cards = cards,
                 .metrics = query->card ? query->card->metrics : cards->metrics,
                 .ledger = out};
    Arena arena = out->start;
    Err err = read_said(&work, &arena);
    if (err) return err;

    size_t each = (size_t)out->customers * CELL_BYTES + DAY_BYTES;
    size_t once = sizeof *out->since + sizeof(Scorecard *);
    out->cells = arena_map((size_t)out->days * each + (size_t)out->customers * once);
    Arena cells = out->cells;
    make_days(out, &cells, query);
    err = do_all(&work, out->customers, STRETCH, fill_customer);
    return err ? err : do_all(&work, out->days, 1, add_up);
}

void ledger_close(Ledger *ledger)
{
    if (ledger->cells.next) arena_unmap(ledger->cells);
    if (ledger->start.next) arena_unmap(ledger->start);
    *ledger = (Ledger){0};
}
