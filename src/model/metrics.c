#include "model/metrics.h"

#include "base/hash.h"

#include <assert.h>

// What metrics_add would make of these ten; a test holds them equal.
const Metrics metrics_shipped = {
    .hash = UINT64_C(0x5e93cd3c17fcb00b),
    .count = METRIC_COUNT,
    .of =
        {
            [METRIC_LOGINS] = {{.type = EVENT_LOGIN, .agg = AGG_COUNT, .window = {84, 0}},
                               .counter = 0,
                               .before = NO_PLACE,
                               .fresh = NO_PLACE},
            [METRIC_FEATURES] = {{.type = EVENT_FEATURE,
                                  .agg = AGG_RATIO,
                                  .window = {84, 0}},
                                 .counter = 1,
                                 .before = NO_PLACE,
                                 .fresh = NO_PLACE},
            [METRIC_TICKETS] = {{.type = EVENT_TICKET,
                                 .agg = AGG_OPEN_COUNT,
                                 .window = {84, 0}},
                                .counter = NO_PLACE,
                                .before = NO_PLACE,
                                .fresh = NO_PLACE},
            [METRIC_INVOICES] = {{.type = EVENT_INVOICE,
                                  .agg = AGG_RATIO,
                                  .window = {365, 0}},
                                 .counter = NO_PLACE,
                                 .before = NO_PLACE,
                                 .fresh = NO_PLACE},
            [METRIC_API] = {{.type = EVENT_API, .agg = AGG_SUM, .window = {84, 0}},
                            .counter = 2,
                            .before = NO_PLACE,
                            .fresh = NO_PLACE},
            [METRIC_ORIGINAL_LOGINS] = {{.type = EVENT_LOGIN,
                                         .agg = AGG_COUNT,
                                         .window = {0, 3}},
                                        .counter = 3,
                                        .before = NO_PLACE,
                                        .fresh = NO_PLACE},
            [METRIC_ORIGINAL_FEATURES] = {{.type = EVENT_FEATURE, .agg = AGG_RATIO},
                                          .counter = NO_PLACE,
                                          .before = NO_PLACE,
                                          .fresh = NO_PLACE},
            [METRIC_ORIGINAL_TICKETS] = {{.type = EVENT_TICKET,
                                          .agg = AGG_OPEN_COUNT,
                                          .window = {0, 3}},
                                         .counter = NO_PLACE,
                                         .before = NO_PLACE,
                                         .fresh = NO_PLACE},
            [METRIC_ORIGINAL_INVOICES] = {{.type = EVENT_INVOICE,
                                           .agg = AGG_ORIGINAL_RATIO},
                                          .counter = NO_PLACE,
                                          .before = NO_PLACE,
                                          .fresh = NO_PLACE},
            [METRIC_ORIGINAL_API] = {{.type = EVENT_API, .agg = AGG_SUM, .window = {0, 3}},
                                     .counter = 4,
                                     .before = NO_PLACE,
                                     .fresh = NO_PLACE},
        },
    .counters = 5,
    .counter =
        {
            {.type = EVENT_LOGIN, .enter = 0, .leave = 1, .next = 3},
            {.type = EVENT_FEATURE,
             .enter = 0,
             .leave = 1,
             .names = true,
             .next = NO_PLACE},
            {.type = EVENT_API, .enter = 0, .leave = 1, .next = 4},
            {.type = EVENT_LOGIN, .enter = 0, .leave = 2, .next = NO_PLACE},
            {.type = EVENT_API, .enter = 0, .leave = 2, .next = NO_PLACE},
        },
    .first = {0, 1, NO_PLACE, NO_PLACE, 2, NO_PLACE},
    .edges = 3,
    .edge = {{0, 0}, {84, 0}, {0, 3}},
    .reach = 93,
    .settled = 93,
    .settled_due = 365,
};

Day metrics_from(const Metrics *metrics, Day day)
{
    if (metrics->reach >= day - DAY_FIRST) return DAY_FIRST;
    return day - metrics->reach;
}

Metrics metrics_empty(void)
{
    Metrics metrics = {.hash = HASH_START, .edges = 1};
    for (EventType type = 0; type < EVENT_TYPE_COUNT; type++)
        metrics.first[type] = NO_PLACE;
    return metrics;
}

// --- adding one ------------------------------------------------------------------

static uint64_t hash_metric(uint64_t hash, const Metric *metric)
{
    hash = hash_int(hash, metric->attribute.kind);
    hash = hash_str(hash, metric->attribute.trait);
    hash = hash_int(hash, metric->type);
    hash = hash_str(hash, metric->name);
    hash = hash_int(hash, metric->agg);
    hash = hash_int(hash, metric->window.days);
    hash = hash_int(hash, metric->window.months);
    hash = hash_int(hash, metric->trend);
    hash = hash_int(hash, metric->stale_after);
    return hash_int(hash, metric->hold);
}

