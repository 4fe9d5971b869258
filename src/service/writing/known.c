#include "service/writing/known.h"

#include <pthread.h>
#include <stdatomic.h>

enum { PLACES = 1 << 18 };  // 2 MB, of which only what is used takes memory

struct Known {
    bool shared;
    pthread_mutex_t lock;  // over noting and forgetting
    _Atomic uint64_t moment;
    _Atomic int64_t place[PLACES];  // 0: nobody
};

void known_open(Arena *life, bool shared, Known **out)
{
    *out = arena_new(life, Known, 1);
    (*out)->shared = shared;
    pthread_mutex_init(&(*out)->lock, NULL);
}

void known_close(Known *known)
{
    pthread_mutex_destroy(&known->lock);
}

static _Atomic int64_t *place_of(Known *known, int64_t customer)
{
    return &known->place[(uint64_t)customer % PLACES];
}

bool known_is(Known *known, int64_t customer)
{
    return customer > 0 && atomic_load(place_of(known, customer)) == customer;
}

uint64_t known_moment(Known *known)
{
    return atomic_load(&known->moment);
}

void known_note(Known *known, uint64_t moment, int64_t customer)
{
    if (known->shared) return;
    pthread_mutex_lock(&known->lock);
    if (atomic_load(&known->moment) == moment)
        atomic_store(place_of(known, customer), customer);
    pthread_mutex_unlock(&known->lock);
}

void known_forget(Known *known, int64_t customer)
{
    pthread_mutex_lock(&known->lock);
    atomic_fetch_add(&known->moment, 1);
    if (known_is(known, customer)) atomic_store(place_of(known, customer), 0);
    pthread_mutex_unlock(&known->lock);
}
