// next_drop.h: when does the score fall by itself, and why?
//
// Scores age without events: so the first day on which the total is lower than now, if
// nothing more arrives, is known today.  What has arrived and is dated ahead counts.
//
// Pure: no clock, no I/O.
#pragma once

#include "model/score.h"

enum { NEXT_DROP_DAYS = 400 };  // how far ahead is looked

// What sums in doubles can differ by without anything having changed.
#define NEXT_DROP_LEAST 1e-9

typedef enum {     // what happens on that day to the factor that loses most
    DROP_NONE,     // no drop within NEXT_DROP_DAYS, or there is no score now
    DROP_LEFT,     // something leaves its window
    DROP_UNPAID,   // invoices pass their due date unpaid
    DROP_AHEAD,    // something counts that was dated ahead
    DROP_PASSING,  // days pass, with nothing new
    DROP_COUNT,
} DropReason;

typedef struct {
    DropReason reason;
    Day day;
    double total;  // on that day
    int factor;    // the one that loses most from the day before to that day
    int unpaid;    // invoices, where they are the reason
} NextDrop;

// `facts->from` must not be later than metrics_from(card->metrics, day).
NextDrop next_drop_of(const Facts *facts, const Scorecard *card, Day day, Arena scratch);

// "logins up to 10 September have left the window"
void next_drop_because(Writer *writer, const Scorecard *card, const NextDrop *drop);

// As bytes, the same on every machine, and back; false for bytes of another version.
enum { NEXT_DROP_BYTES = 18 };
void next_drop_pack(const NextDrop *drop, unsigned char bytes[NEXT_DROP_BYTES]);
bool next_drop_unpack(const unsigned char bytes[NEXT_DROP_BYTES], NextDrop *out);
