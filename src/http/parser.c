#include "http/parser.h"

#include "http/reply.h"

#include <assert.h>
#include <llhttp.h>
#include <string.h>

enum {
    // What chunk sizes, extensions and trailers may weigh: so much at once, and so
    // much more for each byte of the body, which a byte a chunk just needs.
    FRAMING_MAX = HEAD_MAX,
    FRAMING_PER_BYTE = 8,
    LENGTH_DIGITS_MAX = 19,
};

// Far above what anybody sends, far below an overflow.
#define LENGTH_MAX (INT64_C(1) << 60)

struct Parser {
    llhttp_t llhttp;
    Arena *arena;
    Request *request;
    Pair *field;
    Str name;
    Writer body;
    Writer *piece;     // NULL: `body` takes it all
    int64_t length;    // of the body, where the head says it
    size_t body_read;  // bytes of the body, kept or dropped
    size_t raw_read;   // bytes of the body with its framing
    bool head_is_read, is_whole, drops_body, is_too_large;
    bool keeps_alive, is_1_0, expects_continue;
};

static const Frame more = {FRAME_MORE, 0, NULL};

static Frame bad(const char *why)
{
    return frame_refuse(HTTP_BAD_REQUEST, why);
}

// llhttp calls these.

static int on_name(llhttp_t *llhttp, const char *at, size_t length)
{
    Parser *parser = llhttp->data;
    if (!parser->head_is_read) parser->name = (Str){at, length};
    return 0;
}

static int on_value(llhttp_t *llhttp, const char *at, size_t length)
{
    Parser *parser = llhttp->data;
    Request *request = parser->request;
    if (parser->head_is_read) return 0;  // a trailer: nobody asked for it
    if (request->headers == FIELDS_MAX) return -1;
    parser->field[request->headers++] = (Pair){parser->name, str_trim((Str){at, length})};
    return 0;
}

static int on_head(llhttp_t *llhttp)
{
    Parser *parser = llhttp->data;
    parser->head_is_read = true;
    llhttp->upgrade = 0;  // we stay with HTTP/1.1, whatever the client would like
    return 0;
}

static int on_body(llhttp_t *llhttp, const char *at, size_t length)
{
    Parser *parser = llhttp->data;
    parser->body_read += length;
    parser->is_too_large = !parser->piece && parser->body_read > BODY_MAX;
    if (parser->is_too_large) return -1;
    Writer *to = parser->piece ? parser->piece : &parser->body;
    if (!parser->drops_body) writer_put(to, (Str){at, length});
    return 0;
}

static int on_whole(llhttp_t *llhttp)
{
    Parser *parser = llhttp->data;
    parser->is_whole = true;
    return HPE_PAUSED;  // what follows is another request
}

static const llhttp_settings_t settings = {
    .on_header_field = on_name,
    .on_header_value = on_value,
    .on_headers_complete = on_head,
    .on_body = on_body,
    .on_message_complete = on_whole,
};

Parser *parser_new(Arena *arena, Request *request)
{
    Parser *parser = arena_new(arena, Parser, 1);
    parser->arena = arena;
    parser->request = request;
    parser->body.arena = arena;
    llhttp_init(&parser->llhttp, HTTP_REQUEST, &settings);
    parser->llhttp.data = parser;
    return parser;
}

static Frame too_large(void)
{
    return frame_refuse(HTTP_CONTENT_TOO_LARGE, "The body is larger than 1 MiB.");
}

static Frame run(Parser *parser, Str bytes, size_t *used)
{
    llhttp_errno_t code = llhttp_execute(&parser->llhttp, bytes.text, bytes.length);
    *used = bytes.length;
    if (code == HPE_OK) return more;
    if (code == HPE_PAUSED && parser->is_whole) {
        *used = (size_t)(llhttp_get_error_pos(&parser->llhttp) - bytes.text);
        return (Frame){FRAME_WHOLE, 0, NULL};
    }
    if (parser->is_too_large) return too_large();
    if (code == HPE_INVALID_METHOD)
        return frame_refuse(HTTP_NOT_IMPLEMENTED, "There is no such method.");
    return bad(parser->head_is_read ? "The body is not framed as the head says."
                                    : "The head of the request is malformed.");
}

