#include "store/mysql/verbs.h"

#include "store/past.h"

Err session_log_span(Store *store, LogSpan *out)
{
    Session *session = (Session *)store;
    Rows rows;
    Err err = session_ask_one(session, LOG_SPAN, NO_VALUES, &rows);
    if (err) return err;
    *out = (LogSpan){.first = row_is_null(&rows, 0) ? DAY_NONE : (Day)row_int(&rows, 0),
                     .received_at = row_int(&rows, 1),
                     .last = row_int(&rows, 2)};
    rows_leave(&rows);
    return OK;
}

Err session_latest(Store *store, int64_t *out)
{
    Rows rows;
    Err err = session_ask_one((Session *)store, LATEST_NUMBER, NO_VALUES, &rows);
    if (err) return err;
    *out = row_int(&rows, 0);
    rows_leave(&rows);
    return OK;
}

static LateRow read_late(Arena *arena, const Rows *rows)
{
    LateRow row = {.customer = row_int(rows, 0),
                   .name = row_text(arena, rows, 2),
                   .id = row_text(arena, rows, 3),
                   .at = row_int(rows, 4),
                   .received_at = row_int(rows, 5),
                   .quantity = row_int(rows, 6)};
    Arena scratch = *arena;
    (void)event_type_parse(row_text(&scratch, rows, 1), &row.type);
    return row;
}

Err session_late(Store *store, Arena *arena, const LateQuery *query, LateRow **out,
                 int *count)
{
    Rows rows;
    *out = NULL;
    *count = 0;
    Err err = session_ask((Session *)store, LATE_EVENTS,
                          VALUES(value_int(query->after), value_int(query->upto),
                                 value_int(query->received_from)),
                          &rows);
    if (err) return err;
    *out = arena_new(arena, LateRow, rows_count(&rows));
    while (rows_next(&rows))
        (*out)[(*count)++] = read_late(arena, &rows);
    return OK;
}
