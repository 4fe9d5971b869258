#include "web/cards/card_tell.h"

#include "model/words.h"
#include "web/pages/say.h"

enum { TABLE_LINES = 1 };  // the line of what is in no row

// --- numbers ---------------------------------------------------------------------

Str tell_number(Arena *arena, double number)
{
    Writer writer = {.arena = arena};
    writer_double(&writer, number);
    return writer_str(&writer);
}

Str tell_share(Arena *arena, double share)
{
    Writer writer = {.arena = arena};
    writer_double(&writer, say_rounded(100 * share, 1));
    writer_char(&writer, '%');
    return writer_str(&writer);
}

static bool is_share(const Factor *factor)
{
    Kind kind = words_kind(&factor->metric);
    return kind == KIND_FEATURES || kind == KIND_INVOICES;
}

// What is measured, as its edge is said: of a share in percent.
static Str edge_text(Arena *arena, const Factor *factor, double edge)
{
    return is_share(factor) ? tell_share(arena, edge) : tell_number(arena, edge);
}

// --- what is measured ------------------------------------------------------------

static Str attribute_words(Arena *arena, Attribute attribute)
{
    static const char *const words[ATTRIBUTE_COUNT] = {
        [ATTRIBUTE_SEGMENT] = "segment",
        [ATTRIBUTE_PLAN] = "plan",
        [ATTRIBUTE_LIFECYCLE] = "lifecycle",
        [ATTRIBUTE_AGE_DAYS] = "age in days",
        [ATTRIBUTE_MRR] = "monthly revenue",
        [ATTRIBUTE_DAYS_TO_RENEWAL] = "days to renewal",
        [ATTRIBUTE_SEATS] = "seats",
    };
    if (attribute.kind != ATTRIBUTE_TRAIT) return str_of(words[attribute.kind]);
    return str_format(arena, "trait \xe2\x80\x9c%.*s\xe2\x80\x9d", STR(attribute.trait));
}

static void put_window(Writer *writer, Window window)
{
    int count = window.months > 0 ? window.months : window.days;
    if (count == 0) return;
    writer_put(writer, S("in the last "));
    writer_int(writer, count);
    words_put(writer, window.months > 0 ? " month" : " day");
    if (count != 1) writer_char(writer, 's');
}

// "logins a week", "open tickets", "share of the 5 features in use"
static void put_subject(Writer *writer, const Scorecard *card, const Factor *factor)
{
    const Metric *metric = &factor->metric;
    switch (words_kind(metric)) {
    case KIND_FEATURES:
        writer_format(writer, "share of the %d features that were used", card->catalogue);
        return;
    case KIND_INVOICES:
        writer_put(writer, S("share of the invoices due that were paid on time"));
        return;
    case KIND_TICKETS: writer_put(writer, S("tickets that are open or pending")); break;
    case KIND_SINCE:
        writer_put(writer, S("days since the last "));
        words_noun(writer, metric, false);
        break;
    case KIND_VALUE:
        writer_put(writer, attribute_words(writer->arena, metric->attribute));
        break;
    case KIND_TREND:
    case KIND_RATE: words_noun(writer, metric, true); break;
    }
    words_per(writer, factor);
}

static Str with_capital(Arena *arena, const Writer *writer)
{
    char first = writer->text[0];
    if (first < 'a' || first > 'z') return writer_str(writer);
    return str_format(arena, "%c%.*s", first - 'a' + 'A',
                      STR(str_from(writer_str(writer), 1)));
}

Str tell_measured(Arena *arena, const Scorecard *card, const Factor *factor)
{
    Writer writer = {.arena = arena};
    const Metric *metric = &factor->metric;
    put_subject(&writer, card, factor);
    bool is_value = metric->attribute.kind != ATTRIBUTE_NONE;
    bool ends = metric->window.days > 0 || metric->window.months > 0;
    if (ends && !is_value) {
        writer_put(&writer, S(", "));
        put_window(&writer, metric->window);
    } else if (!is_value) {
        writer_put(&writer, S(", ever"));
    }
    if (metric->trend) writer_put(&writer, S(", against as long before"));
    return with_capital(arena, &writer);
}

// --- what it earns ---------------------------------------------------------------

static Str step_when(Arena *arena, const Factor *factor, double edge)
{
    Str text = edge_text(arena, factor, edge);
    const Transform is = factor->transform;
    if (is == TRANSFORM_AT_LEAST) return str_format(arena, "%.*s or more", STR(text));
    if (is == TRANSFORM_ABOVE) return str_format(arena, "more than %.*s", STR(text));
    if (is != TRANSFORM_AT_MOST) return text;
    return edge == 0 ? S("none") : str_format(arena, "up to %.*s", STR(text));
}

static Str literal_text_of(Arena *arena, const Literal *literal)
{
    return literal->is_text ? literal->text : tell_number(arena, literal->number);
}

// Every percent a point needs no line.
static bool is_plain_share(const Factor *factor)
{
    const Step *step = factor->step;
    return factor->transform == TRANSFORM_LINEAR && is_share(factor) &&
           factor->steps == 2 && step[0].edge == 0 && step[0].points == 0 &&
           step[1].edge == 1 && step[1].points == 100;
}

