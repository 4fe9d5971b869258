// lead.h: how early did the score say so?
//
// The lead of a customer who left is how many days before it was at risk for good: from
// that day on until it left, but for breaks of less than a week.  Beside it stands how
// often the alarm was false: an alarm is the first day of a stretch at risk that lasts a
// week or more, and it is true if the customer left within it or within the horizon.
//
// Pure: no clock, no memory, no I/O.
#pragma once

#include <stdbool.h>

enum { LASTING_DAYS = 7 };

// `at_risk` says it for each of `days` days, the last one before it left at the end.  0:
// it was not at risk for good.
int lead_days(const bool *at_risk, int days);

typedef struct {
    int alarms;     // of which it is known what came of them
    int unfounded;  // of them, those that were false
} Alarms;

// The alarms of one customer.  `left`: it left on the day behind the last one; else we
// stop looking there, and an alarm less than `horizon` days ago is not counted.
Alarms alarms_of(const bool *at_risk, int days, bool left, int horizon);
