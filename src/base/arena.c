#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static void stop(const char *why)
{
    fprintf(stderr, "customer-health: %s\n", why);
    abort();
}

Arena arena_map(size_t size)
{
    void *start = mmap(NULL, size, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (start == MAP_FAILED) stop("no address space left for an arena");
    return (Arena){.next = start, .end = (char *)start + size};
}

void arena_unmap(Arena start)
{
    if (start.next) munmap(start.next, (size_t)(start.end - start.next));
}

void arena_trim(Arena start, size_t keep)
{
    size_t size = (size_t)(start.end - start.next);
    if (keep < size) madvise(start.next + keep, size - keep, MADV_DONTNEED);
}

static void *take_raw(Arena *arena, size_t bytes, size_t align)
{
    size_t gap = -(uintptr_t)arena->next & (align - 1);
    size_t left = (size_t)(arena->end - arena->next);
    if (left < gap || left - gap < bytes) stop("an arena is full: a limit on input failed");

    char *taken = arena->next + gap;
    arena->next = taken + bytes;
    return taken;
}

void *arena_take(Arena *arena, size_t size, size_t align, size_t count)
{
    if (count > SIZE_MAX / 2 / size) stop("an arena was asked for an absurd size");
    return memset(take_raw(arena, size * count, align), 0, size * count);
}

void *arena_grow(Arena *arena, void *old, size_t from, size_t to)
{
    if (old && (char *)old + from == arena->next) {
        (void)take_raw(arena, to - from, 1);
        return old;
    }
    void *grown = take_raw(arena, to, alignof(max_align_t));
    return old ? memcpy(grown, old, from) : grown;
}
