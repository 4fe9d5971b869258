#include "app/source.h"

#include "base/log.h"
#include "http/gunzip.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE_BYTES = 256 << 10 };

struct Source {
    const char *path;
    int file;
    int64_t size;
    int64_t done;
    bool is_over;    // the file was read to its end
    Gunzip *spare;   // in case it is compressed
    Gunzip *gunzip;  // NULL: it is not
    Str packed;      // what was read and not made what it was
    char *bytes;     // of the file
    Writer plain;    // of a compressed one
};

Err source_open(Arena *life, const char *path, Source **out)
{
    struct stat status;
    bool standard = strcmp(path, "-") == 0;
    int file = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &status) != 0 || S_ISDIR(status.st_mode)) {
        log_error("%s cannot be read: %s", path, strerror(file < 0 ? errno : EISDIR));
        if (file >= 0) close(file);
        return ERR_NOT_FOUND;
    }
    Source *source = arena_new(life, Source, 1);
    *source = (Source){
        .path = standard ? "standard input" : path,
        .file = file,
        .size = S_ISREG(status.st_mode) ? status.st_size : 0,
        .spare = gunzip_new(life),
        .bytes = arena_new(life, char, PIECE_BYTES),
        .plain = {.text = arena_new(life, char, PIECE_BYTES), .room = PIECE_BYTES}};
    *out = source;
    return OK;
}

void source_close(Source *source)
{
    close(source->file);
}

// As much as there is room for, or to the end.
static Err read_bytes(Source *source, Str *out)
{
    size_t length = 0;
    while (length < PIECE_BYTES && !source->is_over) {
        ssize_t got = read(source->file, source->bytes + length, PIECE_BYTES - length);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) {
            log_error("%s cannot be read on: %s", source->path, strerror(errno));
            return ERR_INVALID;
        }
        source->is_over = got == 0;
        length += (size_t)got;
    }
    source->done += (int64_t)length;
    *out = (Str){source->bytes, length};
    return OK;
}

static Err unpack(Source *source, Str *piece, bool *more)
{
    Err err = OK;
    source->plain.length = 0;
    while (!err && source->plain.length < source->plain.room) {
        if (!source->packed.length && source->is_over) break;
        if (!source->packed.length) err = read_bytes(source, &source->packed);
        if (!err && !gunzip_read(source->gunzip, &source->packed, &source->plain))
            err = ERR_INVALID;
    }
    *piece = writer_str(&source->plain);
    *more = piece->length == PIECE_BYTES || source->packed.length || !source->is_over;
    if (!err && (*more || gunzip_is_whole(source->gunzip))) return OK;
    log_error("%s is no whole gzip file: it is damaged or cut off", source->path);
    return ERR_INVALID;
}

Err source_read(Source *source, Str *piece, bool *more)
{
    if (source->gunzip) return unpack(source, piece, more);
    bool first = source->done == 0;
    Err err = read_bytes(source, piece);
    if (err) return err;
    if (first && str_starts(*piece, S("\x1F\x8B"))) {
        source->gunzip = source->spare;
        source->packed = *piece;
        return unpack(source, piece, more);
    }
    *more = !source->is_over;
    return OK;
}

int64_t source_done(const Source *source)
{
    return source->done;
}

int64_t source_size(const Source *source)
{
    return source->size;
}
