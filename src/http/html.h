// html.h: how do we say it in HTML?
//
// Views (src/web/views/*.html) are compiled to C and write through html_put, which
// picks the escape by the type: a Str is escaped for text and for quoted
// attributes alike.  Raw text must be a Markup, and MARKUP only compiles for a
// string literal: an unescaped value is not a mistake one can make.
#pragma once

#include "base/date.h"

typedef struct {
    Writer *to;
} Html;

typedef struct {
    const char *text;
    size_t length;
} Markup;

#define MARKUP(literal) ((Markup){"" literal, sizeof(literal) - 1})

#define html_put(html, value)                                                              \
    _Generic((value), Str                                                                  \
             : html_text, int                                                              \
             : html_int, int64_t                                                           \
             : html_int64, double                                                          \
             : html_double, Markup                                                         \
             : html_markup)(html, value)

void html_text(Html *html, Str text);
void html_int(Html *html, int number);
void html_int64(Html *html, int64_t number);
void html_double(Html *html, double number);  // as JSON writes it
void html_markup(Html *html, Markup markup);

// A text as one part of a URL's path or query.
Str url_part(Arena *arena, Str text);
