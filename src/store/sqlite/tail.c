#include "store/sqlite/tail.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

// A link says how far back the customer's event before it is, in numbers; 0: there is
// none.  The highest bit says that the event is in the tail no more.
#define LINK_GONE UINT32_C(0x80000000)

enum {
    LINKS_MAX = 1 << 26,   // address space only
    KEYS_MAX = 1 << 24,    // the same
    KEYS_FIRST = 1 << 10,  // slots; always a power of two
    MOVE_AT = 1 << 16,     // links in front that are gone: from here on it pays to move up
    LINKS_KEPT = 1 << 20,  // bytes that stay warm
};

typedef struct {       // a customer with events in the tail; a slot of a hash table
    int64_t customer;  // 0: free
    int64_t last;      // the number of its latest event
    int64_t events;
    Millis since;  // when the first of them came
} Key;

struct Tail {
    Arena start;           // as mapped; the tail itself lies in it
    pthread_mutex_t lock;  // over everything
    Arena links_room;
    uint32_t *link;  // of number first + i
    int64_t first;
    int64_t latest;
    int64_t length;
    int64_t front;   // so many links are known to be gone in front
    int64_t events;  // links that are not gone
    Arena keys_room;
    Key *key;
    size_t slots;
    size_t keys;
    Arena order_room;
    int64_t *order;  // of the round at work: customers in the order of their ids
    size_t ordered;
    size_t next;
};

Tail *tail_open(void)
{
    const Arena start = arena_map(sizeof(Tail));
    Arena own = start;
    Tail *tail = arena_new(&own, Tail, 1);
    tail->start = start;
    pthread_mutex_init(&tail->lock, NULL);
    tail->links_room = arena_map((size_t)LINKS_MAX * sizeof *tail->link);
    tail->link = (uint32_t *)(void *)tail->links_room.next;
    tail->keys_room = arena_map((size_t)KEYS_MAX * sizeof *tail->key);
    tail->key = (Key *)(void *)tail->keys_room.next;
    tail->order_room = arena_map((size_t)KEYS_MAX * sizeof *tail->order);
    tail->order = (int64_t *)(void *)tail->order_room.next;
    tail->slots = KEYS_FIRST;
    return tail;
}

void tail_close(Tail *tail)
{
    if (!tail) return;
    arena_unmap(tail->links_room);
    arena_unmap(tail->keys_room);
    arena_unmap(tail->order_room);
    pthread_mutex_destroy(&tail->lock);
    arena_unmap(tail->start);
}

void tail_begin(Tail *tail, int64_t first, int64_t latest)
{
    pthread_mutex_lock(&tail->lock);
    arena_trim(tail->links_room, 0);
    arena_trim(tail->keys_room, 0);
    tail->first = first;
    tail->latest = latest;
    tail->length = tail->front = tail->events = 0;
    tail->slots = KEYS_FIRST;
    tail->keys = tail->ordered = tail->next = 0;
    pthread_mutex_unlock(&tail->lock);
}

// --- customers, by open addressing

static size_t home_of(const Tail *tail, int64_t customer)
{
    uint64_t mixed = (uint64_t)customer * UINT64_C(0x9E3779B97F4A7C15);
    return (size_t)(mixed >> 32) & (tail->slots - 1);
}

// The customer's slot, or the free one where it belongs.
static size_t slot_of(const Tail *tail, int64_t customer)
{
    size_t slot = home_of(tail, customer);
    while (tail->key[slot].customer && tail->key[slot].customer != customer)
        slot = (slot + 1) & (tail->slots - 1);
    return slot;
}

static Key *find_key(const Tail *tail, int64_t customer)
{
    Key *key = &tail->key[slot_of(tail, customer)];
    return key->customer ? key : NULL;
}

// Twice as many slots, at the other end of what is reserved, and then moved back.
static void widen(Tail *tail)
{
    size_t had = tail->slots;
    Key *old = tail->key + KEYS_MAX - had;
    assert(had * 2 <= KEYS_MAX / 2);
    memcpy(old, tail->key, had * sizeof *old);
    tail->slots = had * 2;
    memset(tail->key, 0, tail->slots * sizeof *tail->key);
    for (size_t s = 0; s < had; s++)
        if (old[s].customer) tail->key[slot_of(tail, old[s].customer)] = old[s];
    arena_trim(tail->keys_room, tail->slots * sizeof *tail->key);
}

static Key *take_key(Tail *tail, int64_t customer, Millis now)
{
    if (tail->keys * 2 >= tail->slots) widen(tail);
    Key *key = &tail->key[slot_of(tail, customer)];
    if (key->customer) return key;
    *key = (Key){.customer = customer, .since = now};
    tail->keys++;
    return key;
}

// Those behind the freed slot that had to give way to it move up.
static void remove_key(Tail *tail, const Key *key)
{
    size_t free_slot = (size_t)(key - tail->key), slot = free_slot;
    const size_t mask = tail->slots - 1;
    for (;;) {
        slot = (slot + 1) & mask;
        if (!tail->key[slot].customer) break;
        size_t home = home_of(tail, tail->key[slot].customer);
        bool stays = ((slot - home) & mask) < ((slot - free_slot) & mask);
        if (stays) continue;
        tail->key[free_slot] = tail->key[slot];
        free_slot = slot;
    }
    tail->key[free_slot] = (Key){0};
    tail->keys--;
}

// --- links

static bool is_gone(const Tail *tail, int64_t number)
{
    return (tail->link[number - tail->first] & LINK_GONE) != 0;
}

