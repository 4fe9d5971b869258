// at_work.h: which keys are being worked under right now?
//
// Two requests under one Idempotency-Key must not run at the same time.  Whoever takes a
// key has it until it puts it back; a second one meanwhile is refused.  A request holds
// one key at most, for as long as a commit takes: so the places are few.
#pragma once

#include "base/err.h"
#include "base/str.h"

#include <pthread.h>

// Names of keys, all of the same length; AT_WORK_MOST at the same time.
enum { AT_WORK_NAME = 64, AT_WORK_MOST = 1024 };

typedef struct {
    pthread_mutex_t lock;  // over the rest
    int count;
    char name[AT_WORK_MOST][AT_WORK_NAME];
} AtWork;

void at_work_open(AtWork *at_work);

// ERR_CONFLICT: somebody has it.  ERR_BUSY: there is no place.
MUST_USE Err at_work_take(AtWork *at_work, Str name);

void at_work_put_back(AtWork *at_work, Str name);
