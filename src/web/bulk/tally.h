// tally.h: what became of the items of a stream?
//
// Counts, and of the first TALLY_MOST that were refused where and why.
#pragma once

#include "base/json_write.h"
#include "web/bulk/bulk.h"

// In the tally, and bytes of a sentence in it; what is longer is cut.
enum { TALLY_MOST = 1000, TALLY_TEXT_MAX = 512 };

typedef struct Refusal Refusal;

typedef struct {
    int64_t accepted;
    int64_t duplicate;
    int64_t unmatched;  // they wait for their customer
    int64_t rejected;
    Refusal *refusal;  // the latest first
    int refusals;
    Arena memory;  // for them: nobody else's
} Tally;

Tally tally_new(Arena *arena);

// What was refused; its texts are copied.
void tally_refuse(Tally *tally, const Remark *remark);

// What an item came to; `remark` says where it stood.
void tally_fate(Tally *tally, const Item *item, Remark remark);

// How many are on disk.
int64_t tally_stored(const Tally *tally);

// The members of an answer: `accepted`, `duplicate`, `unmatched`, `rejected` in the order
// of the stream, as many of them as begin in the first `room` bytes, `rejected_total`.
void tally_write(Json *json, const Tally *tally, size_t room);
