// tail.h: which events are in the log and nowhere else yet?
//
// An event is acknowledged when it is in the log.  Its place in the customer's timeline
// and its share of the daily counts are written later, for many events of a customer at
// once: so the cost of an event does not grow with what is stored.  Until then it is in
// the tail, which says for each customer which numbers of the log to look at.
//
//     log     ... 71 72 73 74 75 76 77        before 73 everything is in its place
//     tail            │  ·  │  │  ·           74 and 77 have been put there early
//                     └─────┘◄─┘              each knows the one before it of its customer
//
// Only in memory, four bytes an event: it can be read again from the log.  Used by the
// writer and, at the same time, by the readers of the process.
#pragma once

#include "base/date.h"

typedef struct Tail Tail;

enum { TAIL_MAX = 2000000 };  // events in it; the writer makes room before there are more

Tail *tail_open(void);
void tail_close(Tail *tail);

// Empty it; the numbers to come are `first` and larger, and the last event of the log has
// the number `latest`.
void tail_begin(Tail *tail, int64_t first, int64_t latest);

// An event of a larger number than all before, that came to us at `now`.
void tail_add(Tail *tail, int64_t customer, int64_t number, Millis now);

// An event is in its place, or has never come to be.  One that is not there is passed over.
void tail_drop(Tail *tail, int64_t customer, int64_t number);

// The number of the last event that has come, or is coming.
int64_t tail_latest(Tail *tail);

// How many events there are in it, and how many of one customer.
int64_t tail_events(Tail *tail);
int64_t tail_events_of(Tail *tail, int64_t customer);

// Up to `most` numbers of a customer, the latest first; room for `most` at `out`.
int64_t tail_numbers(Tail *tail, int64_t customer, int64_t most, int64_t *out);

// Everything below this number is in its place; where the tail is empty, the end of the
// log.
int64_t tail_first(Tail *tail);

// How many customers have events in it.
int64_t tail_customer_count(Tail *tail);

// Whose events there are: up to `most` customers in no order; returns how many there are
// in all.  `*oldest`: since when the first of them waits, where there are any.
int64_t tail_customers(Tail *tail, int64_t most, int64_t *out, Millis *oldest);

// The next customer with events in it, going round and round in the order of their ids:
// neighbours lie side by side on disk.  False: there is none.
bool tail_next(Tail *tail, int64_t *customer, Millis *since);
