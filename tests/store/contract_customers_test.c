#include "backends.h"
#include "making.h"

#include <string.h>

TEST(what_a_customer_is_comes_back_as_it_went_in)
{
    Store *store = fresh_writer();
    Customer was = {.external_id = S("crm-1"),
                    .name = S("Z\xC3\xBCrich \xF0\x9F\x9A\x80 & <b>S\xC3\xB6hne</b>"),
                    .email = S("it's@example.com"),
                    .segment = S("enterprise"),
                    .plan = S("gold "),
                    .owner = S("--; DROP TABLE customer"),
                    .lifecycle = S("active"),
                    .currency = S("CHF"),
                    .mrr = INT64_MAX,
                    .seats = INT64_MIN,
                    .renews_on = -1,
                    .traits = S("{\"a\":\"\\u0000\"}"),
                    .created_at = -12345678901234};
    assert_ok(store_add_customer(store, &was));

    CustomerRow row;
    assert_ok(store_customer(store, test_arena(), was.id, on(0), &row));
    const Customer *is = &row.customer;
    assert_int_equal(is->id, was.id);
    assert_str_equal(is->external_id, was.external_id);
    assert_str_equal(is->name, was.name);
    assert_str_equal(is->email, was.email);
    assert_str_equal(is->segment, was.segment);
    assert_str_equal(is->plan, was.plan);
    assert_str_equal(is->owner, was.owner);
    assert_str_equal(is->lifecycle, was.lifecycle);
    assert_str_equal(is->currency, was.currency);
    assert_int_equal(is->mrr, was.mrr);
    assert_int_equal(is->seats, was.seats);
    assert_int_equal(is->renews_on, was.renews_on);
    assert_str_equal(is->traits, was.traits);
    assert_int_equal(is->created_at, was.created_at);
}

TEST(the_longest_name_of_a_customer_comes_back_as_it_went_in)
{
    Store *store = fresh_writer();
    static char longest[4 * CUSTOMER_NAME_MAX + 1];
    for (int c = 0; c < CUSTOMER_NAME_MAX; c++)
        memcpy(longest + 4 * c, "\xF0\x9F\x9A\x80", 4);
    int64_t id = add_customer(store, longest);
    CustomerRow row;
    assert_ok(store_customer(store, test_arena(), id, on(0), &row));
    assert_str_equal(row.customer.name, str_of(longest));
}

TEST(a_new_customer_is_listed_at_once_without_a_score)
{
    Store *store = fresh_writer();
    int64_t id = add_customer(store, "Acme");

    CustomerRow row;
    int count;
    assert_ok(store_customers(store, test_arena(), (ListPlace){0}, 1, &row, &count));
    assert_int_equal(count, 1);
    assert_int_equal(row.customer.id, id);
    assert_int_equal(row.customer.renews_on, DAY_NONE);
    assert_int_equal(row.customer.external_id.length, 0);
    assert_false(row.scored);
    assert_false(row.stale);
    assert_false(row.picture.any);
    assert_false(row.trend.has_7d || row.trend.has_30d);
    for (int p = 0; p < TREND_POINTS; p++)
        assert_int_equal(row.trend.point[p], TREND_NONE);

    Staleness staleness;
    assert_ok(store_staleness(store, on(3650), 10, &staleness));
    assert_int_equal(staleness.count, 0);
}

TEST(a_new_customer_has_the_picture_that_would_be_derived)
{
    Store *store = fresh_writer();
    int64_t id = add_customer(store, "Acme");
    CustomerRow row;
    assert_ok(store_customer(store, test_arena(), id, on(0), &row));

    Facts nothing = {.customer = &row.customer,
                     .from = trend_from(&metrics_shipped, on(0))};
    Picture derived = picture_of(&nothing, &metrics_shipped, on(0));
    unsigned char stored_bytes[PICTURE_BYTES], derived_bytes[PICTURE_BYTES];
    picture_pack(&row.picture, stored_bytes);
    picture_pack(&derived, derived_bytes);
    assert_memory_equal(stored_bytes, derived_bytes, PICTURE_BYTES);
}

