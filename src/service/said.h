// said.h: what do people say of a customer, and what follows?
//
// What became of it: that it left, renewed, pays more or less.  Who has left and not
// renewed since is "churned", and of the live book no more: and the other way round, whoever
// is called churned from a day on has left on that day.  So the two never disagree.
#pragma once

#include "service/changes.h"
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

typedef struct {  // a customer's lifecycle was put, within a transaction
    int64_t customer;
    Str before;  // empty: it is new
    Str after;
    Day day;
    Str author;
} LifecyclePut;

// Where it has left by that, or come back, that is an outcome.  For the files of this room.
MUST_USE Err said_lifecycle(Store *store, const LifecyclePut *put);
