#include "backends.h"
#include "making.h"

#include <stdio.h>

static int64_t add_known_as(Store *store, const char *external_id)
{
    Customer customer = customer_called("Acme");
    customer.external_id = str_of(external_id);
    assert_ok(store_add_customer(store, &customer));
    return customer.id;
}

static Whose named(const char *source, const char *value)
{
    return (Whose){.source = str_of(source), .value = str_of(value)};
}

static int64_t find(Store *store, Whose whose)
{
    int64_t found = -1;
    assert_ok(store_find_customers(store, &whose, 1, &found, *test_arena()));
    return found;
}

// --- who is meant

TEST(nobody_is_meant_by_an_unknown_id_or_name)
{
    Store *store = fresh_writer();
    (void)add_known_as(store, "crm-1");
    assert_int_equal(find(store, (Whose){.id = 4711}), 0);
    assert_int_equal(find(store, named("segment", "crm-2")), 0);
    assert_int_equal(find(store, (Whose){0}), 0);
    assert_int_equal(find(store, (Whose){.id = -1}), 0);
}

TEST(a_customer_is_meant_by_our_id_whatever_the_name_says)
{
    Store *store = fresh_writer();
    int64_t one = add_known_as(store, "crm-1");
    int64_t two = add_known_as(store, "crm-2");
    Whose whose = named("", "crm-1");
    whose.id = two;
    assert_int_equal(find(store, whose), two);
    assert_int_equal(find(store, named("", "crm-1")), one);
}

TEST(an_alias_of_its_source_comes_before_one_of_no_source_and_that_before_an_external_id)
{
    Store *store = fresh_writer();
    int64_t own = add_known_as(store, "acme"), segments = add_customer(store, "segment's");
    assert_int_equal(find(store, named("segment", "acme")), own);
    assert_ok(store_add_alias(store, segments, named("segment", "acme")));
    assert_int_equal(find(store, named("segment", "acme")), segments);
    assert_int_equal(find(store, named("stripe", "acme")), own);

    int64_t anybodys = add_customer(store, "anybody's");
    assert_ok(store_add_alias(store, anybodys, named("", "ACME")));
    assert_ok(store_add_alias(store, own, named("zendesk", "ACME")));
    assert_int_equal(find(store, named("zendesk", "ACME")), own);
    assert_int_equal(find(store, named("intercom", "ACME")), anybodys);
    assert_int_equal(find(store, named("", "ACME")), anybodys);
}

TEST(names_are_told_apart_byte_by_byte)
{
    static const char *const names[] = {"acme", "ACME", "acme ", "acm\xC3\xA9", "acme\x01"};
    Store *store = fresh_writer();
    int64_t customer[5];
    for (int n = 0; n < 5; n++) {
        customer[n] = add_customer(store, "one of five");
        assert_ok(store_add_alias(store, customer[n], named("s", names[n])));
        assert_ok(store_add_alias(store, customer[n], named(names[n], "same")));
    }
    for (int n = 0; n < 5; n++) {
        assert_int_equal(find(store, named("s", names[n])), customer[n]);
        assert_int_equal(find(store, named(names[n], "same")), customer[n]);
    }
}

TEST(a_thousand_addresses_of_all_kinds_are_each_answered_in_their_place)
{
    enum { COUNT = 1000, CUSTOMERS = 40 };
    static Whose wanted[COUNT];
    static int64_t expected[COUNT], found[COUNT];
    Store *store = fresh_writer();
    Arena names = arena_map((size_t)1 << 20);
    int64_t id[CUSTOMERS];
    for (int c = 0; c < CUSTOMERS; c++) {
        id[c] = add_known_as(store, str_z(&names, str_format(&names, "own-%d", c)));
        Whose alias = {.source = S("s"), .value = str_format(&names, "alias-%d", c)};
        assert_ok(store_add_alias(store, id[c], alias));
    }
    for (int i = 0; i < COUNT; i++) {
        int c = i * 7919 % (CUSTOMERS + 5);
        bool known = c < CUSTOMERS;
        expected[i] = known ? id[c] : 0;
        switch (i % 4) {
        case 0: wanted[i].id = known ? id[c] : 1000000 + i; break;
        case 1: wanted[i].value = str_format(&names, "own-%d", c); break;
        case 2: wanted[i].value = str_format(&names, "alias-%d", c); break;
        default: break;  // nobody
        }
        if (i % 4 == 2) wanted[i].source = i % 8 == 2 ? S("s") : S("other");
        if (i % 8 == 6 || i % 4 == 3) expected[i] = 0;
    }
    assert_ok(store_find_customers(store, wanted, COUNT, found, *test_arena()));
    assert_memory_equal(found, expected, sizeof expected);
    assert_ok(store_find_customers(open_reader(), wanted, COUNT, found, *test_arena()));
    assert_memory_equal(found, expected, sizeof expected);
    assert_ok(store_find_customers(store, NULL, 0, NULL, *test_arena()));
    arena_unmap(names);
}

