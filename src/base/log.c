#include "base/log.h"

#include "base/clock.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 2048 };

static _Atomic int upto = LOG_NOTICE;

void log_upto(LogLevel level)
{
    atomic_store(&upto, (int)level);
}

bool log_wants(LogLevel level)
{
    return (int)level <= atomic_load_explicit(&upto, memory_order_relaxed);
}

// Control characters become \xNN; returns the new length.
static size_t escape(const char *from, char *to, size_t room)
{
    size_t length = 0;
    for (; *from && length + 4 < room; from++) {
        unsigned char c = (unsigned char)*from;
        if (c < 0x20 || c == 0x7F)
            length += (size_t)snprintf(to + length, room - length, "\\x%02x", c);
        else
            to[length++] = *from;
    }
    return length;
}

__attribute__((format(printf, 2, 0))) static void put_line(LogLevel level,
                                                           const char *format, va_list args)
{
    static const char *const names[] = {"error", "warning", "notice", "access"};
    if (!log_wants(level)) return;

    char message[LINE_MAX_BYTES / 2], line[LINE_MAX_BYTES], moment[64];
    Arena arena = {moment, moment + sizeof moment};
    Writer writer = {.arena = &arena, .text = moment, .room = sizeof moment};
    millis_write(&writer, clock_now());

    vsnprintf(message, sizeof message, format, args);
    size_t length = (size_t)snprintf(line, sizeof line, "%.*s %s ", (int)writer.length,
                                     moment, names[level]);
    length += escape(message, line + length, sizeof line - 1 - length);
    line[length++] = '\n';
    // One write a line, so that lines of several threads do not mix.  Where the
    // log itself cannot be written there is nobody left to tell.
    if (write(STDERR_FILENO, line, length) < 0) return;
}

#define DEFINE_LOG(name, level)                                                            \
    void name(const char *format, ...)                                                     \
    {                                                                                      \
        va_list args;                                                                      \
        va_start(args, format);                                                            \
        put_line(level, format, args);                                                     \
        va_end(args);                                                                      \
    }

DEFINE_LOG(log_error, LOG_ERROR)
DEFINE_LOG(log_warning, LOG_WARNING)
DEFINE_LOG(log_notice, LOG_NOTICE)
DEFINE_LOG(log_access, LOG_ACCESS)
