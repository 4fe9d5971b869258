#include "service/proving/report.h"

#include "base/clock.h"
#include "proof/order.h"

#include <math.h>

enum {
    SURVIVAL_EVERY = 3,  // days: so many are said of the curves
    LEAVERS_TOLD = 100   // so that a report stays below 64 KB, as a note may be
};

static double rounded(double value)
{
    double is = round(value * 1e6) / 1e6;
    return is == 0 ? 0 : is;  // and never -0
}

static void put(Json *json, Str name, double value)
{
    json_double(json, name, rounded(value));
}

static void put_interval(Json *json, const Interval *interval)
{
    if (interval->known) {
        put(json, S("low"), interval->low);
        put(json, S("high"), interval->high);
    } else {
        json_null(json, S("low"));
        json_null(json, S("high"));
    }
}

static void put_estimate(Json *json, Str name, const Estimate *is)
{
    if (!is->known) {
        json_null(json, name);
        return;
    }
    json_open_object(json, name);
    put(json, S("value"), is->value);
    put_interval(json, &is->interval);
    json_close_object(json);
}

// --- a gap ---------------------------------------------------------------------------

static void put_roc(Json *json, const Gap *gap)
{
    json_open_array(json, S("roc"));
    for (int i = 0; i <= ROC_STEPS && gap->roc[i].known; i++) {
        json_open_object(json, (Str){0});
        put(json, S("stayed_flagged"), (double)i / ROC_STEPS);
        put(json, S("left_flagged"), gap->roc[i].value);
        put_interval(json, &gap->roc[i].interval);
        json_close_object(json);
    }
    json_close_array(json);
}

static void put_lift(Json *json, const Gap *gap)
{
    json_open_array(json, S("lift"));
    for (int i = 0; i < LIFT_SHARES && gap->lift[i].known; i++) {
        json_open_object(json, (Str){0});
        put(json, S("share_of_book"), (i + 1.0) / LIFT_SHARES);
        put(json, S("value"), gap->lift[i].value);
        put_interval(json, &gap->lift[i].interval);
        json_close_object(json);
    }
    json_close_array(json);
}

static void put_bands(Json *json, const Gap *gap)
{
    static const char *const names[FLAG_COUNT] = {"share", "precision", "recall", "f1"};
    json_open_array(json, S("bands"));
    for (int b = 0; b < BAND_COUNT; b++) {
        json_open_object(json, (Str){0});
        json_str(json, S("band"), band_name((Band)b));
        json_int(json, S("customer_months"), gap->flag[b].cases);
        json_int(json, S("left"), gap->flag[b].left);
        for (int m = 0; m < FLAG_COUNT; m++)
            put_estimate(json, str_of(names[m]), &gap->measure[b][m]);
        json_close_object(json);
    }
    json_close_array(json);
}

static void put_calibration(Json *json, const Gap *gap)
{
    const Calibration *is = &gap->calibration;
    if (is->groups == 0) {
        json_null(json, S("calibration"));
        return;
    }
    json_open_object(json, S("calibration"));
    put(json, S("brier"), is->brier);
    put(json, S("ece"), is->ece);
    json_open_array(json, S("groups"));
    for (int g = 0; g < is->groups; g++) {
        json_open_object(json, (Str){0});
        json_int(json, S("customer_months"), is->group[g].cases);
        json_int(json, S("left"), is->group[g].left);
        put(json, S("expected"), is->group[g].expected);
        put(json, S("actual"), is->group[g].actual);
        put_interval(json, &gap->actual[g].interval);
        json_close_object(json);
    }
    json_close_array(json);
    json_close_object(json);
}

static void put_gaps(Json *json, const Proof *proof)
{
    json_open_array(json, S("gaps"));
    for (int g = 0; g < GAPS; g++) {
        const Gap *gap = &proof->gap[g];
        json_open_object(json, (Str){0});
        json_int(json, S("gap_days"), gap->days);
        json_int(json, S("customer_months"), gap->cases.rows);
        json_int(json, S("customers"), gap->cases.customers);
        json_int(json, S("customer_months_left"), gap->months_left);
        json_int(json, S("customers_left"), gap->customers_left);
        put_estimate(json, S("auc"), &gap->auc);
        put_roc(json, gap);
        put_lift(json, gap);
        put_bands(json, gap);
        put_calibration(json, gap);
        json_close_object(json);
    }
    json_close_array(json);
}

