#include "model/card_parts.h"

// --- conditions ------------------------------------------------------------------

static int find_factor(const Scorecard *card, Str id)
{
    for (int f = 0; f < card->factors; f++)
        if (str_equal(card->factor[f].id, id)) return f;
    return -1;
}

static bool read_over_factor(const CardNode *node, const Scorecard *card, Str id,
                             Condition *out)
{
    out->factor = find_factor(card, id);
    if (out->factor < 0)
        card_fault(
            node, "value_error",
            str_format(node->reading->arena, "There is no factor called %.*s", STR(id)));
    return out->factor >= 0;
}

static bool read_over(const CardNode *node, const Scorecard *card, Condition *out)
{
    static const Str attribute = {"attribute:", 10}, points = {"points:", 7},
                     value = {"value:", 6};
    Str text;
    if (!card_text(node, CUSTOMER_TEXT_MAX, &text)) return false;
    if (str_starts(text, attribute) &&
        attribute_parse(str_from(text, attribute.length), &out->attribute)) {
        out->over = OVER_ATTRIBUTE;
        return true;
    }
    if (card && str_equal(text, S("total"))) {
        out->over = OVER_TOTAL;
        return true;
    }
    if (card && str_starts(text, points)) {
        out->over = OVER_POINTS;
        return read_over_factor(node, card, str_from(text, points.length), out);
    }
    if (card && str_starts(text, value)) {
        out->over = OVER_VALUE;
        return read_over_factor(node, card, str_from(text, value.length), out);
    }
    card_fault(node, "enum",
               card ? S("This should be \"total\", \"points:FACTOR\", \"value:FACTOR\" or "
                        "\"attribute:NAME\", of segment, plan, lifecycle, age_days, "
                        "days_to_renewal, mrr, seats and traits.NAME")
                    : S("This should be \"attribute:NAME\", of segment, plan, lifecycle, "
                        "age_days, days_to_renewal, mrr, seats and traits.NAME"));
    return false;
}

static void read_in(const CardNode *list, Condition *out)
{
    Literal *in = arena_new(list->reading->arena, Literal, LITERALS_MAX);
    int count = card_list(list, LITERALS_MAX);
    if (count == 0 && json_type(list->value) == JSON_ARRAY)
        card_fault(list, "too_short", S("There should be at least one value"));
    CardNode item;
    for (JsonWalk walk = {0}; out->ins < count && card_next(list, &walk, &item);) {
        Literal *next = &in[out->ins++];
        if (!card_literal(&item, next)) continue;
        const AttributeKind kind = out->attribute.kind;
        if (next->is_text ? attribute_may_be_text(kind) : attribute_may_be_number(kind))
            continue;
        card_fault(&item, "value_error",
                   next->is_text ? S("This is compared with a number, never with a text")
                                 : S("This is compared with a text, never with a number"));
    }
    out->in = in;
}

// What was said of its members fits what it is over.
static void check_kind(const CardNode *node, const CardNode *in, const Condition *condition)
{
    bool bounded = condition->has_at_least || condition->has_less_than;
    if (condition->over != OVER_ATTRIBUTE) {
        if (condition->in)
            card_fault(in, "value_error", S("Only an attribute is one of several values"));
    } else if (bounded && !attribute_may_be_number(condition->attribute.kind)) {
        card_fault(node, "value_error",
                   S("This attribute is a text: say which with \"in\", a list"));
    }
    if (condition->has_at_least && condition->has_less_than &&
        !(condition->at_least < condition->less_than))
        card_fault(node, "value_error",
                   S("Nothing is at least the one and less than the other"));
}

static void read_condition(CardNode node, const Scorecard *card, Condition *out)
{
    CardMembers members = card_open(node);
    CardNode of = card_need(&members, S("of"));
    CardNode at_least = card_member(&members, S("at_least"));
    CardNode less_than = card_member(&members, S("less_than"));
    CardNode in = card_member(&members, S("in"));
    bool known = read_over(&of, card, out);
    out->has_at_least =
        card_number(&at_least, -CARD_NUMBER_MAX, CARD_NUMBER_MAX, &out->at_least);
    out->has_less_than =
        card_number(&less_than, -CARD_NUMBER_MAX, CARD_NUMBER_MAX, &out->less_than);
    if (known && card_is_said(&in)) read_in(&in, out);
    if (known) check_kind(&node, &in, out);
    card_close(&members);
    bool compares =
        card_is_said(&at_least) || card_is_said(&less_than) || card_is_said(&in);
    if (members.open && !compares)
        card_fault(&node, "value_error",
                   S("A condition compares: \"at_least\", \"less_than\" or \"in\""));
}

const Condition *card_read_conditions(CardNode list, const Scorecard *card, int *count)
{
    *count = 0;
    int conditions = card_list(&list, CONDITIONS_MAX);
    if (conditions == 0) return NULL;
    Condition *condition = arena_new(list.reading->arena, Condition, conditions);
    CardNode item;
    for (JsonWalk walk = {0}; card_next(&list, &walk, &item);)
        read_condition(item, card, &condition[(*count)++]);
    return condition;
}

