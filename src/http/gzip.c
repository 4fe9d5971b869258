#include "http/gzip.h"

#include "base/writer.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

struct Gzip {
    z_stream stream;
};

enum {
    GZIP_WINDOW = 15 + 16,  // zlib's sign for gzip's format
    GZIP_MEMORY = 8,        // zlib's own choice
};

Gzip *gzip_open(void)
{
    Gzip *gzip = calloc(1, sizeof *gzip);
    assert(gzip);
    int code = deflateInit2(&gzip->stream, Z_BEST_SPEED, Z_DEFLATED, GZIP_WINDOW,
                            GZIP_MEMORY, Z_DEFAULT_STRATEGY);
    assert(code == Z_OK);
    return gzip;
}

void gzip_close(Gzip *gzip)
{
    deflateEnd(&gzip->stream);
    free(gzip);
}

Str gzip_text(Arena *arena, Gzip *gzip, Str text)
{
    z_stream *stream = &gzip->stream;
    Writer writer = {.arena = arena};
    uLong room = deflateBound(stream, text.length);

    // zlib reads from there and does not write; it has no const of its own.
    memcpy(&stream->next_in, &text.text, sizeof text.text);
    stream->avail_in = (uInt)text.length;
    stream->next_out = (Bytef *)writer_reserve(&writer, room);
    stream->avail_out = (uInt)room;
    int code = deflate(stream, Z_FINISH);
    assert(code == Z_STREAM_END);
    writer.length = room - stream->avail_out;
    deflateReset(stream);
    return writer_str(&writer);
}

// "gzip;q=0.0": a weight of zero, in any of its spellings.
static bool is_refused(Str parameters)
{
    while (parameters.length) {
        Str parameter = str_trim(str_cut(&parameters, ';'));
        if (!str_equal_fold(str_until(parameter, 2), S("q="))) continue;
        Str weight = str_from(parameter, 2);
        for (size_t i = 0; i < weight.length; i++)
            if (weight.text[i] != '0' && weight.text[i] != '.') return false;
        return true;
    }
    return false;
}

bool encoding_accepted(Str header, Str coding)
{
    bool by_star = false;
    while (header.length) {
        Str parameters = str_cut(&header, ',');
        Str name = str_trim(str_cut(&parameters, ';'));
        if (str_equal_fold(name, coding)) return !is_refused(parameters);
        if (str_equal(name, S("*"))) by_star = !is_refused(parameters);
    }
    return by_star;
}
