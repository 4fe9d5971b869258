// source.h: what stands in the file?
//
// Read in pieces, and made what it was where it is compressed with gzip, whatever its
// name says.  Failures are logged as a sentence.
#pragma once

#include "base/err.h"
#include "base/str.h"

typedef struct Source Source;

// "-" is standard input.  ERR_NOT_FOUND: it cannot be read.
MUST_USE Err source_open(Arena *life, const char *path, Source **out);
void source_close(Source *source);

// The next piece, which stays until the next call; `*more`: others may follow.
// ERR_INVALID: it is damaged, or cannot be read on.
MUST_USE Err source_read(Source *source, Str *piece, bool *more);

// Bytes of the file that were read, and of all of it; 0: nobody knows.
int64_t source_done(const Source *source);
int64_t source_size(const Source *source);
