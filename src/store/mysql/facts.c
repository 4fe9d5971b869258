#include "store/mysql/verbs.h"

// --- the log

static Event read_event(Arena *arena, const Rows *rows, int64_t customer)
{
    Event event = {.number = row_int(rows, 0),
                   .customer = customer,
                   .name = row_text(arena, rows, 2),
                   .at = row_int(rows, 3),
                   .received_at = row_int(rows, 4),
                   .quantity = row_int(rows, 5),
                   .source = row_text(arena, rows, 6),
                   .id = row_text(arena, rows, 7),
                   .fingerprint = (uint64_t)row_int(rows, 8),
                   .details = row_text(arena, rows, 9),
                   .voided = row_int(rows, 10) != 0};
    Arena scratch = *arena;
    (void)event_type_parse(row_text(&scratch, rows, 1), &event.type);
    return event;
}

// Where the walk begins: at the edge of the span of time, or behind `after`.  Only of
// the events of that very moment is the number asked.
static Err ask_events(Session *session, const EventQuery *wanted, int most, Rows *out)
{
    bool forward = wanted->oldest_first;
    Millis from = wanted->from, last = wanted->to - 1;
    int64_t number = forward ? INT64_MIN : INT64_MAX;
    bool begins_behind = wanted->after_set &&
                         (forward ? wanted->after_at >= from : wanted->after_at <= last);
    if (begins_behind) {
        number = wanted->after_number;
        *(forward ? &from : &last) = wanted->after_at;
    }
    Value type = value_if(wanted->has_type, value_text(event_type_name(wanted->type)));
    return session_ask(session, forward ? EVENTS_OLDEST_FIRST : EVENTS_NEWEST_FIRST,
                       VALUES(value_int(wanted->customer), value_int(from), value_int(last),
                              value_int(forward ? from : last), value_int(number), type,
                              type, value_int(most)),
                       out);
}

