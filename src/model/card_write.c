#include "base/json_write.h"
#include "base/seal.h"
#include "model/card_parts.h"

static void write_literal(Json *json, Str name, const Literal *literal)
{
    if (literal->is_text)
        json_str(json, name, literal->text);
    else
        json_double(json, name, literal->number);
}

// "attribute:plan"
static Str attribute_text(Arena *arena, Attribute attribute)
{
    Writer writer = {.arena = arena};
    writer_put(&writer, S("attribute:"));
    attribute_write(&writer, attribute);
    return writer_str(&writer);
}

static Str over_text(Arena *arena, const Scorecard *card, const Condition *condition)
{
    if (condition->over == OVER_TOTAL) return S("total");
    if (condition->over == OVER_ATTRIBUTE)
        return attribute_text(arena, condition->attribute);
    return str_format(arena, "%s:%.*s", condition->over == OVER_POINTS ? "points" : "value",
                      STR(card->factor[condition->factor].id));
}

static void write_condition(Json *json, const Scorecard *card, const Condition *condition)
{
    json_open_object(json, (Str){0});
    json_str(json, S("of"), over_text(json->to->arena, card, condition));
    if (condition->has_at_least) json_double(json, S("at_least"), condition->at_least);
    if (condition->has_less_than) json_double(json, S("less_than"), condition->less_than);
    if (condition->in) {
        json_open_array(json, S("in"));
        for (int i = 0; i < condition->ins; i++)
            write_literal(json, (Str){0}, &condition->in[i]);
        json_close_array(json);
    }
    json_close_object(json);
}

static void write_conditions(Json *json, Str name, const Scorecard *card,
                             const Condition *condition, int count)
{
    json_open_array(json, name);
    for (int c = 0; c < count; c++)
        write_condition(json, card, &condition[c]);
    json_close_array(json);
}

// --- factors ---------------------------------------------------------------------

static void write_source(Json *json, const Metric *metric)
{
    Str source =
        metric->type == EVENT_CUSTOM ? metric->name : event_type_name(metric->type);
    if (metric->attribute.kind != ATTRIBUTE_NONE)
        source = attribute_text(json->to->arena, metric->attribute);
    json_str(json, S("source"), source);
}

static void write_agg(Json *json, const Factor *factor)
{
    Str agg = factor->metric.agg == AGG_ORIGINAL_RATIO
                  ? S("original_ratio")
                  : card_word(card_aggregates, (int)factor->metric.agg);
    if (!factor->metric.trend && !factor->per_seat) {
        json_str(json, S("agg"), agg);
        return;
    }
    json_str(json, S("agg"), factor->per_seat ? S("per_seat") : S("trend"));
    json_str(json, S("of"), agg);
}

static void write_window(Json *json, Window window)
{
    if (window.days == 0 && window.months == 0) {
        json_str(json, S("window"), S("all"));
        return;
    }
    json_open_object(json, S("window"));
    if (window.days > 0) json_int(json, S("days"), window.days);
    if (window.months > 0) json_int(json, S("months"), window.months);
    json_close_object(json);
}

static void write_metric(Json *json, const Factor *factor)
{
    json_open_object(json, S("metric"));
    write_source(json, &factor->metric);
    write_agg(json, factor);
    if (factor->metric.attribute.kind == ATTRIBUTE_NONE)
        write_window(json, factor->metric.window);
    if (factor->per_week) json_str(json, S("per"), S("week"));
    json_close_object(json);
}

static void write_steps(Json *json, const Factor *factor, Str edge)
{
    const bool is_line = factor->transform == TRANSFORM_LINEAR;
    json_open_array(json, is_line ? S("linear") : S("steps"));
    for (int s = 0; s < factor->steps; s++) {
        json_open_object(json, (Str){0});
        json_double(json, edge, factor->step[s].edge);
        json_double(json, S("points"), factor->step[s].points);
        json_close_object(json);
    }
    json_close_array(json);
}

static void write_table(Json *json, const Factor *factor)
{
    json_open_array(json, S("table"));
    for (int r = 0; r < factor->rows; r++) {
        json_open_object(json, (Str){0});
        write_literal(json, S("value"), &factor->row[r].value);
        json_double(json, S("points"), factor->row[r].points);
        json_close_object(json);
    }
    json_close_array(json);
}

