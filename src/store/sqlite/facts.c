#include "store/sqlite/query.h"

// --- the log

static Event read_event(Arena *arena, Statement *query, int64_t customer)
{
    Event event = {.number = column_int(query, 0),
                   .customer = customer,
                   .name = column_str(arena, query, 2),
                   .at = column_int(query, 3),
                   .received_at = column_int(query, 4),
                   .quantity = column_int(query, 5),
                   .source = column_str(arena, query, 6),
                   .id = column_str(arena, query, 7),
                   .fingerprint = (uint64_t)column_int(query, 8),
                   .details = column_str(arena, query, 9),
                   .voided = column_int(query, 10) != 0};
    (void)event_type_parse(column_borrow(query, 1), &event.type);
    return event;
}

// Where the walk begins: at the edge of the span of time, or behind `after`.  Only of
// the events of that very moment is the number asked.
static void bind_walk(Statement *query, const EventQuery *wanted)
{
    Millis from = wanted->from, last = wanted->to - 1;
    int64_t number = wanted->oldest_first ? INT64_MIN : INT64_MAX;
    bool begins_behind =
        wanted->after_set &&
        (wanted->oldest_first ? wanted->after_at >= from : wanted->after_at <= last);
    if (begins_behind) {
        number = wanted->after_number;
        *(wanted->oldest_first ? &from : &last) = wanted->after_at;
    }
    bind_int(query, 1, wanted->customer);
    bind_int(query, 2, from);
    bind_int(query, 3, last);
    bind_int(query, 4, number);
}

Err sqlite_events(Store *store, Arena *arena, const EventQuery *query, int most, Event *out,
                  int *count)
{
    Sqlite *sqlite = (Sqlite *)store;
    *count = 0;
    Err err = query_begin(sqlite, BEGIN_READ);
    if (err) return err;

    Query which = query->oldest_first ? EVENTS_OLDEST_FIRST : EVENTS_NEWEST_FIRST;
    Statement *rows = query_new(sqlite, which);
    bind_walk(rows, query);
    if (query->has_type)
        bind_str(rows, 5, event_type_name(query->type));
    else
        bind_null(rows, 5);
    bind_int(rows, 6, most);
    while (query_row(sqlite, which, &err))
        out[(*count)++] = read_event(arena, rows, query->customer);
    return query_end(sqlite, err);
}

// --- room for more

// The query that asks for one behind so many; false where there is no end.
static bool is_bounded(EventType type, Query *behind)
{
    switch (type) {
    case EVENT_FEATURE: *behind = FEATURE_BEHIND; return true;
    case EVENT_TICKET: *behind = TICKET_BEHIND; return true;
    case EVENT_INVOICE: *behind = INVOICE_BEHIND; return true;
    case EVENT_LOGIN:
    case EVENT_API:
    case EVENT_CUSTOM:
    case EVENT_TYPE_COUNT: break;
    }
    return false;
}

static Err find(Sqlite *sqlite, Query which)
{
    Err err = query_one(sqlite, which);
    query_leave(sqlite, which);
    return err;
}

// Is it known already, so that it adds nothing?
static Err find_known(Sqlite *sqlite, const Event *event)
{
    Err err = ERR_NOT_FOUND;
    if (event->type == EVENT_FEATURE) {
        Statement *query = query_new(sqlite, KNOWS_FEATURE);
        bind_int(query, 1, event->customer);
        bind_str(query, 2, event->name);
        err = find(sqlite, KNOWS_FEATURE);
    }
    if (err != ERR_NOT_FOUND) return err;
    Statement *query = query_new(sqlite, FIND_EVENT);
    bind_str(query, 1, event->source);
    bind_str(query, 2, event->id);
    return find(sqlite, FIND_EVENT);
}

static Err find_room(Sqlite *sqlite, const Event *event, int64_t most)
{
    Query behind;
    if (!is_bounded(event->type, &behind)) return OK;
    Statement *query = query_new(sqlite, behind);
    bind_int(query, 1, event->customer);
    bind_int(query, 2, most - 1);
    Err err = find(sqlite, behind);
    if (err) return err == ERR_NOT_FOUND ? OK : err;
    err = find_known(sqlite, event);
    return err == ERR_NOT_FOUND ? ERR_CONFLICT : err;
}

Err sqlite_has_room(Store *store, const Event *event, int64_t most)
{
    Sqlite *sqlite = (Sqlite *)store;
    Err err = query_begin(sqlite, BEGIN_READ);
    if (err) return err;
    return query_end(sqlite, find_room(sqlite, event, most));
}

// --- the facts

