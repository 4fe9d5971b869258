#include "base/hash.h"

static uint64_t add_byte(uint64_t hash, unsigned char byte)
{
    return (hash ^ byte) * UINT64_C(0x100000001b3);
}

uint64_t hash_int(uint64_t hash, int64_t number)
{
    for (int shift = 0; shift < 64; shift += 8)
        hash = add_byte(hash, (unsigned char)((uint64_t)number >> shift));
    return hash;
}

uint64_t hash_str(uint64_t hash, Str str)
{
    for (size_t i = 0; i < str.length; i++)
        hash = add_byte(hash, (unsigned char)str.text[i]);
    return hash_int(hash, (int64_t)str.length);
}