// --- rules -----------------------------------------------------------------------

static void read_then(CardNode node, CardRule *rule)
{
    static const struct {
        Str word;
        RuleKind kind;
    } words[] = {
        {{"cap", 3}, RULE_CAP}, {{"floor", 5}, RULE_FLOOR}, {{"set", 3}, RULE_SET}};
    int said = 0;
    CardMembers members = card_open(node);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        CardNode to = card_member(&members, words[i].word);
        if (!card_is_said(&to)) continue;
        said++;
        rule->kind = words[i].kind;
        (void)card_number(&to, 0, 100, &rule->to);
    }
    card_close(&members);
    if (members.open && said != 1)
        card_fault(
            &node, "value_error",
            S("This should be one of {\"cap\": n}, {\"floor\": n} and {\"set\": n}"));
}

static void read_rule(CardNode node, const Scorecard *card, CardRule *rule)
{
    CardMembers members = card_open(node);
    CardNode when = card_need(&members, S("when"));
    rule->when = card_read_conditions(when, card, &rule->whens);
    if (json_type(when.value) == JSON_ARRAY && rule->whens == 0)
        card_fault(&when, "too_short", S("There should be at least one condition"));
    read_then(card_need(&members, S("then")), rule);
    CardNode reason = card_need(&members, S("reason"));
    (void)card_text(&reason, CARD_REASON_MAX, &rule->reason);
    card_close(&members);
}

void card_read_rules(CardNode list, Scorecard *card)
{
    int count = card_list(&list, RULES_MAX);
    if (count == 0) return;
    CardRule *rule = arena_new(list.reading->arena, CardRule, count);
    CardNode item;
    for (JsonWalk walk = {0}; card_next(&list, &walk, &item);)
        read_rule(item, card, &rule[card->rules++]);
    card->rule = rule;
}

// --- bands -----------------------------------------------------------------------

// A band that is called as a kind of band is of that kind.
static void read_kind(CardMembers *members, CardBand *band)
{
    int kind = BAND_COUNT;
    CardNode node = card_member(members, S("kind"));
    if (card_is_said(&node)) {
        (void)card_choice(&node, card_bands, &kind);
    } else {
        for (const CardWord *word = card_bands; word->word; word++)
            if (str_equal(band->id, str_of(word->word))) kind = word->means;
        if (members->open && band->id.length && kind == BAND_COUNT)
            card_fault(
                &node, "missing",
                S("Field required: critical, at_risk, stable or healthy, as which it "
                  "is coloured and counted"));
    }
    band->band = (Band)kind;
}

static void read_band(CardNode node, CardBand *band)
{
    CardMembers members = card_open(node);
    CardNode id = card_need(&members, S("id"));
    CardNode name = card_member(&members, S("name"));
    CardNode from = card_need(&members, S("from"));
    bool named = card_id(&id, &band->id);
    if (!card_text(&name, CARD_NAME_MAX, &band->name) && named)
        band->name = card_name_of(node.reading->arena, band->id);
    (void)card_number(&from, 0, 100, &band->edge);
    read_kind(&members, band);
    card_close(&members);
}

// `better` is the band that stands before it in the document.
static void check_band(const CardNode *node, const CardBand *band, const CardBand *better)
{
    if (!(band->edge < better->edge))
        card_fault(node, "value_error",
                   S("Bands stand from the best to the worst, each from a lower total on"));
    if (band->band != BAND_COUNT && better->band != BAND_COUNT && band->band > better->band)
        card_fault(node, "value_error",
                   S("Its kind is better than that of the band above"));
}

static void check_names(const CardNode *list, const Scorecard *card)
{
    for (int a = 0; a < card->bands; a++)
        for (int b = 0; b < a; b++)
            if (str_equal(card->band[a].id, card->band[b].id) && card->band[a].id.length) {
                card_fault(list, "value_error", S("Two bands have the same id"));
                return;
            }
}

// The document has the best first, the card the worst.
void card_read_bands(CardNode list, Scorecard *card)
{
    card->band = scorecard_bands(&card->bands);
    if (!card_is_said(&list)) return;
    const int before = list.reading->faults->faults;
    int count = card_list(&list, BANDS_MAX);
    if (count < BANDS_LEAST) {
        if (json_type(list.value) == JSON_ARRAY && list.reading->faults->faults == before)
            card_fault(&list, "too_short", S("There should be at least two bands"));
        return;
    }

    CardBand *band = arena_new(list.reading->arena, CardBand, count);
    CardNode item;
    int place = count;
    for (JsonWalk walk = {0}; card_next(&list, &walk, &item);) {
        read_band(item, &band[--place]);
        if (place < count - 1) check_band(&item, &band[place], &band[place + 1]);
    }
    if (band[0].edge > 0) card_fault(&item, "value_error", S("The worst band begins at 0"));
    card->band = band;
    card->bands = count;
    check_names(&list, card);
}
