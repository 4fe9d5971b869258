// sample_batch.h: how do made-up events get into the store?
//
// A thousand at a time, each thousand in one transaction; then the memory is used
// again, so that a book of any size needs no more.  The first failure stays in `err`,
// and from then on nothing is done.
#pragma once

#include "service/sample/sample_company.h"

typedef struct {
    Store *store;
    const SampleOptions *options;
    Arena start;  // where the memory of a batch begins
    Arena arena;  // for the texts of its events; gone when it is stored
    Event *event;
    Appended *outcome;
    int events;
    int64_t stored;  // events, in all
    Err err;
    // Of the customer whose events these are:
    int64_t customer;
    int index;
    int made;  // events so far: they number the ids
} SampleBatch;

// `start` is the batch's own from now on.
void sample_batch_begin(SampleBatch *batch, Arena start);

// The id that the next event will have.
Str sample_batch_id(SampleBatch *batch);

// One event more; its texts must lie in the batch's arena or be literals.  What would
// happen after the present is left out.
void sample_batch_add(SampleBatch *batch, Event event);

// Store what is left over.
void sample_batch_flush(SampleBatch *batch);
