// answers.h: have we said this before, and is it still true?
//
// A handler may mark its answer to a GET as one that depends on nothing but the
// request and the site's version.  Such answers are kept, one collection a loop,
// and given again while the version stays the same number.  The version is read
// before the handler runs, so a kept answer is never older than it claims.
//
// There is nothing to evict: a new version, or a full arena, empties it all.
#pragma once

#include "http/finish.h"

enum { ANSWERS_BYTES = 4 << 20 };

typedef struct Answers Answers;

Answers *answers_open(void);
void answers_close(Answers *answers);

// All that a kept answer may depend on: target, media type, encodings, fragment, theme.
Str answers_key(Arena *arena, const Request *request);

// The answer kept for `key` under this version, or NULL; valid until the next call.
const Answer *answers_find(Answers *answers, uint64_t version, Str key);

// Keep an answer that was made under `version`; one too large, or of a version
// that has passed, is not kept.
void answers_keep(Answers *answers, uint64_t version, Str key, const Answer *answer);
