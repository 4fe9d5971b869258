#include "backends.h"
#include "making.h"

#include "store/said.h"

static Outcome outcome_of(int64_t customer, OutcomeKind kind, int day)
{
    return (Outcome){.customer = customer,
                     .kind = kind,
                     .day = on(day),
                     .author = S("Maya"),
                     .at = at(day, 9)};
}

static int64_t add(Store *store, int64_t customer, OutcomeKind kind, int day)
{
    Outcome outcome = outcome_of(customer, kind, day);
    assert_ok(store_add_outcome(store, &outcome));
    assert_true(outcome.id > 0);
    return outcome.id;
}

static Outcome *outcomes_of(Store *store, int64_t customer, int *count)
{
    Outcome *outcome;
    assert_ok(store_outcomes(store, test_arena(), customer, &outcome, count));
    return outcome;
}

static void assert_lifecycle(Store *store, int64_t customer, const char *lifecycle)
{
    CustomerRow row;
    assert_ok(store_customer(store, test_arena(), customer, on(0), &row));
    assert_str_equal(row.customer.lifecycle, str_of(lifecycle));
}

TEST(an_outcome_comes_back_as_it_was_said)
{
    Store *store = fresh_writer();
    Outcome said = outcome_of(add_customer(store, "a"), OUTCOME_CONTRACTED, 3);
    said.has_amount = true;
    said.amount = 12345;
    said.currency = S("EUR");
    said.note = S("two of nine seats \xF0\x9F\x92\x94");
    said.author = S("Ma\xC3\xABlle");
    assert_ok(store_add_outcome(store, &said));

    int count;
    const Outcome *outcome = outcomes_of(open_reader(), said.customer, &count);
    assert_int_equal(count, 1);
    assert_int_equal(outcome->id, said.id);
    assert_int_equal(outcome->customer, said.customer);
    assert_int_equal(outcome->kind, OUTCOME_CONTRACTED);
    assert_int_equal(outcome->day, on(3));
    assert_true(outcome->has_amount);
    assert_int_equal(outcome->amount, 12345);
    assert_str_equal(outcome->currency, said.currency);
    assert_str_equal(outcome->note, said.note);
    assert_str_equal(outcome->author, said.author);
    assert_int_equal(outcome->at, at(3, 9));

    (void)add(store, said.customer, OUTCOME_EXPANDED, 4);
    outcome = outcomes_of(store, said.customer, &count);
    assert_false(outcome[1].has_amount);
}

TEST(outcomes_are_ordered_by_customer_day_and_the_order_in_which_they_were_said)
{
    Store *store = fresh_writer();
    int64_t a = add_customer(store, "a"), b = add_customer(store, "b");
    int64_t b5 = add(store, b, OUTCOME_RENEWED, 5), a9 = add(store, a, OUTCOME_EXPANDED, 9),
            a2 = add(store, a, OUTCOME_RENEWED, 2),
            a9_too = add(store, a, OUTCOME_CHURNED, 9);
    const int64_t all[] = {a2, a9, a9_too, b5};

    int count;
    const Outcome *outcome = outcomes_of(store, 0, &count);
    assert_int_equal(count, 4);
    for (int i = 0; i < count; i++)
        assert_int_equal(outcome[i].id, all[i]);
    outcome = outcomes_of(store, a, &count);
    assert_int_equal(count, 3);
    for (int i = 0; i < count; i++)
        assert_int_equal(outcome[i].id, all[i]);
}

TEST(nobody_has_outcomes_who_is_not_there)
{
    Store *store = fresh_writer();
    Outcome outcome = outcome_of(4711, OUTCOME_CHURNED, 1);
    int count;
    assert_int_equal(store_add_outcome(store, &outcome), ERR_NOT_FOUND);
    (void)outcomes_of(store, 0, &count);
    assert_int_equal(count, 0);
}

// --- who has left

