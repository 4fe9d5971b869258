// faults.c: what if the disk fails at the n-th call?
//
//     FAULT=fsync:EIO:7 FAULT_PATH=crash.db LD_PRELOAD=faults.so PROGRAM
//     FAULT=pwrite:ENOSPC:3+ ...                   the third and all that follow
//
// A library that stands between a program and the C library.  Of the calls that concern
// files whose path holds FAULT_PATH, the n-th of one kind (open, read, pread, pwrite,
// write, fsync, which is fdatasync too, ftruncate) fails with EIO or ENOSPC, or, SHORT,
// does half of what it should.  Where FAULT_FILE is given, nothing fails, and nothing is
// counted, until a file of that name is there.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

typedef enum { WELL, FAILS, SHORT } Fate;

// What shall fail; read once, and looked up by name at every call.
static const char *call, *error, *path_part, *switch_file;
static long first, last;
static _Atomic long calls;

__attribute__((constructor)) static void read_wish(void)
{
    static char wish[64];
    const char *given = getenv("FAULT");
    path_part = getenv("FAULT_PATH");
    switch_file = getenv("FAULT_FILE");
    if (!given || !path_part) return;
    snprintf(wish, sizeof wish, "%s", given);
    char *rest = wish;
    call = strsep(&rest, ":");
    error = strsep(&rest, ":");
    first = rest ? strtol(rest, &rest, 10) : 0;
    last = rest && *rest == '+' ? INT32_MAX : first;
}

static bool concerns(int file, const char *path)
{
    char link[64], target[512];
    if (!path) {
        snprintf(link, sizeof link, "/proc/self/fd/%d", file);
        long length = syscall(SYS_readlink, link, target, sizeof target - 1);
        target[length > 0 ? length : 0] = 0;
        path = target;
    }
    return strstr(path, path_part) != NULL;
}

static Fate fate_of(const char *name, int file, const char *path)
{
    if (!call || !error || strcmp(call, name) != 0 || !concerns(file, path)) return WELL;
    if (switch_file && syscall(SYS_access, switch_file, F_OK) != 0) return WELL;
    long n = ++calls;
    if (n < first || n > last) return WELL;
    if (strcmp(error, "SHORT") == 0) return SHORT;
    errno = strcmp(error, "ENOSPC") == 0 ? ENOSPC : EIO;
    return FAILS;
}

// The C library's own function of this name.
#define REAL(type, name, ...)                                                              \
    static type (*real)(__VA_ARGS__);                                                      \
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, #name)

#define OPENS(name)                                                                        \
    int name(const char *path, int flags, ...)                                             \
    {                                                                                      \
        va_list more;                                                                      \
        va_start(more, flags);                                                             \
        int mode = va_arg(more, int);                                                      \
        va_end(more);                                                                      \
        REAL(int, name, const char *, int, ...);                                           \
        return fate_of("open", -1, path) == FAILS ? -1 : real(path, flags, mode);          \
    }
OPENS(open)
OPENS(open64)

#define READS_AT(name)                                                                     \
    ssize_t name(int file, void *to, size_t size, off_t at)                                \
    {                                                                                      \
        REAL(ssize_t, name, int, void *, size_t, off_t);                                   \
        Fate fate = fate_of("pread", file, NULL);                                          \
        return fate == FAILS ? -1 : real(file, to, fate == SHORT ? size / 2 : size, at);   \
    }
READS_AT(pread)
READS_AT(pread64)

#define WRITES_AT(name)                                                                    \
    ssize_t name(int file, const void *from, size_t size, off_t at)                        \
    {                                                                                      \
        REAL(ssize_t, name, int, const void *, size_t, off_t);                             \
        Fate fate = fate_of("pwrite", file, NULL);                                         \
        return fate == FAILS ? -1 : real(file, from, fate == SHORT ? size / 2 : size, at); \
    }
WRITES_AT(pwrite)
WRITES_AT(pwrite64)

#define SYNCS(name)                                                                        \
    int name(int file)                                                                     \
    {                                                                                      \
        REAL(int, name, int);                                                              \
        return fate_of("fsync", file, NULL) == WELL ? real(file) : -1;                     \
    }
SYNCS(fsync)
SYNCS(fdatasync)

#define TRUNCATES(name)                                                                    \
    int name(int file, off_t length)                                                       \
    {                                                                                      \
        REAL(int, name, int, off_t);                                                       \
        return fate_of("ftruncate", file, NULL) == WELL ? real(file, length) : -1;         \
    }
TRUNCATES(ftruncate)
TRUNCATES(ftruncate64)

ssize_t read(int file, void *to, size_t size)
{
    REAL(ssize_t, read, int, void *, size_t);
    Fate fate = fate_of("read", file, NULL);
    return fate == FAILS ? -1 : real(file, to, fate == SHORT ? size / 2 : size);
}

ssize_t write(int file, const void *from, size_t size)
{
    REAL(ssize_t, write, int, const void *, size_t);
    Fate fate = fate_of("write", file, NULL);
    return fate == FAILS ? -1 : real(file, from, fate == SHORT ? size / 2 : size);
}
