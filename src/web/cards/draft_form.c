#include "web/cards/draft_fill.h"
#include "web/pages/say.h"

#include <math.h>

enum { COLOURS = 5 };

// --- one input -------------------------------------------------------------------

Str fill_below(const Filling *filling, Str pointer, const char *name)
{
    return str_format(filling->arena, "%.*s/%s", STR(pointer), name);
}

Str fill_item(const Filling *filling, Str pointer, int place)
{
    return str_format(filling->arena, "%.*s/%d", STR(pointer), place);
}

static bool is_about(Str pointer, Str name)
{
    if (!str_starts(pointer, name)) return false;
    return pointer.length == name.length || pointer.text[name.length] == '/';
}

// What is wrong with a part of the document, or with the whole that it stands for.
Str fill_message(Filling *filling, Str name, Str whole)
{
    Str message = {0};
    for (int f = 0; f < filling->complaint->faults; f++) {
        const Fault *fault = &filling->complaint->fault[f];
        bool is = is_about(fault->pointer, name) ||
                  (whole.length > 0 && str_equal(fault->pointer, whole));
        if (!is || filling->told[f]) continue;
        filling->told[f] = true;
        if (message.length == 0) message = fault->message;
    }
    return message;
}

DraftInput fill_input(Filling *filling, Str name, Str whole, Str label, Str value)
{
    return (DraftInput){.name = name,
                        .id = str_format(filling->arena, "d%d", ++filling->inputs),
                        .label = label,
                        .value = value,
                        .message = fill_message(filling, name, whole)};
}

DraftInput fill_member(Filling *filling, Str pointer, JsonValue object, const char *name,
                       const char *label)
{
    return fill_input(
        filling, fill_below(filling, pointer, name), (Str){0}, str_of(label),
        typed_shown(filling->arena, json_member(object, str_of(name)), false));
}

int fill_length(JsonValue list)
{
    int length = 0;
    for (JsonWalk walk = {0}; json_next(list, &walk);)
        length++;
    return length;
}

JsonValue fill_at(JsonValue list, int place)
{
    JsonWalk walk = {0};
    for (int i = 0; json_next(list, &walk); i++)
        if (i == place) return walk.value;
    return (JsonValue){0};
}

Str fill_text(JsonValue object, const char *name)
{
    Str text = {0};
    (void)json_get_text(json_member(object, str_of(name)), &text);
    return text;
}

// --- factors ---------------------------------------------------------------------

static const Factor *find_factor(const Scorecard *card, Str id)
{
    for (int f = 0; card && f < card->factors; f++)
        if (str_equal(card->factor[f].id, id)) return &card->factor[f];
    return NULL;
}

static void fill_was(const Filling *filling, JsonValue value, DraftFactor *factor)
{
    Arena *arena = filling->arena;
    const Factor *before = find_factor(filling->before, fill_text(value, "id"));
    double weight = 0;
    bool known = json_get_double(json_member(value, S("weight")), &weight);
    if (!filling->before) return;
    factor->moved = !before || !known || fabs(before->weight - weight) > 5e-5;
    factor->was = !before ? S("new")
                  : factor->moved
                      ? str_format(arena, "was %g", say_rounded(100 * before->weight, 2))
                      : S("unchanged");
}

static void fill_window(Filling *filling, Str pointer, JsonValue value, DraftFactor *factor)
{
    JsonValue window = json_member(json_member(value, S("metric")), S("window"));
    bool months = json_type(json_member(window, S("months"))) != JSON_ABSENT;
    if (json_type(window) != JSON_OBJECT) return;
    factor->window_unit = months ? S("months") : S("days");
    factor->window =
        fill_member(filling, fill_below(filling, pointer, "metric/window"), window,
                    months ? "months" : "days", months ? "Months" : "Days looked back");
}

static void fill_edge_words(Str sign, bool is_share, DraftFactor *factor)
{
    if (str_equal(sign, S(">"))) factor->before_edge = S("more than");
    if (str_equal(sign, S("<="))) factor->before_edge = S("up to");
    if (str_equal(sign, S("value"))) factor->before_edge = S("at");
    factor->after_edge = is_share ? S("%") : (Str){0};
    if (str_equal(sign, S(">=")))
        factor->after_edge = is_share ? S("% or more") : S("or more");
}

