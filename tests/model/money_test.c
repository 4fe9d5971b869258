#include "model/money.h"
#include "test.h"

static void reads(const char *text, int decimals, int64_t expected)
{
    int64_t minor;
    if (!money_parse(str_of(text), decimals, &minor)) fail_msg("%s is refused", text);
    if (minor != expected) fail_msg("%s is %lld", text, (long long)minor);
}

static Str written(int64_t minor, int decimals)
{
    Writer writer = {.arena = test_arena()};
    money_write(&writer, minor, decimals);
    return writer_str(&writer);
}

TEST(a_currency_has_the_decimals_of_iso_4217)
{
    static const struct {
        const char *code;
        int decimals;
    } codes[] = {{"USD", 2}, {"EUR", 2}, {"JPY", 0}, {"KRW", 0}, {"XPF", 0}, {"BIF", 0},
                 {"BHD", 3}, {"KWD", 3}, {"TND", 3}, {"CLF", 4}, {"UYW", 4}, {"UYU", 2}};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        int decimals;
        assert_true(money_decimals(str_of(codes[i].code), &decimals));
        assert_int_equal(decimals, codes[i].decimals);
    }
}

TEST(what_is_not_three_capitals_is_no_currency)
{
    static const char *const wrong[] = {"", "US", "usd", "USDX", "U D", "US1", "\xC3\x89U"};
    int decimals;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(money_decimals(str_of(wrong[i]), &decimals));
}

TEST(money_is_read_to_the_last_cent)
{
    reads("19.90", 2, 1990);
    reads("19.9", 2, 1990);
    reads("0.07", 2, 7);
    reads("0", 2, 0);
    reads("0.00", 2, 0);
    reads("100", 0, 100);
    reads("1.234", 3, 1234);
    reads("90071992547409.93", 2, 9007199254740993);  // no double holds it
    reads("92233720368547758.07", 2, INT64_MAX);
}

TEST(an_exponent_is_read_where_the_amount_is_exact)
{
    reads("1e2", 2, 10000);
    reads("1E+2", 2, 10000);
    reads("1.5e1", 0, 15);
    reads("1990e-2", 2, 1990);
    reads("0e999999999999999999", 2, 0);
    reads("100000000000000000000000000e-20", 2, 100000000);
}

TEST(zeros_beyond_the_decimals_change_nothing)
{
    reads("19.9000", 2, 1990);
    reads("100.00", 0, 100);
}

TEST(what_cannot_be_said_in_minor_units_is_refused)
{
    static const char *const wrong[] = {"19.999",
                                        "0.001",
                                        "1e-3",
                                        "1e-999999999999999999999",
                                        "92233720368547758.08",
                                        "1e17",
                                        "1e999999999999999999999",
                                        "99999999999999999999"};
    int64_t minor;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (money_parse(str_of(wrong[i]), 2, &minor)) fail_msg("%s is taken", wrong[i]);
    assert_false(money_parse(S("0.5"), 0, &minor));
}

TEST(what_is_no_number_is_refused)
{
    static const char *const wrong[] = {"",    "-1",    "-0", "+1",  "01",  "1.",   ".5",
                                        " 1",  "1 ",    "1e", "1e+", "0x1", "1,00", "1.2.3",
                                        "NaN", "1e1.5", "00", "e2",  "."};
    int64_t minor;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (money_parse(str_of(wrong[i]), 2, &minor)) fail_msg("\"%s\" is taken", wrong[i]);
}

TEST(money_is_written_with_all_its_decimals)
{
    assert_str_equal(written(1990, 2), S("19.90"));
    assert_str_equal(written(7, 2), S("0.07"));
    assert_str_equal(written(0, 2), S("0.00"));
    assert_str_equal(written(1234, 0), S("1234"));
    assert_str_equal(written(1234, 3), S("1.234"));
    assert_str_equal(written(5, 4), S("0.0005"));
    assert_str_equal(written(-150, 2), S("-1.50"));
    assert_str_equal(written(INT64_MAX, 2), S("92233720368547758.07"));
}
