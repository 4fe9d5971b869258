#include "http/html.h"
#include "http/request.h"

enum { FORM_FIELDS_MAX = 1000 };  // no form of ours has fifty

// RFC 3986's unreserved characters mean the same wherever they stand in a URL.
static bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '-' || c == '.' || c == '_' || c == '~';
}

Str url_part(Arena *arena, Str text)
{
    static const char hex[] = "0123456789ABCDEF";
    Writer writer = {.arena = arena};
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.text[i];
        if (is_unreserved(text.text[i])) {
            writer_char(&writer, text.text[i]);
            continue;
        }
        writer_char(&writer, '%');
        writer_char(&writer, hex[c >> 4]);
        writer_char(&writer, hex[c & 15]);
    }
    return writer_str(&writer);
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// What "%XX" at the front says, or -1.
static int escaped_byte(Str text)
{
    if (text.length < 3) return -1;
    int high = hex_digit(text.text[1]), low = hex_digit(text.text[2]);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
}

// Most texts hold nothing to decode, and need no copy.
static bool is_literal(Str text, bool plus_is_space)
{
    return str_find(text, '%') < 0 && !(plus_is_space && str_find(text, '+') >= 0);
}

static bool is_fit(Str text)
{
    return str_find(text, 0) < 0 && str_is_utf8(text);
}

bool url_decode(Arena *arena, Str text, bool plus_is_space, Str *out)
{
    *out = text;
    if (is_literal(text, plus_is_space)) return is_fit(text);

    char *decoded = arena_new(arena, char, text.length);
    size_t length = 0;
    for (size_t i = 0; i < text.length; i++) {
        int c = (unsigned char)text.text[i];
        if (c == '+' && plus_is_space) c = ' ';
        if (c == '%') {
            c = escaped_byte(str_from(text, i));
            if (c < 0) return false;
            i += 2;
        }
        decoded[length++] = (char)c;
    }
    *out = (Str){decoded, length};
    return is_fit(*out);
}

// "name=value" decoded.
static bool pair_decode(Arena *arena, Str field, Pair *out)
{
    Str name = str_cut(&field, '=');
    return url_decode(arena, name, true, &out->name) &&
           url_decode(arena, field, true, &out->value);
}

bool request_query(const Request *request, Str name, Str *out)
{
    bool found = false;
    for (Str rest = request->query; request_query_next(request, name, &rest, out);)
        found = true;
    return found;
}

bool request_query_next(const Request *request, Str name, Str *rest, Str *out)
{
    while (rest->length) {
        Pair pair;
        if (!pair_decode(request->arena, str_cut(rest, '&'), &pair)) continue;
        if (!str_equal(pair.name, name)) continue;
        *out = pair.value;
        return true;
    }
    return false;
}

static size_t count_fields(Str body)
{
    size_t count = 1;
    for (size_t i = 0; i < body.length; i++)
        if (body.text[i] == '&') count++;
    return count;
}

Err request_form(const Request *request, Pair **out, int *count)
{
    *out = NULL;
    *count = 0;
    size_t fields = count_fields(request->body);
    if (fields > FORM_FIELDS_MAX) return ERR_INVALID;

    *out = arena_new(request->arena, Pair, fields);
    for (Str rest = request->body; rest.length;) {
        Str field = str_cut(&rest, '&');
        if (!field.length) continue;
        if (!pair_decode(request->arena, field, *out + *count)) return ERR_INVALID;
        (*count)++;
    }
    return OK;
}