// --- other names

TEST(the_other_names_of_a_customer_are_listed_by_source_and_value)
{
    Store *store = fresh_writer();
    int64_t customer = add_known_as(store, "own"), other = add_customer(store, "other");
    assert_ok(store_add_alias(store, customer, named("stripe", "cus_2")));
    assert_ok(store_add_alias(store, customer, named("stripe", "cus_1")));
    assert_ok(store_add_alias(store, customer, named("", "z")));
    assert_ok(store_add_alias(store, other, named("segment", "theirs")));

    Whose *alias;
    int count;
    assert_ok(store_aliases(store, test_arena(), customer, &alias, &count));
    assert_int_equal(count, 3);
    assert_str_equal(alias[0].source, S(""));
    assert_str_equal(alias[0].value, S("z"));
    assert_str_equal(alias[1].value, S("cus_1"));
    assert_str_equal(alias[2].source, S("stripe"));
    assert_str_equal(alias[2].value, S("cus_2"));
    assert_ok(store_aliases(store, test_arena(), 4711, &alias, &count));
    assert_int_equal(count, 0);
}

static Err add_many(Store *store, void *context)
{
    char value[16];
    const int64_t *customer = context;
    Err err = OK;
    for (int i = 0; !err && i <= ALIASES_MOST; i++) {
        (void)snprintf(value, sizeof value, "n-%06d", i);
        err = store_add_alias(store, *customer, named("", value));
    }
    return err;
}

TEST(of_very_many_names_the_first_are_listed_and_all_are_found)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme"), found = 0;
    assert_ok(store_together(store, add_many, &customer));
    Whose *alias;
    int count;
    assert_ok(store_aliases(store, test_arena(), customer, &alias, &count));
    assert_int_equal(count, ALIASES_MOST);
    assert_str_equal(alias[ALIASES_MOST - 1].value, S("n-000999"));
    const Whose last = named("", "n-001000");
    assert_ok(store_find_customers(store, &last, 1, &found, *test_arena()));
    assert_int_equal(found, customer);
}

TEST(an_alias_may_be_added_again_but_not_to_another)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme"), other = add_customer(store, "other");
    assert_ok(store_add_alias(store, customer, named("s", "a")));
    assert_ok(store_add_alias(store, customer, named("s", "a")));
    assert_int_equal(store_add_alias(store, other, named("s", "a")), ERR_CONFLICT);
    assert_int_equal(find(store, named("s", "a")), customer);
    assert_int_equal(store_add_alias(store, 4711, named("s", "b")), ERR_NOT_FOUND);
    assert_int_equal(find(store, named("s", "b")), 0);
}

TEST(an_alias_of_no_source_is_not_the_external_id_of_another)
{
    Store *store = fresh_writer();
    int64_t customer = add_known_as(store, "acme"), other = add_customer(store, "other");
    assert_int_equal(store_add_alias(store, other, named("", "acme")), ERR_CONFLICT);
    assert_ok(store_add_alias(store, customer, named("", "acme")));
    assert_ok(store_add_alias(store, other, named("s", "acme")));

    Customer third = customer_called("third");
    assert_ok(store_add_alias(store, customer, named("", "old name")));
    third.external_id = S("old name");
    assert_int_equal(store_add_customer(store, &third), ERR_CONFLICT);
    assert_int_equal(find(store, named("", "old name")), customer);
}

TEST(an_alias_that_was_removed_leads_nowhere_and_is_free)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme"), other = add_customer(store, "other");
    assert_ok(store_add_alias(store, customer, named("s", "a")));
    assert_int_equal(store_remove_alias(store, other, named("s", "a")), ERR_NOT_FOUND);
    assert_int_equal(store_remove_alias(store, customer, named("", "a")), ERR_NOT_FOUND);
    assert_ok(store_remove_alias(store, customer, named("s", "a")));
    assert_int_equal(store_remove_alias(store, customer, named("s", "a")), ERR_NOT_FOUND);
    assert_int_equal(find(store, named("s", "a")), 0);
    assert_ok(store_add_alias(store, other, named("s", "a")));
}

TEST(the_names_of_an_erased_customer_are_free)
{
    Store *store = fresh_writer();
    int64_t gone = add_known_as(store, "own"), next = add_customer(store, "next");
    assert_ok(store_add_alias(store, gone, named("s", "a")));
    assert_ok(store_erase_customer(store, gone));
    assert_int_equal(find(store, named("s", "a")), 0);
    assert_int_equal(find(store, named("s", "own")), 0);
    assert_int_equal(find(store, (Whose){.id = gone}), 0);
    assert_ok(store_add_alias(store, next, named("s", "a")));
    assert_ok(store_add_alias(store, next, named("", "own")));
}

