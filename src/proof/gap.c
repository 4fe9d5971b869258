#include "proof/gap.h"

// --- the cases -------------------------------------------------------------------

// Its place among the judgements is the case's among the points.
static bool is_case(const Question *question, const Judgement *judgement, int gap)
{
    if (judgement->day + gap + question->horizon > question->last) return false;
    return judgement->leaves_in == 0 || judgement->leaves_in > gap;
}

static Case case_of(const Question *question, const Judgement *judgement, int gap)
{
    int in = judgement->leaves_in;
    return (Case){.band = judgement->band,
                  .score = judgement->score,
                  .left = in > gap && in <= gap + question->horizon};
}

// Those who have cases, numbered from 0: nobody else is drawn.
static Cases gather(Arena *arena, const Evidence *evidence, int gap, const double **points)
{
    const size_t factors = (size_t)evidence->judges.factors;
    Case *row = arena_new(arena, Case, evidence->judgements);
    double *earned = arena_new(arena, double, (size_t)evidence->judgements *factors);
    int rows = 0, customers = 0, latest = -1;
    for (int i = 0; i < evidence->judgements; i++) {
        const Judgement *judgement = &evidence->judgement[i];
        if (!is_case(&evidence->question, judgement, gap)) continue;
        if (judgement->customer != latest) customers++;
        latest = judgement->customer;
        row[rows] = case_of(&evidence->question, judgement, gap);
        row[rows].customer = customers - 1;
        for (size_t f = 0; f < factors; f++)
            earned[(size_t)rows * factors + f] =
                evidence->points[(size_t)i * (size_t)evidence->columns + f];
        rows++;
    }
    *points = earned;
    return cases_of(arena, row, rows, customers);
}

static void count_left(Gap *gap, Arena scratch)
{
    bool *left = arena_new(&scratch, bool, gap->cases.customers);
    for (int i = 0; i < gap->cases.rows; i++) {
        const Case *row = &gap->cases.row[i];
        gap->months_left += row->left;
        gap->customers_left += row->left && !left[row->customer];
        left[row->customer] |= row->left;
    }
}

// --- what is measured of them ---------------------------------------------------------

typedef struct {  // of one draw; what could not be measured is not known
    bool auc_known;
    double auc;
    bool roc_known;
    double roc[ROC_STEPS + 1];
    bool lift_known;
    double lift[LIFT_SHARES];
    Flag flag[BAND_COUNT];
    double actual[CALIBRATION_GROUPS];  // below 0: not known
    bool gain_known;
    double gain;
} Draw;

static void look(const Gap *gap, const int *times, Draw *out)
{
    double share[LIFT_SHARES];
    for (int i = 0; i < LIFT_SHARES; i++)
        share[i] = (i + 1.0) / LIFT_SHARES;
    out->auc_known = auc_of(&gap->cases, times, &out->auc);
    out->roc_known = roc_steps(&gap->cases, times, out->roc);
    out->lift_known = lift_of(&gap->cases, times, share, LIFT_SHARES, out->lift);
    flags_of(&gap->cases, times, BAND_COUNT, out->flag);
    out->gain_known =
        gap->weights.known && weights_gain(&gap->weights, &gap->cases, times, &out->gain);
}

static Estimate measured(bool known, double value)
{
    return (Estimate){.known = known, .value = known ? value : 0};
}

static void put_values(const Draw *all, bool enough, Gap *gap)
{
    gap->auc = measured(enough && all->auc_known, all->auc);
    for (int i = 0; i <= ROC_STEPS; i++)
        gap->roc[i] = measured(enough && all->roc_known, all->roc[i]);
    for (int i = 0; i < LIFT_SHARES; i++)
        gap->lift[i] = measured(enough && all->lift_known, all->lift[i]);
    for (int b = 0; b < BAND_COUNT; b++) {
        gap->flag[b] = all->flag[b];
        for (int m = 0; m < FLAG_COUNT; m++)
            gap->measure[b][m] = measured(all->flag[b].known[m], all->flag[b].value[m]);
    }
    for (int g = 0; g < gap->calibration.groups; g++)
        gap->actual[g] = measured(true, gap->calibration.group[g].actual);
    gap->gain = measured(all->gain_known, all->gain);
}

