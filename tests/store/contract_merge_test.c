#include "backends.h"
#include "making.h"

static int64_t add_known_as(Store *store, const char *external_id)
{
    Customer customer = customer_called(external_id);
    customer.external_id = str_of(external_id);
    assert_ok(store_add_customer(store, &customer));
    return customer.id;
}

static Err join(Store *store, int64_t from, int64_t into)
{
    return store_merge_customers(store, from, into, at(20, 0), *test_arena());
}

static int64_t find(Store *store, int64_t id, const char *source, const char *value)
{
    Whose whose = {id, str_of(source), str_of(value)};
    int64_t found = -1;
    assert_ok(store_find_customers(store, &whose, 1, &found, *test_arena()));
    return found;
}

TEST(the_ids_and_names_of_who_was_merged_away_lead_to_who_took_it_in)
{
    Store *store = fresh_writer();
    int64_t a = add_known_as(store, "a"), b = add_known_as(store, "b"),
            c = add_customer(store, "c");
    assert_ok(store_add_alias(store, a, (Whose){0, S("segment"), S("u-1")}));
    assert_ok(join(store, a, b));
    assert_int_equal(find(store, a, "", ""), b);
    assert_int_equal(find(store, 0, "", "a"), b);
    assert_int_equal(find(store, 0, "segment", "u-1"), b);
    assert_int_equal(find(store, 0, "stripe", "b"), b);

    assert_ok(join(store, b, c));
    assert_int_equal(find(store, a, "", ""), c);
    assert_int_equal(find(store, b, "", ""), c);
    assert_int_equal(find(store, 0, "", "a"), c);
    assert_int_equal(find(store, 0, "", "b"), c);
    assert_int_equal(find(store, 0, "segment", "u-1"), c);

    Whose *alias;
    int count;
    assert_ok(store_aliases(store, test_arena(), c, &alias, &count));
    assert_int_equal(count, 3);
    assert_str_equal(alias[0].source, S(""));
    assert_str_equal(alias[0].value, S("a"));
    assert_str_equal(alias[1].value, S("b"));
    assert_str_equal(alias[2].value, S("u-1"));

    assert_ok(store_erase_customer(store, c));
    assert_int_equal(find(store, a, "", ""), 0);
    assert_int_equal(find(store, 0, "", "b"), 0);
}

TEST(who_took_another_in_keeps_its_attributes_and_the_other_is_gone)
{
    Store *store = fresh_writer();
    int64_t from = add_known_as(store, "from"), into = add_known_as(store, "into");
    put_score(store, from, 20);
    put_score(store, into, 62.5);
    assert_int_equal(append_one(store, login(from, "1", at(1, 0))), APPEND_STORED);
    assert_ok(join(store, from, into));

    CustomerRow row[2];
    int count;
    assert_int_equal(store_knows_customer(store, from), ERR_NOT_FOUND);
    assert_int_equal(store_customer(store, test_arena(), from, on(0), row), ERR_NOT_FOUND);
    assert_ok(store_customers(store, test_arena(), (ListPlace){0}, 2, row, &count));
    assert_int_equal(count, 1);
    assert_int_equal(row[0].customer.id, into);
    assert_str_equal(row[0].customer.name, S("into"));
    assert_str_equal(row[0].customer.external_id, S("into"));
    assert_true(row[0].stale && row[0].score == 62.5);
    assert_int_equal(only_mark(store).customer, into);

    Staleness staleness;
    assert_ok(store_staleness(store, on(0), 10, &staleness));
    assert_int_equal(staleness.oldest, at(20, 0));
    assert_ok(store_staleness(store, on(2000), 10, &staleness));
    assert_int_equal(staleness.count, 1);
    assert_int_not_equal(add_customer(store, "next"), from);
}

TEST(there_must_be_two_customers)
{
    Store *store = fresh_writer();
    int64_t customer = add_known_as(store, "only");
    assert_int_equal(append_one(store, login(customer, "1", at(1, 0))), APPEND_STORED);
    assert_int_equal(join(store, customer, customer), ERR_NOT_FOUND);
    assert_int_equal(join(store, customer, 4711), ERR_NOT_FOUND);
    assert_int_equal(join(store, 4711, customer), ERR_NOT_FOUND);
    assert_ok(store_knows_customer(store, customer));
    assert_int_equal(facts_of(store, customer).daily[0].count, 1);
    assert_int_equal(find(store, 4711, "", ""), 0);
}

