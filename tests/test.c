#include "test.h"

#include <stdio.h>
#include <string.h>

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

int main(void)
{
    return _cmocka_run_group_tests("tests", tests, count, set_up, tear_down);
}