// --- those who left ------------------------------------------------------------------------

// Who left, the latest first.
static const int *in_order(Arena *arena, const Evidence *evidence)
{
    double *key = arena_new(arena, double, evidence->leavers);
    for (int i = 0; i < evidence->leavers; i++)
        key[i] = -(double)evidence->leaver[i].left;
    return order_of(arena, key, evidence->leavers);
}

// The latest of those who were counted, whom a page can name.
static void put_leavers(Json *json, const Evidence *evidence, const int *place)
{
    json_open_array(json, S("customers"));
    for (int i = 0; i < evidence->leavers && i < LEAVERS_TOLD; i++) {
        const Leaver *leaver = &evidence->leaver[place[i]];
        if (!leads_count(evidence, leaver)) break;
        json_open_object(json, (Str){0});
        json_int(json, S("id"), leaver->id);
        json_day(json, S("left"), leaver->left);
        if (leaver->lead > 0)
            json_int(json, S("at_risk_days"), leaver->lead);
        else
            json_null(json, S("at_risk_days"));
        json_close_object(json);
    }
    json_close_array(json);
}

static void put_leads(Json *json, const Proof *proof, const int *latest)
{
    const Leads *leads = &proof->leads;
    json_open_object(json, S("leads"));
    json_int(json, S("customers_left"), leads->customers);
    json_int(json, S("at_risk_30_days_before"), leads->warned);
    json_int(json, S("at_risk_later"), leads->later);
    json_int(json, S("never_at_risk"), leads->never);
    if (leads->has_median)
        put(json, S("median_days"), leads->median);
    else
        json_null(json, S("median_days"));
    json_open_array(json, S("histogram"));
    for (int i = 1; i < LEAD_BINS; i++) {
        json_open_object(json, (Str){0});
        json_int(json, S("from_days"), (i - 1) * 15);
        json_int(json, S("customers"), leads->bin[i]);
        json_close_object(json);
    }
    json_close_array(json);
    json_int(json, S("alarms"), proof->evidence->alarms.alarms);
    json_int(json, S("false_alarms"), proof->evidence->alarms.unfounded);
    put_leavers(json, proof->evidence, latest);
    json_close_object(json);
}

static void put_point(Json *json, const BandSurvival *band, int days, const int *step)
{
    json_open_object(json, (Str){0});
    json_int(json, S("days"), days);
    if (*step < 0) {
        json_int(json, S("share"), 1);
        put_interval(json, &(Interval){0});
    } else {
        const SurvivalStep *is = &band->step[*step];
        put(json, S("share"), is->share);
        put_interval(json, &(Interval){is->has_interval, is->low, is->high});
    }
    json_close_object(json);
}

static void put_curve(Json *json, const BandSurvival *band, Band which)
{
    int step = -1;
    json_open_object(json, (Str){0});
    json_str(json, S("band"), band_name(which));
    json_int(json, S("customers"), band->customers);
    json_open_array(json, S("points"));
    for (int days = 0; days <= SURVIVAL_DAYS && band->customers > 0;
         days += SURVIVAL_EVERY) {
        while (step + 1 < band->steps && band->step[step + 1].days <= days)
            step++;
        put_point(json, band, days, &step);
    }
    json_close_array(json);
    json_close_object(json);
}

static void put_survival(Json *json, const Proof *proof)
{
    json_open_object(json, S("survival"));
    json_open_array(json, S("bands"));
    for (int b = 0; b < BAND_COUNT; b++)
        put_curve(json, &proof->survival[b], (Band)b);
    json_close_array(json);
    if (proof->log_rank.known) {
        json_open_object(json, S("log_rank"));
        put(json, S("chi_square"), proof->log_rank.chi_square);
        json_int(json, S("degrees_of_freedom"), proof->log_rank.degrees);
        put(json, S("p"), proof->log_rank.p);
        json_close_object(json);
    } else {
        json_null(json, S("log_rank"));
    }
    json_close_object(json);
}

// --- the factors --------------------------------------------------------------------------------

