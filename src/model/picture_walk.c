#include "model/picture_walk.h"

#include "model/counted.h"
#include "model/latest.h"
#include "model/standing.h"

#include <assert.h>

// Sums over a window must go down again exactly as they went up, even where a picture
// would show the largest number there is.
__extension__ typedef __int128 Wide;

typedef struct {  // a counter whose window moves on
    Counted tally;
    Wide sum;
    Day leaving;  // the day that left it last
    Day *used;    // by span, the last day of the window on which it was done; else DAY_NONE
} Running;

typedef struct {  // what is counted by things that last from one day to another
    int64_t amount;
    int64_t of;
} Level;

struct PictureWalk {
    const Facts *facts;
    const Metrics *metrics;
    Day from;  // the first day that is walked; those before `shown` only for what is held
    Day shown;
    Day to;
    Day next;
    int order[EDGES_MAX];     // the edges, the latest first
    int crossing[EDGES_MAX];  // by edge, the first daily count that has not crossed it
    Running *running;         // by counter
    Level *rise;   // by day and place: how a level differs from that of the day before
    Level *level;  // by place
    Day known_from[EVENT_TYPE_COUNT];  // the first day anything of it came
    Day *custom_from;                  // likewise by place, of custom types
    Day first;                         // of all of it
    Measure *kept;                     // by place: the latest that was there,
    Day *kept_on;                      // and on which day; DAY_NONE: none was
    Picture picture;
};

// --- what lasts --------------------------------------------------------------

static Level *rise_at(PictureWalk *walk, Day day, int place)
{
    return &walk->rise[(size_t)(day - walk->from) * (size_t)walk->metrics->count +
                       (size_t)place];
}

// By so much more at `place` from the day `first` until the day before `behind`.
static void lift(PictureWalk *walk, int place, Level by, Day first, Day behind)
{
    if (first < walk->from) first = walk->from;
    if (first >= behind || first > walk->to) return;
    Level *up = rise_at(walk, first, place);
    up->amount += by.amount;
    up->of += by.of;
    if (behind > walk->to) return;
    Level *down = rise_at(walk, behind, place);
    down->amount -= by.amount;
    down->of -= by.of;
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
static void lift_ticket(PictureWalk *walk, Day opened, Day first, Day behind)
{
    if (behind <= walk->from || first > walk->to) return;
    for (int m = 0; m < walk->metrics->count; m++) {
        const Metric *metric = &walk->metrics->of[m].metric;
        if (!standing_of_tickets(metric)) continue;
        Day end = leaves_on(metric->window, opened);
        lift(walk, m, (Level){.amount = 1}, first, earlier(behind, end));
    }
}

static void walk_tickets(PictureWalk *walk)
{
    const Facts *facts = walk->facts;
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
                lift_ticket(walk, opened, day, until);
        }
        walk->known_from[EVENT_TICKET] = earlier(walk->known_from[EVENT_TICKET], opened);
    }
}

static void lift_original(PictureWalk *walk, int place, Day on_time, Day first, Day behind)
{
    lift(walk, place, (Level){.of = 1}, first, behind);
    if (on_time != DAY_NONE)
        lift(walk, place, (Level){.amount = 1}, later(on_time, first), behind);
}

// What an invoice counts for that is so from `first` until the day before `behind`.
static void lift_invoice(PictureWalk *walk, const InvoiceChange *is, Day first, Day behind)
{
    if (is->is.status == INVOICE_VOID) return;
    Day due = is->is.due, paid = invoice_paid_on(is);
    bool on_time = paid != DAY_NONE && paid <= due;
    // On its last day there is still time.
    Day begins = later(on_time ? due : due + 1, first);
    for (int m = 0; m < walk->metrics->count; m++) {
        const Metric *metric = &walk->metrics->of[m].metric;
        if (!standing_of_invoices(metric)) continue;
        Day end = earlier(behind, leaves_on(metric->window, due));
        if (metric->agg == AGG_ORIGINAL_RATIO)
            lift_original(walk, m, on_time ? paid : DAY_NONE, first, behind);
        else
            lift(walk, m, (Level){on_time, 1}, begins, end);
    }
}

static void walk_invoices(PictureWalk *walk)
{
    const Facts *facts = walk->facts;
    for (int i = 0, end; i < facts->invoices; i = end) {
        end = invoice_end(facts, i);
        Day first = day_of(facts->invoice[i].at);
        const InvoiceChange *latest = NULL;
        for (int c = i; c < end; c++) {
            const InvoiceChange *change = &facts->invoice[c];
            if (!latest || invoice_wins(change, latest)) latest = change;
            Day day = day_of(change->at);
            Day until = c + 1 < end ? day_of(facts->invoice[c + 1].at) : INT32_MAX;
            if (until > day) lift_invoice(walk, latest, day, until);
        }
        walk->known_from[EVENT_INVOICE] = earlier(walk->known_from[EVENT_INVOICE], first);
    }
}

