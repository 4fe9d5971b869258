// making.h: customers, events and pictures to test with.
#pragma once

#include "store/store.h"

// A moment on a day of the year the tests play in: day 0 is 2026-01-01.
#define FIRST_DAY ((Day)20454)
Day on(int day);
Millis at(int day, int hour);

// A customer with a name and else nothing said.
Customer customer_called(const char *name);

// The id of a new one.
int64_t add_customer(Store *store, const char *name);

// Events that came in through the door "api", an hour after they happened; the
// fingerprint is made from what they say.
Event login(int64_t customer, const char *id, Millis when);
Event feature(int64_t customer, const char *id, Millis when, const char *name,
              int64_t uses);
Event api_calls(int64_t customer, const char *id, Millis when, int64_t calls);
Event ticket(int64_t customer, const char *id, Millis when, const char *name,
             TicketStatus status);
Event invoice(int64_t customer, const char *id, Millis when, const char *name,
              InvoiceStatus status, int64_t amount);

Event custom(int64_t customer, const char *id, Millis when, const char *name,
             int64_t quantity);

// `count` events of all types in the days from 0 to 12, as `seed` has it; the ids are
// those of their places.
Event *random_events(int64_t customer, int count, unsigned seed);

// Append one event, and what became of it; append several that must all be stored.
Appended append_one(Store *store, Event event);
void append_all(Store *store, Event *events, size_t count);

// All of a customer's events, oldest first; there are no more than `most`.
Event *events_of(Store *store, int64_t customer, int most, int *count);

// The facts of a customer from FIRST_DAY on, and the mark of the only stale customer.
Facts facts_of(Store *store, int64_t customer);
StaleMark only_mark(Store *store);

// A picture of the customer, scored, and its mark taken away.
void put_score(Store *store, int64_t customer, double score);
PictureRow picture_row(StaleMark mark, double score);

// Every event is found among its customer's, once all is folded.
void assert_in_order(Store *store);

void assert_facts_equal(const Facts *a, const Facts *b);
