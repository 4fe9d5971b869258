#include "app/beside.h"

#include "base/writer.h"

#include <limits.h>
#include <stdlib.h>

const char *socket_beside(Arena *life, Str database)
{
    char real[PATH_MAX];
    Str path = database;
    if (!str_equal(str_cut(&path, ':'), S("sqlite"))) return NULL;
    const char *file = str_z(life, path);
    if (realpath(file, real)) file = real;
    return str_z(life, str_format(life, "%s.sock", file));
}
