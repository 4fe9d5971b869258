// roll.h: who is in the book, as lists look for them?
//
// The roll holds in memory what each customer is looked for by and stands in a list by, so
// that to search, choose, sort and count reads no table.  It is called anew when something
// has changed since and somebody asks; where others may write to the database too, for
// every question that came after it was last begun.
//
// For the files of this room only.
#pragma once

#include "service/readers.h"
#include "service/service.h"

enum {
    WORD_SEGMENT,
    WORD_PLAN,
    WORD_OWNER,
    WORD_LIFECYCLE,
    WORD_CURRENCY,
    WORD_CARD,  // the id of the scorecard that judges it
    WORD_COUNT,
};

typedef struct {
    int64_t customer;
    Str find;       // folded: its name, e-mail and external id, a line each
    uint32_t name;  // how many bytes of that are the name's
    uint32_t word[WORD_COUNT];
    int64_t mrr;
    Day renews_on;        // DAY_NONE: not said
    Day slips_on;         // when ageing alone puts it a band lower; DAY_NONE: it does not
    Millis last_seen_at;  // 0: never
    double score;
    double change_30d;
    int state;  // as score.h has them
    bool scored;
    bool has_30d;
} RollEntry;

typedef struct {
    RollEntry *entry;  // ordered by id
    int entries;
    Str *word;  // what segments, owners, ... are called, each once; the first is empty
    uint32_t words;
    uint32_t *slot;  // where a word is found by its hash; 0: no word
    uint32_t slots;  // a power of two
} Roll;

// The number of a word; false where no customer has it.
bool roll_word(const Roll *roll, Str word, uint32_t *out);

typedef struct Rolls Rolls;

void rolls_open(Arena *life, Rolls **out);
void rolls_close(Rolls *rolls);

// The roll as it is now, read through `reader` if need be.  Many may hold it; nobody calls
// it anew before all have returned it, so that should be soon.
MUST_USE Err rolls_lend(Service *service, const Reader *reader, const Roll **out);
void rolls_return(Rolls *rolls);
