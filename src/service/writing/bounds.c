#include "service/writing/bounds.h"

#include "base/hash.h"

#include <assert.h>
#include <pthread.h>

// How many customers have leases at a time, in sets of which each customer belongs to one:
// 4 MB.
enum { SETS = 65536, WAYS = 4 };

typedef enum { BOUND_FEATURE, BOUND_TICKET, BOUND_INVOICE, BOUND_COUNT } Bound;

typedef struct {
    int64_t customer;            // 0: nobody
    uint16_t left[BOUND_COUNT];  // events that need no question
    uint16_t unused;
} Lease;

struct Bounds {
    int share;  // a lease is one in so many of what may be gathered
    pthread_mutex_t lock;
    uint32_t turn;  // which of a set is next to go
    Lease lease[SETS][WAYS];
};

static const int64_t most[BOUND_COUNT] = {
    [BOUND_FEATURE] = FEATURE_NAMES_MAX,
    [BOUND_TICKET] = TICKET_CHANGES_MAX,
    [BOUND_INVOICE] = INVOICE_CHANGES_MAX,
};

static_assert(TICKET_CHANGES_MAX / 2 <= UINT16_MAX, "a lease fits");
static_assert(INVOICE_CHANGES_MAX / 2 <= UINT16_MAX, "a lease fits");

void bounds_open(Arena *life, bool shared, Bounds **out)
{
    // With those of seven other servers it is a half.
    *out = arena_new(life, Bounds, 1);
    (*out)->share = shared ? 16 : 2;
    pthread_mutex_init(&(*out)->lock, NULL);
}

void bounds_close(Bounds *bounds)
{
    pthread_mutex_destroy(&bounds->lock);
}

static Bound bound_of(EventType type)
{
    if (type == EVENT_FEATURE) return BOUND_FEATURE;
    if (type == EVENT_TICKET) return BOUND_TICKET;
    if (type == EVENT_INVOICE) return BOUND_INVOICE;
    return BOUND_COUNT;
}

// --- the table, under its lock

static Lease *set_of(Bounds *bounds, int64_t customer)
{
    return bounds->lease[hash_int(HASH_START, customer) % SETS];
}

static Lease *find(Bounds *bounds, int64_t customer)
{
    Lease *set = set_of(bounds, customer);
    for (int way = 0; way < WAYS; way++)
        if (set[way].customer == customer) return &set[way];
    return NULL;
}

static Lease *make(Bounds *bounds, int64_t customer)
{
    Lease *lease = find(bounds, customer);
    if (lease) return lease;
    lease = &set_of(bounds, customer)[bounds->turn++ % WAYS];
    *lease = (Lease){.customer = customer};
    return lease;
}

// --- leases

bool bounds_lend(Bounds *bounds, const Event *event)
{
    Bound bound = bound_of(event->type);
    if (bound == BOUND_COUNT) return true;

    pthread_mutex_lock(&bounds->lock);
    Lease *lease = find(bounds, event->customer);
    bool lent = lease && lease->left[bound] > 0;
    if (lent) lease->left[bound]--;
    pthread_mutex_unlock(&bounds->lock);
    return lent;
}

static void grant(Bounds *bounds, int64_t customer, Bound bound)
{
    pthread_mutex_lock(&bounds->lock);
    make(bounds, customer)->left[bound] = (uint16_t)(most[bound] / bounds->share);
    pthread_mutex_unlock(&bounds->lock);
}

Err bounds_check(Bounds *bounds, Store *store, const Event *event)
{
    if (bounds_lend(bounds, event)) return OK;

    // Of what is known already there is room for more always: so this asks for an event
    // that nobody can have sent, as it has neither name nor id.
    Bound bound = bound_of(event->type);
    Event unknown = {.customer = event->customer, .type = event->type};
    Err err = store_has_room(store, &unknown, most[bound] / 2);
    if (err == ERR_CONFLICT) return store_has_room(store, event, most[bound]);
    if (err) return err;

    grant(bounds, event->customer, bound);
    (void)bounds_lend(bounds, event);
    return OK;
}

void bounds_forget(Bounds *bounds, int64_t customer)
{
    pthread_mutex_lock(&bounds->lock);
    Lease *lease = find(bounds, customer);
    if (lease) *lease = (Lease){0};
    pthread_mutex_unlock(&bounds->lock);
}
