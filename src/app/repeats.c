#include "app/repeats.h"

#include <string.h>

enum { SLOTS = 1 << 18, MOST = SLOTS / 4 * 3 };

typedef struct {
    uint64_t print;
    int64_t times;  // 0: the slot is empty
} Slot;

// When the young generation is full it becomes the old one, and that is forgotten; who is
// seen again in the meantime is young again.
struct Repeats {
    Slot *young;
    Slot *old;
    int count;  // of the young
};

Repeats *repeats_new(Arena *life)
{
    Repeats *repeats = arena_new(life, Repeats, 1);
    repeats->young = arena_new(life, Slot, SLOTS);
    repeats->old = arena_new(life, Slot, SLOTS);
    return repeats;
}

// Its slot, or the empty one that would be its.
static Slot *find(Slot *slots, uint64_t print)
{
    size_t at = (size_t)(print ^ print >> 32) % SLOTS;
    while (slots[at].times && slots[at].print != print)
        at = (at + 1) % SLOTS;
    return &slots[at];
}

static void grow_old(Repeats *repeats)
{
    Slot *forgotten = repeats->old;
    repeats->old = repeats->young;
    repeats->young = memset(forgotten, 0, SLOTS * sizeof *forgotten);
    repeats->count = 0;
}

int64_t repeats_count(Repeats *repeats, uint64_t print)
{
    Slot *slot = find(repeats->young, print);
    if (slot->times) return slot->times++;
    if (repeats->count == MOST) {
        grow_old(repeats);
        slot = find(repeats->young, print);
    }
    int64_t before = find(repeats->old, print)->times;
    *slot = (Slot){print, before + 1};
    repeats->count++;
    return before;
}
