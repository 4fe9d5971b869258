#include "model/picture.h"

#include "model/counted.h"
#include "model/standing.h"
#include "model/trend.h"

#include <assert.h>

// --- what was ever seen -----------------------------------------------------

typedef struct {
    bool known[EVENT_TYPE_COUNT];
    bool any;
    Millis last_at;
} Seen;

static void see(Seen *seen, EventType type, Millis at)
{
    if (!seen->any || at > seen->last_at) seen->last_at = at;
    seen->any = true;
    seen->known[type] = true;
}

static Seen seen_by(const Facts *facts, Day reach, Day day)
{
    Seen seen = {0};
    for (int i = 0; i < facts->spans; i++) {
        const Span *span = &facts->span[i];
        if (span->first > day) continue;
        Millis at = span->last_at;
        if (span->last > day) {
            Day last = counted_last_day(facts, span, reach, day);
            at = day_start(last == DAY_NONE ? span->first : last);
        }
        see(&seen, span->type, at);
    }
    for (int i = 0; i < facts->tickets; i++)
        if (day_of(facts->ticket[i].at) <= day)
            see(&seen, EVENT_TICKET, facts->ticket[i].at);
    for (int i = 0; i < facts->invoices; i++)
        if (day_of(facts->invoice[i].at) <= day)
            see(&seen, EVENT_INVOICE, facts->invoice[i].at);
    return seen;
}

static bool is_known(const Facts *facts, const Metric *metric, const Seen *seen, Day day)
{
    if (metric->type != EVENT_CUSTOM) return seen->known[metric->type];
    int span = facts_span(facts, EVENT_CUSTOM, metric->name);
    return span >= 0 && facts->span[span].first <= day;
}

// --- measuring --------------------------------------------------------------------

// Features are the only kind whose names are told apart: those that were ever used.
static int64_t names_ever(const Facts *facts, Day day)
{
    int64_t names = 0;
    for (int s = 0; s < facts->spans; s++)
        names += facts->span[s].type == EVENT_FEATURE && facts->span[s].first <= day;
    return names;
}

static void measure_one(const Facts *facts, const Measured *of, const Counted *tally,
                        Day day, Measure *out)
{
    const Metric *metric = &of->metric;
    if (metric->agg == AGG_VALUE)
        *out = measure_attribute(metric, facts, day);
    else if (of->counter != NO_PLACE)
        *out = measure_counted(of, tally, day);
    else if (metric_counts_names(metric))
        out->amount = out->events = names_ever(facts, day);
    if (of->fresh != NO_PLACE) out->stale = tally[of->fresh].events == 0;
}

static void measure_all(const Facts *facts, const Metrics *metrics, const Seen *seen,
                        Picture *picture)
{
    Counted tally[COUNTERS_MAX];
    Day day = picture->day;
    counted_on(facts, metrics, day, tally);
    standing_measure(facts, metrics, day, picture->measure);
    for (int m = 0; m < metrics->count; m++) {
        const Measured *of = &metrics->of[m];
        Measure *measure = &picture->measure[m];
        measure_one(facts, of, tally, day, measure);
        if (of->metric.agg != AGG_VALUE)
            measure->known = is_known(facts, &of->metric, seen, day);
    }
}

// --- holding the latest value ------------------------------------------------------

// The measure of one metric alone, on an earlier day.
static Measure measured_on(const Facts *facts, const Metrics *alone, Day day)
{
    const Metric *metric = &alone->of[0].metric;
    Counted tally[COUNTERS_MAX];
    Measure measure = {0};
    counted_on(facts, alone, day, tally);
    standing_measure(facts, alone, day, &measure);
    measure_one(facts, &alone->of[0], tally, day, &measure);
    Seen seen = seen_by(facts, metrics_from(alone, day), day);
    measure.known = is_known(facts, metric, &seen, day);
    return measure;
}

static void hold_one(const Facts *facts, const Metric *metric, Day day, Measure *measure)
{
    if (!measure->known || measure_is_there(metric, measure)) return;
    Metrics alone = metrics_empty();
    (void)metrics_add(&alone, metric);
    for (int back = 1; back <= metric->hold; back++) {
        Measure then = measured_on(facts, &alone, day - back);
        if (!measure_is_there(metric, &then)) continue;
        *measure = then;
        measure->held = (int16_t)back;
        return;
    }
}

// --- when it changes by itself ----------------------------------------------

// The last day on which a fact is at the edge of anything: the day it happens on,
// is paid on, or leaves the longest window of due invoices.
static Day invoice_matters(const Metrics *metrics, const InvoiceChange *invoice)
{
    Day last = day_of(invoice->at);
    if (invoice->is.paid > last) last = invoice->is.paid;
    if (invoice->is.due + metrics->settled_due > last)
        last = invoice->is.due + metrics->settled_due;
    return last;
}

// Everything that lies before the longest window of the trend's earliest point is
// counted the same on every later day; while anything does not, tomorrow may differ.
static Day next_change(const Facts *facts, const Metrics *metrics, Day day, bool any)
{
    Day settled = day - TREND_DAYS - metrics->settled;
    bool moves = metrics->ages && any;
    for (int i = 0; i < facts->spans && !moves; i++)
        moves = facts->span[i].last >= settled;
    for (int i = 0; i < facts->tickets && !moves; i++)
        moves = day_of(facts->ticket[i].at) >= settled;
    for (int i = 0; i < facts->invoices && !moves; i++)
        moves = invoice_matters(metrics, &facts->invoice[i]) >= settled;
    return moves && day < DAY_LAST ? day + 1 : DAY_LAST;
}

Picture picture_of(const Facts *facts, const Metrics *metrics, Day day)
{
    Day reach = metrics_from(metrics, day);
    assert(facts->from <= reach);
    Seen seen = seen_by(facts, reach, day);
    Picture picture = {.metrics = metrics->hash,
                       .measures = metrics->count,
                       .day = day,
                       .since = facts_since(facts, day),
                       .onboarding = facts_onboarding(facts),
                       .any = seen.any,
                       .last_seen_at = seen.last_at,
                       .next_change = next_change(facts, metrics, day, seen.any)};
    measure_all(facts, metrics, &seen, &picture);
    for (int m = 0; m < metrics->count && metrics->hold > 0; m++)
        if (metrics->of[m].metric.hold > 0)
            hold_one(facts, &metrics->of[m].metric, day, &picture.measure[m]);
    return picture;
}
