#include "model/scorecard.h"

#include <assert.h>

// S(), where the compiler wants a constant.
#define TEXT(literal)                                                                      \
    {                                                                                      \
        "" literal, sizeof(literal) - 1                                                    \
    }

static const Scorecard standard = {
    .id = TEXT("standard"),
    .title = TEXT("Standard"),
    .factors = 5,
    .band_edge = {0, 40, 60, 75},
    .factor =
        {
            {
                .id = TEXT("login_score"),
                .name = TEXT("Logins"),
                .unit = TEXT("per week"),
                .weight = 0.25,
                .metric = METRIC_LOGINS,
                .divide_by = 12,
                .transform = TRANSFORM_AT_LEAST,
                .step = {{20, 100}, {10, 75}, {5, 50}, {1, 25}},
                .steps = 4,
                .missing = MISSING_IS_A_VALUE,
            },
            {
                .id = TEXT("feature_score"),
                .name = TEXT("Features"),
                .unit = TEXT("of the features there are"),
                .weight = 0.25,
                .metric = METRIC_FEATURES,
                .divide_by = 5,
                .transform = TRANSFORM_SHARE,
                .capped = true,
                .missing = MISSING_IS_A_VALUE,
            },
            {
                .id = TEXT("ticket_score"),
                .name = TEXT("Tickets"),
                .unit = TEXT("open"),
                .weight = 0.20,
                .metric = METRIC_TICKETS,
                .divide_by = 1,
                .transform = TRANSFORM_AT_MOST,
                .step = {{0, 100}, {2, 75}, {5, 50}},
                .steps = 3,
                .otherwise = 25,
                .missing = MISSING_IS_A_VALUE,
            },
            {
                .id = TEXT("invoice_payment_score"),
                .name = TEXT("Invoices"),
                .unit = TEXT("of the invoices that count"),
                .weight = 0.15,
                .metric = METRIC_INVOICES,
                .transform = TRANSFORM_SHARE,
                .capped = true,
                .missing = MISSING_SKIP,
            },
            {
                .id = TEXT("api_score"),
                .name = TEXT("API usage"),
                .unit = TEXT("per week"),
                .weight = 0.15,
                .metric = METRIC_API,
                .divide_by = 12,
                .transform = TRANSFORM_ABOVE,
                .step = {{400, 100}, {200, 75}, {50, 50}},
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
    .band_edge = {0, 40, 60, 75},
    .factor =
        {
            {
                .id = TEXT("login_score"),
                .name = TEXT("Logins"),
                .unit = TEXT("per week"),
                .weight = 0.25,
                .metric = METRIC_ORIGINAL_LOGINS,
                .divide_by = 12,
                .transform = TRANSFORM_AT_LEAST,
                .step = {{20, 100}, {10, 75}, {5, 50}, {1, 25}},
                .steps = 4,
                .missing = MISSING_IS_A_VALUE,
            },
            {
                .id = TEXT("feature_score"),
                .name = TEXT("Features"),
                .unit = TEXT("of the features there are"),
                .weight = 0.25,
                .metric = METRIC_ORIGINAL_FEATURES,
                .divide_by = 5,
                .transform = TRANSFORM_SHARE,
                .missing = MISSING_IS_A_VALUE,
            },
            {
                .id = TEXT("ticket_score"),
                .name = TEXT("Tickets"),
                .unit = TEXT("open"),
                .weight = 0.20,
                .metric = METRIC_ORIGINAL_TICKETS,
                .divide_by = 1,
                .transform = TRANSFORM_AT_MOST,
                .step = {{0, 100}, {2, 75}, {5, 50}},
                .steps = 3,
                .otherwise = 25,
                .missing = MISSING_IS_A_VALUE,
            },
            {
                .id = TEXT("invoice_payment_score"),
                .name = TEXT("Invoices"),
                .unit = TEXT("of the invoices that count"),
                .weight = 0.15,
                .metric = METRIC_ORIGINAL_INVOICES,
                .transform = TRANSFORM_SHARE_4,
                .missing = MISSING_POINTS,
                .missing_points = 100,
            },
            {
                .id = TEXT("api_score"),
                .name = TEXT("API usage"),
                .unit = TEXT("per week"),
                .weight = 0.15,
                .metric = METRIC_ORIGINAL_API,
                .divide_by = 12,
                .transform = TRANSFORM_ABOVE,
                .step = {{400, 100}, {200, 75}, {50, 50}},
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

Band band_of(const Scorecard *card, double total)
{
    for (int band = BAND_COUNT - 1; band > BAND_CRITICAL; band--)
        if (total >= card->band_edge[band]) return (Band)band;
    return BAND_CRITICAL;
}