static void put_factor(Json *json, const Proof *proof, int f)
{
    const Factor *factor = proof->evidence->judges.factor[f];
    const Weights *weights = &proof->gap[0].weights;
    json_open_object(json, (Str){0});
    json_str(json, S("id"), factor->id);
    json_str(json, S("name"), factor->name);
    put(json, S("weight"), factor->weight);
    if (weights->known)
        put(json, S("suggested_weight"), weights->weight[f]);
    else
        json_null(json, S("suggested_weight"));
    json_open_array(json, S("auc_before"));
    for (int lag = 0; lag < LAGS; lag++) {
        const Estimate *is = &proof->lag[f][lag];
        if (!is->known) continue;
        json_open_object(json, (Str){0});
        json_int(json, S("days"), lag_days(lag));
        put(json, S("value"), is->value);
        put_interval(json, &is->interval);
        json_close_object(json);
    }
    json_close_array(json);
    json_close_object(json);
}

static void put_weights(Json *json, const Proof *proof, Arena scratch)
{
    const Gap *gap = &proof->gap[0];
    Writer text = {.arena = &scratch};
    report_say_weights(&text, proof);
    json_open_object(json, S("weights"));
    json_str(json, S("verdict"),
             !gap->weights.known      ? S("unknown")
             : proof_is_better(proof) ? S("better")
                                      : S("no_better"));
    json_str(json, S("text"), writer_str(&text));
    put_estimate(json, S("auc_gain"), &gap->gain);
    json_close_object(json);
    json_open_array(json, S("factors"));
    for (int f = 0; f < proof->evidence->judges.factors; f++)
        put_factor(json, proof, f);
    json_close_array(json);
}

// --- all of it -------------------------------------------------------------------------------------

static void put_day(Json *json, Str name, Day day)
{
    if (day == DAY_NONE)
        json_null(json, name);
    else
        json_day(json, name, day);
}

// By which cards: one, or several together.
static void put_judges(Json *json, const Evidence *evidence)
{
    const Judges *judges = &evidence->judges;
    if (judges->count == 1) {
        json_str(json, S("scorecard"), judges->judge[0].card->id);
        json_int(json, S("scorecard_version"), judges->judge[0].card->version);
    } else {
        json_null(json, S("scorecard"));
        json_null(json, S("scorecard_version"));
    }
    json_open_array(json, S("scorecards"));
    for (int j = 0; j < judges->count; j++) {
        const Judge *judge = &judges->judge[j];
        json_open_object(json, (Str){0});
        json_str(json, S("id"), judge->card->id);
        json_int(json, S("version"), judge->card->version);
        json_int(json, S("customers"), judge->customers);
        json_close_object(json);
    }
    json_close_array(json);
}

static void put_head(Json *json, const Proved *proved, const Proving *proving)
{
    const Proof *proof = proved->proof;
    put_judges(json, proof->evidence);
    json_str_or_null(json, S("preview"), proving->preview);
    json_day(json, S("as_of"), proving->last);
    json_day(json, S("from"), proof->evidence->question.first);
    put_day(json, S("first_evaluation"), proof->first);
    put_day(json, S("last_evaluation"), proof->last);
    put_day(json, S("arrival_known_from"),
            proved->too_many_late ? DAY_NONE : proved->known_from);
    json_int(json, S("horizon_days"), proving->horizon);
    json_str(json, S("time_zone"), clock_zone());
    json_str(json, S("direction"), S("higher_is_better"));
    json_int(json, S("customers"), proof->customers);
    json_int(json, S("resamples"), RESAMPLES);
}

static void put_sentences(Json *json, const Proof *proof, Arena scratch)
{
    Writer first = {.arena = &scratch};
    report_say_first(&first, proof);
    json_str(json, S("summary"), writer_str(&first));
    Writer months = {.arena = &scratch};
    report_say_months(&months, proof);
    json_str_or_null(json, S("summary_months"), writer_str(&months));
}

Str report_json(Arena *arena, const Proved *proved, const Proving *proving)
{
    enum { WORDS = 1 << 16 };
    char *room = arena_new(arena, char, WORDS);
    const Arena words = {.next = room, .end = room + WORDS};
    const int *latest = in_order(arena, proved->proof->evidence);
    Writer writer = {.arena = arena};
    Json json = {.to = &writer};
    json_open(&json);
    put_sentences(&json, proved->proof, words);
    put_head(&json, proved, proving);
    put_leads(&json, proved->proof, latest);
    put_gaps(&json, proved->proof);
    put_survival(&json, proved->proof);
    put_weights(&json, proved->proof, words);
    report_warn(&json, proved);
    json_close(&json);
    return writer_str(&writer);
}
