#include "http/spares.h"

// Under the address sanitizer, touching what was given back is an error.
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#endif

static size_t warm_part(const Spares *spares)
{
    return spares->size < SPARE_BYTES ? spares->size : SPARE_BYTES;
}

Arena spares_take(Spares *spares)
{
    if (spares->count == 0) return arena_map(spares->size);
    Arena start = spares->spare[--spares->count];
    ASAN_UNPOISON_MEMORY_REGION(start.next, warm_part(spares));
    return start;
}

void spares_give(Spares *spares, Arena start, size_t used)
{
    if (spares->count == SPARES_MAX) {
        arena_unmap(start);
        return;
    }
    if (used > SPARE_BYTES) arena_trim(start, SPARE_BYTES);
    ASAN_POISON_MEMORY_REGION(start.next, warm_part(spares));
    spares->spare[spares->count++] = start;
}

void spares_close(Spares *spares)
{
    while (spares->count)
        arena_unmap(spares_take(spares));
}
