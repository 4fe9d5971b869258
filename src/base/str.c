#include "base/str.h"

#include <string.h>

Str str_of(const char *text)
{
    return text ? (Str){text, strlen(text)} : (Str){0};
}

bool str_equal(Str a, Str b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.text, b.text, a.length) == 0);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool str_equal_fold(Str a, Str b)
{
    if (a.length != b.length) return false;
    for (size_t i = 0; i < a.length; i++)
        if (lower(a.text[i]) != lower(b.text[i])) return false;
    return true;
}

bool str_starts(Str str, Str with)
{
    return str.length >= with.length && str_equal(str_until(str, with.length), with);
}

bool str_ends(Str str, Str with)
{
    return str.length >= with.length &&
           str_equal(str_from(str, str.length - with.length), with);
}

int str_compare(Str a, Str b)
{
    size_t shared = a.length < b.length ? a.length : b.length;
    int order = shared ? memcmp(a.text, b.text, shared) : 0;
    if (order) return order;
    return (a.length > b.length) - (a.length < b.length);
}

ptrdiff_t str_find(Str str, char what)
{
    const char *found = str.length ? memchr(str.text, what, str.length) : NULL;
    return found ? found - str.text : -1;
}

Str str_from(Str str, size_t from)
{
    if (from >= str.length) return (Str){0};
    return (Str){str.text + from, str.length - from};
}

Str str_until(Str str, size_t to)
{
    return (Str){str.text, to < str.length ? to : str.length};
}

Str str_cut(Str *rest, char at)
{
    Str all = *rest;
    ptrdiff_t found = str_find(all, at);
    *rest = found < 0 ? (Str){0} : str_from(all, (size_t)found + 1);
    return found < 0 ? all : str_until(all, (size_t)found);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

Str str_trim(Str str)
{
    while (str.length && is_blank(str.text[0]))
        str = str_from(str, 1);
    while (str.length && is_blank(str.text[str.length - 1]))
        str.length--;
    return str;
}

bool str_int(Str str, int64_t *out)
{
    bool negative = str.length && str.text[0] == '-';
    if (negative) str = str_from(str, 1);
    if (str.length == 0) return false;

    int64_t number = 0;  // counted downwards: INT64_MIN has no positive twin
    for (size_t i = 0; i < str.length; i++) {
        int digit = str.text[i] - '0';
        if (digit < 0 || digit > 9) return false;
        if (__builtin_mul_overflow(number, 10, &number)) return false;
        if (__builtin_sub_overflow(number, digit, &number)) return false;
    }
    if (!negative && number == INT64_MIN) return false;
    *out = negative ? number : -number;
    return true;
}

Str str_copy(Arena *arena, Str str)
{
    if (str.length == 0) return (Str){0};
    char *text = arena_new(arena, char, str.length);
    memcpy(text, str.text, str.length);
    return (Str){text, str.length};
}

const char *str_z(Arena *arena, Str str)
{
    char *text = arena_new(arena, char, str.length + 1);
    if (str.length) memcpy(text, str.text, str.length);
    return text;
}

// How many bytes the character at the front takes, or 0 where it is not UTF-8.
static size_t utf8_step(const unsigned char *at, size_t left)
{
    if (at[0] < 0x80) return 1;
    size_t size = at[0] >= 0xF0 ? 4 : at[0] >= 0xE0 ? 3 : 2;
    if (at[0] < 0xC2 || at[0] > 0xF4 || size > left) return 0;
    for (size_t i = 1; i < size; i++)
        if ((at[i] & 0xC0) != 0x80) return 0;
    if (at[0] == 0xE0 && at[1] < 0xA0) return 0;  // overlong
    if (at[0] == 0xED && at[1] > 0x9F) return 0;  // surrogates
    if (at[0] == 0xF0 && at[1] < 0x90) return 0;  // overlong
    if (at[0] == 0xF4 && at[1] > 0x8F) return 0;  // above U+10FFFF
    return size;
}

bool str_is_utf8(Str str)
{
    const unsigned char *at = (const unsigned char *)str.text;
    for (size_t i = 0, step; i < str.length; i += step) {
        step = utf8_step(at + i, str.length - i);
        if (step == 0) return false;
    }
    return true;
}