TEST(an_external_id_is_taken_once)
{
    Store *store = fresh_writer();
    Customer first = customer_called("first"), second = customer_called("second");
    first.external_id = second.external_id = S("crm-1");
    assert_ok(store_add_customer(store, &first));
    assert_int_equal(store_add_customer(store, &second), ERR_CONFLICT);

    int64_t count;
    assert_ok(store_count_customers(store, &count));
    assert_int_equal(count, 1);
}

TEST(external_ids_are_compared_byte_by_byte)
{
    static const char *const ids[] = {"crm", "CRM", "crm ", "cr\xC3\xA9m", "crem"};
    Store *store = fresh_writer();
    for (int i = 0; i < 5; i++) {
        Customer customer = customer_called("one of many");
        customer.external_id = str_of(ids[i]);
        assert_ok(store_add_customer(store, &customer));
    }
}

TEST(many_customers_may_have_no_external_id)
{
    Store *store = fresh_writer();
    assert_int_not_equal(add_customer(store, "one"), add_customer(store, "two"));
}

TEST(nobody_is_found_under_an_unknown_id)
{
    Store *store = fresh_writer();
    CustomerRow row;
    assert_int_equal(store_customer(store, test_arena(), 1, on(0), &row), ERR_NOT_FOUND);
    assert_int_equal(store_knows_customer(store, 1), ERR_NOT_FOUND);
    assert_int_equal(store_erase_customer(store, 1), ERR_NOT_FOUND);
    assert_ok(store_knows_customer(store, add_customer(store, "Acme")));
}

TEST(the_events_of_one_customer_are_counted)
{
    Store *store = fresh_writer();
    int64_t one = add_customer(store, "one"), other = add_customer(store, "other");
    Event events[] = {login(one, "1", at(1, 0)), login(one, "2", at(1, 0)),
                      login(other, "3", at(1, 0))};
    append_all(store, events, 3);
    int64_t count = -1;
    assert_ok(store_count_events(store, one, &count));
    assert_int_equal(count, 2);
    assert_ok(store_count_events(store, add_customer(store, "new"), &count));
    assert_int_equal(count, 0);
}

TEST(a_customers_events_of_a_type_are_counted_and_custom_ones_by_their_name)
{
    Store *store = fresh_writer();
    int64_t one = add_customer(store, "one"), two = add_customer(store, "two"), count;
    Event event[] = {login(one, "1", at(1, 1)),
                     feature(one, "2", at(1, 2), "a", 3),
                     feature(one, "3", at(1, 3), "b", 3),
                     custom(one, "4", at(1, 4), "video", 3),
                     custom(one, "5", at(1, 5), "audio", 3),
                     login(two, "6", at(1, 6))};
    append_all(store, event, 6);
    assert_ok(store_void_event(store, one, S("api"), S("3"), at(2, 0), *test_arena()));
    Store *reader = open_reader();
    for (int folded = 0; folded < 2; folded++) {
        assert_ok(store_count_events_of(reader, one, EVENT_LOGIN, (Str){0}, &count));
        assert_int_equal(count, 1);
        assert_ok(store_count_events_of(reader, one, EVENT_FEATURE, (Str){0}, &count));
        assert_int_equal(count, 2);
        assert_ok(store_count_events_of(reader, one, EVENT_CUSTOM, S("video"), &count));
        assert_int_equal(count, 1);
        assert_ok(store_count_events_of(reader, one, EVENT_API, (Str){0}, &count));
        assert_int_equal(count, 0);
        int left;
        assert_ok(store_fold(store, 100, &left));
    }
}

