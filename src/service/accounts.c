#include "service/accounts.h"

#include "base/clock.h"

typedef struct {
    AccountList list;
    Arena arena;
} Telling;

static Err make(Store *store, const AccountList *list, const Account *account, int64_t *out)
{
    Str name = account->name.length ? account->name : account->whose.value;
    Customer customer = {.external_id = account->whose.value,
                         .name = name,
                         .lifecycle = S("active"),
                         .currency = list->currency,
                         .renews_on = DAY_NONE,
                         .traits = S("{}"),
                         .created_at = list->now};
    Err err = store_add_customer(store, &customer);
    *out = customer.id;
    return err;
}

static Err edit(Store *store, const Account *account, int64_t customer, Arena scratch)
{
    CustomerRow row;
    Err err = store_customer(store, &scratch, customer, clock_today(), &row);
    if (err || !account->edit(account->context, &scratch, &row.customer)) return err;
    return store_put_customer(store, &row.customer);
}

static Err tell_customer(Store *store, const AccountList *list, Account *account,
                         Arena scratch)
{
    int64_t customer = 0;
    Err err = store_find_customers(store, &account->whose, 1, &customer, scratch);
    account->unknown = !err && !customer && !account->create;
    if (!err && !customer && account->create) err = make(store, list, account, &customer);
    if (err == ERR_CONFLICT) {  // the name leads to nobody, and may not be given again
        account->unknown = true;
        return OK;
    }
    if (err || !customer) return err;

    if (account->edit) err = edit(store, account, customer, scratch);
    if (err || !account->alias.value.length) return err;
    err = store_add_alias(store, customer, account->alias);
    return err == ERR_CONFLICT ? OK : err;
}

static Err tell_user(Store *store, const Account *account, Arena scratch)
{
    Str group = account->group;
    Millis at = account->at;
    if (account->before.value.length) {
        Err err = store_group(store, &scratch, account->before, &group);
        if (err) return err == ERR_NOT_FOUND ? OK : err;
        at = 0;  // whatever was said of the new name is newer
    }
    return store_put_group(store, account->user, group, at);
}

static Err tell(Store *store, void *context)
{
    Telling *telling = context;
    const AccountList *list = &telling->list;
    Err err = OK;
    for (size_t i = 0; !err && i < list->accounts; i++) {
        Account *account = &list->account[i];
        if (account->user.value.length) err = tell_user(store, account, telling->arena);
        if (!err && account->whose.value.length)
            err = tell_customer(store, list, account, telling->arena);
    }
    return err;
}

Err ingest_accounts(Service *service, Arena *arena, const AccountList *list)
{
    Telling *telling = arena_new(arena, Telling, 1);
    telling->list = *list;
    telling->arena = *arena;
    return ingest_act(service, tell, telling, list->receipt);
}