// The names that were ever used.
static bool is_of_all_names(const Measured *of)
{
    return metric_counts_names(&of->metric) && of->counter == NO_PLACE;
}

static void lift_names(PictureWalk *walk, Day first)
{
    for (int m = 0; m < walk->metrics->count; m++)
        if (is_of_all_names(&walk->metrics->of[m]))
            lift(walk, m, (Level){.amount = 1}, first, INT32_MAX);
}

static void walk_spans(PictureWalk *walk)
{
    for (int s = 0; s < walk->facts->spans; s++) {
        const Span *span = &walk->facts->span[s];
        Day *known = &walk->known_from[span->type];
        *known = earlier(*known, span->first);
        if (span->type == EVENT_FEATURE) lift_names(walk, span->first);
    }
    for (EventType type = 0; type < EVENT_TYPE_COUNT; type++)
        walk->first = earlier(walk->first, walk->known_from[type]);
}

// --- what comes into the windows and leaves them -------------------------------

// A name that was done again since stays.
static void use(const Facts *facts, Running *running, const DailyCount *count, bool comes)
{
    int s = facts_span(facts, count->type, count->name);
    if (s < 0) return;
    if (comes) {
        running->tally.names += running->used[s] == DAY_NONE;
        running->used[s] = count->day;
    } else if (running->used[s] == count->day) {
        running->tally.names--;
        running->used[s] = DAY_NONE;
    }
}

static void enter(const Facts *facts, Running *running, const DailyCount *count)
{
    Counted *tally = &running->tally;
    tally->events += count->count;
    running->sum += count->sum;
    tally->days += tally->last != count->day;
    tally->last = count->day;
    if (running->used) use(facts, running, count, true);
}

static void leave(const Facts *facts, Running *running, const DailyCount *count)
{
    Counted *tally = &running->tally;
    tally->events -= count->count;
    running->sum -= count->sum;
    tally->days -= running->leaving != count->day;
    running->leaving = count->day;
    if (tally->last == count->day) tally->last = DAY_NONE;
    if (running->used) use(facts, running, count, false);
}

static void cross(PictureWalk *walk, int edge, const DailyCount *count)
{
    const Metrics *metrics = walk->metrics;
    for (int c = metrics->first[count->type]; c != NO_PLACE; c = metrics->counter[c].next) {
        const Counter *counter = &metrics->counter[c];
        if (!counted_by(counter, count)) continue;
        if (counter->enter == edge) enter(walk->facts, &walk->running[c], count);
        if (counter->leave == edge) leave(walk->facts, &walk->running[c], count);
    }
}

static Day edge_on(const Metrics *metrics, int edge, Day day)
{
    return edge == 0 ? day + 1 : window_from(metrics->edge[edge], day);
}

static void move_edges(PictureWalk *walk, Day day)
{
    const Facts *facts = walk->facts;
    for (int i = 0; i < walk->metrics->edges; i++) {
        int edge = walk->order[i], *next = &walk->crossing[edge];
        Day from = edge_on(walk->metrics, edge, day);
        while (*next < facts->dailies && facts->daily[*next].day < from)
            cross(walk, edge, &facts->daily[(*next)++]);
    }
    for (int c = 0; c < walk->metrics->counters; c++) {
        Wide sum = walk->running[c].sum;
        walk->running[c].tally.sum = sum > INT64_MAX ? INT64_MAX : (int64_t)sum;
    }
}

// What enters a window must have come before it leaves it: so edges are crossed in the
// order in which time goes over them.
static void order_edges(PictureWalk *walk)
{
    for (int e = 0; e < walk->metrics->edges; e++) {
        Day is = edge_on(walk->metrics, e, walk->from);
        int place = e;
        for (; place > 0; place--) {
            int before = walk->order[place - 1];
            if (edge_on(walk->metrics, before, walk->from) >= is) break;
            walk->order[place] = before;
        }
        walk->order[place] = e;
    }
}

static void start_counters(Arena *arena, PictureWalk *walk)
{
    const Metrics *metrics = walk->metrics;
    const Facts *facts = walk->facts;
    int spans = facts->spans;
    walk->running = arena_new(arena, Running, metrics->counters);
    for (int c = 0; c < metrics->counters; c++) {
        Running *running = &walk->running[c];
        running->tally.last = running->leaving = DAY_NONE;
        if (!metrics->counter[c].names) continue;
        running->used = arena_new(arena, Day, spans);
        for (int s = 0; s < spans; s++)
            running->used[s] = DAY_NONE;
    }
    order_edges(walk);
    Day reach = metrics_from(metrics, walk->shown);
    int first = 0;
    while (first < facts->dailies && facts->daily[first].day < reach)
        first++;
    for (int e = 0; e < metrics->edges; e++)
        walk->crossing[e] = first;
}

// --- a picture of it ------------------------------------------------------------

