// beside.h: where does whoever serves a database listen to programs of this machine?
#pragma once

#include "base/str.h"

// The socket beside an SQLite database, by whatever name its file is called; NULL where
// it is another database, which any number of programs may open.
const char *socket_beside(Arena *life, Str database);
