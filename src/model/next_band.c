#include "model/next_band.h"

#include "model/words.h"

#include <math.h>

typedef struct {  // the factor whose measure is changed
    const Picture *picture;
    const Scorecard *card;
    int factor;
    Kind kind;
    bool missing;  // there is nothing to measure now
    double edge;   // which the total must reach
} Search;

static const Factor *factor_of(const Search *search)
{
    return &search->card->factor[search->factor];
}

static const Measure *measure_of(const Search *search)
{
    return &search->picture->measure[factor_of(search)->measure];
}

// The measure, `by` more; or fewer, where that is below 0.
static Measure changed(const Search *search, int64_t by)
{
    Measure measure = *measure_of(search);
    measure.known = true;
    measure.stale = false;
    measure.amount += by;
    if (search->kind == KIND_INVOICES) measure.of += by;
    if (search->kind == KIND_INVOICES || search->kind == KIND_TICKETS)
        measure.events = measure.amount;
    return measure;
}

static double total_with(const Search *search, int64_t by)
{
    Picture picture = *search->picture;
    picture.measure[factor_of(search)->measure] = changed(search, by);
    return score_of(&picture, search->card, picture.day).total;
}

// --- how far -----------------------------------------------------------------------

static double highest_edge(const Factor *factor)
{
    double most = 0;
    for (int s = 0; s < factor->steps; s++)
        if (factor->step[s].edge > most) most = factor->step[s].edge;
    for (int r = 0; r < factor->rows; r++)
        if (factor->row[r].value.number > most) most = factor->row[r].value.number;
    if (factor->transform == TRANSFORM_LOG2_TREND) most = 4;
    if (factor->transform == TRANSFORM_IDENTITY) most = 100;
    return most;
}

// Values that rules tell apart.
static double highest_in_rules(const Scorecard *card, int f)
{
    double most = 0;
    for (int r = 0; r < card->rules; r++)
        for (int w = 0; w < card->rule[r].whens; w++) {
            const Condition *when = &card->rule[r].when[w];
            if (when->over != OVER_VALUE || when->factor != f) continue;
            most = fmax(most, fmax(when->at_least, when->less_than));
            for (int i = 0; i < when->ins; i++)
                most = fmax(most, when->in[i].number);
        }
    return most;
}

// What the amount is divided by.
static double whole_of(const Search *search, const Factor *factor)
{
    double whole =
        factor->divide_by > 0 ? factor->divide_by : (double)measure_of(search)->of;
    Day from = metric_from(&factor->metric, search->picture->day);
    if (factor->divide_by == 0 && factor->per_week)
        whole = (search->picture->day - from + 1) / 7.0;
    if (factor->per_seat) whole *= (double)search->picture->measure[factor->seats].amount;
    return whole;
}

// Up to which amount more may earn a factor something else.
static double most_for(const Search *search, int f)
{
    const Factor *factor = &search->card->factor[f];
    if (factor->transform == TRANSFORM_SHARE) return MORE_FEATURES_MAX;
    double value = fmax(highest_edge(factor), highest_in_rules(search->card, f));
    return ceil(value * whole_of(search, factor)) + 1;
}

// The same for all factors of the measure, and no more than there can be.
static int64_t most(const Search *search)
{
    const Metric *metric = &factor_of(search)->metric;
    if (search->kind == KIND_INVOICES)
        return measure_of(search)->amount + MORE_INVOICES_MAX;
    if (metric->agg == AGG_DAYS_SINCE_LAST) return metric->window.days;
    double amount = 0, possible = 9e15;
    for (int f = 0; f < search->card->factors; f++) {
        if (search->card->factor[f].measure == factor_of(search)->measure)
            amount = fmax(amount, most_for(search, f));
    }
    if (metric_counts_names(metric)) possible = MORE_FEATURES_MAX;
    if (metric->agg == AGG_DAYS_ACTIVE && metric->window.days > 0)
        possible = metric->window.days;
    return (int64_t)fmin(amount, possible);
}

// --- which way -----------------------------------------------------------------------

typedef enum { UP, DOWN, EITHER } Way;

static Way way_of_steps(const Factor *factor, double behind_last)
{
    bool up = true, down = true;
    bool from_top =
        factor->transform == TRANSFORM_AT_LEAST || factor->transform == TRANSFORM_ABOVE;
    for (int s = 0; s < factor->steps; s++) {
        bool is_last = s + 1 == factor->steps;
        double next = is_last ? behind_last : factor->step[s + 1].points;
        double rise = (next - factor->step[s].points) * (from_top ? -1 : 1);
        up &= rise >= 0;
        down &= rise <= 0;
    }
    return up ? UP : down ? DOWN : EITHER;
}

// Which way earns never less.
static Way way_of(const Factor *factor)
{
    switch (factor->transform) {
    case TRANSFORM_AT_LEAST:
    case TRANSFORM_ABOVE:
    case TRANSFORM_AT_MOST: return way_of_steps(factor, factor->otherwise);
    case TRANSFORM_LINEAR:
        return way_of_steps(factor, factor->step[factor->steps - 1].points);
    case TRANSFORM_TABLE: return EITHER;
    case TRANSFORM_LOG2_TREND:
    case TRANSFORM_IDENTITY:
    case TRANSFORM_SHARE:
    case TRANSFORM_SHARE_4:
    case TRANSFORM_COUNT: break;
    }
    return UP;
}

// Rules may turn the total where points only rise, and so may another factor of the same
// measure.  One that comes in anew does so with whatever it earns then.
static bool is_steady(const Search *search)
{
    const Scorecard *card = search->card;
    bool steady = card->rules == 0;
    for (int f = 0; f < card->factors && steady; f++)
        steady =
            f == search->factor || card->factor[f].measure != factor_of(search)->measure;
    return steady;
}

