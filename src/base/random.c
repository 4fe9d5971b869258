#include "base/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

uint64_t random_bits(void)
{
    uint64_t bits;
    // Up to 256 bytes are never cut short and never wait once the system is up.
    if (getrandom(&bits, sizeof bits, 0) != sizeof bits) abort();
    return bits;
}

Str random_uuid(Arena *arena, Millis at)
{
    uint64_t high = random_bits(), low = random_bits();
    uint64_t time = (uint64_t)at & 0xFFFFFFFFFFFF;
    char *text = arena_new(arena, char, UUID_LENGTH + 1);
    snprintf(text, UUID_LENGTH + 1, "%08x-%04x-7%03x-%04x-%012llx", (unsigned)(time >> 16),
             (unsigned)(time & 0xFFFF), (unsigned)(high & 0xFFF),
             (unsigned)(0x8000 | (high >> 12 & 0x3FFF)),
             (unsigned long long)(low & 0xFFFFFFFFFFFF));
    return (Str){text, UUID_LENGTH};
}
