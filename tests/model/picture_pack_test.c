#include "model/picture.h"
#include "test.h"

#include <string.h>

static Picture full(void)
{
    Picture picture = {.metrics = 7,
                       .measures = METRIC_COUNT,
                       .day = -7,
                       .since = -9,
                       .onboarding = true,
                       .next_change = DAY_LAST,
                       .last_seen_at = -123456789};
    picture.any = true;
    for (int m = 0; m < METRIC_COUNT; m++)
        picture.measure[m] =
            (Measure){INT64_MAX - m, m, m * 1000003, m % 2, m % 3 == 0, (int16_t)m};
    return picture;
}

TEST(a_picture_survives_the_way_into_bytes_and_back)
{
    Picture picture = full(), back;
    unsigned char bytes[PICTURE_BYTES];
    size_t length = picture_pack(&picture, bytes);
    assert_true(picture_unpack(bytes, length, &back));
    assert_int_equal(back.metrics, picture.metrics);
    assert_int_equal(back.measures, picture.measures);
    assert_int_equal(back.day, picture.day);
    assert_int_equal(back.since, picture.since);
    assert_true(back.onboarding);
    assert_int_equal(back.next_change, picture.next_change);
    assert_int_equal(back.last_seen_at, picture.last_seen_at);
    assert_true(back.any);
    for (int m = 0; m < METRIC_COUNT; m++) {
        assert_int_equal(back.measure[m].amount, picture.measure[m].amount);
        assert_int_equal(back.measure[m].of, picture.measure[m].of);
        assert_int_equal(back.measure[m].events, picture.measure[m].events);
        assert_int_equal(back.measure[m].known, picture.measure[m].known);
        assert_int_equal(back.measure[m].stale, picture.measure[m].stale);
        assert_int_equal(back.measure[m].held, picture.measure[m].held);
    }
}

TEST(a_full_set_of_measures_has_room)
{
    Picture picture = full(), back;
    picture.measures = MEASURES_MAX;
    unsigned char bytes[PICTURE_BYTES];
    assert_int_equal(picture_pack(&picture, bytes), PICTURE_BYTES);
    assert_true(picture_unpack(bytes, PICTURE_BYTES, &back));
    picture.measures = 1;
    assert_true(picture_pack(&picture, bytes) < PICTURE_BYTES);
}

TEST(the_bytes_are_the_same_on_every_machine)
{
    Picture picture = {.metrics = 0x0102030405060708, .day = 0x01020304};
    unsigned char bytes[PICTURE_BYTES];
    picture_pack(&picture, bytes);
    static const unsigned char begins[] = {2, 0, 8, 7, 6, 5, 4, 3, 2, 1, 0, 4, 3, 2, 1, 0};
    assert_memory_equal(bytes, begins, sizeof begins);
}

TEST(bytes_of_another_version_or_length_are_refused)
{
    Picture picture = full(), back;
    unsigned char bytes[PICTURE_BYTES];
    size_t length = picture_pack(&picture, bytes);
    assert_false(picture_unpack(bytes, length - 1, &back));
    assert_false(picture_unpack(bytes, length + 1, &back));
    assert_false(picture_unpack(bytes, 0, &back));
    bytes[0]++;
    assert_false(picture_unpack(bytes, length, &back));
    bytes[0]--;
    bytes[length - 1] = 1;
    assert_true(picture_unpack(bytes, length, &back));
    bytes[length - 2] = 2;  // a boolean that is neither
    assert_false(picture_unpack(bytes, length, &back));
}

TEST(any_bytes_are_read_without_harm)
{
    unsigned char bytes[PICTURE_BYTES];
    for (int fill = 0; fill < 256; fill++) {
        for (size_t length = 0; length <= sizeof bytes; length++) {
            memset(bytes, fill, sizeof bytes);
            bytes[0] = 2, bytes[1] = 0;
            Picture back;
            bool one_is_whole = fill == 0 && length == 33;
            bool may_be = fill == 1 && length == 33 + 28;
            assert_int_equal(picture_unpack(bytes, length, &back), one_is_whole || may_be);
        }
    }
}
