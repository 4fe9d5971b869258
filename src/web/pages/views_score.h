// views_score.h: what does the page of a customer say of its score?
//
// Lines of words, as in views.h.
#pragma once

#include "base/str.h"

typedef struct {  // a line of twelve points; a box of 100 by 28
    Str band;
    Str line;  // SVG paths; empty: there is nothing to draw
    Str area;
} Spark;

typedef struct {  // one factor of a score
    Str number;   // "k1".."k5": its colour
    Str name;
    Str value;  // "7.4 per week"
    Str score;
    Str points;       // "12.5"
    Str of;           // "25"
    double possible;  // width of its bar, in percent
    double earned;
    Spark spark;  // its points over the time of the history
    Str explanation;
    Str link;     // the events behind it
    Str counted;  // "89 events counted"
} FactorLine;

typedef struct {  // a card under which it may be looked at
    Str word;
    Str url;
    bool chosen;
} CardChoice;

typedef struct {  // what a rule did to the score
    Str sign;
    Str points;
    Str reason;
    Str effect;  // "at most 39 points"
} RuleLine;

typedef struct {  // what it costs
    Str points;   // "−15.0"
    Str name;
    Str text;  // "earn 10.0 of 25 points"
} Loss;

typedef struct {  // what alone would lift it into the next band
    Str change;   // "No open ticket"
    Str now;      // "3 open now"
    Str score;
} LiftLine;
