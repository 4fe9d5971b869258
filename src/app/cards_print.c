#include "app/cards.h"

#include <stdio.h>

enum { ROOM_BYTES = 1 << 20 };

static void print_value(JsonValue value, int depth, Arena scratch);

static void print_indent(int depth)
{
    printf("\n%*s", 2 * depth, "");
}

static bool is_small(JsonValue value)
{
    for (JsonWalk walk = {0}; json_next(value, &walk);)
        if (json_type(walk.value) >= JSON_ARRAY) return false;
    return true;
}

static void print_parts(JsonValue value, int depth, Arena scratch)
{
    bool object = json_type(value) == JSON_OBJECT, follows = false;
    putchar(object ? '{' : '[');
    for (JsonWalk walk = {0}; json_next(value, &walk); follows = true) {
        if (follows) putchar(',');
        print_indent(depth + 1);
        if (object) printf("\"%.*s\": ", STR(walk.name));
        print_value(walk.value, depth + 1, scratch);
    }
    if (follows) print_indent(depth);
    putchar(object ? '}' : ']');
}

// What holds nothing but plain values is one line.
static void print_line(JsonValue value, Arena scratch)
{
    bool object = json_type(value) == JSON_OBJECT, follows = false;
    putchar(object ? '{' : '[');
    for (JsonWalk walk = {0}; json_next(value, &walk); follows = true) {
        if (follows) printf(", ");
        if (object) printf("\"%.*s\": ", STR(walk.name));
        print_value(walk.value, 0, scratch);
    }
    putchar(object ? '}' : ']');
}

static void print_value(JsonValue value, int depth, Arena scratch)
{
    if (json_type(value) < JSON_ARRAY)
        printf("%.*s", STR(json_text_of(&scratch, value)));
    else if (depth > 0 && is_small(value))
        print_line(value, scratch);
    else
        print_parts(value, depth, scratch);
}

void print_document(JsonValue value)
{
    const Arena start = arena_map(ROOM_BYTES);
    print_value(value, 0, start);
    putchar('\n');
    arena_unmap(start);
}
