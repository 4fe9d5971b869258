#include "test.h"

#include "base/clock.h"
#include "base/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TESTS_MAX = 512 };

static struct CMUnitTest tests[TESTS_MAX];
static size_t count;
static Arena arena;

__attribute__((weak)) int test_set_up(void)
{
    return 0;
}

__attribute__((weak)) int test_tear_down(void)
{
    return 0;
}

static int set_up(void **state)
{
    *state = NULL;
    return test_set_up();
}

static int tear_down(__attribute__((unused)) void **state)
{
    return test_tear_down();
}

void test_register(const char *name, TestFunction *run)
{
    assert_true(count < TESTS_MAX);
    tests[count++] = (struct CMUnitTest){.name = name, .test_func = run};
}

void test_str_equal(Str a, Str b, const char *file, int line)
{
    if (str_equal(a, b)) return;
    print_error("\"%.*s\"\n  is not\n\"%.*s\"\n", STR(a), STR(b));
    _fail(file, line);
}

Arena *test_arena(void)
{
    static Arena start;
    if (!start.next) start = arena_map((size_t)1 << 30);
    arena = start;
    return &arena;
}

// What is skipped is no failure; cmocka 1.1.5 says "not ok 1 # SKIP name" of it.
static FILE *right_the_skips(void)
{
    const char *format = getenv("CMOCKA_MESSAGE_OUTPUT");
    if (!format || strcmp(format, "TAP") != 0) return NULL;
    FILE *filter =
        popen("sed -u 's/^not ok \\([0-9]*\\) # SKIP \\(.*\\)/ok \\1 - \\2 # SKIP/'", "we");
    if (filter) dup2(fileno(filter), STDOUT_FILENO);
    return filter;
}

// The suites that are about days are run in several zones.
static void move(void)
{
    Zone *zone = NULL;
    const char *name = getenv("TEST_TIME_ZONE");
    static Arena life;
    life = arena_map(ZONE_BYTES);
    if (!name || strcmp(name, "UTC") == 0) return;
    assert_int_equal(zone_load(&life, str_of(name), &zone), OK);
    clock_set_zone(zone);
}

int main(void)
{
    move();
    FILE *filter = right_the_skips();
    int failed = _cmocka_run_group_tests("tests", tests, count, set_up, tear_down);
    if (!filter) return failed;
    fflush(stdout);
    close(STDOUT_FILENO);
    pclose(filter);
    return failed;
}
