// sample_company.h: who stands in the sample book, and what is their story?
//
// Pure arithmetic on a row of numbers that the seed begins: no clock, no store.
#pragma once

#include "service/sample/sample.h"

// A row of numbers that looks random; the same seed gives the same row for ever.
typedef struct {
    uint64_t state;
} Dice;

uint64_t dice_bits(Dice *dice);
int dice_from(Dice *dice, int low, int high);  // low..high, both included
bool dice_percent(Dice *dice, int percent);
double dice_share(Dice *dice);  // 0 <= share < 1

typedef enum {
    STORY_THRIVING,
    STORY_RISING,    // was barely using it two months ago
    STORY_STEADY,    // uses it, without love
    STORY_NEW,       // came three weeks ago
    STORY_LATE,      // pays late
    STORY_STORM,     // has opened ticket after ticket, and none is closed
    STORY_FADING,    // will leave: logins fade since SAMPLE_LEAD_DAYS before
    STORY_LEFT,      // has left
    STORY_FORMER,    // so has this one, longer ago
    STORY_SLEEPING,  // hardly ever comes
    STORY_SILENT,    // nothing was ever sent
    STORY_COUNT,
} Story;

Str story_name(Story story);

typedef struct {
    int index;  // 0, 1, ... in the book
    Story story;
    Customer customer;
    Day first;     // of its history
    Day leaves;    // DAY_NONE: stays
    int lead;      // days before, since when one can see it; 0: one cannot
    int logins;    // a week, at its best
    int users;     // who log in
    int features;  // how many of the catalogue it uses
    int calls;     // of the API a week; 0: never
    int tickets;   // opened in ten months, when all is well
    int late;      // percent of its invoices
    int open;      // tickets that pile up
} Company;

// How many of those who have left there is room for.
int company_formers(const SampleOptions *options);

// The company at `index` of the book, behind whose customers stand those who have left.
Company company_at(Arena *arena, const SampleOptions *options, int index);

// "sample-0001"
Str company_external_id(Arena *arena, int index);

// Is this customer one of ours?
bool company_is_sample(const Customer *customer);
