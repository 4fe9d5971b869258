#include "store/sqlite/query.h"

// --- what was refused

static Err keep_rejected(Sqlite *sqlite, const Rejected *rejected)
{
    Rejected columns = columns_of_rejected(rejected);
    Statement *query = query_new(sqlite, KEEP_REJECTED);
    bind_int(query, 1, columns.at);
    bind_str(query, 2, columns.source);
    bind_str(query, 3, columns.reason);
    bind_str(query, 4, columns.detail);
    bind_str(query, 5, columns.pointer);
    bind_blob(query, 6, columns.payload);
    return query_run(sqlite, KEEP_REJECTED);
}

static Err forget_rejected(Sqlite *sqlite, Millis now)
{
    Statement *old = query_new(sqlite, FORGET_OLD_REJECTED);
    bind_int(old, 1, columns_rejected_since(now));
    bind_int(old, 2, FORGET_MOST);
    Err err = query_run(sqlite, FORGET_OLD_REJECTED);
    if (err) return err;
    Statement *many = query_new(sqlite, FORGET_MANY_REJECTED);
    bind_int(many, 1, FORGET_MOST);
    bind_int(many, 2, REJECTED_MOST);
    err = query_run(sqlite, FORGET_MANY_REJECTED);
    if (err) return err;
    Statement *unsigned_ones = query_new(sqlite, FORGET_BAD_SIGNATURES);
    bind_int(unsigned_ones, 1, FORGET_MOST);
    bind_int(unsigned_ones, 2, BAD_SIGNATURES_MOST);
    return query_run(sqlite, FORGET_BAD_SIGNATURES);
}

Err sqlite_keep_rejected(Store *store, const Rejected *rejected, size_t count, Millis now)
{
    Sqlite *sqlite = (Sqlite *)store;
    Err err = query_begin(sqlite, BEGIN_WRITE);
    if (err) return err;

    for (size_t r = 0; !err && r < count; r++)
        err = keep_rejected(sqlite, &rejected[r]);
    if (!err) err = forget_rejected(sqlite, now);
    return query_end(sqlite, err);
}

Err sqlite_rejected(Store *store, Arena *arena, int64_t after, int most, Rejected *out,
                    int *count)
{
    Sqlite *sqlite = (Sqlite *)store;
    *count = 0;
    Err err = query_begin(sqlite, BEGIN_READ);
    if (err) return err;

    Statement *query = query_new(sqlite, REJECTED);
    bind_int(query, 1, after ? after : INT64_MAX);
    bind_int(query, 2, most);
    while (query_row(sqlite, REJECTED, &err))
        out[(*count)++] = (Rejected){.id = column_int(query, 0),
                                     .at = column_int(query, 1),
                                     .source = column_str(arena, query, 2),
                                     .reason = column_str(arena, query, 3),
                                     .detail = column_str(arena, query, 4),
                                     .pointer = column_str(arena, query, 5),
                                     .payload = column_str(arena, query, 6)};
    return query_end(sqlite, err);
}

// --- whose customer nobody knows

static Err count_by(Sqlite *sqlite, Query which, int64_t *out)
{
    Err err = query_one(sqlite, which);
    if (!err) *out = column_int(query_new(sqlite, which), 0);
    query_leave(sqlite, which);
    return err;
}

// They are counted only where there can be too many.
static Err check_room(Sqlite *sqlite)
{
    int64_t waiting = 0;
    Err err = count_by(sqlite, UNMATCHED_REACH, &waiting);
    if (!err && waiting >= UNMATCHED_MOST)
        err = count_by(sqlite, COUNT_UNMATCHED, &waiting);
    return !err && waiting >= UNMATCHED_MOST ? ERR_CONFLICT : err;
}

static void bind_unmatched(Statement *query, const Unmatched *unmatched)
{
    const Event *event = &unmatched->event;
    const ChangeColumns change = columns_of_change(event);
    bind_str(query, 1, unmatched->whose.source);
    bind_str(query, 2, unmatched->whose.value);
    bind_str(query, 3, event_type_name(event->type));
    bind_str(query, 4, event->name);
    bind_int(query, 5, event->at);
    bind_int(query, 6, event->received_at);
    bind_int(query, 7, event->quantity);
    bind_str(query, 8, event->source);
    bind_str(query, 9, event->id);
    bind_int(query, 10, (int64_t)event->fingerprint);
    bind_str(query, 11, event->details);
    bind_str(query, 12, change.thing);
    bind_str(query, 13, change.status);
    bind_str(query, 14, change.priority);
    bind_int(query, 15, change.amount);
    bind_str(query, 16, change.currency);
    bind_day(query, 17, change.due);
    bind_day(query, 18, change.paid);
}

