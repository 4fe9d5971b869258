// card_tell.h: what does a scorecard say, in words?
//
// Short phrases for a person who looks after customers: what a factor measures, what that
// earns, whom a card is for.  They are text, not HTML.
#pragma once

#include "model/scorecard.h"

// "Logins a week, in the last 84 days"
Str tell_measured(Arena *arena, const Scorecard *card, const Factor *factor);

typedef struct {
    Str when;    // "20 or more", "else"
    Str points;  // "100"
} EarnedLine;

// What earns how many points, line by line; 0 lines where one phrase says it all.
int tell_steps(Arena *arena, const Factor *factor, EarnedLine **out);

// What has to be said besides: "on straight lines between"; empty: nothing.
Str tell_earned(const Factor *factor);

// "Never an API call: its weight is shared out among the others"; empty where nothing
// there simply counts as none.
Str tell_missing(Arena *arena, const Factor *factor);

// "segment is enterprise, and days to renewal are under 90"
Str tell_conditions(Arena *arena, const Scorecard *card, const Condition *condition,
                    int count);

// "at most 39 points"
Str tell_effect(Arena *arena, const CardRule *rule);

// "Customers whose segment is enterprise"
Str tell_who(Arena *arena, const Scorecard *card);

// "25%", "33.3%": a share of one.
Str tell_share(Arena *arena, double share);

// A number as somebody would type it: "0.35", "12".
Str tell_number(Arena *arena, double number);
