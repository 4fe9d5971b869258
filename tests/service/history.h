// history.h: what might have happened to a few customers?
//
// The same for the same seed.  For tests that what is derived is the same however the
// events came.
#pragma once

#include "service/service.h"

void history_begin(uint64_t seed);

// A number below `sides`.
int history_roll(int sides);

// Events of the customers 1 to `customers`, within two years before and a day after `noon`;
// many change the same few tickets and invoices.
Event *history_make(int events, int customers, Millis noon);

// In another order, with every tenth event twice.
Event *history_shuffle(const Event *event, int events, int *count);

// What the list shows of everybody, as bytes.
Str history_pictures(Service *service);

// Customers who did all that: a third of them each of another segment, old and new.
void history_fill(Service *service, int customers, int events, Millis noon);
