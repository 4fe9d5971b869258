#include "app/cards.h"

Place place_at(Str text, size_t at)
{
    Place place = {1, 1};
    for (size_t i = 0; i < at && i < text.length; i++) {
        place.column++;
        if (text.text[i] == '\n') place = (Place){place.line + 1, 1};
    }
    return place;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static size_t skip_space(Str text, size_t at)
{
    while (at < text.length && is_space(text.text[at]))
        at++;
    return at;
}

// Behind the text that begins at `at`.
static size_t skip_text(Str text, size_t at)
{
    for (at++; at < text.length && text.text[at] != '"'; at++)
        if (text.text[at] == '\\') at++;
    return at + 1;
}

// Behind the value that begins at `at`.
static size_t skip_value(Str text, size_t at)
{
    int depth = 0;
    while (at < text.length) {
        char c = text.text[at];
        bool ends = c == ']' || c == '}';
        if (depth == 0 && (ends || c == ',' || is_space(c))) break;
        if (c == '[' || c == '{') depth++;
        if (ends) depth--;
        at = c == '"' ? skip_text(text, at) : at + 1;
        if (depth == 0 && (ends || c == '"')) break;
    }
    return at;
}

// Where the part of that name begins in the object or list that begins at `at`; `at` where
// there is none.  A name that is written with escapes is not found.
static size_t find_part(Str text, size_t at, Str name)
{
    bool object = at < text.length && text.text[at] == '{';
    int64_t place = -1;
    size_t next = skip_space(text, at + 1);
    if (!object && (text.text[at] != '[' || !str_int(name, &place))) return at;
    for (int64_t part = 0; next < text.length; part++) {
        if (text.text[next] == ']' || text.text[next] == '}') break;
        bool found = part == place;
        if (object) {
            size_t behind = skip_text(text, next);
            found = str_equal(str_from(str_until(text, behind - 1), next + 1), name);
            next = skip_space(text, skip_space(text, behind) + 1);
        }
        if (found) return next;
        next = skip_space(text, skip_value(text, next));
        if (next < text.length && text.text[next] == ',') next = skip_space(text, next + 1);
    }
    return at;
}

Place place_of(Str text, Str pointer)
{
    size_t at = skip_space(text, 0);
    Str rest = str_from(pointer, 1);
    while (rest.length > 0 && at < text.length) {
        size_t part = find_part(text, at, str_cut(&rest, '/'));
        if (part == at) break;
        at = part;
    }
    return place_at(text, at);
}
