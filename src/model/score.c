#include "model/score.h"

#include <assert.h>
#include <math.h>

static double between(double low, double number, double high)
{
    return number < low ? low : number > high ? high : number;
}

// --- what was measured, and whether anything was ---------------------------------

// Where the amount is divided by weeks of whole months, these are as long as they are.
static double whole_of(const Factor *factor, const Measure *measure, Day day)
{
    if (factor->divide_by > 0) return factor->divide_by;
    if (factor->per_week) return (day - metric_from(&factor->metric, day) + 1) / 7.0;
    return (double)measure->of;
}

// What a factor is scored by: `amount` of `whole`.
typedef struct {
    bool missing;
    double amount;
    double whole;
    uint64_t text;  // the hash of a text, which has no amount
} Taken;

static Taken take(const Factor *factor, const Picture *picture)
{
    const Measure *measure = &picture->measure[factor->measure];
    Taken taken = {.missing = !measure->known || measure->stale,
                   .amount = (double)measure->amount,
                   .whole = whole_of(factor, measure, picture->day)};
    if (factor->per_seat) {
        const Measure *seats = &picture->measure[factor->seats];
        taken.whole *= seats->known ? (double)seats->amount : 0;
    }
    if (factor->metric.agg == AGG_VALUE && measure->of == 0) {
        taken.text = (uint64_t)measure->amount;
        taken.missing |= factor->transform != TRANSFORM_TABLE;
        return taken;
    }
    taken.missing |= !(taken.whole > 0);
    return taken;
}

// --- points ------------------------------------------------------------------------

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

// The library's may differ in the last bit from one machine to another; this does not.
static double log2_of(double number)
{
    enum { TERMS = 12 };
    int exponent;
    double mantissa = frexp(number, &exponent);  // from 0.5 to 1
    if (mantissa < 0.70710678118654752) mantissa *= 2, exponent--;
    double s = (mantissa - 1) / (mantissa + 1), square = s * s, sum = 0;
    for (int term = TERMS; term >= 0; term--)
        sum = sum * square + 1.0 / (2 * term + 1);
    return exponent + 2 * s * sum * 1.44269504088896340736;
}

static double points_by_trend(double value)
{
    return value > 0 ? between(0, 50 + 25 * log2_of(value), 100) : 0;
}

static double points_by_table(const Factor *factor, const Taken *taken)
{
    for (int r = 0; r < factor->rows; r++) {
        const Literal *value = &factor->row[r].value;
        if (value->is_text ? taken->text == value->hash
                           : !taken->text && taken->amount / taken->whole == value->number)
            return factor->row[r].points;
    }
    return factor->otherwise;
}

// Rounded in integers: 1 of 3 is 333333.33... millionths, so 33.3333.
static double share_4(const Taken *taken)
{
    int64_t amount = (int64_t)taken->amount, of = (int64_t)taken->whole;
    int64_t millionths = (amount * 2000000 + of) / (of * 2);
    return (double)millionths / 10000;
}

static double points_of(const Factor *factor, const Taken *taken, double value)
{
    switch (factor->transform) {
    case TRANSFORM_LINEAR: return points_by_lines(factor, taken->amount, taken->whole);
    case TRANSFORM_LOG2_TREND: return points_by_trend(value);
    case TRANSFORM_TABLE: return points_by_table(factor, taken);
    case TRANSFORM_IDENTITY: return between(0, value, 100);
    case TRANSFORM_SHARE:  // multiplied first, so that it is rounded only once
        return taken->amount * 100 / taken->whole;
    case TRANSFORM_SHARE_4: return share_4(taken);
    case TRANSFORM_AT_LEAST:
    case TRANSFORM_ABOVE:
    case TRANSFORM_AT_MOST:
    case TRANSFORM_COUNT: break;
    }
    return points_by_steps(factor, value);
}

static FactorScore score_factor(const Factor *factor, const Picture *picture)
{
    FactorScore score = {.weight = factor->weight};
    Taken taken = take(factor, picture);
    score.missing = taken.missing;
    score.held = picture->measure[factor->measure].held;
    if (!taken.missing) {
        score.value = taken.whole > 0 ? taken.amount / taken.whole : 0;
        score.points = points_of(factor, &taken, score.value);
    } else if (factor->missing == MISSING_IS_A_VALUE) {
        taken = (Taken){.amount = factor->missing_value, .whole = 1};
        score.points = points_of(factor, &taken, factor->missing_value);
    } else if (factor->missing == MISSING_POINTS) {
        score.points = factor->missing_points;
    } else {
        score.weight = 0;
    }
    return score;
}