static DraftStep step_of(Filling *filling, Str list, int place, JsonValue step, Str sign)
{
    Str pointer = fill_item(filling, list, place);
    const char *edge = str_z(filling->arena, sign);
    DraftStep is = {
        .edge = fill_member(filling, pointer, step, edge, "From"),
        .points = fill_member(filling, pointer, step, "points", "Points"),
    };
    if (is.edge.message.length == 0)
        is.edge.message = fill_message(filling, pointer, place == 0 ? list : (Str){0});
    return is;
}

static void fill_steps(Filling *filling, Str list, JsonValue steps, bool is_share,
                       DraftFactor *factor)
{
    Str sign = typed_sign(fill_at(steps, 0));
    factor->steps = fill_length(steps) + 1;
    factor->step = arena_new(filling->arena, DraftStep, factor->steps);
    fill_edge_words(sign, is_share, factor);
    for (int s = 0; s < factor->steps; s++) {
        JsonValue step = fill_at(steps, s);
        factor->step[s] = step_of(filling, list, s, step, sign);
        factor->step[s].edge.value =
            typed_shown(filling->arena, json_member(step, sign), is_share);
    }
}

static void fill_table(Filling *filling, Str list, JsonValue table, DraftFactor *factor)
{
    factor->steps = fill_length(table);
    factor->step = arena_new(filling->arena, DraftStep, factor->steps);
    for (int s = 0; s < factor->steps; s++) {
        JsonValue row = fill_at(table, s);
        factor->step[s] = (DraftStep){
            .what = typed_shown(filling->arena, json_member(row, S("value")), false),
            .points =
                fill_member(filling, fill_item(filling, list, s), row, "points", "Points")};
    }
}

static void fill_transform(Filling *filling, Str pointer, JsonValue value,
                           DraftFactor *factor)
{
    JsonValue transform = json_member(value, S("transform"));
    for (JsonWalk walk = {0}; json_next(transform, &walk);) {
        Str name = walk.name;
        Str list = fill_below(filling, pointer, str_z(filling->arena, name));
        if (str_equal(name, S("table")))
            fill_table(filling, list, walk.value, factor);
        else if (str_equal(name, S("otherwise")))
            factor->otherwise =
                fill_member(filling, pointer, transform, "otherwise", "else");
        else if (str_equal(name, S("steps")) || str_equal(name, S("linear")))
            fill_steps(filling, list, walk.value, typed_is_share(value), factor);
    }
}

static void fill_missing(Filling *filling, Str pointer, JsonValue value,
                         DraftFactor *factor)
{
    JsonValue missing = json_member(value, S("missing"));
    JsonValue number = json_member(missing, S("value"));
    Str choice = S("skip");
    bool is_value = json_type(number) != JSON_ABSENT;
    if (!is_value) number = json_member(missing, S("hold"));
    if (json_type(missing) == JSON_OBJECT) choice = is_value ? S("value") : S("hold");
    (void)json_get_text(missing, &choice);
    factor->missing =
        fill_input(filling, pointer, (Str){0}, S("Where there is nothing"), choice);
    factor->missing_number = fill_input(
        filling, fill_below(filling, pointer, "number"), (Str){0}, S("Value, or days"),
        typed_shown(filling->arena, number, is_value && typed_is_share(value)));
}

static void fill_factor(Filling *filling, int place, JsonValue value, DraftFactor *factor)
{
    Str pointer = fill_item(filling, S("/factors"), place);
    const Scorecard *says = filling->card ? filling->card : filling->before;
    const Factor *is = find_factor(says, fill_text(value, "id"));
    factor->kind = str_format(filling->arena, "k%d", place % COLOURS + 1);
    factor->weight = fill_input(
        filling, fill_below(filling, pointer, "weight"), (Str){0}, fill_text(value, "name"),
        typed_shown(filling->arena, json_member(value, S("weight")), true));
    fill_was(filling, value, factor);
    if (is) factor->measured = tell_measured(filling->arena, says, is);
    if (is) factor->earned_note = tell_earned(is);
    fill_window(filling, pointer, value, factor);
    fill_transform(filling, fill_below(filling, pointer, "transform"), value, factor);
    fill_missing(filling, fill_below(filling, pointer, "missing"), value, factor);
}

