#include "model/counting.h"

#include "model/latest.h"
#include "model/standing.h"

#include <assert.h>

static const char *const reasons[COUNTING_COUNT] = {
    [COUNTING_COUNTS] = "",
    [COUNTING_VOIDED] = "taken back",
    [COUNTING_LATER] = "later than the day",
    [COUNTING_OLDER] = "older than the window",
    [COUNTING_COMPARED] = "in the window before, which it is compared with",
    [COUNTING_REPEAT] = "a repeat of the same feature",
    [COUNTING_CHANGED] = "what came later of the same one counts",
    [COUNTING_CLOSED] = "closed by the day",
    [COUNTING_OPENED_BEFORE] = "opened before the window",
    [COUNTING_VOID_INVOICE] = "a void invoice",
    [COUNTING_DUE_LATER] = "due later",
    [COUNTING_DUE_BEFORE] = "due before the window",
    [COUNTING_DUE_ON_THE_DAY] = "due on the day, and not paid yet",
};

Str counting_reason(Counting counting)
{
    assert(counting < COUNTING_COUNT);
    return str_of(reasons[counting]);
}

bool counting_is_of(const Metric *metric, const Event *event)
{
    if (metric->agg == AGG_VALUE || metric->type != event->type) return false;
    return metric->type != EVENT_CUSTOM || str_equal(metric->name, event->name);
}

// --- tickets ---------------------------------------------------------------------

static Counting judge_ticket(const Facts *facts, int begin, int end, const Event *event,
                             DaySpan window)
{
    const TicketChange *opened = NULL, *latest = NULL;
    for (const TicketChange *c = &facts->ticket[begin]; c < &facts->ticket[end]; c++) {
        if (day_of(c->at) > window.to) continue;
        if (!opened || c->at < opened->at) opened = c;
        if (!latest || ticket_wins(c, latest)) latest = c;
    }
    if (!latest || !str_equal(latest->event, event->id) || latest->at != event->at)
        return COUNTING_CHANGED;
    if (latest->is.status == TICKET_CLOSED) return COUNTING_CLOSED;
    return day_of(opened->at) < window.from ? COUNTING_OPENED_BEFORE : COUNTING_COUNTS;
}

static Counting find_ticket(const Facts *facts, const Event *event, DaySpan window)
{
    for (int i = 0, end; i < facts->tickets; i = end) {
        end = ticket_end(facts, i);
        for (int c = i; c < end; c++)
            if (facts->ticket[c].at == event->at &&
                str_equal(facts->ticket[c].event, event->id))
                return judge_ticket(facts, i, end, event, window);
    }
    return COUNTING_CHANGED;
}

// --- invoices --------------------------------------------------------------------

static Counting judge_standing(const Metric *metric, const InvoiceChange *invoice,
                               DaySpan window)
{
    Day due = invoice->is.due, paid = invoice_paid_on(invoice);
    if (invoice->is.status == INVOICE_VOID) return COUNTING_VOID_INVOICE;
    if (metric->agg == AGG_ORIGINAL_RATIO) return COUNTING_COUNTS;
    if (due > window.to) return COUNTING_DUE_LATER;
    if (due < window.from) return COUNTING_DUE_BEFORE;
    bool is_paid = paid != DAY_NONE && paid <= window.to;
    return due == window.to && !is_paid ? COUNTING_DUE_ON_THE_DAY : COUNTING_COUNTS;
}

static Counting judge_invoice(const Metric *metric, const InvoiceChange *change,
                              int changes, const Event *event, DaySpan window)
{
    const InvoiceChange *latest = NULL;
    for (const InvoiceChange *c = change; c < change + changes; c++)
        if (day_of(c->at) <= window.to && (!latest || invoice_wins(c, latest))) latest = c;
    if (!latest || !str_equal(latest->event, event->id) || latest->at != event->at)
        return COUNTING_CHANGED;
    return judge_standing(metric, latest, window);
}

static Counting find_invoice(const Metric *metric, const Facts *facts, const Event *event,
                             DaySpan window)
{
    for (int i = 0, end; i < facts->invoices; i = end) {
        end = invoice_end(facts, i);
        for (int c = i; c < end; c++)
            if (facts->invoice[c].at == event->at &&
                str_equal(facts->invoice[c].event, event->id))
                return judge_invoice(metric, &facts->invoice[i], end - i, event, window);
    }
    return COUNTING_CHANGED;
}

// --- all of them -----------------------------------------------------------------

// Where a window has no beginning, its names are told apart by the first day of each.
static bool is_repeat(const Metric *metric, const Facts *facts, const Event *event)
{
    if (!metric_counts_names(metric) || metric->window.days || metric->window.months)
        return false;
    int span = facts_span(facts, EVENT_FEATURE, event->name);
    return span >= 0 && event_day(event) > facts->span[span].first;
}

static Counting judge_day(const Metric *metric, const Event *event, Day from)
{
    if (event_day(event) >= from) return COUNTING_COUNTS;
    if (!metric->trend) return COUNTING_OLDER;
    return event_day(event) >= metric_from(metric, from - 1) ? COUNTING_COMPARED
                                                             : COUNTING_OLDER;
}

Counting counting_of(const Metric *metric, const Facts *facts, const Event *event, Day day)
{
    const DaySpan window = {metric_from(metric, day), day};
    if (event->voided) return COUNTING_VOIDED;
    if (event_day(event) > day) return COUNTING_LATER;
    if (standing_of_tickets(metric)) return find_ticket(facts, event, window);
    if (standing_of_invoices(metric)) return find_invoice(metric, facts, event, window);
    if (is_repeat(metric, facts, event)) return COUNTING_REPEAT;
    return judge_day(metric, event, window.from);
}
