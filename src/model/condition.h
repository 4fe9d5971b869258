// condition.h: does that hold of a customer?
//
// One comparison of a list all of which must hold: which customers a scorecard is for
// (over attributes), and when a rule is applied (over attributes and what the card makes
// of them).  What is not said, or could not be measured, holds in no comparison.
//
// Plain values: constant once made; the texts are borrowed.
#pragma once

#include "model/attribute.h"

enum { CONDITIONS_MAX = 16, LITERALS_MAX = 64 };

typedef enum {
    OVER_ATTRIBUTE,
    OVER_POINTS,  // of a factor
    OVER_VALUE,   // of a factor, in its unit
    OVER_TOTAL,   // as the rules before have left it
} Over;

typedef struct {  // a text, or a number: made by literal_text and literal_number
    bool is_text;
    Str text;
    uint64_t hash;  // of the text: by that measures tell texts apart
    double number;
} Literal;

Literal literal_text(Str text);
Literal literal_number(double number);

typedef struct {
    Over over;
    Attribute attribute;
    int factor;  // OVER_POINTS, OVER_VALUE: its place in the card
    bool has_at_least;
    bool has_less_than;
    double at_least;
    double less_than;
    const Literal *in;  // one of these; NULL: not asked
    int ins;
} Condition;

// Of an attribute's value, and of a number.
bool condition_holds(const Condition *condition, const AttributeValue *value);
bool condition_holds_number(const Condition *condition, double number);

// Of a text of which only the hash is known.
bool condition_holds_text(const Condition *condition, uint64_t hash);

// Do all hold of a customer, as of `day`?  All of them are over attributes; `since` as in
// attribute_of.  No conditions hold of everybody.
bool conditions_hold(const Condition *condition, int count, const Customer *customer,
                     Day since, Day day);
