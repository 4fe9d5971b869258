// progress.h: how far is it?
//
// For long work: one line that moves where a person looks on, a plain line now and
// then where standard error is a file.
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    const char *what;  // "customers counted"
    bool terminal;
    int64_t said_at;  // in ticks; where nobody looks on, the first line may wait too
} ProgressLine;

ProgressLine progress_begin(const char *what);

// A Progress for the service; `context` is a ProgressLine.
void progress_say(void *context, int64_t done, int64_t of);
