#include "proof/auc.h"
#include "proof/order.h"
#include "proof/resample.h"
#include "reference.h"
#include "test.h"

TEST(numbers_are_put_in_order_and_equal_ones_stay_as_they_stood)
{
    Arena *arena = test_arena();
    double number[1000];
    Draws draws = {.state = 7};
    for (int i = 0; i < 1000; i++)
        number[i] = (double)(draws_next(&draws) % 50);
    for (int count = 0; count <= 1000; count += count < 10 ? 1 : 99) {
        const int *place = order_of(arena, number, count);
        for (int i = 1; i < count; i++) {
            assert_true(number[place[i - 1]] <= number[place[i]]);
            if (!(number[place[i - 1]] < number[place[i]]))
                assert_true(place[i - 1] < place[i]);
        }
    }
}

TEST(as_many_customers_are_drawn_as_there_are)
{
    Draws draws = {.state = 1}, again = {.state = 1};
    int times[97], same[97], seen[97] = {0};
    for (int round = 0; round < 50; round++) {
        draws_customers(&draws, 97, times);
        draws_customers(&again, 97, same);
        assert_memory_equal(times, same, sizeof times);
        int sum = 0;
        for (int i = 0; i < 97; i++) {
            sum += times[i];
            seen[i] |= times[i];
        }
        assert_int_equal(sum, 97);
    }
    for (int i = 0; i < 97; i++)
        assert_true(seen[i] > 0);
}

// Worked out by hand in Python from the definition of splitmix64.
TEST(the_draws_are_the_same_for_ever)
{
    Draws draws = {.state = 20261122};
    assert_true(draws_next(&draws) == UINT64_C(0x08FA96A3B61875F2));
    assert_true(draws_next(&draws) == UINT64_C(0x1F47BE382ADB1444));
}

TEST(an_interval_is_the_middle_of_the_measurements)
{
    Arena *arena = test_arena();
    double *value, *expected;
    int count = reference(arena, "quantile.value", &value);
    assert_int_equal(reference(arena, "quantile.middle", &expected), 2);
    Interval is = interval_of(value, count, MIDDLE_95, *arena);
    assert_true(is.known);
    assert_close(is.low, expected[0]);
    assert_close(is.high, expected[1]);
    assert_false(interval_of(value, 39, MIDDLE_95, *arena).known);
}

// A customer's months say the same thing over and over: with whole customers drawn the
// interval does not become narrower for it.
TEST(more_months_of_the_same_customers_make_nothing_surer)
{
    Arena *arena = test_arena();
    double width[2];
    for (int repeat = 0; repeat < 2; repeat++) {
        int months = repeat ? 10 : 1, rows = 0;
        Case *row = arena_new(arena, Case, 60 * 10);
        Draws story = {.state = 5};
        for (int c = 0; c < 60; c++) {
            double score = (double)(draws_next(&story) % 100);
            bool left = (double)(draws_next(&story) % 100) > score + 20;
            for (int m = 0; m < months; m++)
                row[rows++] = (Case){.customer = c, .score = score, .left = left};
        }
        Cases cases = cases_of(arena, row, rows, 60);
        Draws draws = {.state = 1};
        double auc[200];
        int known = 0, times[60];
        for (int i = 0; i < 200; i++) {
            draws_customers(&draws, 60, times);
            known += auc_of(&cases, times, &auc[known]);
        }
        Interval is = interval_of(auc, known, MIDDLE_95, *arena);
        width[repeat] = is.high - is.low;
    }
    assert_close(width[0], width[1]);
    assert_true(width[0] > 0.05);
}
