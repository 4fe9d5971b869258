#include "history.h"
#include "model/picture_walk.h"
#include "model/trend.h"
#include "test.h"

static void assert_is_picture(const Picture *walked, const Facts *facts, Day day)
{
    unsigned char left[PICTURE_BYTES], right[PICTURE_BYTES];
    Picture picture = picture_of(facts, &metrics_shipped, day);
    picture.last_seen_at = 0;
    picture.next_change = 0;
    picture_pack(walked, left);
    picture_pack(&picture, right);
    assert_memory_equal(left, right, PICTURE_BYTES);
}

// Every picture of the walk is the picture of its day; returns how many there were.
static int walk(const History *history, Day from, Day to)
{
    Facts facts = history_facts(history, metrics_from(&metrics_shipped, from));
    Arena arena = *history->arena;
    PictureWalk *walk = picture_walk(&arena, &facts, &metrics_shipped, from, to);
    int days = 0;
    for (const Picture *picture; (picture = picture_walk_next(walk)); days++) {
        assert_int_equal(picture->day, from + days);
        assert_is_picture(picture, &facts, from + days);
    }
    return days;
}

TEST(a_walk_shows_every_day_as_its_picture_does)
{
    Day middle = on("2026-11-22");
    for (uint64_t seed = 1; seed <= 40; seed++) {
        History any = history_any(middle, seed);
        assert_int_equal(walk(&any, middle - 140, middle + 40), 181);
        History lively = history_lively(middle, seed);
        assert_int_equal(walk(&lively, middle - 60, middle + 30), 91);
    }
}

TEST(a_walk_into_silence_empties_every_window)
{
    Day middle = on("2026-11-22");
    for (uint64_t seed = 1; seed <= 6; seed++) {
        History any = history_any(middle, seed);
        assert_int_equal(walk(&any, middle, middle + 420), 421);
    }
}

TEST(a_walk_over_the_ends_of_months_and_a_leap_day_is_right)
{
    // Windows of three months end on days that February does not have.
    for (uint64_t seed = 1; seed <= 6; seed++) {
        History leap = history_any(on("2028-03-01"), seed);
        assert_int_equal(walk(&leap, on("2028-02-20"), on("2028-06-05")), 107);
        History year = history_any(on("2027-01-01"), seed);
        assert_int_equal(walk(&year, on("2026-12-25"), on("2027-06-05")), 163);
    }
}

TEST(a_walk_may_be_of_one_day_and_begin_before_anything_happened)
{
    History history = history_new();
    assert_int_equal(walk(&history, on("2026-11-22"), on("2026-11-22")), 1);
    logins(&history, on("2026-11-22"), 3);
    assert_int_equal(walk(&history, on("2026-11-01"), on("2026-11-22")), 22);
    assert_int_equal(walk(&history, on("2026-11-22"), on("2026-11-22")), 1);
    assert_int_equal(walk(&history, on("2026-11-23"), on("2026-11-22")), 0);
}

TEST(sums_that_are_too_large_go_down_again)
{
    Day day = on("2026-11-22");
    History history = history_new();
    for (int i = 0; i < 20; i++)
        api(&history, day - i, INT64_MAX / 8);
    assert_int_equal(walk(&history, day, day + 100), 101);
}
