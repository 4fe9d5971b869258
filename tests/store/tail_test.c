#include "store/sqlite/tail.h"

#include "test.h"

#include <stdlib.h>

enum { CUSTOMERS = 50, NUMBERS = 20000, NOW = 1000 };

static uint64_t dice = 1;

static int roll(int sides)
{
    dice = dice * UINT64_C(6364136223846793005) + 1442695040888963407;
    return (int)((dice >> 33) % (uint64_t)sides);
}

// What a tail says of itself, kept in the plainest way.
static int64_t owner[NUMBERS];  // 0: not in it
static int64_t highest;

static void assert_same(Tail *tail)
{
    static int64_t numbers[NUMBERS];
    int64_t events = 0, lowest = highest + 1, customers = 0;
    for (int64_t c = 1; c <= CUSTOMERS; c++) {
        int64_t count = tail_numbers(tail, c, NUMBERS, numbers), at = 0;
        assert_int_equal(count, tail_events_of(tail, c));
        for (int64_t number = highest; number > 0; number--)
            if (owner[number] == c) assert_int_equal(numbers[at++], number);
        assert_int_equal(at, count);
        events += count;
        customers += count > 0;
    }
    for (int64_t number = highest; number > 0; number--)
        if (owner[number]) lowest = number;
    assert_int_equal(tail_events(tail), events);
    assert_int_equal(tail_first(tail) <= lowest, true);
    Millis oldest;
    assert_int_equal(tail_customers(tail, 0, NULL, &oldest), customers);
    assert_int_equal(tail_customer_count(tail), customers);
}

TEST(what_was_added_and_not_dropped_is_in_the_tail)
{
    Tail *tail = tail_open();
    for (int step = 0; step < 40; step++) {
        for (int i = 0; i < 400; i++) {
            highest += 1 + (roll(50) == 0);  // now and then a number that nobody has
            owner[highest] = 1 + roll(roll(2) ? 3 : CUSTOMERS);
            tail_add(tail, owner[highest], highest, NOW);
        }
        for (int64_t number = 1; number <= highest; number++) {
            if (!owner[number] || roll(step % 4 == 3 ? 2 : 20)) continue;
            tail_drop(tail, owner[number], number);
            tail_drop(tail, owner[number], number);
            owner[number] = 0;
        }
        assert_same(tail);
    }
    for (int64_t number = 1; number <= highest; number++)
        if (owner[number]) tail_drop(tail, owner[number], number);
    assert_int_equal(tail_events(tail), 0);
    assert_int_equal(tail_first(tail), highest + 1);
    tail_close(tail);
}

TEST(a_round_comes_by_every_customer_in_the_order_of_their_ids)
{
    Tail *tail = tail_open();
    int64_t customer = 0, before = 0;
    Millis since = 0;
    assert_false(tail_next(tail, &customer, &since));
    for (int64_t number = 1; number <= 5000; number++)
        tail_add(tail, 1 + number * 7919 % 1009, number, NOW + number);
    for (int i = 0; i < 1009; i++) {
        assert_true(tail_next(tail, &customer, &since));
        assert_true(customer > before);
        before = customer;
    }
    assert_true(tail_next(tail, &customer, &since));
    assert_int_equal(customer, 1);
    assert_in_range(since, NOW + 1, NOW + 1009);
    tail_close(tail);
}

TEST(a_tail_begun_anew_is_empty)
{
    Tail *tail = tail_open();
    for (int64_t number = 1; number <= 5000; number++)
        tail_add(tail, number, number, NOW);
    tail_begin(tail, 70, 69);
    assert_int_equal(tail_events(tail), 0);
    assert_int_equal(tail_first(tail), 70);
    tail_add(tail, 3, 80, NOW);
    int64_t number;
    assert_int_equal(tail_numbers(tail, 3, 1, &number), 1);
    assert_int_equal(number, 80);
    assert_int_equal(tail_first(tail), 80);
    tail_close(tail);
}
