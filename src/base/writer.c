#include "base/writer.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 256 };  // most small answers fit without growing

char *writer_reserve(Writer *writer, size_t more)
{
    size_t wanted = writer->length + more;
    if (wanted > writer->room) {
        size_t room = writer->room ? writer->room * 2 : FIRST_ROOM;
        if (room < wanted) room = wanted;
        writer->text = arena_grow(writer->arena, writer->text, writer->room, room);
        writer->room = room;
    }
    return writer->text + writer->length;
}

void writer_put(Writer *writer, Str str)
{
    if (str.length == 0) return;
    memcpy(writer_reserve(writer, str.length), str.text, str.length);
    writer->length += str.length;
}

void writer_char(Writer *writer, char c)
{
    *writer_reserve(writer, 1) = c;
    writer->length++;
}

void writer_int(Writer *writer, int64_t number)
{
    char digits[20], *at = digits + sizeof digits;
    uint64_t left = number < 0 ? -(uint64_t)number : (uint64_t)number;
    do {
        *--at = (char)('0' + left % 10);
        left /= 10;
    } while (left);
    if (number < 0) *--at = '-';
    writer_put(writer, (Str){at, (size_t)(digits + sizeof digits - at)});
}

// Most of our numbers have at most four decimals.  n / 10^4 is rounded correctly,
// so where it gives `number` back, the decimal digits of n are its shortest text.
static bool put_short(Writer *writer, double number)
{
    double scaled = number * 10000;
    if (!(fabs(scaled) < 1e15)) return false;
    int64_t whole = llround(scaled);
    if ((double)whole / 10000 != number || (whole == 0 && signbit(number))) return false;

    if (whole < 0) writer_char(writer, '-');
    if (whole < 0) whole = -whole;
    writer_int(writer, whole / 10000);
    int decimals = (int)(whole % 10000);
    if (decimals) writer_char(writer, '.');
    for (int unit = 1000; decimals; unit /= 10) {
        writer_char(writer, (char)('0' + decimals / unit));
        decimals %= unit;
    }
    return true;
}

void writer_double(Writer *writer, double number)
{
    assert(isfinite(number));
    if (put_short(writer, number)) return;

    // 17 digits always read back the same.  Where 16 do, 15 may too; fewer do not,
    // or %g would have left them out.
    char text[40], shorter[40];
    snprintf(text, sizeof text, "%.16g", number);
    if (strtod(text, NULL) != number)
        snprintf(text, sizeof text, "%.17g", number);
    else {
        snprintf(shorter, sizeof shorter, "%.15g", number);
        if (strtod(shorter, NULL) == number) memcpy(text, shorter, sizeof text);
    }
    for (const char *at = text; *at; at++)
        if (*at != '+') writer_char(writer, *at);
}

__attribute__((format(printf, 2, 0))) static void
put_format(Writer *writer, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    if (length < 0) length = 0;

    char *text = writer_reserve(writer, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    writer->length += (size_t)length;
}

void writer_format(Writer *writer, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    put_format(writer, format, args);
    va_end(args);
}

Str str_format(Arena *arena, const char *format, ...)
{
    Writer writer = {.arena = arena};
    va_list args;
    va_start(args, format);
    put_format(&writer, format, args);
    va_end(args);
    return writer_str(&writer);
}

Str writer_str(const Writer *writer)
{
    return (Str){writer->text, writer->length};
}
