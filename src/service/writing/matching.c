#include "service/writing/matching.h"

#include "base/clock.h"

enum {
    STEP = 50,         // events that are looked at in one transaction
    AGAIN_S = 1,       // after it could not be done
    LOOK_AGAIN_S = 60  // where others give names too
};

#define SECOND ((int64_t)1000000000)  // in ticks

// --- one step ------------------------------------------------------------

static Err find_them(Store *store, Arena scratch, const Unmatched *row, int rows,
                     int64_t *found)
{
    Whose *wanted = arena_new(&scratch, Whose, rows);
    for (int r = 0; r < rows; r++)
        wanted[r] = row[r].whose;
    return store_find_customers(store, wanted, (size_t)rows, found, scratch);
}

static void reject(Matching *matching, const Event *event, Fate fate)
{
    matching->rejected[matching->rejects++] = fate_rejected(fate, event);
}

// What there is room for becomes an event.
static Err admit(Service *service, Store *store, const Unmatched *row, int64_t customer,
                 Matching *matching)
{
    Event *event = &matching->event[matching->events];
    *event = row->event;
    event->customer = customer;
    Err err = bounds_check(service->bounds, store, event);
    if (err == ERR_CONFLICT) {
        reject(matching, event, FATE_NO_ROOM);
        return OK;
    }
    if (!err) matching->events++;
    return err;
}

static Err store_them(Store *store, Matching *matching, Arena scratch)
{
    if (matching->events == 0) return OK;
    Err err =
        store_append(store, matching->event, matching->events, matching->outcome, scratch);
    for (size_t e = 0; !err && e < matching->events; e++)
        if (matching->outcome[e] == APPEND_CLASH)
            reject(matching, &matching->event[e], FATE_CLASH);
    return err;
}

// `rows` are looked at; those that are somebody's go.
static Err settle(Service *service, Store *store, const Unmatched *row, int rows,
                  Matching *matching, Arena scratch)
{
    int64_t *found = arena_new(&scratch, int64_t, rows);
    int64_t *gone = arena_new(&scratch, int64_t, rows);
    size_t goes = 0;
    Err err = find_them(store, scratch, row, rows, found);
    for (int r = 0; !err && r < rows; r++) {
        if (!found[r]) continue;
        gone[goes++] = row[r].id;
        err = admit(service, store, &row[r], found[r], matching);
    }
    if (err || goes == 0) return err;

    err = store_them(store, matching, scratch);
    if (!err && matching->rejects > 0)
        err =
            store_keep_rejected(store, matching->rejected, matching->rejects, clock_now());
    matching->gone = goes;
    return err ? err : store_drop_unmatched(store, gone, goes);
}

Err match_some(Service *service, Store *store, Arena *arena, Matching *matching)
{
    int rows = 0;
    Unmatched *row = arena_new(arena, Unmatched, STEP);
    const UnmatchedQuery query = {matching->whose, matching->after, STEP};
    Err err = store_unmatched(store, arena, &query, row, &rows);
    matching->events = matching->rejects = matching->gone = 0;
    matching->more = rows == STEP;
    if (err || rows == 0) return err;

    matching->last = row[rows - 1].id;
    matching->event = arena_new(arena, Event, rows);
    matching->outcome = arena_new(arena, Appended, rows);
    matching->rejected = arena_new(arena, Rejected, rows);
    return settle(service, store, row, rows, matching, *arena);
}

static void count(Service *service, const Matching *matching)
{
    Counters *counters = committer_counters(service->committer);
    for (size_t e = 0; e < matching->events; e++)
        count_outcome(counters, &matching->event[e], matching->outcome[e]);
    for (size_t r = 0; r < matching->rejects; r++)
        count_rejected(counters, matching->rejected[r].source,
                       matching->rejected[r].reason);
    counters->unmatched -= (int64_t)matching->gone;
}

void match_done(Service *service, const Matching *matching)
{
    count(service, matching);
    if (matching->more) match_all(service);
}

// --- all of it, between batches ------------------------------------------

void match_all(Service *service)
{
    service->looking.wanted = true;
}

typedef struct {
    Service *service;
    Arena scratch;
    Matching matching;
} Look;

static Err look(Store *store, void *context)
{
    Look *step = context;
    Arena scratch = step->scratch;
    return match_some(step->service, store, &scratch, &step->matching);
}

// Where nothing waits there is no transaction.
static Err look_further(Service *service, Store *writer, Arena scratch)
{
    Looking *looking = &service->looking;
    int64_t waiting = 0;
    Err err = store_count_unmatched(writer, &waiting);
    if (!err) committer_counters(service->committer)->unmatched = waiting;
    Look step = {service, scratch, {.after = looking->after}};
    if (!err && waiting > 0) err = committer_together(service->committer, look, &step);
    if (err) return err;

    count(service, &step.matching);
    looking->after = step.matching.more ? step.matching.last : 0;
    return OK;
}

bool match_between(void *context, Store *writer, Arena scratch)
{
    Service *service = context;
    Looking *looking = &service->looking;
    int64_t now = clock_ticks();
    if (service->shared && now >= looking->next_at) looking->wanted = true;
    if (now < looking->not_before || (!looking->wanted && looking->after == 0))
        return false;

    // Whoever wants it from now on wants it from the beginning.
    if (looking->after == 0) looking->wanted = false;
    Err err = look_further(service, writer, scratch);
    if (err) {
        looking->wanted = true;
        looking->not_before = now + AGAIN_S * SECOND;
        return false;
    }
    looking->next_at = now + LOOK_AGAIN_S * SECOND;
    return looking->after > 0 || looking->wanted;
}
