#include "model/explain.h"

#include "model/words.h"

#include <assert.h>
#include <math.h>

enum { WORST_MAX = 2 };  // factors in the words for a list

typedef struct {  // what one factor is explained from
    Writer *writer;
    const Factor *factor;
    const FactorScore *score;
    const Measure *measure;
} Said;

// --- what it earns -----------------------------------------------------------------

static void put_earns(Writer *writer, double points)
{
    words_put(writer, "earns ");
    words_tenths(writer, points);
}

// "10 or more", "fewer than 1", "more than 50", "50 or fewer"
static void put_range_down(Writer *writer, const Factor *factor, double value)
{
    bool above = factor->transform == TRANSFORM_ABOVE;
    int s = scorecard_step(factor, value);
    bool reached = s < factor->steps;
    if (reached && above) words_put(writer, "more than ");
    if (!reached && !above) words_put(writer, "fewer than ");
    words_edge(writer, factor->step[reached ? s : factor->steps - 1].edge);
    if (reached && !above) words_put(writer, " or more");
    if (!reached && above) words_put(writer, " or fewer");
}

static bool is_whole(double number)
{
    return number == floor(number);
}

// "1 to 2", "more than 5", "at most 0.5": what earns as much as `value` does.
static void put_range_up(Writer *writer, const Factor *factor, double value)
{
    int s = scorecard_step(factor, value);
    if (s == factor->steps) {
        words_put(writer, "more than ");
        words_edge(writer, factor->step[s - 1].edge);
        return;
    }
    bool counts = factor->divide_by == 1 && !factor->per_seat &&
                  is_whole(factor->step[s].edge) &&
                  (s == 0 || is_whole(factor->step[s - 1].edge));
    if (!counts) words_put(writer, "at most ");
    if (counts && s > 0) {
        words_edge(writer, factor->step[s - 1].edge + 1);
        words_put(writer, " to ");
    }
    words_edge(writer, factor->step[s].edge);
}

static bool has_steps(const Factor *factor)
{
    return factor->transform == TRANSFORM_AT_LEAST ||
           factor->transform == TRANSFORM_ABOVE || factor->transform == TRANSFORM_AT_MOST;
}

// "10 or more earns 75", "earns 80"
static void put_earned(const Said *said, const char *behind_range)
{
    if (has_steps(said->factor)) {
        if (said->factor->transform == TRANSFORM_AT_MOST)
            put_range_up(said->writer, said->factor, said->score->value);
        else
            put_range_down(said->writer, said->factor, said->score->value);
        words_put(said->writer, behind_range);
    }
    put_earns(said->writer, said->score->points);
}

// --- what was measured -------------------------------------------------------------

// "149 logins in 12 weeks, 12.4 a week: 10 or more earns 75"
static void explain_rate(const Said *said)
{
    Writer *writer = said->writer;
    const Factor *factor = said->factor;
    bool divided = factor->per_week || factor->per_seat;
    bool any = said->measure->amount > 0;
    words_number_of(writer, said->measure->amount, &factor->metric);
    writer_char(writer, ' ');
    words_within(writer, &factor->metric);
    if (any && divided) {
        words_put(writer, ", ");
        words_value(writer, said->score->value);
        words_per(writer, factor);
    }
    words_put(writer, ": ");
    if (any || !divided || !has_steps(factor)) {
        put_earned(said, " ");
        return;
    }
    Writer per = {.arena = writer->arena};
    words_per(&per, factor);
    writer_char(&per, ' ');
    writer_char(&per, '\0');
    put_earned(said, per.text);
}

// "4 of 5 features used in 84 days: earns 80"
static void explain_features(const Said *said)
{
    Writer *writer = said->writer;
    const Metric *metric = &said->factor->metric;
    int64_t all = (int64_t)said->factor->divide_by, amount = said->measure->amount;
    if (amount <= all) {
        words_count(writer, amount);
        words_put(writer, " of ");
    }
    words_number_of(writer, amount > all ? amount : all, metric);
    writer_char(writer, ' ');
    words_within(writer, metric);
    if (amount > all) {
        words_put(writer, ", ");
        words_count(writer, all);
        words_put(writer, " were expected");
    }
    words_put(writer, ": ");
    put_earned(said, " ");
}

