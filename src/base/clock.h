// clock.h: what time is it?
//
// The one place that asks, and the one that knows where we are: in which time zone the
// installation's days begin.  Tests set it, and time then stands still until they
// set it again.
#pragma once

#include "base/date.h"

// The present, in UTC.
Millis clock_now(void);

// The day it is, in the installation's zone.
Day clock_today(void);

struct Zone;  // base/zone.h

// From now on the installation's zone is this one, which must stay; NULL: UTC.  Before
// there is a second thread.
void clock_set_zone(struct Zone *zone);

// "Asia/Kathmandu".
Str clock_zone(void);

// What the clocks of the zone show, as UTC would write it; and when they show that.
Millis clock_local(Millis at);
Millis clock_moment(Millis local);

// From now on the present is `at`; 0 gives the system's clock back.
void clock_set(Millis at);

// Nanoseconds from an unknown start that only ever grow: for measuring how long
// something took and when it has taken too long.  clock_set does not touch it.
int64_t clock_ticks(void);

// Nanoseconds that the calling thread has had a core.
int64_t clock_worked(void);
