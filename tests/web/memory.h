// memory.h: an arena that lasts as long as the test program, where test_arena() begins
// anew with every call.
#pragma once

#include "test.h"

static inline Arena *memory(void)
{
    static Arena arena;
    if (!arena.next) arena = arena_map((size_t)1 << 30);
    return &arena;
}
