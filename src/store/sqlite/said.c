#include "store/sqlite/query.h"

#include "store/said.h"

// --- what all of it shares

// Does the query, which asks for one behind `most` - 1 of the customer's, find none?
static Err check_room(Sqlite *sqlite, Query behind, int64_t customer, int most)
{
    Statement *query = query_new(sqlite, behind);
    bind_int(query, 1, customer);
    bind_int(query, 2, most - 1);
    Err err = query_one(sqlite, behind);
    query_leave(sqlite, behind);
    if (err == ERR_NOT_FOUND) return OK;
    return err ? err : ERR_CONFLICT;
}

// ERR_NOT_FOUND: the customer has none of this id.
static Err remove_one(Sqlite *sqlite, Query which, int64_t customer, int64_t id)
{
    Statement *query = query_new(sqlite, which);
    bind_int(query, 1, id);
    bind_int(query, 2, customer);
    Err err = query_run(sqlite, which);
    return !err && query_changes(sqlite) == 0 ? ERR_NOT_FOUND : err;
}

// An array that doubles as it fills: room for one more behind `count`.
static void *room(Arena *arena, void *array, int count, size_t size)
{
    enum { FIRST = 16 };
    if (count == 0) return arena_grow(arena, NULL, 0, FIRST * size);
    if (count < FIRST || (count & (count - 1)) != 0) return array;
    return arena_grow(arena, array, (size_t)count * size, 2 * (size_t)count * size);
}

// --- outcomes

Err sqlite_settle_lifecycle(Sqlite *sqlite, int64_t customer)
{
    bind_int(query_new(sqlite, SETTLE_LIFECYCLE), 1, customer);
    return query_run(sqlite, SETTLE_LIFECYCLE);
}

static Err insert_outcome(Sqlite *sqlite, Outcome *outcome)
{
    Statement *query = query_new(sqlite, ADD_OUTCOME);
    bind_int(query, 1, outcome->customer);
    bind_str(query, 2, outcome_name(outcome->kind));
    bind_int(query, 3, outcome->day);
    if (outcome->has_amount)
        bind_int(query, 4, outcome->amount);
    else
        bind_null(query, 4);
    bind_str(query, 5, outcome->currency);
    bind_str(query, 6, outcome->note);
    bind_str(query, 7, outcome->author);
    bind_int(query, 8, outcome->at);
    Err err = query_run(sqlite, ADD_OUTCOME);
    if (!err) outcome->id = query_new_id(sqlite);
    return err;
}

Err sqlite_add_outcome(Store *store, Outcome *outcome)
{
    Sqlite *sqlite = (Sqlite *)store;
    Err err = query_begin(sqlite, BEGIN_WRITE);
    if (err) return err;

    err = sqlite_customer_is_there(sqlite, outcome->customer);
    if (!err) err = check_room(sqlite, OUTCOME_BEHIND, outcome->customer, OUTCOMES_MOST);
    if (!err) err = insert_outcome(sqlite, outcome);
    if (!err) err = sqlite_settle_lifecycle(sqlite, outcome->customer);
    return query_end(sqlite, err);
}

Err sqlite_remove_outcome(Store *store, int64_t customer, int64_t outcome)
{
    Sqlite *sqlite = (Sqlite *)store;
    Err err = query_begin(sqlite, BEGIN_WRITE);
    if (err) return err;

    err = remove_one(sqlite, REMOVE_OUTCOME, customer, outcome);
    if (!err) err = sqlite_settle_lifecycle(sqlite, customer);
    return query_end(sqlite, err);
}

static Outcome read_outcome(Arena *arena, Statement *query)
{
    Outcome outcome = {.id = column_int(query, 0),
                       .customer = column_int(query, 1),
                       .day = (Day)column_int(query, 3),
                       .has_amount = !column_is_null(query, 4),
                       .amount = column_int(query, 4),
                       .currency = column_str(arena, query, 5),
                       .note = column_str(arena, query, 6),
                       .author = column_str(arena, query, 7),
                       .at = column_int(query, 8)};
    (void)outcome_parse(column_borrow(query, 2), &outcome.kind);
    return outcome;
}

Err sqlite_outcomes(Store *store, Arena *arena, int64_t customer, Outcome **out, int *count)
{
    Sqlite *sqlite = (Sqlite *)store;
    const Query which = customer ? OUTCOMES : ALL_OUTCOMES;
    *out = NULL;
    *count = 0;
    Err err = query_begin(sqlite, BEGIN_READ);
    if (err) return err;

    Statement *query = query_new(sqlite, which);
    if (customer) bind_int(query, 1, customer);
    while (query_row(sqlite, which, &err)) {
        *out = room(arena, *out, *count, sizeof **out);
        (*out)[(*count)++] = read_outcome(arena, query);
    }
    return query_end(sqlite, err);
}

// --- overrides

// Those that would hold on `day` end with it.
static Err end_overrides(Sqlite *sqlite, int64_t customer, Day day)
{
    Statement *query = query_new(sqlite, END_OVERRIDES);
    bind_int(query, 1, day);
    bind_int(query, 2, customer);
    bind_int(query, 3, day);
    bind_int(query, 4, day);
    return query_run(sqlite, END_OVERRIDES);
}

