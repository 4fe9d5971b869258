// fuzz.h: does anything a client can send break what we promise?
//
// A target is one file: it reads its input as a client's, and asserts what must
// hold of any.  clang's libFuzzer invents inputs (tests/fuzz/run.sh); in the ordinary
// tests replay.c feeds it the corpus under tests/cases/fuzz and mutations of it.
// An input that once broke something stays in the corpus.
#pragma once

#include "base/str.h"

#include <assert.h>

// libFuzzer's name; always returns 0.
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

// What a request may take, empty each time.
static inline Arena fuzz_arena(void)
{
    static Arena start;
    if (!start.next) start = arena_map((size_t)64 << 20);
    return start;
}

static inline Str fuzz_text(const uint8_t *bytes, size_t size)
{
    return size ? (Str){(const char *)bytes, size} : (Str){0};
}
