// flags.h: what does being in a band mean?
//
// Whoever is in a band or a worse one is flagged by it.  Of a band: how many of its cases
// left; of the flag: how many of the flagged left (precision), how many of those who left
// were flagged (recall), and the harmonic mean of both (F1).
//
// Pure: no clock, no memory, no I/O.
#pragma once

#include "proof/cases.h"

enum { FLAG_BANDS_MAX = 12 };

typedef enum {
    FLAG_SHARE,      // of the cases in the band, those that left
    FLAG_PRECISION,  // of the cases in it or a worse one, those that left
    FLAG_RECALL,     // of those that left, the ones in it or a worse one
    FLAG_F1,
    FLAG_COUNT,
} FlagMeasure;

typedef struct {
    int64_t cases;  // in the band
    int64_t left;   // of them
    bool known[FLAG_COUNT];
    double value[FLAG_COUNT];
} Flag;

// By band, the worst first; there are `bands` of them.
void flags_of(const Cases *cases, const int *times, int bands, Flag *out);
