#include "store/mysql/verbs.h"

typedef struct {
    int64_t from;
    int64_t into;
    Millis now;
} Merge;

// Where a COMMIT of ours got no answer, they may be one already.
static Err find_done(Session *session, const Merge *merge)
{
    Rows rows;
    Err err = session_ask_one(session, FIND_MERGED, VALUES(value_int(merge->from)), &rows);
    if (err) return err;
    bool done = row_int(&rows, 1) == merge->into;
    rows_leave(&rows);
    return done ? OK : ERR_NOT_FOUND;
}

// Two processes that join the same customers wait for each other here.
static Err find_both(Session *session, const Merge *merge)
{
    int found = 0;
    Rows rows;
    Err err = session_ask(session, HOLD_CUSTOMERS,
                          VALUES(value_int(merge->from), value_int(merge->into)), &rows);
    while (!err && rows_next(&rows))
        found++;
    return !err && found < 2 ? ERR_NOT_FOUND : err;
}

static Err move(Session *session, const Merge *merge)
{
    static const Query moves[] = {MOVE_EVENTS,   MOVE_VOIDED,    MOVE_TICKETS,
                                  MOVE_INVOICES, MOVE_DAILY,     MOVE_SPANS,
                                  MOVE_OUTCOMES, MOVE_OVERRIDES, MOVE_CUSTOMER_NOTES,
                                  MOVE_ALIASES,  MOVE_MERGED,    MOVE_EXTERNAL_ID};
    Err err = OK;
    for (size_t m = 0; !err && m < sizeof moves / sizeof *moves; m++)
        err = session_run(session, moves[m],
                          VALUES(value_int(merge->into), value_int(merge->from)));
    return err;
}

// What has been added to the other's, and what nobody needs any more.
static Err erase(Session *session, const Merge *merge)
{
    static const Query rest[] = {ERASE_CUSTOMER, ERASE_PICTURE, ERASE_STALE, ERASE_DAILY,
                                 ERASE_SPANS};
    Err err = OK;
    for (size_t r = 0; !err && r < sizeof rest / sizeof *rest; r++)
        err = session_run(session, rest[r], VALUES(value_int(merge->from)));
    return err;
}

static Err join(Session *session, void *what)
{
    const Merge *merge = what;
    // Who appends for the one that goes waits for its mark, and then finds where it went.
    Err err = session_mark_stale(session, merge->from, merge->now);
    if (!err) err = find_both(session, merge);
    if (err == ERR_NOT_FOUND && session->in_doubt) return find_done(session, merge);
    if (!err) err = move(session, merge);
    if (!err) err = erase(session, merge);
    if (!err) err = session_settle_lifecycle(session, merge->into);
    if (!err)
        err = session_run(
            session, NOTE_MERGED,
            VALUES(value_int(merge->from), value_int(merge->into), value_int(merge->now)));
    if (!err) err = session_mark_stale(session, merge->into, merge->now);
    return err;
}

Err session_merge_customers(Store *store, int64_t from, int64_t into, Millis now,
                            Arena scratch)
{
    (void)scratch;
    Merge merge = {from, into, now};
    return session_write((Session *)store, join, &merge);
}