// An array that doubles as it fills: room for one more behind `count`.
static void *room(Arena *arena, void *array, int count, size_t size)
{
    enum { FIRST = 16 };
    if (count == 0) return arena_grow(arena, NULL, 0, FIRST * size);
    if (count < FIRST || (count & (count - 1)) != 0) return array;
    return arena_grow(arena, array, (size_t)count * size, 2 * (size_t)count * size);
}

static Err read_spans(Sqlite *sqlite, Arena *arena, int64_t customer, Facts *out)
{
    Err err;
    Span *span = NULL;
    Statement *query = query_new(sqlite, SPANS);
    bind_int(query, 1, customer);
    while (query_row(sqlite, SPANS, &err)) {
        span = room(arena, span, out->spans, sizeof *span);
        Span *next = &span[out->spans++];
        *next = (Span){.name = column_str(arena, query, 1),
                       .first = (Day)column_int(query, 2),
                       .last = (Day)column_int(query, 3),
                       .last_at = column_int(query, 4)};
        (void)event_type_parse(column_borrow(query, 0), &next->type);
    }
    columns_order_spans(span, out->spans);
    out->span = span;
    return err;
}

// A name that is there on ninety days is kept once: as its span has it.
static Str shared_name(Arena *arena, const Facts *facts, EventType type, Str name)
{
    if (name.length == 0) return (Str){0};
    Str known = columns_span_name(facts->span, facts->spans, type, name);
    return known.length ? known : str_copy(arena, name);
}

static Err read_daily(Sqlite *sqlite, Arena *arena, int64_t customer, Facts *out)
{
    Err err;
    DailyCount *daily = NULL;
    Statement *query = query_new(sqlite, DAILIES);
    bind_int(query, 1, customer);
    bind_int(query, 2, out->from);
    while (query_row(sqlite, DAILIES, &err)) {
        daily = room(arena, daily, out->dailies, sizeof *daily);
        DailyCount *next = &daily[out->dailies++];
        *next = (DailyCount){.day = (Day)column_int(query, 0),
                             .count = column_int(query, 3),
                             .sum = column_int(query, 4)};
        (void)event_type_parse(column_borrow(query, 1), &next->type);
        next->name = shared_name(arena, out, next->type, column_borrow(query, 2));
    }
    columns_order_daily(daily, out->dailies);
    out->daily = daily;
    return err;
}

static Err read_tickets(Sqlite *sqlite, Arena *arena, int64_t customer, Facts *out)
{
    Err err;
    TicketChange *ticket = NULL;
    Statement *query = query_new(sqlite, TICKETS);
    bind_int(query, 1, customer);
    while (query_row(sqlite, TICKETS, &err)) {
        ticket = room(arena, ticket, out->tickets, sizeof *ticket);
        TicketChange *next = &ticket[out->tickets++];
        *next = (TicketChange){.at = column_int(query, 1),
                               .event = column_str(arena, query, 2)};
        next->is.ticket = column_str(arena, query, 0);
        (void)ticket_status_parse(column_borrow(query, 3), &next->is.status);
        (void)priority_parse(column_borrow(query, 4), &next->is.priority);
    }
    out->ticket = ticket;
    return err;
}

static Err read_invoices(Sqlite *sqlite, Arena *arena, int64_t customer, Facts *out)
{
    Err err;
    InvoiceChange *invoice = NULL;
    Statement *query = query_new(sqlite, INVOICES);
    bind_int(query, 1, customer);
    while (query_row(sqlite, INVOICES, &err)) {
        invoice = room(arena, invoice, out->invoices, sizeof *invoice);
        InvoiceChange *next = &invoice[out->invoices++];
        *next = (InvoiceChange){.at = column_int(query, 1),
                                .event = column_str(arena, query, 2)};
        next->is = (InvoiceDetails){.invoice = column_str(arena, query, 0),
                                    .amount = column_int(query, 4),
                                    .currency = column_str(arena, query, 5),
                                    .due = column_day(query, 6),
                                    .paid = column_day(query, 7)};
        (void)invoice_status_parse(column_borrow(query, 3), &next->is.status);
    }
    out->invoice = invoice;
    return err;
}

Err sqlite_facts(Store *store, Arena *arena, int64_t customer, Day from, Facts *out)
{
    Sqlite *sqlite = (Sqlite *)store;
    *out = (Facts){.from = from};
    Err err = query_begin(sqlite, BEGIN_READ);
    if (err) return err;

    err = read_spans(sqlite, arena, customer, out);
    if (!err) err = read_daily(sqlite, arena, customer, out);
    if (!err) err = read_tickets(sqlite, arena, customer, out);
    if (!err) err = read_invoices(sqlite, arena, customer, out);
    return query_end(sqlite, err);
}