// --- attributes

TEST(what_a_customer_is_may_change_but_for_its_id_and_when_it_was_made)
{
    Store *store = fresh_writer();
    int64_t id = add_known_as(store, "before");
    put_score(store, id, 62.5);
    Customer now = {.id = id,
                    .external_id = S("after"),
                    .name = S("N"),
                    .email = S("e"),
                    .segment = S("s"),
                    .plan = S("p"),
                    .owner = S("o"),
                    .lifecycle = S("churned"),
                    .currency = S("CHF"),
                    .mrr = INT64_MAX,
                    .seats = 7,
                    .renews_on = on(9),
                    .traits = S("{\"a\":1}"),
                    .created_at = at(99, 0)};
    assert_ok(store_put_customer(store, &now));
    assert_ok(store_put_customer(store, &now));

    CustomerRow row;
    assert_ok(store_customer(store, test_arena(), id, on(0), &row));
    const Customer *is = &row.customer;
    assert_str_equal(is->external_id, now.external_id);
    assert_str_equal(is->name, now.name);
    assert_str_equal(is->email, now.email);
    assert_str_equal(is->segment, now.segment);
    assert_str_equal(is->plan, now.plan);
    assert_str_equal(is->owner, now.owner);
    assert_str_equal(is->lifecycle, now.lifecycle);
    assert_str_equal(is->currency, now.currency);
    assert_int_equal(is->mrr, now.mrr);
    assert_int_equal(is->seats, now.seats);
    assert_int_equal(is->renews_on, now.renews_on);
    assert_str_equal(is->traits, now.traits);
    assert_int_equal(is->created_at, at(0, 0));
    assert_true(row.scored && row.score == 62.5);
    assert_int_equal(find(store, named("", "after")), id);
    assert_int_equal(find(store, named("", "before")), 0);
}

TEST(attributes_are_put_only_where_there_is_a_customer_and_the_external_id_is_free)
{
    Store *store = fresh_writer();
    int64_t one = add_known_as(store, "one"), two = add_known_as(store, "two");
    assert_ok(store_add_alias(store, one, named("", "once")));
    Customer customer = customer_called("renamed");
    customer.id = 4711;
    assert_int_equal(store_put_customer(store, &customer), ERR_NOT_FOUND);
    customer.id = two;
    customer.external_id = S("one");
    assert_int_equal(store_put_customer(store, &customer), ERR_CONFLICT);
    customer.external_id = S("once");
    assert_int_equal(store_put_customer(store, &customer), ERR_CONFLICT);
    assert_int_equal(find(store, named("", "two")), two);

    customer.external_id = (Str){0};
    assert_ok(store_put_customer(store, &customer));
    customer.id = one;
    assert_ok(store_put_customer(store, &customer));
    customer.external_id = S("once");
    assert_ok(store_put_customer(store, &customer));
}

// --- groups

TEST(a_user_is_in_the_group_that_was_said_last)
{
    Store *store = fresh_writer();
    Str group;
    Whose user = named("segment", "u-1");
    assert_int_equal(store_group(store, test_arena(), user, &group), ERR_NOT_FOUND);
    static const struct {
        const char *group;
        int day;
        const char *is;
    } said[] = {{"b", 2, "b"}, {"z", 1, "b"}, {"a", 2, "b"},
                {"c", 2, "c"}, {"a", 3, "a"}, {"a", 3, "a"}};
    for (int s = 0; s < 6; s++) {
        assert_ok(store_put_group(store, user, str_of(said[s].group), at(said[s].day, 0)));
        assert_ok(store_group(store, test_arena(), user, &group));
        assert_str_equal(group, str_of(said[s].is));
    }
    Whose elsewhere = named("rudder", "u-1");
    assert_int_equal(store_group(store, test_arena(), elsewhere, &group), ERR_NOT_FOUND);
}

TEST(the_longest_names_are_kept)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme");
    Writer value = {.arena = test_arena()};
    for (int c = 0; c < CUSTOMER_TEXT_MAX; c++)
        writer_put(&value, S("\xF0\x9F\x9A\x80"));
    Whose longest = {.value = writer_str(&value)};
    longest.source = str_until(longest.value, 252);
    Arena scratch = arena_map((size_t)1 << 20);
    int64_t found;
    Str group;
    assert_ok(store_add_alias(store, customer, longest));
    assert_ok(store_find_customers(store, &longest, 1, &found, scratch));
    assert_int_equal(found, customer);
    assert_ok(store_put_group(store, longest, longest.value, at(1, 0)));
    assert_ok(store_group(store, &scratch, longest, &group));
    assert_true(str_equal(group, longest.value));
}
