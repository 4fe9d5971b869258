// stage.h: a service on an empty database, for one test.
//
// The program is run once for each backend of tests/store/backends.h; TEST_BACKEND
// says for which.
#pragma once

#include "test.h"

#include "service/service.h"

// Memory that stays until the test program, or the thread, ends.
Arena *stage_memory(void);

// The address of a new, empty database; skips the test where there is none to be had.
// They are removed when the program ends.
Str stage_database(void);

// May others write to such a database too?
bool stage_is_shared(void);

// What most tests begin with: a service on a new, empty database, while time stands
// still at `now`.  It is closed when the next one begins.
Service *stage_begin(Millis now);
void stage_end(void);

// A service on a database of whatever content; close it with service_close.
Service *stage_open(Str database);

// A receipt, one at a time in a thread, and waiting for it: stage_await(ingest_...(...,
// stage_receipt())) is what became of it, or why it was not handed over.
Receipt stage_receipt(void);
Err stage_await(Err handed_over);

// A customer of that name; waits until it is stored.
int64_t stage_customer(Service *service, Str name, int64_t mrr);

// An event as a door would make it, with an id nobody else has.
Event stage_event(int64_t customer, EventType type, Millis at);

// Hand it in, and wait for what became of it.
Err stage_send(Service *service, Event *event, Appended *outcome);

// Hand it in, wait, and insist that it is stored.
void stage_store(Service *service, Event *event);

// The same of many, as many of them together as may be.
void stage_store_all(Service *service, Event *event, int events);

// The list, whole.
HealthScores stage_list(Service *service);
HealthDetails stage_details(Service *service, int64_t customer, const Scorecard *card);
