#include "base/json_write.h"

#include <assert.h>

enum { MONEY_DECIMALS_MAX = 18 };

// What stands in for a byte that is not UTF-8: U+FFFD.
#define REPLACEMENT S("\xEF\xBF\xBD")

// One ASCII character that may not stand as it is.  `<`, `>` and `&` mean nothing
// inside a page when they are spelt so.
static void put_escape(Writer *to, unsigned char c)
{
    static const char hex[] = "0123456789abcdef";
    static const char from[] = "\"\\\n\r\t\b\f", letter[] = "\"\\nrtbf";
    for (size_t i = 0; i < sizeof from - 1; i++) {
        if (c != (unsigned char)from[i]) continue;
        writer_char(to, '\\');
        writer_char(to, letter[i]);
        return;
    }
    writer_put(to, S("\\u00"));
    writer_char(to, hex[c >> 4]);
    writer_char(to, hex[c & 15]);
}

// The character of several bytes at the front; returns how many it takes.  The two
// line separators end a line in JavaScript, though not in JSON.
static size_t put_wide(Writer *to, Str text)
{
    unsigned char lead = (unsigned char)text.text[0];
    size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    Str one = str_until(text, size);
    if (one.length < size || !str_is_utf8(one)) {
        writer_put(to, REPLACEMENT);
        return 1;
    }
    if (str_equal(one, S("\xE2\x80\xA8")))
        writer_put(to, S("\\u2028"));
    else if (str_equal(one, S("\xE2\x80\xA9")))
        writer_put(to, S("\\u2029"));
    else
        writer_put(to, one);
    return size;
}

static bool is_plain(unsigned char c)
{
    return c >= ' ' && c < 0x7F && c != '"' && c != '\\' && c != '<' && c != '>' &&
           c != '&';
}

// Most texts are plain from end to end: those are written in one go.  Returns how
// many of its characters were written, behind the opening quote.
static size_t put_plain(Writer *to, Str text)
{
    char *at = writer_reserve(to, text.length + 2);
    size_t plain = 0;
    *at++ = '"';
    for (; plain < text.length && is_plain((unsigned char)text.text[plain]); plain++)
        *at++ = text.text[plain];
    if (plain == text.length) *at = '"';
    to->length += plain + (plain == text.length ? 2 : 1);
    return plain;
}

static void put_text(Writer *to, Str text)
{
    text = str_from(text, put_plain(to, text));
    if (text.length == 0) return;
    while (text.length) {
        size_t size = 1;
        unsigned char c = (unsigned char)text.text[0];
        if (is_plain(c))
            writer_char(to, text.text[0]);
        else if (c < 0x80)
            put_escape(to, c);
        else
            size = put_wide(to, text);
        text = str_from(text, size);
    }
    writer_char(to, '"');
}

// What stands before a value.  A name may be empty; no name is NULL.
static void begin(Json *json, Str name)
{
    if (json->follows) writer_char(json->to, ',');
    json->follows = true;
    if (!name.text) return;
    put_text(json->to, name);
    writer_char(json->to, ':');
}

static void open_with(Json *json, Str name, char bracket)
{
    begin(json, name);
    writer_char(json->to, bracket);
    json->follows = false;
}

static void close_with(Json *json, char bracket)
{
    writer_char(json->to, bracket);
    json->follows = true;
}

void json_open(Json *json)
{
    open_with(json, (Str){0}, '{');
}

void json_close(Json *json)
{
    close_with(json, '}');
}

void json_open_object(Json *json, Str name)
{
    open_with(json, name, '{');
}

void json_close_object(Json *json)
{
    close_with(json, '}');
}

void json_open_array(Json *json, Str name)
{
    open_with(json, name, '[');
}

void json_close_array(Json *json)
{
    close_with(json, ']');
}

void json_str(Json *json, Str name, Str value)
{
    begin(json, name);
    put_text(json->to, value);
}

void json_str_or_null(Json *json, Str name, Str value)
{
    if (value.length)
        json_str(json, name, value);
    else
        json_null(json, name);
}

void json_int(Json *json, Str name, int64_t value)
{
    begin(json, name);
    writer_int(json->to, value);
}

void json_double(Json *json, Str name, double value)
{
    begin(json, name);
    writer_double(json->to, value);
}

void json_bool(Json *json, Str name, bool value)
{
    begin(json, name);
    writer_put(json->to, value ? S("true") : S("false"));
}

void json_null(Json *json, Str name)
{
    begin(json, name);
    writer_put(json->to, S("null"));
}

void json_time(Json *json, Str name, Millis at)
{
    begin(json, name);
    writer_char(json->to, '"');
    millis_write(json->to, at);
    writer_char(json->to, '"');
}

void json_day(Json *json, Str name, Day day)
{
    begin(json, name);
    writer_char(json->to, '"');
    day_write(json->to, day);
    writer_char(json->to, '"');
}

void json_money(Json *json, Str name, int64_t minor, int decimals)
{
    assert(decimals >= 0 && decimals <= MONEY_DECIMALS_MAX);
    // INT64_MIN has no positive twin but here.
    uint64_t left = minor < 0 ? -(uint64_t)minor : (uint64_t)minor;
    char digits[32], *at = digits + sizeof digits;
    for (int place = 0; place <= decimals || left; place++, left /= 10) {
        if (place == decimals && decimals > 0) *--at = '.';
        *--at = (char)('0' + left % 10);
    }

    begin(json, name);
    writer_char(json->to, '"');
    if (minor < 0) writer_char(json->to, '-');
    writer_put(json->to, (Str){at, (size_t)(digits + sizeof digits - at)});
    writer_char(json->to, '"');
}

void json_raw(Json *json, Str name, Str value)
{
    begin(json, name);
    writer_put(json->to, value.length ? value : S("null"));
}
