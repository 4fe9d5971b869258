// sqlite_place.h: where do SQLite files of the tests lie?
//
// In a directory of the test program's own, taken away when it ends.
#pragma once

#include "base/str.h"

// The path of a file that is not there yet.
const char *sqlite_fresh_path(Arena *arena);

// Take all of them away.
void sqlite_clean(void);