// The number before this one of the same customer that is still there, or 0.  What was
// found to be gone on the way is not walked over again.
static int64_t before(Tail *tail, int64_t number)
{
    uint32_t *link = &tail->link[number - tail->first];
    int64_t at = number;
    for (uint32_t back = *link & ~LINK_GONE; back;
         back = tail->link[at - tail->first] & ~LINK_GONE) {
        at -= back;
        if (at < tail->first) break;
        if (is_gone(tail, at)) continue;
        *link = (uint32_t)(number - at) | (*link & LINK_GONE);
        return at;
    }
    *link &= LINK_GONE;
    return 0;
}

// What is gone at the front is given up; moved seldom, so that it costs little.
static void move_up(Tail *tail)
{
    while (tail->front < tail->length && (tail->link[tail->front] & LINK_GONE))
        tail->front++;
    const int64_t gone = tail->front, left = tail->length - gone;
    if (left > 0 && (gone < MOVE_AT || gone < left)) return;
    memmove(tail->link, tail->link + gone, (size_t)left * sizeof *tail->link);
    tail->first += gone;
    tail->length = left;
    tail->front = 0;
    size_t used = (size_t)tail->length * sizeof *tail->link;
    arena_trim(tail->links_room, used < LINKS_KEPT ? LINKS_KEPT : used);
}

void tail_add(Tail *tail, int64_t customer, int64_t number, Millis now)
{
    pthread_mutex_lock(&tail->lock);
    if (tail->length == 0) tail->first = number;
    assert(number >= tail->first + tail->length && number - tail->first < LINKS_MAX);
    while (tail->first + tail->length < number)  // numbers that nobody has
        tail->link[tail->length++] = LINK_GONE;

    Key *key = take_key(tail, customer, now);
    bool linked = key->last >= tail->first && key->events > 0;
    tail->link[tail->length++] = linked ? (uint32_t)(number - key->last) : 0;
    key->last = tail->latest = number;
    key->events++;
    tail->events++;
    pthread_mutex_unlock(&tail->lock);
}

static void drop(Tail *tail, int64_t customer, int64_t number)
{
    bool within = number >= tail->first && number < tail->first + tail->length;
    Key *key = find_key(tail, customer);
    if (!within || !key || is_gone(tail, number)) return;

    tail->link[number - tail->first] |= LINK_GONE;
    tail->events--;
    if (--key->events == 0)
        remove_key(tail, key);
    else if (key->last == number)
        key->last = before(tail, number);
}

void tail_drop(Tail *tail, int64_t customer, int64_t number)
{
    pthread_mutex_lock(&tail->lock);
    drop(tail, customer, number);
    pthread_mutex_unlock(&tail->lock);
}

// --- asking

int64_t tail_latest(Tail *tail)
{
    pthread_mutex_lock(&tail->lock);
    int64_t latest = tail->latest;
    pthread_mutex_unlock(&tail->lock);
    return latest;
}

int64_t tail_events(Tail *tail)
{
    pthread_mutex_lock(&tail->lock);
    int64_t events = tail->events;
    pthread_mutex_unlock(&tail->lock);
    return events;
}

int64_t tail_events_of(Tail *tail, int64_t customer)
{
    pthread_mutex_lock(&tail->lock);
    const Key *key = find_key(tail, customer);
    int64_t events = key ? key->events : 0;
    pthread_mutex_unlock(&tail->lock);
    return events;
}

int64_t tail_numbers(Tail *tail, int64_t customer, int64_t most, int64_t *out)
{
    int64_t count = 0;
    pthread_mutex_lock(&tail->lock);
    const Key *key = find_key(tail, customer);
    for (int64_t at = key ? key->last : 0; at && count < most; at = before(tail, at))
        out[count++] = at;
    pthread_mutex_unlock(&tail->lock);
    return count;
}

int64_t tail_first(Tail *tail)
{
    pthread_mutex_lock(&tail->lock);
    move_up(tail);
    int64_t first = tail->first + tail->front;
    pthread_mutex_unlock(&tail->lock);
    return first;
}

int64_t tail_customer_count(Tail *tail)
{
    pthread_mutex_lock(&tail->lock);
    int64_t customers = (int64_t)tail->keys;
    pthread_mutex_unlock(&tail->lock);
    return customers;
}

int64_t tail_customers(Tail *tail, int64_t most, int64_t *out, Millis *oldest)
{
    int64_t count = 0;
    pthread_mutex_lock(&tail->lock);
    *oldest = INT64_MAX;
    for (size_t slot = 0; tail->keys && slot < tail->slots; slot++) {
        const Key *key = &tail->key[slot];
        if (!key->customer) continue;
        if (count < most) out[count] = key->customer;
        if (key->since < *oldest) *oldest = key->since;
        count++;
    }
    pthread_mutex_unlock(&tail->lock);
    return count;
}

static int by_id(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

static void begin_round(Tail *tail)
{
    tail->ordered = tail->next = 0;
    for (size_t slot = 0; tail->keys && slot < tail->slots; slot++)
        if (tail->key[slot].customer)
            tail->order[tail->ordered++] = tail->key[slot].customer;
    qsort(tail->order, tail->ordered, sizeof *tail->order, by_id);
}

bool tail_next(Tail *tail, int64_t *customer, Millis *since)
{
    const Key *key = NULL;
    pthread_mutex_lock(&tail->lock);
    while (!key && tail->keys > 0) {
        if (tail->next == tail->ordered) begin_round(tail);
        key = find_key(tail, tail->order[tail->next++]);
    }
    if (key) {
        *customer = key->customer;
        *since = key->since;
    }
    pthread_mutex_unlock(&tail->lock);
    return key != NULL;
}
