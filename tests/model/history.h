// history.h: a customer's past, put together by hand.
//
// Tests say what happened, in any order; history_facts counts it as a store would.
#pragma once

#include "model/picture.h"

enum { HISTORY_MAX = 8192 };

typedef struct {
    Arena *arena;
    Event *event;
    int events;
} History;

// An empty one; whatever an earlier one held is gone.
History history_new(void);

// A second one, beside `other`.
History history_beside(const History *other);

// A day from its text: "2026-11-22".
Day on(const char *text);

// The moment `hour` o'clock of a day.
Millis at_hour(Day day, int hour);

void history_add(History *history, Event event);

// The same thing `times` times on one day, at noon.
void logins(History *history, Day day, int times);
void feature(History *history, Day day, const char *name);
void api(History *history, Day day, int64_t calls);
void ticket(History *history, Millis at, const char *id, TicketStatus status);
void invoice(History *history, Millis at, const char *id, Day due, Day paid);

// What a store would know of it, back to `from`.
Facts history_facts(const History *history, Day from);

// All of it.
Facts history_all(const History *history);

// A measure of something that did come in.
Measure measured(int64_t amount, int64_t of, int64_t events);

// In another order: every seed gives one.
void history_shuffle(History *history, uint64_t seed);

// The next of a row of numbers that looks random; the same row for the same seed.
uint64_t next_number(uint64_t *state);

// A customer of whom anything may have come in, in the two years before `middle` and the
// ten days behind it: a few events, and many edges.  Every seed gives one.
History history_any(Day middle, uint64_t seed);

// Likewise one with enough events for any score, of the 15 months before `middle`.
History history_lively(Day middle, uint64_t seed);

// Whose names they take.
enum { ANY_FEATURES = 7, ANY_IDS = 9 };
extern const char *const any_feature[ANY_FEATURES];
extern const char *const any_id[ANY_IDS];
