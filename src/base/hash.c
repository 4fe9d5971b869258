#include "base/hash.h"

#include <string.h>

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

// Two multiplications a word, each folded back, so that every bit of the text
// reaches every bit of the hash.
static uint64_t add_word(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0x9fb21c651e98df25);
    hash ^= hash >> 32;
    hash *= UINT64_C(0xd6e8feb86659fd93);
    return hash ^ hash >> 32;
}

uint64_t hash_long(Str str)
{
    uint64_t hash = HASH_START, word;
    size_t at = 0;
    for (; at + sizeof word <= str.length; at += sizeof word) {
        memcpy(&word, str.text + at, sizeof word);
        hash = add_word(hash, word);
    }
    return hash_str(hash, str_from(str, at)) ^ str.length * UINT64_C(0x9fb21c651e98df25);
}
