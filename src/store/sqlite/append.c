#include "base/clock.h"
#include "store/sqlite/query.h"

// --- the log

static void bind_event(Statement *query, int64_t number, const Event *event)
{
    bind_int(query, 1, number);
    bind_int(query, 2, event->customer);
    bind_str(query, 3, event_type_name(event->type));
    bind_str(query, 4, event->name);
    bind_int(query, 5, event->at);
    bind_int(query, 6, event->received_at);
    bind_int(query, 7, event->quantity);
    bind_str(query, 8, event->source);
    bind_str(query, 9, event->id);
    bind_int(query, 10, (int64_t)event->fingerprint);
    bind_str(query, 11, event->details);
}

// The id is taken: by the same event, or by another one?
static Err compare_event(Sqlite *sqlite, Event *event, Appended *out)
{
    Statement *query = query_new(sqlite, FIND_EVENT);
    bind_str(query, 1, event->source);
    bind_str(query, 2, event->id);
    Err err = query_one(sqlite, FIND_EVENT);
    if (!err) {
        bool same = column_int(query, 0) == event->customer &&
                    (uint64_t)column_int(query, 1) == event->fingerprint;
        *out = same ? APPEND_DUPLICATE : APPEND_CLASH;
        if (same) event->at = column_int(query, 2);
    }
    query_leave(sqlite, FIND_EVENT);
    return err;
}

// A number is never given twice, also not where a transaction has come to nothing.
static Err append_one(Sqlite *sqlite, Event *event, Millis now, Appended *out)
{
    int64_t number = sqlite->number + 1;
    bind_event(query_new(sqlite, APPEND_EVENT), number, event);
    Err err = query_run(sqlite, APPEND_EVENT);
    if (err) return err;
    if (query_changes(sqlite) == 0) return compare_event(sqlite, event, out);

    *out = APPEND_STORED;
    sqlite->number = number;
    tail_add(sqlite->tail, event->customer, number, now);
    sqlite_note_move(sqlite, (Move){event->customer, number, true});
    return OK;
}

// --- the facts

static Err add_daily(Sqlite *sqlite, int64_t customer, const DailyCount *daily)
{
    Statement *query = query_new(sqlite, ADD_DAILY);
    bind_int(query, 1, customer);
    bind_int(query, 2, daily->day);
    bind_str(query, 3, event_type_name(daily->type));
    bind_str(query, 4, daily->name);
    bind_int(query, 5, daily->count);
    bind_int(query, 6, daily->sum);
    return query_run(sqlite, ADD_DAILY);
}

static Err add_span(Sqlite *sqlite, int64_t customer, const Span *span)
{
    Statement *query = query_new(sqlite, ADD_SPAN);
    bind_int(query, 1, customer);
    bind_str(query, 2, event_type_name(span->type));
    bind_str(query, 3, span->name);
    bind_int(query, 4, span->first);
    bind_int(query, 5, span->last);
    bind_int(query, 6, span->last_at);
    return query_run(sqlite, ADD_SPAN);
}

// Without the client's id of a ticket or invoice, the event's own stands for it.
static Str own_id(Str id, const Event *event)
{
    return id.length ? id : event->id;
}

static Err add_ticket(Sqlite *sqlite, const Event *event)
{
    Statement *query = query_new(sqlite, ADD_TICKET_CHANGE);
    bind_int(query, 1, event->customer);
    bind_str(query, 2, own_id(event->ticket.ticket, event));
    bind_int(query, 3, event->at);
    bind_str(query, 4, event->id);
    bind_str(query, 5, event->source);
    bind_str(query, 6, ticket_status_name(event->ticket.status));
    bind_str(query, 7, priority_name(event->ticket.priority));
    return query_run(sqlite, ADD_TICKET_CHANGE);
}

