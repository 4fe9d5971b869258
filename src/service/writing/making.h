// making.h: who is made of a name?
//
// Where the sender of an event wishes it, a customer is made of a name nobody has: the
// name is its external id where it is free, and an alias of the sender's.
//
// For the files of this room only.
#pragma once

#include "service/inside.h"

// For items whose customer is 0, in a transaction in which nobody was found for them:
// make those that are wished for, each name once, and find the others of that name.
// `*made` says how many were made.
MUST_USE Err make_customers(Service *service, Store *store, const Item *item, size_t items,
                            int64_t *customer, int *made);

// May this be somebody's name?
bool is_name(const Whose *whose);
