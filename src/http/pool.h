// pool.h: who waits for the database?
//
// A few threads and one queue.  A job is anything that begins with a Job; the
// pool calls `run` with it, on some thread, in the order they came.
#pragma once

#include "http/gzip.h"

typedef struct Job {
    struct Job *next;
} Job;

typedef struct Pool Pool;

typedef void PoolRun(Job *job, Gzip *gzip);

Pool *pool_open(int threads, PoolRun *run);

// False where the queue is full.
bool pool_add(Pool *pool, Job *job);

// Wait for those at work; returns the jobs nobody has begun.
Job *pool_close(Pool *pool);
