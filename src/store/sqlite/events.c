#include "store/sqlite/query.h"

#include <stdlib.h>

typedef struct {  // where an event lies
    Millis at;
    int64_t number;
} Place;

typedef struct {
    const EventQuery *wanted;
    Millis from;  // the span of time that is left, both included
    Millis last;
    int64_t number;  // of the very moment where the walk begins, only those behind it
    int most;
    Place *place;  // up to `most` that are folded, and behind them those that are not
    int count;
} Walk;

// Where the walk begins: at the edge of the span of time, or behind `after`.  Only of
// the events of that very moment is the number asked.
static Walk walk_of(const EventQuery *wanted, int most)
{
    Walk walk = {
        .wanted = wanted, .from = wanted->from, .last = wanted->to - 1, .most = most};
    walk.number = wanted->oldest_first ? INT64_MIN : INT64_MAX;
    bool begins_behind =
        wanted->after_set && (wanted->oldest_first ? wanted->after_at >= walk.from
                                                   : wanted->after_at <= walk.last);
    if (begins_behind) {
        walk.number = wanted->after_number;
        *(wanted->oldest_first ? &walk.from : &walk.last) = wanted->after_at;
    }
    return walk;
}

static Err find_folded(Sqlite *sqlite, Walk *walk)
{
    const EventQuery *wanted = walk->wanted;
    Query which = wanted->oldest_first ? TIMELINE_OLDEST_FIRST : TIMELINE_NEWEST_FIRST;
    Statement *rows = query_new(sqlite, which);
    bind_int(rows, 1, wanted->customer);
    bind_int(rows, 2, walk->from);
    bind_int(rows, 3, walk->last);
    bind_int(rows, 4, walk->number);
    if (wanted->has_type)
        bind_str(rows, 5, event_type_name(wanted->type));
    else
        bind_null(rows, 5);
    bind_int(rows, 6, walk->most);
    Err err;
    while (query_row(sqlite, which, &err))
        walk->place[walk->count++] = (Place){column_int(rows, 0), column_int(rows, 1)};
    return err;
}

static bool is_wanted(const Walk *walk, const Event *event)
{
    if (walk->wanted->has_type && event->type != walk->wanted->type) return false;
    if (event->at < walk->from || event->at > walk->last) return false;
    if (walk->wanted->oldest_first)
        return event->at > walk->from || event->number > walk->number;
    return event->at < walk->last || event->number < walk->number;
}

static Err find_unfolded(Sqlite *sqlite, Walk *walk, const Unfolded *unfolded,
                         Arena scratch)
{
    Event *event;
    size_t count;
    Err err = sqlite_read_unfolded(sqlite, &scratch, walk->wanted->customer, unfolded,
                                   &event, &count);
    for (size_t i = 0; !err && i < count; i++)
        if (is_wanted(walk, &event[i]))
            walk->place[walk->count++] = (Place){event[i].at, event[i].number};
    return err;
}

static int oldest_first(const void *left, const void *right)
{
    const Place *a = left, *b = right;
    if (a->at != b->at) return a->at < b->at ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

static int newest_first(const void *left, const void *right)
{
    return oldest_first(right, left);
}

static Event read_event(Arena *arena, Statement *query, int64_t customer)
{
    Event event = {.number = column_int(query, 0),
                   .customer = customer,
                   .name = column_str(arena, query, 2),
                   .at = column_int(query, 3),
                   .received_at = column_int(query, 4),
                   .quantity = column_int(query, 5),
                   .source = column_str(arena, query, 6),
                   .id = column_str(arena, query, 7),
                   .fingerprint = (uint64_t)column_int(query, 8),
                   .details = column_str(arena, query, 9),
                   .voided = column_int(query, 10) != 0};
    (void)event_type_parse(column_borrow(query, 1), &event.type);
    return event;
}

static Err read_events(Sqlite *sqlite, Arena *arena, const Walk *walk, Event *out,
                       int *count)
{
    Err err = OK;
    for (int p = 0; !err && p < walk->count && p < walk->most; p++) {
        Statement *query = query_new(sqlite, EVENT_AT);
        bind_int(query, 1, walk->place[p].number);
        bind_int(query, 2, walk->wanted->customer);
        err = query_one(sqlite, EVENT_AT);
        if (!err) out[(*count)++] = read_event(arena, query, walk->wanted->customer);
        query_leave(sqlite, EVENT_AT);
    }
    return err;
}

// A page of the timeline and all of the tail, put in order together: the first of them
// are the page that is wanted.
Err sqlite_events(Store *store, Arena *arena, const EventQuery *query, int most, Event *out,
                  int *count)
{
    Sqlite *sqlite = (Sqlite *)store;
    Unfolded unfolded;
    *count = 0;
    Err err = sqlite_unfolded_of(sqlite, arena, query->customer, &unfolded);
    if (err) return err;
    Walk walk = walk_of(query, most);
    walk.place = arena_new(arena, Place, most + unfolded.count);

    err = query_begin(sqlite, BEGIN_READ);
    if (err) return err;
    err = find_folded(sqlite, &walk);
    if (!err) err = find_unfolded(sqlite, &walk, &unfolded, *arena);
    if (!err) {
        qsort(walk.place, (size_t)walk.count, sizeof *walk.place,
              query->oldest_first ? oldest_first : newest_first);
        err = read_events(sqlite, arena, &walk, out, count);
    }
    return query_end(sqlite, err);
}
