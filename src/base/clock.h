// clock.h: what time is it?
//
// The one place that asks.  Tests set it, and time then stands still until they
// set it again.
#pragma once

#include "base/date.h"

// The present, in UTC.
Millis clock_now(void);

// The day it is.
Day clock_today(void);

// From now on the present is `at`; 0 gives the system's clock back.
void clock_set(Millis at);

// Nanoseconds from an unknown start that only ever grow: for measuring how long
// something took and when it has taken too long.  clock_set does not touch it.
int64_t clock_ticks(void);
