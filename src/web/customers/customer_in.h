// customer_in.h: is this a customer?
//
// What a client wrote becomes a Customer here, or is refused with all its faults
// at once.
#pragma once

#include "service/writing/changes.h"
#include "web/body.h"

// Read the body into `*customer`.  Ids, times and health are ours to set: naming
// them, or a member that no customer has, is a fault.  Revenue without a currency
// is in `currency`.
MUST_USE Err customer_read(Arena *arena, Body body, Str currency, Customer *customer,
                           Complaint *complaint);

// Read into `*patch` what shall be another way than it is `now`: only the members that are
// given.  Null empties what can be empty.  Revenue without a currency is in the present
// one, and another currency needs the revenue in it.
MUST_USE Err customer_patch_read(Arena *arena, Body body, const Customer *now,
                                 CustomerPatch *patch, Complaint *complaint);
