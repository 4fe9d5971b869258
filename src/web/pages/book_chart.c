#include "web/pages/book_chart.h"

#include "web/pages/charts.h"
#include "web/pages/say.h"

#include <math.h>

enum { STEPS_LEAST = 4, STEPS_MOST = 5, DAY_LABELS = 6 };

typedef struct {
    double low;
    double high;
    double step;
} Scale;

// The first point from which on there are only scores; `points` where there is none.
static int first_point(const BookLine *line)
{
    int first = line->points;
    while (first > 0 && line->point[first - 1].scored > 0)
        first--;
    return first;
}

// Whole steps around both lines, never so few points that a small move looks large.
static Scale scale_of(const BookLine *line, int first)
{
    double low = 100, high = 0;
    for (int i = first; i < line->points; i++) {
        const BookPoint *point = &line->point[i];
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

static double across(const BookLine *line, int point)
{
    return say_rounded(point * 1000.0 / (line->points - 1), 1);
}

static double down(const Scale *scale, double score)
{
    return say_rounded(100 * (scale->high - score) / (scale->high - scale->low), 1);
}

static Str path_of(Arena *arena, const BookLine *line, const Scale *scale, bool mean)
{
    int first = first_point(line);
    Writer path = {.arena = arena};
    for (int i = first; i < line->points; i++) {
        const BookPoint *point = &line->point[i];
        double score = mean ? point->mean_score : point->portfolio_score;
        writer_char(&path, i == first ? 'M' : 'L');
        writer_double(&path, across(line, i));
        writer_char(&path, ' ');
        writer_double(&path, down(scale, score));
    }
    return writer_str(&path);
}

// Where there was no score, null.
static void put_values(Writer *writer, const BookLine *line, bool mean)
{
    for (int i = 0; i < line->points; i++) {
        const BookPoint *point = &line->point[i];
        double score = mean ? point->mean_score : point->portfolio_score;
        if (i > 0) writer_char(writer, ',');
        if (point->scored > 0)
            writer_double(writer, say_rounded(score, 1));
        else
            writer_put(writer, S("null"));
    }
}

static Str values_of(Arena *arena, const BookLine *line)
{
    Writer writer = {.arena = arena};
    writer_put(&writer, S("{\"end\":"));
    writer_int(&writer, utc_day_start(line->point[line->points - 1].day));
    writer_format(&writer, ",\"step\":%d,\"series\":[{\"name\":\"Weighted\",\"values\":[",
                  line->step);
    put_values(&writer, line, false);
    writer_put(&writer, S("]},{\"name\":\"Average\",\"values\":["));
    put_values(&writer, line, true);
    writer_put(&writer, S("]}]}"));
    return writer_str(&writer);
}

static void fill_ticks(Arena *arena, const BookLine *line, const Scale *scale,
                       BookChart *chart)
{
    int steps = (int)lround((scale->high - scale->low) / scale->step);
    for (int i = 0; i <= steps; i++) {
        double at = scale->low + i * scale->step;
        chart->y_tick[chart->y_ticks++] =
            (Tick){.at = down(scale, at), .label = str_format(arena, "%g", at)};
    }
    // As far from one another, back from the last day.
    int last = line->points - 1, step = (last + DAY_LABELS - 1) / DAY_LABELS;
    int labels = step > 0 ? last / step : 0;
    for (int i = 0; i < labels; i++) {
        int point = last - (labels - 1 - i) * step;
        chart->x_tick[chart->x_ticks++] =
            (Tick){.at = across(line, point) / 10,
                   .label = say_day_short(arena, line->point[point].day),
                   .minor = (labels - 1 - i) % 2 == 1};
    }
}

void book_chart_mark(Arena *arena, const CardMark *mark, int marks, DaySpan days,
                     BookChart *chart)
{
    int first = marks > CARD_CHANGES_SHOWN ? marks - CARD_CHANGES_SHOWN : 0;
    for (int m = first; m < marks && days.from < days.to; m++) {
        const PublishedCard *published = mark[m].published;
        chart->change[chart->changes++] = (CardChange){
            .at = say_rounded(100.0 * (mark[m].day - days.from) / (days.to - days.from), 1),
            .text = str_format(arena, "%.*s: scorecard %.*s, version %d, %s",
                               STR(say_day_short(arena, mark[m].day)), STR(published->card),
                               published->version,
                               mark[m].withdrawn ? "withdrawn" : "published")};
    }
}

BookChart book_chart_of(Arena *arena, const BookLine *line)
{
    BookChart chart = {0};
    int first = first_point(line), last = line->points - 1;
    if (first >= last) return chart;

    const BookPoint *from = &line->point[first], *to = &line->point[last];
    Scale scale = scale_of(line, first);
    chart.line = path_of(arena, line, &scale, false);
    chart.area = str_format(arena, "%.*sV100H%gZ", STR(chart.line), across(line, first));
    chart.mean = path_of(arena, line, &scale, true);
    chart.end = down(&scale, to->portfolio_score);
    chart.values = values_of(arena, line);
    chart.spoken = str_format(
        arena,
        "Portfolio score over %d %s: weighted by revenue from %.1f to %.1f, simple "
        "average from %.1f to %.1f.",
        last - first, line->step == 7 ? "weeks" : "days", from->portfolio_score,
        to->portfolio_score, from->mean_score, to->mean_score);
    fill_ticks(arena, line, &scale, &chart);
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
