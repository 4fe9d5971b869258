#include "http/stream.h"

Stream *stream_new(Arena *arena, Spares *spares, Parser *parser, bool is_whole)
{
    Stream *stream = arena_new(arena, Stream, 1);
    stream->spares = spares;
    stream->parser = parser;
    stream->is_whole = is_whole;
    parser_stream(parser, &stream->filling);
    return stream;
}

void stream_close(Stream *stream)
{
    for (int p = 0; p < 2; p++)
        if (stream->piece[p].next)
            spares_give(stream->spares, stream->piece[p], stream->used[p]);
}

static bool is_full(const Stream *stream)
{
    return stream->filling.length == PIECE_MAX;
}

bool stream_has_room(const Stream *stream)
{
    return !stream->is_whole && !is_full(stream) && !stream->refusal.status;
}

static void begin_filling(Stream *stream)
{
    Arena *piece = &stream->piece[stream->fills];
    if (!piece->next) *piece = spares_take(stream->spares);
    stream->filling = (Writer){.text = piece->next, .room = PIECE_MAX};
}

// What is read of the body is never more than the bytes it is read from.
Frame stream_read(Stream *stream, Str bytes, size_t *used)
{
    if (!stream->filling.text) begin_filling(stream);
    Str fitting = str_until(bytes, PIECE_MAX - stream->filling.length);
    Frame frame = parser_body(stream->parser, fitting, used);
    size_t *most = &stream->used[stream->fills];
    if (stream->filling.length > *most) *most = stream->filling.length;
    if (frame.is == FRAME_WHOLE) stream->is_whole = true;
    if (frame.is == FRAME_REFUSED) stream->refusal = frame;
    return frame;
}

bool stream_is_ready(const Stream *stream)
{
    return stream->is_whole || is_full(stream);
}

void stream_take(Stream *stream, Request *request)
{
    request->body = writer_str(&stream->filling);
    request->more = !stream->is_whole;
    stream->filling = (Writer){0};
    stream->fills = 1 - stream->fills;
}
