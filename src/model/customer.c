#include "model/customer.h"

#include "base/hash.h"

#include <assert.h>

static const char *const lifecycles[] = {"trial", "onboarding", "active", "churned"};

static_assert(sizeof lifecycles / sizeof *lifecycles == LIFECYCLE_COUNT, "");

Str lifecycle_name(Lifecycle lifecycle)
{
    assert(lifecycle < LIFECYCLE_COUNT);
    return str_of(lifecycles[lifecycle]);
}

bool lifecycle_parse(Str name, Lifecycle *out)
{
    for (int i = 0; i < LIFECYCLE_COUNT; i++) {
        if (!str_equal(str_of(lifecycles[i]), name)) continue;
        *out = (Lifecycle)i;
        return true;
    }
    return false;
}

uint64_t customer_print(const Customer *customer)
{
    const Str texts[] = {customer->external_id, customer->name,     customer->email,
                         customer->segment,     customer->plan,     customer->owner,
                         customer->lifecycle,   customer->currency, customer->traits};
    uint64_t print = hash_int(HASH_START, customer->id);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        print = hash_str(print, texts[i]);
    print = hash_int(hash_int(print, customer->mrr), customer->seats);
    print = hash_int(print, customer->renews_on);
    return print ? print : 1;
}
