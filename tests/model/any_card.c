#include "any_card.h"

#include <assert.h>

static int roll(uint64_t *dice, int sides)
{
    return (int)(next_number(dice) % (uint64_t)sides);
}

static Str custom_name(uint64_t *dice)
{
    static const char *const names[] = {"export", "nps", "seat_added"};
    return str_of(names[roll(dice, 3)]);
}

// --- metrics -----------------------------------------------------------------------

static Attribute attribute_any(uint64_t *dice)
{
    static const char *const traits[] = {"tier", "score", "vip", "none"};
    AttributeKind kind = (AttributeKind)(1 + roll(dice, ATTRIBUTE_COUNT - 1));
    if (kind != ATTRIBUTE_TRAIT) return (Attribute){.kind = kind};
    return (Attribute){kind, str_of(traits[roll(dice, 4)])};
}

static Window window_any(uint64_t *dice)
{
    switch (roll(dice, 4)) {
    case 0: return (Window){.days = 1 + roll(dice, 10)};
    case 1: return (Window){.months = 1 + roll(dice, 5)};
    case 2: return (Window){.days = 7 * (1 + roll(dice, 30))};
    default: return (Window){0};
    }
}

static Metric metric_tried(uint64_t *dice)
{
    Metric metric = {.agg = (Aggregate)roll(dice, AGG_ORIGINAL_RATIO)};
    if (metric.agg == AGG_VALUE) {
        metric.attribute = attribute_any(dice);
        return metric;
    }
    metric.type = (EventType)roll(dice, EVENT_TYPE_COUNT);
    if (metric.type == EVENT_CUSTOM) metric.name = custom_name(dice);
    metric.window = window_any(dice);
    metric.trend = roll(dice, 4) == 0;
    if (roll(dice, 4) == 0) metric.stale_after = 1 + roll(dice, 60);
    if (roll(dice, 4) == 0) metric.hold = 1 + roll(dice, 40);
    return metric;
}

Metric metric_any(uint64_t *dice)
{
    Metric metric = metric_tried(dice);
    while (metric_fault(&metric))
        metric = metric_tried(dice);
    return metric;
}

Metrics metrics_any(uint64_t *dice, int more)
{
    Metrics metrics = metrics_shipped;
    for (int m = 0; m < more; m++) {
        Metric metric = metric_any(dice);
        (void)metrics_add(&metrics, &metric);
    }
    return metrics;
}

// --- cards -------------------------------------------------------------------------

// Edges that ascend by what is likely to be measured.
static Step *steps_any(Arena *arena, uint64_t *dice, int steps)
{
    Step *step = arena_new(arena, Step, steps);
    double edge = roll(dice, 3);
    for (int s = 0; s < steps; s++) {
        step[s] = (Step){edge, roll(dice, 21) * 5};
        edge += (1 + roll(dice, 12)) / (roll(dice, 2) ? 1.0 : 8.0);
    }
    return step;
}

static void turn_round(Step *step, int steps)
{
    for (int s = 0; s < steps / 2; s++) {
        Step other = step[s];
        step[s] = step[steps - 1 - s];
        step[steps - 1 - s] = other;
    }
}

static TableRow *rows_any(Arena *arena, uint64_t *dice, int rows)
{
    static const char *const texts[] = {"gold", "silver", "pro", "enterprise"};
    TableRow *row = arena_new(arena, TableRow, rows);
    for (int r = 0; r < rows; r++)
        row[r] = (TableRow){.value = roll(dice, 2) ? literal_text(str_of(texts[r % 4]))
                                                   : literal_number(r),
                            .points = roll(dice, 101)};
    return row;
}

static void transform_any(Arena *arena, uint64_t *dice, Factor *factor)
{
    factor->otherwise = roll(dice, 101);
    factor->transform = (Transform)roll(dice, TRANSFORM_SHARE);
    if (factor->transform == TRANSFORM_TABLE) {
        factor->rows = 1 + roll(dice, 4);
        factor->row = rows_any(arena, dice, factor->rows);
    } else if (factor->transform <= TRANSFORM_LINEAR) {
        factor->steps = 2 + roll(dice, 4);
        Step *step = steps_any(arena, dice, factor->steps);
        if (factor->transform <= TRANSFORM_ABOVE) turn_round(step, factor->steps);
        factor->step = step;
    }
}

static bool may_be_per_week(const Metric *metric)
{
    bool ends = metric->window.days > 0 || metric->window.months > 0;
    return ends && !metric->trend &&
           (metric->agg == AGG_COUNT || metric->agg == AGG_SUM ||
            metric->agg == AGG_DAYS_ACTIVE);
}

static Factor factor_any(Arena *arena, uint64_t *dice, int number)
{
    Factor factor = {.id = str_format(arena, "factor_%d", number),
                     .name = str_format(arena, "Factor %d", number),
                     .weight = 1 + roll(dice, 5),
                     .metric = metric_any(dice)};
    factor.per_week = may_be_per_week(&factor.metric) && roll(dice, 2);
    factor.per_seat = factor.metric.agg <= AGG_COUNT_DISTINCT && !factor.metric.trend &&
                      roll(dice, 4) == 0;
    transform_any(arena, dice, &factor);
    factor.missing = roll(dice, 2) ? MISSING_SKIP : MISSING_IS_A_VALUE;
    factor.missing_value = factor.missing == MISSING_IS_A_VALUE ? roll(dice, 4) : 0;
    return factor;
}

