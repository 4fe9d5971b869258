#include "store/sqlite/query.h"

static Err find_both(Sqlite *sqlite, int64_t from, int64_t into)
{
    Err err;
    int found = 0;
    Statement *query = query_new(sqlite, HOLD_CUSTOMERS);
    bind_int(query, 1, from);
    bind_int(query, 2, into);
    while (query_row(sqlite, HOLD_CUSTOMERS, &err))
        found++;
    return !err && found < 2 ? ERR_NOT_FOUND : err;
}

static Err move(Sqlite *sqlite, int64_t from, int64_t into)
{
    static const Query moves[] = {
        MOVE_EVENTS,  MOVE_TIMELINE, MOVE_VOIDED,     MOVE_TICKETS,   MOVE_INVOICES,
        MOVE_DAILY,   MOVE_SPANS,    MOVE_OUTCOMES,   MOVE_OVERRIDES, MOVE_CUSTOMER_NOTES,
        MOVE_ALIASES, MOVE_MERGED,   MOVE_EXTERNAL_ID};
    Err err = OK;
    for (size_t m = 0; !err && m < sizeof moves / sizeof *moves; m++) {
        Statement *query = query_new(sqlite, moves[m]);
        bind_int(query, 1, into);
        bind_int(query, 2, from);
        err = query_run(sqlite, moves[m]);
    }
    return err;
}

// What has been added to the other's, and what nobody needs any more.
static Err erase(Sqlite *sqlite, int64_t from)
{
    static const Query rest[] = {ERASE_CUSTOMER, ERASE_PICTURE, ERASE_STALE, ERASE_DAILY,
                                 ERASE_SPANS};
    Err err = OK;
    for (size_t r = 0; !err && r < sizeof rest / sizeof *rest; r++) {
        bind_int(query_new(sqlite, rest[r]), 1, from);
        err = query_run(sqlite, rest[r]);
    }
    return err;
}

static Err note(Sqlite *sqlite, int64_t from, int64_t into, Millis now)
{
    Statement *query = query_new(sqlite, NOTE_MERGED);
    bind_int(query, 1, from);
    bind_int(query, 2, into);
    bind_int(query, 3, now);
    return query_run(sqlite, NOTE_MERGED);
}

Err sqlite_merge_customers(Store *store, int64_t from, int64_t into, Millis now,
                           Arena scratch)
{
    (void)scratch;
    Sqlite *sqlite = (Sqlite *)store;
    Err err = query_begin(sqlite, BEGIN_WRITE);
    if (err) return err;

    err = find_both(sqlite, from, into);
    if (!err) err = sqlite_fold_customer(sqlite, from);
    if (!err) err = move(sqlite, from, into);
    if (!err) err = erase(sqlite, from);
    if (!err) err = sqlite_settle_lifecycle(sqlite, into);
    if (!err) err = note(sqlite, from, into, now);
    if (!err) err = sqlite_mark_stale(sqlite, into, now);
    return query_end(sqlite, err);
}
