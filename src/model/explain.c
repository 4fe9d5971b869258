#include "model/explain.h"

#include "model/words.h"

#include <assert.h>
#include <math.h>

enum { WORST_MAX = 2 };  // factors in the words for a list

static void put_earns(Writer *writer, double points)
{
    words_put(writer, "earns ");
    words_tenths(writer, points);
}

// "10 or more", "fewer than 1", "more than 50", "50 or fewer"
static void put_rate_range(Writer *writer, const Factor *factor, double value)
{
    bool above = factor->transform == TRANSFORM_ABOVE;
    int s = scorecard_step(factor, value);
    bool reached = s < factor->steps;
    if (reached && above) words_put(writer, "more than ");
    if (!reached && !above) words_put(writer, "fewer than ");
    words_tenths(writer, factor->step[reached ? s : factor->steps - 1].edge);
    if (reached && !above) words_put(writer, " or more");
    if (!reached && above) words_put(writer, " or fewer");
}

// "149 logins in 12 weeks, 12.4 a week: 10 or more earns 75"
static void explain_rate(Writer *writer, const Factor *factor, const FactorScore *score,
                         const Measure *measure)
{
    Words words = words_of(factor->measure);
    words_number_of(writer, measure->amount, words);
    writer_char(writer, ' ');
    words_put(writer, words.within);
    if (measure->amount > 0) {
        words_put(writer, ", ");
        words_tenths(writer, score->value);
        words_put(writer, " a week");
    }
    words_put(writer, ": ");
    put_rate_range(writer, factor, score->value);
    words_put(writer, measure->amount > 0 ? " " : " a week ");
    put_earns(writer, score->points);
}

// "4 of 5 features used in 84 days: earns 80"
static void explain_features(Writer *writer, const Factor *factor, const FactorScore *score,
                             const Measure *measure)
{
    Words words = words_of(factor->measure);
    int64_t all = (int64_t)factor->divide_by;
    if (measure->amount > all) {
        words_number_of(writer, measure->amount, words);
        writer_char(writer, ' ');
        words_put(writer, words.within);
        words_put(writer, ", ");
        words_count(writer, all);
        words_put(writer, " were expected");
    } else {
        words_count(writer, measure->amount);
        words_put(writer, " of ");
        words_number_of(writer, all, words);
        writer_char(writer, ' ');
        words_put(writer, words.within);
    }
    words_put(writer, ": ");
    put_earns(writer, score->points);
}

// "1 to 2", "more than 5": the counts that earn as much as `value` does.
static void put_count_range(Writer *writer, const Factor *factor, double value)
{
    int s = scorecard_step(factor, value);
    if (s == factor->steps) {
        words_put(writer, "more than ");
        words_tenths(writer, factor->step[s - 1].edge);
        return;
    }
    if (s > 0) {
        words_tenths(writer, factor->step[s - 1].edge + 1);
        words_put(writer, " to ");
    }
    words_tenths(writer, factor->step[s].edge);
}

// "3 tickets open, opened in the last 84 days: 3 to 5 earns 50"
static void explain_tickets(Writer *writer, const Factor *factor, const FactorScore *score,
                            const Measure *measure)
{
    Words words = words_of(factor->measure);
    words_number_of(writer, measure->amount, words);
    words_put(writer, " open");
    if (measure->amount > 0) {
        words_put(writer, ", ");
        words_put(writer, words.within);
    }
    words_put(writer, ": ");
    if (measure->amount > 0) {
        put_count_range(writer, factor, score->value);
        writer_char(writer, ' ');
    }
    put_earns(writer, score->points);
}

// "3 of 4 invoices due in 365 days paid on time: 75 points"
static void explain_invoices(Writer *writer, const Factor *factor, const FactorScore *score,
                             const Measure *measure)
{
    Words words = words_of(factor->measure);
    words_count(writer, measure->amount);
    words_put(writer, " of ");
    words_number_of(writer, measure->of, words);
    if (factor->measure == METRIC_INVOICES) {
        writer_char(writer, ' ');
        words_put(writer, words.within);
    }
    words_put(writer, " paid on time: ");
    words_points(writer, score->points);
}

