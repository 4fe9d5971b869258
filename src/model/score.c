#include "model/score.h"

#include <assert.h>

// What the amount is divided by, and whether there is anything to measure at all.
static double whole_of(const Factor *factor, const Measure *measure)
{
    return factor->divide_by > 0 ? factor->divide_by : (double)measure->of;
}

static bool is_missing(const Factor *factor, const Measure *measure)
{
    return !measure->known || !(whole_of(factor, measure) > 0);
}

// Between two steps, or at the nearer end: the value is amount / whole, and its points are
// rounded only once.
static double points_by_lines(const Factor *factor, double amount, double whole)
{
    const Step *step = factor->step;
    int s = 1;
    while (s < factor->steps - 1 && amount >= step[s].edge * whole)
        s++;
    const Step low = step[s - 1], high = step[s];
    if (amount <= low.edge * whole) return low.points;
    if (amount >= high.edge * whole) return high.points;
    return low.points + (amount - low.edge * whole) * (high.points - low.points) /
                            ((high.edge - low.edge) * whole);
}

static double points_by_steps(const Factor *factor, double value)
{
    int s = scorecard_step(factor, value);
    return s < factor->steps ? factor->step[s].points : factor->otherwise;
}

// Rounded in integers: 1 of 3 is 333333.33... millionths, so 33.3333.
static double share_4(const Measure *measure)
{
    int64_t millionths = (measure->amount * 2000000 + measure->of) / (measure->of * 2);
    return (double)millionths / 10000;
}

static double points_of(const Factor *factor, const Measure *measure, double value)
{
    double points, whole = whole_of(factor, measure);
    switch (factor->transform) {
    case TRANSFORM_SHARE:  // multiplied first, so that it is rounded only once
        points = whole > 0 ? (double)measure->amount * 100 / whole : 0;
        break;
    case TRANSFORM_LINEAR:
        return points_by_lines(factor, (double)measure->amount, whole > 0 ? whole : 1);
    case TRANSFORM_SHARE_4: points = measure->of > 0 ? share_4(measure) : 0; break;
    case TRANSFORM_AT_LEAST:
    case TRANSFORM_ABOVE:
    case TRANSFORM_AT_MOST:
    case TRANSFORM_LOG2_TREND:
    case TRANSFORM_TABLE:
    case TRANSFORM_IDENTITY:
    case TRANSFORM_COUNT:
    default: points = points_by_steps(factor, value);
    }
    return points;
}

static FactorScore score_factor(const Factor *factor, const Measure *measure)
{
    FactorScore score = {.weight = factor->weight};
    score.missing = is_missing(factor, measure);
    if (!score.missing) score.value = (double)measure->amount / whole_of(factor, measure);

    if (!score.missing || factor->missing == MISSING_IS_A_VALUE)
        score.points = points_of(factor, measure, score.value);
    else if (factor->missing == MISSING_POINTS)
        score.points = factor->missing_points;
    else
        score.weight = 0;
    return score;
}

// The weight of skipped factors goes to the others, in proportion.  Where none is
// skipped the card's weights stay as they are, to the bit.
static void share_out(Score *score, const Scorecard *card)
{
    double left = 0;
    bool skipped = false;
    for (int f = 0; f < card->factors; f++) {
        left += score->factor[f].weight;
        if (score->factor[f].weight < card->factor[f].weight) skipped = true;
    }
    for (int f = 0; f < card->factors && skipped && left > 0; f++)
        score->factor[f].weight /= left;
}

static double coverage_of(const Picture *picture, const Scorecard *card)
{
    double known = 0, all = 0;
    for (int f = 0; f < card->factors; f++) {
        all += card->factor[f].weight;
        if (picture->measure[card->factor[f].measure].known)
            known += card->factor[f].weight;
    }
    return all > 0 ? known / all : 0;
}

static bool is_scored(const Picture *picture, const Scorecard *card)
{
    if (!card->no_data_if_nothing_counts) return picture->any;
    for (int f = 0; f < card->factors; f++)
        if (picture->measure[card->factor[f].measure].events > 0) return true;
    return false;
}

Score score_of(const Picture *picture, const Scorecard *card, Day day)
{
    assert(!picture->any || picture->day == day);
    Score score = {.factors = card->factors, .scored = is_scored(picture, card)};
    if (!score.scored) return score;
    score.status = STATUS_SCORED;

    for (int f = 0; f < card->factors; f++) {
        const Factor *factor = &card->factor[f];
        score.factor[f] = score_factor(factor, &picture->measure[factor->measure]);
    }
    share_out(&score, card);
    for (int f = 0; f < card->factors; f++) {
        FactorScore *part = &score.factor[f];
        part->contribution = part->points * part->weight;
        score.total += part->contribution;
    }
    score.coverage = coverage_of(picture, card);
    score.sum = score.total;
    score.place = scorecard_band(card, score.total);
    score.band = card->band[score.place].band;
    return score;
}

Str score_status_name(ScoreStatus status)
{
    static const char *const names[] = {"no_data", "onboarding", "insufficient_data",
                                        "scored"};
    static_assert(sizeof names / sizeof *names == STATUS_COUNT, "");
    assert(status < STATUS_COUNT);
    return str_of(names[status]);
}