// The id is taken: by the same event for the same customer, or not?
static Err compare_unmatched(Sqlite *sqlite, Unmatched *unmatched, Appended *out)
{
    Statement *query = query_new(sqlite, FIND_UNMATCHED);
    bind_str(query, 1, unmatched->event.source);
    bind_str(query, 2, unmatched->event.id);
    Err err = query_one(sqlite, FIND_UNMATCHED);
    if (!err) {
        bool same = str_equal(column_borrow(query, 1), unmatched->whose.source) &&
                    str_equal(column_borrow(query, 2), unmatched->whose.value) &&
                    (uint64_t)column_int(query, 3) == unmatched->event.fingerprint;
        *out = same ? APPEND_DUPLICATE : APPEND_CLASH;
        if (same) unmatched->id = column_int(query, 0);
        if (same) unmatched->event.at = column_int(query, 4);
    }
    query_leave(sqlite, FIND_UNMATCHED);
    return err;
}

static Err keep_unmatched(Sqlite *sqlite, Unmatched *unmatched, Appended *out)
{
    bind_unmatched(query_new(sqlite, KEEP_UNMATCHED), unmatched);
    Err err = query_run(sqlite, KEEP_UNMATCHED);
    if (err) return err;
    if (query_changes(sqlite) == 0) return compare_unmatched(sqlite, unmatched, out);
    unmatched->id = query_new_id(sqlite);
    *out = APPEND_STORED;
    return OK;
}

Err sqlite_keep_unmatched(Store *store, Unmatched *unmatched, size_t count, Appended *out,
                          Arena scratch)
{
    (void)scratch;
    Sqlite *sqlite = (Sqlite *)store;
    Err err = query_begin(sqlite, BEGIN_WRITE);
    if (err) return err;

    err = check_room(sqlite);
    for (size_t u = 0; !err && u < count; u++)
        err = keep_unmatched(sqlite, &unmatched[u], &out[u]);
    return query_end(sqlite, err);
}

static void read_unmatched(Arena *arena, Statement *query, Unmatched *out)
{
    *out = (Unmatched){.id = column_int(query, 0)};
    out->whose.source = column_str(arena, query, 1);
    out->whose.value = column_str(arena, query, 2);
    out->event = (Event){.name = column_str(arena, query, 4),
                         .at = column_int(query, 5),
                         .received_at = column_int(query, 6),
                         .quantity = column_int(query, 7),
                         .source = column_str(arena, query, 8),
                         .id = column_str(arena, query, 9),
                         .fingerprint = (uint64_t)column_int(query, 10),
                         .details = column_str(arena, query, 11)};
    (void)event_type_parse(column_borrow(query, 3), &out->event.type);
    const ChangeColumns change = {.thing = column_str(arena, query, 12),
                                  .status = column_borrow(query, 13),
                                  .priority = column_borrow(query, 14),
                                  .amount = column_int(query, 15),
                                  .currency = column_str(arena, query, 16),
                                  .due = column_day(query, 17),
                                  .paid = column_day(query, 18)};
    columns_read_change(&change, &out->event);
}

static Statement *ask_unmatched(Sqlite *sqlite, const UnmatchedQuery *wanted)
{
    const Whose *whose = wanted->whose;
    Statement *query = query_new(sqlite, whose ? UNMATCHED_OF : UNMATCHED);
    int parameter = 1;
    if (whose) {
        bind_str(query, parameter++, whose->value);
        if (whose->source.length)
            bind_str(query, parameter++, whose->source);
        else
            bind_null(query, parameter++);
    }
    bind_int(query, parameter++, wanted->after);
    bind_int(query, parameter, wanted->most);
    return query;
}

Err sqlite_unmatched(Store *store, Arena *arena, const UnmatchedQuery *query,
                     Unmatched *out, int *count)
{
    Sqlite *sqlite = (Sqlite *)store;
    *count = 0;
    Err err = query_begin(sqlite, BEGIN_READ);
    if (err) return err;

    Statement *rows = ask_unmatched(sqlite, query);
    while (query_row(sqlite, query->whose ? UNMATCHED_OF : UNMATCHED, &err))
        read_unmatched(arena, rows, &out[(*count)++]);
    return query_end(sqlite, err);
}

Err sqlite_count_unmatched(Store *store, int64_t *out)
{
    Sqlite *sqlite = (Sqlite *)store;
    Err err = query_begin(sqlite, BEGIN_READ);
    if (err) return err;
    return query_end(sqlite, count_by(sqlite, COUNT_UNMATCHED, out));
}

Err sqlite_drop_unmatched(Store *store, const int64_t *ids, size_t count)
{
    Sqlite *sqlite = (Sqlite *)store;
    Err err = query_begin(sqlite, BEGIN_WRITE);
    if (err) return err;

    for (size_t i = 0; !err && i < count; i++) {
        bind_int(query_new(sqlite, DROP_UNMATCHED), 1, ids[i]);
        err = query_run(sqlite, DROP_UNMATCHED);
    }
    return query_end(sqlite, err);
}
