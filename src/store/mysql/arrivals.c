#include "store/mysql/verbs.h"

// --- what came

typedef struct {
    const Arrival *arrival;
    size_t count;
    Millis now;
} Came;

static void fill_arrival(Value *row, const void *table, size_t i)
{
    const Arrival *arrival = &((const Arrival *)table)[i];
    row[0] = value_int(arrival->hour);
    row[1] = value_blob(arrival->door);
    row[2] = value_int(arrival->stored);
    row[3] = value_int(arrival->repeated);
    row[4] = value_int(arrival->rejected);
    row[5] = value_int(arrival->last_at);
}

static Err add_arrivals(Session *session, void *what)
{
    const Came *came = what;
    const Filled rows = {fill_arrival, came->arrival, came->count};
    Err err = session_run_rows(session, ADD_ARRIVAL, rows);
    if (err) return err;
    return session_run(session, FORGET_ARRIVALS,
                       VALUES(value_int(columns_arrivals_since(came->now))));
}

Err session_add_arrivals(Store *store, const Arrival *arrivals, size_t count, Millis now)
{
    Came came = {arrivals, count, now};
    return session_write((Session *)store, add_arrivals, &came);
}

Err session_arrivals(Store *store, Arena *arena, Arrival **out, int *count)
{
    Rows rows;
    *count = 0;
    Err err = session_ask((Session *)store, ARRIVALS, NO_VALUES, &rows);
    if (err) return err;
    *out = arena_new(arena, Arrival, rows_count(&rows));
    while (rows_next(&rows))
        (*out)[(*count)++] = (Arrival){.hour = row_int(&rows, 0),
                                       .door = row_text(arena, &rows, 1),
                                       .stored = row_int(&rows, 2),
                                       .repeated = row_int(&rows, 3),
                                       .rejected = row_int(&rows, 4),
                                       .last_at = row_int(&rows, 5)};
    return OK;
}

// --- what was refused, and what waits

Err session_count_rejected(Store *store, Arena *arena, RejectedCount **out, int *count)
{
    Rows rows;
    *count = 0;
    Err err = session_ask((Session *)store, COUNT_REJECTED, NO_VALUES, &rows);
    if (err) return err;
    *out = arena_new(arena, RejectedCount, rows_count(&rows));
    while (rows_next(&rows))
        (*out)[(*count)++] = (RejectedCount){.door = row_text(arena, &rows, 0),
                                             .reason = row_text(arena, &rows, 1),
                                             .count = row_int(&rows, 2),
                                             .last_at = row_int(&rows, 3)};
    return OK;
}

Err session_unmatched_names(Store *store, Arena *arena, int most, UnmatchedName *out,
                            int *count)
{
    Rows rows;
    *count = 0;
    Err err =
        session_ask((Session *)store, UNMATCHED_NAMES, VALUES(value_int(most)), &rows);
    if (err) return err;
    while (rows_next(&rows))
        out[(*count)++] = (UnmatchedName){
            .whose = {.source = row_text(arena, &rows, 0),
                      .value = row_text(arena, &rows, 1)},
            .events = row_int(&rows, 2),
            .first = row_int(&rows, 3),
            .last_at = row_int(&rows, 4),
            .types = (unsigned)row_int(&rows, 5),
            .door = row_text(arena, &rows, 6),
            .other_door = row_text(arena, &rows, 7),
        };
    return OK;
}
