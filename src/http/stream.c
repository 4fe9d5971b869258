#include "http/stream.h"

// Compressed, a piece is many.
enum { PACKED_MAX = PIECE_MAX / 4 };

Stream *stream_new(Arena *arena, Spares *spares, Parser *parser, bool is_whole)
{
    Stream *stream = arena_new(arena, Stream, 1);
    stream->spares = spares;
    stream->parser = parser;
    stream->is_whole = is_whole;
    parser_stream(parser, &stream->filling);
    return stream;
}

void stream_gunzip(Stream *stream, Arena *arena)
{
    stream->gunzip = gunzip_new(arena);
}

// The buffers

static Writer begin_piece(Stream *stream, Piece *piece, size_t room)
{
    if (!piece->memory.next) piece->memory = spares_take(stream->spares);
    return (Writer){.text = piece->memory.next, .room = room};
}

static void note_used(Piece *piece, size_t used)
{
    if (used > piece->used) piece->used = used;
}

static void give_back(Stream *stream, const Piece *piece)
{
    if (piece->memory.next) spares_give(stream->spares, piece->memory, piece->used);
}

void stream_close(Stream *stream)
{
    give_back(stream, &stream->piece[0]);
    give_back(stream, &stream->piece[1]);
    give_back(stream, &stream->plain);
}

// Reading

static size_t room_of(const Stream *stream)
{
    return stream->gunzip ? PACKED_MAX : PIECE_MAX;
}

static bool is_full(const Stream *stream)
{
    return stream->filling.length == room_of(stream);
}

bool stream_has_room(const Stream *stream)
{
    return !stream->is_whole && !is_full(stream) && !stream->refusal.status;
}

// What is read of the body is never more than the bytes it is read from.
Frame stream_read(Stream *stream, Str bytes, size_t *used)
{
    Piece *piece = &stream->piece[stream->fills];
    if (!stream->filling.text)
        stream->filling = begin_piece(stream, piece, room_of(stream));
    Str fitting = str_until(bytes, stream->filling.room - stream->filling.length);
    Frame frame = parser_body(stream->parser, fitting, used);
    note_used(piece, stream->filling.length);
    if (frame.is == FRAME_WHOLE) stream->is_whole = true;
    if (frame.is == FRAME_REFUSED) stream->refusal = frame;
    return frame;
}

// Working at it

bool stream_is_ready(const Stream *stream)
{
    return stream->holds_more || stream->is_whole || is_full(stream);
}

void stream_take(Stream *stream, Request *request)
{
    if (stream->gunzip && !stream->plain.memory.next)
        (void)begin_piece(stream, &stream->plain, PIECE_MAX);
    if (stream->holds_more) return;

    request->body = stream->at_work = writer_str(&stream->filling);
    request->more = !stream->is_whole;
    stream->is_last = stream->is_whole;
    stream->filling = (Writer){0};
    stream->fills = 1 - stream->fills;
}

Err stream_inflate(Stream *stream, Request *request, Reply *reply, bool *skips)
{
    Writer plain = begin_piece(stream, &stream->plain, PIECE_MAX);
    bool is_good = gunzip_read(stream->gunzip, &stream->at_work, &plain);
    bool is_full = plain.length == plain.room, is_whole = gunzip_is_whole(stream->gunzip);
    note_used(&stream->plain, plain.length);

    // A full piece may have left something behind even where all was read.
    stream->holds_more = stream->at_work.length > 0 || (is_full && !is_whole);
    request->more = stream->holds_more || !stream->is_last;
    if (!is_good || (!request->more && !is_whole)) {
        request->more = false;
        return reply_complain(
            reply, HTTP_BAD_REQUEST,
            "The gzip body is damaged or cut off after %zu bytes of what it "
            "holds: what came before was taken, the rest was not.",
            stream->taken);
    }
    request->body = writer_str(&plain);
    stream->taken += plain.length;
    *skips = request->more && plain.length == 0;
    return OK;
}
