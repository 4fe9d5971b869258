// inside.h: what is a service made of?
//
// For the files of this room only.
#pragma once

#include "service/asking/kept_past.h"
#include "service/asking/roll.h"
#include "service/cards/live_cards.h"
#include "service/proving/validation.h"
#include "service/readers.h"
#include "service/writing/arrivals.h"
#include "service/writing/bounds.h"
#include "service/writing/committer.h"
#include "service/writing/intake.h"
#include "service/writing/known.h"
#include "service/writing/news.h"
#include "service/writing/rejects.h"

#include <pthread.h>
#include <stdatomic.h>

// What was true at a version of the service is true while it lasts; version 0 is none.
typedef struct {
    _Atomic uint64_t fresh_at;  // nothing was stale then
    pthread_mutex_t lock;       // over the next two
    uint64_t counted_at;
    int64_t customers;
} Remembered;

// A walk through all events that wait for a customer; the committer's thread's.
typedef struct {
    bool wanted;         // from the beginning
    int64_t after;       // one is under way, and has come so far; 0: none is
    int64_t not_before;  // in ticks
    int64_t next_at;     // where others give names too: the next, in any case
} Looking;

struct Service {
    Arena life;  // as arena_map returned it; the service itself lies in it
    Str currency;
    bool shared;
    Committer *committer;
    Readers *readers;
    Bounds *bounds;
    Known *known;
    LiveCards *cards;
    Rejects *rejects;
    Arrivals *arrivals;
    Rolls *rolls;
    ScoreNews *news;
    Validations *validations;
    Looking looking;
    Remembered remembered;
    KeptPast *past;
};

// Start a service whose writer this is; it is closed with it, or where this fails.
MUST_USE Err service_start(const ServiceOptions *options, Store *writer, Service **out);

// Have the committer derive who is stale as of `today`, if they are few, and say
// how current the pictures are then.
MUST_USE Err freshen(Service *service, Store *reader, Day today, Freshness *out);

// The watermark of whatever is asked from now on.
MUST_USE Err service_latest(Service *service, int64_t *out);

// Into details whose score is what the card makes of the customer: where an override holds,
// that is what is shown.
MUST_USE Err show_override(Store *reader, Arena *arena, HealthDetails *details);

// What has this fate, as it is kept.
Rejected fate_rejected(Fate fate, const Event *event);
Fate fate_of(Appended outcome);