// "3 tickets open, opened in the last 84 days: 3 to 5 earns 50"
static void explain_tickets(const Said *said)
{
    Writer *writer = said->writer;
    const Metric *metric = &said->factor->metric;
    bool any = said->measure->amount > 0;
    words_number_of(writer, said->measure->amount, metric);
    words_put(writer, " open");
    if (any && (metric->window.days > 0 || metric->window.months > 0)) {
        words_put(writer, ", ");
        words_within(writer, metric);
    }
    words_put(writer, ": ");
    if (any)
        put_earned(said, " ");
    else
        put_earns(writer, said->score->points);
}

// "3 of 4 invoices due in 365 days paid on time: 75 points"
static void explain_invoices(const Said *said)
{
    Writer *writer = said->writer;
    const Metric *metric = &said->factor->metric;
    words_count(writer, said->measure->amount);
    words_put(writer, " of ");
    words_number_of(writer, said->measure->of, metric);
    if (metric->window.days > 0 || metric->window.months > 0) writer_char(writer, ' ');
    words_within(writer, metric);
    words_put(writer, " paid on time: ");
    words_points(writer, said->score->points);
}

// "149 logins in 84 days, 300 in the time before: earns 25"
static void explain_trend(const Said *said)
{
    Writer *writer = said->writer;
    words_number_of(writer, said->measure->amount, &said->factor->metric);
    writer_char(writer, ' ');
    words_within(writer, &said->factor->metric);
    words_put(writer, ", ");
    words_count(writer, said->measure->of);
    words_put(writer, " in as long before: ");
    put_earned(said, " ");
}

// "the last login 12 days ago", "no login in 90 days"
static void put_since(Writer *writer, const Metric *metric, int64_t days)
{
    bool none = days >= metric->window.days;
    words_put(writer, none ? "no " : "the last ");
    words_noun(writer, metric, false);
    words_put(writer, none ? " in " : " ");
    if (days == 0) words_put(writer, "today");
    if (days > 0) words_count(writer, days);
    if (days > 0) words_put(writer, days == 1 ? " day" : " days");
    if (!none && days > 0) words_put(writer, " ago");
}

// A text is known by what the card calls it.
static void put_text(Writer *writer, const Factor *factor, uint64_t hash)
{
    for (int r = 0; r < factor->rows; r++) {
        const Literal *value = &factor->row[r].value;
        if (!value->is_text || value->hash != hash) continue;
        writer_put(writer, value->text);
        return;
    }
    words_put(writer, "another");
}

// "mrr is 1,200", "plan is pro"
static void put_attribute(const Said *said)
{
    attribute_write(said->writer, said->factor->metric.attribute);
    words_put(said->writer, " is ");
    if (said->measure->of == 0)
        put_text(said->writer, said->factor, (uint64_t)said->measure->amount);
    else
        words_value(said->writer, said->score->value);
}

// --- what could not be measured ----------------------------------------------------

// "no API call ever came in", "no invoice to judge yet", "no login for 30 days"
static void put_missing(const Said *said)
{
    Writer *writer = said->writer;
    const Metric *metric = &said->factor->metric;
    if (metric->agg == AGG_VALUE) {
        attribute_write(writer, metric->attribute);
        words_put(writer, said->measure->known ? " has no points here" : " is not said");
        return;
    }
    words_put(writer, "no ");
    words_noun(writer, metric, false);
    if (!said->measure->known) {
        words_put(writer, " ever came in");
    } else if (said->measure->stale) {
        words_put(writer, " for ");
        words_count(writer, metric->stale_after);
        words_put(writer, metric->stale_after == 1 ? " day" : " days");
    } else if (metric->trend) {
        words_put(writer, " before to compare with");
    } else {
        words_put(writer,
                  said->factor->per_seat ? " to judge without seats" : " to judge yet");
    }
}

// "no API call ever came in: its weight is shared out among the other factors"
static void explain_missing(const Said *said)
{
    Writer *writer = said->writer;
    put_missing(said);
    words_put(writer, ": ");
    switch (said->factor->missing) {
    case MISSING_SKIP:
        words_put(writer, "its weight is shared out among the other factors");
        break;
    case MISSING_FAIL: words_put(writer, "without it there is no score"); break;
    case MISSING_IS_A_VALUE:
        words_put(writer, "it counts as ");
        words_edge(writer, said->factor->missing_value);
        words_put(writer, " and ");
        put_earns(writer, said->score->points);
        break;
    case MISSING_POINTS: put_earns(writer, said->score->points); break;
    }
}

