// stage.h: a service on an empty database, for one test.
//
// On SQLite, in a folder of its own; where TEST_DATABASE is "mariadb", on a
// database of its own on the tests' server.
#pragma once

#include "test.h"

#include "service/service.h"

// Memory that stays until the test program, or the thread, ends.
Arena *stage_memory(void);

// The address of a new, empty database.  Those of the test program are removed when
// it ends.
Str stage_database(void);

// Open a service on it; close it, and open it again with what it then holds.
Service *stage_open(Str database);
void stage_reopen(Service **service, Str database);

// A customer of that name; waits until it is stored.
int64_t stage_customer(Service *service, Str name, int64_t mrr);

// An event as a door would make it, with an id nobody else has.
Event stage_event(int64_t customer, EventType type, Millis at);

// Hand it in, and wait for what became of it.
Err stage_send(Service *service, const Event *event, Appended *outcome);

// Hand it in, wait, and insist that it is stored.
void stage_store(Service *service, const Event *event);

// The list, whole.
HealthScores stage_list(Service *service);
HealthDetails stage_details(Service *service, int64_t customer, const Scorecard *card);
