#include "store/past.h"

#include "store/backend.h"

Err store_log_span(Store *store, LogSpan *out)
{
    return store->backend->log_span(store, out);
}

Err store_latest(Store *store, int64_t *out)
{
    return store->backend->latest(store, out);
}

Err store_late(Store *store, Arena *arena, const LateQuery *query, LateRow **out,
               int *count)
{
    return store->backend->late(store, arena, query, out, count);
}
