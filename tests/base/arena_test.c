#include "base/arena.h"
#include "test.h"

#include <string.h>

TEST(what_an_arena_gives_is_zeroed_even_the_second_time)
{
    Arena start = arena_map(1 << 20), arena = start;
    memset(arena_new(&arena, char, 4096), 0x55, 4096);
    arena = start;
    const char *again = arena_new(&arena, char, 4096);
    for (int i = 0; i < 4096; i++)
        assert_int_equal(again[i], 0);
    arena_unmap(start);
}

TEST(objects_are_aligned)
{
    Arena start = arena_map(1 << 16), arena = start;
    (void)arena_new(&arena, char, 3);
    assert_int_equal((uintptr_t)arena_new(&arena, double, 1) % sizeof(double), 0);
    arena_unmap(start);
}

TEST(scratch_by_value_is_free_again_after_the_call)
{
    Arena start = arena_map(1 << 16), arena = start, scratch = arena;
    (void)arena_new(&scratch, char, 100);
    assert_ptr_equal(arena.next, start.next);
    arena_unmap(start);
}

TEST(the_last_object_grows_in_place)
{
    Arena start = arena_map(1 << 16), arena = start;
    char *first = arena_new(&arena, char, 10);
    memcpy(first, "0123456789", 10);
    assert_ptr_equal(arena_grow(&arena, first, 10, 20), first);
    (void)arena_new(&arena, char, 1);
    char *moved = arena_grow(&arena, first, 20, 40);
    assert_ptr_not_equal(moved, first);
    assert_memory_equal(moved, "0123456789", 10);
    arena_unmap(start);
}
