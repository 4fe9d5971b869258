// embed.c: turn static files into C.
//
//     embed TO.c FILE...
//
// Each file is kept as it is, and compressed with gzip and brotli where that makes
// it smaller.  All files together have one version, a hash of their contents: it is
// part of their URLs, so that a browser may keep them for ever.
#include <brotli/encode.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

typedef struct {
    unsigned char *byte;
    size_t length;
} Bytes;

static _Noreturn void stop(const char *what)
{
    (void)fprintf(stderr, "embed: %s\n", what);
    exit(1);
}

static Bytes bytes_new(size_t length)
{
    Bytes bytes = {malloc(length + 1), length};
    if (!bytes.byte) stop("no memory");
    return bytes;
}

static Bytes read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END) != 0) stop(path);
    long length = ftell(file);
    if (length <= 0 || fseek(file, 0, SEEK_SET) != 0) stop(path);
    Bytes bytes = bytes_new((size_t)length);
    if (fread(bytes.byte, 1, bytes.length, file) != bytes.length) stop(path);
    (void)fclose(file);
    return bytes;
}

// The same bytes on every machine: no time, no file name in the header.
static Bytes gzip_of(Bytes plain)
{
    z_stream stream = {0};
    if (deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        stop("zlib does not start");
    Bytes packed = bytes_new(deflateBound(&stream, plain.length));
    stream.next_in = plain.byte;
    stream.avail_in = (uInt)plain.length;
    stream.next_out = packed.byte;
    stream.avail_out = (uInt)packed.length;
    if (deflate(&stream, Z_FINISH) != Z_STREAM_END) stop("zlib does not finish");
    packed.length = stream.total_out;
    (void)deflateEnd(&stream);
    return packed;
}

static Bytes brotli_of(Bytes plain)
{
    size_t length = BrotliEncoderMaxCompressedSize(plain.length);
    Bytes packed = bytes_new(length);
    if (!BrotliEncoderCompress(BROTLI_MAX_QUALITY, BROTLI_MAX_WINDOW_BITS, BROTLI_MODE_TEXT,
                               plain.length, plain.byte, &length, packed.byte))
        stop("brotli does not finish");
    packed.length = length;
    return packed;
}

static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static const char *media_of(const char *name)
{
    static const char *const media[][2] = {
        {".css", "text/css; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".svg", "image/svg+xml"},
        {".woff2", "font/woff2"},
        {".txt", "text/plain; charset=utf-8"},
    };
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot && i < sizeof media / sizeof *media; i++)
        if (strcmp(dot, media[i][0]) == 0) return media[i][1];
    stop("a file of no known media type");
}

static uint64_t hash_more(uint64_t hash, const unsigned char *byte, size_t length)
{
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ byte[i]) * UINT64_C(0x100000001b3);
    return hash;
}

// Writes the bytes and gives them back; returns how many were written, which is none
// where they are not smaller than `below`.
static size_t put_bytes(FILE *out, const char *kind, int number, Bytes bytes, size_t below)
{
    size_t length = bytes.length < below ? bytes.length : 0;
    if (length > 0) {
        (void)fprintf(out, "static const unsigned char %s_%d[] = {", kind, number);
        for (size_t i = 0; i < length; i++)
            (void)fprintf(out, "%s%d,", i % 24 == 0 ? "\n    " : "", bytes.byte[i]);
        (void)fprintf(out, "\n};\n");
    }
    free(bytes.byte);
    return length;
}

static void put_slice(FILE *out, const char *kind, int number, size_t length)
{
    if (length > 0)
        (void)fprintf(out, ", {%s_%d, %zu}", kind, number, length);
    else
        (void)fprintf(out, ", {0}");
}

enum { FILES_MAX = 32 };

typedef struct {  // how many bytes of each form were written
    size_t plain;
    size_t gzip;
    size_t brotli;
} Lengths;

static void put_row(FILE *out, const char *name, int number, Lengths lengths)
{
    const char *media = media_of(name);
    (void)fprintf(out, "    {{\"%s\", %zu}, {\"%s\", %zu}", name, strlen(name), media,
                  strlen(media));
    put_slice(out, "plain", number, lengths.plain);
    put_slice(out, "gzip", number, lengths.gzip);
    put_slice(out, "brotli", number, lengths.brotli);
    (void)fprintf(out, "},\n");
}

static void put_files(FILE *out, char **path, int files)
{
    Lengths lengths[FILES_MAX];
    uint64_t version = UINT64_C(0xcbf29ce484222325);
    for (int i = 0; i < files; i++) {
        const char *name = name_of(path[i]);
        Bytes plain = read_file(path[i]);
        version = hash_more(version, (const unsigned char *)name, strlen(name));
        version = hash_more(version, plain.byte, plain.length);
        lengths[i].gzip = put_bytes(out, "gzip", i, gzip_of(plain), plain.length);
        lengths[i].brotli = put_bytes(out, "brotli", i, brotli_of(plain), plain.length);
        lengths[i].plain = put_bytes(out, "plain", i, plain, SIZE_MAX);
    }
    (void)fprintf(out, "\nconst Asset asset_table[] = {\n");
    for (int i = 0; i < files; i++)
        put_row(out, name_of(path[i]), i, lengths[i]);
    (void)fprintf(out, "};\nconst int asset_count = %d;\n", files);
    (void)fprintf(out, "const Str asset_version = {\"%016llx\", 16};\n",
                  (unsigned long long)version);
}

int main(int argc, char **argv)
{
    if (argc < 3 || argc - 2 > FILES_MAX) stop("usage: embed TO.c FILE...");
    FILE *out = fopen(argv[1], "w");
    if (!out) stop(argv[1]);
    (void)fprintf(out, "#include \"web/pages/assets.h\"\n\n");
    put_files(out, argv + 2, argc - 2);
    return fclose(out) == 0 ? 0 : 1;
}
