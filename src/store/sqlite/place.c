#include "store/sqlite/place.h"

#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PLACE_MAX = 4096 };

static Err refuse(const char *path, const char *what)
{
    log_error("%s: %s: %s. Choose a place this user may write to, as in --database "
              "sqlite:PATH, or give it the right to",
              path, what, strerror(errno));
    return ERR_STORE;
}

// The directory `path` lies in; "." where it names none.
static void parent_of(const char *path, char parent[PLACE_MAX])
{
    snprintf(parent, PLACE_MAX, "%s", path);
    char *slash = strrchr(parent, '/');
    if (!slash)
        snprintf(parent, PLACE_MAX, ".");
    else
        slash[slash == parent] = 0;  // the root keeps its slash
}

// A new name is on disk once its directory is.
static void sync_parent(const char *path)
{
    char parent[PLACE_MAX];
    parent_of(path, parent);
    int directory = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) return;
    if (fsync(directory) != 0) log_warning("%s: fsync: %s", parent, strerror(errno));
    close(directory);
}

// From the top down; those that are there already are left as they are.
static Err make_directories(const char *path)
{
    char part[PLACE_MAX];
    for (const char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        snprintf(part, sizeof part, "%.*s", (int)(slash - path), path);
        if (mkdir(part, 0700) == 0)
            sync_parent(part);
        else if (errno != EEXIST)
            return refuse(part, "the directory cannot be made");
    }
    return OK;
}

Err place_make(const char *path)
{
    Err err = make_directories(path);
    if (err) return err;

    int file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file >= 0) {
        close(file);
        sync_parent(path);
        return OK;
    }
    // one that is there is not opened here: closing it would drop SQLite's own locks
    if (errno != EEXIST) return refuse(path, "the database cannot be made");
    return access(path, R_OK | W_OK) == 0 ? OK
                                          : refuse(path, "the database cannot be used");
}

Err place_check(const char *path)
{
    if (access(path, F_OK) == 0) return OK;
    log_error("%s: there is no database: %s. The server makes one when it starts", path,
              strerror(errno));
    return ERR_NOT_FOUND;
}

Err place_hold(const char *path, int *hold)
{
    // SQLite follows links to the one file they lead to, and so does the hold on it.
    char file_itself[PATH_MAX], name[PATH_MAX + sizeof ".lock"];
    if (!realpath(path, file_itself)) return refuse(path, "the database cannot be found");
    snprintf(name, sizeof name, "%s.lock", file_itself);
    int file = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) return refuse(name, "the lock cannot be made");

    if (flock(file, LOCK_EX | LOCK_NB) == 0) {
        *hold = file;
        return OK;
    }
    Err err =
        errno == EWOULDBLOCK ? ERR_CONFLICT : refuse(name, "the lock cannot be taken");
    if (err == ERR_CONFLICT)
        log_error(
            "%s: another customer-health serves this database: stop that one first, or "
            "choose another file with --database sqlite:PATH",
            path);
    close(file);
    return err;
}

void place_release(int hold)
{
    if (hold >= 0) close(hold);
}

// Every byte of a file is written where it was read.
static bool write_over(int file)
{
    char block[65536];
    off_t at = 0;
    for (;;) {
        ssize_t length = pread(file, block, sizeof block, at);
        if (length <= 0) return length == 0;
        if (pwrite(file, block, (size_t)length, at) != length) return false;
        at += length;
    }
}

Err place_settle(const char *path)
{
    char name[PATH_MAX];
    snprintf(name, sizeof name, "%s-wal", path);
    int file = open(name, O_RDWR | O_CLOEXEC);
    if (file < 0 && errno == ENOENT) return OK;
    bool settled = file >= 0 && write_over(file) && fdatasync(file) == 0;
    if (!settled) log_error("%s: cannot be written to disk: %s", name, strerror(errno));
    if (file >= 0) close(file);
    return settled ? OK : ERR_BUSY;
}
