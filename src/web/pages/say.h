// say.h: how do we put a number to a person?
//
// Pages round, group and shorten; the API never does.  Days and times are those
// of the installation's zone.
#pragma once

#include "base/date.h"
#include "base/writer.h"

// 52.5: one decimal, always.
Str say_score(Arena *arena, double score);

// 12.5, 6.25: one decimal or two, so that points that add up do so to the eye.
Str say_points(Arena *arena, double points);

// 12,345
Str say_count(Arena *arena, int64_t count);

// "1 customer", "60 customers": the noun's plural adds an s.
Str say_many(Arena *arena, int64_t count, const char *noun);

// "$12,400", "$19.90", "CHF 1,200", and in short "$79.3k", "$1.24M".
Str say_money(Arena *arena, int64_t minor, Str currency);
Str say_money_short(Arena *arena, int64_t minor, Str currency);

// "22 Nov 2026", "22 Nov", and "22 Nov 2026, 14:22".
Str say_day(Arena *arena, Day day);

// "2026-11-22", as a date field takes it.
Str say_date(Arena *arena, Day day);

// "as of 22 Nov 2026 (UTC)": with the zone whose day it is.
Str say_as_of(Arena *arena, Day day);
Str say_day_short(Arena *arena, Day day);
Str say_time(Arena *arena, Millis at);

typedef struct {  // a time, which scripts say in the zone of whoever looks
    Str text;     // "16 Nov 2026, 14:22", in the installation's
    Str utc;      // "2026-11-16T14:22:00Z"
} Moment;

// The same, for view_moment.
Moment moment_of(Arena *arena, Millis at);

// "today", "yesterday", "3 days ago", "in 47 days".
Str say_distance(Arena *arena, Day day, Day today);

// "just now", "2 s ago", "21 min ago", "3 h ago"; longer ago it is the day.
Str say_ago(Arena *arena, Millis at, Millis now);

// `number` with at most `decimals` decimals and no needless zeros, for people and
// for the coordinates of charts.
double say_rounded(double number, int decimals);
