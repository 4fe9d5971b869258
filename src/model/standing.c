#include "model/standing.h"

#include "model/latest.h"

bool standing_of_tickets(const Metric *metric)
{
    return metric->agg == AGG_OPEN_COUNT;
}

bool standing_of_invoices(const Metric *metric)
{
    return metric->type == EVENT_INVOICE &&
           (metric->agg == AGG_RATIO || metric->agg == AGG_ORIGINAL_RATIO);
}

typedef struct {  // the metrics of one kind, with the first days of their windows
    int places;
    int place[MEASURES_MAX];
    Day from[MEASURES_MAX];
} Wanted;

static Wanted wanted_of(const Metrics *metrics, bool is_wanted(const Metric *), Day day)
{
    Wanted wanted = {.places = 0};
    for (int m = 0; m < metrics->count; m++) {
        const Metric *metric = &metrics->of[m].metric;
        if (!is_wanted(metric)) continue;
        wanted.place[wanted.places] = m;
        wanted.from[wanted.places++] = metric_from(metric, day);
    }
    return wanted;
}

static void measure_tickets(const Facts *facts, const Wanted *wanted, Day day, Measure *out)
{
    for (int i = 0, end; i < facts->tickets; i = end) {
        end = ticket_end(facts, i);
        const TicketChange *opened = NULL, *latest = NULL;
        for (const TicketChange *c = &facts->ticket[i]; c < &facts->ticket[end]; c++) {
            if (day_of(c->at) > day) continue;
            if (!opened || c->at < opened->at) opened = c;
            if (!latest || ticket_wins(c, latest)) latest = c;
        }
        if (!latest || latest->is.status == TICKET_CLOSED) continue;
        for (int w = 0; w < wanted->places; w++)
            out[wanted->place[w]].amount += day_of(opened->at) >= wanted->from[w];
    }
    for (int w = 0; w < wanted->places; w++)
        out[wanted->place[w]].events = out[wanted->place[w]].amount;
}

static bool counts(const Metric *metric, const InvoiceChange *invoice, Day from, Day day,
                   bool is_paid)
{
    if (metric->agg == AGG_ORIGINAL_RATIO) return true;
    Day due = invoice->is.due;
    if (due < from || due > day) return false;
    return due < day || is_paid;  // on its last day there is still time
}

static void measure_invoice(const InvoiceChange *invoice, const Metrics *metrics,
                            const Wanted *wanted, Day day, Measure *out)
{
    if (invoice->is.status == INVOICE_VOID) return;
    Day paid = invoice_paid_on(invoice);
    bool is_paid = paid != DAY_NONE && paid <= day;
    bool on_time = is_paid && paid <= invoice->is.due;
    for (int w = 0; w < wanted->places; w++) {
        const Metric *metric = &metrics->of[wanted->place[w]].metric;
        if (!counts(metric, invoice, wanted->from[w], day, is_paid)) continue;
        Measure *measure = &out[wanted->place[w]];
        measure->of++;
        measure->events++;
        measure->amount += on_time;
    }
}

void standing_measure(const Facts *facts, const Metrics *metrics, Day day, Measure *out)
{
    const Wanted tickets = wanted_of(metrics, standing_of_tickets, day);
    if (tickets.places > 0) measure_tickets(facts, &tickets, day, out);

    const Wanted invoices = wanted_of(metrics, standing_of_invoices, day);
    for (int i = 0, end; invoices.places > 0 && i < facts->invoices; i = end) {
        end = invoice_end(facts, i);
        const InvoiceChange *latest = NULL;
        for (const InvoiceChange *c = &facts->invoice[i]; c < &facts->invoice[end]; c++)
            if (day_of(c->at) <= day && (!latest || invoice_wins(c, latest))) latest = c;
        if (latest) measure_invoice(latest, metrics, &invoices, day, out);
    }
}
