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

// --- overrides

static Override override_of(int64_t customer, int since, int until)
{
    return (Override){.customer = customer,
                      .has_value = true,
                      .value = 41.3,
                      .reason = S("the new owner is \xE2\x9C\x97"),
                      .author = S("Maya"),
                      .since = on(since),
                      .until = on(until),
                      .at = at(since, 9)};
}

static Override judge(Store *store, int64_t customer, int since, int until)
{
    Override override = override_of(customer, since, until);
    assert_ok(store_add_override(store, &override));
    assert_true(override.id > 0);
    return override;
}

static Override *overrides_of(Store *store, int64_t customer, int *count)
{
    Override *override;
    assert_ok(store_overrides(store, test_arena(), customer, &override, count));
    return override;
}

TEST(an_override_comes_back_as_it_was_said)
{
    Store *store = fresh_writer();
    Override said = judge(store, add_customer(store, "a"), 3, 9);
    int count;
    const Override *override = overrides_of(open_reader(), said.customer, &count);
    assert_int_equal(count, 1);
    assert_int_equal(override->id, said.id);
    assert_int_equal(override->customer, said.customer);
    assert_true(override->has_value && override->value == 41.3);
    assert_str_equal(override->reason, said.reason);
    assert_str_equal(override->author, said.author);
    assert_int_equal(override->since, on(3));
    assert_int_equal(override->until, on(9));
    assert_int_equal(override->ended, DAY_NONE);
    assert_int_equal(override->at, at(3, 9));

    said.has_value = false;
    said.band = BAND_AT_RISK;
    assert_ok(store_add_override(store, &said));
    override = overrides_of(store, said.customer, &count);
    assert_int_equal(count, 2);
    assert_false(override[1].has_value);
    assert_int_equal(override[1].band, BAND_AT_RISK);
}

TEST(an_override_ends_those_that_hold_on_its_first_day)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "a"), other = add_customer(store, "b");
    (void)judge(store, customer, 1, 4);
    (void)judge(store, customer, 2, 30);
    (void)judge(store, other, 2, 30);
    (void)judge(store, customer, 6, 9);

    int count;
    const Override *override = overrides_of(store, customer, &count);
    assert_int_equal(count, 3);
    assert_int_equal(override[0].ended, on(2));
    assert_int_equal(override[1].ended, on(6));
    assert_int_equal(override[2].ended, DAY_NONE);
    override = overrides_of(store, 0, &count);
    assert_int_equal(count, 4);
    assert_int_equal(override[3].customer, other);
    assert_int_equal(override[3].ended, DAY_NONE);
}

TEST(an_override_is_ended_once_and_not_behind_its_end)
{
    Store *store = fresh_writer();
    Override said = judge(store, add_customer(store, "a"), 1, 9);
    Override elsewhere = said;
    elsewhere.customer = add_customer(store, "b");
    assert_int_equal(store_end_override(store, &elsewhere, on(5), at(5, 0)), ERR_NOT_FOUND);
    assert_int_equal(store_end_override(store, &said, on(10), at(10, 0)), ERR_NOT_FOUND);
    assert_ok(store_end_override(store, &said, on(5), at(5, 0)));
    assert_int_equal(store_end_override(store, &said, on(5), at(5, 0)), ERR_NOT_FOUND);
    assert_int_equal(store_end_override(store, &said, on(7), at(7, 0)), ERR_NOT_FOUND);
    int count;
    assert_int_equal(overrides_of(store, said.customer, &count)->ended, on(5));
}

TEST(an_override_makes_the_picture_out_of_date_and_so_does_its_end)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "a");
    put_score(store, customer, 50);
    Override said = judge(store, customer, 1, 9);
    assert_int_equal(only_mark(store).customer, customer);
    put_score(store, customer, 50);
    assert_ok(store_end_override(store, &said, on(5), at(5, 0)));
    assert_int_equal(only_mark(store).customer, customer);
}

TEST(nobody_is_judged_who_is_not_there)
{
    Store *store = fresh_writer();
    Override override = override_of(4711, 1, 2);
    int count;
    assert_int_equal(store_add_override(store, &override), ERR_NOT_FOUND);
    (void)overrides_of(store, 0, &count);
    assert_int_equal(count, 0);
}

TEST(a_customer_has_a_thousand_overrides_at_most)
{
    Store *store = fresh_writer();
    Override override = override_of(add_customer(store, "a"), 1, 2);
    for (int i = 0; i < OVERRIDES_MOST; i++)
        assert_ok(store_add_override(store, &override));
    assert_int_equal(store_add_override(store, &override), ERR_CONFLICT);
}

