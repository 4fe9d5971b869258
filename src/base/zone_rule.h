// zone_rule.h: when will the clocks be changed in a year to come?
//
// The rule in the last line of a time zone file, as POSIX writes TZ: "EST5EDT,M3.2.0,M11.1.0",
// "<+0545>-5:45".  For zone.c.
#pragma once

#include "base/date.h"

typedef struct {  // a day of every year, and a time of day on that clock
    char
        kind;  // 'M': a weekday of a month; 'J': 1 to 365, never 29 February; '0': 0 to 365
    int month, week, day;
    Millis time;
} ZoneChange;

typedef struct {
    Millis standard;  // offset from UTC
    Millis summer;    // the same as `standard`: the clocks are not changed
    ZoneChange start, end;
} ZoneRule;

bool zone_rule_parse(Str text, ZoneRule *out);

typedef struct {
    Millis from;
    Millis offset;
} ZoneRange;

// The two changes of a year, in their order.
void zone_rule_year(const ZoneRule *rule, int year, ZoneRange out[2]);
