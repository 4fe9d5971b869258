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

Err store_add_override(Store *store, Override *override)
{
    return store->backend->add_override(store, override);
}

Err store_overrides(Store *store, Arena *arena, int64_t customer, Override **out,
                    int *count)
{
    return store->backend->overrides(store, arena, customer, out, count);
}

Err store_end_override(Store *store, const Override *which, Day day, Millis now)
{
    return store->backend->end_override(store, which, day, now);
}

Err store_add_customer_note(Store *store, CustomerNote *note)
{
    return store->backend->add_customer_note(store, note);
}

Err store_customer_notes(Store *store, Arena *arena, const CustomerNote *after, int most,
                         CustomerNote *out, int *count)
{
    return store->backend->customer_notes(store, arena, after, most, out, count);
}

Err store_remove_customer_note(Store *store, int64_t customer, int64_t note)
{
    return store->backend->remove_customer_note(store, customer, note);
}
