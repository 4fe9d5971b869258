#include "store/mysql/verbs.h"

// --- what was refused

typedef struct {
    const Rejected *rejected;
    size_t count;
    Millis now;
} Refused;

static void fill_rejected(Value *row, const void *table, size_t i)
{
    const Rejected columns = columns_of_rejected(&((const Rejected *)table)[i]);
    row[0] = value_int(columns.at);
    row[1] = value_blob(columns.source);
    row[2] = value_blob(columns.reason);
    row[3] = value_blob(columns.detail);
    row[4] = value_blob(columns.pointer);
    row[5] = value_blob(columns.payload);
}

static Err keep_rejected(Session *session, void *what)
{
    const Refused *refused = what;
    Filled rows = {fill_rejected, refused->rejected, refused->count};
    Err err = session_run_rows(session, KEEP_REJECTED, rows);
    if (!err)
        err = session_run(session, FORGET_OLD_REJECTED,
                          VALUES(value_int(columns_rejected_since(refused->now)),
                                 value_int(FORGET_MOST)));
    if (!err)
        err = session_run(session, FORGET_MANY_REJECTED,
                          VALUES(value_int(FORGET_MOST), value_int(REJECTED_MOST)));
    if (!err)
        err = session_run(session, FORGET_BAD_SIGNATURES,
                          VALUES(value_int(FORGET_MOST), value_int(BAD_SIGNATURES_MOST)));
    return err;
}

Err session_keep_rejected(Store *store, const Rejected *rejected, size_t count, Millis now)
{
    Refused refused = {rejected, count, now};
    return session_write((Session *)store, keep_rejected, &refused);
}

Err session_rejected(Store *store, Arena *arena, int64_t after, int most, Rejected *out,
                     int *count)
{
    *count = 0;
    Rows rows;
    Err err =
        session_ask((Session *)store, REJECTED,
                    VALUES(value_int(after ? after : INT64_MAX), value_int(most)), &rows);
    while (!err && rows_next(&rows))
        out[(*count)++] = (Rejected){.id = row_int(&rows, 0),
                                     .at = row_int(&rows, 1),
                                     .source = row_text(arena, &rows, 2),
                                     .reason = row_text(arena, &rows, 3),
                                     .detail = row_text(arena, &rows, 4),
                                     .pointer = row_text(arena, &rows, 5),
                                     .payload = row_text(arena, &rows, 6)};
    return err;
}

// --- whose customer nobody knows

static Err count_by(Session *session, Query which, int64_t *out)
{
    Rows rows;
    Err err = session_ask_one(session, which, NO_VALUES, &rows);
    if (err) return err;
    *out = row_int(&rows, 0);
    rows_leave(&rows);
    return OK;
}

// They are counted only where there can be too many.
static Err check_room(Session *session)
{
    int64_t waiting = 0;
    Err err = count_by(session, UNMATCHED_REACH, &waiting);
    if (!err && waiting >= UNMATCHED_MOST)
        err = count_by(session, COUNT_UNMATCHED, &waiting);
    return !err && waiting >= UNMATCHED_MOST ? ERR_CONFLICT : err;
}

static Err insert(Session *session, const Unmatched *unmatched)
{
    const Event *event = &unmatched->event;
    const ChangeColumns change = columns_of_change(event);
    return session_run(
        session, KEEP_UNMATCHED,
        VALUES(value_text(unmatched->whose.source), value_text(unmatched->whose.value),
               value_text(event_type_name(event->type)), value_text(event->name),
               value_int(event->at), value_int(event->received_at),
               value_int(event->quantity), value_text(event->source), value_text(event->id),
               value_int((int64_t)event->fingerprint), value_text(event->details),
               value_text(change.thing), value_text(change.status),
               value_text(change.priority), value_int(change.amount),
               value_text(change.currency), value_day(change.due), value_day(change.paid)));
}

// The id is taken: by the same event for the same customer, or not?  Where a COMMIT of
// ours got no answer, it may be this very one, known by the moment it came to us.
static Err compare(Session *session, Unmatched *unmatched, Appended *out, Arena scratch)
{
    Event *event = &unmatched->event;
    Rows rows;
    Err err =
        session_ask_one(session, FIND_UNMATCHED,
                        VALUES(value_text(event->source), value_text(event->id)), &rows);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_BUSY : err;  // just gone: next time it is new
    bool same = str_equal(row_text(&scratch, &rows, 1), unmatched->whose.source) &&
                str_equal(row_text(&scratch, &rows, 2), unmatched->whose.value) &&
                (uint64_t)row_int(&rows, 3) == event->fingerprint;
    bool ours = session->in_doubt && row_int(&rows, 5) == event->received_at;
    *out = same ? APPEND_DUPLICATE : APPEND_CLASH;
    if (same && ours) *out = APPEND_STORED;
    if (same) unmatched->id = row_int(&rows, 0);
    if (same) event->at = row_int(&rows, 4);
    rows_leave(&rows);
    return OK;
}

