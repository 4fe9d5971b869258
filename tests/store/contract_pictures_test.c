#include "backends.h"
#include "making.h"

#include "base/clock.h"

#include <string.h>

enum { LONG_NOTE = 300000 };

static Staleness staleness_on(Store *store, Day day)
{
    Staleness staleness;
    assert_ok(store_staleness(store, day, 100, &staleness));
    return staleness;
}

TEST(a_picture_comes_back_to_the_bit)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme");
    assert_int_equal(append_one(store, login(customer, "1", at(0, 0))), APPEND_STORED);

    PictureRow was = picture_row(only_mark(store), 100.0 / 3);
    was.picture.any = true;
    was.picture.last_seen_at = at(0, 7);
    was.picture.measure[METRIC_INVOICES] =
        (Measure){.amount = 3, .of = 4, .events = 5, .known = true};
    was.score.coverage = 1.0 / 7;
    was.trend.has_7d = true;
    was.trend.change_7d = -1e-9;
    was.trend.point[0] = INT16_MAX;
    was.trend.point[1] = -1;
    assert_ok(store_put_pictures(store, &was, 1));

    CustomerRow row;
    assert_ok(store_customer(store, test_arena(), customer, on(0), &row));
    unsigned char was_bytes[PICTURE_BYTES], is_bytes[PICTURE_BYTES];
    picture_pack(&was.picture, was_bytes);
    picture_pack(&row.picture, is_bytes);
    assert_memory_equal(was_bytes, is_bytes, PICTURE_BYTES);
    assert_true(row.scored && !row.stale);
    assert_true(row.score == 100.0 / 3 && row.coverage == 1.0 / 7);
    assert_int_equal(row.band, was.score.band);
    assert_true(row.trend.has_7d && row.trend.change_7d == -1e-9);
    assert_true(row.trend.has_30d && row.trend.change_30d == 100.0 / 3 / 7);
    assert_memory_equal(row.trend.point, was.trend.point, sizeof was.trend.point);
}

TEST(a_score_that_is_gone_is_gone_from_the_row)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme");
    put_score(store, customer, 40);
    assert_int_equal(append_one(store, login(customer, "1", at(0, 0))), APPEND_STORED);
    PictureRow unscored = picture_row(only_mark(store), 0);
    unscored.score = (Score){0};
    unscored.trend.has_30d = false;
    assert_ok(store_put_pictures(store, &unscored, 1));

    CustomerRow row;
    int count;
    assert_ok(store_customers(store, test_arena(), (ListPlace){0}, 1, &row, &count));
    assert_false(row.scored || row.stale || row.trend.has_30d);
    assert_true(row.score == 0 && row.coverage == 0);
}

TEST(new_facts_make_a_customer_stale_until_its_picture_is_put)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme");
    add_customer(store, "other");
    assert_int_equal(staleness_on(store, on(0)).count, 0);
    assert_int_equal(staleness_on(store, on(0)).oldest, 0);

    assert_int_equal(append_one(store, login(customer, "1", at(0, 0))), APPEND_STORED);
    assert_int_equal(staleness_on(store, on(0)).count, 1);
    CustomerRow row;
    assert_ok(store_customer(store, test_arena(), customer, on(0), &row));
    assert_true(row.stale);

    PictureRow picture = picture_row(only_mark(store), 50);
    assert_ok(store_put_pictures(store, &picture, 1));
    assert_int_equal(staleness_on(store, on(0)).count, 0);
    assert_ok(store_customer(store, test_arena(), customer, on(0), &row));
    assert_false(row.stale);
}

TEST(facts_that_come_while_a_picture_is_made_keep_the_customer_stale)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme");
    assert_int_equal(append_one(store, login(customer, "1", at(0, 0))), APPEND_STORED);
    PictureRow old = picture_row(only_mark(store), 50);
    assert_int_equal(append_one(store, login(customer, "2", at(0, 1))), APPEND_STORED);
    int left;
    assert_ok(store_fold(store, 10, &left));
    assert_int_equal(left, 0);
    assert_ok(store_put_pictures(store, &old, 1));

    CustomerRow row;
    assert_ok(store_customer(store, test_arena(), customer, on(0), &row));
    assert_true(row.stale);
    assert_false(row.scored);
    PictureRow fresh = picture_row(only_mark(store), 60);
    assert_int_not_equal(fresh.mark.mark, old.mark.mark);
    assert_ok(store_put_pictures(store, &fresh, 1));
    assert_ok(store_customer(store, test_arena(), customer, on(0), &row));
    assert_true(row.score == 60 && !row.stale);
}

