// claims.h: does each number lead to as many customers?
//
// A link that stands for a set of customers says how many they are (`data-customers`).
#pragma once

#include "visit.h"

// Follow each of a page's to its list, which must have as many; returns how many there are.
int follow_claims(Answer page);
