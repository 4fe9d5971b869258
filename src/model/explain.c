#include "model/explain.h"

#include <assert.h>
#include <math.h>

enum { WORST_MAX = 2 };  // factors in the words for a list

// How a metric is spoken of.
typedef struct {
    const char *one;     // "login"
    const char *many;    // "logins"
    const char *within;  // "in 12 weeks"
} Words;

static Words words_of(Metric metric)
{
    static const Words words[METRIC_COUNT] = {
        [METRIC_LOGINS] = {"login", "logins", "in 12 weeks"},
        [METRIC_FEATURES] = {"feature", "features", "used in 84 days"},
        [METRIC_TICKETS] = {"ticket", "tickets", "opened in the last 84 days"},
        [METRIC_INVOICES] = {"invoice", "invoices", "due in 365 days"},
        [METRIC_API] = {"API call", "API calls", "in 12 weeks"},
        [METRIC_ORIGINAL_LOGINS] = {"login", "logins", "in 3 months"},
        [METRIC_ORIGINAL_FEATURES] = {"feature", "features", "ever used"},
        [METRIC_ORIGINAL_TICKETS] = {"ticket", "tickets", "opened in the last 3 months"},
        [METRIC_ORIGINAL_INVOICES] = {"invoice", "invoices", "ever"},
        [METRIC_ORIGINAL_API] = {"API call", "API calls", "in 3 months"},
    };
    assert(metric < METRIC_COUNT);
    return words[metric];
}

// The five kinds of metric, whatever their window.
typedef enum { OF_A_RATE, OF_FEATURES, OF_TICKETS, OF_INVOICES } Kind;

static Kind kind_of(Metric metric)
{
    switch (metric) {
    case METRIC_FEATURES:
    case METRIC_ORIGINAL_FEATURES: return OF_FEATURES;
    case METRIC_TICKETS:
    case METRIC_ORIGINAL_TICKETS: return OF_TICKETS;
    case METRIC_INVOICES:
    case METRIC_ORIGINAL_INVOICES: return OF_INVOICES;
    case METRIC_LOGINS:
    case METRIC_API:
    case METRIC_ORIGINAL_LOGINS:
    case METRIC_ORIGINAL_API:
    case METRIC_COUNT:
    default: return OF_A_RATE;
    }
}

static void put(Writer *writer, const char *text)
{
    writer_put(writer, str_of(text));
}

// "2,160"
static void put_count(Writer *writer, int64_t count)
{
    assert(count >= 0);
    int64_t unit = 1;
    while (count / unit >= 1000)
        unit *= 1000;
    writer_int(writer, count / unit);
    while (unit > 1) {
        int64_t rest = count % unit;
        unit /= 1000;
        int group = (int)(rest / unit);
        writer_char(writer, ',');
        writer_char(writer, (char)('0' + group / 100));
        writer_char(writer, (char)('0' + group / 10 % 10));
        writer_char(writer, (char)('0' + group % 10));
    }
}

// To one decimal, without a needless ".0": "12.4", "10".
static void put_tenths(Writer *writer, double number)
{
    if (number > 9e15) number = 9e15;  // nobody reads further
    int64_t tenths = llround(number * 10);
    put_count(writer, tenths / 10);
    if (tenths % 10 == 0) return;
    writer_char(writer, '.');
    writer_char(writer, (char)('0' + tenths % 10));
}

// "no logins", "1 login", "149 logins"
static void put_number_of(Writer *writer, int64_t count, Words words)
{
    if (count == 0)
        put(writer, "no");
    else
        put_count(writer, count);
    writer_char(writer, ' ');
    put(writer, count == 1 ? words.one : words.many);
}

static void put_earns(Writer *writer, double points)
{
    put(writer, "earns ");
    put_tenths(writer, points);
}

static void put_points(Writer *writer, double points)
{
    put_tenths(writer, points);
    put(writer, points == 1 ? " point" : " points");
}

// "10 or more", "fewer than 1", "more than 50", "50 or fewer"
static void put_rate_range(Writer *writer, const Factor *factor, double value)
{
    bool above = factor->transform == TRANSFORM_ABOVE;
    int s = scorecard_step(factor, value);
    bool reached = s < factor->steps;
    if (reached && above) put(writer, "more than ");
    if (!reached && !above) put(writer, "fewer than ");
    put_tenths(writer, factor->step[reached ? s : factor->steps - 1].edge);
    if (reached && !above) put(writer, " or more");
    if (!reached && above) put(writer, " or fewer");
}

// "149 logins in 12 weeks, 12.4 a week: 10 or more earns 75"
static void explain_rate(Writer *writer, const Factor *factor, const FactorScore *score,
                         const Measure *measure)
{
    Words words = words_of(factor->metric);
    put_number_of(writer, measure->amount, words);
    writer_char(writer, ' ');
    put(writer, words.within);
    if (measure->amount > 0) {
        put(writer, ", ");
        put_tenths(writer, score->value);
        put(writer, " a week");
    }
    put(writer, ": ");
    put_rate_range(writer, factor, score->value);
    put(writer, measure->amount > 0 ? " " : " a week ");
    put_earns(writer, score->points);
}

