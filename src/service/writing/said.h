// said.h: what do people say of a customer, and what follows?
//
// Notes; how somebody judges its health, whatever the card makes of it; and what became of
// it: that it left, renewed, pays more or less.  Who has left and not
// renewed since is "churned", and of the live book no more: and the other way round, whoever
// is called churned from a day on has left on that day.  So the two never disagree.
#pragma once

#include "service/writing/changes.h"
#include "store/said.h"

// Say what became of `outcome->customer`, on a day that is not later than today.  It gets
// its id, and `at`.  ERR_NOT_FOUND; ERR_CONFLICT: the customer has OUTCOMES_MOST.
MUST_USE Err change_add_outcome(Service *service, Change change, Outcome *outcome);

// It was said in error.  ERR_NOT_FOUND: the customer has none of this id.
MUST_USE Err change_remove_outcome(Service *service, Change change, int64_t customer,
                                   int64_t outcome);

// A customer's outcomes, ordered by day and id.  ERR_NOT_FOUND: there is no such customer.
MUST_USE Err get_outcomes(Service *service, Arena *arena, int64_t customer, Outcome **out,
                          int *count);

// Say what the health of `override->customer` is, from today on until a day that is at most
// OVERRIDE_DAYS_MOST ahead; the one that holds ends.  It gets its id, `since` and `at`.
// ERR_NOT_FOUND; ERR_CONFLICT: the customer has OVERRIDES_MOST.
MUST_USE Err change_add_override(Service *service, Change change, Override *override);

// It holds no more from today on.  ERR_NOT_FOUND: the customer has none of this id, or it
// does not hold today.
MUST_USE Err change_end_override(Service *service, Change change, int64_t customer,
                                 int64_t override);

// All there ever were of a customer, ordered by id.  ERR_NOT_FOUND.
MUST_USE Err get_overrides(Service *service, Arena *arena, int64_t customer, Override **out,
                           int *count);

// Note something down about `note->customer`.  It gets its id and `at`.  ERR_NOT_FOUND.
MUST_USE Err change_add_note(Service *service, Change change, CustomerNote *note);

// ERR_NOT_FOUND: the customer has none of this id.
MUST_USE Err change_remove_note(Service *service, Change change, int64_t customer,
                                int64_t note);

typedef struct {
    CustomerNote *row;
    int rows;
    bool has_more;
} NotePage;

// A page of a customer's notes, the latest first, behind `after->id`; 0: from the first.
// ERR_NOT_FOUND: there is no such customer.
MUST_USE Err get_notes(Service *service, Arena *arena, const CustomerNote *after, int most,
                       NotePage *out);

typedef struct {  // a customer's lifecycle was put, within a transaction
    int64_t customer;
    Str before;  // empty: it is new
    Str after;
    Day day;
    Str author;
} LifecyclePut;

// Where it has left by that, or come back, that is an outcome.  For the files of this room.
MUST_USE Err said_lifecycle(Store *store, const LifecyclePut *put);