// The method and the target.

static Method method_of(Str name)
{
    static const char *const names[METHOD_COUNT] = {
        [METHOD_GET] = "GET",         [METHOD_HEAD] = "HEAD",   [METHOD_POST] = "POST",
        [METHOD_PUT] = "PUT",         [METHOD_PATCH] = "PATCH", [METHOD_DELETE] = "DELETE",
        [METHOD_OPTIONS] = "OPTIONS",
    };
    for (int m = 0; m < METHOD_COUNT; m++)
        if (str_equal(name, str_of(names[m]))) return (Method)m;
    return METHOD_OTHER;
}

// "http://host/path" means the same as "/path" at that host (RFC 9112 3.2.2).
static bool take_authority(Str *target, Str *authority)
{
    Str rest = *target;
    if (str_starts(rest, S("http://")))
        rest = str_from(rest, sizeof "http://" - 1);
    else if (str_starts(rest, S("https://")))
        rest = str_from(rest, sizeof "https://" - 1);
    else
        return false;
    size_t length = 0;
    while (length < rest.length && rest.text[length] != '/' && rest.text[length] != '?')
        length++;
    *authority = str_until(rest, length);
    *target = str_from(rest, length);
    if (target->length == 0) *target = S("/");
    return true;
}

static Frame read_target(Parser *parser, Str target)
{
    Request *request = parser->request;
    Str authority;
    if (take_authority(&target, &authority) &&
        !str_equal_fold(authority, request_header(request, S("Host"))))
        return bad("The URL and the Host header name different hosts.");

    bool whole_server = request->method == METHOD_OPTIONS && str_equal(target, S("*"));
    if (!whole_server && target.text[0] != '/') return bad("The URL must begin with '/'.");
    request->target = target;
    request->query = target;
    Str path = str_cut(&request->query, '?');
    if (!url_decode(parser->arena, path, false, &request->path))
        return bad("The path of the URL is not well encoded.");
    return more;
}

// The fields that decide how the request is framed.

typedef struct {
    Str value;
    int count;
} Field;

static Field find(const Request *request, Str name)
{
    Field field = {0};
    for (int h = 0; h < request->headers; h++) {
        if (!str_equal_fold(request->header[h].name, name)) continue;
        if (field.count++ == 0) field.value = request->header[h].value;
    }
    return field;
}

static bool all_of(Str text, const char *allowed)
{
    for (size_t i = 0; i < text.length; i++) {
        char c = text.text[i];
        bool plain =
            (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!plain && (c == 0 || !strchr(allowed, c))) return false;
    }
    return text.length > 0;
}

static bool is_number(Str text)
{
    for (size_t i = 0; i < text.length; i++)
        if (text.text[i] < '0' || text.text[i] > '9') return false;
    return text.length > 0;
}

// A name or an address, and a port if there is one.
static bool is_host(Str host)
{
    bool bracketed = str_starts(host, S("["));
    if (bracketed && str_find(host, ']') < 0) return false;
    size_t end = (size_t)str_find(host, bracketed ? ']' : ':');
    Str name = str_until(host, end), port = str_from(host, bracketed ? end + 1 : end);
    if (bracketed) name = str_from(name, 1);
    if (port.length && port.text[0] != ':') return false;
    if (port.length > 1 && !is_number(str_from(port, 1))) return false;
    return port.length <= sizeof ":65535" - 1 && all_of(name, bracketed ? ":." : ".-_");
}

static Frame check_host(const Request *request, bool is_1_0)
{
    Field host = find(request, S("Host"));
    if (host.count == 0 && is_1_0) return more;
    if (host.count != 1) return bad("A request must have exactly one Host header.");
    if (!is_host(host.value)) return bad("The Host header names no host.");
    return more;
}

