#include "store/sqlite/query.h"

// --- which event

static Event read_event(Arena *arena, Statement *query)
{
    Event event = {.number = column_int(query, 0),
                   .name = column_str(arena, query, 2),
                   .at = column_int(query, 3),
                   .quantity = column_int(query, 4),
                   .source = column_str(arena, query, 5)};
    (void)event_type_parse(column_borrow(query, 1), &event.type);
    return event;
}

static Err find_of_door(Sqlite *sqlite, Arena *arena, Event *event)
{
    Statement *query = query_new(sqlite, FIND_OWN_EVENT);
    bind_str(query, 1, event->source);
    bind_str(query, 2, event->id);
    bind_int(query, 3, event->customer);
    Err err = query_one(sqlite, FIND_OWN_EVENT);
    if (!err) *event = read_event(arena, query);
    query_leave(sqlite, FIND_OWN_EVENT);
    return err;
}

static Err find_of_any_door(Sqlite *sqlite, Arena *arena, Event *event)
{
    Err err;
    int found = 0;
    Statement *query = query_new(sqlite, FIND_OWN_EVENTS);
    bind_int(query, 1, event->customer);
    bind_str(query, 2, event->id);
    while (query_row(sqlite, FIND_OWN_EVENTS, &err))
        if (found++ == 0) *event = read_event(arena, query);
    if (err || found == 1) return err;
    return found ? ERR_CONFLICT : ERR_NOT_FOUND;
}

// Fill in what is asked to know of the event that has this customer, source and id.
static Err find_event(Sqlite *sqlite, Arena *arena, Event *event)
{
    const Event wanted = *event;
    Err err = wanted.source.length ? find_of_door(sqlite, arena, event)
                                   : find_of_any_door(sqlite, arena, event);
    event->customer = wanted.customer;
    event->id = wanted.id;
    return err;
}

static Err mark_voided(Sqlite *sqlite, const Event *event, Millis now, bool *is_new)
{
    Statement *query = query_new(sqlite, MARK_VOIDED);
    bind_int(query, 1, event->customer);
    bind_int(query, 2, event->number);
    bind_int(query, 3, now);
    Err err = query_run(sqlite, MARK_VOIDED);
    *is_new = !err && query_changes(sqlite) > 0;
    return err;
}

// --- the counts

// The customer and the kind of the event, as three parameters from `parameter` on.
static void bind_kind(Statement *query, int parameter, const Event *event)
{
    bind_int(query, parameter, event->customer);
    bind_str(query, parameter + 1, event_type_name(event->type));
    bind_str(query, parameter + 2, event->name);
}

static Err run_of_day(Sqlite *sqlite, Query which, int parameter, const Event *event)
{
    Statement *query = query_new(sqlite, which);
    bind_int(query, parameter, event->customer);
    bind_int(query, parameter + 1, event_day(event));
    bind_str(query, parameter + 2, event_type_name(event->type));
    bind_str(query, parameter + 3, event->name);
    return query_run(sqlite, which);
}

static Err take_daily(Sqlite *sqlite, const Event *event)
{
    bind_int(query_new(sqlite, TAKE_DAILY), 1, event->quantity);
    Err err = run_of_day(sqlite, TAKE_DAILY, 2, event);
    return err ? err : run_of_day(sqlite, ERASE_EMPTY_DAILY, 1, event);
}

static Err find_day(Sqlite *sqlite, Query which, const Event *event, Day *out)
{
    Statement *query = query_new(sqlite, which);
    bind_kind(query, 1, event);
    Err err = query_one(sqlite, which);
    if (!err) *out = (Day)column_int(query, 0);
    query_leave(sqlite, which);
    return err;
}

static Err find_last_moment(Sqlite *sqlite, const Event *event, Day day, Millis *out)
{
    Statement *query = query_new(sqlite, LAST_MOMENT);
    bind_int(query, 1, event->customer);
    bind_int(query, 2, day_start(day));
    bind_int(query, 3, day_start(day + 1) - 1);
    bind_str(query, 4, event_type_name(event->type));
    bind_str(query, 5, event->name);
    Err err = query_one(sqlite, LAST_MOMENT);
    if (!err) *out = column_int(query, 0);
    query_leave(sqlite, LAST_MOMENT);
    return err;
}

static Err put_span(Sqlite *sqlite, const Event *event, const Span *span)
{
    Statement *query = query_new(sqlite, PUT_SPAN);
    bind_int(query, 1, span->first);
    bind_int(query, 2, span->last);
    bind_int(query, 3, span->last_at);
    bind_kind(query, 4, event);
    return query_run(sqlite, PUT_SPAN);
}

static Err erase_span(Sqlite *sqlite, const Event *event)
{
    bind_kind(query_new(sqlite, ERASE_SPAN), 1, event);
    return query_run(sqlite, ERASE_SPAN);
}

// The days are those that have a count left; only of the last of them are events read.
static Err measure_span(Sqlite *sqlite, const Event *event)
{
    Span span = {0};
    Err err = find_day(sqlite, FIRST_OF_KIND, event, &span.first);
    if (err == ERR_NOT_FOUND) return erase_span(sqlite, event);
    if (!err) err = find_day(sqlite, LAST_OF_KIND, event, &span.last);
    if (!err) err = find_last_moment(sqlite, event, span.last, &span.last_at);
    return err ? err : put_span(sqlite, event, &span);
}

// An event between the first and the last leaves them as they are.
static Err take_span(Sqlite *sqlite, const Event *event)
{
    Statement *query = query_new(sqlite, HOLD_SPAN);
    bind_kind(query, 1, event);
    Err err = query_one(sqlite, HOLD_SPAN);
    bool at_end = !err && (event_day(event) <= column_int(query, 0) ||
                           event->at >= column_int(query, 1));
    query_leave(sqlite, HOLD_SPAN);
    if (err) return err == ERR_NOT_FOUND ? OK : err;
    return at_end ? measure_span(sqlite, event) : OK;
}

static Err take_change(Sqlite *sqlite, const Event *event)
{
    if (event->type != EVENT_TICKET && event->type != EVENT_INVOICE) return OK;
    Query which = event->type == EVENT_TICKET ? TAKE_TICKET_CHANGE : TAKE_INVOICE_CHANGE;
    Statement *query = query_new(sqlite, which);
    bind_int(query, 1, event->customer);
    bind_int(query, 2, event->at);
    bind_str(query, 3, event->id);
    bind_str(query, 4, event->source);
    return query_run(sqlite, which);
}

// --- the verb

static Err void_event(Sqlite *sqlite, Event *event, Millis now, Arena scratch)
{
    bool is_new = false;
    Err err = sqlite_fold_customer(sqlite, event->customer);
    if (!err) err = find_event(sqlite, &scratch, event);
    if (!err) err = mark_voided(sqlite, event, now, &is_new);
    if (err || !is_new) return err;

    err = take_daily(sqlite, event);
    if (!err) err = take_span(sqlite, event);
    if (!err) err = take_change(sqlite, event);
    if (!err) err = sqlite_mark_stale(sqlite, event->customer, now);
    return err;
}

Err sqlite_void_event(Store *store, int64_t customer, Str source, Str id, Millis now,
                      Arena scratch)
{
    Sqlite *sqlite = (Sqlite *)store;
    Event event = {.customer = customer, .source = source, .id = id};
    Err err = query_begin(sqlite, BEGIN_WRITE);
    if (err) return err;
    return query_end(sqlite, void_event(sqlite, &event, now, scratch));
}