typedef struct {
    Unmatched *unmatched;
    size_t count;
    Appended *out;
    Arena scratch;
} Batch;

static Err keep_unmatched(Session *session, void *what)
{
    Batch *batch = what;
    Err err = check_room(session);
    for (size_t u = 0; !err && u < batch->count; u++) {
        Unmatched *unmatched = &batch->unmatched[u];
        err = insert(session, unmatched);
        if (err) return err;
        if (session_changes(session, KEEP_UNMATCHED) == 0) {
            err = compare(session, unmatched, &batch->out[u], batch->scratch);
            continue;
        }
        unmatched->id = session_new_id(session, KEEP_UNMATCHED);
        batch->out[u] = APPEND_STORED;
    }
    return err;
}

Err session_keep_unmatched(Store *store, Unmatched *unmatched, size_t count, Appended *out,
                           Arena scratch)
{
    Batch batch = {.unmatched = unmatched, .count = count, .scratch = scratch};
    batch.out = out;
    return session_write((Session *)store, keep_unmatched, &batch);
}

static void read_unmatched(Arena *arena, const Rows *rows, Unmatched *out)
{
    *out = (Unmatched){.id = row_int(rows, 0)};
    out->whose.source = row_text(arena, rows, 1);
    out->whose.value = row_text(arena, rows, 2);
    out->event = (Event){.name = row_text(arena, rows, 4),
                         .at = row_int(rows, 5),
                         .received_at = row_int(rows, 6),
                         .quantity = row_int(rows, 7),
                         .source = row_text(arena, rows, 8),
                         .id = row_text(arena, rows, 9),
                         .fingerprint = (uint64_t)row_int(rows, 10),
                         .details = row_text(arena, rows, 11)};
    ChangeColumns change = {.thing = row_text(arena, rows, 12),
                            .amount = row_int(rows, 15),
                            .currency = row_text(arena, rows, 16),
                            .due = row_day(rows, 17),
                            .paid = row_day(rows, 18)};
    Arena scratch = *arena;  // for what is read only to be parsed
    (void)event_type_parse(row_text(&scratch, rows, 3), &out->event.type);
    change.status = row_text(&scratch, rows, 13);
    change.priority = row_text(&scratch, rows, 14);
    columns_read_change(&change, &out->event);
}

static Err ask_unmatched(Session *session, const UnmatchedQuery *wanted, Rows *out)
{
    const Whose *whose = wanted->whose;
    Value behind = value_int(wanted->after), rows = value_int(wanted->most);
    if (!whose) return session_ask(session, UNMATCHED, VALUES(behind, rows), out);
    Value source = value_if(whose->source.length > 0, value_text(whose->source));
    return session_ask(session, UNMATCHED_OF,
                       VALUES(value_text(whose->value), source, source, behind, rows), out);
}

Err session_unmatched(Store *store, Arena *arena, const UnmatchedQuery *query,
                      Unmatched *out, int *count)
{
    *count = 0;
    Rows rows;
    Err err = ask_unmatched((Session *)store, query, &rows);
    while (!err && rows_next(&rows))
        read_unmatched(arena, &rows, &out[(*count)++]);
    return err;
}

Err session_count_unmatched(Store *store, int64_t *out)
{
    return count_by((Session *)store, COUNT_UNMATCHED, out);
}

typedef struct {
    const int64_t *id;
    size_t count;
} Ids;

static void fill_id(Value *row, const void *table, size_t i)
{
    row[0] = value_int(((const int64_t *)table)[i]);
}

static Err drop(Session *session, void *what)
{
    const Ids *ids = what;
    return session_run_rows(session, DROP_UNMATCHED,
                            (Filled){fill_id, ids->id, ids->count});
}

Err session_drop_unmatched(Store *store, const int64_t *ids, size_t count)
{
    Ids waiting = {ids, count};
    return session_write((Session *)store, drop, &waiting);
}
