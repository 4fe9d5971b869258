// order.h: how is a change done?
//
// A change that was asked for (changes.h) is an order until it is done: an act, and what it
// needs.  Here is what all of them share: the promise that is kept with the act, the memory
// that is begun anew where it is tried again, and the receipt.
//
// For the files of this room only.
#pragma once

#include "service/asking/lists.h"
#include "service/writing/matching.h"

typedef struct Order Order;
struct Order {
    Service *service;
    Change change;
    Err (*act)(Order *order, Store *store);
    void (*after)(const Order *order);  // it is on disk; NULL: nothing more is to be done
    Arena start;                        // the arena before the act took anything of it

    // What it is about, as the act needs it.
    int64_t customer;
    int64_t into;
    Whose whose;
    Str id;
    Str value;
    Event *event;
    Appended *outcome;
    Customer *added;
    CustomerPut *put;
    CustomerPatch *patch;
    Erasure *erasure;
    Assignment *assignment;
    void *said;  // an outcome, an override or a note
    ListView *view;
    OwnerChange *owned;
    int64_t said_id;  // or which one
    void *card;       // a draft, or what is published
    Matching matching;
};

// Hand a copy of the order over.
MUST_USE Err order_hand_over(Service *service, Change change, const Order *order);

// Match what waits for `whose`, in the order's own transaction.
MUST_USE Err order_match(Order *order, Store *store, Whose whose);
