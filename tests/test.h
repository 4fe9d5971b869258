// test.h: a test is a sentence that is true.
//
//     TEST(a_batch_is_stored_whole_or_not_at_all)
//     {
//         assert_int_equal(...);
//     }
//
// Tests register themselves; test.c holds the one main.  A test that cannot run
// here calls skip() after saying why.
#pragma once

// cmocka wants these before it
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"

typedef void TestFunction(void **state);
void test_register(const char *name, TestFunction *run);

#define TEST(name)                                                                         \
    static void name(void **state);                                                        \
    __attribute__((constructor)) static void register_##name(void)                         \
    {                                                                                      \
        test_register(#name, name);                                                        \
    }                                                                                      \
    static void name(__attribute__((unused)) void **state)

// For what all tests of a program share, a test program may define these.
int test_set_up(void);
int test_tear_down(void);

#define assert_str_equal(a, b) test_str_equal(a, b, __FILE__, __LINE__)
void test_str_equal(Str a, Str b, const char *file, int line);

// A fresh arena for tests, reused from one test to the next.
Arena *test_arena(void);
