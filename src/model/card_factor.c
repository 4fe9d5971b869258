#include "model/card_parts.h"

enum { AGG_IS_TREND = AGG_LAST_COUNT, AGG_IS_PER_SEAT };

static const CardWord combined[] = {
    {"count", AGG_COUNT},
    {"sum", AGG_SUM},
    {"count_distinct", AGG_COUNT_DISTINCT},
    {"ratio", AGG_RATIO},
    {"open_count", AGG_OPEN_COUNT},
    {"days_active", AGG_DAYS_ACTIVE},
    {"days_since_last", AGG_DAYS_SINCE_LAST},
    {"value", AGG_VALUE},
    {"trend", AGG_IS_TREND},
    {"per_seat", AGG_IS_PER_SEAT},
    {0},
};

// --- the metric ------------------------------------------------------------------

static bool is_attribute(const Metric *metric)
{
    return metric->attribute.kind != ATTRIBUTE_NONE;
}

static void read_source(const CardNode *node, Metric *metric)
{
    static const Str attribute = {"attribute:", sizeof "attribute:" - 1};
    Str text;
    if (!card_text(node, attribute.length + EVENT_NAME_MAX, &text)) return;
    if (str_starts(text, attribute)) {
        Str name = str_from(text, attribute.length);
        metric->attribute.kind = ATTRIBUTE_TRAIT;  // whatever it is, it is none of events
        if (!attribute_parse(name, &metric->attribute))
            card_fault(node, "enum",
                       S("The attributes are segment, plan, lifecycle, age_days, "
                         "days_to_renewal, mrr, seats and traits.NAME"));
    } else if (event_type_is_free(text)) {
        metric->type = EVENT_CUSTOM;
        metric->name = text;
    } else if (!event_type_parse(text, &metric->type) || metric->type == EVENT_CUSTOM) {
        card_fault(
            node, "value_error",
            S("A source is login, feature, ticket, invoice, api, attribute:NAME or a "
              "type of your own, of letters, digits, '_', '.' and '-'"));
    }
}

static void read_window(const CardNode *node, Metric *metric)
{
    Str text;
    if (json_get_text(node->value, &text)) {
        if (!str_equal(text, S("all")))
            card_fault(node, "enum",
                       S("A window is {\"days\": n}, {\"months\": n} or \"all\""));
        return;
    }
    CardMembers members = card_open(*node);
    CardNode days = card_member(&members, S("days"));
    CardNode months = card_member(&members, S("months"));
    card_close(&members);
    bool is_days = card_is_said(&days), is_months = card_is_said(&months);
    if (members.open && is_days == is_months)
        card_fault(node, "value_error", S("A window has either \"days\" or \"months\""));
    (void)card_whole(&days, 1, WINDOW_DAYS_MAX, &metric->window.days);
    (void)card_whole(&months, 1, WINDOW_MONTHS_MAX, &metric->window.months);
}

// A trend, and what there is of each seat, is of something that is counted: "of".
static void read_agg(CardMembers *members, Factor *factor)
{
    Metric *metric = &factor->metric;
    int agg = is_attribute(metric) ? AGG_VALUE : AGG_COUNT;
    CardNode said = is_attribute(metric) ? card_member(members, S("agg"))
                                         : card_need(members, S("agg"));
    CardNode of = card_member(members, S("of"));
    (void)card_choice(&said, combined, &agg);
    metric->trend = agg == AGG_IS_TREND;
    factor->per_seat = agg == AGG_IS_PER_SEAT;
    if (metric->trend || factor->per_seat) {
        agg = AGG_COUNT;
        (void)card_choice(&of, card_aggregates, &agg);
    } else if (card_is_said(&of)) {
        card_fault(&of, "extra_forbidden",
                   S("Only a \"trend\" and \"per_seat\" are of another"));
    }
    metric->agg = (Aggregate)agg;
}

