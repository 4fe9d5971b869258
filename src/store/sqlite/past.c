#include "store/sqlite/query.h"

#include "store/past.h"

Err sqlite_log_span(Store *store, LogSpan *out)
{
    Sqlite *sqlite = (Sqlite *)store;
    Err err = sqlite_ready(sqlite);
    if (err) return err;
    Statement *query = query_new(sqlite, LOG_SPAN);
    err = query_one(sqlite, LOG_SPAN);
    if (!err)
        *out = (LogSpan){.first = column_day(query, 0),
                         .received_at = column_int(query, 1),
                         .last = column_int(query, 2)};
    query_leave(sqlite, LOG_SPAN);
    return err;
}

Err sqlite_latest(Store *store, int64_t *out)
{
    Sqlite *sqlite = (Sqlite *)store;
    Err err = sqlite_ready(sqlite);
    if (err) return err;
    Statement *query = query_new(sqlite, LATEST_NUMBER);
    err = query_one(sqlite, LATEST_NUMBER);
    if (!err) *out = column_int(query, 0);
    query_leave(sqlite, LATEST_NUMBER);
    return err;
}

static LateRow read_late(Arena *arena, Statement *query)
{
    LateRow row = {.customer = column_int(query, 0),
                   .name = column_str(arena, query, 2),
                   .id = column_str(arena, query, 3),
                   .at = column_int(query, 4),
                   .received_at = column_int(query, 5),
                   .quantity = column_int(query, 6)};
    (void)event_type_parse(column_borrow(query, 1), &row.type);
    return row;
}

Err sqlite_late(Store *store, Arena *arena, const LateQuery *query, LateRow **out,
                int *count)
{
    Sqlite *sqlite = (Sqlite *)store;
    int room = 64;
    *out = arena_new(arena, LateRow, room);
    *count = 0;
    Err err = sqlite_ready(sqlite);
    if (err) return err;
    Statement *rows = query_new(sqlite, LATE_EVENTS);
    bind_int(rows, 1, query->after);
    bind_int(rows, 2, query->upto);
    bind_int(rows, 3, query->received_from);
    while (query_row(sqlite, LATE_EVENTS, &err)) {
        if (*count == room) {
            size_t size = (size_t)room * sizeof **out;
            *out = arena_grow(arena, *out, size, 2 * size);
            room *= 2;
        }
        (*out)[(*count)++] = read_late(arena, rows);
    }
    return err;
}
