#include "backends.h"
#include "making.h"

#include "store/past.h"

static void take_in(Store *store, Event event)
{
    Appended outcome;
    assert_ok(store_append(store, &event, 1, &outcome, *test_arena()));
    assert_int_equal(outcome, APPEND_STORED);
}

// A login of that day at noon that came so many minutes later.
static void log_in(Store *store, int64_t customer, int day, int late, const char *id)
{
    take_in(store, (Event){.customer = customer,
                           .type = EVENT_LOGIN,
                           .at = at(day, 12),
                           .received_at = at(day, 12) + (Millis)late * 60000,
                           .quantity = 1,
                           .source = S("api"),
                           .id = str_of(id),
                           .details = S("{}")});
}

TEST(an_empty_log_has_no_span)
{
    LogSpan span;
    assert_ok(store_log_span(fresh_writer(), &span));
    assert_true(span.first == DAY_NONE && span.last == 0);
}

TEST(a_log_spans_from_what_happened_first_and_what_came_first)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "a");
    log_in(store, customer, 5, 30, "one");
    log_in(store, customer, 2, 60, "two");
    int left;
    assert_ok(store_fold(store, 10, &left));
    LogSpan span;
    assert_ok(store_log_span(open_reader(), &span));
    assert_int_equal(span.first, on(2));
    assert_int_equal(span.received_at, at(2, 12) + 60 * 60000);
    assert_true(span.last > 0);
}

// Who waited for a customer, is handed on by another server, or comes with the history of
// years is stored behind what came later.
TEST(what_came_first_need_not_be_the_first_of_the_log)
{
    Store *store = fresh_writer();
    LogSpan span;
    int64_t customer = add_customer(store, "a"), other = add_customer(store, "b");
    const int late[] = {5000, 300, 900, 100, 4000};
    Millis first = INT64_MAX;
    for (int e = 0; e < 5; e++) {
        char id[2] = {(char)('0' + e), 0};
        log_in(store, e % 2 ? other : customer, 3, late[e], id);
        Millis received = at(3, 12) + (Millis)late[e] * 60000;
        if (received < first) first = received;
        assert_ok(store_log_span(open_reader(), &span));
        assert_int_equal(span.received_at, first);
    }
    Appended outcome;
    Event again = {.customer = customer,
                   .type = EVENT_LOGIN,
                   .at = at(3, 12),
                   .received_at = at(1, 1),
                   .quantity = 1,
                   .source = S("api"),
                   .id = S("0"),
                   .details = S("{}")};
    assert_ok(store_append(store, &again, 1, &outcome, *test_arena()));
    assert_int_equal(outcome, APPEND_DUPLICATE);
    assert_ok(store_log_span(open_reader(), &span));
    assert_int_equal(span.received_at, first);

    // Who is erased or merged leaves the moment from which on times are known.
    int left;
    assert_ok(store_fold(store, 10, &left));
    assert_ok(store_merge_customers(store, other, customer, at(9, 1), *test_arena()));
    assert_ok(store_erase_customer(store, customer));
    log_in(store, add_customer(store, "c"), 9, 0, "new");
    assert_ok(store_log_span(open_reader(), &span));
    assert_int_equal(span.received_at, first);
}

static Err append_and_fail(Store *store, void *context)
{
    const int64_t *customer = context;
    log_in(store, *customer, 1, 0, "undone");
    log_in(store, *customer, 1, 1, "undone as well");
    return ERR_STORE;
}

TEST(what_is_undone_has_not_come)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "a");
    log_in(store, customer, 7, 0, "one");
    assert_int_equal(store_together(store, append_and_fail, &customer), ERR_STORE);
    LogSpan span;
    assert_ok(store_log_span(open_reader(), &span));
    assert_int_equal(span.received_at, at(7, 12));
    log_in(store, customer, 4, 0, "two");
    assert_ok(store_log_span(open_reader(), &span));
    assert_int_equal(span.received_at, at(4, 12));
}

TEST(what_is_read_says_which_event_was_the_last_that_was_known)
{
    int64_t latest = -1;
    Facts facts;
    CustomerRow row;
    Store *store = fresh_writer();
    assert_ok(store_latest(store, &latest));
    assert_int_equal(latest, 0);
    int64_t customer = add_customer(store, "a"), other = add_customer(store, "b");
    for (int event = 1; event <= 3; event++) {
        char id[2] = {(char)('0' + event), 0};
        log_in(store, event == 2 ? other : customer, event, 0, id);
        Store *reader = open_reader();
        int64_t before = latest;
        assert_ok(store_latest(reader, &latest));
        assert_true(latest > before);
        assert_ok(store_facts(reader, test_arena(), customer, on(0), &facts));
        assert_int_equal(facts.watermark, latest);
        assert_ok(store_customer(reader, test_arena(), other, on(5), &row));
        assert_int_equal(row.watermark, latest);
    }
    int left;
    assert_ok(store_fold(store, 10, &left));
    assert_ok(store_facts(open_reader(), test_arena(), customer, on(0), &facts));
    assert_int_equal(facts.watermark, latest);
}

TEST(what_came_late_is_found_and_nothing_else)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "a");
    log_in(store, customer, 1, 0, "at once");
    log_in(store, customer, 2, 60 * 24, "a day late");
    log_in(store, customer, 3, 1, "a minute late");
    log_in(store, customer, 4, 500, "taken back");
    assert_ok(store_void_event(store, customer, (Str){0}, S("taken back"), at(9, 1),
                               *test_arena()));
    take_in(store, (Event){.customer = customer,
                           .type = EVENT_FEATURE,
                           .name = S("export"),
                           .at = at(5, 1),
                           .received_at = at(8, 1),
                           .quantity = 7,
                           .source = S("csv"),
                           .id = S("three days"),
                           .details = S("{}")});
    LogSpan span;
    assert_ok(store_log_span(store, &span));
    LateQuery query = {.upto = span.last, .received_from = at(0, 0)};
    LateRow *row;
    int count;
    assert_ok(store_late(open_reader(), test_arena(), &query, &row, &count));
    assert_int_equal(count, 3);
    assert_str_equal(row[0].id, S("a day late"));
    assert_str_equal(row[1].id, S("a minute late"));
    assert_int_equal(row[2].customer, customer);
    assert_int_equal(row[2].type, EVENT_FEATURE);
    assert_str_equal(row[2].name, S("export"));
    assert_str_equal(row[2].id, S("three days"));
    assert_int_equal(row[2].at, at(5, 1));
    assert_int_equal(row[2].received_at, at(8, 1));
    assert_int_equal(row[2].quantity, 7);

    query.received_from = at(4, 0);
    assert_ok(store_late(store, test_arena(), &query, &row, &count));
    assert_int_equal(count, 1);
    query = (LateQuery){.after = span.last, .upto = span.last + 9};
    assert_ok(store_late(store, test_arena(), &query, &row, &count));
    assert_int_equal(count, 0);
}
