// accounts.h: what do other systems say of our customers?
//
// Besides what customers do, systems tell who they are: a name, a plan, that they left,
// which of their users belong to whom, under which name they know them.  Each such word
// is an Account here.  Any number of them is one act: on disk whole, or not at all.
#pragma once

#include "service/service.h"

// Change the customer as stored, and say whether there is anything to store.  It is
// called on the committer's thread, and again where the transaction is tried again.
typedef bool AccountEdit(void *context, Arena *arena, Customer *customer);

typedef struct {
    // The customer this is about; an empty value: nobody, it is about a user alone.
    Whose whose;
    bool create;        // where nobody is called so, make the customer
    Str name;           // of the customer that is made; empty: the name in `whose`
    AccountEdit *edit;  // NULL: its attributes stay; else so since `at`, or since now
    void *context;
    Whose alias;  // another name of the customer's from now on; an empty value: none.
                  // One that is another customer's stays with it

    // A user who is in `group` since `at`; an empty value: none.  What waits for the user
    // is the customer's, where one is said.  With `before` it is the group of the user who
    // was called so until now, where the new name has none.
    Whose user;
    Str group;
    Whose before;
    Millis at;

    bool unknown;  // out: there is no such customer, and none was to be made
} Account;

typedef struct {
    Account *account;
    size_t accounts;
    Receipt receipt;  // its outcome says nothing
} AccountList;

// Store them, in their order.  What is given must stay until the receipt is answered.
// ERR_BUSY at once, without a receipt: too much waits.
MUST_USE Err ingest_accounts(Service *service, Arena *arena, const AccountList *list);
