// stamp.h: what was this score made of, and does it still come out?
//
// A stamp names the card (by its hash), the program (by its version) and the watermark: the
// number of the last event that was known.  With the customer and the day nothing else goes
// into a score, but for the attributes of the customer as they are now.  So anyone who kept
// a stamp can have the score computed again, from the events up to the watermark, whatever
// has come since.
//
//     7:2026-11-22:65:78f63cfb84664241:0.1.0:1042
//     customer, day, score, card, program, watermark
#pragma once

#include "service/service.h"

enum { STAMP_HASH_DIGITS = 16 };

typedef struct {
    int64_t customer;
    Day day;
    bool scored;
    double score;  // what the card makes of the customer, whatever somebody says
    Str hash;      // the first STAMP_HASH_DIGITS of the card's
    Str engine;
    int64_t watermark;
} Stamp;

// The version of this program.
Str stamp_engine(void);

// The hash of a card, in hexadecimal digits.
Str stamp_hash(Arena *arena, const Scorecard *card);

// The stamp of an answer.
Stamp stamp_of(Arena *arena, const HealthDetails *details);

void stamp_write(Writer *writer, const Stamp *stamp);

// False: it is none.  The texts are those of `text`.
bool stamp_read(Str text, Stamp *out, Arena scratch);

typedef struct {
    bool same;  // to the bit
    bool scored;
    double score;  // as it is computed again
    const Scorecard *card;
    int64_t known;   // events up to the watermark
    int64_t later;   // that came since
    int64_t voided;  // of those up to the watermark: taken back, when is not looked at
} StampCheck;

// Compute it again, beside whoever serves the database; `out` is in the arena.
// ERR_NOT_FOUND: there is no such customer.  ERR_CONFLICT: no card has this hash.
MUST_USE Err check_stamp(Str database, Arena *arena, const Stamp *stamp, StampCheck *out);
