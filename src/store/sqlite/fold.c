#include "base/clock.h"
#include "store/sqlite/query.h"

#include <limits.h>
#include <stdlib.h>

static const Str folded_note = {"folded", 6};

void sqlite_note_move(Sqlite *sqlite, Move move)
{
    sqlite->move[sqlite->moves++] = move;
}

static Err read_number(Sqlite *sqlite, Query which, int64_t *out)
{
    Err err = query_one(sqlite, which);
    if (!err) *out = column_int(query_new(sqlite, which), 0);
    query_leave(sqlite, which);
    return err;
}

// --- the tail from the log

static Err read_folded(Sqlite *sqlite, int64_t *out)
{
    Statement *query = query_new(sqlite, NOTE);
    bind_str(query, 1, folded_note);
    Err err = query_one(sqlite, NOTE);
    if (!err && !str_int(column_borrow(query, 0), out)) *out = 0;
    query_leave(sqlite, NOTE);
    return err;
}

// A number that was folded once is not given again, also where its event was erased.
Err sqlite_load_tail(Sqlite *sqlite)
{
    int64_t folded = 0, latest = 0;
    Err err = read_folded(sqlite, &folded);
    if (!err) err = read_number(sqlite, LATEST_NUMBER, &latest);
    if (err) return err;

    tail_begin(sqlite->tail, folded + 1, latest);
    Statement *query = query_new(sqlite, UNFOLDED_TAIL);
    bind_int(query, 1, folded);
    while (query_row(sqlite, UNFOLDED_TAIL, &err))
        tail_add(sqlite->tail, column_int(query, 1), column_int(query, 0),
                 column_int(query, 2));
    sqlite->number = latest > folded ? latest : folded;
    sqlite->folded = folded;
    sqlite->moves = 0;
    return err;
}

// --- what one customer's events in the tail count for

Err sqlite_unfolded_of(Sqlite *sqlite, Arena *arena, int64_t customer, Unfolded *out)
{
    *out = (Unfolded){0};
    Err err = sqlite_ready(sqlite);
    if (err) return err;
    out->latest = tail_latest(sqlite->tail);
    int64_t most = tail_events_of(sqlite->tail, customer);
    if (most == 0) return OK;
    out->number = arena_new(arena, int64_t, most);
    out->count = tail_numbers(sqlite->tail, customer, most, out->number);
    return OK;
}

static Event read_counted(Arena *arena, Statement *query, int64_t customer, int64_t number)
{
    Event event = {.number = number,
                   .customer = customer,
                   .name = column_str(arena, query, 1),
                   .at = column_int(query, 2),
                   .quantity = column_int(query, 3)};
    (void)event_type_parse(column_borrow(query, 0), &event.type);
    return event;
}

// One event of the tail; ERR_NOT_FOUND where it is not, or not any more.
static Err read_one(Sqlite *sqlite, Query which, Arena *arena, Move of, Event *out)
{
    Statement *query = query_new(sqlite, which);
    bind_int(query, 1, of.number);
    bind_int(query, 2, of.customer);
    Err err = query_one(sqlite, which);
    if (!err) *out = read_counted(arena, query, of.customer, of.number);
    query_leave(sqlite, which);
    return err;
}

Err sqlite_read_unfolded(Sqlite *sqlite, Arena *arena, int64_t customer,
                         const Unfolded *unfolded, Event **out, size_t *count)
{
    *count = 0;
    *out = arena_new(arena, Event, unfolded->count);
    for (int64_t i = 0; i < unfolded->count; i++) {
        Err err = read_one(sqlite, UNFOLDED_EVENT, arena,
                           (Move){customer, unfolded->number[i], false}, &(*out)[*count]);
        if (!err) ++*count;
        if (err && err != ERR_NOT_FOUND) return err;
    }
    return OK;
}

// --- folding

typedef struct {
    Event *event;
    size_t count;
    Appended *became;
    Arena arena;
} Fold;

static Fold fold_begin(const Sqlite *sqlite)
{
    Fold fold = {.arena = sqlite->room};
    fold.event = arena_new(&fold.arena, Event, FOLD_EVENTS);
    fold.became = arena_new(&fold.arena, Appended, FOLD_EVENTS);
    return fold;
}

static Err gather(Sqlite *sqlite, Fold *fold, int64_t customer, const int64_t *numbers,
                  int64_t count)
{
    for (int64_t i = 0; i < count; i++) {
        Move move = {customer, numbers[i], false};
        Err err =
            read_one(sqlite, EVENT_TO_FOLD, &fold->arena, move, &fold->event[fold->count]);
        if (err && err != ERR_NOT_FOUND) return err;
        if (!err) fold->count++;
        sqlite_note_move(sqlite, move);
    }
    return OK;
}

