#include "http/head.h"

#include "http/reply.h"

#include <string.h>

enum { METHOD_LENGTH_MAX = 32 };  // our longest is 7; others get their 501

Frame frame_refuse(int status, const char *why)
{
    return (Frame){.is = FRAME_REFUSED, .status = status, .why = why};
}

static Frame bad(const char *why)
{
    return frame_refuse(HTTP_BAD_REQUEST, why);
}

static bool is_token(Str text)
{
    for (size_t i = 0; i < text.length; i++) {
        char c = text.text[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && !(c >= '0' && c <= '9') && (c == 0 || !strchr("!#$%&'*+-.^_`|~", c)))
            return false;
    }
    return text.length > 0;
}

static Frame check_version(Str version)
{
    if (str_equal(version, S("HTTP/1.1")) || str_equal(version, S("HTTP/1.0")))
        return (Frame){FRAME_MORE, 0, NULL};
    bool is_version = version.length == 8 && str_starts(version, S("HTTP/")) &&
                      version.text[5] >= '0' && version.text[5] <= '9' &&
                      version.text[6] == '.' && version.text[7] >= '0' &&
                      version.text[7] <= '9';
    if (is_version)
        return frame_refuse(HTTP_VERSION_NOT_SUPPORTED, "We speak HTTP/1.1 and HTTP/1.0.");
    return bad("A request begins with a line of method, target and HTTP version.");
}

static Frame check_request_line(Str line)
{
    Str method = str_cut(&line, ' '), target = str_cut(&line, ' ');
    if (method.length > METHOD_LENGTH_MAX || !is_token(method))
        return bad("The method is not a word.");
    if (target.length == 0) return bad("The request has no target.");
    if (target.length > TARGET_MAX)
        return frame_refuse(HTTP_URI_TOO_LONG, "The URL is longer than 8192 bytes.");
    for (size_t i = 0; i < target.length; i++)
        if (target.text[i] <= ' ' || target.text[i] > '~' || target.text[i] == '#')
            return bad("The URL holds a character that must be percent-encoded.");
    return check_version(line);
}

// The line from scan->line up to its CR LF at `end`.
static Frame end_line(HeadScan *scan, Str bytes, size_t end)
{
    Str line = str_from(str_until(bytes, end), scan->line);
    size_t next = end + 2;
    scan->line = next;
    if (line.length == 0 && scan->lines > 0) return (Frame){FRAME_WHOLE, 0, NULL};
    if (line.length == 0) {
        // RFC 9112 2.2: some clients send one empty line too many.
        if (scan->from > 0) return bad("Empty lines stand where a request should.");
        scan->from = next;
        return (Frame){FRAME_MORE, 0, NULL};
    }
    if (++scan->lines == 1) return check_request_line(line);
    if (scan->lines > FIELDS_MAX + 1)
        return frame_refuse(HTTP_HEADERS_TOO_LARGE,
                            "There are more than 100 header fields.");
    return (Frame){FRAME_MORE, 0, NULL};
}

// Whether a byte may stand where it does; a CR is judged by what follows it.
static Frame check_byte(const HeadScan *scan, Str bytes, size_t at)
{
    unsigned char c = (unsigned char)bytes.text[at];
    bool after_cr = at > scan->line && bytes.text[at - 1] == '\r';
    if (after_cr != (c == '\n')) return bad("Lines must end with CR LF.");
    if ((c < ' ' && c != '\t' && c != '\r' && c != '\n') || c == 0x7F)
        return bad("The head holds a control character.");
    if ((c == ' ' || c == '\t') && at == scan->line)
        return bad("A line of the head begins with white space.");
    return (Frame){FRAME_MORE, 0, NULL};
}

static Frame check_size(const HeadScan *scan)
{
    size_t line = scan->seen - scan->line;
    if (scan->lines == 0 && line > TARGET_MAX + METHOD_LENGTH_MAX + sizeof " HTTP/1.1\r\n")
        return frame_refuse(HTTP_URI_TOO_LONG, "The URL is longer than 8192 bytes.");
    if (scan->seen >= HEAD_MAX)
        return frame_refuse(HTTP_HEADERS_TOO_LARGE, "The head is longer than 16384 bytes.");
    return (Frame){FRAME_MORE, 0, NULL};
}

Frame head_scan(HeadScan *scan, Str bytes)
{
    while (scan->seen < bytes.length) {
        size_t at = scan->seen++;
        Frame frame = check_byte(scan, bytes, at);
        if (frame.is == FRAME_MORE && bytes.text[at] == '\n')
            frame = end_line(scan, bytes, at - 1);
        if (frame.is == FRAME_MORE) frame = check_size(scan);
        if (frame.is != FRAME_MORE) return frame;
    }
    return (Frame){FRAME_MORE, 0, NULL};
}
