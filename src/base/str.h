// str.h: a piece of text that belongs to somebody else.
//
// A Str is a pointer and a length: borrowed, valid as long as the arena or
// buffer it points into, never freed, not NUL-terminated.  The empty Str is {0}.
#pragma once

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    const char *text;
    size_t length;
} Str;

#define S(literal) ((Str){"" literal, sizeof(literal) - 1})

// For printf's "%.*s": `printf("%.*s", STR(name))`.
#define STR(str) (int)(str).length, (str).length ? (str).text : ""

// The text of a NUL-terminated string; {0} for NULL.
Str str_of(const char *text);

bool str_equal(Str a, Str b);
bool str_equal_fold(Str a, Str b);  // ASCII letters in either case are equal
bool str_starts(Str str, Str with);
bool str_ends(Str str, Str with);

// Byte order, as memcmp: below, equal or above 0.
int str_compare(Str a, Str b);

// Where `what` first stands in `str`, or -1.
ptrdiff_t str_find(Str str, char what);

// The part from `from` on, and the part before `to`; clamped to the text.
Str str_from(Str str, size_t from);
Str str_until(Str str, size_t to);

// Cut `*rest` at the first `at`: returns what stands before it, and leaves in
// `*rest` what stands behind; where there is none, returns all and leaves {0}.
Str str_cut(Str *rest, char at);

// Without spaces and tabs at both ends.
Str str_trim(Str str);

// A decimal integer of 64 bits, whole: no sign but '-', no space, no overflow.
bool str_int(Str str, int64_t *out);

// A copy in the arena; with a NUL behind it for those who need one.
Str str_copy(Arena *arena, Str str);
const char *str_z(Arena *arena, Str str);

// Is it UTF-8 as RFC 3629 has it: no surrogates, nothing overlong, nothing
// above U+10FFFF?
bool str_is_utf8(Str str);
