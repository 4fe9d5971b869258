#include "fuzz.h"

#include "base/json_read.h"

#include <math.h>

// Ask a value everything there is to ask.
static void ask(JsonValue value)
{
    Str text;
    int64_t whole;
    double number;
    bool yes, is_whole = json_get_int(value, &whole);
    JsonType type = json_type(value);
    assert(json_get_text(value, &text) == (type == JSON_TEXT));
    assert(type != JSON_TEXT || str_is_utf8(text));
    assert(json_get_bool(value, &yes) == (type == JSON_BOOL));
    assert(json_get_double(value, &number) == (type == JSON_NUMBER));
    assert(type != JSON_NUMBER || isfinite(number));
    assert(!is_whole || fabs(number - (double)whole) <= fabs(number) * 1e-15);
    assert((json_number_text(value).length > 0) == (type == JSON_NUMBER));
}

static void ask_all(JsonValue value, int depth)
{
    assert(depth <= JSON_DEPTH_MAX);
    ask(value);
    for (JsonWalk walk = {0}; json_next(value, &walk);) {
        bool named = json_type(value) == JSON_OBJECT;
        assert(!named || json_member(value, walk.name).at == walk.value.at);
        ask_all(walk.value, depth + 1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    Arena arena = fuzz_arena();
    Str text = fuzz_text(bytes, size);
    JsonValue value, again;
    JsonFault fault;
    if (json_read(&arena, text, &value, &fault)) {
        assert(!value.at && fault.at <= size && fault.why.length);
        return 0;
    }
    ask_all(value, 0);

    // What we write is read again, and written the same.
    Str written = json_text_of(&arena, value);
    Err err = json_read(&arena, written, &again, &fault);
    assert(!err);
    assert(str_equal(json_text_of(&arena, again), written));
    return 0;
}
