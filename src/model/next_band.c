#include "model/next_band.h"

#include "model/words.h"

#include <math.h>

// The measure, `by` better.
static Measure better(const Factor *factor, Measure measure, int64_t by)
{
    Kind kind = words_kind(factor->measure);
    measure.known = true;
    measure.amount += kind == KIND_TICKETS ? -by : by;
    if (kind == KIND_INVOICES) measure.of += by;
    if (kind == KIND_INVOICES || kind == KIND_TICKETS) measure.events = measure.amount;
    return measure;
}

// By how much it can get better before that earns no more.
static int64_t most(const Factor *factor, const Measure *measure)
{
    switch (words_kind(factor->measure)) {
    case KIND_TICKETS: return measure->amount;
    case KIND_INVOICES: return MORE_INVOICES_MAX;
    case KIND_FEATURES:
        if (factor->transform == TRANSFORM_LINEAR)
            return (int64_t)factor->divide_by - measure->amount;
        return MORE_FEATURES_MAX;
    case KIND_RATE:
    default:
        return (int64_t)ceil(factor->step[0].edge * factor->divide_by) + 1 -
               measure->amount;
    }
}

static double total_with(const Picture *picture, const Scorecard *card, int f, int64_t by)
{
    Picture changed = *picture;
    Measure *measure = &changed.measure[card->factor[f].measure];
    *measure = better(&card->factor[f], *measure, by);
    return score_of(&changed, card, changed.day).total;
}

// More never earns less, so the least that is enough is found by halving.
static bool find_lift(const Picture *picture, const Scorecard *card, int f, double edge,
                      Lift *out)
{
    const Measure *measure = &picture->measure[card->factor[f].measure];
    int64_t low = 1, high = most(&card->factor[f], measure);
    if (high < low || total_with(picture, card, f, high) < edge) return false;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (total_with(picture, card, f, middle) < edge)
            low = middle + 1;
        else
            high = middle;
    }
    *out = (Lift){.factor = f,
                  .by = low,
                  .measure = better(&card->factor[f], *measure, low),
                  .total = total_with(picture, card, f, low)};
    return true;
}

int next_band_of(const Picture *picture, const Scorecard *card, Lift out[FACTORS_MAX])
{
    Score score = score_of(picture, card, picture->day);
    if (!score.scored || score.place == card->bands - 1) return 0;
    double edge = card->band[score.place + 1].edge;
    int lifts = 0;
    for (int f = 0; f < card->factors; f++)
        lifts += find_lift(picture, card, f, edge, &out[lifts]);
    return lifts;
}

// --- in words ------------------------------------------------------------------

// "20 or more logins a week", "more than 400 calls a week"
static void put_rate(Writer *writer, const Factor *factor, const Measure *measure)
{
    bool above = factor->transform == TRANSFORM_ABOVE;
    bool is_api = factor->measure == METRIC_API || factor->measure == METRIC_ORIGINAL_API;
    int s = scorecard_step(factor, (double)measure->amount / factor->divide_by);
    if (above) words_put(writer, "more than ");
    words_tenths(writer, factor->step[s < factor->steps ? s : factor->steps - 1].edge);
    if (!above) words_put(writer, " or more");
    writer_char(writer, ' ');
    words_put(writer, is_api ? "calls" : words_of(factor->measure).many);
    words_put(writer, " a week");
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

// "4 more features in use", "1 more invoice paid on time"
static void put_more(Writer *writer, Words words, int64_t by, const char *how)
{
    words_count(writer, by);
    words_put(writer, " more ");
    words_put(writer, by == 1 ? words.one : words.many);
    words_put(writer, how);
}

void next_band_change(Writer *writer, const Scorecard *card, const Lift *lift)
{
    const Factor *factor = &card->factor[lift->factor];
    Words words = words_of(factor->measure);
    switch (words_kind(factor->measure)) {
    case KIND_RATE: put_rate(writer, factor, &lift->measure); break;
    case KIND_FEATURES: put_more(writer, words, lift->by, " in use"); break;
    case KIND_TICKETS: put_tickets(writer, lift->measure.amount); break;
    case KIND_INVOICES: put_more(writer, words, lift->by, " paid on time"); break;
    }
}