static CardBand *bands_any(Arena *arena, uint64_t *dice, int bands)
{
    CardBand *band = arena_new(arena, CardBand, bands);
    double edge = 0;
    for (int b = 0; b < bands; b++) {
        band[b] = (CardBand){.id = str_format(arena, "band_%d", b),
                             .name = str_format(arena, "Band %d", b),
                             .edge = edge,
                             .band = (Band)(b * BAND_COUNT / bands)};
        edge += 1 + roll(dice, 100 / bands - 1);
    }
    return band;
}

static CardRule rule_any(Arena *arena, uint64_t *dice, int factors)
{
    CardRule rule = {.kind = (RuleKind)roll(dice, 3),
                     .to = roll(dice, 101),
                     .reason = S("it is so"),
                     .whens = 1 + roll(dice, 2)};
    Condition *when = arena_new(arena, Condition, rule.whens);
    for (int w = 0; w < rule.whens; w++) {
        when[w] = (Condition){.over = (Over)roll(dice, 4),
                              .factor = roll(dice, factors),
                              .has_less_than = true,
                              .less_than = roll(dice, 80)};
        if (when[w].over == OVER_ATTRIBUTE) when[w].attribute = attribute_any(dice);
    }
    rule.when = when;
    return rule;
}

static Scorecard *card_unbound(Arena *arena, uint64_t *dice)
{
    Scorecard *card = arena_new(arena, Scorecard, 1);
    *card = (Scorecard){.id = S("any"), .title = S("Any"), .version = 1, .catalogue = 5};
    card->factors = 1 + roll(dice, 7);
    for (int f = 0; f < card->factors; f++)
        card->factor[f] = factor_any(arena, dice, f);
    card->bands = BANDS_LEAST + roll(dice, 5);
    card->band = bands_any(arena, dice, card->bands);
    return card;
}

static Scorecard *bound(Arena *arena, Scorecard *card)
{
    Metrics *metrics = arena_new(arena, Metrics, 1);
    *metrics = metrics_shipped;
    bool fits = scorecard_bind(card, metrics);
    assert(fits);
    (void)fits;
    return card;
}

Scorecard *card_of_factors(Arena *arena, uint64_t *dice)
{
    return bound(arena, card_unbound(arena, dice));
}

Scorecard *card_any(Arena *arena, uint64_t *dice)
{
    Scorecard *card = card_unbound(arena, dice);
    card->rules = roll(dice, 4);
    CardRule *rule = arena_new(arena, CardRule, card->rules);
    for (int r = 0; r < card->rules; r++)
        rule[r] = rule_any(arena, dice, card->factors);
    card->rule = rule;
    if (roll(dice, 3) == 0) card->grace_days = roll(dice, 200);
    if (roll(dice, 3) == 0) card->min_coverage = roll(dice, 100) / 100.0;
    if (roll(dice, 4) == 0) card->factor[0].missing = MISSING_FAIL;
    return bound(arena, card);
}

// --- customers ---------------------------------------------------------------------

Customer *customer_any(Arena *arena, Day middle, uint64_t *dice)
{
    static const char *const words[] = {"", "gold", "pro", "enterprise", "onboarding"};
    Customer *customer = arena_new(arena, Customer, 1);
    *customer = (Customer){.segment = str_of(words[roll(dice, 5)]),
                           .plan = str_of(words[roll(dice, 5)]),
                           .lifecycle = str_of(words[roll(dice, 5)]),
                           .currency = roll(dice, 2) ? S("USD") : S("JPY"),
                           .mrr = roll(dice, 100000),
                           .seats = roll(dice, 30),
                           .renews_on = roll(dice, 2) ? DAY_NONE : middle + 30,
                           .created_at = day_start(middle - roll(dice, 500))};
    customer->traits =
        str_format(arena, "{\"tier\":\"%s\",\"score\":%d.25,\"vip\":%s}",
                   words[roll(dice, 5)], roll(dice, 100), roll(dice, 2) ? "true" : "false");
    return customer;
}

History history_of_all(Day middle, uint64_t seed)
{
    uint64_t dice = seed * 977;
    History history = seed % 2 ? history_any(middle, seed) : history_lively(middle, seed);
    int events = roll(&dice, 40);
    for (int i = 0; i < events; i++) {
        Day day = middle - roll(&dice, 400) + 5;
        history_add(&history, (Event){.type = EVENT_CUSTOM,
                                      .name = custom_name(&dice),
                                      .at = at_hour(day, roll(&dice, 24)),
                                      .quantity = roll(&dice, 20)});
    }
    return history;
}

Facts facts_of_all(const History *history, const Customer *customer)
{
    Facts facts = history_all(history);
    facts.customer = customer;
    return facts;
}
