// cutter.h: where does one item end, and where does the next begin?
//
// A stream comes in pieces, cut wherever the network pleased; the cutter makes items of
// it, the same whatever the pieces were.  What an item says is not looked at here.
//
//     cutter_feed(&cutter, piece, more);
//     while (cutter_next(&cutter, &cut)) ...
//
// It takes room for one item, whose rest is still to come.  A mark of byte order at the
// beginning is passed over, and so are blank lines.
#pragma once

#include "base/str.h"

// Bytes of an item; of a longer one only the beginning is kept.
enum { CUT_MAX = 64 << 10 };

typedef enum {
    CUT_LINES,   // one item a line: NDJSON
    CUT_VALUES,  // the items of a JSON array, or JSON values one after the other
    CUT_ROWS,    // one item a row of RFC 4180: a line, but for line breaks in quotes
} CutBy;

typedef enum {
    CUT_WHOLE,
    CUT_TOO_LONG,  // `text` is its beginning
    CUT_UNCLOSED,  // the stream ends within it, or before the array that it is in does
    CUT_TRAILING,  // something follows the array; what it is is not looked at
    CUT_QUOTE,     // of a row: behind a closing quote stands neither a comma nor its end
} CutFault;

typedef struct {
    Str text;       // without the line break; stays until the next call
    int64_t index;  // from 0
    int64_t line;   // on which it begins, from 1
    CutFault fault;
} Cut;

typedef struct {
    CutBy by;
    Str piece;  // what has not been looked at
    bool more;  // further pieces follow
    int marks;  // bytes of the mark of byte order that were seen; -1: none is looked for
    int state;  // where in an item, or between two, we are
    // of JSON
    bool in_array;
    bool follows;  // a comma came, so an item has to
    bool in_text;
    bool escaped;
    int64_t depth;
    // of the item at work
    int64_t index;
    int64_t line;   // of the next byte
    int64_t began;  // on which line it did
    size_t length;  // of what came of it, kept or not
    char *kept;     // its first bytes, where they came in an earlier piece
    size_t keeps;
} Cutter;

Cutter cutter_new(Arena *arena, CutBy by);

// The next piece; whatever cutter_next gave of the last one is taken by now.  Where
// `more` is false it is the last.
void cutter_feed(Cutter *cutter, Str piece, bool more);

// The next item; false: it takes a further piece, or there is none.
bool cutter_next(Cutter *cutter, Cut *out);
