// among.h: who has such a past?
//
// What a list asks of other days than today is in no roll: it is looked up in the book's
// history (ledger.h), as the comparison does.
//
// For the files of this room only.
#pragma once

#include "service/asking/lists.h"

typedef struct {
    const int64_t *customer;  // ordered by id
    int64_t customers;
    bool asked;  // false: everybody's past will do
} Among;

// ERR_STORE, as ledger_open.
MUST_USE Err among_of(Service *service, Arena *arena, const ListQuery *query, Among *out);

bool among_holds(const Among *among, int64_t customer);
