// zone.h: when does a day begin at a place?
//
// The clocks of a place stand at an offset from UTC that changes now and then; the
// system's time zone database says when.  A day of such a zone has 23 to 25 hours, now and
// then, and no two of them share a moment:
//
//     offset      -5 h          -4 h               -5 h
//     ───────────────────┬─────────────────┬───────────────────► at
//                      from[i]          from[i+1]
//
// Where clocks that have passed midnight are set back behind it, the new day begins when
// they pass it for good.
//
// Not asked by name: day_of and day_start (date.h) go by the installation's zone, which
// clock.h holds.
#pragma once

#include "base/date.h"
#include "base/err.h"

typedef struct Zone Zone;

enum { ZONE_NAME_MAX = 64 };

// The zone of this name ("Asia/Kathmandu"), as the system's database has it; it lives in
// the arena, of which it takes less than ZONE_BYTES.  ERR_NOT_FOUND: there is none.
// ERR_INVALID: there is something else.
enum { ZONE_BYTES = 256 << 10 };
MUST_USE Err zone_load(Arena *arena, Str name, Zone **out);

Str zone_name(const Zone *zone);

// As day_of and day_start say.
Day zone_day_of(Zone *zone, Millis at);
Millis zone_day_start(Zone *zone, Day day);

// What clocks there show, as UTC would write it; and when they show that: of two moments
// either, and where they skip it one beside.
Millis zone_local(Zone *zone, Millis at);
Millis zone_moment(Zone *zone, Millis local);
