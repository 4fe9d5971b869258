// draft_fill.h: how is one part of a document shown as an input?
//
// For the files that fill the form of a draft only.
#pragma once

#include "web/cards/card_typed.h"
#include "web/cards/draft_page.h"

typedef struct {
    Arena *arena;
    const Complaint *complaint;
    bool told[FAULTS_MAX];  // which faults stand beside an input
    int inputs;
    JsonValue document;
    const Scorecard *card;    // what was typed, where it is without fault
    const Scorecard *before;  // what is in force; NULL: nothing is
    DraftPage *page;
} Filling;

// Pointers to what stands below another part: a member, an item of a list.
Str fill_below(const Filling *filling, Str pointer, const char *name);
Str fill_item(const Filling *filling, Str pointer, int place);

// What is wrong with a part, or with the whole that it stands for (empty: with none).  What
// was told once is not told again.
Str fill_message(Filling *filling, Str name, Str whole);

DraftInput fill_input(Filling *filling, Str name, Str whole, Str label, Str value);
DraftInput fill_member(Filling *filling, Str pointer, JsonValue object, const char *name,
                       const char *label);

int fill_length(JsonValue list);
JsonValue fill_at(JsonValue list, int place);
Str fill_text(JsonValue object, const char *name);

// Its parts.
void fill_choices(Filling *filling);
void fill_applies(Filling *filling);
void fill_rules(Filling *filling);
