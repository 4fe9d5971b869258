// words.h: how is what was measured spoken of?
//
// The words, numbers and plurals of all sentences about scores, in one place.
//
// Pure: writes into the writer it is given, and nothing else.
#pragma once

#include "model/scorecard.h"

// The kinds of metric, by how they are spoken of.
typedef enum {
    KIND_RATE,      // how many came, or on how many days
    KIND_FEATURES,  // how many of those there are
    KIND_TICKETS,   // how many are open
    KIND_INVOICES,  // how many of those that count
    KIND_TREND,     // how many, beside how many before
    KIND_SINCE,     // how many days ago
    KIND_VALUE,     // what an attribute is
} Kind;

Kind words_kind(const Metric *metric);

void words_put(Writer *writer, const char *text);

// "login", "API calls", "days with logins", "export events"
void words_noun(Writer *writer, const Metric *metric, bool many);

// "in 12 weeks", "used in 84 days", "opened in the last 3 months"; nothing where there is
// nothing to say.
void words_within(Writer *writer, const Metric *metric);

// "a week", "a seat", "a week and seat"; nothing for what is not divided.
void words_per(Writer *writer, const Factor *factor);

// "2,160"
void words_count(Writer *writer, int64_t count);

// To one decimal, without a needless ".0": "12.4", "10", "-3".
void words_tenths(Writer *writer, double number);

// What was measured: likewise, and where it is less than one, to two digits that mean
// something: "0.17", "0.033".
void words_value(Writer *writer, double number);

// Is that "1"?
bool words_is_one(double number);

// What stands in a card, with all its digits: "10", "0.25".
void words_edge(Writer *writer, double number);

// "no logins", "1 login", "149 logins"
void words_number_of(Writer *writer, int64_t count, const Metric *metric);

// "75 points", "1 point"
void words_points(Writer *writer, double points);

// The same with its sign: "+8.3 points", "-1 point".
void words_change(Writer *writer, double points);
