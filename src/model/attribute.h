// attribute.h: what is known of a customer besides what it did?
//
// An attribute is asked for by its name, as documents of scorecards write it: "plan",
// "mrr", "traits.tier".  Only what is so now is stored, so on every day attributes are
// those of today; but ages are counted to the day that is asked for.
//
// Pure: no clock, no memory, no I/O.
#pragma once

#include "base/writer.h"
#include "model/customer.h"

typedef enum {
    ATTRIBUTE_NONE,
    ATTRIBUTE_SEGMENT,
    ATTRIBUTE_PLAN,
    ATTRIBUTE_LIFECYCLE,
    ATTRIBUTE_AGE_DAYS,  // since `since`, see attribute_of
    ATTRIBUTE_DAYS_TO_RENEWAL,
    ATTRIBUTE_MRR,  // in whole units of the customer's currency
    ATTRIBUTE_SEATS,
    ATTRIBUTE_TRAIT,  // a member of its traits: a text, a number, or a boolean: 1 or 0
    ATTRIBUTE_COUNT,
} AttributeKind;

typedef struct {
    AttributeKind kind;
    Str trait;  // which, where it is one
} Attribute;

typedef struct {  // {0}: not said
    bool said;
    bool is_text;
    Str text;        // borrowed from the customer
    int64_t amount;  // a number is amount / of
    int64_t of;
} AttributeValue;

// An attribute by its name; false where there is none.  A trait's name is borrowed.
bool attribute_parse(Str name, Attribute *out);
void attribute_write(Writer *writer, Attribute attribute);

bool attribute_equal(Attribute a, Attribute b);

// Are its values texts, numbers, or (traits) either?
bool attribute_may_be_text(AttributeKind kind);
bool attribute_may_be_number(AttributeKind kind);

// What it is as of `day`.  `since` is the day from which the customer's age is counted
// (facts_since); DAY_NONE: that is not known.  `customer` may be NULL: nothing is said.
AttributeValue attribute_of(const Customer *customer, Attribute attribute, Day since,
                            Day day);
