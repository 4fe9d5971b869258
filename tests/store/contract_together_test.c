#include "backends.h"
#include "making.h"

typedef struct {
    int64_t customer;
    Err ends_with;
    Store *reader;
    Err seen;  // by the reader, in the middle
} Work;

static KeptAnswer answer_of(const char *key)
{
    return (KeptAnswer){.key = str_of(key), .status = 201, .at = at(1, 0)};
}

static int count_logins(Store *store, int64_t customer)
{
    int64_t count = 0;
    Facts facts = facts_of(store, customer);
    for (int d = 0; d < facts.dailies; d++)
        count += facts.daily[d].count;
    return (int)count;
}

static Err find(Store *store, Whose whose, int64_t *out)
{
    return store_find_customers(store, &whose, 1, out, *test_arena());
}

// A customer, its name, two events of which one is taken back, and an answer.
static Err add_all(Store *store, void *context)
{
    Work *work = context;
    Customer customer = customer_called("Acme");
    Whose alias = {0, S("segment"), S("acme")};
    KeptAnswer answer = answer_of("k");
    int64_t found = 0;
    Err err = store_add_customer(store, &customer);
    if (!err) err = store_add_alias(store, customer.id, alias);
    if (!err) err = find(store, alias, &found);
    if (err) return err;
    assert_int_equal(found, customer.id);
    work->customer = customer.id;

    Event events[] = {login(found, "1", at(1, 0)), login(found, "2", at(2, 0))};
    Appended became[2];
    err = store_append(store, events, 2, became, *test_arena());
    if (!err) err = store_void_event(store, found, S(""), S("1"), at(3, 0), *test_arena());
    if (!err) err = store_keep_answer(store, &answer, at(1, 0));
    if (!err) err = store_put_note(store, S("a"), S("b"));
    if (err) return err;
    assert_int_equal(count_logins(store, found), 1);
    if (work->reader) work->seen = store_knows_customer(work->reader, found);
    return work->ends_with;
}

TEST(all_that_is_done_together_is_there_when_it_is_done)
{
    Store *store = fresh_writer();
    Work work = {.reader = open_reader()};
    assert_ok(store_together(store, add_all, &work));
    assert_int_equal(work.seen, ERR_NOT_FOUND);
    assert_ok(store_knows_customer(work.reader, work.customer));
    store = reopened_writer();
    KeptAnswer answer;
    Str note;
    assert_int_equal(count_logins(store, work.customer), 1);
    assert_ok(store_kept_answer(store, test_arena(), S("k"), at(1, 0), &answer));
    assert_ok(store_note(store, test_arena(), S("a"), &note));
}

TEST(of_what_fails_together_nothing_is_left)
{
    static const Err ends[] = {ERR_INVALID, ERR_CONFLICT, ERR_NOT_FOUND, ERR_STORE};
    Store *store = fresh_writer();
    for (int e = 0; e < 4; e++) {
        Work work = {.ends_with = ends[e]};
        int64_t customers, found;
        KeptAnswer answer;
        Str note;
        assert_int_equal(store_together(store, add_all, &work), ends[e]);
        assert_ok(store_count_customers(store, &customers));
        assert_int_equal(customers, 0);
        assert_int_equal(count_logins(store, work.customer), 0);
        assert_ok(find(store, (Whose){0, S("segment"), S("acme")}, &found));
        assert_int_equal(found, 0);
        assert_int_equal(store_kept_answer(store, test_arena(), S("k"), at(1, 0), &answer),
                         ERR_NOT_FOUND);
        assert_int_equal(store_note(store, test_arena(), S("a"), &note), ERR_NOT_FOUND);
    }
    Work work = {0};
    assert_ok(store_together(store, add_all, &work));
    assert_int_equal(count_logins(store, work.customer), 1);
}

// Between two events that are stored, whatever a verb can refuse is refused.
static Err meet_refusals(Store *store, void *context)
{
    Work *work = context;
    const int64_t id = work->customer;
    Customer taken = customer_called("taken"), nobody = customer_called("nobody");
    taken.external_id = S("own");
    nobody.id = 4711;
    KeptAnswer answer = answer_of("k");
    Whose others = {0, S("s"), S("other's")}, unknown = {0, S("s"), S("unknown")};
    int64_t other = 0;
    Event first = login(id, "1", at(1, 0)), last = login(id, "2", at(2, 0));
    Appended became;
    Err err = store_append(store, &first, 1, &became, *test_arena());
    if (!err) err = find(store, others, &other);
    if (err) return err;

    assert_int_equal(store_add_customer(store, &taken), ERR_CONFLICT);
    taken.id = other;
    assert_int_equal(store_put_customer(store, &taken), ERR_CONFLICT);
    assert_int_equal(store_put_customer(store, &nobody), ERR_NOT_FOUND);
    assert_int_equal(store_erase_customer(store, 4711), ERR_NOT_FOUND);
    assert_int_equal(store_add_alias(store, id, others), ERR_CONFLICT);
    assert_int_equal(store_remove_alias(store, id, unknown), ERR_NOT_FOUND);
    assert_int_equal(store_merge_customers(store, id, 4711, at(1, 0), *test_arena()),
                     ERR_NOT_FOUND);
    assert_int_equal(store_void_event(store, id, S(""), S("9"), at(1, 0), *test_arena()),
                     ERR_NOT_FOUND);
    assert_int_equal(store_keep_answer(store, &answer, at(1, 0)), ERR_CONFLICT);
    return store_append(store, &last, 1, &became, *test_arena());
}

TEST(what_is_refused_on_the_way_leaves_the_rest_to_be_done)
{
    Store *store = fresh_writer();
    Customer own = customer_called("own");
    own.external_id = S("own");
    KeptAnswer answer = answer_of("k");
    int64_t other = add_customer(store, "other"), customers, found;
    assert_ok(store_add_customer(store, &own));
    assert_ok(store_add_alias(store, other, (Whose){0, S("s"), S("other's")}));
    assert_ok(store_keep_answer(store, &answer, at(1, 0)));

    Work work = {.customer = own.id};
    assert_ok(store_together(store, meet_refusals, &work));
    store = reopened_writer();
    assert_int_equal(count_logins(store, own.id), 2);
    assert_ok(store_count_customers(store, &customers));
    assert_int_equal(customers, 2);
    assert_ok(find(store, (Whose){0, S(""), S("own")}, &found));
    assert_int_equal(found, own.id);
    assert_ok(find(store, (Whose){0, S("s"), S("other's")}, &found));
    assert_int_equal(found, other);
}