// --- notes

static int64_t note(Store *store, int64_t customer, const char *text)
{
    CustomerNote note = {
        .customer = customer, .text = str_of(text), .author = S("Maya"), .at = at(2, 3)};
    assert_ok(store_add_customer_note(store, &note));
    assert_true(note.id > 0);
    return note.id;
}

TEST(notes_are_walked_from_the_latest_to_the_first)
{
    Store *store = fresh_writer();
    CustomerNote row[3], after = {.customer = add_customer(store, "a")};
    int64_t other = add_customer(store, "b");
    int64_t one = note(store, after.customer, "one"), two = note(store, after.customer, "");
    (void)note(store, other, "another's");
    int64_t three = note(store, after.customer, "thr\xC3\xA9\xC3\xA9 <b>\n\x01");

    int count;
    assert_ok(store_customer_notes(store, test_arena(), &after, 2, row, &count));
    assert_int_equal(count, 2);
    assert_int_equal(row[0].id, three);
    assert_str_equal(row[0].text, S("thr\xC3\xA9\xC3\xA9 <b>\n\x01"));
    assert_str_equal(row[0].author, S("Maya"));
    assert_int_equal(row[0].customer, after.customer);
    assert_int_equal(row[0].at, at(2, 3));
    assert_int_equal(row[1].id, two);
    after.id = two;
    assert_ok(store_customer_notes(store, test_arena(), &after, 3, row, &count));
    assert_int_equal(count, 1);
    assert_int_equal(row[0].id, one);
}

TEST(a_note_is_removed_by_its_id_and_customer)
{
    Store *store = fresh_writer();
    CustomerNote row[2], after = {.customer = add_customer(store, "a")};
    int64_t id = note(store, after.customer, "one");
    assert_int_equal(store_remove_customer_note(store, after.customer + 1, id),
                     ERR_NOT_FOUND);
    assert_ok(store_remove_customer_note(store, after.customer, id));
    assert_int_equal(store_remove_customer_note(store, after.customer, id), ERR_NOT_FOUND);
    int count;
    assert_ok(store_customer_notes(store, test_arena(), &after, 2, row, &count));
    assert_int_equal(count, 0);
    CustomerNote lost = {.customer = 4711};
    assert_int_equal(store_add_customer_note(store, &lost), ERR_NOT_FOUND);
}

// --- with the customer

TEST(what_was_said_of_a_customer_is_erased_with_it)
{
    Store *store = fresh_writer();
    int64_t a = add_customer(store, "a"), b = add_customer(store, "b");
    (void)add(store, a, OUTCOME_RENEWED, 1);
    (void)add(store, b, OUTCOME_RENEWED, 1);
    (void)judge(store, a, 1, 2);
    (void)note(store, a, "gone with it");
    assert_ok(store_erase_customer(store, a));

    int count;
    const Outcome *outcome = outcomes_of(store, 0, &count);
    assert_int_equal(count, 1);
    assert_int_equal(outcome->customer, b);
    (void)overrides_of(store, 0, &count);
    assert_int_equal(count, 0);
    CustomerNote row[1], after = {.customer = a};
    assert_ok(store_customer_notes(store, test_arena(), &after, 1, row, &count));
    assert_int_equal(count, 0);
}

TEST(what_was_said_of_a_customer_moves_to_who_takes_it_in)
{
    Store *store = fresh_writer();
    int64_t from = add_customer(store, "from"), into = add_customer(store, "into");
    (void)add(store, into, OUTCOME_RENEWED, 1);
    (void)add(store, from, OUTCOME_CHURNED, 3);
    (void)judge(store, from, 1, 9);
    (void)note(store, from, "moves");
    assert_ok(store_merge_customers(store, from, into, at(20, 0), *test_arena()));

    int count;
    assert_int_equal(overrides_of(store, 0, &count)->customer, into);
    CustomerNote row[1], after = {.customer = into};
    assert_ok(store_customer_notes(store, test_arena(), &after, 1, row, &count));
    assert_int_equal(count, 1);
    const Outcome *outcome = outcomes_of(store, 0, &count);
    assert_int_equal(count, 2);
    assert_int_equal(outcome[0].customer, into);
    assert_int_equal(outcome[1].customer, into);
    assert_lifecycle(store, into, "churned");
}
