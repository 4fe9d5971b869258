#include "model/scorecard.h"

#include <assert.h>

// S(), where the compiler wants a constant.
#define TEXT(literal)                                                                      \
    {                                                                                      \
        "" literal, sizeof(literal) - 1                                                    \
    }

static const Step login_step[] = {{20, 100}, {10, 75}, {5, 50}, {1, 25}};
static const Step ticket_step[] = {{0, 100}, {2, 75}, {5, 50}};
static const Step api_step[] = {{400, 100}, {200, 75}, {50, 50}};
static const Step share_step[] = {{0, 0}, {1, 100}};

static const CardBand four_bands[BAND_COUNT] = {
    {TEXT("critical"), TEXT("Critical"), 0, BAND_CRITICAL},
    {TEXT("at_risk"), TEXT("At risk"), 40, BAND_AT_RISK},
    {TEXT("stable"), TEXT("Stable"), 60, BAND_STABLE},
    {TEXT("healthy"), TEXT("Healthy"), 75, BAND_HEALTHY},
};

static const Scorecard standard = {
    .id = TEXT("standard"),
    .title = TEXT("Standard"),
    .factors = 5,
    .band = four_bands,
    .bands = BAND_COUNT,
    .catalogue = 5,
    .metrics = &metrics_shipped,
    .factor =
        {
            {
                .id = TEXT("login_score"),
                .name = TEXT("Logins"),
                .unit = TEXT("per week"),
                .weight = 0.25,
                .metric = {.type = EVENT_LOGIN, .agg = AGG_COUNT, .window = {84, 0}},
                .measure = METRIC_LOGINS,
                .per_week = true,
                .divide_by = 12,
                .transform = TRANSFORM_AT_LEAST,
                .step = login_step,
                .steps = 4,
                .missing = MISSING_IS_A_VALUE,
            },
            {
                .id = TEXT("feature_score"),
                .name = TEXT("Features"),
                .unit = TEXT("of the features there are"),
                .weight = 0.25,
                .metric = {.type = EVENT_FEATURE, .agg = AGG_RATIO, .window = {84, 0}},
                .measure = METRIC_FEATURES,
                .divide_by = 5,
                .transform = TRANSFORM_LINEAR,
                .step = share_step,
                .steps = 2,
                .missing = MISSING_IS_A_VALUE,
            },
            {
                .id = TEXT("ticket_score"),
                .name = TEXT("Tickets"),
                .unit = TEXT("open"),
                .weight = 0.20,
                .metric = {.type = EVENT_TICKET, .agg = AGG_OPEN_COUNT, .window = {84, 0}},
                .measure = METRIC_TICKETS,
                .divide_by = 1,
                .transform = TRANSFORM_AT_MOST,
                .step = ticket_step,
                .steps = 3,
                .otherwise = 25,
                .missing = MISSING_IS_A_VALUE,
            },
            {
                .id = TEXT("invoice_payment_score"),
                .name = TEXT("Invoices"),
                .unit = TEXT("of the invoices that count"),
                .weight = 0.15,
                .metric = {.type = EVENT_INVOICE, .agg = AGG_RATIO, .window = {365, 0}},
                .measure = METRIC_INVOICES,
                .transform = TRANSFORM_LINEAR,
                .step = share_step,
                .steps = 2,
                .missing = MISSING_SKIP,
            },
            {
                .id = TEXT("api_score"),
                .name = TEXT("API usage"),
                .unit = TEXT("per week"),
                .weight = 0.15,
                .metric = {.type = EVENT_API, .agg = AGG_SUM, .window = {84, 0}},
                .measure = METRIC_API,
                .per_week = true,
                .divide_by = 12,
                .transform = TRANSFORM_ABOVE,
                .step = api_step,
                .steps = 3,
                .otherwise = 25,
                .missing = MISSING_SKIP,
            },
        },
};

static const Scorecard original = {
    .id = TEXT("original"),
    .title = TEXT("Original"),
    .no_data_if_nothing_counts = true,
    .factors = 5,
    .band = four_bands,
    .bands = BAND_COUNT,
    .catalogue = 5,
    .metrics = &metrics_shipped,
    .factor =
        {
            {
                .id = TEXT("login_score"),
                .name = TEXT("Logins"),
                .unit = TEXT("per week"),
                .weight = 0.25,
                .metric = {.type = EVENT_LOGIN, .agg = AGG_COUNT, .window = {0, 3}},
                .measure = METRIC_ORIGINAL_LOGINS,
                .divide_by = 12,
                .transform = TRANSFORM_AT_LEAST,
                .step = login_step,
                .steps = 4,
                .missing = MISSING_IS_A_VALUE,
            },
            {
                .id = TEXT("feature_score"),
                .name = TEXT("Features"),
                .unit = TEXT("of the features there are"),
                .weight = 0.25,
                .metric = {.type = EVENT_FEATURE, .agg = AGG_RATIO},
                .measure = METRIC_ORIGINAL_FEATURES,
                .divide_by = 5,
                .transform = TRANSFORM_SHARE,
                .missing = MISSING_IS_A_VALUE,
            },
            {
                .id = TEXT("ticket_score"),
                .name = TEXT("Tickets"),
                .unit = TEXT("open"),
                .weight = 0.20,
                .metric = {.type = EVENT_TICKET, .agg = AGG_OPEN_COUNT, .window = {0, 3}},
                .measure = METRIC_ORIGINAL_TICKETS,
                .divide_by = 1,
                .transform = TRANSFORM_AT_MOST,
                .step = ticket_step,
                .steps = 3,
                .otherwise = 25,
                .missing = MISSING_IS_A_VALUE,
            },
            {
                .id = TEXT("invoice_payment_score"),
                .name = TEXT("Invoices"),
                .unit = TEXT("of the invoices that count"),
                .weight = 0.15,
                .metric = {.type = EVENT_INVOICE, .agg = AGG_ORIGINAL_RATIO},
                .measure = METRIC_ORIGINAL_INVOICES,
                .transform = TRANSFORM_SHARE_4,
                .missing = MISSING_POINTS,
                .missing_points = 100,
            },
            {
                .id = TEXT("api_score"),
                .name = TEXT("API usage"),
                .unit = TEXT("per week"),
                .weight = 0.15,
                .metric = {.type = EVENT_API, .agg = AGG_SUM, .window = {0, 3}},
                .measure = METRIC_ORIGINAL_API,
                .divide_by = 12,
                .transform = TRANSFORM_ABOVE,
                .step = api_step,
                .steps = 3,
                .otherwise = 25,
                .missing = MISSING_IS_A_VALUE,
            },
        },
};

const Scorecard *scorecard_standard(void)
{
    return &standard;
}

const Scorecard *scorecard_original(void)
{
    return &original;
}

const Scorecard *scorecard_find(Str id)
{
    if (str_equal(id, standard.id)) return &standard;
    if (str_equal(id, original.id)) return &original;
    return NULL;
}

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

const CardBand *scorecard_bands(int *count)
{
    *count = BAND_COUNT;
    return four_bands;
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
