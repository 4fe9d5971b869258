#include "base/random.h"
#include "base/writer.h"
#include "test.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static Str number(double value)
{
    Writer writer = {.arena = test_arena()};
    writer_double(&writer, value);
    writer_char(&writer, '\0');
    return (Str){writer.text, writer.length - 1};
}

TEST(a_number_is_written_as_short_as_it_can_be)
{
    assert_str_equal(number(65), S("65"));
    assert_str_equal(number(58.75), S("58.75"));
    assert_str_equal(number(-0.5), S("-0.5"));
    assert_str_equal(number(33.3333), S("33.3333"));
    assert_str_equal(number(0.1), S("0.1"));
    assert_str_equal(number(0), S("0"));
    assert_str_equal(number(1e22), S("1e22"));
    assert_str_equal(number(100.0 / 3), S("33.333333333333336"));
}

TEST(every_number_reads_back_the_same)
{
    for (int i = 0; i < 20000; i++) {
        uint64_t bits = random_bits();
        double value, back;
        memcpy(&value, &bits, sizeof value);
        if (i % 2) value = (double)(int64_t)(bits % 2000000) / 10000;
        if (!isfinite(value)) continue;
        back = strtod(number(value).text, NULL);
        assert_memory_equal(&back, &value, sizeof value);
    }
}

TEST(integers_are_written_to_the_last_one)
{
    Writer writer = {.arena = test_arena()};
    writer_int(&writer, INT64_MIN);
    writer_char(&writer, ' ');
    writer_int(&writer, INT64_MAX);
    assert_str_equal(writer_str(&writer), S("-9223372036854775808 9223372036854775807"));
}

TEST(what_is_written_survives_growing)
{
    Writer writer = {.arena = test_arena()};
    for (int i = 0; i < 5000; i++) {
        writer_format(&writer, "%d,", i % 10);
        if (i % 100 == 0) (void)arena_new(writer.arena, char, 1);
    }
    assert_int_equal(writer.length, 10000);
    for (int i = 0; i < 5000; i++)
        assert_int_equal(writer.text[i * 2], '0' + i % 10);
}
