// random.h: a number nobody can guess.
#pragma once

#include "base/date.h"

// 64 random bits from the system.
uint64_t random_bits(void);

enum { UUID_LENGTH = 36 };

// A UUID of version 7 (RFC 9562): begins with the time, so that ids made one
// after the other lie side by side in an index.
Str random_uuid(Arena *arena, Millis at);
