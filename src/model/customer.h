// customer.h: who is this?
//
// A customer is an account: a company that pays, or did.  Ids are ours and never
// reused; everything else is what clients told us.
//
// Plain values: the texts are borrowed from an arena.
#pragma once

#include "base/date.h"

// "not said": far outside the calendar, so that it can be no day of anybody's.
#define DAY_NONE INT32_MIN

enum {
    CUSTOMER_NAME_MAX = 500,     // characters of the name
    CUSTOMER_TEXT_MAX = 255,     // characters of e-mail, owner, ...
    CUSTOMER_TRAITS_MAX = 16384  // bytes of traits
};

typedef enum {
    LIFECYCLE_TRIAL,
    LIFECYCLE_ONBOARDING,
    LIFECYCLE_ACTIVE,
    LIFECYCLE_CHURNED,  // it has left: of the live book no more
    LIFECYCLE_COUNT,
} Lifecycle;

Str lifecycle_name(Lifecycle lifecycle);
bool lifecycle_parse(Str name, Lifecycle *out);

typedef struct {
    int64_t id;
    Str external_id;  // the client's own name for it, unique; empty: none
    Str name;
    Str email;
    Str segment;
    Str plan;
    Str owner;
    Str lifecycle;  // the name of one; "active" unless said otherwise; what was stored
                    // before there were names for them may have any
    Str currency;   // ISO 4217
    int64_t mrr;    // monthly revenue in minor units of the currency
    int64_t seats;
    Day renews_on;  // DAY_NONE: not said
    Str traits;     // a JSON object as text
    Millis created_at;
} Customer;

// A number that is another as soon as anything a client can say of the customer is; never
// 0.
uint64_t customer_print(const Customer *customer);
