#include "model/picture.h"
#include "test.h"

#include <string.h>

static Picture full(void)
{
    Picture picture = {.day = -7, .next_change = DAY_LAST, .last_seen_at = -123456789};
    picture.any = true;
    for (int m = 0; m < METRIC_COUNT; m++)
        picture.measure[m] = (Measure){INT64_MAX - m, m, m * 1000003, m % 2};
    return picture;
}

TEST(a_picture_survives_the_way_into_bytes_and_back)
{
    Picture picture = full(), back;
    unsigned char bytes[PICTURE_BYTES];
    picture_pack(&picture, bytes);
    assert_true(picture_unpack(bytes, sizeof bytes, &back));
    assert_int_equal(back.day, picture.day);
    assert_int_equal(back.next_change, picture.next_change);
    assert_int_equal(back.last_seen_at, picture.last_seen_at);
    assert_true(back.any);
    for (int m = 0; m < METRIC_COUNT; m++) {
        assert_int_equal(back.measure[m].amount, picture.measure[m].amount);
        assert_int_equal(back.measure[m].of, picture.measure[m].of);
        assert_int_equal(back.measure[m].events, picture.measure[m].events);
        assert_int_equal(back.measure[m].known, picture.measure[m].known);
    }
}

TEST(the_bytes_are_the_same_on_every_machine)
{
    Picture picture = {.day = 0x01020304};
    unsigned char bytes[PICTURE_BYTES];
    picture_pack(&picture, bytes);
    static const unsigned char begins[] = {1, 0, 4, 3, 2, 1, 0, 0, 0, 0};
    assert_memory_equal(bytes, begins, sizeof begins);
}

TEST(bytes_of_another_version_or_length_are_refused)
{
    Picture picture = full(), back;
    unsigned char bytes[PICTURE_BYTES];
    picture_pack(&picture, bytes);
    assert_false(picture_unpack(bytes, sizeof bytes - 1, &back));
    assert_false(picture_unpack(bytes, 0, &back));
    bytes[0]++;
    assert_false(picture_unpack(bytes, sizeof bytes, &back));
    bytes[0]--;
    bytes[sizeof bytes - 1] = 1;
    assert_false(picture_unpack(bytes, sizeof bytes, &back));
}

TEST(any_bytes_are_read_without_harm)
{
    unsigned char bytes[PICTURE_BYTES];
    for (int fill = 0; fill < 256; fill++) {
        memset(bytes, fill, sizeof bytes);
        bytes[0] = 1, bytes[1] = 0;
        Picture back;
        assert_int_equal(picture_unpack(bytes, sizeof bytes, &back), fill == 0);
    }
}
