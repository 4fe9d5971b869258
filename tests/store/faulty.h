// faulty.h: a store that fails when it is told to.
//
// It passes every verb on to another store, and lets one call fail: before it has
// been done, or after, as when an answer gets lost.  For tests of those who use a
// store: for n = 0, 1, 2... until nothing fails.
#pragma once

#include "store/store.h"

typedef struct {
    int at;      // the call that fails, counted from 0; -1: none does
    bool done;   // it has been done all the same, and only the answer is lost
    Err err;     // what it answers
    int calls;   // how many there were so far
    bool lasts;  // every call behind it fails too
} Fault;

// A store in front of `inner`, and closed with it.  `fault` is read at each call and
// may be changed at any time.
Store *faulty_store(Store *inner, Fault *fault);
