// card_document.h: what does a scorecard's document say, and what would one say of it?
//
// A scorecard is written as a JSON document (docs/SCORING.md).  Read, it is checked whole:
// every fault is told at once, with a pointer and a sentence.  Written, it has one form,
// the canonical one: members in a fixed order, what may be left out and has a value of its
// own written out, no white space, numbers as short as they read back the same.  So
// a card has one SHA-256, however its document was spelt, and what is read and written
// again is the same.
//
// Pure: no clock, no I/O; memory only of the arena it is given.
#pragma once

#include "base/err.h"
#include "model/scorecard.h"

enum {
    CARD_FAULTS_MAX = 32,
    CARD_ID_BYTES_MAX = 64,
    CARD_NAME_MAX = 100,       // characters of a title, a name, a group, a unit
    CARD_REASON_MAX = 255,     // characters
    CARD_PRIORITY_MAX = 1000,  // below 0 as well
    CARD_TABLE_MAX = 64        // rows
};

typedef struct {
    Str pointer;  // "/factors/2/weight"
    Str message;  // a sentence
    Str type;     // FastAPI's word: "missing", "value_error", ...
} CardFault;

typedef struct {
    CardFault fault[CARD_FAULTS_MAX];
    int faults;  // those beyond CARD_FAULTS_MAX are left out
} CardFaults;

// Read a document; what the card points to lives in the arena.  The card is bound to no
// metrics, and its version is 0.  Weights that do not add up to 1 are divided by their sum.
// ERR_INVALID: `*faults` says what is wrong.
MUST_USE Err scorecard_read(Arena *arena, Str document, Scorecard *out, CardFaults *faults);

// The canonical document of a card.  What no document can say of `original` is written in
// words that are not read.
Str scorecard_write(Arena *arena, const Scorecard *card);

// The SHA-256 of a canonical document, in hexadecimal digits.
Str scorecard_hash(Arena *arena, Str document);
