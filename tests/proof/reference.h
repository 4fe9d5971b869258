// reference.h: what did R answer?
//
// The numbers of tests/cases/proof/reference.txt, which make.R beside it makes.
#pragma once

#include "proof/cases.h"
#include "proof/survival.h"

// The numbers that stand under a name; it must be there.
int reference(Arena *arena, const char *name, double **out);
int reference_ints(Arena *arena, const char *name, int **out);

// The one number under it.
double reference_one(Arena *arena, const char *name);

// The cases, as they stand there and ordered, and the lives.
Cases reference_cases(Arena *arena);
int reference_lives(Arena *arena, Life **out);

#define assert_close(a, b) test_close(a, b, __FILE__, __LINE__)
void test_close(double is, double expected, const char *file, int line);
