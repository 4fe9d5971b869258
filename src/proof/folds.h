// folds.h: who is kept aside?
//
// What is fitted to customers is judged by others: they are dealt into folds, and each
// fold is judged by what was fitted to the rest.  Those who ever left are dealt first, so
// that every fold has its part of them; the order is a fixed shuffle.
//
// Pure: no clock, no I/O; memory from the arena it is given.
#pragma once

#include "proof/cases.h"

enum { FOLDS = 5 };

// The fold of each customer.
int *folds_of(Arena *arena, const Cases *cases);

// For `times`: 1 for the customers that are not of the fold, 0 for those that are.
void folds_rest(const int *fold, int customers, int aside, int *times);
