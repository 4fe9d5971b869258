#include "model/lasting.h"

#include "model/latest.h"
#include "model/standing.h"

static Level *rise_at(Lasting *lasting, Day day, int level)
{
    return &lasting->rise[(size_t)(day - lasting->from) * (size_t)lasting->levels +
                          (size_t)level];
}

static void move_on(Lasting *lasting, Day day)
{
    if (day >= lasting->from && day <= lasting->to)
        lasting->moves[day - lasting->from] = true;
}

// By so much more at a level from the day `first` until the day before `behind`.
static void lift(Lasting *lasting, int level, Level by, Day first, Day behind)
{
    if (first < lasting->from) first = lasting->from;
    if (first >= behind || first > lasting->to) return;
    Level *up = rise_at(lasting, first, level);
    up->amount += by.amount;
    up->of += by.of;
    move_on(lasting, first);
    if (behind > lasting->to) return;
    Level *down = rise_at(lasting, behind, level);
    down->amount -= by.amount;
    down->of -= by.of;
    move_on(lasting, behind);
}

static Day earlier(Day a, Day b)
{
    return a < b ? a : b;
}

static Day later(Day a, Day b)
{
    return a > b ? a : b;
}

// The first day on which something of `day` is outside the window.
static Day leaves_on(Window window, Day day)
{
    if (window.days > 0) return day + window.days;
    if (window.months == 0) return INT32_MAX;
    Day end = day + window.months * 30 - 4;
    while (day_minus_months(end, window.months) < day)
        end++;
    return end;
}

// What a ticket that is open from `first` until the day before `behind` counts for.
static void lift_ticket(Lasting *lasting, Day opened, Day first, Day behind)
{
    if (behind <= lasting->from || first > lasting->to) return;
    for (int l = 0; l < lasting->levels; l++) {
        const Metric *metric = &lasting->metrics->of[lasting->place[l]].metric;
        if (!standing_of_tickets(metric)) continue;
        Day end = leaves_on(metric->window, opened);
        lift(lasting, l, (Level){.amount = 1}, first, earlier(behind, end));
    }
}

static void take_tickets(Lasting *lasting, const Facts *facts)
{
    for (int i = 0, end; i < facts->tickets; i = end) {
        end = ticket_end(facts, i);
        Day opened = day_of(facts->ticket[i].at);
        const TicketChange *latest = NULL;
        for (int c = i; c < end; c++) {
            const TicketChange *change = &facts->ticket[c];
            if (!latest || ticket_wins(change, latest)) latest = change;
            Day day = day_of(change->at);
            Day until = c + 1 < end ? day_of(facts->ticket[c + 1].at) : INT32_MAX;
            if (until > day && latest->is.status != TICKET_CLOSED)
                lift_ticket(lasting, opened, day, until);
        }
        lasting->known_from[EVENT_TICKET] =
            earlier(lasting->known_from[EVENT_TICKET], opened);
        move_on(lasting, opened);
    }
}

static void lift_original(Lasting *lasting, int level, Day on_time, Day first, Day behind)
{
    lift(lasting, level, (Level){.of = 1}, first, behind);
    if (on_time != DAY_NONE)
        lift(lasting, level, (Level){.amount = 1}, later(on_time, first), behind);
}

// What an invoice counts for that is so from `first` until the day before `behind`.
static void lift_invoice(Lasting *lasting, const InvoiceChange *is, Day first, Day behind)
{
    if (is->is.status == INVOICE_VOID) return;
    Day due = is->is.due, paid = invoice_paid_on(is);
    bool on_time = paid != DAY_NONE && paid <= due;
    // On its last day there is still time.
    Day begins = later(on_time ? due : due + 1, first);
    for (int l = 0; l < lasting->levels; l++) {
        const Metric *metric = &lasting->metrics->of[lasting->place[l]].metric;
        if (!standing_of_invoices(metric)) continue;
        Day end = earlier(behind, leaves_on(metric->window, due));
        if (metric->agg == AGG_ORIGINAL_RATIO)
            lift_original(lasting, l, on_time ? paid : DAY_NONE, first, behind);
        else
            lift(lasting, l, (Level){on_time, 1}, begins, end);
    }
}

static void take_invoices(Lasting *lasting, const Facts *facts)
{
    for (int i = 0, end; i < facts->invoices; i = end) {
        end = invoice_end(facts, i);
        Day first = day_of(facts->invoice[i].at);
        const InvoiceChange *latest = NULL;
        for (int c = i; c < end; c++) {
            const InvoiceChange *change = &facts->invoice[c];
            if (!latest || invoice_wins(change, latest)) latest = change;
            Day day = day_of(change->at);
            Day until = c + 1 < end ? day_of(facts->invoice[c + 1].at) : INT32_MAX;
            if (until > day) lift_invoice(lasting, latest, day, until);
        }
        lasting->known_from[EVENT_INVOICE] =
            earlier(lasting->known_from[EVENT_INVOICE], first);
        move_on(lasting, first);
    }
}

// The names that were ever used.
static bool is_of_all_names(const Measured *of)
{
    return metric_counts_names(&of->metric) && of->counter == NO_PLACE;
}

static void lift_names(Lasting *lasting, Day first)
{
    for (int l = 0; l < lasting->levels; l++)
        if (is_of_all_names(&lasting->metrics->of[lasting->place[l]]))
            lift(lasting, l, (Level){.amount = 1}, first, INT32_MAX);
}

static void take_spans(Lasting *lasting, const Facts *facts)
{
    for (int s = 0; s < facts->spans; s++) {
        const Span *span = &facts->span[s];
        Day *known = &lasting->known_from[span->type];
        *known = earlier(*known, span->first);
        move_on(lasting, span->first);
        if (span->type == EVENT_FEATURE) lift_names(lasting, span->first);
    }
}

// --- day after day -----------------------------------------------------------------

static void find_places(Lasting *lasting)
{
    for (int m = 0; m < lasting->metrics->count; m++) {
        const Measured *of = &lasting->metrics->of[m];
        if (of->counter != NO_PLACE || of->metric.agg == AGG_VALUE) continue;
        lasting->level_of[m] = lasting->levels;
        lasting->place[lasting->levels++] = m;
    }
}

void lasting_start(Arena *arena, Lasting *lasting, const Facts *facts)
{
    int days = lasting->to - lasting->from + 1;
    find_places(lasting);
    lasting->rise = arena_new(arena, Level, (size_t)days * (size_t)lasting->levels);
    lasting->moves = arena_new(arena, bool, days);
    for (EventType type = 0; type < EVENT_TYPE_COUNT; type++)
        lasting->known_from[type] = INT32_MAX;
    take_tickets(lasting, facts);
    take_invoices(lasting, facts);
    take_spans(lasting, facts);
}

bool lasting_move(Lasting *lasting, Day day)
{
    if (!lasting->moves[day - lasting->from]) return false;
    for (int l = 0; l < lasting->levels; l++) {
        const Level *rise = rise_at(lasting, day, l);
        lasting->level[l].amount += rise->amount;
        lasting->level[l].of += rise->of;
    }
    return true;
}

Measure lasting_measure(const Lasting *lasting, int place)
{
    const Level level = lasting->level[lasting->level_of[place]];
    bool of_invoices = standing_of_invoices(&lasting->metrics->of[place].metric);
    return (Measure){.amount = level.amount,
                     .of = level.of,
                     .events = of_invoices ? level.of : level.amount};
}
