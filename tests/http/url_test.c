#include "http/html.h"
#include "http/request.h"
#include "test.h"

TEST(a_part_of_a_url_reads_back_as_it_was)
{
    const Str texts[] = {S("a b&c=d/e?f#g%h+i"), S("Z\xC3\xBCrich"), S("-._~"), S("'\"<>"),
                         S("\r\n")};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        Arena *arena = test_arena();
        Str part = url_part(arena, texts[i]), back;
        for (size_t c = 0; c < part.length; c++)
            assert_true(part.text[c] > ' ' && part.text[c] < 0x7F && part.text[c] != '&' &&
                        part.text[c] != '"' && part.text[c] != '+');
        assert_true(url_decode(arena, part, true, &back));
        assert_str_equal(back, texts[i]);
        assert_true(url_decode(arena, part, false, &back));
        assert_str_equal(back, texts[i]);
    }
    assert_str_equal(url_part(test_arena(), S("A-z_0.9~ /\xC3\xBC")),
                     S("A-z_0.9~%20%2F%C3%BC"));
}

TEST(a_plus_is_a_space_in_queries_only)
{
    Str out;
    assert_true(url_decode(test_arena(), S("a+b%2B"), true, &out));
    assert_str_equal(out, S("a b+"));
    assert_true(url_decode(test_arena(), S("a+b%2B"), false, &out));
    assert_str_equal(out, S("a+b+"));
}

TEST(what_cannot_be_decoded_is_refused)
{
    const Str bad[] = {S("%"),     S("%2"),  S("%G0"),     S("a%0"),  S("%00"),
                       S("a%00b"), S("%FF"), S("%C0%80"),  S("\xFF"), S("%ED%A0%80"),
                       S("a\0b"),  S("%C3"), S("\xC3%28"), S("%%41"), S("%u0041")};
    Str out;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(url_decode(test_arena(), bad[i], false, &out));
    assert_true(url_decode(test_arena(), S("\xC3%BC"), false, &out));
    assert_str_equal(out, S("\xC3\xBC"));
}

TEST(what_needs_no_decoding_is_not_copied)
{
    Arena *arena = test_arena(), before = *arena;
    Str text = S("customers"), out;
    assert_true(url_decode(arena, text, true, &out));
    assert_ptr_equal(out.text, text.text);
    assert_ptr_equal(arena->next, before.next);
}

TEST(of_two_parameters_with_one_name_the_last_counts)
{
    Request request = {.query = S("q=a&limit=5&&x&q=%C3%BC+b&=z&eq=1=2"),
                       .arena = test_arena()};
    Str value;
    assert_true(request_query(&request, S("q"), &value));
    assert_str_equal(value, S("\xC3\xBC b"));
    assert_true(request_query(&request, S("limit"), &value));
    assert_str_equal(value, S("5"));
    assert_true(request_query(&request, S("x"), &value));
    assert_int_equal(value.length, 0);
    assert_true(request_query(&request, S("eq"), &value));
    assert_str_equal(value, S("1=2"));
    assert_false(request_query(&request, S("Q"), &value));
    request.query = (Str){0};
    assert_false(request_query(&request, S("q"), &value));
}

TEST(a_form_is_read_in_the_order_it_was_sent)
{
    Request request = {.body = S("type=login&note=a+%26+b&&empty=&empty"),
                       .arena = test_arena()};
    Pair *pair;
    int count;
    assert_int_equal(request_form(&request, &pair, &count), OK);
    assert_int_equal(count, 4);
    assert_str_equal(pair[0].name, S("type"));
    assert_str_equal(pair[0].value, S("login"));
    assert_str_equal(pair[1].value, S("a & b"));
    assert_str_equal(pair[3].name, S("empty"));
    assert_int_equal(pair[3].value.length, 0);

    request.body = (Str){0};
    assert_int_equal(request_form(&request, &pair, &count), OK);
    assert_int_equal(count, 0);
}

TEST(a_form_that_cannot_be_decoded_is_refused)
{
    const Str bad[] = {S("a=%FF"), S("a=%00"), S("a=1&b=%"), S("%C3=1"), S("a=\xFF")};
    Pair *pair;
    int count;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        Request request = {.body = bad[i], .arena = test_arena()};
        assert_int_equal(request_form(&request, &pair, &count), ERR_INVALID);
    }
}

TEST(a_form_has_at_most_a_thousand_fields)
{
    Arena *arena = test_arena();
    Writer writer = {.arena = arena};
    for (int i = 0; i < 999; i++)
        writer_put(&writer, S("a=1&"));
    writer_put(&writer, S("b=2"));
    Request request = {.body = writer_str(&writer), .arena = arena};
    Pair *pair;
    int count;
    assert_int_equal(request_form(&request, &pair, &count), OK);
    assert_int_equal(count, 1000);
    writer_put(&writer, S("&c"));
    request.body = writer_str(&writer);
    assert_int_equal(request_form(&request, &pair, &count), ERR_INVALID);
}
