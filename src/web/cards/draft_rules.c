#include "web/cards/draft_fill.h"

enum { ATTRIBUTES = 7, OF_EACH_FACTOR = 2, OF_MORE = 4 };

// --- conditions ------------------------------------------------------------------

static DraftCondition condition_of(Filling *filling, Str list, int place, JsonValue was)
{
    Str pointer = fill_item(filling, list, place);
    Str whole = place == 0 ? list : (Str){0};
    DraftCondition condition = {
        .of = fill_input(filling, fill_below(filling, pointer, "of"), whole, S("Compared"),
                         fill_text(was, "of")),
        .at_least = fill_member(filling, pointer, was, "at_least", "At least"),
        .less_than = fill_member(filling, pointer, was, "less_than", "Less than"),
        .in = fill_member(filling, pointer, was, "in", "One of"),
    };
    if (condition.of.message.length == 0)
        condition.of.message = fill_message(filling, pointer, (Str){0});
    return condition;
}

static DraftCondition *conditions_of(Filling *filling, Str list, JsonValue was, int *count)
{
    *count = fill_length(was) + 1;
    DraftCondition *condition = arena_new(filling->arena, DraftCondition, *count);
    for (int c = 0; c < *count; c++)
        condition[c] = condition_of(filling, list, c, fill_at(was, c));
    return condition;
}

static const struct {
    const char *of, *word;
} attributes[ATTRIBUTES] = {
    {"attribute:segment", "segment"},
    {"attribute:plan", "plan"},
    {"attribute:lifecycle", "lifecycle"},
    {"attribute:age_days", "age in days"},
    {"attribute:days_to_renewal", "days to renewal"},
    {"attribute:mrr", "monthly revenue"},
    {"attribute:seats", "seats"},
};

// What the document compares, where it is none of those that are offered: a trait.
static bool is_offered(const DraftChoice *choice, int choices, Str of)
{
    for (int c = 0; c < choices; c++)
        if (str_equal(choice[c].value, of)) return true;
    return false;
}

static void offer(DraftChoice *choice, int *choices, JsonValue conditions)
{
    for (JsonWalk walk = {0}; json_next(conditions, &walk);) {
        Str of = fill_text(walk.value, "of");
        if (of.length > 0 && !is_offered(choice, *choices, of))
            choice[(*choices)++] = (DraftChoice){of, of};
    }
}

static int conditions_in(JsonValue document)
{
    int count = fill_length(json_member(document, S("applies_to")));
    for (JsonWalk walk = {0}; json_next(json_member(document, S("rules")), &walk);)
        count += fill_length(json_member(walk.value, S("when")));
    return count;
}

void fill_choices(Filling *filling)
{
    Arena *arena = filling->arena;
    DraftPage *page = filling->page;
    JsonValue factors = json_member(filling->document, S("factors"));
    int most = ATTRIBUTES + OF_MORE + OF_EACH_FACTOR * fill_length(factors) +
               conditions_in(filling->document);
    DraftChoice *attribute = arena_new(arena, DraftChoice, most);
    DraftChoice *of = arena_new(arena, DraftChoice, most);
    of[page->ofs++] = (DraftChoice){S("total"), S("the total")};
    for (JsonWalk walk = {0}; json_next(factors, &walk);) {
        Str id = fill_text(walk.value, "id"), name = fill_text(walk.value, "name");
        of[page->ofs++] = (DraftChoice){str_format(arena, "points:%.*s", STR(id)),
                                        str_format(arena, "points of %.*s", STR(name))};
        of[page->ofs++] = (DraftChoice){str_format(arena, "value:%.*s", STR(id)),
                                        str_format(arena, "%.*s itself", STR(name))};
    }
    for (int a = 0; a < ATTRIBUTES; a++) {
        DraftChoice choice = {str_of(attributes[a].of), str_of(attributes[a].word)};
        attribute[page->attributes++] = choice;
        of[page->ofs++] = choice;
    }
    offer(attribute, &page->attributes, json_member(filling->document, S("applies_to")));
    for (JsonWalk walk = {0}; json_next(json_member(filling->document, S("rules")), &walk);)
        offer(of, &page->ofs, json_member(walk.value, S("when")));
    page->attribute = attribute;
    page->of = of;
}

void fill_applies(Filling *filling)
{
    DraftPage *page = filling->page;
    page->applies = conditions_of(filling, S("/applies_to"),
                                  json_member(filling->document, S("applies_to")),
                                  &page->applies_count);
}

// --- rules -----------------------------------------------------------------------

static void fill_rule(Filling *filling, int place, JsonValue value, bool is_new,
                      DraftRule *rule)
{
    static const char *const kinds[] = {"cap", "floor", "set"};
    Str pointer = fill_item(filling, S("/rules"), place);
    Str then = fill_below(filling, pointer, "then");
    JsonValue effect = json_member(value, S("then")), number = {0};
    Str kind = S("cap");
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        JsonValue said = json_member(effect, str_of(kinds[k]));
        if (json_type(said) == JSON_ABSENT) continue;
        number = said;
        kind = str_of(kinds[k]);
    }
    rule->number =
        is_new ? S("Another rule") : str_format(filling->arena, "Rule %d", place + 1);
    rule->when = conditions_of(filling, fill_below(filling, pointer, "when"),
                               json_member(value, S("when")), &rule->whens);
    rule->kind =
        fill_input(filling, fill_below(filling, then, "kind"), (Str){0}, S("Then"), kind);
    rule->to = fill_input(filling, fill_below(filling, then, "to"), (Str){0}, S("Points"),
                          typed_shown(filling->arena, number, false));
    if (rule->to.message.length == 0) rule->to.message = fill_message(filling, then, then);
    rule->reason = fill_member(filling, pointer, value, "reason", "Reason");
}

void fill_rules(Filling *filling)
{
    DraftPage *page = filling->page;
    JsonValue rules = json_member(filling->document, S("rules"));
    int length = fill_length(rules);
    page->rules = length + 1;
    page->rule = arena_new(filling->arena, DraftRule, page->rules);
    for (int r = 0; r <= length; r++)
        fill_rule(filling, r, fill_at(rules, r), r == length, &page->rule[r]);
}
