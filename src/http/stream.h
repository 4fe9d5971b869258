// stream.h: how does a body of any size reach its handler?
//
// In pieces.  There are two buffers, taken when they are first needed: while one is at
// work the other fills, and when both are full nobody reads on, so that the client waits
// in its network and not in our memory.
//
//     bytes ─► filling ── full, or the body's end ──► at work ─► request.body ─► handler
//                 ▲                                                                │
//                 └──────────────── the same buffer, empty ◄───────────────────────┘
//
// A compressed body is read so as well, in smaller buffers, and what one of them holds
// is made what it was in a third, as often as it takes.
#pragma once

#include "http/gunzip.h"
#include "http/parser.h"
#include "http/router.h"
#include "http/spares.h"

typedef struct {
    Arena memory;  // {0}: not needed yet
    size_t used;   // bytes, at most
} Piece;

typedef struct {
    Spares *spares;
    Parser *parser;
    Piece piece[2];
    Writer filling;
    int fills;      // which of the two; the other is at work, or empty
    bool is_whole;  // the body was read to its end
    Frame refusal;  // why it cannot be read on, to be said when the piece at work is done

    // Of a compressed one, and theirs who work at the piece.
    Gunzip *gunzip;  // NULL: it is not compressed
    Piece plain;
    Str at_work;
    bool is_last;     // no more comes behind what is at work
    bool holds_more;  // it was not read to its end
    size_t taken;     // bytes, not compressed, that the handler has had
} Stream;

// The body that `parser` reads from now on; where it has none, `is_whole`.
Stream *stream_new(Arena *arena, Spares *spares, Parser *parser, bool is_whole);

// It is compressed.
void stream_gunzip(Stream *stream, Arena *arena);

// Give the buffers back.
void stream_close(Stream *stream);

// Can it read on?
bool stream_has_room(const Stream *stream);

// Read on, as far as there is room; `*used` of the bytes are read.
Frame stream_read(Stream *stream, Str bytes, size_t *used);

// Is there a piece to work at, while none is?
bool stream_is_ready(const Stream *stream);

// It becomes the request's body.  The one before it is done with.
void stream_take(Stream *stream, Request *request);

// On any thread: make a piece that was taken what it was before it was compressed.
// `*skips`: there is nothing in it for the handler yet.  400 where it is damaged.
MUST_USE Err stream_inflate(Stream *stream, Request *request, Reply *reply, bool *skips);