TEST(facts_that_wait_to_be_folded_keep_the_customer_stale)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme");
    assert_int_equal(append_one(store, login(customer, "1", at(0, 0))), APPEND_STORED);
    PictureRow old = picture_row(only_mark(store), 50);
    assert_int_equal(append_one(store, login(customer, "2", at(0, 1))), APPEND_STORED);
    assert_ok(store_put_pictures(store, &old, 1));

    CustomerRow row;
    assert_ok(store_customer(store, test_arena(), customer, on(0), &row));
    assert_true(row.stale);
    assert_int_equal(staleness_on(store, on(0)).count, 1);
    assert_int_not_equal(only_mark(store).mark, old.mark.mark);
}

TEST(pictures_are_put_though_one_of_them_is_out_of_date)
{
    Store *store = fresh_writer();
    int64_t first = add_customer(store, "first"), second = add_customer(store, "second");
    Event batch[] = {login(first, "1", at(0, 0)), login(second, "2", at(0, 0))};
    append_all(store, batch, 2);
    StaleMark mark[3];
    int count;
    assert_ok(store_stale(store, on(0), 3, mark, &count));
    assert_int_equal(count, 2);

    PictureRow rows[] = {picture_row(mark[0], 10), picture_row(mark[1], 20)};
    rows[0].mark.mark ^= 1;
    assert_ok(store_put_pictures(store, rows, 2));
    assert_int_equal(only_mark(store).customer, mark[0].customer);
}

TEST(who_waits_longest_is_derived_first_however_often_it_is_marked)
{
    Store *store = fresh_writer();
    int64_t late = add_customer(store, "late"), early = add_customer(store, "early");
    clock_set(at(1, 0));
    assert_int_equal(append_one(store, login(early, "1", at(0, 0))), APPEND_STORED);
    clock_set(at(1, 1));
    assert_int_equal(append_one(store, login(late, "2", at(0, 0))), APPEND_STORED);
    clock_set(at(1, 2));
    assert_int_equal(append_one(store, login(early, "3", at(0, 0))), APPEND_STORED);
    clock_set(0);

    StaleMark mark[2];
    int count;
    assert_ok(store_stale(store, on(0), 1, mark, &count));
    assert_int_equal(count, 1);
    assert_int_equal(mark[0].customer, early);
    assert_int_equal(staleness_on(store, on(0)).oldest, at(1, 0));
    assert_int_equal(staleness_on(store, on(0)).count, 2);
}

// Two customers with pictures that differ from day 5 and day 7 on.
static void put_ageing(Store *store, int64_t *first, int64_t *second)
{
    *first = add_customer(store, "first"), *second = add_customer(store, "second");
    Event batch[] = {login(*first, "1", at(0, 0)), login(*second, "2", at(0, 0))};
    append_all(store, batch, 2);
    StaleMark mark[2];
    int count;
    assert_ok(store_stale(store, on(0), 2, mark, &count));
    PictureRow rows[] = {picture_row(mark[0], 10), picture_row(mark[1], 20)};
    for (int r = 0; r < 2; r++)
        rows[r].picture.next_change = rows[r].mark.customer == *first ? on(5) : on(7);
    assert_ok(store_put_pictures(store, rows, 2));
}

TEST(a_picture_ages_by_itself)
{
    Store *store = fresh_writer();
    int64_t first, second;
    put_ageing(store, &first, &second);
    assert_int_equal(staleness_on(store, on(4)).count, 0);
    assert_int_equal(staleness_on(store, on(5)).count, 1);
    assert_int_equal(staleness_on(store, on(5)).oldest, at(5, 0));
    assert_int_equal(staleness_on(store, on(7)).count, 2);

    CustomerRow row;
    assert_ok(store_customer(store, test_arena(), first, on(4), &row));
    assert_false(row.stale);
    assert_ok(store_customer(store, test_arena(), first, on(5), &row));
    assert_true(row.stale);

    StaleMark mark[2];
    int count;
    assert_ok(store_stale(store, on(5), 2, mark, &count));
    assert_int_equal(count, 1);
    assert_int_equal(mark[0].customer, first);
    PictureRow again = picture_row(mark[0], 11);
    again.picture.day = on(5);
    assert_ok(store_put_pictures(store, &again, 1));
    assert_int_equal(staleness_on(store, on(6)).count, 0);
}

