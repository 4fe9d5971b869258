#include "model/words.h"

#include <assert.h>
#include <math.h>

Kind words_kind(const Metric *metric)
{
    if (metric->trend) return KIND_TREND;
    switch (metric->agg) {
    case AGG_OPEN_COUNT: return KIND_TICKETS;
    case AGG_ORIGINAL_RATIO: return KIND_INVOICES;
    case AGG_RATIO: return metric->type == EVENT_FEATURE ? KIND_FEATURES : KIND_INVOICES;
    case AGG_DAYS_SINCE_LAST: return KIND_SINCE;
    case AGG_VALUE: return KIND_VALUE;
    case AGG_COUNT:
    case AGG_SUM:
    case AGG_COUNT_DISTINCT:
    case AGG_DAYS_ACTIVE:
    case AGG_LAST_COUNT: break;
    }
    return KIND_RATE;
}

// What comes of a source: "login", "API call", "use of a feature".
static void put_event(Writer *writer, const Metric *metric, bool many)
{
    static const char *const words[EVENT_TYPE_COUNT][2] = {
        [EVENT_LOGIN] = {"login", "logins"},     [EVENT_FEATURE] = {"feature", "features"},
        [EVENT_TICKET] = {"ticket", "tickets"},  [EVENT_INVOICE] = {"invoice", "invoices"},
        [EVENT_API] = {"API call", "API calls"}, [EVENT_CUSTOM] = {" event", " events"},
    };
    if (metric->type == EVENT_CUSTOM) writer_put(writer, metric->name);
    words_put(writer, words[metric->type][many]);
}

void words_noun(Writer *writer, const Metric *metric, bool many)
{
    bool events = metric->agg == AGG_COUNT || metric->agg == AGG_SUM;
    if (metric->agg == AGG_DAYS_ACTIVE) {
        words_put(writer, many ? "days with " : "day with ");
        put_event(writer, metric, true);
    } else if (metric->type == EVENT_FEATURE && events) {
        words_put(writer, many ? "uses of features" : "use of a feature");
    } else if (metric->agg == AGG_COUNT &&
               (metric->type == EVENT_TICKET || metric->type == EVENT_INVOICE)) {
        put_event(writer, metric, false);
        words_put(writer, many ? " events" : " event");
    } else {
        put_event(writer, metric, many);
    }
}

static void put_length(Writer *writer, Window window, bool in_weeks)
{
    bool weeks = in_weeks && window.days > 0 && window.days % 7 == 0;
    int count = window.months > 0 ? window.months : weeks ? window.days / 7 : window.days;
    const char *one = window.months > 0 ? " month" : weeks ? " week" : " day";
    writer_int(writer, count);
    words_put(writer, one);
    if (count != 1) writer_char(writer, 's');
}

void words_within(Writer *writer, const Metric *metric)
{
    bool ends = metric->window.days > 0 || metric->window.months > 0;
    bool names = metric_counts_names(metric);
    Kind kind = words_kind(metric);
    if (kind == KIND_VALUE) return;
    if (!ends) {
        if (kind == KIND_RATE || kind == KIND_FEATURES)
            words_put(writer, names ? "ever used" : "ever");
        return;
    }
    words_put(writer, kind == KIND_TICKETS    ? "opened in the last "
                      : kind == KIND_INVOICES ? "due in "
                      : names                 ? "used in "
                                              : "in ");
    put_length(writer, metric->window, kind == KIND_RATE && !names);
}

void words_per(Writer *writer, const Factor *factor)
{
    if (factor->per_week)
        words_put(writer, factor->per_seat ? " a week and seat" : " a week");
    if (factor->per_seat && !factor->per_week) words_put(writer, " a seat");
}

void words_put(Writer *writer, const char *text)
{
    writer_put(writer, str_of(text));
}

void words_count(Writer *writer, int64_t count)
{
    assert(count >= 0);
    int64_t unit = 1;
    while (count / unit >= 1000)
        unit *= 1000;
    writer_int(writer, count / unit);
    while (unit > 1) {
        int64_t rest = count % unit;
        unit /= 1000;
        int group = (int)(rest / unit);
        writer_char(writer, ',');
        writer_char(writer, (char)('0' + group / 100));
        writer_char(writer, (char)('0' + group / 10 % 10));
        writer_char(writer, (char)('0' + group % 10));
    }
}

void words_tenths(Writer *writer, double number)
{
    if (number > 9e15) number = 9e15;  // nobody reads further
    if (number < -9e15) number = -9e15;
    int64_t tenths = llround(number * 10);
    if (tenths < 0) writer_char(writer, '-');
    if (tenths < 0) tenths = -tenths;
    words_count(writer, tenths / 10);
    if (tenths % 10 == 0) return;
    writer_char(writer, '.');
    writer_char(writer, (char)('0' + tenths % 10));
}

enum { LEAST_DECIMALS = 9 };  // what is smaller than that is nothing

void words_value(Writer *writer, double number)
{
    const double size = fabs(number);
    int64_t scale = 1;
    int decimals = 0;
    if (size >= 1) {
        words_tenths(writer, number);
        return;
    }
    for (; size * (double)scale < 10 && decimals < LEAST_DECIMALS; decimals++)
        scale *= 10;
    int64_t digits = llround(size * (double)scale);
    for (; decimals > 0 && digits % 10 == 0; decimals--)
        digits /= 10, scale /= 10;
    if (number < 0 && digits > 0) writer_char(writer, '-');
    writer_int(writer, digits / scale);
    if (decimals > 0) writer_char(writer, '.');
    while ((scale /= 10) > 0)
        writer_char(writer, (char)('0' + digits / scale % 10));
}

bool words_is_one(double number)
{
    return number >= 0.995 && llround(number * 10) == 10;
}

void words_edge(Writer *writer, double number)
{
    if (round(number * 10) == number * 10)
        words_tenths(writer, number);
    else
        writer_double(writer, number);
}

void words_number_of(Writer *writer, int64_t count, const Metric *metric)
{
    if (count == 0)
        words_put(writer, "no");
    else
        words_count(writer, count);
    writer_char(writer, ' ');
    words_noun(writer, metric, count != 1);
}

void words_points(Writer *writer, double points)
{
    words_tenths(writer, points);
    words_put(writer, points == 1 ? " point" : " points");
}

void words_change(Writer *writer, double points)
{
    double tenths = round(points * 10) / 10;
    if (tenths > 0) writer_char(writer, '+');
    if (tenths < 0) writer_char(writer, '-');
    words_points(writer, fabs(tenths));
}
