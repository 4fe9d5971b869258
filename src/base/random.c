#include "base/random.h"

#include <stdlib.h>
#include <sys/random.h>

uint64_t random_bits(void)
{
    uint64_t bits;
    // Up to 256 bytes are never cut short and never wait once the system is up.
    if (getrandom(&bits, sizeof bits, 0) != sizeof bits) abort();
    return bits;
}

static char *put_hex(char *at, uint64_t number, int digits)
{
    for (int i = digits - 1; i >= 0; i--, number >>= 4)
        at[i] = "0123456789abcdef"[number & 0xF];
    return at + digits;
}

Str uuid_of(Arena *arena, Millis at, uint64_t high, uint64_t low)
{
    uint64_t time = (uint64_t)at & 0xFFFFFFFFFFFF;
    char *text = arena_new(arena, char, UUID_LENGTH), *to = text;
    to = put_hex(to, time >> 16, 8);
    *to++ = '-';
    to = put_hex(to, time & 0xFFFF, 4);
    *to++ = '-';
    to = put_hex(to, 0x7000 | (high & 0xFFF), 4);
    *to++ = '-';
    to = put_hex(to, 0x8000 | (high >> 12 & 0x3FFF), 4);
    *to++ = '-';
    (void)put_hex(to, low, 12);
    return (Str){text, UUID_LENGTH};
}

Str random_uuid(Arena *arena, Millis at)
{
    return uuid_of(arena, at, random_bits(), random_bits());
}
