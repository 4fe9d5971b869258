// views_past.h: what does the overview of a past day need to know?
#pragma once

#include "web/pages/views.h"

enum { PAST_CARDS_MAX = 25 };

typedef struct {  // the overview as of a past day
    Frame frame;
    Notices notices;
    Str as_of;  // "2026-08-03"
    Str today;
    Str day;  // "3 Aug 2026 (UTC)"
    Str customers;
    Str scored;
    Str portfolio_score;
    Str portfolio_now;
    Str mrr_at_risk;
    Str mrr_at_risk_now;
    Str at_risk;
    Str at_risk_now;
    Str median;
    Str quartiles;
    BookChart chart;
    BandLine band[BAND_LINES_MAX];
    int bands;
    UnscoredLine none[UNSCORED_MAX];
    int nones;
    CustomerCard card[PAST_CARDS_MAX];
    int cards;
} PastPage;

void view_past(Html *html, const PastPage *page);
