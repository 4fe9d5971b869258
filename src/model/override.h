// override.h: what does somebody say a customer's health is, whatever the card makes of it?
//
// A value or a band, with a reason and an end.  While it holds it is what is shown; what
// the card says is kept beside it.  It is of the health a customer has: whoever asks what
// another card would say is told that.
//
// Plain values: the texts are borrowed from an arena.
#pragma once

#include "model/score.h"

typedef struct {
    int64_t id;  // ours, growing; 0 until it is stored
    int64_t customer;
    bool has_value;
    double value;  // 0..100
    Band band;     // where there is no value
    Str reason;
    Str author;
    Day since;  // the first day on which it holds
    Day until;  // the last one
    Day ended;  // from this day on it holds no more; DAY_NONE: nobody has ended it
    Millis at;  // when it was said
} Override;

enum { OVERRIDE_DAYS_MOST = 90 };  // for how long, today not counted

bool override_holds(const Override *override, Day day);

// Which of a customer's holds on `day`: of several the last; NULL: none does.
const Override *override_on(const Override *override, int count, Day day);

// The first day behind `day`, on which one of them holds, from which on it does not;
// `otherwise` where that is earlier, or none holds.
Day override_change(const Override *override, int count, Day day, Day otherwise);

// The score as it is shown under an override.  A value is a score even where nothing is
// known of the customer; a band is one of a score that there is.
Score override_apply(const Score *score, const Override *override, const Scorecard *card);
