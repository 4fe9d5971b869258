// trend.h: where did a score come from?
//
// The same picture_of and score_of, asked for earlier days: twelve points a week
// apart for a sparkline, and what changed within 7 and within 30 days.
//
// Pure: no clock, no I/O.
#pragma once

#include "model/score.h"

enum {
    TREND_POINTS = 12,
    TREND_DAYS = (TREND_POINTS - 1) * 7,  // from its first point to the last
    TREND_NONE = INT16_MIN                // a point without a score
};

typedef struct {
    bool has_7d;  // false where there was no score then, or is none now
    bool has_30d;
    double change_7d;  // score now minus score 7 days before
    double change_30d;
    int16_t point[TREND_POINTS];  // scores in tenths, the earliest first, the last is now
} Trend;

// How far back facts must reach for a trend as of a day.
Day trend_from(const Metrics *metrics, Day day);

// Under the card of today, on all days.  `facts->from` must not be later than
// trend_from(card->metrics, day).
Trend trend_of(const Facts *facts, const Scorecard *card, Day day, Arena scratch);