// --- the sum -----------------------------------------------------------------------

// The weight of skipped factors goes to the others, in proportion.  Where none is
// skipped weights that are shares of one stay as they are, to the bit.  False: nothing is
// left.
static bool share_out(Score *score, const Scorecard *card)
{
    double left = 0;
    bool shares = card->shares_out;
    for (int f = 0; f < card->factors; f++) {
        left += score->factor[f].weight;
        if (score->factor[f].weight < card->factor[f].weight) shares = true;
    }
    for (int f = 0; f < card->factors && shares && left > 0; f++)
        score->factor[f].weight /= left;
    return left > 0;
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

static bool has_data(const Picture *picture, const Scorecard *card)
{
    if (!card->no_data_if_nothing_counts) return picture->any;
    for (int f = 0; f < card->factors; f++)
        if (picture->measure[card->factor[f].measure].events > 0) return true;
    return false;
}

// A card without grace judges everybody.
static bool is_onboarding(const Picture *picture, const Scorecard *card)
{
    if (card->grace_days == 0) return false;
    bool is_young = picture->since != DAY_NONE &&
                    (int64_t)picture->day - picture->since < card->grace_days;
    return picture->onboarding || is_young;
}

static bool fails(const Score *score, const Scorecard *card)
{
    for (int f = 0; f < card->factors; f++)
        if (score->factor[f].missing && card->factor[f].missing == MISSING_FAIL)
            return true;
    return false;
}

// --- rules -------------------------------------------------------------------------

static bool holds_of_attribute(const Condition *when, const Scorecard *card,
                               const Picture *picture)
{
    const Metric metric = {.attribute = when->attribute, .agg = AGG_VALUE};
    int place = metrics_find(card->metrics, &metric);
    const Measure *measure = &picture->measure[place];
    if (place < 0 || !measure->known) return false;
    if (measure->of == 0) return condition_holds_text(when, (uint64_t)measure->amount);
    return condition_holds_number(when, (double)measure->amount / (double)measure->of);
}

static bool holds(const Condition *when, const Scorecard *card, const Picture *picture,
                  const Score *score)
{
    const FactorScore *factor = &score->factor[when->factor];
    switch (when->over) {
    case OVER_ATTRIBUTE: return holds_of_attribute(when, card, picture);
    case OVER_TOTAL: return condition_holds_number(when, score->total);
    case OVER_POINTS:
        return factor->weight > 0 && condition_holds_number(when, factor->points);
    case OVER_VALUE:
    default: return !factor->missing && condition_holds_number(when, factor->value);
    }
}

static void apply_rule(const Scorecard *card, const Picture *picture, int r, Score *score)
{
    const CardRule *rule = &card->rule[r];
    for (int w = 0; w < rule->whens; w++)
        if (!holds(&rule->when[w], card, picture, score)) return;

    double before = score->total;
    if (rule->kind == RULE_SET || (rule->kind == RULE_CAP && before > rule->to) ||
        (rule->kind == RULE_FLOOR && before < rule->to))
        score->total = rule->to;
    score->rule[score->rules++] = (RuleApplied){.rule = r, .by = score->total - before};
}

Score score_of(const Picture *picture, const Scorecard *card, Day day)
{
    assert(!picture->any || picture->day == day);
    Score score = {.factors = card->factors};
    if (!has_data(picture, card)) return score;

    for (int f = 0; f < card->factors; f++)
        score.factor[f] = score_factor(&card->factor[f], picture);
    bool is_left = share_out(&score, card);
    for (int f = 0; f < card->factors; f++) {
        FactorScore *part = &score.factor[f];
        part->contribution = part->points * part->weight;
        score.sum += part->contribution;
    }
    score.coverage = coverage_of(picture, card);
    score.status =
        is_onboarding(picture, card) ? STATUS_ONBOARDING : STATUS_INSUFFICIENT_DATA;
    if (score.status == STATUS_ONBOARDING || !is_left || fails(&score, card) ||
        score.coverage < card->min_coverage)
        return score;

    score.status = STATUS_SCORED;
    score.scored = true;
    score.total = score.sum;
    for (int r = 0; r < card->rules; r++)
        apply_rule(card, picture, r, &score);
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

int score_state(bool scored, Band band, ScoreStatus status)
{
    assert(scored || status < STATUS_SCORED);
    return scored ? (int)band : STATE_UNSCORED + (int)status;
}

Str score_state_name(int state)
{
    assert(state >= 0 && state < STATES);
    return state < STATE_UNSCORED
               ? band_name((Band)state)
               : score_status_name((ScoreStatus)(state - STATE_UNSCORED));
}
