// said.h: what did people say of a customer?
//
// Verbs of a Store beside those of store.h, for what nobody can derive: what became of a
// customer.  All of it goes with a customer that is erased, and moves to who takes one in.
#pragma once

#include "model/outcome.h"
#include "store/store.h"

// The most that is kept of one customer, so that all of it can be read at once.
enum { OUTCOMES_MOST = 1000 };

// Store what became of `outcome->customer`, and give it its id.  A customer's lifecycle
// follows: who has left and not renewed since is "churned", and nobody else.
// ERR_NOT_FOUND: there is no such customer; ERR_CONFLICT: it has OUTCOMES_MOST.
MUST_USE Err store_add_outcome(Store *store, Outcome *outcome);

// The outcomes of a customer, or with 0 those of the whole book; ordered by customer, day
// and id.
MUST_USE Err store_outcomes(Store *store, Arena *arena, int64_t customer, Outcome **out,
                            int *count);

// It was said in error; the lifecycle follows.  ERR_NOT_FOUND: the customer has none of
// this id.
MUST_USE Err store_remove_outcome(Store *store, int64_t customer, int64_t outcome);
