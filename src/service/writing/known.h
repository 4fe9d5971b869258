// known.h: of whom need the database not be asked whether they are there?
//
// Every event names a customer, and a database that is written to all the time has to be
// read anew for each question.  So who was found once is remembered until erased or
// merged away; a place in a table of a fixed size, from which others may push it out.
// Only where no other process writes.  Any thread may use it.
#pragma once

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct Known Known;

// With `shared`, nobody is ever known.
void known_open(Arena *life, bool shared, Known **out);
void known_close(Known *known);

bool known_is(Known *known, int64_t customer);

// What is found by a question that began at this moment may be noted.
uint64_t known_moment(Known *known);

// This customer was found by a question that began at `moment`.  Without effect where
// somebody was forgotten since: it may have been this one.
void known_note(Known *known, uint64_t moment, int64_t customer);

// The customer is there no more.
void known_forget(Known *known, int64_t customer);
