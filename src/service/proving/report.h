// report.h: how is a proof told?
//
// As JSON, which is what the API answers, what is kept, and what the page and the command
// read; and as sentences in plain words within it, each with the unit of the shares it
// names.  Numbers have six decimals.
#pragma once

#include "base/json_write.h"
#include "service/proving/proving.h"

// The whole report as one JSON object.
Str report_json(Arena *arena, const Proved *proved, const Proving *proving);

// Below: what report.c asks of report_words.c.

// "Of 40 customers who left, 29 were at risk 30 days before."
void report_say_first(Writer *writer, const Proof *proof);

// "Of 233 customer-months at risk or worse, 59 (1 in 4) were followed by leaving within 90
// days."
void report_say_months(Writer *writer, const Proof *proof);

// What must be known to read it: an array of {code, text}.
void report_warn(Json *json, const Proved *proved);

// "No better than now: ..."
void report_say_weights(Writer *writer, const Proof *proof);