static Err add_invoice(Sqlite *sqlite, const Event *event)
{
    const InvoiceDetails *invoice = &event->invoice;
    Statement *query = query_new(sqlite, ADD_INVOICE_CHANGE);
    bind_int(query, 1, event->customer);
    bind_str(query, 2, own_id(invoice->invoice, event));
    bind_int(query, 3, event->at);
    bind_str(query, 4, event->id);
    bind_str(query, 5, event->source);
    bind_str(query, 6, invoice_status_name(invoice->status));
    bind_int(query, 7, invoice->amount);
    bind_str(query, 8, invoice->currency);
    bind_day(query, 9, invoice->due);
    bind_day(query, 10, invoice->paid);
    return query_run(sqlite, ADD_INVOICE_CHANGE);
}

static Err add_change(Sqlite *sqlite, const Event *event)
{
    if (event->type == EVENT_TICKET) return add_ticket(sqlite, event);
    if (event->type == EVENT_INVOICE) return add_invoice(sqlite, event);
    return OK;
}

Err sqlite_mark_stale(Sqlite *sqlite, int64_t customer, Millis since)
{
    Statement *query = query_new(sqlite, MARK_STALE);
    bind_int(query, 1, customer);
    bind_int(query, 2, sqlite_fresh_mark());
    bind_int(query, 3, since);
    return query_run(sqlite, MARK_STALE);
}

Err sqlite_add_tally(Sqlite *sqlite, const Tally *tally)
{
    Err err = OK;
    for (size_t d = 0; !err && d < tally->dailies; d++)
        err = add_daily(sqlite, tally->daily[d].customer, &tally->daily[d].is);
    for (size_t s = 0; !err && s < tally->spans; s++)
        err = add_span(sqlite, tally->span[s].customer, &tally->span[s].is);
    return err;
}

// --- the verbs

static Err note_received(Sqlite *sqlite, Millis earliest)
{
    bind_int(query_new(sqlite, RECEIVED_SINCE), 1, earliest);
    return query_run(sqlite, RECEIVED_SINCE);
}

static Err append_all(Sqlite *sqlite, Event *events, size_t count, Appended *out)
{
    const Millis now = clock_now();
    Millis earliest = INT64_MAX;
    Err err = OK;
    for (size_t i = 0; !err && i < count; i++) {
        err = append_one(sqlite, &events[i], now, &out[i]);
        if (err || out[i] != APPEND_STORED) continue;
        if (events[i].received_at < earliest) earliest = events[i].received_at;
        err = add_change(sqlite, &events[i]);
    }
    return err || earliest == INT64_MAX ? err : note_received(sqlite, earliest);
}

// Only the log is written, and what happened to tickets and invoices, which are few: the
// counts and the timeline follow when sqlite_fold writes them for many events at once.
Err sqlite_append(Store *store, Event *events, size_t count, Appended *out, Arena scratch)
{
    (void)scratch;
    Sqlite *sqlite = (Sqlite *)store;
    Err err = sqlite_make_room(sqlite);
    if (!err) err = query_begin(sqlite, BEGIN_WRITE);
    if (err) return err;
    return query_end(sqlite, append_all(sqlite, events, count, out));
}

static Err erase_counts(Sqlite *sqlite, int64_t customer)
{
    bind_int(query_new(sqlite, ERASE_DAILY), 1, customer);
    Err err = query_run(sqlite, ERASE_DAILY);
    if (err) return err;
    bind_int(query_new(sqlite, ERASE_SPANS), 1, customer);
    return query_run(sqlite, ERASE_SPANS);
}

static Err add_counts(Sqlite *sqlite, int64_t customer, const Facts *counts)
{
    Err err = OK;
    for (int d = 0; !err && d < counts->dailies; d++)
        err = add_daily(sqlite, customer, &counts->daily[d]);
    for (int s = 0; !err && s < counts->spans; s++)
        err = add_span(sqlite, customer, &counts->span[s]);
    return err;
}

Err sqlite_replace_counts(Store *store, int64_t customer, const Facts *counts)
{
    Sqlite *sqlite = (Sqlite *)store;
    Err err = query_begin(sqlite, BEGIN_WRITE);
    if (err) return err;

    err = sqlite_fold_customer(sqlite, customer);
    if (!err) err = erase_counts(sqlite, customer);
    if (!err) err = add_counts(sqlite, customer, counts);
    if (!err) err = sqlite_mark_stale(sqlite, customer, clock_now());
    return query_end(sqlite, err);
}
