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