// "4 of 5 features used in 84 days: earns 80"
static void explain_features(Writer *writer, const Factor *factor, const FactorScore *score,
                             const Measure *measure)
{
    Words words = words_of(factor->metric);
    int64_t all = (int64_t)factor->divide_by;
    if (measure->amount > all) {
        put_number_of(writer, measure->amount, words);
        writer_char(writer, ' ');
        put(writer, words.within);
        put(writer, ", ");
        put_count(writer, all);
        put(writer, " were expected");
    } else {
        put_count(writer, measure->amount);
        put(writer, " of ");
        put_number_of(writer, all, words);
        writer_char(writer, ' ');
        put(writer, words.within);
    }
    put(writer, ": ");
    put_earns(writer, score->points);
}

// "1 to 2", "more than 5": the counts that earn as much as `value` does.
static void put_count_range(Writer *writer, const Factor *factor, double value)
{
    int s = scorecard_step(factor, value);
    if (s == factor->steps) {
        put(writer, "more than ");
        put_tenths(writer, factor->step[s - 1].edge);
        return;
    }
    if (s > 0) {
        put_tenths(writer, factor->step[s - 1].edge + 1);
        put(writer, " to ");
    }
    put_tenths(writer, factor->step[s].edge);
}

// "3 tickets open, opened in the last 84 days: 3 to 5 earns 50"
static void explain_tickets(Writer *writer, const Factor *factor, const FactorScore *score,
                            const Measure *measure)
{
    Words words = words_of(factor->metric);
    put_number_of(writer, measure->amount, words);
    put(writer, " open");
    if (measure->amount > 0) {
        put(writer, ", ");
        put(writer, words.within);
    }
    put(writer, ": ");
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
    Words words = words_of(factor->metric);
    put_count(writer, measure->amount);
    put(writer, " of ");
    put_number_of(writer, measure->of, words);
    if (factor->metric == METRIC_INVOICES) {
        writer_char(writer, ' ');
        put(writer, words.within);
    }
    put(writer, " paid on time: ");
    put_points(writer, score->points);
}

// "no API call ever came in: its weight is shared out among the other factors"
static void explain_missing(Writer *writer, const Factor *factor, const FactorScore *score,
                            const Measure *measure)
{
    Words words = words_of(factor->metric);
    put(writer, "no ");
    put(writer, words.one);
    put(writer, measure->known ? " to judge yet: " : " ever came in: ");
    if (factor->missing == MISSING_SKIP)
        put(writer, "its weight is shared out among the other factors");
    else
        put_earns(writer, score->points);
}

void explain_factor(Writer *writer, const Scorecard *card, const Score *score,
                    const Picture *picture, int factor)
{
    assert(factor >= 0 && factor < card->factors);
    const Factor *how = &card->factor[factor];
    const FactorScore *part = &score->factor[factor];
    const Measure *measure = &picture->measure[how->metric];

    if (!score->scored) {
        put(writer, "nothing that counts has come in yet");
        return;
    }
    if (part->missing && how->missing != MISSING_IS_A_VALUE) {
        explain_missing(writer, how, part, measure);
        return;
    }
    switch (kind_of(how->metric)) {
    case OF_A_RATE: explain_rate(writer, how, part, measure); break;
    case OF_FEATURES: explain_features(writer, how, part, measure); break;
    case OF_TICKETS: explain_tickets(writer, how, part, measure); break;
    case OF_INVOICES: explain_invoices(writer, how, part, measure); break;
    }
}

// --- for lists ---------------------------------------------------------------

// "only 0.2 logins a week"
static void name_rate(Writer *writer, const FactorScore *score, const Measure *measure,
                      Words words)
{
    if (measure->amount == 0) {
        put_number_of(writer, 0, words);
        writer_char(writer, ' ');
        put(writer, words.within);
        return;
    }
    put(writer, "only ");
    put_tenths(writer, score->value);
    writer_char(writer, ' ');
    put(writer, llround(score->value * 10) == 10 ? words.one : words.many);
    put(writer, " a week");
}

static void name_factor(Writer *writer, const Factor *factor, const FactorScore *score,
                        const Measure *measure)
{
    Words words = words_of(factor->metric);
    switch (kind_of(factor->metric)) {
    case OF_A_RATE: name_rate(writer, score, measure, words); break;
    case OF_FEATURES:
        put_count(writer, measure->amount);
        put(writer, " of ");
        put_number_of(writer, (int64_t)factor->divide_by, words);
        put(writer, " in use");
        break;
    case OF_TICKETS:
        put_number_of(writer, measure->amount, words);
        put(writer, " open");
        break;
    case OF_INVOICES:
        put(writer, measure->amount ? "only " : "");
        put_count(writer, measure->amount);
        put(writer, " of ");
        put_number_of(writer, measure->of, words);
        put(writer, " paid on time");
        break;
    }
}

// What a factor takes away from a full score; 0 where it alone would be healthy.
static double lost_by(const Scorecard *card, const FactorScore *part)
{
    if (part->points >= card->band_edge[BAND_HEALTHY]) return 0;
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
        if (named) put(writer, "; ");
        name_factor(writer, factor, &score->factor[worst],
                    &picture->measure[factor->metric]);
    }
}