// --- the rest --------------------------------------------------------------------

static void fill_weighed(Filling *filling)
{
    DraftPage *page = filling->page;
    JsonValue factors = json_member(filling->document, S("factors"));
    double sum = 0;
    page->factor = arena_new(filling->arena, DraftFactor, fill_length(factors));
    for (JsonWalk walk = {0}; json_next(factors, &walk);) {
        double weight = 0;
        (void)json_get_double(json_member(walk.value, S("weight")), &weight);
        sum += weight;
        fill_factor(filling, page->factors, walk.value, &page->factor[page->factors]);
        page->factors++;
    }
    page->sum = str_format(filling->arena, "%g", say_rounded(100 * sum, 2));
    page->sums = fabs(sum - 1) < 5e-4;
}

static void fill_bands(Filling *filling)
{
    DraftPage *page = filling->page;
    JsonValue bands = json_member(filling->document, S("bands"));
    int length = fill_length(bands);
    page->band = arena_new(filling->arena, DraftBand, length);
    for (int b = 0; b < length; b++) {
        JsonValue band = fill_at(bands, b);
        Str pointer = fill_item(filling, S("/bands"), b);
        page->band[b] = (DraftBand){
            .band = fill_text(band, "kind"),
            .from = fill_input(
                filling, fill_below(filling, pointer, "from"), pointer,
                fill_text(band, "name"),
                typed_shown(filling->arena, json_member(band, S("from")), false)),
            .fixed = b == length - 1};
    }
    page->bands = length;
}

static void fill_head(Filling *filling)
{
    static const struct {
        const char *name, *label;
        bool percent;
    } head[] = {
        {"title", "Title", false},
        {"priority", "Priority, where several cards apply", false},
        {"catalogue", "Features there are", false},
        {"grace_days", "New customers are not judged for so many days", false},
        {"min_coverage", "No score where less of the weight rests on data, percent", true},
    };
    DraftPage *page = filling->page;
    for (size_t h = 0; h < sizeof head / sizeof *head; h++) {
        JsonValue value = json_member(filling->document, str_of(head[h].name));
        page->head[page->heads++] = fill_input(
            filling, fill_below(filling, (Str){0}, head[h].name), (Str){0},
            str_of(head[h].label), typed_shown(filling->arena, value, head[h].percent));
    }
}

static void fill_faults(Filling *filling)
{
    const Complaint *complaint = filling->complaint;
    DraftPage *page = filling->page;
    Str *fault = arena_new(filling->arena, Str, complaint->faults);
    for (int f = 0; f < complaint->faults; f++) {
        Str pointer = complaint->fault[f].pointer, message = complaint->fault[f].message;
        bool is_name = str_equal(pointer, S("/author")) || str_equal(pointer, S("/note"));
        if (filling->told[f] || is_name) continue;
        fault[page->faults++] =
            pointer.length > 0
                ? str_format(filling->arena, "%.*s: %.*s", STR(pointer), STR(message))
                : message;
    }
    page->fault = fault;
}

void fill_form(const DraftShown *shown, DraftPage *page)
{
    Arena *arena = shown->reply->arena;
    Filling *filling = arena_new(arena, Filling, 1);
    *filling = (Filling){.arena = arena,
                         .complaint = &shown->reply->complaint,
                         .card = shown->card,
                         .before = card_holding(&shown->listing),
                         .page = page};
    JsonFault fault;
    bool is_read = !json_read(arena, shown->document, &filling->document, &fault);
    if (is_read && !shown->is_json) {
        fill_choices(filling);
        fill_head(filling);
        fill_applies(filling);
        fill_weighed(filling);
        fill_rules(filling);
        fill_bands(filling);
    }
    fill_faults(filling);
}
