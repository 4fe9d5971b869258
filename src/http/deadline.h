// deadline.h: who has kept us waiting too long?
//
// Looked at a few times within the shortest deadline, for all connections of a loop.
// A head has its time in all, a body its pace; who takes nothing of its answer, or
// asks nothing more, is left.  And where we keep somebody waiting who wants something
// done, it is said that it was not, as far as we know.
#pragma once

#include "http/loop.h"

// Close, or refuse with 408 or 503, all whose time is over.
void deadline_sweep(Loop *loop, int64_t now);
