#include "base/fold.h"

#include <utf8proc.h>

static const utf8proc_option_t as_nfkc_casefold =
    (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT |
                        UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);

// Most names are written in these, and need no tables.
static bool is_ascii(Str text)
{
    unsigned char bits = 0;
    for (size_t i = 0; i < text.length; i++)
        bits |= (unsigned char)text.text[i];
    return bits < 0x80;
}

static Str fold_ascii(Arena *arena, Str text)
{
    char *folded = arena_new(arena, char, text.length);
    for (size_t i = 0; i < text.length; i++) {
        char c = text.text[i];
        folded[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    return (Str){folded, text.length};
}

// One character may become several: how many they are is asked first.
static Str fold_any(Arena *arena, Str text)
{
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)text.text;
    utf8proc_ssize_t length = (utf8proc_ssize_t)text.length;
    utf8proc_ssize_t points = utf8proc_decompose(bytes, length, NULL, 0, as_nfkc_casefold);
    if (points < 0) return text;

    utf8proc_int32_t *point = arena_new(arena, utf8proc_int32_t, points + 1);
    points = utf8proc_decompose(bytes, length, point, points, as_nfkc_casefold);
    utf8proc_ssize_t folded = utf8proc_reencode(point, points, as_nfkc_casefold);
    return folded < 0 ? text : (Str){(const char *)point, (size_t)folded};
}

Str str_fold(Arena *arena, Str text)
{
    return is_ascii(text) ? fold_ascii(arena, text) : fold_any(arena, text);
}
