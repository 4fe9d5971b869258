// writer.h: text that grows.
//
// A Writer gathers bytes in an arena.  {.arena = arena} is an empty one; what is
// written is found in `text` and `length`, or as a Str from writer_str.
#pragma once

#include "base/str.h"

typedef struct {
    Arena *arena;
    char *text;
    size_t length;
    size_t room;
} Writer;

void writer_put(Writer *writer, Str str);
void writer_char(Writer *writer, char c);
void writer_int(Writer *writer, int64_t number);

// The shortest decimal text that reads back as the same double, never with an
// exponent's '+' or a needless ".0" ("65", "58.75", "1e-7").  NaN and infinity
// are defects: no number of ours can be one.
void writer_double(Writer *writer, double number);

// As printf.
void writer_format(Writer *writer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

// At least `more` free bytes behind what is written; returns where they begin.
char *writer_reserve(Writer *writer, size_t more);

Str writer_str(const Writer *writer);

// A text put together as printf does, without a Writer to be seen.
Str str_format(Arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
