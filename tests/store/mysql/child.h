// child.h: how does a part of a test run in a process of its own?
//
// A child asserts nothing: it answers a number, 0 where all was well.
#pragma once

#include "test.h"

#include <sys/types.h>

typedef int ChildBody(void *what);

pid_t child_start(ChildBody *body, void *what);

// Is it still at it?
bool child_runs(pid_t child);

// What it answered; 255 where it ended otherwise.
int child_answer(pid_t child);

// Numbers that parents and children share.
_Atomic int *shared_numbers(int count);
