#include "service/writing/accounts.h"

#include "base/clock.h"
#include "service/writing/making.h"
#include "service/writing/matching.h"
#include "service/writing/said.h"

// Events of one user that are brought along at once, when it is said whose the user is.
enum { ALONG_MAX = 500 };

typedef struct {
    Service *service;
    AccountList list;
    bool named;  // somebody has got a name, for which events may wait
} Telling;

// --- customers -----------------------------------------------------------

static Err find(const Telling *telling, Store *store, const Account *account, int64_t *out)
{
    Arena scratch = committer_scratch(telling->service->committer);
    return store_find_customers(store, &account->whose, 1, out, scratch);
}

static Err make(Telling *telling, Store *store, const Account *account, int64_t *out)
{
    const Item item = {.whose = account->whose, .create = true, .name = account->name};
    int made = 0;
    Err err = make_customers(telling->service, store, &item, 1, out, &made);
    telling->named |= made > 0;
    return err;
}

static Err edit(const Telling *telling, Store *store, const Account *account,
                int64_t customer)
{
    Arena scratch = committer_scratch(telling->service->committer);
    CustomerRow row;
    Err err = store_hold_customer(store, customer);
    if (!err) err = store_customer(store, &scratch, customer, clock_today(), &row);
    if (err) return err;
    Str before = row.customer.lifecycle;
    if (!account->edit(account->context, &scratch, &row.customer)) return OK;
    err = store_put_customer(store, &row.customer);
    if (err) return err;

    const LifecyclePut put = {.customer = customer,
                              .before = before,
                              .after = row.customer.lifecycle,
                              .day = account->at ? day_of(account->at) : clock_today(),
                              .author = account->whose.source.length ? account->whose.source
                                                                     : S("api")};
    return said_lifecycle(store, &put);
}

static Err name(Telling *telling, Store *store, const Account *account, int64_t customer)
{
    Err err = store_add_alias(store, customer, account->alias);
    telling->named |= !err;
    return err == ERR_CONFLICT ? OK : err;
}

// --- users ---------------------------------------------------------------

// Events of a user that waited until it is said whose the user is.
static Err bring_along(Telling *telling, Store *store, Whose user, int64_t customer)
{
    Arena arena = committer_scratch(telling->service->committer);
    Unmatched *row = arena_new(&arena, Unmatched, ALONG_MAX);
    int rows = 0;
    const UnmatchedQuery query = {&user, 0, ALONG_MAX};
    Err err = store_unmatched(store, &arena, &query, row, &rows);
    if (err || rows == 0) return err;

    Event *event = arena_new(&arena, Event, rows);
    Appended *outcome = arena_new(&arena, Appended, rows);
    int64_t *gone = arena_new(&arena, int64_t, rows);
    size_t events = 0;
    for (int r = 0; !err && r < rows; r++) {
        event[events] = row[r].event;
        event[events].customer = customer;
        err = bounds_check(telling->service->bounds, store, &event[events]);
        if (!err) gone[events++] = row[r].id;
        if (err == ERR_CONFLICT) err = OK;  // it goes on waiting
    }
    if (err || events == 0) return err;
    err = store_append(store, event, events, outcome, arena);
    return err ? err : store_drop_unmatched(store, gone, events);
}

static Err tell_user(const Telling *telling, Store *store, const Account *account)
{
    Arena scratch = committer_scratch(telling->service->committer);
    Str group = account->group;
    Millis at = account->at;
    if (account->before.value.length) {
        Err err = store_group(store, &scratch, account->before, &group);
        if (err) return err == ERR_NOT_FOUND ? OK : err;
        at = 0;  // whatever was said of the new name is newer
    }
    return store_put_group(store, account->user, group, at);
}

// --- all of them ---------------------------------------------------------

static Err tell_customer(Telling *telling, Store *store, Account *account)
{
    int64_t customer = 0;
    Err err = find(telling, store, account, &customer);
    if (!err && !customer && account->create)
        err = make(telling, store, account, &customer);
    account->unknown = !err && !customer;
    if (err || !customer) return err;

    if (account->edit) err = edit(telling, store, account, customer);
    if (!err && account->alias.value.length) err = name(telling, store, account, customer);
    if (!err && account->user.value.length)
        err = bring_along(telling, store, account->user, customer);
    return err;
}

static Err tell(Store *store, void *context)
{
    Telling *telling = context;
    Err err = OK;
    telling->named = false;
    for (size_t i = 0; !err && i < telling->list.accounts; i++) {
        Account *account = &telling->list.account[i];
        if (account->user.value.length) err = tell_user(telling, store, account);
        if (!err && account->whose.value.length)
            err = tell_customer(telling, store, account);
    }
    return err;
}

static void told(void *context, Err err, Appended outcome)
{
    const Telling *telling = context;
    if (!err && telling->named) match_all(telling->service);
    telling->list.receipt.done(telling->list.receipt.context, err, outcome);
}

Err ingest_accounts(Service *service, Arena *arena, const AccountList *list)
{
    Telling *telling = arena_new(arena, Telling, 1);
    *telling = (Telling){.service = service, .list = *list};
    return ingest_act(service, tell, telling, (Receipt){told, telling});
}
