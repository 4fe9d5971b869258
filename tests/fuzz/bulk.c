#include "fuzz.h"

#include "web/bulk/bulk.h"

#include <string.h>

// The first byte of the input says which format the rest is.
enum { FORMATS = BULK_CSV + 1, ITEMS_MAX = 4096, BATCH_BYTES = 8 << 20 };

typedef struct {
    BulkStep step;
    int64_t index, line;
    uint64_t print;
    Str text, reason;
} Seen;

// New ids would differ from one reading to the next.
static Str id_of(void *context, Arena *arena, const Cut *cut, Millis at)
{
    (void)context;
    return str_format(arena, "%lld at %lld", (long long)cut->index, (long long)at);
}

static void look_at(BulkStep step, const BulkItem *item)
{
    const Event *event = &item->item.event;
    assert(item->text.length <= CUT_MAX);
    if (step != BULK_ITEM && step != BULK_CUSTOMER) {
        assert(item->remark.reason.length > 0 && item->remark.detail.length > 0);
        assert(str_is_utf8(item->remark.reason) && str_find(item->remark.reason, ' ') < 0);
    }
    if (step != BULK_ITEM) return;
    assert(item->item.whose.id > 0 || item->item.whose.value.length > 0);
    assert(event->id.length > 0 && event->id.length <= EVENT_ID_MAX);
    assert(event->details.length <= EVENT_DETAILS_MAX && str_is_utf8(event->details));
    assert(event->at <= event->received_at + EVENT_AHEAD_MAX);
}

static int read_stream(Arena *arena, BulkFormat format, Str text, size_t size, Seen *seen)
{
    char *room = arena_new(arena, char, BATCH_BYTES);
    const Arena batch = {.next = room, .end = room + BATCH_BYTES};
    const BulkOptions options = {
        .format = format, .source = S("bulk"), .currency = S("USD"), .id = id_of};
    Bulk *bulk = bulk_new(arena, &options);
    int count = 0;
    for (size_t at = 0; at == 0 || at < text.length; at += size) {
        Str piece = str_copy(arena, str_until(str_from(text, at), size));
        bulk_feed(bulk, piece, at + size < text.length, 1795348800000);
        BulkItem item;
        Arena scratch = batch;
        for (BulkStep step; (step = bulk_next(bulk, &scratch, &item)) && count < ITEMS_MAX;
             scratch = batch) {
            look_at(step, &item);
            seen[count++] = (Seen){step,
                                   item.remark.index,
                                   item.remark.line,
                                   item.item.event.fingerprint,
                                   str_copy(arena, item.text),
                                   str_copy(arena, item.remark.reason)};
            if (step == BULK_HEADLESS) return count;
        }
    }
    return count;
}

// However a stream is cut into pieces, it says the same.
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const size_t steps[] = {1, 7, 100};
    if (size == 0) return 0;
    Arena arena = fuzz_arena();
    const BulkFormat format = (BulkFormat)(bytes[0] % FORMATS);
    const Str text = fuzz_text(bytes + 1, size - 1);
    Seen *whole = arena_new(&arena, Seen, ITEMS_MAX);
    Seen *cut = arena_new(&arena, Seen, ITEMS_MAX);
    const int count = read_stream(&arena, format, text, size, whole);
    for (size_t s = 0; s < sizeof steps / sizeof *steps; s++) {
        Arena scratch = arena;
        assert(read_stream(&scratch, format, text, steps[s], cut) == count);
        for (int i = 0; i < count; i++) {
            assert(cut[i].step == whole[i].step && cut[i].index == whole[i].index);
            assert(cut[i].line == whole[i].line && cut[i].print == whole[i].print);
            assert(str_equal(cut[i].text, whole[i].text));
            assert(str_equal(cut[i].reason, whole[i].reason));
        }
    }
    return 0;
}
