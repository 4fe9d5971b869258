#include "http/gunzip.h"

#include <assert.h>
#include <string.h>
#include <zlib.h>

enum {
    GZIP_WINDOW = 15 + 16,  // zlib's sign for gzip's format
    MEMORY = 64 << 10,      // its state and its window are some 40 KiB
};

struct Gunzip {
    z_stream stream;
    Arena memory;
    bool is_inside;  // of a member
};

static void *take(void *of, unsigned count, unsigned size)
{
    Gunzip *gunzip = of;
    return arena_take(&gunzip->memory, size, alignof(max_align_t), count);
}

static void give(__attribute__((unused)) void *of, __attribute__((unused)) void *memory)
{
    // It goes with the arena.
}

Gunzip *gunzip_new(Arena *arena)
{
    Gunzip *gunzip = arena_new(arena, Gunzip, 1);
    char *memory = arena_grow(arena, NULL, 0, MEMORY);
    gunzip->memory = (Arena){.next = memory, .end = memory + MEMORY};
    gunzip->stream.zalloc = take;
    gunzip->stream.zfree = give;
    gunzip->stream.opaque = gunzip;
    int code = inflateInit2(&gunzip->stream, GZIP_WINDOW);
    assert(code == Z_OK);
    return gunzip;
}

// One step, in a member or into the next one; false where it cannot be read.
static bool take_step(Gunzip *gunzip)
{
    z_stream *stream = &gunzip->stream;
    if (stream->avail_in > 0) gunzip->is_inside = true;
    int code = inflate(stream, Z_NO_FLUSH);
    if (code != Z_STREAM_END) return code == Z_OK || code == Z_BUF_ERROR;
    gunzip->is_inside = false;
    return inflateReset(stream) == Z_OK;
}

bool gunzip_read(Gunzip *gunzip, Str *bytes, Writer *to)
{
    z_stream *stream = &gunzip->stream;
    // zlib reads from there and does not write; it has no const of its own.
    memcpy(&stream->next_in, &bytes->text, sizeof bytes->text);
    stream->avail_in = (uInt)bytes->length;
    stream->next_out = (Bytef *)to->text + to->length;
    stream->avail_out = (uInt)(to->room - to->length);

    bool is_good = true, moves = true;
    while (is_good && moves) {
        uInt unread = stream->avail_in, room = stream->avail_out;
        is_good = take_step(gunzip);
        moves = stream->avail_in < unread || stream->avail_out < room;
    }
    to->length = to->room - stream->avail_out;
    *bytes = str_from(*bytes, bytes->length - stream->avail_in);
    return is_good;
}

bool gunzip_is_whole(const Gunzip *gunzip)
{
    return !gunzip->is_inside;
}
