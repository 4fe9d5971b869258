// known.h: what did we know on that day?
//
// An event may come in days after it happened.  A score that counts it on a day on which
// it had not come would know the future: so what came late is left out of the facts until
// the day on which it came.  Before `known_from` nobody remembers when what came, and
// events count from their own time on.
//
// Pure: no clock, no I/O; memory from the arena it is given.
#pragma once

#include "model/picture_walk.h"

typedef struct {
    EventType type;
    Str name;
    Str id;
    Millis at;
    Day received;  // later than the day it happened
    int64_t quantity;
} LateEvent;

typedef struct {
    Day known_from;
    const LateEvent *event;
    int events;
} Late;

// The facts without what had not come by the end of `day`.
Facts facts_known(Arena *arena, const Facts *facts, const Late *late, Day day);

typedef struct {
    Day from;
    Day to;
} Days;

typedef struct KnownWalk KnownWalk;

// As picture_walk, but each picture is of what was known on its day.
KnownWalk *known_walk(Arena *arena, const Facts *facts, const Late *late,
                      const Metrics *metrics, Days days);
const Picture *known_walk_next(KnownWalk *walk);
