// words.h: how is what was measured spoken of?
//
// The words, numbers and plurals of all sentences about scores, in one place.
//
// Pure: writes into the writer it is given, and nothing else.
#pragma once

#include "model/picture.h"

typedef struct {
    const char *one;     // "login"
    const char *many;    // "logins"
    const char *within;  // "in 12 weeks"
} Words;

// The four kinds of metric, whatever their window.
typedef enum { KIND_RATE, KIND_FEATURES, KIND_TICKETS, KIND_INVOICES } Kind;

Words words_of(int metric);
Kind words_kind(int metric);

void words_put(Writer *writer, const char *text);

// "2,160"
void words_count(Writer *writer, int64_t count);

// To one decimal, without a needless ".0": "12.4", "10".
void words_tenths(Writer *writer, double number);

// "no logins", "1 login", "149 logins"
void words_number_of(Writer *writer, int64_t count, Words words);

// "75 points", "1 point"
void words_points(Writer *writer, double points);

// The same with its sign: "+8.3 points", "-1 point".
void words_change(Writer *writer, double points);
