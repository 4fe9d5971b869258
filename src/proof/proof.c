#include "proof/proof.h"

#include "proof/order.h"

#include <assert.h>

int gap_days(int gap)
{
    static const int days[] = {0, 14, 30, 60};
    static_assert(sizeof days / sizeof *days == GAPS, "");
    return days[gap];
}

// --- how early --------------------------------------------------------------------

static int bin_of(int lead)
{
    if (lead == 0) return 0;
    int bin = 1 + lead / 15;
    return bin < LEAD_BINS ? bin : LEAD_BINS - 1;
}

static double median_of(const double *value, int count, Arena scratch)
{
    const int *place = order_of(&scratch, value, count);
    return (value[place[(count - 1) / 2]] + value[place[count / 2]]) / 2;
}

bool leads_count(const Evidence *evidence, const Leaver *leaver)
{
    return leaver->left >= evidence->question.first + LEAD_WARNED;
}

static Leads leads_of(const Evidence *evidence, Arena scratch)
{
    Leads leads = {0};
    int flagged = 0;
    double *lead = arena_new(&scratch, double, evidence->leavers);
    for (int i = 0; i < evidence->leavers; i++) {
        const Leaver *leaver = &evidence->leaver[i];
        if (!leads_count(evidence, leaver)) continue;
        leads.customers++;
        leads.bin[bin_of(leaver->lead)]++;
        if (leaver->lead >= LEAD_WARNED)
            leads.warned++;
        else if (leaver->lead > 0)
            leads.later++;
        else
            leads.never++;
        if (leaver->lead > 0) lead[flagged++] = leaver->lead;
    }
    leads.has_median = flagged > 0;
    if (flagged > 0) leads.median = median_of(lead, flagged, scratch);
    return leads;
}

// --- who was still there --------------------------------------------------------------

static Life life_of(const Judgement *first, Day last)
{
    int days = first->leaves_in ? first->leaves_in : last - first->day;
    bool stopped = days > SURVIVAL_DAYS;
    return (Life){.days = stopped ? SURVIVAL_DAYS : days,
                  .left = !stopped && first->leaves_in > 0,
                  .group = first->band};
}

// Everybody enters once, on the first day on which it was judged.
static void follow(Arena *arena, Proof *proof)
{
    const Evidence *evidence = proof->evidence;
    Life *life = arena_new(arena, Life, evidence->customers);
    int lives = 0, latest = -1;
    for (int i = 0; i < evidence->judgements; i++) {
        const Judgement *judgement = &evidence->judgement[i];
        if (judgement->customer == latest) continue;
        latest = judgement->customer;
        life[lives++] = life_of(judgement, evidence->question.last);
        proof->survival[judgement->band].customers++;
    }
    proof->customers = lives;
    proof->log_rank = log_rank_of(life, lives, BAND_COUNT, *arena);
    for (int b = 0; b < BAND_COUNT; b++) {
        BandSurvival *band = &proof->survival[b];
        band->steps = survival_of(arena, life, lives, b, &band->step);
    }
}

// --- which factor knew first -------------------------------------------------------------

static int counts_of(const Evidence *evidence, int lag, int factor, LagCount *out)
{
    int known = 0;
    for (int i = 0; i < evidence->leavers; i++)
        if (evidence->leaver[i].known[lag])
            out[known++] = evidence->leaver[i].lag[lag][factor];
    return known;
}

static Estimate lag_of(const Evidence *evidence, int lag, int factor, Arena scratch)
{
    Estimate is = {0};
    LagCount *count = arena_new(&scratch, LagCount, evidence->leavers);
    int left = counts_of(evidence, lag, factor, count);
    is.known = left >= LEAST_LEFT && lag_auc(count, left, &is.value);
    if (is.known) is.interval = lag_interval(count, left, &evidence->stayed[lag][factor]);
    return is;
}

// --- all of it ------------------------------------------------------------------------------

static void span_evaluations(const Evidence *evidence, Proof *proof)
{
    const Question *question = &evidence->question;
    proof->first = proof->last = DAY_NONE;
    for (int i = 0; i < evidence->judgements; i++) {
        Day day = evidence->judgement[i].day;
        if (day + question->horizon > question->last) continue;
        if (proof->first == DAY_NONE || day < proof->first) proof->first = day;
        if (proof->last == DAY_NONE || day > proof->last) proof->last = day;
    }
}

Proof *proof_of(Arena *arena, const Evidence *evidence)
{
    Proof *proof = arena_new(arena, Proof, 1);
    proof->evidence = evidence;
    proof->steps = GAPS * RESAMPLES + evidence->judges.factors * LAGS;
    span_evaluations(evidence, proof);
    for (int g = 0; g < GAPS; g++) {
        gap_of(arena, evidence, gap_days(g), g == 0, &proof->gap[g]);
        proof->draws[g] = gap_draws(arena, &proof->gap[g]);
    }
    proof->leads = leads_of(evidence, *arena);
    follow(arena, proof);
    return proof;
}

bool proof_step(Proof *proof, Arena scratch)
{
    const int step = proof->done++, draws = GAPS * RESAMPLES;
    if (step < draws) {
        int g = step / RESAMPLES;
        gap_draw(proof->draws[g], &proof->gap[g]);
        if (step % RESAMPLES == RESAMPLES - 1)
            gap_measure(proof->draws[g], &proof->gap[g], scratch);
    } else if (step < proof->steps) {
        int factor = (step - draws) / LAGS, lag = (step - draws) % LAGS;
        proof->lag[factor][lag] = lag_of(proof->evidence, lag, factor, scratch);
    }
    return proof->done < proof->steps;
}

bool proof_is_better(const Proof *proof)
{
    const Estimate *gain = &proof->gap[0].gain;
    return gain->known && gain->interval.known && gain->interval.low > 0;
}