static void start_measures(Arena *arena, PictureWalk *walk)
{
    const Metrics *metrics = walk->metrics;
    const Facts *facts = walk->facts;
    walk->level = arena_new(arena, Level, metrics->count);
    walk->kept = arena_new(arena, Measure, metrics->count);
    walk->kept_on = arena_new(arena, Day, metrics->count);
    walk->custom_from = arena_new(arena, Day, metrics->count);
    walk->picture.metrics = metrics->hash;
    walk->picture.measures = metrics->count;
    walk->picture.onboarding = facts_onboarding(facts);
    for (int m = 0; m < metrics->count; m++) {
        const Metric *metric = &metrics->of[m].metric;
        walk->kept_on[m] = DAY_NONE;
        if (metric->agg == AGG_VALUE)
            walk->picture.measure[m] = measure_attribute(metric, facts, walk->from);
        if (metric->type != EVENT_CUSTOM) continue;
        int span = facts_span(facts, EVENT_CUSTOM, metric->name);
        walk->custom_from[m] = span >= 0 ? facts->span[span].first : INT32_MAX;
    }
}

// Attributes are the same on every day, but for ages.
static bool is_of_age(const Metric *metric)
{
    return metric->attribute.kind == ATTRIBUTE_AGE_DAYS ||
           metric->attribute.kind == ATTRIBUTE_DAYS_TO_RENEWAL;
}

static Measure measure_counter(const PictureWalk *walk, const Measured *of, Day day)
{
    const Running *now = &walk->running[of->counter];
    Counted both[2] = {now->tally};
    Measured places = *of;
    places.counter = 0, places.before = 1;
    if (of->metric.trend) both[1] = walk->running[of->before].tally;
    return measure_counted(&places, both, day);
}

static Measure measure_one(const PictureWalk *walk, int m, Day day)
{
    const Measured *of = &walk->metrics->of[m];
    const Metric *metric = &of->metric;
    if (metric->agg == AGG_VALUE)
        return is_of_age(metric) ? measure_attribute(metric, walk->facts, day)
                                 : walk->picture.measure[m];
    const Level level = walk->level[m];
    Measure measure = {.amount = level.amount, .of = level.of};
    measure.events = standing_of_invoices(metric) ? level.of : level.amount;
    if (of->counter != NO_PLACE) measure = measure_counter(walk, of, day);
    if (of->fresh != NO_PLACE) measure.stale = walk->running[of->fresh].tally.events == 0;
    Day known = metric->type == EVENT_CUSTOM ? walk->custom_from[m]
                                             : walk->known_from[metric->type];
    measure.known = known <= day;
    return measure;
}

static void hold_one(PictureWalk *walk, int m, Day day)
{
    const Metric *metric = &walk->metrics->of[m].metric;
    Measure *measure = &walk->picture.measure[m];
    if (metric->hold == 0) return;
    if (measure_is_there(metric, measure)) {
        walk->kept[m] = *measure;
        walk->kept_on[m] = day;
    } else if (measure->known && walk->kept_on[m] != DAY_NONE &&
               day - walk->kept_on[m] <= metric->hold) {
        *measure = walk->kept[m];
        measure->held = (int16_t)(day - walk->kept_on[m]);
    }
}

static Day since_on(const PictureWalk *walk, Day day)
{
    const Customer *customer = walk->facts->customer;
    Day since = customer ? day_of(customer->created_at) : DAY_NONE;
    if (walk->first <= day && (since == DAY_NONE || walk->first < since))
        since = walk->first;
    return since;
}

static void walk_day(PictureWalk *walk, Day day)
{
    for (int m = 0; m < walk->metrics->count; m++) {
        const Level *rise = rise_at(walk, day, m);
        walk->level[m].amount += rise->amount;
        walk->level[m].of += rise->of;
    }
    move_edges(walk, day);
    walk->picture.day = day;
    walk->picture.since = since_on(walk, day);
    walk->picture.any = walk->first <= day;
    for (int m = 0; m < walk->metrics->count; m++) {
        walk->picture.measure[m] = measure_one(walk, m, day);
        hold_one(walk, m, day);
    }
}

PictureWalk *picture_walk(Arena *arena, const Facts *facts, const Metrics *metrics,
                          Day from, Day to)
{
    assert(facts->from <= metrics_from(metrics, from));
    PictureWalk *walk = arena_new(arena, PictureWalk, 1);
    walk->facts = facts;
    walk->metrics = metrics;
    walk->shown = from;
    walk->from = walk->next = from - metrics->hold;
    walk->to = to;
    walk->rise =
        arena_new(arena, Level, (size_t)(to - walk->from + 1) * (size_t)metrics->count);
    for (EventType type = 0; type < EVENT_TYPE_COUNT; type++)
        walk->known_from[type] = INT32_MAX;
    walk->first = INT32_MAX;
    walk_tickets(walk);
    walk_invoices(walk);
    walk_spans(walk);
    start_counters(arena, walk);
    start_measures(arena, walk);
    return walk;
}

const Picture *picture_walk_next(PictureWalk *walk)
{
    if (walk->next > walk->to) return NULL;
    while (walk->next < walk->shown)
        walk_day(walk, walk->next++);
    walk_day(walk, walk->next++);
    return &walk->picture;
}
