// outcome.h: what became of a customer?
//
// That it left, renewed, or pays more or less than before, and on which day: somebody
// says so, or another system.  Outcomes are what scores are proved against.  A customer
// that has left is of the live book no more, until it renews.
//
// Plain values: the texts are borrowed from an arena.
#pragma once

#include "model/customer.h"

typedef enum {
    OUTCOME_CHURNED,
    OUTCOME_RENEWED,
    OUTCOME_EXPANDED,
    OUTCOME_CONTRACTED,
    OUTCOME_COUNT,
} OutcomeKind;

typedef struct {
    int64_t id;  // ours, growing; 0 until it is stored
    int64_t customer;
    OutcomeKind kind;
    Day day;          // on which it happened
    bool has_amount;  // monthly revenue won or lost, in minor units
    int64_t amount;
    Str currency;  // empty where there is no amount
    Str note;
    Str author;
    Millis at;  // when it was said
} Outcome;

Str outcome_name(OutcomeKind kind);
bool outcome_parse(Str name, OutcomeKind *out);

// Has the customer left as of the end of `day`?  `outcome` are all of its, ordered by day
// and id: of its leaving and renewing the latest counts, of one day the one said last.
bool outcome_churned(const Outcome *outcome, int count, Day day);
