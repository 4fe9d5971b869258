#include "base/json_read.h"
#include "test.h"

#include <math.h>
#include <string.h>

static Err read_text(Str text, JsonValue *out, JsonFault *fault)
{
    return json_read(test_arena(), text, out, fault);
}

// The number in a document of one number.
static JsonValue number_of(const char *text)
{
    JsonValue value;
    JsonFault fault;
    assert_int_equal(read_text(str_of(text), &value, &fault), OK);
    return value;
}

TEST(a_document_is_read_and_written_again_without_white_space)
{
    const Str same[] = {
        S("null"),
        S("true"),
        S("-0.5e-7"),
        S("[]"),
        S("{}"),
        S("[1,[2,[3]],{}]"),
        S("{\"a\":\"Z\xC3\xBCrich \xF0\x9F\x98\x80\",\"\":{\"b\":[false,null]}}"),
    };
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        JsonValue value;
        JsonFault fault;
        assert_int_equal(read_text(same[i], &value, &fault), OK);
        Arena arena = arena_map(1 << 20);
        assert_str_equal(json_text_of(&arena, value), same[i]);
    }
}

TEST(what_is_not_strict_json_is_refused_where_it_goes_wrong)
{
    const struct {
        Str text;
        size_t at;
    } bad[] = {
        {S(""), 0},
        {S("   "), 0},
        {S("{"), 1},
        {S("[1,]"), 2},
        {S("{\"a\":1,}"), 6},
        {S("{'a':1}"), 1},
        {S("[1] x"), 4},
        {S("[01]"), 1},
        {S("[+1]"), 1},
        {S("[.5]"), 1},
        {S("[NaN]"), 1},
        {S("[Infinity]"), 1},
        {S("[1] // said"), 4},
        {S("[\"\t\"]"), 2},
        {S("\xEF\xBB\xBF{}"), 0},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        JsonValue value;
        JsonFault fault;
        assert_int_equal(read_text(bad[i].text, &value, &fault), ERR_INVALID);
        assert_null(value.at);
        assert_int_equal(fault.at, bad[i].at);
        assert_true(fault.why.length > 0);
    }
}

TEST(text_that_is_no_proper_unicode_is_refused)
{
    const Str bad[] = {
        S("\"\xFF\""),           S("\"\xC0\x80\""),
        S("\"\xED\xA0\x80\""),   S("\"\xF4\x90\x80\x80\""),
        S("\"\xE2\x82\""),       S("\"\\uD800\""),
        S("\"\\uD800x\""),       S("\"\\uDC00\""),
        S("\"\\uD800\\uD800\""), S("\"\\uDC00\\uD800\""),
        S("\"\\u12G4\""),        S("{\"\\uD800\":1}"),
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        JsonValue value;
        JsonFault fault;
        assert_int_equal(read_text(bad[i], &value, &fault), ERR_INVALID);
    }
    Str text = {0};
    assert_true(json_get_text(number_of("\"\\uD83D\\uDE00\\u0000\\/\""), &text));
    assert_str_equal(text, S("\xF0\x9F\x98\x80\0/"));
}

TEST(a_member_may_stand_only_once_in_an_object)
{
    const struct {
        Str text;
        size_t at;
    } bad[] = {
        {S("{\"a\":1,\"a\":2}"), 7},
        {S("{\"\":1,\"\":1}"), 6},
        {S("{\"a\":1,\"\\u0061\":2}"), 7},
        {S("[{\"b\":{\"x\":0,\"y\":0,\"x\":0}}]"), 19},
    };
    JsonValue value;
    JsonFault fault;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(read_text(bad[i].text, &value, &fault), ERR_INVALID);
        assert_int_equal(fault.at, bad[i].at);
    }
    assert_int_equal(read_text(S("{\"a\":{\"a\":1},\"b\":{\"a\":1}}"), &value, &fault), OK);
}

