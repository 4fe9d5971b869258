#include "service/proving/proving.h"

#include "service/derive.h"

#include <stdlib.h>

enum {
    LATE_MOST = 4000000,     // events
    NUMBERS_A_PAGE = 50000,  // of the log, between two questions whether to go on
    LATE_PART = 50,          // thousandths of the work that is finding them
    READ_PART = 650,         // and reading everybody
    ROOM_KEPT = 8 << 20
};

typedef struct {
    int64_t customer;
    LateEvent event;
} Latecomer;

typedef struct {
    Store *store;
    Arena *arena;  // for what is kept
    Arena room;    // for one customer
    const Proving *proving;
    Proved *out;
    LogSpan span;
    Question question;
    BookRow *book;
    int customers;
    Outcome *outcome;  // ordered by customer
    int outcomes;
    Latecomer *late;  // ordered by customer
    int lates;
    int late_room;
    Evidence *evidence;
    int read;  // customers
} Work;

static Err go_on(const Work *work, int progress)
{
    const Proving *proving = work->proving;
    bool goes_on = !proving->go_on || proving->go_on(proving->context, progress);
    return goes_on ? OK : ERR_CONFLICT;
}

// --- what is asked ---------------------------------------------------------------

// A book without a past has one day, on which nothing is known.
static void ask(Work *work)
{
    const Proving *proving = work->proving;
    Day first = proving->last - PROVE_DAYS_MOST + 1;
    if (work->span.first != DAY_NONE && work->span.first + PROVE_WARM_UP > first)
        first = work->span.first + PROVE_WARM_UP;
    if (first > proving->last) first = proving->last;
    work->question = (Question){.card = proving->card,
                                .cards = proving->cards,
                                .first = first,
                                .last = proving->last,
                                .horizon = proving->horizon};
    bool any = work->span.last > 0;
    work->out->known_from = any ? day_of(work->span.received_at) : DAY_NONE;
}

// --- what came late ----------------------------------------------------------------

static int by_customer(const void *left, const void *right)
{
    const Latecomer *a = left, *b = right;
    return (a->customer > b->customer) - (a->customer < b->customer);
}

static Latecomer *next_late(Work *work)
{
    if (work->lates == work->late_room) {
        size_t size = (size_t)work->late_room * sizeof(Latecomer);
        work->late = arena_grow(work->arena, work->late, size,
                                size ? 2 * size : 64 * sizeof(Latecomer));
        work->late_room = work->late_room ? 2 * work->late_room : 64;
    }
    return &work->late[work->lates++];
}

static void note_late(Work *work, const LateRow *row, int count)
{
    for (int i = 0; i < count && work->lates < LATE_MOST; i++) {
        Day received = day_of(row[i].received_at);
        if (received <= day_of(row[i].at)) continue;
        LateEvent event = {.type = row[i].type,
                           .name = str_copy(work->arena, row[i].name),
                           .id = str_copy(work->arena, row[i].id),
                           .at = row[i].at,
                           .received = received,
                           .quantity = row[i].quantity};
        *next_late(work) = (Latecomer){.customer = row[i].customer, .event = event};
    }
}

// What came on the first day of all, or before the days that are looked at, is known on
// every one of them.
static Err find_late(Work *work)
{
    Day from = work->out->known_from;
    if (from == DAY_NONE) return OK;
    if (from < work->question.first) from = work->question.first;
    LateQuery query = {.received_from = day_start(from + 1)};
    Err err = OK;
    while (!err && query.after < work->span.last && work->lates < LATE_MOST) {
        Arena room = work->room;
        LateRow *row;
        int count = 0;
        query.upto = query.after + NUMBERS_A_PAGE;
        err = store_late(work->store, &room, &query, &row, &count);
        if (!err) note_late(work, row, count);
        query.after = query.upto;
        double part = (double)query.after / (double)work->span.last;
        if (!err) err = go_on(work, part < 1 ? (int)(part * LATE_PART) : LATE_PART);
    }
    work->out->too_many_late = work->lates == LATE_MOST;
    if (work->out->too_many_late) work->lates = 0;
    if (work->lates > 0)
        qsort(work->late, (size_t)work->lates, sizeof *work->late, by_customer);
    return err;
}

