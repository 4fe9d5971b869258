#include "store/said.h"

#include "store/backend.h"

Err store_add_outcome(Store *store, Outcome *outcome)
{
    return store->backend->add_outcome(store, outcome);
}

Err store_outcomes(Store *store, Arena *arena, int64_t customer, Outcome **out, int *count)
{
    return store->backend->outcomes(store, arena, customer, out, count);
}

Err store_remove_outcome(Store *store, int64_t customer, int64_t outcome)
{
    return store->backend->remove_outcome(store, customer, outcome);
}
