// lossy.h: what if the answer to a COMMIT never arrives?
//
// Somebody who stands between a store and the server that is ours, and passes
// everything on; but once, the server having answered a COMMIT, hangs up instead.
#pragma once

#include "test.h"

#include <sys/types.h>

// The address of `address` through a process in between that hangs up after the
// `commit`-th COMMIT, and then on the next `refusals` connections before they begin.
Str lossy_start(Arena *arena, Str address, int commit, int refusals, pid_t *out);
void lossy_stop(pid_t process);