TEST(nothing_is_left_of_an_erased_customer)
{
    Store *store = fresh_writer();
    int64_t gone = add_customer(store, "gone"), stays = add_customer(store, "stays");
    Event events[] = {
        login(gone, "1", at(1, 0)),
        feature(gone, "2", at(1, 0), "export", 3),
        ticket(gone, "3", at(1, 0), "t1", TICKET_OPEN),
        invoice(gone, "4", at(1, 0), "i1", INVOICE_OPEN, 100),
        login(stays, "5", at(1, 0)),
    };
    append_all(store, events, 5);
    assert_ok(store_erase_customer(store, gone));

    assert_int_equal(store_knows_customer(store, gone), ERR_NOT_FOUND);
    Facts facts = facts_of(store, gone);
    assert_int_equal(facts.dailies + facts.spans + facts.tickets + facts.invoices, 0);

    EventQuery all = {.customer = gone, .from = at(0, 0), .to = at(9, 0)};
    Event left;
    int count;
    assert_ok(store_events(store, test_arena(), &all, 1, &left, &count));
    assert_int_equal(count, 0);
    assert_int_equal(only_mark(store).customer, stays);

    int64_t customers;
    assert_ok(store_count_customers(store, &customers));
    assert_int_equal(customers, 1);
    events[0].customer = stays;
    assert_int_equal(append_one(store, events[0]), APPEND_STORED);
}

TEST(the_id_of_an_erased_customer_is_not_used_again)
{
    Store *store = fresh_writer();
    int64_t gone = add_customer(store, "gone");
    assert_ok(store_erase_customer(store, gone));
    assert_int_not_equal(add_customer(store, "next"), gone);
}

// Walk the list in pages of `most`, and write the ids one after the other.
static int walk(Store *store, int most, int64_t *ids)
{
    static CustomerRow rows[16];
    ListPlace after = {0};
    int total = 0, count;
    do {
        assert_ok(store_customers(store, test_arena(), after, most, rows, &count));
        assert_true(count <= most);
        for (int r = 0; r < count; r++)
            ids[total++] = rows[r].customer.id;
        if (count == 0) break;
        const CustomerRow *last = &rows[count - 1];
        after = (ListPlace){true, last->scored ? last->score : SORT_UNSCORED,
                            last->customer.id};
    } while (total < 16);
    return total;
}

TEST(the_list_is_worst_first_with_ties_by_id_and_the_unscored_last)
{
    Store *store = fresh_writer();
    int64_t id[6];
    for (int c = 0; c < 6; c++)
        id[c] = add_customer(store, "one of six");
    put_score(store, id[1], 70.25);
    put_score(store, id[2], 100.0 / 3);
    put_score(store, id[3], 70.25);
    put_score(store, id[4], 0);

    const int64_t expected[] = {id[4], id[2], id[1], id[3], id[0], id[5]};
    for (int most = 1; most <= 7; most++) {
        int64_t seen[32];
        assert_int_equal(walk(store, most, seen), 6);
        assert_memory_equal(seen, expected, sizeof expected);
    }
}

TEST(the_book_has_every_customer_by_id)
{
    Store *store = fresh_writer();
    Customer customer = customer_called("Acme");
    customer.segment = S("smb");
    customer.mrr = 4900;
    assert_ok(store_add_customer(store, &customer));
    int64_t second = add_customer(store, "without a score");
    put_score(store, customer.id, 62.5);

    BookRow *book;
    int count;
    Customer *all;
    assert_ok(store_attributes(store, test_arena(), &all, &count));
    assert_int_equal(count, 2);
    assert_int_equal(all[1].id, second);
    assert_int_equal(all[0].id, customer.id);
    assert_str_equal(all[0].segment, S("smb"));
    assert_int_equal(all[0].created_at, customer.created_at);
    assert_ok(store_book(store, test_arena(), &book, &count));
    assert_int_equal(count, 2);
    assert_int_equal(book[0].customer, customer.id);
    assert_str_equal(book[0].name, S("Acme"));
    assert_str_equal(book[0].segment, S("smb"));
    assert_str_equal(book[0].currency, S("EUR"));
    assert_int_equal(book[0].mrr, 4900);
    assert_true(book[0].scored && book[0].score == 62.5 && book[0].band == BAND_HEALTHY);
    assert_true(book[0].has_30d && book[0].change_30d == 62.5 / 7);
    assert_int_equal(book[1].customer, second);
    assert_false(book[1].scored || book[1].has_30d);
}

