#include "model/picture_walk.h"

#include "model/counted.h"
#include "model/lasting.h"

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
    Lasting lasting;          // by things that last from one day to another
    bool restless;            // may something be another every day?
    Day *custom_from;         // likewise by place, of custom types
    Day first;                // of all events
    Measure *kept;            // by place: the latest that was there,
    Day *kept_on;             // and on which day; DAY_NONE: none was
    Picture picture;
};

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

// Did anything cross an edge?
static bool move_edges(PictureWalk *walk, Day day)
{
    const Facts *facts = walk->facts;
    bool moved = false;
    for (int i = 0; i < walk->metrics->edges; i++) {
        int edge = walk->order[i], *next = &walk->crossing[edge];
        if (*next == facts->dailies) continue;
        Day from = edge_on(walk->metrics, edge, day);
        for (; *next < facts->dailies && facts->daily[*next].day < from; moved = true)
            cross(walk, edge, &facts->daily[(*next)++]);
    }
    if (!moved) return false;
    for (int c = 0; c < walk->metrics->counters; c++) {
        Wide sum = walk->running[c].sum;
        walk->running[c].tally.sum = sum > INT64_MAX ? INT64_MAX : (int64_t)sum;
    }
    return true;
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
    Measure measure = of->counter == NO_PLACE ? lasting_measure(&walk->lasting, m)
                                              : measure_counter(walk, of, day);
    if (of->fresh != NO_PLACE) measure.stale = walk->running[of->fresh].tally.events == 0;
    Day known = metric->type == EVENT_CUSTOM ? walk->custom_from[m]
                                             : walk->lasting.known_from[metric->type];
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
    bool moves = lasting_move(&walk->lasting, day);
    moves |= move_edges(walk, day);
    walk->picture.day = day;
    if (!moves && !walk->restless && day > walk->from) return;
    walk->picture.since = since_on(walk, day);
    walk->picture.any = walk->first <= day;
    for (int m = 0; m < walk->metrics->count; m++) {
        walk->picture.measure[m] = measure_one(walk, m, day);
        hold_one(walk, m, day);
    }
}

static bool is_restless(const Metrics *metrics)
{
    for (int m = 0; m < metrics->count; m++) {
        const Metric *metric = &metrics->of[m].metric;
        if (metric->hold > 0 || metric->agg == AGG_DAYS_SINCE_LAST || is_of_age(metric))
            return true;
    }
    return false;
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
    walk->lasting = (Lasting){.metrics = metrics, .from = walk->from, .to = to};
    lasting_start(arena, &walk->lasting, facts);
    walk->first = INT32_MAX;
    for (EventType type = 0; type < EVENT_TYPE_COUNT; type++)
        if (walk->lasting.known_from[type] < walk->first)
            walk->first = walk->lasting.known_from[type];
    walk->restless = is_restless(metrics);
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
