// kept_past.h: what is kept of the book's other days?
//
// For the files of this room only.
#pragma once

#include "base/arena.h"

typedef struct KeptPast KeptPast;
struct Service;

void past_open(Arena *life, struct Service *service, KeptPast **out);

// What is under way is given up.  While the writer is open still.
void past_close(KeptPast *past);
