// explain.h: why is that so, in one sentence?
//
// Plain words with right plurals and units, that a person can check: "149 logins
// in 12 weeks, 12.4 a week: 10 or more earns 75".  The sentences are text, not
// HTML: whoever shows them escapes them.
//
// Pure: writes into the writer it is given, and nothing else.
#pragma once

#include "model/score.h"

// One factor: what was counted, over which time, and what that earns.
void explain_factor(Writer *writer, const Scorecard *card, const Score *score,
                    const Picture *picture, int factor);

// The whole in a few words, the worst factors first, for lists: "0 of 5 features
// in use; only 0.2 logins a week".  At most two factors; nothing where all is well.
void explain_score(Writer *writer, const Scorecard *card, const Score *score,
                   const Picture *picture);
