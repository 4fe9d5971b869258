// local.h: how does a program of this machine reach us without a port?
//
// By a unix socket in the file system, which only our own user may open.
#pragma once

#include "base/err.h"

// Listen at `path`, in the place of a socket that a server left behind there when it was
// killed.  ERR_CONFLICT: one still listens; ERR_INVALID: nobody can there.  Both are
// logged as a sentence.
MUST_USE Err local_open(const char *path, int *out);
