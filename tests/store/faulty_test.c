#include "faulty.h"

#include "backends.h"
#include "making.h"
#include "sqlite_place.h"

static Store *open_faulty(Fault *fault)
{
    Store *store;
    Str address = str_format(test_arena(), "sqlite:%s", sqlite_fresh_path(test_arena()));
    assert_ok(store_open(address, STORE_WRITER, &store));
    return faulty_store(store, fault);
}

TEST(a_fault_before_the_call_leaves_it_undone)
{
    Fault fault = {.at = 1, .err = ERR_STORE};
    Store *store = open_faulty(&fault);
    int64_t count = 0;
    assert_ok(store_put_note(store, S("a"), S("1")));
    Customer customer = customer_called("Acme");
    assert_int_equal(store_add_customer(store, &customer), ERR_STORE);
    assert_ok(store_count_customers(store, &count));
    assert_int_equal(count, 0);
    assert_int_equal(fault.calls, 3);
    store_close(store);
}

TEST(a_fault_after_the_call_loses_only_the_answer)
{
    Fault fault = {.at = 0, .err = ERR_BUSY, .done = true};
    Store *store = open_faulty(&fault);
    int64_t count = 0;
    Customer customer = customer_called("Acme");
    assert_int_equal(store_add_customer(store, &customer), ERR_BUSY);
    assert_ok(store_count_customers(store, &count));
    assert_int_equal(count, 1);
    store_close(store);
}

TEST(a_fault_may_last)
{
    Fault fault = {.at = 0, .err = ERR_BUSY, .lasts = true};
    Store *store = open_faulty(&fault);
    assert_int_equal(store_ping(store), ERR_BUSY);
    assert_int_equal(store_ping(store), ERR_BUSY);
    fault.at = -1;
    assert_ok(store_ping(store));
    store_close(store);
}

int test_tear_down(void)
{
    sqlite_clean();
    return 0;
}