void gap_of(Arena *arena, const Evidence *evidence, int days, bool seek, Gap *out)
{
    const double *points;
    *out = (Gap){.days = days, .cases = gather(arena, evidence, days, &points)};
    count_left(out, *arena);
    bool enough = out->customers_left >= LEAST_LEFT;
    if (enough) out->calibration = calibration_of(arena, &out->cases);
    const WeightsInput input = {
        .points = points, .factors = evidence->judges.factors, .ridge = WEIGHTS_RIDGE};
    // Weights are those of one card.
    if (enough && seek && evidence->judges.count == 1)
        out->weights = weights_of(arena, &out->cases, &input);
    Draw all;
    look(out, NULL, &all);
    put_values(&all, enough, out);
}

// --- how sure that is --------------------------------------------------------------------

enum { FLAGS = BAND_COUNT * FLAG_COUNT };

typedef enum {  // where the measurements of each kind begin
    SERIES_AUC,
    SERIES_GAIN,
    SERIES_ROC,
    SERIES_LIFT = SERIES_ROC + ROC_STEPS + 1,
    SERIES_FLAG = SERIES_LIFT + LIFT_SHARES,
    SERIES_ACTUAL = SERIES_FLAG + FLAGS,
    SERIES_COUNT = SERIES_ACTUAL + CALIBRATION_GROUPS,
} Series;

struct GapDraws {
    Draws draws;
    int *times;
    int count[SERIES_COUNT];
    double value[SERIES_COUNT][RESAMPLES];
};

GapDraws *gap_draws(Arena *arena, const Gap *gap)
{
    GapDraws *draws = arena_new(arena, GapDraws, 1);
    draws->draws.state = DRAWS_SEED;
    draws->times = arena_new(arena, int, gap->cases.customers);
    return draws;
}

static void note(GapDraws *draws, int series, bool known, double value)
{
    if (known) draws->value[series][draws->count[series]++] = value;
}

void gap_draw(GapDraws *draws, const Gap *gap)
{
    Draw one;
    draws_customers(&draws->draws, gap->cases.customers, draws->times);
    look(gap, draws->times, &one);
    note(draws, SERIES_AUC, one.auc_known, one.auc);
    note(draws, SERIES_GAIN, one.gain_known, one.gain);
    for (int i = 0; i <= ROC_STEPS; i++)
        note(draws, (int)SERIES_ROC + i, one.roc_known, one.roc[i]);
    for (int i = 0; i < LIFT_SHARES; i++)
        note(draws, (int)SERIES_LIFT + i, one.lift_known, one.lift[i]);
    for (int i = 0; i < FLAGS; i++) {
        const Flag *flag = &one.flag[i / FLAG_COUNT];
        note(draws, (int)SERIES_FLAG + i, flag->known[i % FLAG_COUNT],
             flag->value[i % FLAG_COUNT]);
    }
    if (gap->calibration.groups == 0) return;
    calibration_actual(&gap->calibration, &gap->cases, draws->times, one.actual);
    for (int g = 0; g < gap->calibration.groups; g++)
        note(draws, (int)SERIES_ACTUAL + g, one.actual[g] >= 0, one.actual[g]);
}

static void put(const GapDraws *draws, int series, Estimate *out, Arena scratch)
{
    double middle = series == (int)SERIES_GAIN ? MIDDLE_99 : MIDDLE_95;
    if (out->known)
        out->interval =
            interval_of(draws->value[series], draws->count[series], middle, scratch);
}

void gap_measure(const GapDraws *draws, Gap *gap, Arena scratch)
{
    put(draws, SERIES_AUC, &gap->auc, scratch);
    put(draws, SERIES_GAIN, &gap->gain, scratch);
    for (int i = 0; i <= ROC_STEPS; i++)
        put(draws, (int)SERIES_ROC + i, &gap->roc[i], scratch);
    for (int i = 0; i < LIFT_SHARES; i++)
        put(draws, (int)SERIES_LIFT + i, &gap->lift[i], scratch);
    for (int i = 0; i < FLAGS; i++)
        put(draws, (int)SERIES_FLAG + i, &gap->measure[i / FLAG_COUNT][i % FLAG_COUNT],
            scratch);
    for (int g = 0; g < gap->calibration.groups; g++)
        put(draws, (int)SERIES_ACTUAL + g, &gap->actual[g], scratch);
}
