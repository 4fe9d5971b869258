// hash.h: a short name for a long text.
//
// FNV-1a, 64 bits: the same on every machine and for ever, so that it may be
// stored.  Not for secrets, and not against people who choose their input to
// collide: wherever equality matters, the texts themselves are compared too.
#pragma once

#include "base/str.h"

#define HASH_START UINT64_C(0xcbf29ce484222325)

// `hash` continued over the bytes of `str`, and over its length, so that
// ("ab", "c") and ("a", "bc") differ.
uint64_t hash_str(uint64_t hash, Str str);
uint64_t hash_int(uint64_t hash, int64_t number);

// Eight bytes at a step, for long texts; not for what is stored.
uint64_t hash_long(Str str);
