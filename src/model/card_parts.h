// card_parts.h: how are the parts of a scorecard's document read?
//
// For the files that read documents only.
#pragma once

#include "model/card_members.h"

// What a word of a document means.
typedef struct {
    const char *word;
    int means;
} CardWord;

// One of `words`, which end with {0}; a fault that names them where it is none of them.
bool card_choice(const CardNode *node, const CardWord *words, int *out);
Str card_word(const CardWord *words, int means);

extern const CardWord card_aggregates[];
extern const CardWord card_sources[];
extern const CardWord card_bands[];

void card_read_factor(CardNode node, Factor *out);
void card_read_transform(CardNode node, Factor *factor);  // its metric is read

// A name for what has only an id: "At risk" for "at_risk".
Str card_name_of(Arena *arena, Str id);

// Conditions; over attributes alone where `card` is NULL, else over its factors too.
const Condition *card_read_conditions(CardNode list, const Scorecard *card, int *count);

void card_read_rules(CardNode list, Scorecard *card);
void card_read_bands(CardNode list, Scorecard *card);
