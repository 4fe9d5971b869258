#include "model/outcome.h"

#include "test.h"

static Outcome on_day(OutcomeKind kind, Day day)
{
    return (Outcome){.kind = kind, .day = day};
}

TEST(each_kind_is_found_by_its_name)
{
    for (int kind = 0; kind < OUTCOME_COUNT; kind++) {
        OutcomeKind found = OUTCOME_COUNT;
        assert_true(outcome_parse(outcome_name((OutcomeKind)kind), &found));
        assert_int_equal(found, kind);
    }
    OutcomeKind found;
    assert_false(outcome_parse(S("left"), &found));
    assert_false(outcome_parse((Str){0}, &found));
}

TEST(a_customer_has_left_from_its_day_on_until_it_renews)
{
    const Outcome outcome[] = {on_day(OUTCOME_CHURNED, 10), on_day(OUTCOME_EXPANDED, 12),
                               on_day(OUTCOME_RENEWED, 20)};
    assert_false(outcome_churned(outcome, 3, 9));
    assert_true(outcome_churned(outcome, 3, 10));
    assert_true(outcome_churned(outcome, 3, 12));
    assert_true(outcome_churned(outcome, 3, 19));
    assert_false(outcome_churned(outcome, 3, 20));
    assert_true(outcome_churned(outcome, 2, 20));
    assert_false(outcome_churned(NULL, 0, 20));
}

TEST(of_one_day_the_outcome_said_last_counts)
{
    const Outcome back[] = {on_day(OUTCOME_CHURNED, 10), on_day(OUTCOME_RENEWED, 10)};
    const Outcome gone[] = {on_day(OUTCOME_RENEWED, 10), on_day(OUTCOME_CHURNED, 10)};
    assert_false(outcome_churned(back, 2, 10));
    assert_true(outcome_churned(gone, 2, 10));
}
