// backends.h: which database do the contract tests run on?
//
// Whatever store.h promises is tested on every backend by the same tests: the
// program is run once for each, and TEST_BACKEND says for which ("sqlite" where it
// says nothing; "faulty" is SQLite behind faulty.h).  A backend is a row of the table
// in backends.c.
//
// Stores that a test opens here are closed before the next one begins.
#pragma once

#include "store/store.h"
#include "test.h"

typedef struct {
    const char *name;
    // Can it run on this machine?  Where not, it says why, and all tests are skipped.
    bool (*is_here)(void);
    // The address of a new, empty database, for store_open.
    Str (*fresh)(Arena *arena);
    // Take away whatever `fresh` has made; at the end of the program.
    void (*clean)(void);
} TestBackend;

extern const TestBackend test_backend_sqlite;
extern const TestBackend test_backend_mysql;

// A writer on a new, empty database, and readers of the same one.
Store *fresh_writer(void);
Store *open_reader(void);

// The writer closed and opened again, on the same database.
Store *reopened_writer(void);

// The address of the database last made.
Str fresh_address(void);

#define assert_ok(call) assert_int_equal(call, OK)
