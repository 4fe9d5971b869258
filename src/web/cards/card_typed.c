#include "web/cards/card_typed.h"

#include "model/attribute.h"
#include "web/form.h"
#include "web/pages/say.h"

enum { DECIMALS_SHOWN = 4 };

typedef struct {
    Arena *arena;
    const Body *body;
    Json *json;
} Typing;

// --- inputs ----------------------------------------------------------------------

static bool is_typed(const Typing *typing, Str name)
{
    for (int i = 0; i < typing->body->pairs; i++)
        if (str_equal(typing->body->pair[i].name, name)) return true;
    return false;
}

static Str typed(const Typing *typing, Str name)
{
    return str_trim(form_typed(typing->body, name));
}

static Str below(const Typing *typing, Str pointer, const char *name)
{
    return str_format(typing->arena, "%.*s/%s", STR(pointer), name);
}

static Str item(const Typing *typing, Str pointer, int place)
{
    return str_format(typing->arena, "%.*s/%d", STR(pointer), place);
}

// --- numbers and texts -----------------------------------------------------------

static Str list_shown(Arena *arena, JsonValue list)
{
    Writer writer = {.arena = arena};
    for (JsonWalk walk = {0}; json_next(list, &walk);) {
        if (writer.length > 0) writer_put(&writer, S(", "));
        writer_put(&writer, typed_shown(arena, walk.value, false));
    }
    return writer_str(&writer);
}

Str typed_shown(Arena *arena, JsonValue value, bool percent)
{
    Str text = {0};
    double number;
    if (json_type(value) == JSON_ARRAY) return list_shown(arena, value);
    if (json_get_text(value, &text)) return text;
    if (!json_get_double(value, &number)) return (Str){0};
    Writer writer = {.arena = arena};
    writer_double(&writer,
                  percent ? say_rounded(100 * number, DECIMALS_SHOWN - 2) : number);
    return writer_str(&writer);
}

// A number as one, anything else as the text that it is.
static void put_typed(const Typing *typing, Str name, Str text, bool percent)
{
    JsonFault fault;
    JsonValue value;
    double number;
    Json *json = typing->json;
    Arena scratch = *typing->arena;
    bool is_number =
        !json_read(&scratch, text, &value, &fault) && json_get_double(value, &number);
    if (!is_number)
        json_str(json, name, text);
    else if (percent)
        json_double(json, name, number / 100);
    else
        json_raw(json, name, text);
}

typedef enum { AS_TEXT, AS_NUMBER, AS_PERCENT } As;

static void put(const Typing *typing, Str name, Str pointer, JsonValue was, As as)
{
    Str text = typed(typing, pointer);
    bool there = json_type(was) != JSON_ABSENT;
    bool stays =
        !is_typed(typing, pointer) ||
        (there && str_equal(text, typed_shown(typing->arena, was, as == AS_PERCENT)));
    if (stays && there)
        json_raw(typing->json, name, json_text_of(typing->arena, was));
    else if (!stays && text.length > 0 && as == AS_TEXT)
        json_str(typing->json, name, text);
    else if (!stays && text.length > 0)
        put_typed(typing, name, text, as == AS_PERCENT);
}

static void put_raw(const Typing *typing, JsonValue object, const char *name)
{
    JsonValue value = json_member(object, str_of(name));
    if (json_type(value) != JSON_ABSENT)
        json_raw(typing->json, str_of(name), json_text_of(typing->arena, value));
}

static void put_member(const Typing *typing, Str pointer, JsonValue object,
                       const char *name, As as)
{
    put(typing, str_of(name), below(typing, pointer, name),
        json_member(object, str_of(name)), as);
}

static int length_of(JsonValue list)
{
    int length = 0;
    for (JsonWalk walk = {0}; json_next(list, &walk);)
        length++;
    return length;
}

// The item at a place; {NULL} for the one behind the last.
static JsonValue item_of(JsonValue list, int place)
{
    JsonWalk walk = {0};
    for (int i = 0; json_next(list, &walk); i++)
        if (i == place) return walk.value;
    return (JsonValue){0};
}

