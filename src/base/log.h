// log.h: what happened, for the operator.
//
// One line an entry on standard error: time, level, message.  Control characters
// in what a client sent are escaped, so that no client can forge a line.  Never
// logged: secrets, cookies, query values, event payloads.
#pragma once

#include "base/str.h"

typedef enum { LOG_ERROR, LOG_WARNING, LOG_NOTICE, LOG_ACCESS } LogLevel;

// Lines above `level` are left out; LOG_NOTICE to begin with.
void log_upto(LogLevel level);
bool log_wants(LogLevel level);

void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_notice(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_access(const char *format, ...) __attribute__((format(printf, 1, 2)));