TEST(an_event_sent_again_to_who_took_the_customer_in_is_a_repeat)
{
    Store *store = fresh_writer();
    int64_t from = add_customer(store, "from"), into = add_customer(store, "into"),
            other = add_customer(store, "other");
    Event event = login(from, "1", at(1, 0));
    assert_int_equal(append_one(store, event), APPEND_STORED);
    assert_ok(join(store, from, into));
    event.customer = other;
    assert_int_equal(append_one(store, event), APPEND_CLASH);
    event.customer = into;
    assert_int_equal(append_one(store, event), APPEND_DUPLICATE);
    assert_int_equal(facts_of(store, into).daily[0].count, 1);
}

TEST(a_name_that_leads_to_a_third_customer_stays_with_it)
{
    Store *store = fresh_writer();
    int64_t from = add_customer(store, "from"), into = add_customer(store, "into"),
            third = add_customer(store, "third");
    Customer renamed = customer_called("from");
    renamed.id = from;
    renamed.external_id = S("x");
    assert_ok(store_put_customer(store, &renamed));
    assert_ok(store_add_alias(store, third, (Whose){0, S("segment"), S("x")}));
    assert_ok(join(store, from, into));
    assert_int_equal(find(store, 0, "segment", "x"), third);
    assert_int_equal(find(store, 0, "stripe", "x"), into);
}

TEST(what_was_taken_back_stays_so)
{
    Store *store = fresh_writer();
    int64_t from = add_customer(store, "from"), into = add_customer(store, "into");
    Event batch[] = {login(from, "1", at(1, 0)), login(from, "2", at(2, 0)),
                     login(into, "3", at(3, 0))};
    append_all(store, batch, 3);
    assert_ok(store_void_event(store, from, S("api"), S("1"), at(9, 0), *test_arena()));
    assert_ok(join(store, from, into));
    int count;
    Event *events = events_of(store, into, 3, &count);
    assert_int_equal(count, 3);
    assert_true(events[0].voided && !events[1].voided && !events[2].voided);
    assert_ok(store_void_event(store, into, S(""), S("1"), at(9, 0), *test_arena()));
    assert_ok(store_void_event(store, into, S(""), S("2"), at(9, 0), *test_arena()));
    assert_int_equal(facts_of(store, into).span[0].first, on(3));
    (void)events_of(store, from, 0, &count);
    assert_int_equal(count, 0);
}

TEST(the_facts_are_those_of_one_who_had_all_the_events)
{
    enum { EVENTS = 80 };
    for (unsigned seed = 1; seed <= 5; seed++) {
        Store *store = fresh_writer();
        int64_t id[] = {add_customer(store, "from"), add_customer(store, "into")};
        int64_t one = add_customer(store, "one");
        Event *events = random_events(one, EVENTS, seed);
        for (int e = 0; e < EVENTS; e++) {
            Event half = events[e];
            half.customer = id[half.fingerprint >> 9 & 1];
            half.source = S("bulk");
            assert_int_equal(append_one(store, half), APPEND_STORED);
        }
        append_all(store, events, EVENTS);
        assert_true(facts_of(store, id[0]).spans > 2 && facts_of(store, id[1]).spans > 2);
        assert_ok(join(store, id[0], id[1]));
        Facts facts = facts_of(store, id[1]), expected = facts_of(store, one);
        assert_facts_equal(&facts, &expected);
        Facts gone = facts_of(store, id[0]);
        assert_int_equal(gone.dailies + gone.spans + gone.tickets + gone.invoices, 0);
        int count;
        (void)events_of(store, id[1], EVENTS, &count);
        assert_int_equal(count, EVENTS);

        store = reopened_writer();
        assert_in_order(store);
        facts = facts_of(store, id[1]);
        assert_facts_equal(&facts, &expected);
    }
}
