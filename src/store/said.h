// said.h: what did people say of a customer?
//
// Verbs of a Store beside those of store.h, for what nobody can derive: what became of a
// customer, how somebody judges its health, and notes.  All of it goes with a customer that
// is erased, and moves to who takes one in.
#pragma once

#include "model/outcome.h"
#include "model/override.h"
#include "store/store.h"

// The most that is kept of one customer, so that all of it can be read at once.
enum { OUTCOMES_MOST = 1000, OVERRIDES_MOST = 1000 };

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

// Store an override, and give it its id; one that holds on its first day ends with it.  The
// customer's picture is out of date then.  ERR_NOT_FOUND: there is no such customer;
// ERR_CONFLICT: it has OVERRIDES_MOST.
MUST_USE Err store_add_override(Store *store, Override *override);

// Those of a customer, or with 0 of the whole book; ordered by customer and id.
MUST_USE Err store_overrides(Store *store, Arena *arena, int64_t customer, Override **out,
                             int *count);

// From `day` on it holds no more; the customer's picture is out of date, since `now`.
// ERR_NOT_FOUND: the customer has none of this id that would hold on that day.
MUST_USE Err store_end_override(Store *store, const Override *which, Day day, Millis now);

typedef struct {
    int64_t id;  // ours, growing; 0 until it is stored
    int64_t customer;
    Str text;
    Str author;
    Millis at;
} CustomerNote;

// Keep a note, and give it its id.  ERR_NOT_FOUND: there is no such customer.
MUST_USE Err store_add_customer_note(Store *store, CustomerNote *note);

// Up to `most` of a customer's, the latest first, those behind (older than) the id
// `after`; 0: from the latest.
MUST_USE Err store_customer_notes(Store *store, Arena *arena, const CustomerNote *after,
                                  int most, CustomerNote *out, int *count);

// ERR_NOT_FOUND: the customer has none of this id.
MUST_USE Err store_remove_customer_note(Store *store, int64_t customer, int64_t note);