TEST(who_is_marked_and_aged_counts_once)
{
    Store *store = fresh_writer();
    int64_t first, second;
    put_ageing(store, &first, &second);
    assert_int_equal(append_one(store, login(first, "3", at(1, 0))), APPEND_STORED);
    assert_int_equal(staleness_on(store, on(7)).count, 2);

    Staleness limited;
    assert_ok(store_staleness(store, on(7), 1, &limited));
    assert_int_equal(limited.count, 1);
}

TEST(an_aged_picture_that_gets_new_facts_keeps_its_place_and_changes_its_mark)
{
    Store *store = fresh_writer();
    int64_t first, second;
    put_ageing(store, &first, &second);
    StaleMark before[2], after[2];
    int count;
    assert_ok(store_stale(store, on(7), 2, before, &count));
    assert_int_equal(before[0].customer, first);
    assert_int_equal(append_one(store, login(first, "3", at(1, 0))), APPEND_STORED);
    assert_ok(store_stale(store, on(7), 2, after, &count));
    assert_int_equal(after[0].customer, first);
    assert_int_not_equal(after[0].mark, before[0].mark);
    assert_int_equal(after[1].mark, before[1].mark);
}

TEST(a_picture_of_a_later_day_is_out_of_date)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme");
    put_score(store, customer, 50);
    CustomerRow row;
    assert_ok(store_customer(store, test_arena(), customer, on(-1), &row));
    assert_true(row.stale);
}

TEST(a_picture_of_an_erased_customer_is_not_stored)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme");
    assert_int_equal(append_one(store, login(customer, "1", at(0, 0))), APPEND_STORED);
    PictureRow row = picture_row(only_mark(store), 50);
    assert_ok(store_erase_customer(store, customer));
    assert_ok(store_put_pictures(store, &row, 1));

    CustomerRow list;
    int count;
    assert_ok(store_customers(store, test_arena(), (ListPlace){0}, 1, &list, &count));
    assert_int_equal(count, 0);
}

TEST(a_note_is_kept_under_its_name)
{
    Store *store = fresh_writer();
    Str value;
    assert_int_equal(store_note(store, test_arena(), S("sample"), &value), ERR_NOT_FOUND);
    assert_ok(store_put_note(store, S("sample"), S("begun")));
    assert_ok(store_put_note(store, S("sample"), S("complete")));
    assert_ok(store_put_note(store, S("Sample"), S("")));
    store = reopened_writer();
    assert_ok(store_note(store, test_arena(), S("sample"), &value));
    assert_str_equal(value, S("complete"));
    assert_ok(store_note(store, test_arena(), S("Sample"), &value));
    assert_int_equal(value.length, 0);
}

// The report of a proof: some kilobytes for each factor.
TEST(a_note_of_any_length_is_kept)
{
    Store *store = fresh_writer();
    char *letter = arena_new(test_arena(), char, LONG_NOTE);
    memset(letter, 'x', LONG_NOTE);
    Str value, text = {.text = letter, .length = LONG_NOTE};
    assert_ok(store_put_note(store, S("report"), text));
    assert_ok(store_note(store, test_arena(), S("report"), &value));
    assert_str_equal(value, text);
}

TEST(who_is_changed_is_stale_for_a_scorecard_may_look_at_anything)
{
    Store *store = fresh_writer();
    int64_t id = add_customer(store, "A");
    append_one(store, login(id, "1", at(0, 9)));
    put_score(store, id, 60);
    assert_int_equal(staleness_on(store, on(0)).count, 0);
    Customer customer = customer_called("A");
    customer.id = id;
    customer.segment = S("enterprise");
    assert_ok(store_put_customer(store, &customer));
    assert_int_equal(staleness_on(store, on(0)).count, 1);
}

TEST(facts_say_whose_they_are)
{
    Store *store = fresh_writer();
    int64_t id = add_customer(store, "A");
    Facts facts;
    assert_ok(store_facts(store, test_arena(), id, on(0), &facts));
    assert_int_equal(facts.customer->id, id);
    assert_str_equal(facts.customer->name, S("A"));
    assert_ok(store_facts(store, test_arena(), id + 1, on(0), &facts));
    assert_null(facts.customer);
}
