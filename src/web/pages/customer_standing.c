#include "web/pages/customer_standing.h"

#include "service/asking/standings.h"
#include "web/pages/frame.h"
#include "web/pages/notices.h"
#include "web/pages/say.h"
#include "web/params.h"

#include <assert.h>

enum {
    FEW = 6,
    MANY = 200,
    LATE_DAYS = 14  // what is overdue for longer is no oversight any more
};

static_assert((int)STANDING_CHANGES <= (int)STANDING_CHANGES_SHOWN, "all are shown");

static Str events_link(Arena *arena, int64_t customer, const char *type, Day day)
{
    Writer link = {.arena = arena};
    writer_format(&link, "/api/customers/%lld/events?type=%s&from=", (long long)customer,
                  type);
    day_write(&link, day);
    writer_put(&link, S("&to="));
    day_write(&link, day);
    return writer_str(&link);
}

static Str days(Arena *arena, Day count)
{
    return str_format(arena, "%d d", (int)count);
}

// --- tickets -----------------------------------------------------------------------

static void fill_ticket(Arena *arena, int64_t customer, const TicketStanding *ticket,
                        Day today, StandingLine *line)
{
    static const char *const tints[] = {"stable", "at_risk", "critical"};
    const TicketDetails *is = &ticket->is.is;
    bool closed = is->status == TICKET_CLOSED;
    Day opened = day_of(ticket->opened), ended = closed ? day_of(ticket->is.at) : today;
    *line = (StandingLine){
        .id = is->ticket,
        .text = ticket->subject,
        .band = closed ? (Str){0} : str_of(tints[is->priority]),
        .kind = capitalised(arena, priority_name(is->priority)),
        .status = closed
                      ? str_format(arena, "Closed %.*s", STR(say_day_short(arena, ended)))
                      : capitalised(arena, ticket_status_name(is->status)),
        .age = days(arena, ended - opened),
    };
    for (int c = 0; c < ticket->changes; c++) {
        const TicketChange *change = &ticket->change[c];
        line->change[line->changes++] = (StandingChange){
            .at = moment_of(arena, change->at),
            .text =
                str_format(arena, "%.*s, %.*s", STR(ticket_status_name(change->is.status)),
                           STR(priority_name(change->is.priority))),
            .link = events_link(arena, customer, "ticket", day_of(change->at))};
    }
}

// --- invoices ----------------------------------------------------------------------

static void say_standing(Arena *arena, const InvoiceStanding *invoice, Day today,
                         StandingLine *line)
{
    const InvoiceDetails *is = &invoice->is.is;
    if (is->status == INVOICE_VOID || is->status == INVOICE_UNCOLLECTIBLE) {
        line->status = capitalised(arena, invoice_status_name(is->status));
        line->band = is->status == INVOICE_VOID ? S("no_data") : S("critical");
    } else if (invoice->overdue > 0) {
        line->status = str_format(arena, "%d d overdue", invoice->overdue);
        line->band = invoice->overdue > LATE_DAYS ? S("critical") : S("at_risk");
    } else if (invoice->paid == DAY_NONE) {
        line->status =
            str_format(arena, "Due %.*s", STR(say_distance(arena, is->due, today)));
        line->band = S("stable");
    } else if (invoice->paid > is->due) {
        line->status = str_format(arena, "Paid %d d late", (int)(invoice->paid - is->due));
        line->band = S("stable");
    } else {
        line->status = S("Paid");
        line->band = S("healthy");
    }
}

static Str say_invoice_change(Arena *arena, const InvoiceDetails *is)
{
    Writer text = {.arena = arena};
    writer_format(&text, "%.*s, %.*s, due %.*s", STR(invoice_status_name(is->status)),
                  STR(say_money(arena, is->amount, is->currency)),
                  STR(say_day_short(arena, is->due)));
    if (is->paid != DAY_NONE)
        writer_format(&text, ", paid %.*s", STR(say_day_short(arena, is->paid)));
    return writer_str(&text);
}

static void fill_invoice(Arena *arena, int64_t customer, const InvoiceStanding *invoice,
                         Day today, StandingLine *line)
{
    const InvoiceDetails *is = &invoice->is.is;
    *line = (StandingLine){.id = is->invoice,
                           .text = say_day_short(arena, is->due),
                           .kind = say_money(arena, is->amount, is->currency)};
    say_standing(arena, invoice, today, line);
    for (int c = 0; c < invoice->changes; c++) {
        const InvoiceChange *change = &invoice->change[c];
        line->change[line->changes++] = (StandingChange){
            .at = moment_of(arena, change->at),
            .text = say_invoice_change(arena, &change->is),
            .link = events_link(arena, customer, "invoice", day_of(change->at))};
    }
}

static Str say_owed(Arena *arena, const Standings *standings)
{
    Writer text = {.arena = arena};
    for (int o = 0; o < standings->owes; o++)
        writer_format(
            &text, "%s%.*s", o ? " + " : "",
            STR(say_money(arena, standings->owed[o].amount, standings->owed[o].currency)));
    writer_put(&text, standings->owes > 0 ? S(" overdue") : S("None overdue"));
    return writer_str(&text);
}

// -----------------------------------------------------------------------------------

static Err query_most(const Request *request, Reply *reply, Str name, int *out)
{
    Str asked;
    *out = FEW;
    if (!request_query(request, name, &asked) || asked.length == 0) return OK;
    if (!str_equal(asked, S("all")))
        return query_fault(reply, name, S("Input should be 'all'"), S("enum"));
    *out = MANY;
    return OK;
}

static Str all_of(Arena *arena, int shown, int all, const char *noun)
{
    if (shown == all || shown > FEW) return (Str){0};
    return str_format(arena, "All %.*s", STR(say_many(arena, all, noun)));
}

static void fill_view(Arena *arena, const Standings *standings, Day today,
                      StandingsView *view)
{
    StandingLine *ticket = arena_new(arena, StandingLine, standings->tickets);
    StandingLine *invoice = arena_new(arena, StandingLine, standings->invoices);
    for (int t = 0; t < standings->tickets; t++)
        fill_ticket(arena, view->customer, &standings->ticket[t], today, &ticket[t]);
    for (int i = 0; i < standings->invoices; i++)
        fill_invoice(arena, view->customer, &standings->invoice[i], today, &invoice[i]);
    view->ticket = ticket;
    view->tickets = standings->tickets;
    view->tickets_note =
        str_format(arena, "%.*s open", STR(say_count(arena, standings->open_tickets)));
    view->tickets_all = all_of(arena, standings->tickets, standings->all_tickets, "ticket");
    view->invoice = invoice;
    view->invoices = standings->invoices;
    view->invoices_note = say_owed(arena, standings);
    view->invoices_all =
        all_of(arena, standings->invoices, standings->all_invoices, "invoice");
}

Err fill_standings(App *app, const Request *request, Reply *reply,
                   const HealthDetails *details, CustomerPage *page)
{
    Standings standings;
    StandingsQuery query = {.customer = details->row.customer.id, .day = details->today};
    Err err = notice_or_refuse(
        request, query_most(request, reply, S("tickets"), &query.most_tickets));
    if (!err)
        err = notice_or_refuse(
            request, query_most(request, reply, S("invoices"), &query.most_invoices));
    if (!err) err = get_standings(app->service, request->arena, &query, &standings);
    if (err) return err;
    page->standings.customer = query.customer;
    fill_view(request->arena, &standings, details->today, &page->standings);
    return OK;
}
