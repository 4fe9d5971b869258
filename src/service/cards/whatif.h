// whatif.h: who would be where, if this card were published now?
//
// The book as it is, and as it would be read right after publishing: the same cards, the
// same pictures, the same score_of.  Nothing is written.
#pragma once

#include "service/cards/scorecards.h"

enum { WHATIF_MOVERS = 20, WHATIF_NAME_BYTES = CUSTOMER_NAME_MAX * 4 };

typedef struct {
    int64_t customers[STATES];  // by state, as score.h has them
    int64_t mrr[STATES];        // in the reporting currency
    int64_t histogram[HISTOGRAM_BINS];
    int64_t scored;
    double mean_score;  // 0 where nobody has a score
} WhatIfSide;

typedef struct {
    int64_t customer;
    Str name;
    double before;
    double after;
    Band from;  // the kind of band it is in, and would be in
    Band to;
    int64_t mrr;  // in the reporting currency; 0: in another
    Str because;  // the factor, or the rule, that did most of it
} WhatIfMover;

typedef struct {
    Day today;
    int64_t customers;  // of the live book
    int64_t applies;    // for whom the card would hold
    int64_t changed;    // whose score, or why there is none, would be another
    bool from_facts;    // what it measures is not in the pictures as yet
    WhatIfSide before;
    WhatIfSide after;
    int64_t flow[STATES][STATES];   // from, to
    WhatIfMover up[WHATIF_MOVERS];  // the largest first
    int ups;
    WhatIfMover down[WHATIF_MOVERS];
    int downs;
    WhatIfMover across[WHATIF_MOVERS];  // into another kind of band, the largest first
    int acrosses;
} WhatIf;

// `document` is canonical.  ERR_CONFLICT: the cards at work would need more than
// MEASURES_MAX measures.
MUST_USE Err get_whatif(Service *service, Arena *arena, Str card, Str document,
                        WhatIf *out);