static void write_transform(Json *json, const Factor *factor)
{
    static const struct {
        Str edge;  // of a step; {0}: it has none
        Str word;  // the whole transform; {0}: it is an object
    } as[TRANSFORM_COUNT] = {
        [TRANSFORM_AT_LEAST] = {.edge = {">=", 2}},
        [TRANSFORM_ABOVE] = {.edge = {">", 1}},
        [TRANSFORM_AT_MOST] = {.edge = {"<=", 2}},
        [TRANSFORM_LINEAR] = {.edge = {"value", 5}},
        [TRANSFORM_LOG2_TREND] = {.word = {"log2_trend", 10}},
        [TRANSFORM_IDENTITY] = {.word = {"identity", 8}},
        [TRANSFORM_SHARE] = {.word = {"share", 5}},
        [TRANSFORM_SHARE_4] = {.word = {"share_4", 7}},
    };
    const Transform transform = factor->transform;
    if (as[transform].word.length > 0) {
        json_str(json, S("transform"), as[transform].word);
        return;
    }
    json_open_object(json, S("transform"));
    if (transform == TRANSFORM_TABLE)
        write_table(json, factor);
    else
        write_steps(json, factor, as[transform].edge);
    if (transform != TRANSFORM_LINEAR) json_double(json, S("otherwise"), factor->otherwise);
    json_close_object(json);
}

static void write_missing(Json *json, const Factor *factor)
{
    const Missing missing = factor->missing;
    if (missing == MISSING_FAIL || (missing == MISSING_SKIP && factor->metric.hold == 0)) {
        json_str(json, S("missing"), missing == MISSING_FAIL ? S("fail") : S("skip"));
        return;
    }
    json_open_object(json, S("missing"));
    if (missing == MISSING_IS_A_VALUE) json_double(json, S("value"), factor->missing_value);
    if (missing == MISSING_POINTS) json_double(json, S("points"), factor->missing_points);
    if (missing == MISSING_SKIP) json_int(json, S("hold"), factor->metric.hold);
    json_close_object(json);
}

static void write_factor(Json *json, const Factor *factor)
{
    json_open_object(json, (Str){0});
    json_str(json, S("id"), factor->id);
    json_str(json, S("name"), factor->name);
    if (factor->group.length) json_str(json, S("group"), factor->group);
    if (factor->unit.length) json_str(json, S("unit"), factor->unit);
    json_double(json, S("weight"), factor->weight);
    write_metric(json, factor);
    write_transform(json, factor);
    write_missing(json, factor);
    if (factor->metric.stale_after)
        json_int(json, S("stale_after_days"), factor->metric.stale_after);
    json_close_object(json);
}

// --- the rest --------------------------------------------------------------------

static void write_rule(Json *json, const Scorecard *card, const CardRule *rule)
{
    static const char *const kinds[] = {"cap", "floor", "set"};
    json_open_object(json, (Str){0});
    write_conditions(json, S("when"), card, rule->when, rule->whens);
    json_open_object(json, S("then"));
    json_double(json, str_of(kinds[rule->kind]), rule->to);
    json_close_object(json);
    json_str(json, S("reason"), rule->reason);
    json_close_object(json);
}

static void write_bands(Json *json, const Scorecard *card)
{
    json_open_array(json, S("bands"));
    for (int b = card->bands - 1; b >= 0; b--) {
        const CardBand *band = &card->band[b];
        json_open_object(json, (Str){0});
        json_str(json, S("id"), band->id);
        json_str(json, S("name"), band->name);
        json_double(json, S("from"), band->edge);
        json_str(json, S("kind"), band_name(band->band));
        json_close_object(json);
    }
    json_close_array(json);
}

Str scorecard_write(Arena *arena, const Scorecard *card)
{
    Writer writer = {.arena = arena};
    Json json = {.to = &writer};
    json_open(&json);
    json_str(&json, S("id"), card->id);
    json_str(&json, S("title"), card->title);
    write_conditions(&json, S("applies_to"), card, card->applies_to, card->applies);
    json_int(&json, S("priority"), card->priority);
    json_int(&json, S("catalogue"), card->catalogue);
    json_int(&json, S("grace_days"), card->grace_days);
    json_double(&json, S("min_coverage"), card->min_coverage);
    json_open_array(&json, S("factors"));
    for (int f = 0; f < card->factors; f++)
        write_factor(&json, &card->factor[f]);
    json_close_array(&json);
    json_open_array(&json, S("rules"));
    for (int r = 0; r < card->rules; r++)
        write_rule(&json, card, &card->rule[r]);
    json_close_array(&json);
    write_bands(&json, card);
    json_close(&json);
    return writer_str(&writer);
}

Str scorecard_hash(Arena *arena, Str document)
{
    return seal_hex(arena, sha256(document));
}
