#include "web/key_in.h"

#include "memory.h"

#include <string.h>

static Reply reply;

static Err read_keys(const Pair *header, int headers, Str *out)
{
    const Request request = {.header = header, .headers = headers};
    reply = (Reply){.arena = memory()};
    return key_read(&request, &reply, out);
}

static Err read_key(const char *value, Str *out)
{
    const Pair header = {S("idempotency-key"), str_of(value)};
    return read_keys(&header, 1, out);
}

TEST(a_key_may_stand_in_quotes_or_bare)
{
    static const char *const values[][2] = {
        {"\"8e03978e-40d5\"", "8e03978e-40d5"},
        {"8e03978e-40d5", "8e03978e-40d5"},
        {"a1+/b:=_.~!", "a1+/b:=_.~!"},
        {"\"two words\"", "two words"},
        {"\"a \\\"quote\\\" and a \\\\\"", "a \"quote\" and a \\"},
        {"  bare  ", "bare"},
        {"x", "x"},
    };
    Str key;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        assert_int_equal(read_key(values[i][0], &key), OK);
        assert_str_equal(key, str_of(values[i][1]));
    }
}

TEST(no_header_is_no_key)
{
    Str key;
    assert_int_equal(read_keys(NULL, 0, &key), OK);
    assert_int_equal(key.length, 0);
}

TEST(what_is_no_key_is_a_bad_request)
{
    static const char *const values[] = {
        "",          "\"\"",         "\"",          "\"a",
        "a\"",       "\"a\\\"",      "\"a\\b\"",    "a b",
        "a,b",       "a;b",          "a\\b",        "\"a\" \"b\"",
        "\"a\";v=1", "\"a\", \"b\"", "caf\xc3\xa9", "\"caf\xc3\xa9\"",
        "\"a\tb\"",  "\"\x7f\"",     "a\tb",
    };
    Str key;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        if (read_key(values[i], &key) == OK) print_error("%s\n", values[i]);
        assert_int_equal(read_key(values[i], &key), ERR_INVALID);
        assert_int_equal(reply.complaint.status, HTTP_BAD_REQUEST);
    }
}

TEST(a_key_has_at_most_255_bytes)
{
    char long_key[260] = {0};
    memset(long_key, 'k', 255);
    Str key;
    assert_int_equal(read_key(long_key, &key), OK);
    assert_int_equal(key.length, 255);
    long_key[255] = 'k';
    assert_int_equal(read_key(long_key, &key), ERR_INVALID);
}

TEST(two_keys_are_none)
{
    const Pair header[] = {{S("Idempotency-Key"), S("a")}, {S("Idempotency-Key"), S("a")}};
    Str key;
    assert_int_equal(read_keys(header, 2, &key), ERR_INVALID);
}
