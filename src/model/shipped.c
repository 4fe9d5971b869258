#include "model/cards.h"

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
    .hash = {0x78, 0xf6, 0x3c, 0xfb, 0x84, 0x66, 0x42, 0x41, 0xd8, 0x10, 0x2d,
             0xd3, 0x08, 0x93, 0xf9, 0x0c, 0xb4, 0xaa, 0x05, 0x27, 0x38, 0x35,
             0x67, 0x47, 0xbe, 0xef, 0xf1, 0x7e, 0x61, 0xbe, 0xaf, 0x6f},
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
    .hash = {0x00, 0x13, 0x8e, 0x51, 0x87, 0xfd, 0x7d, 0x9c, 0x4c, 0x58, 0x7a,
             0x9c, 0x2a, 0x6e, 0x45, 0x1f, 0x64, 0x14, 0x1f, 0x7a, 0xa9, 0x6e,
             0x89, 0x2c, 0xda, 0x3d, 0x25, 0x7d, 0xf6, 0x38, 0x87, 0x28},
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
                .per_week = true,
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

const CardBand *scorecard_bands(int *count)
{
    *count = BAND_COUNT;
    return four_bands;
}

const Cards *cards_shipped(void)
{
    static const CardVersion version[] = {
        {.card = &original, .until = INT64_MAX},
        {.card = &standard, .until = INT64_MAX},
    };
    static const Cards cards = {
        .metrics = &metrics_shipped, .version = version, .versions = 2};
    return &cards;
}