static Frame read_length(Parser *parser, bool is_1_0)
{
    const Request *request = parser->request;
    Field length = find(request, S("Content-Length"));
    Field coding = find(request, S("Transfer-Encoding"));
    if (length.count + coding.count == 0) return more;
    if (length.count + coding.count > 1)
        return bad("The length of the body is said more than once.");
    if (coding.count && is_1_0) return bad("HTTP/1.0 knows no Transfer-Encoding.");
    if (coding.count && !str_equal_fold(coding.value, S("chunked")))
        return bad("The only Transfer-Encoding is \"chunked\".");
    if (coding.count) return more;

    bool fits = length.value.length <= LENGTH_DIGITS_MAX;
    if (!is_number(length.value)) return bad("Content-Length is not a number.");
    if (!fits || !str_int(length.value, &parser->length) || parser->length > LENGTH_MAX)
        return too_large();
    return more;
}

static void read_connection(Parser *parser)
{
    const Request *request = parser->request;
    parser->keeps_alive = !parser->is_1_0;
    for (int h = 0; h < request->headers; h++) {
        if (!str_equal_fold(request->header[h].name, S("Connection"))) continue;
        Str options = request->header[h].value;
        while (options.length) {
            Str option = str_trim(str_cut(&options, ','));
            if (str_equal_fold(option, S("keep-alive"))) parser->keeps_alive = true;
            if (!str_equal_fold(option, S("close"))) continue;
            parser->keeps_alive = false;
            return;
        }
    }
}

static Frame read_expect(Parser *parser)
{
    Field expect = find(parser->request, S("Expect"));
    if (expect.count == 0 || parser->is_1_0) return more;
    if (!str_equal_fold(expect.value, S("100-continue")))
        return frame_refuse(HTTP_EXPECTATION_FAILED, "We only know \"100-continue\".");
    parser->expects_continue = true;
    return more;
}

// What this house asks of the head, beside llhttp.
static Frame judge(Parser *parser, Str target)
{
    Frame frame = check_host(parser->request, parser->is_1_0);
    if (frame.is == FRAME_MORE) frame = read_length(parser, parser->is_1_0);
    if (frame.is == FRAME_MORE) frame = read_target(parser, target);
    if (frame.is == FRAME_MORE) frame = read_expect(parser);
    if (frame.is == FRAME_MORE) read_connection(parser);
    return frame;
}

Frame parser_head(Parser *parser, Str head)
{
    Request *request = parser->request;
    int lines = 0;
    for (size_t i = 0; i < head.length; i++)
        lines += head.text[i] == '\n';
    parser->field = arena_new(parser->arena, Pair, lines);
    request->header = parser->field;

    size_t used;
    Frame frame = run(parser, head, &used);
    if (frame.is == FRAME_REFUSED) return frame;
    assert(used == head.length);

    Str line = head;
    if (str_starts(line, S("\r\n"))) line = str_from(line, 2);
    line = str_cut(&line, '\r');
    request->method_name = str_cut(&line, ' ');
    request->method = method_of(request->method_name);
    Str target = str_cut(&line, ' ');
    parser->is_1_0 = str_equal(line, S("HTTP/1.0"));

    Frame judged = judge(parser, target);
    return judged.is == FRAME_REFUSED ? judged : frame;
}

Frame parser_body(Parser *parser, Str bytes, size_t *used)
{
    Frame frame = run(parser, bytes, used);
    parser->raw_read += *used;
    if (frame.is == FRAME_REFUSED) return frame;
    if (parser->raw_read > FRAMING_MAX + (FRAMING_PER_BYTE + 1) * parser->body_read)
        return bad("The body's framing outweighs the body.");
    if (!parser->piece) parser->request->body = writer_str(&parser->body);
    return frame;
}

Frame parser_check_length(const Parser *parser)
{
    return parser->length > BODY_MAX ? too_large() : more;
}

void parser_stream(Parser *parser, Writer *piece)
{
    parser->piece = piece;
}

bool parser_keeps_alive(const Parser *parser)
{
    return parser->keeps_alive;
}

bool parser_is_1_0(const Parser *parser)
{
    return parser->is_1_0;
}

bool parser_expects_continue(const Parser *parser)
{
    return parser->expects_continue;
}

void parser_drop_body(Parser *parser)
{
    parser->drops_body = true;
}
