#include "model/scorecard.h"

#include <assert.h>
#include <math.h>

static bool is_reached(Transform transform, double value, double edge)
{
    if (transform == TRANSFORM_AT_LEAST) return value >= edge;
    if (transform == TRANSFORM_ABOVE) return value > edge;
    return value <= edge;
}

int scorecard_step(const Factor *factor, double value)
{
    int s = 0;
    while (s < factor->steps && !is_reached(factor->transform, value, factor->step[s].edge))
        s++;
    return s;
}

Str band_name(Band band)
{
    static const char *const names[] = {"critical", "at_risk", "stable", "healthy"};
    static_assert(sizeof names / sizeof *names == BAND_COUNT, "");
    assert(band < BAND_COUNT);
    return str_of(names[band]);
}

int scorecard_band(const Scorecard *card, double total)
{
    int place = card->bands - 1;
    while (place > 0 && total < card->band[place].edge)
        place--;
    return place;
}

double scorecard_healthy(const Scorecard *card)
{
    for (int b = 0; b < card->bands; b++)
        if (card->band[b].band == BAND_HEALTHY) return card->band[b].edge;
    return 100;
}

Band band_of(const Scorecard *card, double total)
{
    return card->band[scorecard_band(card, total)].band;
}

int scorecard_place(const Scorecard *card, double total, Band kind)
{
    int place = scorecard_band(card, total);
    if (card->band[place].band == kind) return place;
    for (int b = 0; b < card->bands; b++)
        if (card->band[b].band == kind) return b;
    return place;
}

// --- binding it to a set ---------------------------------------------------------

static Str unit_of(const Factor *factor)
{
    if (factor->per_week) return factor->per_seat ? S("per seat and week") : S("per week");
    if (factor->per_seat) return S("per seat");
    if (factor->metric.trend) return S("of the time before");
    switch (factor->metric.agg) {
    case AGG_RATIO:
    case AGG_ORIGINAL_RATIO:
        return factor->metric.type == EVENT_FEATURE ? S("of the features there are")
                                                    : S("of the invoices that count");
    case AGG_OPEN_COUNT: return S("open");
    case AGG_COUNT_DISTINCT: return S("features");
    case AGG_DAYS_ACTIVE:
    case AGG_DAYS_SINCE_LAST: return S("days");
    case AGG_COUNT:
    case AGG_SUM:
    case AGG_VALUE:
    case AGG_LAST_COUNT: break;
    }
    return (Str){0};
}

// 0: the amount is divided by what the measure says, or by the weeks of whole months.
static double divide_by(const Scorecard *card, const Factor *factor)
{
    const Metric *metric = &factor->metric;
    if (metric->trend || metric->agg == AGG_VALUE || metric->agg == AGG_ORIGINAL_RATIO)
        return 0;
    if (metric->agg == AGG_RATIO)
        return metric->type == EVENT_FEATURE ? card->catalogue : 0;
    if (!factor->per_week) return 1;
    return metric->window.days / 7.0;
}

static bool bind_factor(Scorecard *card, Factor *factor, Metrics *metrics)
{
    const Metric seats = {.attribute.kind = ATTRIBUTE_SEATS, .agg = AGG_VALUE};
    factor->measure = metrics_add(metrics, &factor->metric);
    factor->seats = factor->per_seat ? metrics_add(metrics, &seats) : 0;
    factor->divide_by = divide_by(card, factor);
    if (factor->unit.length == 0) factor->unit = unit_of(factor);
    return factor->measure >= 0 && factor->seats >= 0;
}

static bool is_of_age(AttributeKind kind)
{
    return kind == ATTRIBUTE_AGE_DAYS || kind == ATTRIBUTE_DAYS_TO_RENEWAL;
}

static bool bind_rule(const CardRule *rule, Metrics *metrics)
{
    for (int w = 0; w < rule->whens; w++) {
        const Condition *when = &rule->when[w];
        if (when->over != OVER_ATTRIBUTE) continue;
        const Metric metric = {.attribute = when->attribute, .agg = AGG_VALUE};
        if (metrics_add(metrics, &metric) < 0) return false;
    }
    return true;
}

static bool bind(Scorecard *card, Metrics *metrics)
{
    double weights = 0;
    for (int f = 0; f < card->factors; f++) {
        if (!bind_factor(card, &card->factor[f], metrics)) return false;
        weights += card->factor[f].weight;
    }
    card->shares_out = fabs(weights - 1) > 1e-9;
    for (int r = 0; r < card->rules; r++)
        if (!bind_rule(&card->rule[r], metrics)) return false;

    if (card->grace_days > 0) metrics->ages = true;
    for (int c = 0; c < card->applies; c++)
        metrics->ages |= is_of_age(card->applies_to[c].attribute.kind);
    return true;
}

bool scorecard_bind(Scorecard *card, Metrics *metrics)
{
    const Metrics before = *metrics;
    const Scorecard unbound = *card;
    card->metrics = metrics;
    if (bind(card, metrics)) return true;
    *metrics = before;
    *card = unbound;
    return false;
}