int tell_steps(Arena *arena, const Factor *factor, EarnedLine **out)
{
    int lines = 0;
    bool is_table = factor->transform == TRANSFORM_TABLE;
    bool has_else = is_table || factor->transform <= TRANSFORM_AT_MOST;
    EarnedLine *line =
        arena_new(arena, EarnedLine, factor->steps + factor->rows + TABLE_LINES);
    *out = line;
    if (is_plain_share(factor)) return 0;
    for (int s = 0; s < factor->steps; s++)
        line[lines++] = (EarnedLine){step_when(arena, factor, factor->step[s].edge),
                                     tell_number(arena, factor->step[s].points)};
    for (int r = 0; r < factor->rows; r++)
        line[lines++] = (EarnedLine){literal_text_of(arena, &factor->row[r].value),
                                     tell_number(arena, factor->row[r].points)};
    if (has_else)
        line[lines++] = (EarnedLine){S("else"), tell_number(arena, factor->otherwise)};
    return lines;
}

Str tell_earned(const Factor *factor)
{
    if (is_plain_share(factor)) return S("Every percent earns a point");
    static const char *const words[TRANSFORM_COUNT] = {
        [TRANSFORM_LINEAR] = "On straight lines between",
        [TRANSFORM_LOG2_TREND] =
            "As much as before earns 50 points, twice as much 75, half as much 25",
        [TRANSFORM_IDENTITY] = "Each one earns a point, up to 100",
        [TRANSFORM_SHARE] = "Every percent earns a point",
        [TRANSFORM_SHARE_4] = "Every percent earns a point",
    };
    return str_of(words[factor->transform]);
}

static void put_absence(Writer *writer, const Metric *metric)
{
    if (metric->attribute.kind != ATTRIBUTE_NONE) {
        writer_put(writer, S("Where it is not known"));
    } else if (metric->stale_after > 0) {
        writer_format(writer, "After %d days without any", metric->stale_after);
    } else if (metric->trend) {
        writer_put(writer, S("Where there is nothing to compare with"));
    } else {
        writer_put(writer, S("Where there is none to judge"));
    }
    writer_put(writer, S(": "));
}

Str tell_missing(Arena *arena, const Factor *factor)
{
    Writer writer = {.arena = arena};
    const Metric *metric = &factor->metric;
    bool as_none = factor->missing == MISSING_IS_A_VALUE && factor->missing_value == 0;
    if (as_none && metric->stale_after == 0 && !metric->trend) return (Str){0};
    put_absence(&writer, metric);
    switch (factor->missing) {
    case MISSING_IS_A_VALUE:
        writer_put(&writer, S("counts as "));
        writer_put(&writer, edge_text(arena, factor, factor->missing_value));
        break;
    case MISSING_POINTS:
        writer_put(&writer, S("earns "));
        words_points(&writer, factor->missing_points);
        break;
    case MISSING_FAIL: writer_put(&writer, S("there is no score")); break;
    case MISSING_SKIP:
        if (metric->hold > 0)
            writer_format(&writer, "what it was in the %d days before holds, then ",
                          metric->hold);
        writer_put(&writer, S("its weight is shared out among the others"));
        break;
    }
    return writer_str(&writer);
}

// --- conditions ------------------------------------------------------------------

static Str subject_of(Arena *arena, const Scorecard *card, const Condition *condition)
{
    switch (condition->over) {
    case OVER_TOTAL: return S("the total");
    case OVER_POINTS:
        return str_format(arena, "points of %.*s",
                          STR(card->factor[condition->factor].name));
    case OVER_VALUE:
        return str_format(arena, "%.*s", STR(card->factor[condition->factor].name));
    case OVER_ATTRIBUTE: break;
    }
    return attribute_words(arena, condition->attribute);
}

static bool is_plural(const Condition *condition)
{
    const AttributeKind kind = condition->attribute.kind;
    if (condition->over == OVER_POINTS) return true;
    return condition->over == OVER_ATTRIBUTE &&
           (kind == ATTRIBUTE_DAYS_TO_RENEWAL || kind == ATTRIBUTE_SEATS);
}

static void put_condition(Writer *writer, const Scorecard *card, const Condition *condition)
{
    Arena *arena = writer->arena;
    writer_put(writer, subject_of(arena, card, condition));
    words_put(writer, is_plural(condition) ? " are" : " is");
    if (condition->has_at_least) {
        writer_put(writer, S(" at least "));
        writer_double(writer, condition->at_least);
    }
    if (condition->has_at_least && condition->has_less_than) writer_put(writer, S(" and"));
    if (condition->has_less_than) {
        writer_put(writer, S(" under "));
        writer_double(writer, condition->less_than);
    }
    for (int i = 0; i < condition->ins; i++) {
        bool last = i + 1 == condition->ins;
        words_put(writer, i == 0 ? " " : last ? " or " : ", ");
        writer_put(writer, literal_text_of(arena, &condition->in[i]));
    }
}

Str tell_conditions(Arena *arena, const Scorecard *card, const Condition *condition,
                    int count)
{
    Writer writer = {.arena = arena};
    for (int c = 0; c < count; c++) {
        if (c > 0) writer_put(&writer, S(", and "));
        put_condition(&writer, card, &condition[c]);
    }
    return writer_str(&writer);
}

Str tell_effect(Arena *arena, const CardRule *rule)
{
    static const char *const how[] = {
        [RULE_CAP] = "at most ", [RULE_FLOOR] = "at least ", [RULE_SET] = "just "};
    Writer writer = {.arena = arena};
    words_put(&writer, how[rule->kind]);
    words_points(&writer, rule->to);
    return writer_str(&writer);
}

Str tell_who(Arena *arena, const Scorecard *card)
{
    if (card->applies == 0) return S("Everybody whom no other card is for");
    return str_format(arena, "Customers whose %.*s",
                      STR(tell_conditions(arena, card, card->applies_to, card->applies)));
}
