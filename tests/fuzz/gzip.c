#include "fuzz.h"

#include "http/body.h"
#include "http/gunzip.h"
#include "http/gzip.h"
#include "http/parser.h"

// What became of a compressed body.
typedef struct {
    Str text;
    enum { GOOD, DAMAGED, TOO_LARGE } is;
} Verdict;

// Read `in` bytes at a time, with room for `out`, and no further than a body may be.
static Verdict unpack(Arena *arena, Str bytes, size_t in, size_t out)
{
    Gunzip *gunzip = gunzip_new(arena);
    Writer all = {.arena = arena};
    (void)writer_reserve(&all, BODY_MAX + out);
    bool is_good = true, is_done = false;
    while (is_good && !is_done && all.length <= BODY_MAX) {
        Str step = str_until(bytes, in), rest = step;
        Writer to = {.text = all.text + all.length, .room = out};
        is_good = gunzip_read(gunzip, &rest, &to);
        assert(to.length <= out && rest.length <= step.length);
        assert(!is_good || !rest.length || to.length == out);
        all.length += to.length;
        bytes = str_from(bytes, step.length - rest.length);
        is_done = !bytes.length && to.length < out;
    }
    Verdict verdict = {.text = writer_str(&all)};
    if (!is_good || !gunzip_is_whole(gunzip)) verdict.is = DAMAGED;
    if (all.length > BODY_MAX) verdict.is = TOO_LARGE;
    return verdict;
}

// A whole body says the same as its pieces.
static void check_whole(const Verdict *pieces, Str bytes, Arena arena)
{
    Request request = {.arena = &arena, .body = bytes};
    Reply reply = {.arena = &arena, .request = &request};
    Err err = body_inflate(&request, &reply);
    assert(err == (pieces->is == GOOD ? OK : ERR_INVALID));
    if (!err) assert(str_equal(request.body, pieces->text));
    if (err) assert(reply.complaint.status == (pieces->is == DAMAGED ? 400 : 413));
}

// What we compress comes back.
static void check_round(Str text, Arena arena)
{
    static Gzip *gzip;  // opening one takes longer than all the rest
    if (!gzip) gzip = gzip_open();
    Str packed = gzip_text(&arena, gzip, text);
    Verdict back = unpack(&arena, packed, 10, 100);
    assert(back.is == GOOD && str_equal(back.text, text));
}

// However the network and our memory cut it, a body holds the same.
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const size_t steps[][2] = {{1, 1 << 16}, {7, 5000}, {1 << 16, 7777}};
    Arena arena = fuzz_arena();
    Str packed = fuzz_text(bytes, size);
    Verdict whole = unpack(&arena, packed, size, PIECE_MAX);
    check_whole(&whole, packed, arena);
    check_round(packed, arena);
    for (size_t s = 0; s < sizeof steps / sizeof *steps; s++) {
        Arena scratch = arena;
        Verdict cut = unpack(&scratch, packed, steps[s][0], steps[s][1]);
        assert(cut.is == whole.is);
        if (cut.is == GOOD) assert(str_equal(cut.text, whole.text));
    }
    return 0;
}
