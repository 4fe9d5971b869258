// stream.h: how does a body of any size reach its handler?
//
// In pieces.  There are two buffers, taken when they are first needed: while one is
// with the handler the other fills, and when both are full nobody reads on, so that
// the client waits in its network and not in our memory.
//
//     bytes ─► filling ──── full, or the body's end ───► request.body ─► handler
//                 ▲                                                        │
//                 └──────────────── the same buffer, empty ◄───────────────┘
#pragma once

#include "http/parser.h"
#include "http/router.h"
#include "http/spares.h"

typedef struct {
    Spares *spares;
    Parser *parser;
    Arena piece[2];  // {0}: not needed yet
    size_t used[2];  // bytes of each, at most
    Writer filling;
    int fills;      // which of the two; the other is with the handler, or empty
    bool is_whole;  // the body was read to its end
    Frame refusal;  // why it cannot be read on, to be said when the piece at work is done
} Stream;

// The body that `parser` reads from now on; where it has none, `is_whole`.
Stream *stream_new(Arena *arena, Spares *spares, Parser *parser, bool is_whole);

// Give the buffers back.
void stream_close(Stream *stream);

// Can it read on?
bool stream_has_room(const Stream *stream);

// Read on, as far as there is room; `*used` of the bytes are read.
Frame stream_read(Stream *stream, Str bytes, size_t *used);

// Is there a piece to work at?
bool stream_is_ready(const Stream *stream);

// It becomes the request's body.  The one before it is done with.
void stream_take(Stream *stream, Request *request);
