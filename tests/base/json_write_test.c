#include "base/json_read.h"
#include "base/json_write.h"
#include "test.h"

static Json begin(Writer *writer)
{
    *writer = (Writer){.arena = test_arena()};
    return (Json){.to = writer};
}

TEST(commas_take_care_of_themselves)
{
    Writer writer;
    Json json = begin(&writer);
    json_open(&json);
    json_open_array(&json, S("empty"));
    json_close_array(&json);
    json_open_array(&json, S("list"));
    json_int(&json, (Str){0}, 1);
    json_open_object(&json, (Str){0});
    json_close_object(&json);
    json_open_object(&json, (Str){0});
    json_bool(&json, S("yes"), true);
    json_null(&json, S("none"));
    json_close_object(&json);
    json_close_array(&json);
    json_double(&json, S("half"), 0.5);
    json_raw(&json, S("raw"), S("{\"x\":1}"));
    json_raw(&json, S("no_raw"), (Str){0});
    json_str_or_null(&json, S("name"), (Str){0});
    json_str(&json, S("text"), (Str){0});
    json_close(&json);
    assert_str_equal(
        writer_str(&writer),
        S("{\"empty\":[],\"list\":[1,{},{\"yes\":true,\"none\":null}],\"half\":0.5,"
          "\"raw\":{\"x\":1},\"no_raw\":null,\"name\":null,\"text\":\"\"}"));
}

TEST(text_is_harmless_in_json_and_in_a_page)
{
    Writer writer;
    Json json = begin(&writer);
    json_str(
        &json, (Str){0},
        S("</script>&'\"\\/\b\f\n\r\t\x01\x1F\x7F\0\xE2\x80\xA8\xE2\x80\xA9 Z\xC3\xBCrich"));
    assert_str_equal(
        writer_str(&writer),
        S("\"\\u003c/script\\u003e\\u0026'\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f"
          "\\u007f\\u0000\\u2028\\u2029 Z\xC3\xBCrich\""));
}

TEST(names_are_escaped_too)
{
    Writer writer;
    Json json = begin(&writer);
    json_open(&json);
    json_int(&json, S("a\"b"), 1);
    json_int(&json, S(""), 2);
    json_close(&json);
    assert_str_equal(writer_str(&writer), S("{\"a\\\"b\":1,\"\":2}"));
}

TEST(bytes_that_are_not_utf8_never_reach_a_client)
{
    Writer writer;
    Json json = begin(&writer);
    json_str(&json, (Str){0}, S("a\xFFz\xC3(\xE2\x82"));
    assert_str_equal(writer_str(&writer),
                     S("\"a\xEF\xBF\xBDz\xEF\xBF\xBD(\xEF\xBF\xBD\xEF\xBF\xBD\""));
}

TEST(money_is_a_decimal_text)
{
    const struct {
        int64_t minor;
        int decimals;
        Str is;
    } cases[] = {
        {123450, 2, S("\"1234.50\"")},
        {0, 2, S("\"0.00\"")},
        {5, 2, S("\"0.05\"")},
        {-5, 2, S("\"-0.05\"")},
        {-123450, 2, S("\"-1234.50\"")},
        {500, 0, S("\"500\"")},
        {0, 0, S("\"0\"")},
        {1, 3, S("\"0.001\"")},
        {INT64_MIN, 2, S("\"-92233720368547758.08\"")},
        {INT64_MAX, 0, S("\"9223372036854775807\"")},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Writer writer;
        Json json = begin(&writer);
        json_money(&json, (Str){0}, cases[i].minor, cases[i].decimals);
        assert_str_equal(writer_str(&writer), cases[i].is);
    }
}

TEST(times_and_days_are_texts)
{
    Writer writer;
    Json json = begin(&writer);
    json_open(&json);
    json_time(&json, S("at"), 0);
    json_day(&json, S("day"), 0);
    json_close(&json);
    assert_str_equal(writer_str(&writer),
                     S("{\"at\":\"1970-01-01T00:00:00Z\",\"day\":\"1970-01-01\"}"));
}

// A text of up to 40 characters, most of them awkward ones.
static Str awkward_text(Arena *arena, uint64_t *seed)
{
    const Str part[] = {
        S("\""),      S("\\"),   S("</script>"), S("\xE2\x80\xA8"),     S("\xED\x9F\xBF"),
        S("'; DROP"), S("\r\n"), S("{{"),        S("\xF4\x8F\xBF\xBF"), S("\xEF\xBB\xBF"),
        S("\\u0041"), S("%00"),  S("\x7F"),      S("\xC2\x80"),         S("\xE2\x80\xAE"),
        S("a\0b"),    S("=1+1"), S("&amp;"),     S("\xEF\xBF\xBF"),     S("e\xCC\x81"),
    };
    Writer writer = {.arena = arena};
    for (uint64_t left = *seed >> 60; left > 0; left--) {
        *seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407;
        writer_put(&writer, part[(*seed >> 33) % (sizeof part / sizeof *part)]);
    }
    *seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407;
    return writer_str(&writer);
}

TEST(every_text_reads_back_as_it_was)
{
    uint64_t seed = 20261122;
    for (int i = 0; i < 2000; i++) {
        Arena *arena = test_arena();
        Writer writer = {.arena = arena};
        Json json = {.to = &writer};
        Str text = awkward_text(arena, &seed), back = {0};
        json_open(&json);
        json_str(&json, S("text"), text);
        json_int(&json, text.length ? text : S(""), i);
        json_close(&json);

        JsonValue value;
        JsonFault fault;
        int64_t number = -1;
        assert_int_equal(json_read(arena, writer_str(&writer), &value, &fault), OK);
        assert_true(json_get_text(json_member(value, S("text")), &back));
        assert_str_equal(back, text);
        assert_true(json_get_int(json_member(value, text), &number));
        assert_int_equal(number, i);
    }
}