// Was all of this shown, and is it empty now?  A row that was not shown is not.
static bool is_emptied(const Typing *typing, Str pointer, const char *const *name)
{
    bool shown = false;
    for (; *name; name++) {
        Str input = below(typing, pointer, *name);
        shown |= is_typed(typing, input);
        if (typed(typing, input).length > 0) return false;
    }
    return shown;
}

// --- conditions ------------------------------------------------------------------

static const char *const bounds[] = {"at_least", "less_than", "in", NULL};

static bool is_text_attribute(Str of)
{
    Attribute attribute;
    Str name = str_from(of, sizeof "attribute:" - 1);
    return str_starts(of, S("attribute:")) && attribute_parse(name, &attribute) &&
           attribute_may_be_text(attribute.kind);
}

static void put_in(const Typing *typing, Str pointer, JsonValue was, Str of)
{
    Str input = below(typing, pointer, "in"), text = typed(typing, input);
    bool stays =
        !is_typed(typing, input) || str_equal(text, typed_shown(typing->arena, was, false));
    if (stays && json_type(was) != JSON_ABSENT)
        json_raw(typing->json, S("in"), json_text_of(typing->arena, was));
    if (stays || text.length == 0) return;
    json_open_array(typing->json, S("in"));
    while (text.length > 0) {
        Str one = str_trim(str_cut(&text, ','));
        if (one.length == 0) continue;
        if (is_text_attribute(of))
            json_str(typing->json, (Str){0}, one);
        else
            put_typed(typing, (Str){0}, one, false);
    }
    json_close_array(typing->json);
}

static void put_condition(const Typing *typing, Str pointer, JsonValue was)
{
    Str of = typed(typing, below(typing, pointer, "of"));
    if (of.length == 0) (void)json_get_text(json_member(was, S("of")), &of);
    json_open_object(typing->json, (Str){0});
    json_str(typing->json, S("of"), of);
    put_member(typing, pointer, was, "at_least", AS_NUMBER);
    put_member(typing, pointer, was, "less_than", AS_NUMBER);
    put_in(typing, pointer, json_member(was, S("in")), of);
    json_close_object(typing->json);
}

static bool is_new_empty(const Typing *typing, Str pointer, const char *const *name)
{
    return is_emptied(typing, pointer, name) ||
           !is_typed(typing, below(typing, pointer, *name));
}

static void put_conditions(const Typing *typing, Str name, Str pointer, JsonValue was)
{
    int length = length_of(was);
    json_open_array(typing->json, name);
    for (int i = 0; i <= length; i++) {
        Str place = item(typing, pointer, i);
        bool skip = i < length ? is_emptied(typing, place, bounds)
                               : is_new_empty(typing, place, bounds);
        if (!skip) put_condition(typing, place, item_of(was, i));
    }
    json_close_array(typing->json);
}

// --- factors ---------------------------------------------------------------------

bool typed_is_share(JsonValue factor)
{
    Str agg = {0};
    (void)json_get_text(json_member(json_member(factor, S("metric")), S("agg")), &agg);
    return str_equal(agg, S("ratio"));
}

Str typed_sign(JsonValue step)
{
    static const char *const signs[] = {">=", ">", "<=", "value"};
    for (size_t s = 0; s < sizeof signs / sizeof *signs; s++)
        if (json_type(json_member(step, str_of(signs[s]))) != JSON_ABSENT)
            return str_of(signs[s]);
    return (Str){0};
}

static void put_metric(const Typing *typing, Str pointer, JsonValue metric)
{
    Str inside = below(typing, pointer, "window");
    JsonValue window = json_member(metric, S("window"));
    json_open_object(typing->json, S("metric"));
    for (JsonWalk walk = {0}; json_next(metric, &walk);) {
        bool is_window = str_equal(walk.name, S("window"));
        if (!is_window || json_type(window) != JSON_OBJECT) {
            json_raw(typing->json, walk.name, json_text_of(typing->arena, walk.value));
            continue;
        }
        json_open_object(typing->json, S("window"));
        put_member(typing, inside, window, "days", AS_NUMBER);
        put_member(typing, inside, window, "months", AS_NUMBER);
        json_close_object(typing->json);
    }
    json_close_object(typing->json);
}

