#include "store/views.h"

#include "store/backend.h"

Err store_add_view(Store *store, ListView *view)
{
    return store->backend->add_view(store, view);
}

Err store_views(Store *store, Arena *arena, ListView *out, int *count)
{
    return store->backend->views(store, arena, out, count);
}

Err store_remove_view(Store *store, int64_t view)
{
    return store->backend->remove_view(store, view);
}
