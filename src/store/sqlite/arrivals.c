#include "store/sqlite/query.h"

#include <string.h>

// --- what came

static Err add_arrival(Sqlite *sqlite, const Arrival *arrival)
{
    Statement *query = query_new(sqlite, ADD_ARRIVAL);
    bind_int(query, 1, arrival->hour);
    bind_str(query, 2, arrival->door);
    bind_int(query, 3, arrival->stored);
    bind_int(query, 4, arrival->repeated);
    bind_int(query, 5, arrival->rejected);
    bind_int(query, 6, arrival->last_at);
    return query_run(sqlite, ADD_ARRIVAL);
}

Err sqlite_add_arrivals(Store *store, const Arrival *arrivals, size_t count, Millis now)
{
    Sqlite *sqlite = (Sqlite *)store;
    Err err = query_begin(sqlite, BEGIN_WRITE);
    if (err) return err;

    for (size_t a = 0; !err && a < count; a++)
        err = add_arrival(sqlite, &arrivals[a]);
    if (!err) {
        bind_int(query_new(sqlite, FORGET_ARRIVALS), 1, columns_arrivals_since(now));
        err = query_run(sqlite, FORGET_ARRIVALS);
    }
    return query_end(sqlite, err);
}

Err sqlite_arrivals(Store *store, Arena *arena, Arrival **out, int *count)
{
    Sqlite *sqlite = (Sqlite *)store;
    Arrival *arrival = NULL;
    *count = 0;
    Err err = query_begin(sqlite, BEGIN_READ);
    if (err) return err;

    Statement *query = query_new(sqlite, ARRIVALS);
    while (query_row(sqlite, ARRIVALS, &err)) {
        arrival = rows_room(arena, arrival, *count, sizeof *arrival);
        arrival[(*count)++] = (Arrival){.hour = column_int(query, 0),
                                        .door = column_str(arena, query, 1),
                                        .stored = column_int(query, 2),
                                        .repeated = column_int(query, 3),
                                        .rejected = column_int(query, 4),
                                        .last_at = column_int(query, 5)};
    }
    *out = arrival;
    return query_end(sqlite, err);
}

// --- what was refused, and what waits

Err sqlite_count_rejected(Store *store, Arena *arena, RejectedCount **out, int *count)
{
    Sqlite *sqlite = (Sqlite *)store;
    RejectedCount *rejected = NULL;
    *count = 0;
    Err err = query_begin(sqlite, BEGIN_READ);
    if (err) return err;

    Statement *query = query_new(sqlite, COUNT_REJECTED);
    while (query_row(sqlite, COUNT_REJECTED, &err)) {
        rejected = rows_room(arena, rejected, *count, sizeof *rejected);
        rejected[(*count)++] = (RejectedCount){.door = column_str(arena, query, 0),
                                               .reason = column_str(arena, query, 1),
                                               .count = column_int(query, 2),
                                               .last_at = column_int(query, 3)};
    }
    *out = rejected;
    return query_end(sqlite, err);
}

static bool comes_before(const UnmatchedName *one, const UnmatchedName *other)
{
    if (one->events != other->events) return one->events > other->events;
    return one->first < other->first;
}

// Put it where it belongs among those with the most, if it does.
static void rank(Arena *arena, Statement *query, int most, UnmatchedName *out, int *count)
{
    UnmatchedName name = {.events = column_int(query, 2), .first = column_int(query, 3)};
    int place = *count;
    while (place > 0 && comes_before(&name, &out[place - 1]))
        place--;
    if (place == most) return;

    if (*count < most) ++*count;
    memmove(&out[place + 1], &out[place], (size_t)(*count - 1 - place) * sizeof *out);
    name.whose = (Whose){.source = column_str(arena, query, 0),
                         .value = column_str(arena, query, 1)};
    name.last_at = column_int(query, 4);
    name.types = (unsigned)column_int(query, 5);
    name.door = column_str(arena, query, 6);
    name.other_door = column_str(arena, query, 7);
    out[place] = name;
}

Err sqlite_unmatched_names(Store *store, Arena *arena, int most, UnmatchedName *out,
                           int *count)
{
    Sqlite *sqlite = (Sqlite *)store;
    *count = 0;
    Err err = query_begin(sqlite, BEGIN_READ);
    if (err) return err;

    Statement *query = query_new(sqlite, UNMATCHED_NAMES);
    while (query_row(sqlite, UNMATCHED_NAMES, &err))
        rank(arena, query, most, out, count);
    return query_end(sqlite, err);
}