static void put_steps(const Typing *typing, Str pointer, Str name, JsonValue steps, As as)
{
    int length = length_of(steps);
    Str list = below(typing, pointer, str_z(typing->arena, name));
    Str sign = typed_sign(item_of(steps, 0));
    const char *const inputs[] = {str_z(typing->arena, sign), "points", NULL};
    json_open_array(typing->json, name);
    for (int i = 0; i <= length; i++) {
        Str place = item(typing, list, i);
        bool skip = i < length ? is_emptied(typing, place, inputs)
                               : is_new_empty(typing, place, inputs);
        if (skip) continue;
        JsonValue step = item_of(steps, i);
        json_open_object(typing->json, (Str){0});
        put(typing, sign, below(typing, place, inputs[0]), json_member(step, sign), as);
        put_member(typing, place, step, "points", AS_NUMBER);
        json_close_object(typing->json);
    }
    json_close_array(typing->json);
}

static void put_table(const Typing *typing, Str pointer, JsonValue table)
{
    Str list = below(typing, pointer, "table");
    int length = length_of(table);
    json_open_array(typing->json, S("table"));
    for (int i = 0; i < length; i++) {
        JsonValue row = item_of(table, i);
        json_open_object(typing->json, (Str){0});
        put_raw(typing, row, "value");
        put_member(typing, item(typing, list, i), row, "points", AS_NUMBER);
        json_close_object(typing->json);
    }
    json_close_array(typing->json);
}

static void put_transform(const Typing *typing, Str pointer, JsonValue factor)
{
    JsonValue transform = json_member(factor, S("transform"));
    As as = typed_is_share(factor) ? AS_PERCENT : AS_NUMBER;
    if (json_type(transform) != JSON_OBJECT) {
        put_raw(typing, factor, "transform");
        return;
    }
    json_open_object(typing->json, S("transform"));
    for (JsonWalk walk = {0}; json_next(transform, &walk);) {
        if (str_equal(walk.name, S("table")))
            put_table(typing, pointer, walk.value);
        else if (str_equal(walk.name, S("otherwise")))
            put_member(typing, pointer, transform, "otherwise", AS_NUMBER);
        else
            put_steps(typing, pointer, walk.name, walk.value, as);
    }
    json_close_object(typing->json);
}

// A choice, and for two of them a number beside it.
static void put_missing(const Typing *typing, Str pointer, JsonValue factor)
{
    JsonValue was = json_member(factor, S("missing"));
    Str choice = typed(typing, pointer);
    if (choice.length == 0) {
        put_raw(typing, factor, "missing");
        return;
    }
    bool is_value = str_equal(choice, S("value"));
    if (!is_value && !str_equal(choice, S("hold"))) {
        json_str(typing->json, S("missing"), choice);
        return;
    }
    Str input = below(typing, pointer, "number"), text = typed(typing, input);
    bool percent = is_value && typed_is_share(factor);
    JsonValue number = json_member(was, choice);
    json_open_object(typing->json, S("missing"));
    if (json_type(number) != JSON_ABSENT &&
        str_equal(text, typed_shown(typing->arena, number, percent)))
        put_raw(typing, was, str_z(typing->arena, choice));
    else
        put_typed(typing, choice, text, percent);
    json_close_object(typing->json);
}

static void put_factor(const Typing *typing, Str pointer, JsonValue factor)
{
    json_open_object(typing->json, (Str){0});
    put_raw(typing, factor, "id");
    put_member(typing, pointer, factor, "name", AS_TEXT);
    put_raw(typing, factor, "group");
    put_raw(typing, factor, "unit");
    put_member(typing, pointer, factor, "weight", AS_PERCENT);
    put_metric(typing, below(typing, pointer, "metric"), json_member(factor, S("metric")));
    put_transform(typing, below(typing, pointer, "transform"), factor);
    put_missing(typing, below(typing, pointer, "missing"), factor);
    put_raw(typing, factor, "stale_after_days");
    json_close_object(typing->json);
}