// "no API call ever came in: its weight is shared out among the other factors"
static void explain_missing(Writer *writer, const Factor *factor, const FactorScore *score,
                            const Measure *measure)
{
    Words words = words_of(factor->measure);
    words_put(writer, "no ");
    words_put(writer, words.one);
    words_put(writer, measure->known ? " to judge yet: " : " ever came in: ");
    if (factor->missing == MISSING_SKIP)
        words_put(writer, "its weight is shared out among the other factors");
    else
        put_earns(writer, score->points);
}

void explain_factor(Writer *writer, const Scorecard *card, const Score *score,
                    const Picture *picture, int factor)
{
    assert(factor >= 0 && factor < card->factors);
    const Factor *how = &card->factor[factor];
    const FactorScore *part = &score->factor[factor];
    const Measure *measure = &picture->measure[how->measure];

    if (!score->scored) {
        words_put(writer, "nothing that counts has come in yet");
        return;
    }
    if (part->missing && how->missing != MISSING_IS_A_VALUE) {
        explain_missing(writer, how, part, measure);
        return;
    }
    switch (words_kind(how->measure)) {
    case KIND_RATE: explain_rate(writer, how, part, measure); break;
    case KIND_FEATURES: explain_features(writer, how, part, measure); break;
    case KIND_TICKETS: explain_tickets(writer, how, part, measure); break;
    case KIND_INVOICES: explain_invoices(writer, how, part, measure); break;
    }
}

// --- for lists ---------------------------------------------------------------

// "only 0.2 logins a week"
static void name_rate(Writer *writer, const FactorScore *score, const Measure *measure,
                      Words words)
{
    if (measure->amount == 0) {
        words_number_of(writer, 0, words);
        writer_char(writer, ' ');
        words_put(writer, words.within);
        return;
    }
    words_put(writer, "only ");
    words_tenths(writer, score->value);
    writer_char(writer, ' ');
    words_put(writer, llround(score->value * 10) == 10 ? words.one : words.many);
    words_put(writer, " a week");
}

static void name_factor(Writer *writer, const Factor *factor, const FactorScore *score,
                        const Measure *measure)
{
    Words words = words_of(factor->measure);
    switch (words_kind(factor->measure)) {
    case KIND_RATE: name_rate(writer, score, measure, words); break;
    case KIND_FEATURES:
        words_count(writer, measure->amount);
        words_put(writer, " of ");
        words_number_of(writer, (int64_t)factor->divide_by, words);
        words_put(writer, " in use");
        break;
    case KIND_TICKETS:
        words_number_of(writer, measure->amount, words);
        words_put(writer, " open");
        break;
    case KIND_INVOICES:
        words_put(writer, measure->amount ? "only " : "");
        words_count(writer, measure->amount);
        words_put(writer, " of ");
        words_number_of(writer, measure->of, words);
        words_put(writer, " paid on time");
        break;
    }
}

// What a factor takes away from a full score; 0 where it alone would be healthy.
static double lost_by(const Scorecard *card, const FactorScore *part)
{
    if (part->points >= scorecard_healthy(card)) return 0;
    return (100 - part->points) * part->weight;
}

// The factor that loses most among those that lose less than `worse` does, or come
// after it and lose as much; -1 where there is none.
static int next_worst(const Scorecard *card, const Score *score, int worse)
{
    double limit = worse < 0 ? (double)INFINITY : lost_by(card, &score->factor[worse]);
    int worst = -1;
    double most = 0;
    for (int f = 0; f < card->factors; f++) {
        double lost = lost_by(card, &score->factor[f]);
        if (lost > limit || (lost == limit && f <= worse)) continue;
        if (lost > most) worst = f, most = lost;
    }
    return worst;
}

void explain_score(Writer *writer, const Scorecard *card, const Score *score,
                   const Picture *picture)
{
    if (!score->scored) return;
    int worst = -1;
    for (int named = 0; named < WORST_MAX; named++) {
        worst = next_worst(card, score, worst);
        if (worst < 0) return;
        const Factor *factor = &card->factor[worst];
        if (named) words_put(writer, "; ");
        name_factor(writer, factor, &score->factor[worst],
                    &picture->measure[factor->measure]);
    }
}
