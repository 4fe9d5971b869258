#include "http/finish.h"

#include "base/hash.h"
#include "http/problem.h"

#include <assert.h>

enum {
    GZIP_FROM = 1024,       // below that a packet is a packet
    GZIP_UP_TO = 16 << 20,  // above it, the time and the arena are better spent otherwise
};

Str finish_reason(int status)
{
    switch (status) {
    case HTTP_OK: return S("OK");
    case HTTP_CREATED: return S("Created");
    case HTTP_ACCEPTED: return S("Accepted");
    case HTTP_NO_CONTENT: return S("No Content");
    case HTTP_SEE_OTHER: return S("See Other");
    case HTTP_NOT_MODIFIED: return S("Not Modified");
    case HTTP_TEMPORARY_REDIRECT: return S("Temporary Redirect");
    case HTTP_PERMANENT_REDIRECT: return S("Permanent Redirect");
    default: return problem_title(status);
    }
}

// A line of the head.  A control character in a value would be a line of its own
// to the client: it becomes a space.
static void put_field(Writer *writer, Str name, Str value)
{
    writer_put(writer, name);
    writer_put(writer, S(": "));
    char *to = writer_reserve(writer, value.length + 2);
    for (size_t i = 0; i < value.length; i++) {
        unsigned char c = (unsigned char)value.text[i];
        *to++ = c < ' ' || c == 0x7F ? ' ' : (char)c;
    }
    *to++ = '\r';
    *to = '\n';
    writer->length += value.length + 2;
}

static Str said(const Reply *reply, Str name)
{
    for (int h = 0; h < reply->headers; h++)
        if (str_equal_fold(reply->header[h].name, name)) return reply->header[h].value;
    return (Str){0};
}

static void put_default(Writer *writer, const Reply *reply, Str name, Str value)
{
    if (said(reply, name).length == 0) put_field(writer, name, value);
}

static void put_fields(Writer *writer, const Reply *reply)
{
    for (int h = 0; h < reply->headers; h++)
        if (!str_equal_fold(reply->header[h].name, S("ETag")))  // it has its own place
            put_field(writer, reply->header[h].name, reply->header[h].value);
    put_default(writer, reply, S("Cache-Control"),
                reply->is_static ? S("public, max-age=31536000, immutable")
                                 : S("private, no-cache"));
    put_default(writer, reply, S("Vary"), S("Accept, Accept-Encoding, X-Fragment"));
    put_default(writer, reply, S("Content-Security-Policy"),
                S("default-src 'none'; script-src 'self'; style-src 'self'; "
                  "font-src 'self'; img-src 'self' data:; connect-src 'self'; "
                  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"));
    put_default(writer, reply, S("X-Content-Type-Options"), S("nosniff"));
    // Not "no-referrer": a form on such a page is sent with the origin null.
    put_default(writer, reply, S("Referrer-Policy"), S("same-origin"));
    put_default(writer, reply, S("Cross-Origin-Resource-Policy"), S("same-origin"));
    put_default(writer, reply, S("Cross-Origin-Opener-Policy"), S("same-origin"));
}

static bool is_text(Str type)
{
    return str_starts(type, S("text/")) || str_starts(type, S("application/json")) ||
           str_starts(type, S("application/problem+json")) ||
           str_starts(type, S("application/javascript")) ||
           str_starts(type, S("image/svg+xml"));
}

static bool shall_gzip(const Request *request, const Reply *reply)
{
    size_t length = reply->body.length;
    return reply->encoding.length == 0 && !reply->more && length >= GZIP_FROM &&
           length <= GZIP_UP_TO && is_text(reply->type) &&
           encoding_accepted(request_header(request, S("Accept-Encoding")), S("gzip"));
}

// One tag a body and encoding: the same page compressed is another sequence of bytes.
static Str etag_of(Arena *arena, const Reply *reply, bool gzipped)
{
    Str own = said(reply, S("ETag"));
    if (own.length && !gzipped) return own;
    if (own.length)
        return str_format(arena, "%.*s-gz\"", STR(str_until(own, own.length - 1)));
    uint64_t hash = hash_long(writer_str(&reply->body));
    return str_format(arena, "\"%016llx%s\"", (unsigned long long)hash,
                      gzipped ? "-gz" : "");
}

static Str content_of(Arena *arena, const Reply *reply, size_t length, bool gzipped)
{
    Writer writer = {.arena = arena};
    Str encoding = gzipped ? S("gzip") : reply->encoding;
    if (reply->type.length) put_field(&writer, S("Content-Type"), reply->type);
    if (encoding.length) put_field(&writer, S("Content-Encoding"), encoding);
    if (reply->status != HTTP_NO_CONTENT && !reply->more) {
        writer_put(&writer, S("Content-Length: "));
        writer_int(&writer, (int64_t)length);
        writer_put(&writer, S("\r\n"));
    }
    writer_put(&writer, S("\r\n"));
    return writer_str(&writer);
}

Answer finish_reply(Arena *arena, const Request *request, const Reply *reply, Gzip *gzip)
{
    assert(reply->status >= HTTP_OK);
    bool is_get = request->method == METHOD_GET || request->method == METHOD_HEAD;
    bool gzipped = shall_gzip(request, reply);
    Answer answer = {.status = reply->status, .body = writer_str(&reply->body)};

    Writer fields = {.arena = arena};
    (void)writer_reserve(&fields, 1024);  // they are some 600 bytes: do not grow twice
    put_fields(&fields, reply);
    if (is_get && reply->status == HTTP_OK && !reply->more) {
        answer.etag = etag_of(arena, reply, gzipped);
        put_field(&fields, S("ETag"), answer.etag);
    }
    answer.fields = writer_str(&fields);
    if (finish_not_modified(request, &answer)) return answer;

    if (gzipped) answer.body = gzip_text(arena, gzip, answer.body);
    answer.content = content_of(arena, reply, answer.body.length, gzipped);
    return answer;
}

// If-None-Match compares weakly: W/"a" and "a" are the same (RFC 9110 13.1.2).
static Str without_weak(Str tag)
{
    return str_starts(tag, S("W/")) ? str_from(tag, 2) : tag;
}

bool finish_not_modified(const Request *request, Answer *answer)
{
    Str tags = request_header(request, S("If-None-Match"));
    if (answer->etag.length == 0) return false;
    bool found = str_equal(str_trim(tags), S("*"));
    while (tags.length && !found) {
        Str tag = str_trim(str_cut(&tags, ','));
        found = str_equal(without_weak(tag), without_weak(answer->etag));
    }
    if (!found) return false;
    answer->status = HTTP_NOT_MODIFIED;
    answer->content = S("\r\n");
    answer->body = (Str){0};
    return true;
}

Str finish_front(Arena *arena, int status, Str date, Str id, ConnectionOption connection)
{
    Writer writer = {.arena = arena};
    writer_put(&writer, S("HTTP/1.1 "));
    writer_int(&writer, status);
    writer_char(&writer, ' ');
    writer_put(&writer, finish_reason(status));
    writer_put(&writer, S("\r\nDate: "));
    writer_put(&writer, date);
    writer_put(&writer, S("\r\n"));
    put_field(&writer, S("X-Request-Id"), id);
    if (connection == CONNECTION_ENDS) writer_put(&writer, S("Connection: close\r\n"));
    if (connection == CONNECTION_STAYS_1_0)
        writer_put(&writer, S("Connection: keep-alive\r\n"));
    return writer_str(&writer);
}