// {"0":0,"1":0,...} with `count` members, and then one named `last`.
static Str many_members(Arena *arena, int count, Str last)
{
    Writer writer = {.arena = arena};
    writer_char(&writer, '{');
    for (int i = 0; i < count; i++)
        writer_format(&writer, "\"%d\":0,", i);
    writer_format(&writer, "\"%.*s\":0}", STR(last));
    return writer_str(&writer);
}

TEST(a_repeated_member_is_found_among_a_hundred_thousand)
{
    Arena arena = arena_map((size_t)64 << 20);
    JsonValue value;
    JsonFault fault;
    Str text = many_members(&arena, 90000, S("none of them"));
    assert_int_equal(read_text(text, &value, &fault), OK);
    text = many_members(&arena, 90000, S("7"));
    assert_int_equal(read_text(text, &value, &fault), ERR_INVALID);
    assert_int_equal(fault.at, text.length - sizeof "\"7\":0}" + 1);
}

TEST(nesting_ends_at_64_levels)
{
    char text[1000] = {0};
    JsonValue value;
    JsonFault fault;
    memset(text, '[', 64);
    memset(text + 64, ']', 64);
    assert_int_equal(read_text(str_of(text), &value, &fault), OK);
    memset(text, '[', 65);
    memset(text + 65, ']', 65);
    assert_int_equal(read_text(str_of(text), &value, &fault), ERR_INVALID);
    assert_int_equal(fault.at, 64);
    assert_int_equal(
        read_text(S("\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
                    "[[[[[[[[[[[[[[[[[[\\\"[[[[[[[[[[[[[[[[\""),
                  &value, &fault),
        OK);
}

TEST(a_hundred_thousand_brackets_are_refused_before_any_value_is_made)
{
    Arena arena = arena_map((size_t)1 << 20), before = arena;
    char *text = arena_new(&arena, char, 100000);
    memset(text, '[', 100000);
    before = arena;
    JsonValue value;
    JsonFault fault;
    assert_int_equal(json_read(&arena, (Str){text, 100000}, &value, &fault), ERR_INVALID);
    assert_ptr_equal(arena.next, before.next);
}

TEST(the_densest_body_of_a_megabyte_takes_ten)
{
    Arena arena = arena_map((size_t)11 << 20);
    size_t length = 1 << 20;
    char *text = arena_new(test_arena(), char, length);
    memset(text, '0', length);
    for (size_t i = 0; i < length; i += 2)
        text[i] = ',';
    text[0] = '[';
    text[length - 1] = ']';
    text[length - 2] = ' ';
    JsonValue value;
    JsonFault fault;
    assert_int_equal(json_read(&arena, (Str){text, length}, &value, &fault), OK);
}

TEST(whole_numbers_are_exact_and_others_are_no_integers)
{
    static const struct {
        const char *text;
        int64_t is;
    } good[] = {
        {"0", 0},
        {"-0", 0},
        {"9223372036854775807", INT64_MAX},
        {"-9223372036854775808", INT64_MIN},
        {"9007199254740993", 9007199254740993},
        {"1.0", 1},
        {"-12.500e1", -125},
        {"1e3", 1000},
        {"1E+3", 1000},
        {"1200e-2", 12},
        {"100.00", 100},
        {"0.0e-999999", 0},
        {"0e999999", 0},
        {"9223372036854775807.0", INT64_MAX},
        {"9007199254740993.00", 9007199254740993},
    };
    int64_t number = 0;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(json_get_int(number_of(good[i].text), &number));
        assert_true(number == good[i].is);
    }
    static const char *bad[] = {
        "0.5",
        "1e-1",
        "9223372036854775808",
        "-9223372036854775809",
        "1e19",
        "1.00000000000000000001",
        "1e-9999999",
        "\"1\"",
        "true",
        "null",
        "[1]",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(json_get_int(number_of(bad[i]), &number));
}