static Err insert_override(Sqlite *sqlite, Override *override)
{
    Statement *query = query_new(sqlite, ADD_OVERRIDE);
    bind_int(query, 1, override->customer);
    if (override->has_value) {
        bind_double(query, 2, override->value);
        bind_null(query, 3);
    } else {
        bind_null(query, 2);
        bind_str(query, 3, band_name(override->band));
    }
    bind_str(query, 4, override->reason);
    bind_str(query, 5, override->author);
    bind_int(query, 6, override->since);
    bind_int(query, 7, override->until);
    bind_int(query, 8, override->at);
    Err err = query_run(sqlite, ADD_OVERRIDE);
    if (!err) override->id = query_new_id(sqlite);
    return err;
}

Err sqlite_add_override(Store *store, Override *override)
{
    Sqlite *sqlite = (Sqlite *)store;
    const int64_t customer = override->customer;
    Err err = query_begin(sqlite, BEGIN_WRITE);
    if (err) return err;

    override->ended = DAY_NONE;
    err = sqlite_customer_is_there(sqlite, customer);
    if (!err) err = check_room(sqlite, OVERRIDE_BEHIND, customer, OVERRIDES_MOST);
    if (!err) err = end_overrides(sqlite, customer, override->since);
    if (!err) err = insert_override(sqlite, override);
    if (!err) err = sqlite_mark_stale(sqlite, customer, override->at);
    return query_end(sqlite, err);
}

static Err end_one(Sqlite *sqlite, const Override *which, Day day)
{
    Statement *query = query_new(sqlite, END_OVERRIDE);
    bind_int(query, 1, day);
    bind_int(query, 2, which->id);
    bind_int(query, 3, which->customer);
    bind_int(query, 4, day);
    bind_int(query, 5, day);
    Err err = query_run(sqlite, END_OVERRIDE);
    return !err && query_changes(sqlite) == 0 ? ERR_NOT_FOUND : err;
}

Err sqlite_end_override(Store *store, const Override *which, Day day, Millis now)
{
    Sqlite *sqlite = (Sqlite *)store;
    Err err = query_begin(sqlite, BEGIN_WRITE);
    if (err) return err;

    err = end_one(sqlite, which, day);
    if (!err) err = sqlite_mark_stale(sqlite, which->customer, now);
    return query_end(sqlite, err);
}

static Override read_override(Arena *arena, Statement *query)
{
    Override override = {.id = column_int(query, 0),
                         .customer = column_int(query, 1),
                         .has_value = !column_is_null(query, 2),
                         .value = column_double(query, 2),
                         .reason = column_str(arena, query, 4),
                         .author = column_str(arena, query, 5),
                         .since = (Day)column_int(query, 6),
                         .until = (Day)column_int(query, 7),
                         .ended = column_day(query, 8),
                         .at = column_int(query, 9)};
    (void)columns_band(column_borrow(query, 3), &override.band);
    return override;
}

Err sqlite_overrides(Store *store, Arena *arena, int64_t customer, Override **out,
                     int *count)
{
    Sqlite *sqlite = (Sqlite *)store;
    const Query which = customer ? OVERRIDES : ALL_OVERRIDES;
    *out = NULL;
    *count = 0;
    Err err = query_begin(sqlite, BEGIN_READ);
    if (err) return err;

    Statement *query = query_new(sqlite, which);
    if (customer) bind_int(query, 1, customer);
    while (query_row(sqlite, which, &err)) {
        *out = room(arena, *out, *count, sizeof **out);
        (*out)[(*count)++] = read_override(arena, query);
    }
    return query_end(sqlite, err);
}

// --- notes

Err sqlite_add_customer_note(Store *store, CustomerNote *note)
{
    Sqlite *sqlite = (Sqlite *)store;
    Err err = query_begin(sqlite, BEGIN_WRITE);
    if (!err) err = sqlite_customer_is_there(sqlite, note->customer);
    if (err) return query_end(sqlite, err);

    Statement *query = query_new(sqlite, ADD_CUSTOMER_NOTE);
    bind_int(query, 1, note->customer);
    bind_str(query, 2, note->text);
    bind_str(query, 3, note->author);
    bind_int(query, 4, note->at);
    err = query_run(sqlite, ADD_CUSTOMER_NOTE);
    if (!err) note->id = query_new_id(sqlite);
    return query_end(sqlite, err);
}

Err sqlite_customer_notes(Store *store, Arena *arena, const CustomerNote *after, int most,
                          CustomerNote *out, int *count)
{
    Sqlite *sqlite = (Sqlite *)store;
    *count = 0;
    Err err = query_begin(sqlite, BEGIN_READ);
    if (err) return err;

    Statement *query = query_new(sqlite, CUSTOMER_NOTES);
    bind_int(query, 1, after->customer);
    bind_int(query, 2, after->id ? after->id : INT64_MAX);
    bind_int(query, 3, most);
    while (query_row(sqlite, CUSTOMER_NOTES, &err))
        out[(*count)++] = (CustomerNote){.id = column_int(query, 0),
                                         .customer = column_int(query, 1),
                                         .text = column_str(arena, query, 2),
                                         .author = column_str(arena, query, 3),
                                         .at = column_int(query, 4)};
    return query_end(sqlite, err);
}

Err sqlite_remove_customer_note(Store *store, int64_t customer, int64_t note)
{
    Sqlite *sqlite = (Sqlite *)store;
    Err err = query_begin(sqlite, BEGIN_WRITE);
    if (err) return err;
    return query_end(sqlite, remove_one(sqlite, REMOVE_CUSTOMER_NOTE, customer, note));
}
