#include "model/trend.h"

#include <assert.h>
#include <math.h>

Day trend_from(const Metrics *metrics, Day day)
{
    return metrics_from(metrics, day - (TREND_POINTS - 1) * 7);
}

static Score score_on(const Facts *facts, const Scorecard *card, Day day)
{
    Picture picture = picture_of(facts, card->metrics, day);
    return score_of(&picture, card, day);
}

static int16_t tenths(const Score *score)
{
    if (!score->scored) return TREND_NONE;
    double rounded = round(score->total * 10);
    return rounded < INT16_MAX ? (int16_t)rounded : INT16_MAX;
}

static bool change(const Score *now, const Score *then, double *out)
{
    if (!now->scored || !then->scored) return false;
    *out = now->total - then->total;
    return true;
}

Trend trend_of(const Facts *facts, const Scorecard *card, Day day)
{
    assert(facts->from <= trend_from(card->metrics, day));
    Trend trend = {0};
    Score now = {0};
    for (int weeks = 0; weeks < TREND_POINTS; weeks++) {
        Score then = score_on(facts, card, day - 7 * weeks);
        trend.point[TREND_POINTS - 1 - weeks] = tenths(&then);
        if (weeks == 0) now = then;
        if (weeks == 1) trend.has_7d = change(&now, &then, &trend.change_7d);
    }
    Score then = score_on(facts, card, day - 30);
    trend.has_30d = change(&now, &then, &trend.change_30d);
    return trend;
}
