// load.h: what events does a load consist of?
//
// A body of NDJSON whose lines are all of one width: they are written once, and then only
// the customer, the id and the moment in them change, in place.  So a load costs little
// beside what it measures.
#pragma once

#include "base/date.h"
#include "base/str.h"

typedef enum { IDS_NONE, IDS_ORDERED, IDS_RANDOM } Ids;

typedef struct {
    int64_t batch;      // events in a body
    int64_t customers;  // chosen at random, from `first` on
    int64_t first;
    int64_t days;  // moments at random within so many past days; 0: none said
    Ids ids;
    bool external;  // customers by external ids: "c-1"
} Load;

typedef struct {
    const Load *load;
    uint64_t random;  // the state of the dice
    char *text;
    size_t length;
    size_t width;  // of a line; and where in it begin
    size_t customer;
    size_t id;
    size_t moment;
} Body;

// Cheap, and good enough to spread load.
uint64_t dice_throw(uint64_t *dice);

// A UUID of version 7, or of version 4 where `random` says so, at `to`.
void uuid_put(char *to, Millis now, bool is_random, uint64_t *dice);

// A body, not filled in yet.
Body body_new(Arena *arena, const Load *load);

// Other customers, ids and moments.
void body_change(Body *body);