static void read_per(const CardNode *node, Factor *factor)
{
    static const CardWord words[] = {{"week", 1}, {0}};
    const Metric *metric = &factor->metric;
    int week;
    if (!card_choice(node, words, &week)) return;
    factor->per_week = true;
    bool adds_up = metric->agg == AGG_COUNT || metric->agg == AGG_SUM ||
                   metric->agg == AGG_DAYS_ACTIVE || metric->agg == AGG_COUNT_DISTINCT;
    if (metric->trend || !adds_up)
        card_fault(node, "value_error",
                   S("Only counts, sums and days are divided by the weeks of the window"));
    else if (metric->window.days == 0)
        card_fault(node, "value_error", S("Only a window of days has so many weeks"));
}

static void read_metric(CardNode node, Factor *factor)
{
    const CardFaults *faults = node.reading->faults;
    const int before = faults->faults;
    CardMembers members = card_open(node);
    CardNode source = card_need(&members, S("source"));
    read_source(&source, &factor->metric);
    read_agg(&members, factor);
    bool needs_window = !is_attribute(&factor->metric);
    CardNode window = needs_window ? card_need(&members, S("window"))
                                   : card_member(&members, S("window"));
    read_window(&window, &factor->metric);
    CardNode per = card_member(&members, S("per"));
    read_per(&per, factor);
    card_close(&members);

    const char *fault = metric_fault(&factor->metric);
    if (fault && faults->faults == before)
        card_fault(&node, "value_error",
                   str_format(node.reading->arena, "This cannot be measured: %s", fault));
}

// --- the rest --------------------------------------------------------------------

static void read_missing(CardNode node, Factor *factor)
{
    static const CardWord words[] = {{"skip", MISSING_SKIP}, {"fail", MISSING_FAIL}, {0}};
    int missing = MISSING_SKIP;
    if (json_type(node.value) == JSON_TEXT) {
        (void)card_choice(&node, words, &missing);
    } else {
        CardMembers members = card_open(node);
        CardNode value = card_member(&members, S("value"));
        CardNode hold = card_member(&members, S("hold"));
        card_close(&members);
        if (members.open && card_is_said(&value) == card_is_said(&hold))
            card_fault(
                &node, "value_error",
                S("This should be {\"value\": n}, {\"hold\": days}, \"skip\" or \"fail\""));
        if (card_is_said(&value)) missing = MISSING_IS_A_VALUE;
        (void)card_number(&value, -CARD_NUMBER_MAX, CARD_NUMBER_MAX,
                          &factor->missing_value);
        if (card_whole(&hold, 1, HOLD_DAYS_MAX, &factor->metric.hold) &&
            is_attribute(&factor->metric))
            card_fault(&hold, "value_error",
                       S("An attribute is as it is now: its value is never held"));
    }
    factor->missing = (Missing)missing;
}

static void read_stale(const CardNode *node, Factor *factor)
{
    int days;
    if (!card_whole(node, 1, WINDOW_DAYS_MAX, &days)) return;
    factor->metric.stale_after = days;
    if (is_attribute(&factor->metric))
        card_fault(node, "value_error",
                   S("An attribute is as it is now: it is never stale"));
}

void card_read_factor(CardNode node, Factor *out)
{
    *out = (Factor){.transform = TRANSFORM_IDENTITY};
    CardMembers members = card_open(node);
    CardNode id = card_need(&members, S("id"));
    CardNode name = card_member(&members, S("name"));
    CardNode group = card_member(&members, S("group"));
    CardNode unit = card_member(&members, S("unit"));
    CardNode weight = card_need(&members, S("weight"));
    bool named = card_id(&id, &out->id);
    if (!card_text(&name, CARD_NAME_MAX, &out->name) && named)
        out->name = card_name_of(node.reading->arena, out->id);
    (void)card_text(&group, CARD_NAME_MAX, &out->group);
    (void)card_text(&unit, CARD_NAME_MAX, &out->unit);
    (void)card_number(&weight, 0, CARD_NUMBER_MAX, &out->weight);
    read_metric(card_need(&members, S("metric")), out);
    card_read_transform(card_need(&members, S("transform")), out);
    read_missing(card_member(&members, S("missing")), out);
    CardNode stale = card_member(&members, S("stale_after_days"));
    read_stale(&stale, out);
    card_close(&members);
}