TEST(the_book_of_nobody_is_empty)
{
    Store *store = fresh_writer();
    BookRow *book;
    int count;
    assert_ok(store_book(store, test_arena(), &book, &count));
    assert_int_equal(count, 0);
}

typedef struct {
    Arena *arena;
    RollRow row[4];
    int rows;
} Seen;

static void note_row(void *context, const RollRow *row)
{
    Seen *seen = context;
    RollRow *copy = &seen->row[seen->rows++];
    *copy = *row;
    copy->external_id = str_copy(seen->arena, row->external_id);
    copy->name = str_copy(seen->arena, row->name);
    copy->email = str_copy(seen->arena, row->email);
    copy->segment = str_copy(seen->arena, row->segment);
    copy->plan = str_copy(seen->arena, row->plan);
    copy->owner = str_copy(seen->arena, row->owner);
    copy->lifecycle = str_copy(seen->arena, row->lifecycle);
    copy->currency = str_copy(seen->arena, row->currency);
}

TEST(the_roll_shows_every_customer_by_id)
{
    Store *store = fresh_writer();
    Customer customer = customer_called("Acme");
    customer.external_id = S("crm-1");
    customer.email = S("acme@example.com");
    customer.segment = S("smb");
    customer.plan = S("gold");
    customer.owner = S("Maya");
    customer.mrr = 4900;
    customer.renews_on = on(40);
    assert_ok(store_add_customer(store, &customer));
    int64_t second = add_customer(store, "without a score");
    put_score(store, customer.id, 62.5);
    CustomerRow listed;
    assert_ok(store_customer(store, test_arena(), customer.id, on(0), &listed));

    Arena scratch = arena_map(1 << 20);
    Seen seen = {.arena = test_arena()};
    assert_ok(store_roll(store, note_row, &seen, scratch));
    arena_unmap(scratch);
    assert_int_equal(seen.rows, 2);
    const RollRow *row = seen.row;
    assert_int_equal(row->customer, customer.id);
    assert_str_equal(row->external_id, customer.external_id);
    assert_str_equal(row->name, customer.name);
    assert_str_equal(row->email, customer.email);
    assert_str_equal(row->segment, customer.segment);
    assert_str_equal(row->plan, customer.plan);
    assert_str_equal(row->owner, customer.owner);
    assert_str_equal(row->lifecycle, customer.lifecycle);
    assert_str_equal(row->currency, customer.currency);
    assert_int_equal(row->mrr, 4900);
    assert_int_equal(row->renews_on, on(40));
    assert_int_equal(row->last_seen_at, listed.picture.last_seen_at);
    assert_true(row->scored && row->score == 62.5 && row->band == BAND_HEALTHY);
    assert_true(row->has_30d && row->change_30d == 62.5 / 7);
    assert_int_equal(row->since, listed.picture.since);
    assert_int_equal(row->next_drop.reason, listed.next_drop.reason);
    assert_int_equal(row->next_drop.day, listed.next_drop.day);
    assert_true(row->next_drop.total == listed.next_drop.total);
    row++;
    assert_int_equal(row->customer, second);
    assert_int_equal(row->external_id.length, 0);
    assert_int_equal(row->renews_on, DAY_NONE);
    assert_int_equal(row->last_seen_at, 0);
    assert_false(row->scored || row->has_30d);
}

TEST(a_reader_sees_at_once_what_was_stored)
{
    Store *writer = fresh_writer();
    Store *reader = open_reader();
    for (int round = 0; round < 3; round++) {
        int64_t id = add_customer(writer, "Acme");
        assert_ok(store_knows_customer(reader, id));
        assert_ok(store_ping(reader));
    }
}
