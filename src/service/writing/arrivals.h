// arrivals.h: what has come through which door since it was last written down?
//
// The counters of figures.h begin anew with every start; so what they have grown by is
// added now and then to what the database knows (store/arrivals.h), and at the end.  A
// crash loses the last of it: these are counts for people, and no event depends on them.
//
// For the files of this room only.
#pragma once

#include "service/figures.h"
#include "store/arrivals.h"

typedef struct Arrivals Arrivals;

void arrivals_open(Arena *life, Arrivals **out);

// Write down what is left, and wait for it; while the committer still works.
void arrivals_close(Service *service);

// A chore: write down what has come, if it is time to.
void arrivals_between(Service *service);

// All that came, with what is not written down yet.
MUST_USE Err arrivals_read(Service *service, Store *reader, Arena *arena, Arrival **out,
                           int *count);
