// inside.h: what is a service made of?
//
// For the files of this room only.
#pragma once

#include "service/committer.h"
#include "service/readers.h"

#include <pthread.h>
#include <stdatomic.h>

// What was true at a version of the service is true while it lasts; version 0 is none.
typedef struct {
    _Atomic uint64_t fresh_at;  // nothing was stale then
    pthread_mutex_t lock;       // over the next two
    uint64_t counted_at;
    int64_t customers;
} Remembered;

struct Service {
    Arena life;  // as arena_map returned it; the service itself lies in it
    Str currency;
    bool shared;
    Committer *committer;
    Readers *readers;
    Remembered remembered;
};

// Have the committer derive who is stale as of `today`, if they are few, and say
// how current the pictures are then.
MUST_USE Err freshen(Service *service, Store *reader, Day today, Freshness *out);
