// What is on disk after a sync has failed?
//
// The kernel writes what is dirty, and where that fails it calls it clean: the file can be
// read as if it had been written, and the next sync succeeds.  Here the calls of the
// program and of SQLite go past a disk of our own that does the same, in memory which
// outlives a process that is killed; and then the power is cut.
#undef _FILE_OFFSET_BITS  // or pwrite would be pwrite64, and both are wanted
#define _LARGEFILE64_SOURCE
#include "backends.h"
#include "making.h"
#include "sqlite_place.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FILES = 2, FILE_MOST = 8 << 20, WRITES_MOST = 20000 };

typedef struct {  // what the disk has of a file, and what was written and not synced
    char bytes[FILE_MOST];
    size_t length;
    struct {
        off_t at;
        size_t size;
    } dirty[WRITES_MOST];
    int writes;
} DiskFile;

static struct {
    char path[512];  // of the database; its log is the second file
    int fails;       // so many of the next syncs of the log
    DiskFile file[FILES];
} * disk;

static DiskFile *on_disk(int file)
{
    char link[64], path[600];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    long length = disk ? readlink(link, path, sizeof path - 1) : -1;
    if (length < 0) return NULL;
    path[length] = 0;
    size_t base = strlen(disk->path);
    if (base == 0 || strncmp(path, disk->path, base) != 0) return NULL;
    if (!path[base]) return &disk->file[0];
    return strcmp(path + base, "-wal") == 0 ? &disk->file[1] : NULL;
}

static void note_write(int file, size_t size, off_t at)
{
    DiskFile *of = on_disk(file);
    if (!of) return;
    assert_true(of->writes < WRITES_MOST);
    assert_true((size_t)at + size <= FILE_MOST);
    of->dirty[of->writes].at = at;
    of->dirty[of->writes++].size = size;
}

static int note_sync(int file)
{
    DiskFile *of = on_disk(file);
    if (!of) return 0;
    bool fails = disk->fails > 0 && of == &disk->file[1];
    for (int i = 0; i < of->writes && !fails; i++) {
        size_t at = (size_t)of->dirty[i].at, end = at + of->dirty[i].size;
        assert_true(pread(file, of->bytes + at, of->dirty[i].size, (off_t)at) >= 0);
        if (end > of->length) of->length = end;
    }
    of->writes = 0;
    if (!fails) return 0;
    disk->fails--;
    errno = EIO;
    return -1;
}

// --- in the place of the C library's --------------------------------------

ssize_t pwrite(int file, const void *from, size_t size, off_t at)
{
    note_write(file, size, at);
    return syscall(SYS_pwrite64, file, from, size, at);
}

ssize_t pwrite64(int file, const void *from, size_t size, off_t at)
{
    return pwrite(file, from, size, at);
}

int fdatasync(int file)
{
    return note_sync(file);
}

int fsync(int file)
{
    return note_sync(file);
}

int ftruncate(int file, off_t length)
{
    DiskFile *of = on_disk(file);
    if (of && of->length > (size_t)length) of->length = (size_t)length;
    return (int)syscall(SYS_ftruncate, file, length);
}

int ftruncate64(int file, off_t length)
{
    return ftruncate(file, length);
}

// --- a life -----------------------------------------------------------------

static Store *open_writer(const char *path)
{
    Store *store = NULL;
    Arena *arena = test_arena();
    Str address = str_format(arena, "sqlite:%s", path);
    assert_int_equal(store_open(address, STORE_WRITER, &store), OK);
    return store;
}

// A database with one customer, on a disk of ours.
static Store *begin(void)
{
    if (!disk)
        disk = mmap(NULL, sizeof *disk, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                    -1, 0);
    assert_true(disk != MAP_FAILED);
    memset(disk, 0, sizeof *disk);
    const char *path = sqlite_fresh_path(test_arena());
    snprintf(disk->path, sizeof disk->path, "%s", path);
    Store *store = open_writer(path);
    assert_int_equal(add_customer(store, "Acme"), 1);
    return store;
}

static Err append(Store *store, const char *id, Appended *outcome)
{
    Event event = login(1, id, at(0, 9));
    return store_append(store, &event, 1, outcome, *test_arena());
}

static Appended append_well(Store *store, const char *id)
{
    Appended outcome;
    assert_int_equal(append(store, id, &outcome), OK);
    return outcome;
}

// So many syncs fail, of which this append takes the first.
static void append_on_failing_disk(Store *store, const char *id, int fails)
{
    Appended outcome;
    disk->fails = fails;
    assert_int_not_equal(append(store, id, &outcome), OK);
    assert_int_equal(disk->fails, fails - 1);
}

static void write_out(const char *path, const DiskFile *file)
{
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(file->bytes, 1, file->length, out), file->length);
    fclose(out);
}

// What a machine finds whose power was cut.
static Store *cut_power(void)
{
    Arena *arena = test_arena();
    const char *path = sqlite_fresh_path(arena);
    write_out(path, &disk->file[0]);
    write_out(str_z(arena, str_format(arena, "%s-wal", path)), &disk->file[1]);
    disk->path[0] = 0;
    return open_writer(path);
}

static void assert_events(Store *store, int wanted)
{
    int count = 0;
    (void)events_of(store, 1, 10, &count);
    assert_int_equal(count, wanted);
}

TEST(what_was_acknowledged_is_on_disk)
{
    Store *store = begin();
    assert_int_equal(append_well(store, "a"), APPEND_STORED);
    Store *left = cut_power();
    assert_events(left, 1);
    store_close(left);
    store_close(store);
}

// The log that fails as well when the connection is closed stays, and is read by the next.
TEST(what_a_failed_sync_has_lost_is_not_acknowledged_as_a_duplicate)
{
    for (int fails = 1; fails <= 3; fails++) {
        Store *store = begin();
        Appended outcome;
        assert_int_equal(append_well(store, "a"), APPEND_STORED);
        append_on_failing_disk(store, "b", fails);
        while (append(store, "b", &outcome))
            continue;
        append_well(store, "c");
        Store *left = cut_power();
        assert_events(left, 3);
        store_close(left);
        store_close(store);
    }
}

TEST(nor_by_the_process_that_follows_one_that_was_killed)
{
    Store *store = begin();
    char path[512];
    snprintf(path, sizeof path, "%s", disk->path);
    store_close(store);
    pid_t child = fork();
    if (child == 0) {
        store = open_writer(path);
        append_well(store, "a");
        append_on_failing_disk(store, "b", 1);
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);

    store = open_writer(path);
    append_well(store, "b");
    Store *left = cut_power();
    assert_events(left, 2);
    store_close(left);
    store_close(store);
}

TEST(while_the_disk_fails_it_is_not_opened)
{
    Store *store = begin();
    char path[512];
    snprintf(path, sizeof path, "%s", disk->path);
    store_close(store);
    pid_t child = fork();
    if (child == 0) {
        append_well(open_writer(path), "a");
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);

    disk->fails = 1;
    Str address = str_format(test_arena(), "sqlite:%s", path);
    assert_int_equal(store_open(address, STORE_WRITER, &store), ERR_STORE);
    assert_int_equal(disk->fails, 0);
    store = open_writer(path);
    assert_events(store, 1);
    store_close(store);
}

int test_tear_down(void)
{
    sqlite_clean();
    return 0;
}