static unsigned char edge_at(Metrics *metrics, Window window)
{
    for (int e = 0; e < metrics->edges; e++)
        if (metrics->edge[e].days == window.days &&
            metrics->edge[e].months == window.months)
            return (unsigned char)e;
    metrics->edge[metrics->edges] = window;
    return (unsigned char)metrics->edges++;
}

static bool same_counter(const Counter *a, const Counter *b)
{
    return a->type == b->type && str_equal(a->name, b->name) && a->enter == b->enter &&
           a->leave == b->leave;
}

// Counters of a type are asked for in the order in which they were made.
static void link(Metrics *metrics, EventType type, int counter)
{
    unsigned char *place = &metrics->first[type];
    while (*place != NO_PLACE)
        place = &metrics->counter[*place].next;
    *place = (unsigned char)counter;
}

static unsigned char counter_at(Metrics *metrics, const Counter *wanted)
{
    for (int c = 0; c < metrics->counters; c++) {
        Counter *counter = &metrics->counter[c];
        if (!same_counter(counter, wanted)) continue;
        counter->names |= wanted->names;
        return (unsigned char)c;
    }
    int made = metrics->counters++;
    metrics->counter[made] = *wanted;
    metrics->counter[made].next = NO_PLACE;
    link(metrics, wanted->type, made);
    return (unsigned char)made;
}

static bool is_all_time(Window window)
{
    return window.days == 0 && window.months == 0;
}

// Tickets, invoices, attributes, and the names that were ever used are not counted from
// daily counts.
static bool needs_counter(const Metric *metric)
{
    switch (metric->agg) {
    case AGG_COUNT:
    case AGG_SUM:
    case AGG_DAYS_ACTIVE:
    case AGG_DAYS_SINCE_LAST: return true;
    case AGG_COUNT_DISTINCT:
    case AGG_RATIO: return metric_counts_names(metric) && !is_all_time(metric->window);
    case AGG_OPEN_COUNT:
    case AGG_VALUE:
    case AGG_ORIGINAL_RATIO:
    case AGG_LAST_COUNT: break;
    }
    return false;
}

static Window twice(Window window)
{
    return (Window){window.days * 2, window.months * 2};
}

static void plan(Metrics *metrics, Measured *of)
{
    const Metric *metric = &of->metric;
    of->counter = of->before = of->fresh = NO_PLACE;
    Counter counter = {.type = metric->type,
                       .name = metric->name,
                       .enter = 0,
                       .leave = NO_PLACE,
                       .names = metric_counts_names(metric)};
    if (needs_counter(metric)) {
        if (!is_all_time(metric->window)) counter.leave = edge_at(metrics, metric->window);
        of->counter = counter_at(metrics, &counter);
    }
    if (metric->trend) {
        counter.enter = counter.leave;
        counter.leave = edge_at(metrics, twice(metric->window));
        of->before = counter_at(metrics, &counter);
    }
    if (metric->stale_after > 0) {
        counter.enter = 0;
        counter.leave = edge_at(metrics, (Window){metric->stale_after, 0});
        counter.names = false;
        of->fresh = counter_at(metrics, &counter);
    }
}

// In how many days whatever is in a window now has left it.
static int length_of(Window window)
{
    return window.months > 0 ? window.months * 31 : window.days;
}

static void raise(int *most, int days)
{
    if (days > *most) *most = days;
}

static void reach_out(Metrics *metrics, const Measured *of)
{
    const Metric *metric = &of->metric;
    int days = length_of(metric->trend ? twice(metric->window) : metric->window);
    if (metric->stale_after > days) days = metric->stale_after;
    days += metric->hold;
    if (metric->type == EVENT_INVOICE && of->counter == NO_PLACE)
        raise(&metrics->settled_due, days);
    if (metric->type != EVENT_INVOICE || of->counter != NO_PLACE || metric->stale_after > 0)
        raise(&metrics->settled, days);
    raise(&metrics->hold, metric->hold);
    bool counts = of->counter != NO_PLACE;
    if (counts && is_all_time(metric->window)) metrics->reach = REACH_ALL;
    if (counts || of->fresh != NO_PLACE) raise(&metrics->reach, days);
    metrics->ages |= metric->attribute.kind == ATTRIBUTE_AGE_DAYS ||
                     metric->attribute.kind == ATTRIBUTE_DAYS_TO_RENEWAL;
}

int metrics_find(const Metrics *metrics, const Metric *metric)
{
    for (int m = 0; m < metrics->count; m++)
        if (metric_equal(&metrics->of[m].metric, metric)) return m;
    return -1;
}

int metrics_add(Metrics *metrics, const Metric *metric)
{
    int found = metrics_find(metrics, metric);
    if (found >= 0 || metrics->count == MEASURES_MAX) return found;

    Measured *of = &metrics->of[metrics->count];
    of->metric = *metric;
    plan(metrics, of);
    reach_out(metrics, of);
    metrics->hash = hash_metric(metrics->hash, metric);
    return metrics->count++;
}
