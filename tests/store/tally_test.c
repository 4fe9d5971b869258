#include "store/tally.h"

#include "making.h"
#include "test.h"

TEST(a_batch_is_summed_by_customer_day_and_kind)
{
    const Event events[] = {
        feature(2, "1", at(3, 1), "b", 5), login(1, "2", at(3, 1)),
        feature(2, "3", at(3, 9), "b", 7), feature(2, "4", at(3, 1), "a", 1),
        feature(2, "5", at(1, 1), "b", 1), login(1, "6", at(3, 0)),
    };
    const Appended became[6] = {APPEND_STORED, APPEND_STORED, APPEND_STORED,
                                APPEND_STORED, APPEND_STORED, APPEND_STORED};
    Tally tally = tally_of(test_arena(), events, became, 6);

    assert_int_equal(tally.dailies, 4);
    assert_int_equal(tally.daily[0].customer, 1);
    assert_int_equal(tally.daily[0].is.count, 2);
    assert_int_equal(tally.daily[1].is.day, on(1));
    assert_str_equal(tally.daily[2].is.name, S("a"));
    assert_int_equal(tally.daily[3].is.count, 2);
    assert_int_equal(tally.daily[3].is.sum, 12);

    assert_int_equal(tally.spans, 3);
    assert_int_equal(tally.span[0].is.last_at, at(3, 1));
    assert_str_equal(tally.span[2].is.name, S("b"));
    assert_int_equal(tally.span[2].is.first, on(1));
    assert_int_equal(tally.span[2].is.last, on(3));
    assert_int_equal(tally.span[2].is.last_at, at(3, 9));

    assert_int_equal(tally.customers, 2);
    assert_int_equal(tally.customer[0], 1);
    assert_int_equal(tally.customer[1], 2);
}

TEST(repeats_and_clashes_add_nothing)
{
    const Event events[] = {login(1, "1", at(0, 0)), login(2, "2", at(0, 0))};
    const Appended became[] = {APPEND_DUPLICATE, APPEND_CLASH};
    Tally tally = tally_of(test_arena(), events, became, 2);
    assert_int_equal(tally.dailies + tally.spans + tally.customers, 0);
}
