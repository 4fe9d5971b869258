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
    int64_t began_at;  // in ticks
    int64_t said_at;   // likewise; where nobody looks on, the first line may wait too
} ProgressLine;

ProgressLine progress_begin(const char *what);

// A Progress for the service; `context` is a ProgressLine.
void progress_say(void *context, int64_t done, int64_t of);

// For what is read from a file: a bar with the share, how many there were, how many a
// second, and how long it will take.  `size` of 0: nobody knows.
void progress_bar(ProgressLine *line, int64_t rows, int64_t bytes, int64_t size);

// The bar is done with: what follows begins on a line of its own.
void progress_end(const ProgressLine *line);
