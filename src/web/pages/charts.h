// charts.h: where do the lines of a chart run?
//
// Coordinates only, in words that SVG understands; how they look is said by the
// style sheet.
#pragma once

#include "model/trend.h"
#include "web/pages/views.h"

// Twelve points in a box of 100 by 28, drawn from the first that has a score.
Spark spark_of(Arena *arena, const Trend *trend, Str band);

// How much of a ring of radius 17 a score fills, as a stroke-dasharray.
Str ring_of(Arena *arena, double score);

// The dial of a score of 0 to 100, its rim in the colours of the card's bands;
// `was` is the score of 30 days ago, or NULL.
Dial dial_of(Arena *arena, const Scorecard *card, const Score *score, const double *was);

// The bar of a histogram of scores at `place` of HISTOGRAM_BINS, `most` being the count of
// the highest.  An empty one keeps a stub, so that one sees where nobody is.
Bin bin_of(Arena *arena, int place, int64_t count, int64_t most, Band band);

// The least round step of which at most five lead to `most`.
int64_t chart_step(int64_t most);