Err session_events(Store *store, Arena *arena, const EventQuery *query, int most,
                   Event *out, int *count)
{
    *count = 0;
    Rows rows;
    Err err = ask_events((Session *)store, query, most, &rows);
    while (!err && rows_next(&rows))
        out[(*count)++] = read_event(arena, &rows, query->customer);
    return err;
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

static Err find(Session *session, Query which, Value first, Value second)
{
    Rows rows;
    Err err = session_ask_one(session, which, VALUES(first, second), &rows);
    if (!err) rows_leave(&rows);
    return err;
}

// Is it known already, so that it adds nothing?
static Err find_known(Session *session, const Event *event)
{
    Err err = ERR_NOT_FOUND;
    if (event->type == EVENT_FEATURE)
        err = find(session, KNOWS_FEATURE, value_int(event->customer),
                   value_text(event->name));
    if (err != ERR_NOT_FOUND) return err;
    return find(session, FIND_EVENT, value_text(event->source), value_text(event->id));
}

Err session_has_room(Store *store, const Event *event, int64_t most)
{
    Session *session = (Session *)store;
    Query behind;
    if (!is_bounded(event->type, &behind)) return OK;
    Err err = find(session, behind, value_int(event->customer), value_int(most - 1));
    if (err) return err == ERR_NOT_FOUND ? OK : err;
    err = find_known(session, event);
    return err == ERR_NOT_FOUND ? ERR_CONFLICT : err;
}

// --- the facts

static Err read_spans(Session *session, Arena *arena, int64_t customer, Facts *out)
{
    Rows rows;
    Err err = session_ask(session, SPANS, VALUES(value_int(customer)), &rows);
    if (err) return err;
    Span *span = arena_new(arena, Span, rows_count(&rows));
    while (rows_next(&rows)) {
        Span *next = &span[out->spans++];
        *next = (Span){.name = row_text(arena, &rows, 1),
                       .first = (Day)row_int(&rows, 2),
                       .last = (Day)row_int(&rows, 3),
                       .last_at = row_int(&rows, 4)};
        Arena scratch = *arena;
        (void)event_type_parse(row_text(&scratch, &rows, 0), &next->type);
    }
    columns_order_spans(span, out->spans);
    out->span = span;
    return OK;
}

// A name that is there on ninety days is kept once: as its span has it.
static Str shared_name(Arena *arena, const Facts *facts, EventType type, Str name)
{
    if (name.length == 0) return (Str){0};
    Str known = columns_span_name(facts->span, facts->spans, type, name);
    return known.length ? known : str_copy(arena, name);
}

static Err read_daily(Session *session, Arena *arena, int64_t customer, Day to, Facts *out)
{
    Rows rows;
    Err err = session_ask(session, DAILIES,
                          VALUES(value_int(customer), value_int(out->from), value_int(to)),
                          &rows);
    if (err) return err;
    DailyCount *daily = arena_new(arena, DailyCount, rows_count(&rows));
    while (rows_next(&rows)) {
        DailyCount *next = &daily[out->dailies++];
        *next = (DailyCount){.day = (Day)row_int(&rows, 0),
                             .count = row_int(&rows, 3),
                             .sum = row_int(&rows, 4)};
        char room[1024];  // more than a type and a name are long
        Arena scratch = {room, room + sizeof room};
        (void)event_type_parse(row_text(&scratch, &rows, 1), &next->type);
        next->name = shared_name(arena, out, next->type, row_text(&scratch, &rows, 2));
    }
    columns_order_daily(daily, out->dailies);
    out->daily = daily;
    return OK;
}

static Err read_tickets(Session *session, Arena *arena, int64_t customer, Facts *out)
{
    Rows rows;
    Err err = session_ask(session, TICKETS, VALUES(value_int(customer)), &rows);
    if (err) return err;
    TicketChange *ticket = arena_new(arena, TicketChange, rows_count(&rows));
    while (rows_next(&rows)) {
        TicketChange *next = &ticket[out->tickets++];
        *next = (TicketChange){.at = row_int(&rows, 1), .event = row_text(arena, &rows, 2)};
        next->is.ticket = row_text(arena, &rows, 0);
        Arena scratch = *arena;
        (void)ticket_status_parse(row_text(&scratch, &rows, 3), &next->is.status);
        (void)priority_parse(row_text(&scratch, &rows, 4), &next->is.priority);
    }
    out->ticket = ticket;
    return OK;
}

static Err read_invoices(Session *session, Arena *arena, int64_t customer, Facts *out)
{
    Rows rows;
    Err err = session_ask(session, INVOICES, VALUES(value_int(customer)), &rows);
    if (err) return err;
    InvoiceChange *invoice = arena_new(arena, InvoiceChange, rows_count(&rows));
    while (rows_next(&rows)) {
        InvoiceChange *next = &invoice[out->invoices++];
        *next =
            (InvoiceChange){.at = row_int(&rows, 1), .event = row_text(arena, &rows, 2)};
        next->is = (InvoiceDetails){.invoice = row_text(arena, &rows, 0),
                                    .amount = row_int(&rows, 4),
                                    .currency = row_text(arena, &rows, 5),
                                    .due = row_day(&rows, 6),
                                    .paid = row_day(&rows, 7)};
        Arena scratch = *arena;
        (void)invoice_status_parse(row_text(&scratch, &rows, 3), &next->is.status);
    }
    out->invoice = invoice;
    return OK;
}

typedef struct {
    Arena *arena;
    int64_t customer;
    DaySpan days;
    Facts *out;
} Wanted;

static Err read_facts(Session *session, void *what)
{
    const Wanted *wanted = what;
    Arena *arena = wanted->arena;
    *wanted->out = (Facts){.from = wanted->days.from};
    Err err = session_customer_alone(session, arena, wanted->customer, wanted->out);
    if (!err) err = read_spans(session, arena, wanted->customer, wanted->out);
    if (!err)
        err = read_daily(session, arena, wanted->customer, wanted->days.to, wanted->out);
    if (!err) err = read_tickets(session, arena, wanted->customer, wanted->out);
    if (!err) err = read_invoices(session, arena, wanted->customer, wanted->out);
    return err;
}

Err session_facts(Store *store, Arena *arena, int64_t customer, DaySpan days, Facts *out)
{
    Wanted wanted = {arena, customer, days, out};
    return session_read((Session *)store, read_facts, &wanted);
}