TEST(a_number_keeps_the_text_it_was_written_as)
{
    JsonValue value, item;
    JsonFault fault;
    JsonWalk walk = {0};
    assert_int_equal(
        read_text(S("[19.90,1e2 ,-0,123456789012345678901234567890]"), &value, &fault), OK);
    const Str texts[] = {S("19.90"), S("1e2"), S("-0"),
                         S("123456789012345678901234567890")};
    for (size_t i = 0; i < 4; i++) {
        assert_true(json_next(value, &walk));
        item = walk.value;
        assert_str_equal(json_number_text(item), texts[i]);
    }
    assert_false(json_next(value, &walk));
    assert_str_equal(json_number_text(value), (Str){0});
}

TEST(a_number_is_finite_or_refused)
{
    const Str bad[] = {S("1e400"), S("[0,-1e400]"), S("1e309"), S("{\"a\":1.8e308}")};
    static const size_t at[] = {0, 3, 0, 5};
    JsonValue value;
    JsonFault fault;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(read_text(bad[i], &value, &fault), ERR_INVALID);
        assert_int_equal(fault.at, at[i]);
    }
    char digits[5001] = {0};
    memset(digits, '9', 5000);
    assert_int_equal(read_text(str_of(digits), &value, &fault), ERR_INVALID);
    double number = 1;
    assert_true(json_get_double(number_of("1e-400"), &number) && number <= 0);
    assert_true(json_get_double(number_of("1.7976931348623157e308"), &number));
    assert_true(isfinite(number));
    assert_true(json_get_double(number_of("-12.25"), &number) &&
                fabs(number + 12.25) < 1e-300);
    assert_false(json_get_double(number_of("\"1\""), &number));
}

TEST(what_is_not_there_is_absent)
{
    JsonValue none = {0}, object = number_of("{\"a\":null,\"b\":\"\"}"),
              array = number_of("[1]");
    Str text = S("before");
    bool yes;
    assert_int_equal(json_type(none), JSON_ABSENT);
    assert_int_equal(json_type(json_member(object, S("c"))), JSON_ABSENT);
    assert_int_equal(json_type(json_member(none, S("a"))), JSON_ABSENT);
    assert_int_equal(json_type(json_member(array, S("a"))), JSON_ABSENT);
    assert_int_equal(json_type(json_member(object, (Str){0})), JSON_ABSENT);
    assert_false(json_get_text(none, &text));
    assert_false(json_get_bool(none, &yes));
    assert_false(json_next(none, &(JsonWalk){0}));
}

TEST(each_value_has_its_type)
{
    JsonValue object =
        number_of("{\"a\":null,\"b\":\"\",\"c\":1,\"d\":[],\"e\":{},\"f\":true}");
    assert_int_equal(json_type(object), JSON_OBJECT);
    assert_int_equal(json_type(json_member(object, S("a"))), JSON_NULL);
    assert_int_equal(json_type(json_member(object, S("b"))), JSON_TEXT);
    assert_int_equal(json_type(json_member(object, S("c"))), JSON_NUMBER);
    assert_int_equal(json_type(json_member(object, S("d"))), JSON_ARRAY);
    assert_int_equal(json_type(json_member(object, S("e"))), JSON_OBJECT);
    assert_int_equal(json_type(json_member(object, S("f"))), JSON_BOOL);
    bool yes = false;
    assert_true(json_get_bool(json_member(object, S("f")), &yes) && yes);
    Str text = S("before");
    assert_true(json_get_text(json_member(object, S("b")), &text));
    assert_int_equal(text.length, 0);
}

TEST(a_walk_meets_every_member_in_its_order)
{
    JsonValue object = number_of("{\"b\":[1,{\"x\":2}],\"a\":\"t\",\"\":3}");
    Writer names = {.arena = &(Arena){0}};
    Arena arena = arena_map(1 << 16);
    names.arena = &arena;
    for (JsonWalk walk = {0}; json_next(object, &walk);)
        writer_format(&names, "%.*s=%.*s;", STR(walk.name),
                      STR(json_text_of(&arena, walk.value)));
    assert_str_equal(writer_str(&names), S("b=[1,{\"x\":2}];a=\"t\";=3;"));
}
