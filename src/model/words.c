#include "model/words.h"

#include <assert.h>
#include <math.h>

Words words_of(int metric)
{
    static const Words words[METRIC_COUNT] = {
        [METRIC_LOGINS] = {"login", "logins", "in 12 weeks"},
        [METRIC_FEATURES] = {"feature", "features", "used in 84 days"},
        [METRIC_TICKETS] = {"ticket", "tickets", "opened in the last 84 days"},
        [METRIC_INVOICES] = {"invoice", "invoices", "due in 365 days"},
        [METRIC_API] = {"API call", "API calls", "in 12 weeks"},
        [METRIC_ORIGINAL_LOGINS] = {"login", "logins", "in 3 months"},
        [METRIC_ORIGINAL_FEATURES] = {"feature", "features", "ever used"},
        [METRIC_ORIGINAL_TICKETS] = {"ticket", "tickets", "opened in the last 3 months"},
        [METRIC_ORIGINAL_INVOICES] = {"invoice", "invoices", "ever"},
        [METRIC_ORIGINAL_API] = {"API call", "API calls", "in 3 months"},
    };
    assert(metric < METRIC_COUNT);
    return words[metric];
}

Kind words_kind(int metric)
{
    switch (metric) {
    case METRIC_FEATURES:
    case METRIC_ORIGINAL_FEATURES: return KIND_FEATURES;
    case METRIC_TICKETS:
    case METRIC_ORIGINAL_TICKETS: return KIND_TICKETS;
    case METRIC_INVOICES:
    case METRIC_ORIGINAL_INVOICES: return KIND_INVOICES;
    case METRIC_LOGINS:
    case METRIC_API:
    case METRIC_ORIGINAL_LOGINS:
    case METRIC_ORIGINAL_API:
    case METRIC_COUNT:
    default: return KIND_RATE;
    }
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
    int64_t tenths = llround(number * 10);
    words_count(writer, tenths / 10);
    if (tenths % 10 == 0) return;
    writer_char(writer, '.');
    writer_char(writer, (char)('0' + tenths % 10));
}

void words_number_of(Writer *writer, int64_t count, Words words)
{
    if (count == 0)
        words_put(writer, "no");
    else
        words_count(writer, count);
    writer_char(writer, ' ');
    words_put(writer, count == 1 ? words.one : words.many);
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
