#include "model/counted.h"

#include "base/hash.h"

void counted_add(int64_t *sum, int64_t more)
{
    if (__builtin_add_overflow(*sum, more, sum)) *sum = INT64_MAX;
}

// --- finding daily counts ----------------------------------------------------------

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

Day counted_last_day(const Facts *facts, const Span *span, Day from, Day day)
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

// --- counting ----------------------------------------------------------------------

typedef struct {
    Day from;
    Day to;
} Range;

static Day edge_on(const Metrics *metrics, int edge, Day day)
{
    if (edge == 0) return day + 1;
    return edge == NO_PLACE ? DAY_NONE : window_from(metrics->edge[edge], day);
}

static Day find_ranges(const Metrics *metrics, Day day, Range range[COUNTERS_MAX])
{
    Day first = day + 1;
    for (int c = 0; c < metrics->counters; c++) {
        const Counter *counter = &metrics->counter[c];
        range[c].from = edge_on(metrics, counter->leave, day);
        range[c].to = edge_on(metrics, counter->enter, day) - 1;
        if (range[c].from < first) first = range[c].from;
    }
    return first;
}

bool counted_by(const Counter *counter, const DailyCount *count)
{
    return counter->type != EVENT_CUSTOM || str_equal(counter->name, count->name);
}

static void count_one(Counted *tally, const DailyCount *count)
{
    counted_add(&tally->events, count->count);
    counted_add(&tally->sum, count->sum);
    tally->days += tally->last != count->day;
    tally->last = count->day;
}

static int64_t names_between(const Facts *facts, EventType type, Range range)
{
    int64_t names = 0;
    for (int s = 0; s < facts->spans; s++) {
        const Span *span = &facts->span[s];
        if (span->type != type || span->first > range.to) continue;
        names += counted_last_day(facts, span, range.from, range.to) != DAY_NONE;
    }
    return names;
}

void counted_on(const Facts *facts, const Metrics *metrics, Day day,
                Counted out[COUNTERS_MAX])
{
    Range range[COUNTERS_MAX];
    Day first = find_ranges(metrics, day, range);
    for (int c = 0; c < metrics->counters; c++) {
        const Counter *counter = &metrics->counter[c];
        out[c] = (Counted){.last = DAY_NONE};
        if (counter->names) out[c].names = names_between(facts, counter->type, range[c]);
    }
    int i = daily_from(facts, first, EVENT_LOGIN, (Str){0});
    for (; i < facts->dailies && facts->daily[i].day <= day; i++) {
        const DailyCount *count = &facts->daily[i];
        for (int c = metrics->first[count->type]; c != NO_PLACE;
             c = metrics->counter[c].next)
            if (count->day >= range[c].from && count->day <= range[c].to &&
                counted_by(&metrics->counter[c], count))
                count_one(&out[c], count);
    }
}

// --- measures ----------------------------------------------------------------------

static int64_t amount_of(const Metric *metric, const Counted *tally, Day day)
{
    switch (metric->agg) {
    case AGG_SUM: return tally->sum;
    case AGG_COUNT_DISTINCT:
    case AGG_RATIO: return tally->names;
    case AGG_DAYS_ACTIVE: return tally->days;
    case AGG_DAYS_SINCE_LAST:
        return tally->last == DAY_NONE ? metric->window.days : day - tally->last;
    case AGG_COUNT:
    case AGG_OPEN_COUNT:
    case AGG_VALUE:
    case AGG_ORIGINAL_RATIO:
    case AGG_LAST_COUNT: break;
    }
    return tally->events;
}

Measure measure_counted(const Measured *of, const Counted *tally, Day day)
{
    const Counted *now = &tally[of->counter];
    Measure measure = {.amount = amount_of(&of->metric, now, day), .events = now->events};
    if (of->metric.trend) measure.of = amount_of(&of->metric, &tally[of->before], day);
    return measure;
}

Measure measure_attribute(const Metric *metric, const Facts *facts, Day day)
{
    AttributeValue value =
        attribute_of(facts->customer, metric->attribute, facts_since(facts, day), day);
    Measure measure = {.amount = value.amount, .of = value.of, .known = value.said};
    if (value.said && value.is_text)
        measure.amount = (int64_t)hash_str(HASH_START, value.text);
    return measure;
}

bool measure_is_there(const Metric *metric, const Measure *measure)
{
    if (!measure->known || measure->stale) return false;
    bool is_part = metric->trend || metric->agg == AGG_ORIGINAL_RATIO ||
                   (metric->agg == AGG_RATIO && metric->type == EVENT_INVOICE);
    return !is_part || measure->of > 0;
}
