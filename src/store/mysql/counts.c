#include "base/clock.h"
#include "store/mysql/verbs.h"

static void fill_daily(Value *row, const void *table, size_t i)
{
    const TallyDaily *daily = &((const TallyDaily *)table)[i];
    row[0] = value_int(daily->customer);
    row[1] = value_int(daily->is.day);
    row[2] = value_text(event_type_name(daily->is.type));
    row[3] = value_text(daily->is.name);
    row[4] = value_int(daily->is.count);
    row[5] = value_int(daily->is.sum);
}

static void fill_span(Value *row, const void *table, size_t i)
{
    const TallySpan *span = &((const TallySpan *)table)[i];
    row[0] = value_int(span->customer);
    row[1] = value_text(event_type_name(span->is.type));
    row[2] = value_text(span->is.name);
    row[3] = value_int(span->is.first);
    row[4] = value_int(span->is.last);
    row[5] = value_int(span->is.last_at);
}

typedef struct {
    const int64_t *customer;
    int64_t mark;
    Millis since;
} Marks;

static void fill_mark(Value *row, const void *table, size_t i)
{
    const Marks *marks = table;
    row[0] = value_int(marks->customer[i]);
    row[1] = value_int(marks->mark);
    row[2] = value_int(marks->since);
}

static Err mark(Session *session, const int64_t *customers, size_t count)
{
    Marks marks = {customers, session_fresh_mark(), clock_now()};
    return session_run_rows(session, MARK_STALE, (Filled){fill_mark, &marks, count});
}

Err session_add_tally(Session *session, const Tally *tally)
{
    Filled dailies = {fill_daily, tally->daily, tally->dailies};
    Filled spans = {fill_span, tally->span, tally->spans};
    Err err = session_run_rows(session, ADD_DAILY, dailies);
    if (!err) err = session_run_rows(session, ADD_SPAN, spans);
    if (!err) err = mark(session, tally->customer, tally->customers);
    return err;
}

// --- a customer's own

typedef struct {
    int64_t customer;
    const Facts *counts;
} Own;

static void fill_own_daily(Value *row, const void *table, size_t i)
{
    const Own *own = table;
    TallyDaily daily = {own->customer, own->counts->daily[i]};
    fill_daily(row, &daily, 0);
}

static void fill_own_span(Value *row, const void *table, size_t i)
{
    const Own *own = table;
    TallySpan span = {own->customer, own->counts->span[i]};
    fill_span(row, &span, 0);
}

static Err replace(Session *session, void *what)
{
    const Own *own = what;
    Filled dailies = {fill_own_daily, own, (size_t)own->counts->dailies};
    Filled spans = {fill_own_span, own, (size_t)own->counts->spans};
    Err err = session_run(session, ERASE_DAILY, VALUES(value_int(own->customer)));
    if (!err) err = session_run(session, ERASE_SPANS, VALUES(value_int(own->customer)));
    if (!err) err = session_run_rows(session, ADD_DAILY, dailies);
    if (!err) err = session_run_rows(session, ADD_SPAN, spans);
    if (!err) err = mark(session, &own->customer, 1);
    return err;
}

Err session_replace_counts(Store *store, int64_t customer, const Facts *counts)
{
    Own own = {customer, counts};
    return session_write((Session *)store, replace, &own);
}

// Every fact is in its place when it is acknowledged: other processes look for it there.
Err session_fold(Store *store, int most, int *left)
{
    (void)store;
    (void)most;
    *left = 0;
    return OK;
}

int64_t session_unfolded(const Store *store)
{
    (void)store;
    return 0;
}

// The log has its index, which the database itself keeps.
Err session_check_log(Store *store, int64_t *wrong)
{
    (void)store;
    *wrong = 0;
    return OK;
}

Err session_mend_log(Store *store)
{
    (void)store;
    return OK;
}
