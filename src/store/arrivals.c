#include "store/arrivals.h"

#include "store/backend.h"

Err store_add_arrivals(Store *store, const Arrival *arrivals, size_t count, Millis now)
{
    return store->backend->add_arrivals(store, arrivals, count, now);
}

Err store_arrivals(Store *store, Arena *arena, Arrival **out, int *count)
{
    return store->backend->arrivals(store, arena, out, count);
}

Err store_count_rejected(Store *store, Arena *arena, RejectedCount **out, int *count)
{
    return store->backend->count_rejected(store, arena, out, count);
}

Err store_unmatched_names(Store *store, Arena *arena, int most, UnmatchedName *out,
                          int *count)
{
    return store->backend->unmatched_names(store, arena, most, out, count);
}
