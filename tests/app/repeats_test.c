#include "app/repeats.h"

#include "test.h"

static Arena *big(void)
{
    static Arena arena;
    if (!arena.next) arena = arena_map((size_t)64 << 20);
    return &arena;
}

TEST(each_row_is_the_how_manieth_of_its_kind)
{
    Repeats *repeats = repeats_new(big());
    for (int round = 0; round < 3; round++)
        for (uint64_t print = 0; print < 1000; print++)
            assert_int_equal(repeats_count(repeats, print), round);
}

TEST(rows_of_one_place_in_the_table_are_told_apart)
{
    Repeats *repeats = repeats_new(big());
    for (uint64_t i = 0; i < 100; i++)
        assert_int_equal(repeats_count(repeats, i << 40), 0);
    for (uint64_t i = 0; i < 100; i++)
        assert_int_equal(repeats_count(repeats, i << 40), 1);
}

TEST(the_latest_hundred_thousand_kinds_are_remembered_whatever_came_before)
{
    enum { KINDS = 3000000, NEAR = 100000 };
    Repeats *repeats = repeats_new(big());
    for (uint64_t print = 0; print < KINDS; print++) {
        assert_int_equal(repeats_count(repeats, print * 0x9E3779B97F4A7C15), 0);
        if (print < NEAR || print % 100) continue;
        assert_int_equal(repeats_count(repeats, (print - NEAR) * 0x9E3779B97F4A7C15), 1);
    }
}

TEST(a_kind_that_keeps_coming_is_never_forgotten)
{
    Repeats *repeats = repeats_new(big());
    for (uint64_t i = 0; i < 1000000; i++) {
        (void)repeats_count(repeats, (i + 2) * 0x9E3779B97F4A7C15);
        if (i % 100000 == 0) assert_int_equal(repeats_count(repeats, 1), i / 100000);
    }
}
