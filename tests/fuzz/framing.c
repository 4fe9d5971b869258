#include "fuzz.h"

#include "http/parser.h"

#include <string.h>

// What became of one request in a stretch of bytes.
typedef struct {
    Frame frame;
    size_t used;
    Str body;
    int fields;
} Verdict;

// Read a request whose bytes come `step` at a time.
static Verdict read_request(Arena *arena, Str bytes, size_t step)
{
    HeadScan scan = {0};
    Verdict verdict = {0};
    while (verdict.frame.is == FRAME_MORE && scan.seen < bytes.length)
        verdict.frame = head_scan(&scan, str_until(bytes, scan.seen + step));
    verdict.used = scan.seen;
    if (verdict.frame.is != FRAME_WHOLE) return verdict;

    Request request = {.arena = arena};
    Parser *parser = parser_new(arena, &request);
    verdict.frame = parser_head(parser, str_copy(arena, str_until(bytes, scan.seen)));
    while (verdict.frame.is == FRAME_MORE && verdict.used < bytes.length) {
        size_t used = 0;
        Str piece = str_until(str_from(bytes, verdict.used), step);
        verdict.frame = parser_body(parser, piece, &used);
        assert(used <= piece.length);
        verdict.used += used;
    }
    verdict.body = request.body;
    verdict.fields = request.headers;
    for (int h = 0; h < request.headers; h++) {
        assert(request.header[h].name.length > 0);
        assert(str_find(request.header[h].value, '\n') < 0);
        assert(str_find(request.header[h].value, '\0') < 0);
    }
    return verdict;
}

static void check(const Verdict *verdict)
{
    assert(verdict->fields <= FIELDS_MAX);
    assert(verdict->body.length <= BODY_MAX);
    if (verdict->frame.is != FRAME_REFUSED) return;
    assert(verdict->frame.status >= 400 && verdict->frame.status < 600);
    assert(verdict->frame.why);
}

// However the network cuts it, a request is the same request.
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const size_t steps[] = {1, 7, 100};
    Arena arena = fuzz_arena();
    Str text = fuzz_text(bytes, size);
    Verdict whole = read_request(&arena, text, HEAD_MAX);
    check(&whole);
    for (size_t s = 0; s < sizeof steps / sizeof *steps; s++) {
        Arena scratch = arena;
        Verdict cut = read_request(&scratch, text, steps[s]);
        check(&cut);
        assert(cut.frame.is == whole.frame.is && cut.frame.status == whole.frame.status);
        if (cut.frame.is != FRAME_WHOLE) continue;
        assert(cut.used == whole.used && cut.fields == whole.fields);
        assert(str_equal(cut.body, whole.body));
    }
    return 0;
}