static void put_factors(const Typing *typing, JsonValue factors)
{
    int place = 0;
    json_open_array(typing->json, S("factors"));
    for (JsonWalk walk = {0}; json_next(factors, &walk); place++)
        put_factor(typing, item(typing, S("/factors"), place), walk.value);
    json_close_array(typing->json);
}

// --- rules and bands -------------------------------------------------------------

static void put_effect(const Typing *typing, Str pointer, JsonValue was)
{
    static const char *const kinds[] = {"cap", "floor", "set"};
    Str kind = typed(typing, below(typing, pointer, "kind"));
    JsonValue number = {0};
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        JsonValue said = json_member(was, str_of(kinds[k]));
        if (json_type(said) == JSON_ABSENT) continue;
        number = said;
        if (kind.length == 0) kind = str_of(kinds[k]);
    }
    if (kind.length == 0) kind = S("cap");
    json_open_object(typing->json, S("then"));
    put(typing, kind, below(typing, pointer, "to"), number, AS_NUMBER);
    json_close_object(typing->json);
}

// Is nothing said of a rule, neither its effect nor a condition?
static bool is_no_rule(const Typing *typing, Str pointer, JsonValue was)
{
    static const char *const inputs[] = {"reason", "then/to", NULL};
    Str when = below(typing, pointer, "when");
    int conditions = length_of(json_member(was, S("when")));
    if (!is_new_empty(typing, pointer, inputs)) return false;
    for (int c = 0; c <= conditions; c++)
        if (!is_new_empty(typing, item(typing, when, c), bounds)) return false;
    return was.at == NULL || is_emptied(typing, pointer, inputs);
}

static void put_rules(const Typing *typing, JsonValue rules)
{
    int length = length_of(rules);
    json_open_array(typing->json, S("rules"));
    for (int r = 0; r <= length; r++) {
        Str pointer = item(typing, S("/rules"), r);
        JsonValue rule = item_of(rules, r);
        if (is_no_rule(typing, pointer, rule)) continue;
        json_open_object(typing->json, (Str){0});
        put_conditions(typing, S("when"), below(typing, pointer, "when"),
                       json_member(rule, S("when")));
        put_effect(typing, below(typing, pointer, "then"), json_member(rule, S("then")));
        put_member(typing, pointer, rule, "reason", AS_TEXT);
        json_close_object(typing->json);
    }
    json_close_array(typing->json);
}

static void put_bands(const Typing *typing, JsonValue bands)
{
    int place = 0;
    if (json_type(bands) != JSON_ARRAY) return;
    json_open_array(typing->json, S("bands"));
    for (JsonWalk walk = {0}; json_next(bands, &walk); place++) {
        Str pointer = item(typing, S("/bands"), place);
        json_open_object(typing->json, (Str){0});
        put_raw(typing, walk.value, "id");
        put_member(typing, pointer, walk.value, "name", AS_TEXT);
        put_member(typing, pointer, walk.value, "from", AS_NUMBER);
        put_raw(typing, walk.value, "kind");
        json_close_object(typing->json);
    }
    json_close_array(typing->json);
}

Str card_typed(Arena *arena, const Body *body)
{
    Writer writer = {.arena = arena};
    Json json = {.to = &writer};
    const Typing typing = {arena, body, &json};
    Str document = form_typed(body, S("document"));
    JsonValue was;
    JsonFault fault;
    if (json_read(arena, document, &was, &fault) || json_type(was) != JSON_OBJECT)
        return document;

    json_open(&json);
    put_raw(&typing, was, "id");
    put_member(&typing, (Str){0}, was, "title", AS_TEXT);
    put_conditions(&typing, S("applies_to"), S("/applies_to"),
                   json_member(was, S("applies_to")));
    put_member(&typing, (Str){0}, was, "priority", AS_NUMBER);
    put_member(&typing, (Str){0}, was, "catalogue", AS_NUMBER);
    put_member(&typing, (Str){0}, was, "grace_days", AS_NUMBER);
    put_member(&typing, (Str){0}, was, "min_coverage", AS_PERCENT);
    put_factors(&typing, json_member(was, S("factors")));
    put_rules(&typing, json_member(was, S("rules")));
    put_bands(&typing, json_member(was, S("bands")));
    json_close(&json);
    return writer_str(&writer);
}
