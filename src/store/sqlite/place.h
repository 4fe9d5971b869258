// place.h: may we use this file?
//
// What an SQLite database needs around it before it is opened: its directory, the
// file itself, and the writer's hold on it, so that one process serves it.
#pragma once

#include "base/err.h"

// Make the directories above `path` (0700) and the file (0600) where they are missing.
// ERR_STORE, with a sentence in the log.
MUST_USE Err place_make(const char *path);

// Is there a file?  ERR_NOT_FOUND, with a sentence.
MUST_USE Err place_check(const char *path);

// Take hold of `path`, which is there, for this process, until place_release.  The hold
// is a lock on a file beside it, its name + ".lock", which stays behind; it goes with the
// process, however that ends.  By a symbolic link it is the same hold.  ERR_CONFLICT, with a sentence: another process has it.
MUST_USE Err place_hold(const char *path, int *hold);
void place_release(int hold);

// Where the disk has failed, in this process or in one that was killed, what the system
// holds of the write-ahead log in memory may not be on disk, and would be taken for stored.
// Before anybody reads it, write it over itself, and to disk.  A log of no length, as an
// orderly end leaves it, costs nothing.  ERR_BUSY: the disk fails still.
MUST_USE Err place_settle(const char *path);
