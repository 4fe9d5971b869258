#include "web/pages/charts.h"

#include "service/service.h"
#include "web/pages/say.h"

#include <math.h>

enum { SPARK_RANGE_LEAST = 200 };  // tenths: smaller moves should look small

typedef struct {
    int first;  // the first point from which on there are only scores
    int low;
    int high;
} SparkRange;

static SparkRange range_of(const Trend *trend)
{
    SparkRange range = {.first = TREND_POINTS, .low = INT16_MAX, .high = INT16_MIN};
    for (int i = TREND_POINTS - 1; i >= 0 && trend->point[i] != TREND_NONE; i--) {
        range.first = i;
        if (trend->point[i] < range.low) range.low = trend->point[i];
        if (trend->point[i] > range.high) range.high = trend->point[i];
    }
    int spare = SPARK_RANGE_LEAST - (range.high - range.low);
    if (range.first < TREND_POINTS && spare > 0) {
        range.low -= spare / 2;
        range.high += spare - spare / 2;
    }
    return range;
}

Spark spark_of(Arena *arena, const Trend *trend, Str band)
{
    SparkRange range = range_of(trend);
    if (range.first > TREND_POINTS - 2) return (Spark){.band = band};

    Writer line = {.arena = arena};
    for (int i = range.first; i < TREND_POINTS; i++) {
        double x = i * 100.0 / (TREND_POINTS - 1);
        double y = 3 + 22.0 * (range.high - trend->point[i]) / (range.high - range.low);
        writer_char(&line, i == range.first ? 'M' : 'L');
        writer_double(&line, say_rounded(x, 1));
        writer_char(&line, ' ');
        writer_double(&line, say_rounded(y, 1));
    }
    Str path = writer_str(&line);
    double from = say_rounded(range.first * 100.0 / (TREND_POINTS - 1), 1);
    return (Spark){
        .band = band,
        .line = path,
        .area = str_format(arena, "%.*sV28H%gZ", STR(path), from),
    };
}

static double clamped(double score)
{
    return score < 0 ? 0 : score > 100 ? 100 : score;
}

Str ring_of(Arena *arena, double score)
{
    double around = 2 * acos(-1) * 17;
    return str_format(arena, "%.1f %.1f", clamped(score) / 100 * around, around);
}

// The dial runs clockwise from the lower left to the lower right.
#define DIAL_START 153.0
#define DIAL_SWEEP 234.0
#define DIAL_X 120.0
#define DIAL_Y 120.0
#define RIM_GAP 1.2  // in points of score, on either side of an edge

static double across(double radius, double score)
{
    double angle = (DIAL_START + DIAL_SWEEP * score / 100) * acos(-1) / 180;
    return say_rounded(DIAL_X + radius * cos(angle), 1);
}

static double down(double radius, double score)
{
    double angle = (DIAL_START + DIAL_SWEEP * score / 100) * acos(-1) / 180;
    return say_rounded(DIAL_Y + radius * sin(angle), 1);
}

static Str arc(Arena *arena, double radius, double from, double to)
{
    int large = (to - from) * DIAL_SWEEP / 100 > 180;
    return str_format(arena, "M%g %gA%g %g 0 %d 1 %g %g", across(radius, from),
                      down(radius, from), radius, radius, large, across(radius, to),
                      down(radius, to));
}

static void draw_rim(Arena *arena, const Scorecard *card, Dial *dial)
{
    for (int band = 0; band < card->bands; band++) {
        bool last = band == card->bands - 1;
        double from = card->band[band].edge + (band == 0 ? 0 : RIM_GAP);
        double to = last ? 100 : card->band[band + 1].edge - RIM_GAP;
        dial->band[band] = band_name(card->band[band].band);
        dial->rim[band] = arc(arena, 110, from, to);
        dial->rims++;
    }
}

Dial dial_of(Arena *arena, const Scorecard *card, const Score *score, const double *was)
{
    Dial dial = {.track = arc(arena, 93, 0, 100)};
    draw_rim(arena, card, &dial);
    if (!score->scored) {
        dial.spoken = S("No health score: no event has come in.");
        return dial;
    }
    double total = clamped(score->total);
    if (total > 0) dial.value = arc(arena, 93, 0, total);
    dial.spoken =
        str_format(arena, "Health score %.*s of 100.", STR(say_score(arena, score->total)));
    if (!was) return dial;

    dial.has_was = true;
    dial.was_x1 = across(82, clamped(*was));
    dial.was_y1 = down(82, clamped(*was));
    dial.was_x2 = across(104, clamped(*was));
    dial.was_y2 = down(104, clamped(*was));
    dial.spoken = str_format(arena, "%.*s 30 days ago it was %.*s.", STR(dial.spoken),
                             STR(say_score(arena, *was)));
    return dial;
}

Bin bin_of(Arena *arena, int place, int64_t count, int64_t most, Band band)
{
    const double step = 100.0 / HISTOGRAM_BINS, least = 1.4;
    double height = say_rounded(100 * (double)count / (double)most, 2);
    if (height < least) height = least;
    return (Bin){
        .band = count > 0 ? band_name(band) : S("no_data"),
        .title = str_format(arena, "%g to %g: %.*s", place * step, (place + 1) * step,
                            STR(say_many(arena, count, "customer"))),
        .x = say_rounded(place * step + 0.45, 2),
        .width = step - 0.9,
        .y = say_rounded(100 - height, 2),
        .height = height,
    };
}

int64_t chart_step(int64_t most)
{
    for (int64_t step = 1;; step *= 10) {
        const int64_t steps[] = {step, 2 * step, 5 * step};
        for (int i = 0; i < 3; i++)
            if (steps[i] * 5 >= most) return steps[i];
    }
}
