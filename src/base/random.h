// random.h: a number nobody can guess.
#pragma once

#include "base/date.h"

// 64 random bits from the system.
uint64_t random_bits(void);

enum { UUID_LENGTH = 36 };

// A UUID of version 7 (RFC 9562): begins with the time, so that ids made one
// after the other lie side by side in an index.
Str random_uuid(Arena *arena, Millis at);

// The same with bits of the caller's: the lower 26 of `high`, the lower 48 of `low`.  Who
// needs many draws them once and counts `low` upwards.
Str uuid_of(Arena *arena, Millis at, uint64_t high, uint64_t low);
