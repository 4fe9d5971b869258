#include "web/key_in.h"

#define HEADER S("Idempotency-Key")

static int times_said(const Request *request)
{
    int times = 0;
    for (int i = 0; i < request->headers; i++)
        if (str_equal_fold(request->header[i].name, HEADER)) times++;
    return times;
}

static bool is_visible(unsigned char c)
{
    return c > ' ' && c < 0x7F;
}

// What stands between the quotes; a backslash stands before a quote or another one.
static bool unquote(Arena *arena, Str quoted, Str *out)
{
    if (quoted.length < 2 || !str_ends(quoted, S("\""))) return false;
    Str inside = str_until(str_from(quoted, 1), quoted.length - 2);
    Writer key = {.arena = arena};
    for (size_t i = 0; i < inside.length; i++) {
        unsigned char c = (unsigned char)inside.text[i];
        if (c == '"' || !(c == ' ' || is_visible(c))) return false;
        if (c == '\\') {
            if (++i == inside.length) return false;
            c = (unsigned char)inside.text[i];
            if (c != '"' && c != '\\') return false;
        }
        writer_char(&key, (char)c);
    }
    *out = writer_str(&key);
    return true;
}

// Without quotes: visible characters, none of which would part a list or a parameter.
static bool is_bare(Str text)
{
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.text[i];
        if (!is_visible(c) || str_find(S("\",;\\"), (char)c) >= 0) return false;
    }
    return true;
}

Err key_read(const Request *request, Reply *reply, Str *out)
{
    *out = (Str){0};
    int times = times_said(request);
    if (times == 0) return OK;

    Str value = str_trim(request_header(request, HEADER));
    bool good = times == 1;
    if (good && str_starts(value, S("\"")))
        good = unquote(reply->arena, value, out);
    else if (good && (good = is_bare(value)))
        *out = value;
    if (good && out->length > 0 && out->length <= KEY_MAX) return OK;
    return reply_complain(reply, HTTP_BAD_REQUEST,
                          "Idempotency-Key should be one text of 1 to 255 visible ASCII "
                          "characters, in quotes or bare: \"8e03978e-40d5\"");
}