TEST(who_has_left_is_of_the_live_book_no_more_until_it_renews)
{
    Store *store = fresh_writer();
    int64_t stays = add_customer(store, "stays"), leaves = add_customer(store, "leaves");
    (void)add(store, leaves, OUTCOME_EXPANDED, 1);
    assert_lifecycle(store, leaves, "active");
    (void)add(store, leaves, OUTCOME_CHURNED, 2);
    assert_lifecycle(store, leaves, "churned");
    assert_lifecycle(store, stays, "active");

    CustomerRow row[3];
    BookRow *book;
    int count;
    int64_t customers;
    assert_ok(store_customers(store, test_arena(), (ListPlace){0}, 3, row, &count));
    assert_int_equal(count, 1);
    assert_int_equal(row[0].customer.id, stays);
    assert_ok(store_count_live(store, &customers));
    assert_int_equal(customers, 1);
    assert_ok(store_count_customers(store, &customers));
    assert_int_equal(customers, 2);
    assert_ok(store_book(store, test_arena(), &book, &count));
    assert_int_equal(count, 2);
    assert_true(!book[0].churned && book[1].churned);

    (void)add(store, leaves, OUTCOME_RENEWED, 4);
    assert_lifecycle(store, leaves, "active");
    assert_ok(store_count_live(store, &customers));
    assert_int_equal(customers, 2);
}

TEST(an_outcome_that_was_said_in_error_is_taken_back)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "a"), other = add_customer(store, "b");
    int64_t churned = add(store, customer, OUTCOME_CHURNED, 2);
    assert_int_equal(store_remove_outcome(store, other, churned), ERR_NOT_FOUND);
    assert_int_equal(store_remove_outcome(store, customer, churned + 1), ERR_NOT_FOUND);
    assert_lifecycle(store, customer, "churned");
    assert_ok(store_remove_outcome(store, customer, churned));
    assert_lifecycle(store, customer, "active");
    assert_int_equal(store_remove_outcome(store, customer, churned), ERR_NOT_FOUND);
}

// The database finds out who has left; outcome_churned says what it should find.
TEST(the_lifecycle_is_what_the_outcomes_say_in_any_order)
{
    enum { SAID = 60, DAYS = 5 };
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "a");
    unsigned seed = 7;
    for (int i = 0; i < SAID; i++) {
        seed = seed * 1103515245u + 12345u;
        int roll = (int)(seed >> 8 & 0xffff), count;
        (void)add(store, customer, (OutcomeKind)(roll % OUTCOME_COUNT), roll / 4 % DAYS);
        const Outcome *outcome = outcomes_of(store, customer, &count);
        bool churned = outcome_churned(outcome, count, on(DAYS));
        assert_lifecycle(store, customer, churned ? "churned" : "active");
    }
}

TEST(a_customer_has_a_thousand_outcomes_at_most)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "a");
    Outcome outcome = outcome_of(customer, OUTCOME_RENEWED, 1);
    for (int i = 0; i < OUTCOMES_MOST; i++)
        assert_ok(store_add_outcome(store, &outcome));
    assert_int_equal(store_add_outcome(store, &outcome), ERR_CONFLICT);
    int count;
    (void)outcomes_of(store, customer, &count);
    assert_int_equal(count, OUTCOMES_MOST);
}

// --- with the customer

TEST(what_was_said_of_a_customer_is_erased_with_it)
{
    Store *store = fresh_writer();
    int64_t a = add_customer(store, "a"), b = add_customer(store, "b");
    (void)add(store, a, OUTCOME_RENEWED, 1);
    (void)add(store, b, OUTCOME_RENEWED, 1);
    assert_ok(store_erase_customer(store, a));

    int count;
    const Outcome *outcome = outcomes_of(store, 0, &count);
    assert_int_equal(count, 1);
    assert_int_equal(outcome->customer, b);
}

TEST(what_was_said_of_a_customer_moves_to_who_takes_it_in)
{
    Store *store = fresh_writer();
    int64_t from = add_customer(store, "from"), into = add_customer(store, "into");
    (void)add(store, into, OUTCOME_RENEWED, 1);
    (void)add(store, from, OUTCOME_CHURNED, 3);
    assert_ok(store_merge_customers(store, from, into, at(20, 0), *test_arena()));

    int count;
    const Outcome *outcome = outcomes_of(store, 0, &count);
    assert_int_equal(count, 2);
    assert_int_equal(outcome[0].customer, into);
    assert_int_equal(outcome[1].customer, into);
    assert_lifecycle(store, into, "churned");
}
