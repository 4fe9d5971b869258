#include "model/picture.h"

#include "model/latest.h"
#include "model/trend.h"

#include <assert.h>

static Day from_of(int metric, Day day)
{
    return metric_from(&metrics_shipped.of[metric].metric, day);
}

// Sums stay where they are when they can grow no further.
static void add(int64_t *sum, int64_t more)
{
    if (__builtin_add_overflow(*sum, more, sum)) *sum = INT64_MAX;
}

// --- logins, features, API calls: from daily counts and spans --------------

static int compare_daily(const DailyCount *count, Day day, EventType type, Str name)
{
    if (count->day != day) return count->day < day ? -1 : 1;
    if (count->type != type) return count->type < type ? -1 : 1;
    return str_compare(count->name, name);
}

// The first daily count that is not before this one; `dailies` where all are.
static int daily_from(const Facts *facts, Day day, EventType type, Str name)
{
    int low = 0, high = facts->dailies;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (compare_daily(&facts->daily[middle], day, type, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

// The last day from `from` to `day` on which it was done; DAY_NONE: on none.
static Day last_done(const Facts *facts, const Span *span, Day from, Day day)
{
    if (span->last <= day) return span->last >= from ? span->last : DAY_NONE;
    if (from < span->first) from = span->first;
    for (Day d = day; d >= from; d--) {
        int i = daily_from(facts, d, span->type, span->name);
        if (i < facts->dailies &&
            compare_daily(&facts->daily[i], d, span->type, span->name) == 0)
            return d;
    }
    return DAY_NONE;
}

typedef struct {
    int64_t events;
    int64_t sum;
} Tally;

// What was done in the days from `from` to `day`, by type.
static void tally(const Facts *facts, Day from, Day day, Tally out[EVENT_TYPE_COUNT])
{
    int first = daily_from(facts, from, EVENT_LOGIN, (Str){0});
    for (int i = first; i < facts->dailies && facts->daily[i].day <= day; i++) {
        const DailyCount *count = &facts->daily[i];
        add(&out[count->type].events, count->count);
        add(&out[count->type].sum, count->sum);
    }
}

static void measure_daily(Picture *picture, const Facts *facts)
{
    Tally recent[EVENT_TYPE_COUNT] = {0}, months[EVENT_TYPE_COUNT] = {0};
    Day day = picture->day;
    tally(facts, from_of(METRIC_LOGINS, day), day, recent);
    tally(facts, from_of(METRIC_ORIGINAL_LOGINS, day), day, months);

    Measure *measure = picture->measure;
    measure[METRIC_LOGINS].amount = recent[EVENT_LOGIN].events;
    measure[METRIC_LOGINS].events = recent[EVENT_LOGIN].events;
    measure[METRIC_FEATURES].events = recent[EVENT_FEATURE].events;
    measure[METRIC_API].amount = recent[EVENT_API].sum;
    measure[METRIC_API].events = recent[EVENT_API].events;
    measure[METRIC_ORIGINAL_LOGINS].amount = months[EVENT_LOGIN].events;
    measure[METRIC_ORIGINAL_LOGINS].events = months[EVENT_LOGIN].events;
    measure[METRIC_ORIGINAL_API].amount = months[EVENT_API].sum;
    measure[METRIC_ORIGINAL_API].events = months[EVENT_API].events;
}

static void measure_features(Picture *picture, const Facts *facts)
{
    Measure *recent = &picture->measure[METRIC_FEATURES];
    Measure *ever = &picture->measure[METRIC_ORIGINAL_FEATURES];
    Day from = from_of(METRIC_FEATURES, picture->day);
    for (int i = 0; i < facts->spans; i++) {
        const Span *span = &facts->span[i];
        if (span->type != EVENT_FEATURE || span->first > picture->day) continue;
        ever->amount++;
        if (last_done(facts, span, from, picture->day) != DAY_NONE) recent->amount++;
    }
    ever->events = ever->amount;
}

// --- tickets and invoices: from their changes -------------------------------

static void measure_tickets(Picture *picture, const Facts *facts)
{
    Day day = picture->day;
    Measure *recent = &picture->measure[METRIC_TICKETS];
    Measure *months = &picture->measure[METRIC_ORIGINAL_TICKETS];
    for (int i = 0, end; i < facts->tickets; i = end) {
        end = ticket_end(facts, i);
        const TicketChange *opened = NULL, *latest = NULL;
        for (const TicketChange *c = &facts->ticket[i]; c < &facts->ticket[end]; c++) {
            if (day_of(c->at) > day) continue;
            if (!opened || c->at < opened->at) opened = c;
            if (!latest || ticket_wins(c, latest)) latest = c;
        }
        if (!latest || latest->is.status == TICKET_CLOSED) continue;
        recent->amount += day_of(opened->at) >= from_of(METRIC_TICKETS, day);
        months->amount += day_of(opened->at) >= from_of(METRIC_ORIGINAL_TICKETS, day);
    }
    recent->events = recent->amount;
    months->events = months->amount;
}

static void measure_invoice(Picture *picture, const InvoiceChange *invoice)
{
    if (invoice->is.status == INVOICE_VOID) return;
    Day day = picture->day, due = invoice->is.due, paid = invoice_paid_on(invoice);
    bool is_paid = paid != DAY_NONE && paid <= day;
    bool on_time = is_paid && paid <= due;

    Measure *ever = &picture->measure[METRIC_ORIGINAL_INVOICES];
    ever->of++;
    ever->amount += on_time;

    if (due < from_of(METRIC_INVOICES, day) || due > day) return;
    if (due == day && !is_paid) return;  // there is still time
    Measure *year = &picture->measure[METRIC_INVOICES];
    year->of++;
    year->amount += on_time;
}

static void measure_invoices(Picture *picture, const Facts *facts)
{
    for (int i = 0, end; i < facts->invoices; i = end) {
        end = invoice_end(facts, i);
        const InvoiceChange *latest = NULL;
        for (const InvoiceChange *c = &facts->invoice[i]; c < &facts->invoice[end]; c++)
            if (day_of(c->at) <= picture->day && (!latest || invoice_wins(c, latest)))
                latest = c;
        if (latest) measure_invoice(picture, latest);
    }
    Measure *measure = picture->measure;
    measure[METRIC_INVOICES].events = measure[METRIC_INVOICES].of;
    measure[METRIC_ORIGINAL_INVOICES].events = measure[METRIC_ORIGINAL_INVOICES].of;
}

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

static Seen seen_by(const Facts *facts, Day day)
{
    Seen seen = {0};
    for (int i = 0; i < facts->spans; i++) {
        const Span *span = &facts->span[i];
        if (span->first > day) continue;
        Millis at = span->last_at;
        if (span->last > day) {
            Day last = last_done(facts, span, day - 93, day);
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

static void look_back(Picture *picture, const Facts *facts)
{
    static const EventType source[METRIC_COUNT] = {
        EVENT_LOGIN, EVENT_FEATURE, EVENT_TICKET, EVENT_INVOICE, EVENT_API,
        EVENT_LOGIN, EVENT_FEATURE, EVENT_TICKET, EVENT_INVOICE, EVENT_API,
    };
    Seen seen = seen_by(facts, picture->day);
    picture->any = seen.any;
    picture->last_seen_at = seen.last_at;
    for (int m = 0; m < METRIC_COUNT; m++)
        picture->measure[m].known = seen.known[source[m]];
}

// --- when it changes by itself ----------------------------------------------

// The last day on which a fact is at the edge of anything: the day it happens on,
// is paid on, or leaves the window of due invoices.
static Day invoice_matters(const InvoiceChange *invoice)
{
    Day last = day_of(invoice->at);
    if (invoice->is.paid > last) last = invoice->is.paid;
    if (invoice->is.due + 365 > last) last = invoice->is.due + 365;
    return last;
}

// Everything that lies before the longest window of the trend's earliest point is
// counted the same on every later day; while anything does not, tomorrow may differ.
static Day next_change(const Facts *facts, Day day)
{
    Day settled = day - 170;
    bool moves = false;
    for (int i = 0; i < facts->spans && !moves; i++)
        moves = facts->span[i].last >= settled;
    for (int i = 0; i < facts->tickets && !moves; i++)
        moves = day_of(facts->ticket[i].at) >= settled;
    for (int i = 0; i < facts->invoices && !moves; i++)
        moves = invoice_matters(&facts->invoice[i]) >= settled;
    return moves && day < DAY_LAST ? day + 1 : DAY_LAST;
}

Picture picture_of(const Facts *facts, const Metrics *metrics, Day day)
{
    assert(facts->from <= metrics_from(metrics, day));
    Picture picture = {.metrics = metrics->hash,
                       .measures = metrics->count,
                       .day = day,
                       .since = facts_since(facts, day),
                       .next_change = next_change(facts, day)};
    measure_daily(&picture, facts);
    measure_features(&picture, facts);
    measure_tickets(&picture, facts);
    measure_invoices(&picture, facts);
    look_back(&picture, facts);
    return picture;
}