static Late late_of(const Work *work, int64_t customer, Arena *room)
{
    int low = 0, high = work->lates;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (work->late[middle].customer < customer)
            low = middle + 1;
        else
            high = middle;
    }
    int end = low;
    while (end < work->lates && work->late[end].customer == customer)
        end++;
    LateEvent *event = arena_new(room, LateEvent, end - low);
    for (int i = low; i < end; i++)
        event[i - low] = work->late[i].event;
    return (Late){.known_from = work->out->known_from, .event = event, .events = end - low};
}

// --- everybody -------------------------------------------------------------------------

static void find_outcomes(const Work *work, int64_t customer, Subject *out)
{
    int low = 0, high = work->outcomes;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (work->outcome[middle].customer < customer)
            low = middle + 1;
        else
            high = middle;
    }
    out->outcome = &work->outcome[low];
    while (low + out->outcomes < work->outcomes &&
           out->outcome[out->outcomes].customer == customer)
        out->outcomes++;
}

static bool subject_has_left(const Work *work, const Subject *subject)
{
    return has_left(&work->question, subject->outcome, subject->outcomes);
}

static Err read_one(Work *work, int64_t customer, Subject subject)
{
    Arena room = work->room;
    Facts facts;
    Day from = metrics_from(question_metrics(&work->question), work->question.first);
    Err err = store_facts(work->store, &room, customer, from, &facts);
    if (err == ERR_NOT_FOUND) return OK;  // erased meanwhile
    if (err) return err;
    subject.facts = &facts;
    subject.late = late_of(work, customer, &room);
    evidence_add(work->evidence, &subject, room);
    return OK;
}

static Err read_those(Work *work, bool who_left)
{
    Err err = OK;
    for (int i = 0; !err && i < work->customers; i++) {
        Subject subject = {0};
        find_outcomes(work, work->book[i].customer, &subject);
        if (subject_has_left(work, &subject) != who_left) continue;
        err = read_one(work, work->book[i].customer, subject);
        arena_trim(work->room, ROOM_KEPT);
        work->read++;
        if (!err)
            err = go_on(work, LATE_PART +
                                  (int)((int64_t)work->read * READ_PART / work->customers));
    }
    return err;
}

static int count_left(const Work *work)
{
    int left = 0;
    for (int i = 0; i < work->customers; i++) {
        Subject subject = {0};
        find_outcomes(work, work->book[i].customer, &subject);
        left += subject_has_left(work, &subject);
    }
    return left;
}

static Err read_book(Work *work)
{
    Err err = store_book(work->store, work->arena, &work->book, &work->customers);
    if (!err)
        err = store_outcomes(work->store, work->arena, 0, &work->outcome, &work->outcomes);
    if (err) return err;

    int left = count_left(work);
    work->evidence = evidence_of(work->arena, &work->question, work->customers, left);
    err = read_those(work, true);
    work->out->left_before = left - work->evidence->leavers;
    evidence_turn(work->arena, work->evidence);
    return err ? err : read_those(work, false);
}

// --- all of it ---------------------------------------------------------------------------

static Err prove(Work *work)
{
    Proof *proof = proof_of(work->arena, work->evidence);
    const int before = LATE_PART + READ_PART;
    Err err = OK;
    while (!err && proof_step(proof, work->room))
        err = go_on(work, before + (PROVE_WHOLE - before) * proof->done / proof->steps);
    work->out->proof = proof;
    return err;
}

Err prove_book(Store *store, Arena *arena, const Proving *proving, Proved *out)
{
    const Arena room = arena_map(FACTS_BYTES);
    Work work = {
        .store = store, .arena = arena, .room = room, .proving = proving, .out = out};
    *out = (Proved){.known_from = DAY_NONE};
    Err err = store_log_span(store, &work.span);
    if (!err) ask(&work);
    if (!err) err = find_late(&work);
    if (!err) err = read_book(&work);
    if (!err) err = prove(&work);
    arena_unmap(room);
    return err;
}
