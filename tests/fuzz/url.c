#include "fuzz.h"

#include "http/html.h"
#include "http/request.h"

static void check_text(Str text)
{
    assert(str_is_utf8(text));
    assert(str_find(text, 0) < 0);
}

static void decode(Arena *arena, Str text, bool plus_is_space)
{
    Str decoded, again;
    if (!url_decode(arena, text, plus_is_space, &decoded)) return;
    check_text(decoded);
    assert(url_decode(arena, url_part(arena, decoded), plus_is_space, &again));
    assert(str_equal(again, decoded));
}

static void read_form(const Request *request)
{
    Pair *pair;
    int count;
    if (request_form(request, &pair, &count)) return;
    assert(count >= 0 && count <= 1000);
    for (int i = 0; i < count; i++) {
        Str value;
        check_text(pair[i].name);
        check_text(pair[i].value);
        assert(request_query(request, pair[i].name, &value));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    Arena arena = fuzz_arena();
    Str text = fuzz_text(bytes, size), value;
    Pair cookie = {S("Cookie"), text};
    Request request = {
        .query = text, .body = text, .header = &cookie, .headers = 1, .arena = &arena};
    decode(&arena, text, false);
    decode(&arena, text, true);
    if (request_query(&request, S("q"), &value)) check_text(value);
    (void)request_cookie(&request, S("session"));
    if (size < 4096) read_form(&request);
    return 0;
}
