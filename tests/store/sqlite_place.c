#include "sqlite_place.h"

#include "backends.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char directory[256];
static int made;

static bool is_here(void)
{
    return true;
}

const char *sqlite_fresh_path(Arena *arena)
{
    if (!directory[0]) {
        const char *temporary = getenv("TMPDIR");
        snprintf(directory, sizeof directory, "%s/customer-health-XXXXXX",
                 temporary ? temporary : "/tmp");
        assert_non_null(mkdtemp(directory));
    }
    return str_z(arena, str_format(arena, "%s/%d.db", directory, made++));
}

static Str fresh(Arena *arena)
{
    return str_format(arena, "sqlite:%s", sqlite_fresh_path(arena));
}

static void remove_below(const char *path)
{
    DIR *entries = opendir(path);
    if (!entries) return;
    for (struct dirent *entry = readdir(entries); entry; entry = readdir(entries)) {
        char name[1024];
        snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        bool itself = entry->d_name[0] == '.';
        if (!itself && unlink(name) != 0) remove_below(name);
    }
    closedir(entries);
    rmdir(path);
}

void sqlite_clean(void)
{
    if (directory[0]) remove_below(directory);
    directory[0] = 0;
}

const TestBackend test_backend_sqlite = {"sqlite", is_here, fresh, sqlite_clean};