// Nothing there counts as nothing, and is told like anything else.
static bool is_told_missing(const Said *said)
{
    if (!said->score->missing) return false;
    Kind kind = words_kind(&said->factor->metric);
    bool as_nothing = said->factor->missing == MISSING_IS_A_VALUE &&
                      said->factor->missing_value == 0 && !said->measure->stale &&
                      !said->factor->per_seat;
    return !as_nothing ||
           (kind != KIND_RATE && kind != KIND_FEATURES && kind != KIND_TICKETS);
}

static void put_held(const Said *said)
{
    if (said->score->held == 0) return;
    words_put(said->writer, "as it was ");
    words_count(said->writer, said->score->held);
    words_put(said->writer, said->score->held == 1 ? " day before, " : " days before, ");
}

void explain_factor(Writer *writer, const Scorecard *card, const Score *score,
                    const Picture *picture, int factor)
{
    assert(factor >= 0 && factor < card->factors);
    const Factor *how = &card->factor[factor];
    const Said said = {.writer = writer,
                       .factor = how,
                       .score = &score->factor[factor],
                       .measure = &picture->measure[how->measure]};
    if (score->status == STATUS_NO_DATA) {
        words_put(writer, "nothing that counts has come in yet");
        return;
    }
    if (is_told_missing(&said)) {
        explain_missing(&said);
        return;
    }
    put_held(&said);
    switch (words_kind(&how->metric)) {
    case KIND_RATE: explain_rate(&said); return;
    case KIND_FEATURES: explain_features(&said); return;
    case KIND_TICKETS: explain_tickets(&said); return;
    case KIND_INVOICES: explain_invoices(&said); return;
    case KIND_TREND: explain_trend(&said); return;
    case KIND_SINCE: put_since(writer, &how->metric, said.measure->amount); break;
    case KIND_VALUE: put_attribute(&said); break;
    }
    words_put(writer, ": ");
    put_earned(&said, " ");
}

// --- for lists ---------------------------------------------------------------

// "only 0.2 logins a week"
static void name_rate(const Said *said)
{
    Writer *writer = said->writer;
    const Factor *factor = said->factor;
    if (said->measure->amount == 0) {
        words_number_of(writer, 0, &factor->metric);
        writer_char(writer, ' ');
        words_within(writer, &factor->metric);
        return;
    }
    words_put(writer, "only ");
    words_value(writer, said->score->value);
    writer_char(writer, ' ');
    words_noun(writer, &factor->metric, !words_is_one(said->score->value));
    words_per(writer, factor);
    if (factor->per_week || factor->per_seat) return;
    writer_char(writer, ' ');
    words_within(writer, &factor->metric);
}

static void name_invoices(const Said *said)
{
    words_put(said->writer, said->measure->amount ? "only " : "");
    words_count(said->writer, said->measure->amount);
    words_put(said->writer, " of ");
    words_number_of(said->writer, said->measure->of, &said->factor->metric);
    words_put(said->writer, " paid on time");
}

static void name_factor(const Said *said)
{
    Writer *writer = said->writer;
    const Metric *metric = &said->factor->metric;
    if (is_told_missing(said)) {
        put_missing(said);
        return;
    }
    switch (words_kind(metric)) {
    case KIND_RATE: name_rate(said); break;
    case KIND_FEATURES:
        words_count(writer, said->measure->amount);
        words_put(writer, " of ");
        words_number_of(writer, (int64_t)said->factor->divide_by, metric);
        words_put(writer, " in use");
        break;
    case KIND_TICKETS:
        words_number_of(writer, said->measure->amount, metric);
        words_put(writer, " open");
        break;
    case KIND_INVOICES: name_invoices(said); break;
    case KIND_TREND:
        words_number_of(writer, said->measure->amount, metric);
        words_put(writer, " after ");
        words_count(writer, said->measure->of);
        break;
    case KIND_SINCE: put_since(writer, metric, said->measure->amount); break;
    case KIND_VALUE: put_attribute(said); break;
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
        const Said said = {.writer = writer,
                           .factor = factor,
                           .score = &score->factor[worst],
                           .measure = &picture->measure[factor->measure]};
        if (named) words_put(writer, "; ");
        name_factor(&said);
    }
}
