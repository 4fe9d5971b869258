// golden.h: is the answer what it was?
//
// Compares with tests/web/golden/NAME; the version of the built-in files does not
// count.  A change that is meant is written there by running the test program with
// GOLDEN=write, and read in the diff.
#pragma once

#include "visit.h"

#define assert_golden(answer, name) golden_check(answer, name, __FILE__, __LINE__)
void golden_check(Answer answer, const char *name, const char *file, int line);