static Way way_to_go(const Search *search)
{
    Way way = is_steady(search) ? way_of(factor_of(search)) : EITHER;
    bool anew = search->missing && (way == DOWN || search->kind == KIND_SINCE);
    return anew ? EITHER : way;
}

// --- the search ----------------------------------------------------------------------

// More never earns less, so the least that is enough is found by halving.
static int64_t halve(const Search *search, int sign, int64_t high)
{
    int64_t low = 1;
    if (high < low || total_with(search, sign * high) < search->edge) return 0;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (total_with(search, sign * middle) < search->edge)
            low = middle + 1;
        else
            high = middle;
    }
    return sign * low;
}

// The nearest first, more before fewer.
static int64_t try_all(const Search *search, int64_t up, int64_t down)
{
    if (up > CHANGES_TRIED_MAX) up = CHANGES_TRIED_MAX;
    if (down > CHANGES_TRIED_MAX) down = CHANGES_TRIED_MAX;
    for (int64_t by = 1; by <= up || by <= down; by++) {
        if (by <= up && total_with(search, by) >= search->edge) return by;
        if (by <= down && total_with(search, -by) >= search->edge) return -by;
    }
    return 0;
}

static bool find_lift(const Search *search, Lift *out)
{
    if (search->kind == KIND_VALUE) return false;
    int64_t now = measure_of(search)->amount, up = most(search) - now;
    int64_t down = search->kind == KIND_INVOICES ? 0 : now;
    Way way = way_to_go(search);
    int64_t by = way == UP     ? halve(search, 1, up)
                 : way == DOWN ? halve(search, -1, down)
                               : try_all(search, up, down);
    if (by == 0) return false;
    *out = (Lift){.factor = search->factor,
                  .by = by < 0 ? -by : by,
                  .fewer = by < 0,
                  .measure = changed(search, by),
                  .total = total_with(search, by)};
    return true;
}

int next_band_of(const Picture *picture, const Scorecard *card, Lift out[FACTORS_MAX])
{
    Score score = score_of(picture, card, picture->day);
    if (!score.scored || score.place == card->bands - 1) return 0;
    int lifts = 0;
    for (int f = 0; f < card->factors; f++) {
        const Search search = {.picture = picture,
                               .card = card,
                               .factor = f,
                               .kind = words_kind(&card->factor[f].metric),
                               .missing = score.factor[f].missing,
                               .edge = card->band[score.place + 1].edge};
        lifts += find_lift(&search, &out[lifts]);
    }
    return lifts;
}

// --- in words ------------------------------------------------------------------

// "calls": whoever reads of a week knows whose.
static void put_things(Writer *writer, const Metric *metric)
{
    if (metric->type == EVENT_API && metric->agg != AGG_DAYS_ACTIVE)
        words_put(writer, "calls");
    else
        words_noun(writer, metric, true);
}

// "20 or more logins a week", "more than 400 calls a week"
static void put_rate(Writer *writer, const Factor *factor, const Measure *measure)
{
    bool above = factor->transform == TRANSFORM_ABOVE;
    int s = scorecard_step(factor, (double)measure->amount / factor->divide_by);
    if (above) words_put(writer, "more than ");
    words_edge(writer, factor->step[s < factor->steps ? s : factor->steps - 1].edge);
    if (!above) words_put(writer, " or more");
    writer_char(writer, ' ');
    put_things(writer, &factor->metric);
    words_per(writer, factor);
}

static void put_tickets(Writer *writer, int64_t amount)
{
    if (amount > 0) words_put(writer, "at most ");
    if (amount > 0)
        words_count(writer, amount);
    else
        words_put(writer, "no");
    words_put(writer, amount > 1 ? " open tickets" : " open ticket");
}

// "4 more features in use", "1 more invoice paid on time", "3 fewer logins in 12 weeks"
static void put_more(Writer *writer, const Metric *metric, const Lift *lift,
                     const char *how)
{
    words_count(writer, lift->by);
    words_put(writer, lift->fewer ? " fewer " : " more ");
    words_noun(writer, metric, lift->by != 1);
    words_put(writer, how);
}

// "a login, the last at most 3 days ago"
static void put_since(Writer *writer, const Metric *metric, int64_t days)
{
    words_put(writer, "the last ");
    words_noun(writer, metric, false);
    words_put(writer, days == 0 ? " today" : " ");
    if (days > 0) words_count(writer, days);
    if (days > 0) words_put(writer, days == 1 ? " day ago" : " days ago");
}

static bool is_a_rate(const Factor *factor, const Lift *lift)
{
    bool down =
        factor->transform == TRANSFORM_AT_LEAST || factor->transform == TRANSFORM_ABOVE;
    return factor->per_week && factor->divide_by > 0 && !factor->per_seat && down &&
           !lift->fewer && way_of(factor) == UP;
}

void next_band_change(Writer *writer, const Scorecard *card, const Lift *lift)
{
    const Factor *factor = &card->factor[lift->factor];
    const Metric *metric = &factor->metric;
    switch (words_kind(metric)) {
    case KIND_FEATURES: put_more(writer, metric, lift, " in use"); return;
    case KIND_TICKETS: put_tickets(writer, lift->measure.amount); return;
    case KIND_INVOICES: put_more(writer, metric, lift, " paid on time"); return;
    case KIND_SINCE: put_since(writer, metric, lift->measure.amount); return;
    case KIND_RATE:
    case KIND_TREND:
    case KIND_VALUE: break;
    }
    if (is_a_rate(factor, lift)) {
        put_rate(writer, factor, &lift->measure);
        return;
    }
    put_more(writer, metric, lift, " ");
    words_within(writer, metric);
}
