// inside.h: what is a service made of?
//
// For the files of this room only.
#pragma once

#include "service/committer.h"
#include "service/readers.h"

struct Service {
    Arena life;  // as arena_map returned it; the service itself lies in it
    Str currency;
    bool shared;
    Committer *committer;
    Readers *readers;
};

// Have the committer derive who is stale as of `today`, if they are few, and say
// how current the pictures are then.
MUST_USE Err freshen(Service *service, Store *reader, Day today, Freshness *out);
