#include "base/hash.h"
#include "base/str.h"
#include "test.h"

TEST(text_is_cut_at_a_separator)
{
    Str rest = S("a=b=c");
    assert_str_equal(str_cut(&rest, '='), S("a"));
    assert_str_equal(str_cut(&rest, '='), S("b"));
    assert_str_equal(str_cut(&rest, '='), S("c"));
    assert_int_equal(rest.length, 0);
}

TEST(an_integer_is_read_whole_or_not_at_all)
{
    int64_t out;
    assert_true(str_int(S("-9223372036854775808"), &out) && out == INT64_MIN);
    assert_true(str_int(S("9223372036854775807"), &out) && out == INT64_MAX);
    assert_false(str_int(S("9223372036854775808"), &out));
    assert_false(str_int(S("-9223372036854775809"), &out));
    assert_false(str_int(S(""), &out));
    assert_false(str_int(S("-"), &out));
    assert_false(str_int(S("+1"), &out));
    assert_false(str_int(S("1 "), &out));
    assert_false(str_int(S("1.0"), &out));
}

TEST(only_proper_utf8_is_utf8)
{
    assert_true(str_is_utf8(S("Z\xC3\xBCrich \xE2\x82\xAC \xF0\x9F\x98\x80")));
    assert_false(str_is_utf8(S("\xC0\x80")));
    assert_false(str_is_utf8(S("\xED\xA0\x80")));
    assert_false(str_is_utf8(S("\xF4\x90\x80\x80")));
    assert_false(str_is_utf8(S("\xE2\x82")));
    assert_false(str_is_utf8(S("\x80")));
    assert_false(str_is_utf8(S("\xE0\x80\x80")));
    assert_false(str_is_utf8(S("\xF0\x80\x80\x80")));
}

TEST(the_order_of_texts_is_that_of_their_bytes)
{
    assert_true(str_compare(S("a"), S("b")) < 0);
    assert_true(str_compare(S("ab"), S("a")) > 0);
    assert_true(str_compare(S(""), S("a")) < 0);
    assert_int_equal(str_compare(S("a"), S("a")), 0);
}

TEST(a_hash_tells_where_one_text_ends)
{
    uint64_t one = hash_str(hash_str(HASH_START, S("ab")), S("c"));
    uint64_t other = hash_str(hash_str(HASH_START, S("a")), S("bc"));
    assert_true(one != other);
}

TEST(a_long_hash_tells_apart_texts_that_differ_in_one_bit)
{
    char text[200];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)(i % 7 * 13);
    uint64_t whole = hash_long((Str){text, sizeof text});
    for (size_t bit = 0; bit < sizeof text * 8; bit++) {
        text[bit / 8] ^= (char)(1 << bit % 8);
        assert_true(hash_long((Str){text, sizeof text}) != whole);
        text[bit / 8] ^= (char)(1 << bit % 8);
    }
    for (size_t length = 0; length < sizeof text; length++)
        assert_true(hash_long((Str){text, length}) != whole);
    assert_true(hash_long((Str){text, sizeof text}) == whole);
}
