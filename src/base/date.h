// date.h: which day is this, and how is it written?
//
// A moment is Millis since 1970 in UTC; a day is a Day, counted from 1970-01-01.
// The calendar is the proleptic Gregorian one.
//
// An installation has one time zone for its days, which is set once, at the start, before
// there is a second thread (clock.h); without that it is UTC.  day_of and day_start go by
// it.  All else here is pure arithmetic: no clock, no time zone database, no memory.
#pragma once

#include "base/writer.h"

typedef int64_t Millis;
typedef int32_t Day;

typedef struct {  // both included
    Day from;
    Day to;
} DaySpan;

enum { MILLIS_A_DAY = 86400000 };

// What we accept and can write: 0001-01-01 to 9999-12-31.
#define DAY_FIRST ((Day)-719162)
#define DAY_LAST ((Day)2932896)

// The day a moment falls on, in the installation's zone.
Day day_of(Millis at);

// The first moment of a day; the next day's is the first behind it.  A day the calendar of
// the zone has skipped is empty.
Millis day_start(Day day);

// The same in UTC: for what is written or read as UTC, and for nobody's days.
Day utc_day_of(Millis at);
Millis utc_day_start(Day day);

// A day from its parts; false where the calendar has no such day.
bool day_from_civil(int year, int month, int day_of_month, Day *out);
void day_to_civil(Day day, int *year, int *month, int *day_of_month);

// The same day of the month `months` earlier; where that month is too short, its
// last day (31 May minus three months is 28 or 29 February).
Day day_minus_months(Day day, int months);

// "2026-11-22", and nothing else.
bool day_parse(Str text, Day *out);
void day_write(Writer *writer, Day day);

// "22 November": how a sentence says it.
void day_write_words(Writer *writer, Day day);

// RFC 3339 with any offset and up to nine decimals (those past the millisecond
// are cut off); a leap second is read as the last millisecond before the next
// minute.  "2026-11-20T09:30:00Z".
bool millis_parse(Str text, Millis *out);

// "2026-11-20T09:30:00Z", with ".123" where the milliseconds are not zero.
void millis_write(Writer *writer, Millis at);
