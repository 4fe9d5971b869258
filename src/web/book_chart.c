#include "web/book_chart.h"

#include "web/charts.h"
#include "web/say.h"

#include <assert.h>
#include <math.h>

enum { STEPS_LEAST = 4, STEPS_MOST = 5 };

typedef struct {
    double low;
    double high;
    double step;
} Scale;

// The first week from which on there are only scores; TREND_POINTS where there is none.
static int first_week(const Dashboard *dashboard)
{
    int first = TREND_POINTS;
    while (first > 0 && dashboard->trend[first - 1].scored > 0)
        first--;
    return first;
}

// Whole steps around both lines, never so few points that a small move looks large.
static Scale scale_of(const Dashboard *dashboard, int first)
{
    double low = 100, high = 0;
    for (int week = first; week < TREND_POINTS; week++) {
        const BookPoint *point = &dashboard->trend[week];
        low = fmin(low, fmin(point->portfolio_score, point->mean_score));
        high = fmax(high, fmax(point->portfolio_score, point->mean_score));
    }
    Scale scale = {0};
    const double steps[] = {1, 2, 5, 10, 20};
    for (int i = 0; i < 5; i++) {
        scale.step = steps[i];
        scale.low = scale.step * floor(low / scale.step);
        scale.high = scale.step * ceil(high / scale.step);
        if (scale.high - scale.low <= scale.step * STEPS_MOST) break;
    }
    while (scale.high - scale.low < STEPS_LEAST * scale.step) {
        if (scale.low > 0) scale.low -= scale.step;
        if (scale.high < 100) scale.high += scale.step;
    }
    return scale;
}

static double across(int week)
{
    return say_rounded(week * 1000.0 / (TREND_POINTS - 1), 1);
}

static double down(const Scale *scale, double score)
{
    return say_rounded(100 * (scale->high - score) / (scale->high - scale->low), 1);
}

static Str path_of(Arena *arena, const Dashboard *dashboard, const Scale *scale, bool mean)
{
    int first = first_week(dashboard);
    Writer path = {.arena = arena};
    for (int week = first; week < TREND_POINTS; week++) {
        const BookPoint *point = &dashboard->trend[week];
        double score = mean ? point->mean_score : point->portfolio_score;
        writer_char(&path, week == first ? 'M' : 'L');
        writer_double(&path, across(week));
        writer_char(&path, ' ');
        writer_double(&path, down(scale, score));
    }
    return writer_str(&path);
}

static void put_values(Writer *writer, const Dashboard *dashboard, int first, bool mean)
{
    for (int week = first; week < TREND_POINTS; week++) {
        const BookPoint *point = &dashboard->trend[week];
        if (week > first) writer_char(writer, ',');
        writer_double(writer,
                      say_rounded(mean ? point->mean_score : point->portfolio_score, 1));
    }
}

static Str values_of(Arena *arena, const Dashboard *dashboard, int first)
{
    Writer writer = {.arena = arena};
    writer_put(&writer, S("{\"end\":"));
    writer_int(&writer, utc_day_start(dashboard->today));
    writer_put(&writer, S(",\"step\":7,\"series\":[{\"name\":\"Weighted\",\"values\":["));
    put_values(&writer, dashboard, first, false);
    writer_put(&writer, S("]},{\"name\":\"Average\",\"values\":["));
    put_values(&writer, dashboard, first, true);
    writer_put(&writer, S("]}]}"));
    return writer_str(&writer);
}

static void fill_ticks(Arena *arena, const Dashboard *dashboard, const Scale *scale,
                       BookChart *chart)
{
    int steps = (int)lround((scale->high - scale->low) / scale->step);
    for (int i = 0; i <= steps; i++) {
        double at = scale->low + i * scale->step;
        chart->y_tick[chart->y_ticks++] =
            (Tick){.at = down(scale, at), .label = str_format(arena, "%g", at)};
    }
    for (int week = 1; week < TREND_POINTS; week += 2)
        chart->x_tick[chart->x_ticks++] =
            (Tick){.at = across(week) / 10,
                   .label = say_day_short(arena, dashboard->trend[week].day),
                   .minor = week % 4 == 1};
}

// Where a card was published or withdrawn.
static void fill_changes(Arena *arena, const Dashboard *dashboard, BookChart *chart)
{
    const int days = 7 * (TREND_POINTS - 1);
    static_assert((int)BOOK_MARKS_MAX <= (int)CARD_CHANGES_SHOWN, "all find room");
    for (int m = 0; m < dashboard->marks; m++) {
        const BookMark *mark = &dashboard->mark[m];
        int day = mark->day - (dashboard->today - days);
        chart->change[chart->changes++] = (CardChange){
            .at = say_rounded(100.0 * day / days, 1),
            .text = str_format(arena, "%.*s: scorecard %.*s, version %d, %s",
                               STR(say_day_short(arena, mark->day)), STR(mark->card),
                               mark->version, mark->withdrawn ? "withdrawn" : "published")};
    }
}

BookChart book_chart_of(Arena *arena, const Dashboard *dashboard)
{
    BookChart chart = {0};
    int first = first_week(dashboard), last = TREND_POINTS - 1;
    if (first >= last) return chart;

    const BookPoint *from = &dashboard->trend[first], *to = &dashboard->trend[last];
    Scale scale = scale_of(dashboard, first);
    chart.line = path_of(arena, dashboard, &scale, false);
    chart.area = str_format(arena, "%.*sV100H%gZ", STR(chart.line), across(first));
    chart.mean = path_of(arena, dashboard, &scale, true);
    chart.end = down(&scale, to->portfolio_score);
    chart.values = values_of(arena, dashboard, first);
    chart.spoken = str_format(
        arena,
        "Portfolio score over %d weeks: weighted by revenue from %.1f to %.1f, simple "
        "average from %.1f to %.1f.",
        last - first, from->portfolio_score, to->portfolio_score, from->mean_score,
        to->mean_score);
    fill_ticks(arena, dashboard, &scale, &chart);
    fill_changes(arena, dashboard, &chart);
    return chart;
}

Spark book_spark_of(Arena *arena, const Dashboard *dashboard)
{
    Trend trend;
    for (int week = 0; week < TREND_POINTS; week++) {
        const BookPoint *point = &dashboard->trend[week];
        trend.point[week] =
            point->scored > 0 ? (int16_t)lround(10 * point->portfolio_score) : TREND_NONE;
    }
    return spark_of(arena, &trend, (Str){0});
}
