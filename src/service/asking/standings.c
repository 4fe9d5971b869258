#include "service/asking/standings.h"

#include "base/json_read.h"
#include "model/latest.h"
#include "service/asking/book.h"
#include "service/inside.h"

#include <stdlib.h>

enum { SAME_MOMENT = 50 };  // so many events of one moment are looked at

// --- tickets -----------------------------------------------------------------------

typedef struct {
    const TicketChange *first, *end;  // all that is known of it by the end of the day
    const TicketChange *is;
    Millis opened;
} Ticket;

static bool is_open(const Ticket *ticket)
{
    return ticket->is->is.status != TICKET_CLOSED;
}

static int ascending(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int ticket_order(const void *left, const void *right)
{
    const Ticket *a = left, *b = right;
    if (is_open(a) != is_open(b)) return is_open(a) ? -1 : 1;
    int order = 0;
    if (is_open(a)) {
        order = ascending(b->is->is.priority, a->is->is.priority);
        if (!order) order = ascending(a->opened, b->opened);
    } else {
        order = ascending(b->is->at, a->is->at);
    }
    return order ? order : str_compare(a->is->is.ticket, b->is->is.ticket);
}

static int find_tickets(const Facts *facts, Ticket *out)
{
    int count = 0;
    for (int i = 0, end; i < facts->tickets; i = end) {
        end = ticket_end(facts, i);
        const TicketChange *first = &facts->ticket[i], *is = first;
        for (int c = i + 1; c < end; c++)
            if (ticket_wins(&facts->ticket[c], is)) is = &facts->ticket[c];
        out[count++] = (Ticket){first, facts->ticket + end, is, first->at};
    }
    qsort(out, (size_t)count, sizeof *out, ticket_order);
    return count;
}

static TicketChange copy_ticket(Arena *arena, const TicketChange *change)
{
    TicketChange copy = *change;
    copy.event = str_copy(arena, change->event);
    copy.is.ticket = str_copy(arena, change->is.ticket);
    return copy;
}

static void take_ticket(Arena *arena, const Ticket *ticket, TicketStanding *out)
{
    *out = (TicketStanding){.is = copy_ticket(arena, ticket->is), .opened = ticket->opened};
    for (const TicketChange *c = ticket->end; c-- > ticket->first;) {
        if (out->changes == STANDING_CHANGES) return;
        out->change[out->changes++] = copy_ticket(arena, c);
    }
}

static Str subject_of(Arena *arena, const Event *event)
{
    JsonValue details = {0};
    JsonFault fault;
    Str subject = {0};
    if (json_read(arena, event->details, &details, &fault)) return subject;
    (void)json_get_text(json_member(details, S("subject")), &subject);
    return subject;
}

// A subject is no fact that anything is counted from: it stands in the log alone.
static Err look_for_subject(Store *reader, Arena *arena, int64_t customer,
                            const TicketChange *change, Str *out, Arena scratch)
{
    Event *event = arena_new(&scratch, Event, SAME_MOMENT);
    const EventQuery moment = {.customer = customer,
                               .has_type = true,
                               .type = EVENT_TICKET,
                               .from = change->at,
                               .to = change->at + 1};
    int count = 0;
    Err err = store_events(reader, &scratch, &moment, SAME_MOMENT, event, &count);
    for (int e = 0; !err && e < count && out->length == 0; e++)
        if (str_equal(event[e].id, change->event))
            *out = str_copy(arena, subject_of(&scratch, &event[e]));
    return err;
}

static Err find_subject(Store *reader, Arena *arena, int64_t customer,
                        TicketStanding *ticket, Arena scratch)
{
    Err err = OK;
    for (int c = 0; !err && c < ticket->changes && ticket->subject.length == 0; c++)
        err = look_for_subject(reader, arena, customer, &ticket->change[c],
                               &ticket->subject, scratch);
    return err;
}

static void take_tickets(const Facts *facts, Arena *arena, const StandingsQuery *query,
                         Standings *out, Arena scratch)
{
    Ticket *all = arena_new(&scratch, Ticket, facts->tickets);
    out->all_tickets = find_tickets(facts, all);
    while (out->open_tickets < out->all_tickets && is_open(&all[out->open_tickets]))
        out->open_tickets++;
    out->tickets =
        out->all_tickets < query->most_tickets ? out->all_tickets : query->most_tickets;
    out->ticket = arena_new(arena, TicketStanding, out->tickets);
    for (int t = 0; t < out->tickets; t++)
        take_ticket(arena, &all[t], &out->ticket[t]);
}

// --- invoices ----------------------------------------------------------------------

typedef struct {
    const InvoiceChange *first, *end;
    const InvoiceChange *is;
    Day paid;
    int overdue;
    bool open;
} Invoice;

static int invoice_order(const void *left, const void *right)
{
    const Invoice *a = left, *b = right;
    int order = ascending(b->overdue, a->overdue);
    if (order) return order;
    if (a->open != b->open) return a->open ? -1 : 1;
    if (a->open)
        order = ascending(a->is->is.due, b->is->is.due);
    else
        order = ascending(b->is->is.due, a->is->is.due);
    return order ? order : str_compare(a->is->is.invoice, b->is->is.invoice);
}

// As the factor has it: what is said to be paid later than the day is not paid yet.
static Invoice invoice_of(const InvoiceChange *is, Day day)
{
    Day paid = invoice_paid_on(is);
    if (paid > day) paid = DAY_NONE;
    bool settled = is->is.status == INVOICE_VOID || is->is.status == INVOICE_UNCOLLECTIBLE;
    Invoice invoice = {.is = is, .paid = paid, .open = paid == DAY_NONE && !settled};
    if (invoice.open && is->is.due != DAY_NONE && is->is.due < day)
        invoice.overdue = day - is->is.due;
    return invoice;
}

static int find_invoices(const Facts *facts, Day day, Invoice *out)
{
    int count = 0;
    for (int i = 0, end; i < facts->invoices; i = end) {
        end = invoice_end(facts, i);
        const InvoiceChange *is = &facts->invoice[i];
        for (int c = i + 1; c < end; c++)
            if (invoice_wins(&facts->invoice[c], is)) is = &facts->invoice[c];
        out[count] = invoice_of(is, day);
        out[count].first = &facts->invoice[i];
        out[count++].end = facts->invoice + end;
    }
    qsort(out, (size_t)count, sizeof *out, invoice_order);
    return count;
}

static void add_owed(Arena *arena, const InvoiceDetails *invoice, Standings *out)
{
    int at = 0;
    while (at < out->owes && !str_equal(out->owed[at].currency, invoice->currency))
        at++;
    if (at == OWED_MAX) return;
    if (at == out->owes)
        out->owed[out->owes++] = (Owed){.currency = str_copy(arena, invoice->currency)};
    book_sum(&out->owed[at].amount, invoice->amount);
}

static InvoiceChange copy_invoice(Arena *arena, const InvoiceChange *change)
{
    InvoiceChange copy = *change;
    copy.event = str_copy(arena, change->event);
    copy.is.invoice = str_copy(arena, change->is.invoice);
    copy.is.currency = str_copy(arena, change->is.currency);
    return copy;
}

static void take_invoice(Arena *arena, const Invoice *invoice, InvoiceStanding *out)
{
    *out = (InvoiceStanding){.is = copy_invoice(arena, invoice->is),
                             .paid = invoice->paid,
                             .overdue = invoice->overdue};
    for (const InvoiceChange *c = invoice->end; c-- > invoice->first;) {
        if (out->changes == STANDING_CHANGES) return;
        out->change[out->changes++] = copy_invoice(arena, c);
    }
}

static void take_invoices(const Facts *facts, Arena *arena, const StandingsQuery *query,
                          Standings *out, Arena scratch)
{
    Invoice *all = arena_new(&scratch, Invoice, facts->invoices);
    out->all_invoices = find_invoices(facts, query->day, all);
    for (int i = 0; i < out->all_invoices && all[i].overdue > 0; i++) {
        out->overdue_invoices++;
        add_owed(arena, &all[i].is->is, out);
    }
    out->invoices =
        out->all_invoices < query->most_invoices ? out->all_invoices : query->most_invoices;
    out->invoice = arena_new(arena, InvoiceStanding, out->invoices);
    for (int i = 0; i < out->invoices; i++)
        take_invoice(arena, &all[i], &out->invoice[i]);
}

// -----------------------------------------------------------------------------------

static Err read_standings(const Reader *reader, Arena *arena, const StandingsQuery *query,
                          Standings *out)
{
    Arena room = reader->room;
    Facts facts;
    const DaySpan today = {query->day, query->day};
    Err err = store_facts_within(reader->store, &room, query->customer, today, &facts);
    if (err) return err;
    const Facts known = facts_until(&room, &facts, query->day);
    take_tickets(&known, arena, query, out, room);
    take_invoices(&known, arena, query, out, room);
    for (int t = 0; !err && t < out->tickets; t++)
        err = find_subject(reader->store, arena, query->customer, &out->ticket[t], room);
    return err;
}

Err get_standings(Service *service, Arena *arena, const StandingsQuery *query,
                  Standings *out)
{
    *out = (Standings){0};
    Reader *reader = NULL;
    Err err = readers_lend(service->readers, &reader);
    if (err) return err;
    err = read_standings(reader, arena, query, out);
    reader_leave_room(reader);
    readers_return(service->readers, reader, err);
    return err;
}
