#include "web/cards/cards.h"

typedef struct {
    Arena *arena;
    Json *json;
} Telling;

// The id of an item of a list, by which it is found in the other; {0}: it has none.
static Str id_of(JsonValue item)
{
    Str id = {0};
    (void)json_get_text(json_member(item, S("id")), &id);
    return id;
}

static JsonValue find_item(JsonValue list, Str id)
{
    for (JsonWalk walk = {0}; json_next(list, &walk);)
        if (str_equal(id_of(walk.value), id)) return walk.value;
    return (JsonValue){0};
}

static Str text_of(Arena *arena, JsonValue value)
{
    return value.at ? json_text_of(arena, value) : (Str){0};
}

static void tell(const Telling *telling, Str place, JsonValue from, JsonValue to)
{
    Arena *arena = telling->arena;
    Json *json = telling->json;
    Str before = text_of(arena, from), after = text_of(arena, to);
    if (str_equal(before, after)) return;
    json_open_object(json, (Str){0});
    json_str(json, S("pointer"), place);
    json_raw(json, S("from"), before);
    json_raw(json, S("to"), after);
    if (!from.at)
        json_str(json, S("explanation"),
                 str_format(arena, "%.*s is new", STR(str_from(place, 1))));
    else if (!to.at)
        json_str(json, S("explanation"),
                 str_format(arena, "%.*s is gone", STR(str_from(place, 1))));
    else
        json_str(json, S("explanation"),
                 str_format(arena, "%.*s was %.*s and is %.*s", STR(str_from(place, 1)),
                            STR(before), STR(after)));
    json_close_object(json);
}

static void compare(const Telling *telling, Str place, JsonValue from, JsonValue to);

// The members of both, those that are gone last.
static void compare_objects(const Telling *telling, Str place, JsonValue from, JsonValue to)
{
    for (JsonWalk walk = {0}; json_next(to, &walk);)
        compare(telling,
                str_format(telling->arena, "%.*s/%.*s", STR(place), STR(walk.name)),
                json_member(from, walk.name), walk.value);
    for (JsonWalk walk = {0}; json_next(from, &walk);)
        if (!json_member(to, walk.name).at)
            tell(telling,
                 str_format(telling->arena, "%.*s/%.*s", STR(place), STR(walk.name)),
                 walk.value, (JsonValue){0});
}

static bool has_ids(JsonValue list)
{
    for (JsonWalk walk = {0}; json_next(list, &walk);)
        if (id_of(walk.value).length == 0) return false;
    return true;
}

// Factors and bands are the same where they are called the same, wherever they stand.
static void compare_lists(const Telling *telling, Str place, JsonValue from, JsonValue to)
{
    if (!has_ids(from) || !has_ids(to)) {
        tell(telling, place, from, to);
        return;
    }
    for (JsonWalk walk = {0}; json_next(to, &walk);) {
        Str id = id_of(walk.value);
        compare(telling, str_format(telling->arena, "%.*s/%.*s", STR(place), STR(id)),
                find_item(from, id), walk.value);
    }
    for (JsonWalk walk = {0}; json_next(from, &walk);) {
        Str id = id_of(walk.value);
        if (!find_item(to, id).at)
            tell(telling, str_format(telling->arena, "%.*s/%.*s", STR(place), STR(id)),
                 walk.value, (JsonValue){0});
    }
}

// As deep as a document is.
static void compare(const Telling *telling, Str place, JsonValue from, JsonValue to)
{
    JsonType type = json_type(from);
    if (type != json_type(to) || (type != JSON_OBJECT && type != JSON_ARRAY))
        tell(telling, place, from, to);
    else if (type == JSON_OBJECT)
        compare_objects(telling, place, from, to);
    else
        compare_lists(telling, place, from, to);
}

void write_differences(Arena *arena, Json *json, Str from, Str to)
{
    JsonValue before, after;
    JsonFault fault;
    Telling telling = {arena, json};
    if (json_read(arena, from, &before, &fault) || json_read(arena, to, &after, &fault))
        return;  // what is stored was checked
    compare(&telling, (Str){0}, before, after);
}
