#include "backends.h"

#include "faulty.h"

#include <stdlib.h>
#include <string.h>

enum { OPEN_MAX_STORES = 8 };

static const TestBackend *const backends[] = {&test_backend_sqlite, &test_backend_mysql};

static Store *opened[OPEN_MAX_STORES];
static Str address;
static Arena life;

// SQLite behind the store that can fail: while it does not, it keeps every promise,
// or what tests see of faults would be its own doing.
static bool is_faulty(void)
{
    const char *name = getenv("TEST_BACKEND");
    return name && strcmp(name, "faulty") == 0;
}

static const TestBackend *chosen(void)
{
    const char *name = is_faulty() ? "sqlite" : getenv("TEST_BACKEND");
    for (size_t b = 0; name && b < sizeof backends / sizeof *backends; b++)
        if (strcmp(backends[b]->name, name) == 0) return backends[b];
    assert_null(name);
    return &test_backend_sqlite;
}

static void close_all(void)
{
    for (int s = OPEN_MAX_STORES - 1; s >= 0; s--) {
        store_close(opened[s]);
        opened[s] = NULL;
    }
}

static Store *open_store(StoreRole role)
{
    int s = 0;
    while (s < OPEN_MAX_STORES && opened[s])
        s++;
    assert_true(s < OPEN_MAX_STORES);
    assert_ok(store_open(address, role, &opened[s]));
    static Fault none = {.at = -1};
    if (is_faulty()) opened[s] = faulty_store(opened[s], &none);
    return opened[s];
}

Store *fresh_writer(void)
{
    close_all();
    if (!chosen()->is_here()) skip();
    if (!life.next) life = arena_map((size_t)1 << 20);
    address = chosen()->fresh(&life);
    return open_store(STORE_WRITER);
}

Store *open_reader(void)
{
    return open_store(STORE_READER);
}

Store *reopened_writer(void)
{
    close_all();
    return open_store(STORE_WRITER);
}

Str fresh_address(void)
{
    return address;
}

int test_tear_down(void)
{
    close_all();
    chosen()->clean();
    return 0;
}
