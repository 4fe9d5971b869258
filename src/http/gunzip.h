// gunzip.h: what was it before it was compressed?
//
// Reads gzip in pieces of any size, and writes no more than there is room for, so that
// a small input that becomes a huge text costs what its reader lets it cost.  Members
// one behind the other are one text (RFC 1952 2.2); nothing else may stand there.
#pragma once

#include "base/writer.h"

typedef struct Gunzip Gunzip;

Gunzip *gunzip_new(Arena *arena);

// Read on in `*bytes` until they are used up or `to`, whose room is what it has now, is
// full; `*bytes` is then what was not read.  False: this is no gzip.
bool gunzip_read(Gunzip *gunzip, Str *bytes, Writer *to);

// Did what was read so far end where a member does?
bool gunzip_is_whole(const Gunzip *gunzip);
