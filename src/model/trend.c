#include "model/trend.h"

#include "model/picture_walk.h"

#include <assert.h>
#include <math.h>

Day trend_from(const Metrics *metrics, Day day)
{
    return metrics_from(metrics, day - TREND_DAYS);
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

Trend trend_of(const Facts *facts, const Scorecard *card, Day day, Arena scratch)
{
    assert(facts->from <= trend_from(card->metrics, day));
    Trend trend = {0};
    Score now = {0}, week = {0}, month = {0};
    PictureWalk *walk = picture_walk(&scratch, facts, card->metrics, day - TREND_DAYS, day);
    for (const Picture *picture; (picture = picture_walk_next(walk));) {
        int ago = day - picture->day;
        if (ago % 7 && ago != 30) continue;
        Score score = score_of(picture, card, picture->day);
        if (ago % 7 == 0) trend.point[TREND_POINTS - 1 - ago / 7] = tenths(&score);
        if (ago == 30) month = score;
        if (ago == 7) week = score;
        if (ago == 0) now = score;
    }
    trend.has_7d = change(&now, &week, &trend.change_7d);
    trend.has_30d = change(&now, &month, &trend.change_30d);
    return trend;
}
