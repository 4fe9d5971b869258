#include "store/mysql/verbs.h"

// --- which event

static Event read_event(Arena *arena, const Rows *rows)
{
    Event event = {.number = row_int(rows, 0),
                   .name = row_text(arena, rows, 2),
                   .at = row_int(rows, 3),
                   .quantity = row_int(rows, 4),
                   .source = row_text(arena, rows, 5)};
    Arena scratch = *arena;
    (void)event_type_parse(row_text(&scratch, rows, 1), &event.type);
    return event;
}

static Err ask_event(Session *session, const Event *wanted, Rows *out)
{
    Value customer = value_int(wanted->customer), id = value_text(wanted->id);
    if (wanted->source.length == 0)
        return session_ask(session, FIND_OWN_EVENTS, VALUES(customer, id), out);
    return session_ask(session, FIND_OWN_EVENT,
                       VALUES(value_text(wanted->source), id, customer), out);
}

// Fill in what is asked to know of the event that has this customer, source and id.
static Err find_event(Session *session, Arena *arena, Event *event)
{
    const Event wanted = *event;
    int found = 0;
    Rows rows;
    Err err = ask_event(session, &wanted, &rows);
    while (!err && rows_next(&rows))
        if (found++ == 0) *event = read_event(arena, &rows);
    event->customer = wanted.customer;
    event->id = wanted.id;
    if (err || found == 1) return err;
    return found ? ERR_CONFLICT : ERR_NOT_FOUND;
}

// Another process that takes it back at the same time is waited for here.
static Err mark_voided(Session *session, const Event *event, Millis now, bool *is_new)
{
    Err err = session_run(
        session, MARK_VOIDED,
        VALUES(value_int(event->customer), value_int(event->number), value_int(now)));
    *is_new = !err && session_changes(session, MARK_VOIDED) > 0;
    return err;
}

// --- the counts

static Err take_daily(Session *session, const Event *event)
{
    const Value values[] = {
        value_int(event->quantity), value_int(event->customer), value_int(event_day(event)),
        value_text(event_type_name(event->type)), value_text(event->name)};
    Err err = session_run(session, TAKE_DAILY, values, 5);
    return err ? err : session_run(session, ERASE_EMPTY_DAILY, values + 1, 4);
}

// The customer and the kind of the event.
#define KIND(event)                                                                        \
    value_int((event)->customer), value_text(event_type_name((event)->type)),              \
        value_text((event)->name)

static Err find_day(Session *session, Query which, const Event *event, Day *out)
{
    Rows rows;
    Err err = session_ask_one(session, which, VALUES(KIND(event)), &rows);
    if (err) return err;
    *out = (Day)row_int(&rows, 0);
    rows_leave(&rows);
    return OK;
}

static Err find_last_moment(Session *session, const Event *event, Day day, Millis *out)
{
    Rows rows;
    Err err = session_ask_one(session, LAST_MOMENT,
                              VALUES(value_int(event->customer), value_int(day_start(day)),
                                     value_int(day_start(day + 1) - 1),
                                     value_text(event_type_name(event->type)),
                                     value_text(event->name)),
                              &rows);
    if (err) return err;
    *out = row_int(&rows, 0);
    rows_leave(&rows);
    return OK;
}

// The days are those that have a count left; only of the last of them are events read.
static Err measure_span(Session *session, const Event *event)
{
    Span span = {0};
    Err err = find_day(session, FIRST_OF_KIND, event, &span.first);
    if (err == ERR_NOT_FOUND) return session_run(session, ERASE_SPAN, VALUES(KIND(event)));
    if (!err) err = find_day(session, LAST_OF_KIND, event, &span.last);
    if (!err) err = find_last_moment(session, event, span.last, &span.last_at);
    if (err) return err;
    return session_run(session, PUT_SPAN,
                       VALUES(value_int(span.first), value_int(span.last),
                              value_int(span.last_at), KIND(event)));
}

// An event between the first and the last leaves them as they are.  Who appends one
// meanwhile waits for the row, and then adds to what we leave.
static Err take_span(Session *session, const Event *event)
{
    Rows rows;
    Err err = session_ask_one(session, HOLD_SPAN, VALUES(KIND(event)), &rows);
    if (err) return err == ERR_NOT_FOUND ? OK : err;
    bool at_end = event_day(event) <= row_int(&rows, 0) || event->at >= row_int(&rows, 1);
    rows_leave(&rows);
    return at_end ? measure_span(session, event) : OK;
}

static Err take_change(Session *session, const Event *event)
{
    if (event->type != EVENT_TICKET && event->type != EVENT_INVOICE) return OK;
    Query which = event->type == EVENT_TICKET ? TAKE_TICKET_CHANGE : TAKE_INVOICE_CHANGE;
    return session_run(session, which,
                       VALUES(value_int(event->customer), value_int(event->at),
                              value_text(event->id), value_text(event->source)));
}

// --- the verb

Err session_mark_stale(Session *session, int64_t customer, Millis since)
{
    return session_run(
        session, MARK_STALE,
        VALUES(value_int(customer), value_int(session_fresh_mark()), value_int(since)));
}

typedef struct {
    Event event;  // by customer, source and id
    Millis now;
    Arena scratch;
} Voided;

static Err void_event(Session *session, void *what)
{
    const Voided *voided = what;
    Arena scratch = voided->scratch;
    Event event = voided->event;
    bool is_new = false;
    Err err = find_event(session, &scratch, &event);
    if (!err) err = mark_voided(session, &event, voided->now, &is_new);
    if (err || !is_new) return err;

    err = take_daily(session, &event);
    if (!err) err = take_span(session, &event);
    if (!err) err = take_change(session, &event);
    if (!err) err = session_mark_stale(session, event.customer, voided->now);
    return err;
}

Err session_void_event(Store *store, int64_t customer, Str source, Str id, Millis now,
                       Arena scratch)
{
    Voided voided = {.event = {.customer = customer, .source = source, .id = id},
                     .now = now};
    voided.scratch = scratch;
    return session_write((Session *)store, void_event, &voided);
}
