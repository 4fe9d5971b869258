// address.h: where is the MySQL or MariaDB server, and who are we there?
//
// `user:password@host:port/name`, each part percent-encoded where it must be;
// `host:port,host2:port` for a cluster, of which the first is used;
// `?socket=/path` for a server on this machine.
#pragma once

#include "base/err.h"
#include "base/str.h"

typedef struct {
    const char *user;
    const char *password;
    const char *host;
    unsigned port;
    const char *name;    // of the database
    const char *socket;  // NULL: over TCP
} Address;

// `text` is what stands behind "mysql://".  ERR_INVALID where it is not such an
// address; `*complaint` then says in words what is missing.
MUST_USE Err address_parse(Arena *arena, Str text, Address *out, const char **complaint);
