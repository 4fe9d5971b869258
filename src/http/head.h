// head.h: where does a request's head end, and is every byte of it in its place?
//
// Read before anything else looks at the bytes, because what two programs read
// differently is how one request is smuggled inside another.  A line ends with
// CR LF and neither stands anywhere else; no control characters but tabs inside a
// field; no line begins with white space; the first line is method, target and
// version with one space between.  The rest is the parser's.
#pragma once

#include "base/str.h"

enum {
    HEAD_MAX = 16384,   // bytes, to the end of the empty line
    FIELDS_MAX = 100,   // more of them nobody sends in good faith
    TARGET_MAX = 8192,  // bytes
};

// What became of the bytes looked at so far.
typedef struct {
    enum {
        FRAME_MORE,     // well so far, and not at its end
        FRAME_WHOLE,    // here it ends
        FRAME_REFUSED,  // answer with `status`, and close
    } is;
    int status;
    const char *why;  // one sentence for a person
} Frame;

// How far the head has been read; {0} to begin with.
typedef struct {
    size_t seen;  // bytes; when the head is whole, its length
    size_t line;  // where the line under way begins
    int lines;    // behind us, the empty one in front not counted
    size_t from;  // where the first line begins
} HeadScan;

// Read on in `bytes`, which begin as they did the last time and may have grown.
Frame head_scan(HeadScan *scan, Str bytes);

// A refusal.
Frame frame_refuse(int status, const char *why);
