#include "store/sqlite/query.h"

#include <stdlib.h>

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

// Has the customer used a feature of this name, as far as is folded?
static Err find_feature(Sqlite *sqlite, int64_t customer, Str name)
{
    Statement *query = query_new(sqlite, KNOWS_FEATURE);
    bind_int(query, 1, customer);
    bind_str(query, 2, name);
    return find(sqlite, KNOWS_FEATURE);
}

// Is it known already, so that it adds nothing?
static Err find_known(Sqlite *sqlite, const Event *event)
{
    Err err = ERR_NOT_FOUND;
    if (event->type == EVENT_FEATURE)
        err = find_feature(sqlite, event->customer, event->name);
    if (err != ERR_NOT_FOUND) return err;
    Statement *query = query_new(sqlite, FIND_EVENT);
    bind_str(query, 1, event->source);
    bind_str(query, 2, event->id);
    return find(sqlite, FIND_EVENT);
}

static int by_kind(const void *left, const void *right)
{
    const Event *a = left, *b = right;
    if (a->type != b->type) return a->type < b->type ? -1 : 1;
    return str_compare(a->name, b->name);
}

enum { NAME_IS_KNOWN = -1 };

// How many names of features the tail adds to those of the spans; NAME_IS_KNOWN where the
// wanted one is in it, for then that adds nothing.
static Err count_waiting(Sqlite *sqlite, const Event *wanted, const Unfolded *unfolded,
                         int64_t *names, Arena scratch)
{
    Event *event;
    size_t count;
    const int64_t customer = wanted->customer;
    *names = 0;
    Err err = sqlite_read_unfolded(sqlite, &scratch, customer, unfolded, &event, &count);
    if (err) return err;
    qsort(event, count, sizeof *event, by_kind);
    for (size_t i = 0; i < count; i++) {
        bool repeats = i > 0 && by_kind(&event[i - 1], &event[i]) == 0;
        if (event[i].type != EVENT_FEATURE || repeats) continue;
        if (str_equal(event[i].name, wanted->name)) {
            *names = NAME_IS_KNOWN;
            return OK;
        }
        err = find_feature(sqlite, customer, event[i].name);
        if (err == ERR_NOT_FOUND) ++*names;
        if (err && err != ERR_NOT_FOUND) return err;
    }
    return OK;
}

// `waiting` of what is bounded is not where it is counted yet.
static Err find_room(Sqlite *sqlite, const Event *event, int64_t most, int64_t waiting)
{
    Query behind;
    if (!is_bounded(event->type, &behind)) return OK;
    if (waiting < most) {
        Statement *query = query_new(sqlite, behind);
        bind_int(query, 1, event->customer);
        bind_int(query, 2, most - 1 - waiting);
        Err err = find(sqlite, behind);
        if (err) return err == ERR_NOT_FOUND ? OK : err;
    }
    Err err = find_known(sqlite, event);
    return err == ERR_NOT_FOUND ? ERR_CONFLICT : err;
}

// Few events wait, as a rule: were each of another name, there would still be room.
// Only where that is not so they are looked at.
Err sqlite_has_room(Store *store, const Event *event, int64_t most)
{
    Sqlite *sqlite = (Sqlite *)store;
    Arena room = sqlite->room;
    Unfolded unfolded = {0};
    Err err = OK;
    if (event->type == EVENT_FEATURE)
        err = sqlite_unfolded_of(sqlite, &room, event->customer, &unfolded);
    if (!err) err = query_begin(sqlite, BEGIN_READ);
    if (err) return err;

    int64_t waiting = unfolded.count;
    err = find_room(sqlite, event, most, waiting);
    if (err == ERR_CONFLICT && waiting > 0) {
        err = count_waiting(sqlite, event, &unfolded, &waiting, room);
        if (!err && waiting != NAME_IS_KNOWN) err = find_room(sqlite, event, most, waiting);
    }
    arena_trim(sqlite->room, ROOM_KEPT);
    return query_end(sqlite, err);
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

static Err read_daily(Sqlite *sqlite, Arena *arena, int64_t customer, Day to, Facts *out)
{
    Err err;
    DailyCount *daily = NULL;
    Statement *query = query_new(sqlite, DAILIES);
    bind_int(query, 1, customer);
    bind_int(query, 2, out->from);
    bind_int(query, 3, to);
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

// What is in the tail is added to what is folded, as folding it would.
static Err add_unfolded(Sqlite *sqlite, Arena *arena, int64_t customer,
                        const Unfolded *unfolded, Facts *out)
{
    Event *event;
    size_t count;
    Err err = sqlite_read_unfolded(sqlite, arena, customer, unfolded, &event, &count);
    if (err || count == 0) return err;
    Appended *became = arena_new(arena, Appended, count);
    for (size_t i = 0; i < count; i++)
        became[i] = APPEND_STORED;
    Tally tally = tally_of(arena, event, became, count);
    tally_add_to(arena, &tally, out);
    return OK;
}

static Err read_facts(Sqlite *sqlite, Arena *arena, int64_t customer, DaySpan days,
                      Facts *out)
{
    Unfolded unfolded;
    *out = (Facts){.from = days.from};
    Err err = sqlite_unfolded_of(sqlite, arena, customer, &unfolded);
    if (!err) err = query_begin(sqlite, BEGIN_READ);
    if (err) return err;

    err = sqlite_customer_alone(sqlite, arena, customer, out);
    bool missed = !err && out->watermark > unfolded.latest;
    if (!err) err = read_spans(sqlite, arena, customer, out);
    if (!err) err = read_daily(sqlite, arena, customer, days.to, out);
    if (!err) err = add_unfolded(sqlite, arena, customer, &unfolded, out);
    if (!err) err = read_tickets(sqlite, arena, customer, out);
    if (!err) err = read_invoices(sqlite, arena, customer, out);
    if (missed) out->watermark = unfolded.latest;
    err = query_end(sqlite, err);
    return !err && missed ? ERR_CONFLICT : err;
}

// What came between the look at the tail and the transaction may be the customer's: then it
// is read once more, so that the facts are those up to the watermark and no others.
Err sqlite_facts(Store *store, Arena *arena, int64_t customer, DaySpan days, Facts *out)
{
    enum { TRIES = 10 };
    Arena before = *arena;
    Err err = ERR_CONFLICT;
    for (int t = 0; err == ERR_CONFLICT && t < TRIES; t++) {
        *arena = before;
        err = read_facts((Sqlite *)store, arena, customer, days, out);
    }
    return err == ERR_CONFLICT ? OK : err;
}