static int by_place(const void *left, const void *right)
{
    const Event *a = left, *b = right;
    if (a->customer != b->customer) return a->customer < b->customer ? -1 : 1;
    if (a->at != b->at) return a->at < b->at ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

// Rows that are there already have been counted, too: folding twice changes nothing.
static Err place(Sqlite *sqlite, const Event *event, Appended *became)
{
    Statement *query = query_new(sqlite, ADD_TO_TIMELINE);
    bind_int(query, 1, event->customer);
    bind_int(query, 2, event->at);
    bind_int(query, 3, event->number);
    Err err = query_run(sqlite, ADD_TO_TIMELINE);
    *became = query_changes(sqlite) ? APPEND_STORED : APPEND_DUPLICATE;
    return err;
}

static Err put(Sqlite *sqlite, Fold *fold)
{
    Err err = OK;
    qsort(fold->event, fold->count, sizeof *fold->event, by_place);
    for (size_t i = 0; !err && i < fold->count; i++)
        err = place(sqlite, &fold->event[i], &fold->became[i]);
    if (err) return err;
    Tally tally = tally_of(&fold->arena, fold->event, fold->became, fold->count);
    return sqlite_add_tally(sqlite, &tally);
}

// For the next start: so far the log need not be looked at.
static Err note_folded(Sqlite *sqlite, Arena scratch)
{
    int64_t folded = tail_first(sqlite->tail) - 1;
    if (folded <= sqlite->folded) return OK;
    Statement *query = query_new(sqlite, PUT_NOTE);
    bind_str(query, 1, folded_note);
    bind_str(query, 2, str_format(&scratch, "%lld", (long long)folded));
    Err err = query_run(sqlite, PUT_NOTE);
    if (!err) sqlite->folded = folded;
    return err;
}

Err sqlite_fold_some(Sqlite *sqlite, int most)
{
    Fold fold = fold_begin(sqlite);
    int64_t numbers[FOLD_EVENTS], customer, taken = 0;
    Millis since;
    const int64_t there = tail_customer_count(sqlite->tail);
    Err err = note_folded(sqlite, sqlite->room);  // what was committed before
    for (int64_t c = 0; !err && c < most && c < there && taken < FOLD_EVENTS; c++) {
        if (!tail_next(sqlite->tail, &customer, &since)) break;
        int64_t count = tail_numbers(sqlite->tail, customer, FOLD_EVENTS - taken, numbers);
        err = gather(sqlite, &fold, customer, numbers, count);
        if (!err) err = sqlite_mark_stale(sqlite, customer, since);
        taken += count;
    }
    if (!err && fold.count > 0) err = put(sqlite, &fold);
    arena_trim(sqlite->room, ROOM_KEPT);
    return err;
}

Err sqlite_fold_customer(Sqlite *sqlite, int64_t customer)
{
    Arena whole = sqlite->room;
    Unfolded unfolded;
    Err err = sqlite_unfolded_of(sqlite, &whole, customer, &unfolded);
    const Arena start = sqlite->room;
    sqlite->room = whole;  // what is behind the numbers
    for (int64_t at = 0; !err && at < unfolded.count; at += FOLD_EVENTS) {
        int64_t left = unfolded.count - at;
        Fold fold = fold_begin(sqlite);
        err = gather(sqlite, &fold, customer, unfolded.number + at,
                     left < FOLD_EVENTS ? left : FOLD_EVENTS);
        if (!err) err = put(sqlite, &fold);
    }
    if (!err && unfolded.count > 0) err = sqlite_mark_stale(sqlite, customer, clock_now());
    sqlite->room = start;
    arena_trim(start, ROOM_KEPT);
    return err;
}

// --- the verbs

Err sqlite_fold(Store *store, int most, int *left)
{
    Sqlite *sqlite = (Sqlite *)store;
    Err err = query_begin(sqlite, BEGIN_WRITE);
    if (err) return err;
    err = query_end(sqlite, sqlite_fold_some(sqlite, most));
    *left = (int)tail_customer_count(sqlite->tail);
    return err;
}

int64_t sqlite_unfolded(const Store *store)
{
    return tail_events(((const Sqlite *)store)->tail);
}

Err sqlite_make_room(Sqlite *sqlite)
{
    Err err = OK;
    int left;
    while (!err && !sqlite->together && tail_events(sqlite->tail) > TAIL_MAX)
        err = sqlite_fold(&sqlite->store, INT_MAX, &left);
    return err;
}

// --- the log as a whole

Err sqlite_check_log(Store *store, int64_t *wrong)
{
    Sqlite *sqlite = (Sqlite *)store;
    int64_t displaced = 0, imagined = 0;
    *wrong = 0;
    Err err = query_begin(sqlite, BEGIN_READ);
    if (err) return err;
    err = read_number(sqlite, DISPLACED, &displaced);
    if (!err) err = read_number(sqlite, IMAGINED, &imagined);
    if (!err) *wrong = displaced - tail_events(sqlite->tail) + imagined;
    return query_end(sqlite, err);
}

// What waits is folded before, so that whatever happens nothing is left out of the counts.
Err sqlite_mend_log(Store *store)
{
    Sqlite *sqlite = (Sqlite *)store;
    Err err = OK;
    int left = 1;
    while (!err && left > 0)
        err = sqlite_fold(store, INT_MAX, &left);
    if (!err) err = query_begin(sqlite, BEGIN_WRITE);
    if (err) return err;
    err = query_run(sqlite, ERASE_ALL_TIMELINES);
    if (!err) err = query_run(sqlite, MAKE_TIMELINES);
    return query_end(sqlite, err);
}
