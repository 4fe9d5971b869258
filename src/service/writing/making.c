#include "service/writing/making.h"

#include "base/clock.h"
#include "base/hash.h"

enum {
    SLOTS = 2 * GROUP_MAX + 1,           // of a table of those that were made
    NAME_BYTES = 4 * CUSTOMER_TEXT_MAX,  // the longest name there is
};

typedef struct {
    Str value;
    int64_t customer;  // 0: a free slot
} Made;

bool is_name(const Whose *whose)
{
    return whose->id <= 0 && whose->value.length > 0 && whose->value.length <= NAME_BYTES;
}

static Made *slot_of(Made *table, Str value)
{
    size_t at = hash_long(value) % SLOTS;
    while (table[at].customer && !str_equal(table[at].value, value))
        at = (at + 1) % SLOTS;
    return &table[at];
}

static Err find(Store *store, const Whose *whose, int64_t *out, Arena scratch)
{
    return store_find_customers(store, whose, 1, out, scratch);
}

// The external id is taken: another server has made the customer at this moment, or has
// a customer of this external id who is not found by it.
static Err add(Store *store, const Item *item, Customer *customer, Arena scratch)
{
    Err err = store_add_customer(store, customer);
    if (err != ERR_CONFLICT) return err;
    err = find(store, &item->whose, &customer->id, scratch);
    if (err || customer->id) return err;
    customer->external_id = (Str){0};
    return store_add_customer(store, customer);
}

static Err make(Service *service, Store *store, const Item *item, int64_t *out,
                Arena scratch)
{
    Str value = item->whose.value;
    Customer customer = {.name = item->name.length ? item->name : value,
                         .external_id = value.length <= EVENT_ID_MAX ? value : (Str){0},
                         .lifecycle = S("active"),
                         .currency = service->currency,
                         .renews_on = DAY_NONE,
                         .traits = S("{}"),
                         .created_at = clock_now()};
    Err err = add(store, item, &customer, scratch);
    if (err) return err;

    *out = customer.id;
    bool plain = item->whose.source.length == 0 && customer.external_id.length > 0;
    if (!plain) err = store_add_alias(store, customer.id, item->whose);
    if (!err) committer_added(service->committer, customer.id);
    // Only where another server was quicker: then the next try finds who it is.
    return err == ERR_CONFLICT || err == ERR_NOT_FOUND ? ERR_BUSY : err;
}

Err make_customers(Service *service, Store *store, const Item *item, size_t items,
                   int64_t *customer, int *made)
{
    Arena scratch = committer_scratch(service->committer);
    Made *table = arena_new(&scratch, Made, SLOTS);
    *made = 0;
    Err err = OK;
    for (size_t i = 0; !err && i < items; i++) {
        if (customer[i] || !item[i].create || !is_name(&item[i].whose)) continue;
        Made *slot = slot_of(table, item[i].whose.value);
        if (slot->customer) continue;
        slot->value = item[i].whose.value;
        err = make(service, store, &item[i], &slot->customer, scratch);
        ++*made;
    }
    for (size_t i = 0; !err && *made > 0 && i < items; i++)
        if (!customer[i] && is_name(&item[i].whose))
            customer[i] = slot_of(table, item[i].whose.value)->customer;
    return err;
}
