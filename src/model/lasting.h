// lasting.h: what counts from one day to another, until it does not?
//
// An open ticket, an invoice and a name that was ever used count on every day from some
// day until another.  When they begin and end is known beforehand, so day after day costs
// only what begins and ends.
//
// Pure: no clock, no I/O; memory from the arena it is given.
#pragma once

#include "model/picture.h"

typedef struct {
    int32_t amount;
    int32_t of;
} Level;

typedef struct {
    const Metrics *metrics;
    Day from;
    Day to;
    int place[MEASURES_MAX];  // by level, the metric's
    int levels;
    int level_of[MEASURES_MAX];  // by the metric's place
    Level level[MEASURES_MAX];
    Level *rise;  // by day and level: the difference from the day before
    bool *moves;  // by day: may anything be another than the day before?
    Day known_from[EVENT_TYPE_COUNT];  // the first day anything of it came
} Lasting;

// Find out what begins and ends; `metrics`, `from` and `to` are set.
void lasting_start(Arena *arena, Lasting *lasting, const Facts *facts);

// Go on to `day`, the one after the last, or `from`; false: nothing is another.
bool lasting_move(Lasting *lasting, Day day);

// The measure at that place: all but what was ever known.
Measure lasting_measure(const Lasting *lasting, int place);
