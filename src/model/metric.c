#include "model/metric.h"

static bool same_window(Window a, Window b)
{
    return a.days == b.days && a.months == b.months;
}

bool metric_equal(const Metric *a, const Metric *b)
{
    return a->agg == b->agg && attribute_equal(a->attribute, b->attribute) &&
           a->type == b->type && str_equal(a->name, b->name) &&
           same_window(a->window, b->window) && a->trend == b->trend &&
           a->stale_after == b->stale_after && a->hold == b->hold;
}

bool metric_counts_names(const Metric *metric)
{
    if (metric->type != EVENT_FEATURE) return false;
    return metric->agg == AGG_COUNT_DISTINCT || metric->agg == AGG_RATIO;
}

Day window_from(Window window, Day day)
{
    if (window.months > 0) return day_minus_months(day, window.months) + 1;
    return window.days > 0 ? day - window.days + 1 : DAY_NONE;
}

Day metric_from(const Metric *metric, Day day)
{
    return window_from(metric->window, day);
}

// --- what cannot be counted ------------------------------------------------------

static const char *source_fault(const Metric *metric)
{
    EventType type = metric->type;
    switch (metric->agg) {
    case AGG_SUM:
        if (type == EVENT_FEATURE || type == EVENT_API || type == EVENT_CUSTOM) return NULL;
        return "only feature, api and custom events have quantities to sum up";
    case AGG_COUNT_DISTINCT:
        return type == EVENT_FEATURE ? NULL : "only features have names to tell apart";
    case AGG_RATIO:
        if (type == EVENT_FEATURE || type == EVENT_INVOICE) return NULL;
        return "only of features and invoices is there a share";
    case AGG_OPEN_COUNT: return type == EVENT_TICKET ? NULL : "only tickets are open";
    case AGG_ORIGINAL_RATIO:
    case AGG_COUNT:
    case AGG_DAYS_ACTIVE:
    case AGG_DAYS_SINCE_LAST:
    case AGG_VALUE:
    case AGG_LAST_COUNT: break;
    }
    return NULL;
}

static const char *window_fault(const Metric *metric)
{
    const Window window = metric->window;
    bool ends = window.days > 0 || window.months > 0;
    if (window.days < 0 || window.days > WINDOW_DAYS_MAX || window.months < 0 ||
        window.months > WINDOW_MONTHS_MAX || (window.days > 0 && window.months > 0))
        return "a window has 1 to 3650 days, or 1 to 120 months, or is of all time";
    if (metric->agg == AGG_DAYS_SINCE_LAST && window.days == 0)
        return "the days since the last one are looked for in a window of days";
    if (metric->trend && !ends) return "before all time there is no window to compare with";
    return NULL;
}

static const char *trend_fault(const Metric *metric)
{
    bool counts = metric->agg == AGG_COUNT || metric->agg == AGG_SUM ||
                  metric->agg == AGG_COUNT_DISTINCT || metric->agg == AGG_DAYS_ACTIVE;
    if (counts || !metric->trend) return NULL;
    return "a trend compares counts, sums, distinct counts or active days";
}

static const char *attribute_fault(const Metric *metric)
{
    if (metric->agg != AGG_VALUE) return "of an attribute there is only its value";
    if (metric->window.days || metric->window.months || metric->trend)
        return "an attribute is as it is now: it has no window, and no trend";
    if (metric->stale_after || metric->hold)
        return "an attribute is as it is now: it is never stale, and never held";
    return NULL;
}

const char *metric_fault(const Metric *metric)
{
    if (metric->attribute.kind != ATTRIBUTE_NONE) return attribute_fault(metric);
    if (metric->agg == AGG_VALUE) return "only attributes have values";
    if (metric->stale_after < 0 || metric->stale_after > WINDOW_DAYS_MAX)
        return "it is stale after 1 to 3650 days";
    if (metric->hold < 0 || metric->hold > HOLD_DAYS_MAX)
        return "a value is held for 1 to 365 days";
    const char *fault = source_fault(metric);
    if (!fault) fault = window_fault(metric);
    return fault ? fault : trend_fault(metric);
}
