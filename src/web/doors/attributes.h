// attributes.h: what do others say of who a customer is?
//
// Edits for service/writing/accounts.h.  What has the name of an attribute of ours, and is such a
// value, is that attribute; everything else is kept among the customer's traits.
#pragma once

#include "base/json_read.h"
#include "service/writing/accounts.h"

// `context` points to a JsonValue, an object of traits.  null takes a trait out again.
AccountEdit edit_traits;

typedef struct {
    Str lifecycle;
    Millis at;
} LifecycleSaid;

// `context` points to a LifecycleSaid.  What was said of a later moment stands, whatever
// the order in which it comes.
AccountEdit edit_lifecycle;

// The traits of a customer as a value; nothing where they cannot be read.
JsonValue traits_read(Arena *arena, const Customer *customer);

// Put `value`, a piece of JSON, under `name` among the traits; {0} takes it out.  False:
// there is no room for it, and nothing was changed.
bool traits_put(Arena *arena, Customer *customer, Str name, Str value);
