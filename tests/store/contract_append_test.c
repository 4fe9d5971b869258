#include "backends.h"
#include "making.h"

TEST(a_stored_event_comes_back_as_it_went_in)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme");
    Event was =
        feature(customer, "e-1", at(3, 5) + 17, "r\xC3\xA9sum\xC3\xA9 export", INT64_MAX);
    was.details = S("{\"feature\":\"\xF0\x9F\x9A\x80\"}");
    was.fingerprint = UINT64_MAX - 1;
    assert_int_equal(append_one(store, was), APPEND_STORED);

    EventQuery all = {.customer = customer, .from = at(0, 0), .to = at(9, 0)};
    Event is;
    int count;
    assert_ok(store_events(store, test_arena(), &all, 1, &is, &count));
    assert_int_equal(count, 1);
    assert_true(is.number > 0);
    assert_int_equal(is.customer, customer);
    assert_int_equal(is.type, EVENT_FEATURE);
    assert_str_equal(is.name, was.name);
    assert_int_equal(is.at, was.at);
    assert_int_equal(is.received_at, was.received_at);
    assert_int_equal(is.quantity, INT64_MAX);
    assert_str_equal(is.source, was.source);
    assert_str_equal(is.id, was.id);
    assert_true(is.fingerprint == was.fingerprint);
    assert_str_equal(is.details, was.details);
}

TEST(an_event_sent_again_is_stored_and_counted_once)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme");
    Event event = api_calls(customer, "e-1", at(1, 0), 40);
    assert_int_equal(append_one(store, event), APPEND_STORED);
    assert_int_equal(append_one(store, event), APPEND_DUPLICATE);

    Facts facts = facts_of(store, customer);
    assert_int_equal(facts.dailies, 1);
    assert_int_equal(facts.daily[0].count, 1);
    assert_int_equal(facts.daily[0].sum, 40);
}

TEST(a_repeated_event_takes_the_time_of_the_stored_one)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme");
    Event first = login(customer, "e-1", at(1, 0)),
          other = login(customer, "e-2", at(2, 0));
    assert_int_equal(append_one(store, first), APPEND_STORED);

    Event batch[] = {first, other, other, other};
    batch[0].at = at(5, 0), batch[2].at = at(6, 0), batch[3].at = at(7, 0);
    batch[3].fingerprint++;
    Appended became[4];
    assert_ok(store_append(store, batch, 4, became, *test_arena()));
    assert_int_equal(became[0], APPEND_DUPLICATE);
    assert_int_equal(batch[0].at, at(1, 0));
    assert_int_equal(became[2], APPEND_DUPLICATE);
    assert_int_equal(batch[2].at, at(2, 0));
    assert_int_equal(became[3], APPEND_CLASH);
    assert_int_equal(batch[3].at, at(7, 0));
}

TEST(another_event_with_a_taken_id_clashes_and_changes_nothing)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme"), other = add_customer(store, "other");
    Event event = login(customer, "e-1", at(1, 0));
    assert_int_equal(append_one(store, event), APPEND_STORED);

    Event changed = event;
    changed.fingerprint++;
    assert_int_equal(append_one(store, changed), APPEND_CLASH);
    Event moved = event;
    moved.customer = other;
    assert_int_equal(append_one(store, moved), APPEND_CLASH);
    assert_int_equal(facts_of(store, other).spans, 0);
    assert_int_equal(only_mark(store).customer, customer);
}

TEST(events_may_repeat_and_clash_within_a_batch)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme");
    Event batch[] = {
        login(customer, "a", at(1, 0)), login(customer, "b", at(1, 1)),
        login(customer, "a", at(1, 0)),  // the first again
        login(customer, "b", at(1, 2)),  // not the second
        login(customer, "c", at(1, 3)),
    };
    const Appended expected[] = {APPEND_STORED, APPEND_STORED, APPEND_DUPLICATE,
                                 APPEND_CLASH, APPEND_STORED};
    Appended became[5];
    assert_ok(store_append(store, batch, 5, became, *test_arena()));
    for (int i = 0; i < 5; i++)
        assert_int_equal(became[i], expected[i]);

    Facts facts = facts_of(store, customer);
    assert_int_equal(facts.dailies, 1);
    assert_int_equal(facts.daily[0].count, 3);
}

TEST(a_batch_of_repeats_leaves_no_stale_mark)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme");
    Event event = login(customer, "a", at(1, 0));
    assert_int_equal(append_one(store, event), APPEND_STORED);
    PictureRow row = picture_row(only_mark(store), 50);
    assert_ok(store_put_pictures(store, &row, 1));

    assert_int_equal(append_one(store, event), APPEND_DUPLICATE);
    Staleness staleness;
    assert_ok(store_staleness(store, on(0), 10, &staleness));
    assert_int_equal(staleness.count, 0);
}

TEST(event_ids_are_unique_within_their_source_byte_by_byte)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme");
    Event batch[] = {login(customer, "e", at(1, 0)), login(customer, "E", at(1, 0)),
                     login(customer, "e ", at(1, 0)), login(customer, "\xC3\xA9", at(1, 0)),
                     login(customer, "e", at(1, 0))};
    batch[4].source = S("segment");
    append_all(store, batch, 5);
}

TEST(feature_names_are_told_apart_byte_by_byte)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme");
    Event batch[] = {feature(customer, "1", at(1, 0), "export", 1),
                     feature(customer, "2", at(1, 0), "Export", 1),
                     feature(customer, "3", at(1, 0), "export ", 1)};
    append_all(store, batch, 3);
    Facts facts = facts_of(store, customer);
    assert_int_equal(facts.dailies, 3);
    assert_str_equal(facts.daily[0].name, S("Export"));
    assert_str_equal(facts.daily[1].name, S("export"));
    assert_str_equal(facts.daily[2].name, S("export "));
}

TEST(an_empty_batch_is_stored)
{
    Store *store = fresh_writer();
    assert_ok(store_append(store, NULL, 0, NULL, *test_arena()));
}

TEST(the_largest_batch_of_the_largest_events_is_stored)
{
    enum { COUNT = 1000 };
    static char details[EVENT_DETAILS_MAX], name[EVENT_NAME_MAX];
    for (size_t i = 0; i < sizeof details; i++)
        details[i] = 'd';
    for (size_t i = 0; i < sizeof name; i++)
        name[i] = 'n';
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme");

    static Event batch[COUNT];
    static char ids[COUNT][EVENT_ID_MAX];
    for (int i = 0; i < COUNT; i++) {
        for (int c = 0; c < EVENT_ID_MAX; c++)
            ids[i][c] = (char)('a' + i / (c + 1) % 26);
        ids[i][0] = (char)('0' + i % 10), ids[i][1] = (char)('0' + i / 10 % 10);
        ids[i][2] = (char)('0' + i / 100);
        batch[i] = feature(customer, "", at(i % 90, 0), "", 1);
        batch[i].id = (Str){ids[i], EVENT_ID_MAX};
        batch[i].name = (Str){name, EVENT_NAME_MAX};
        batch[i].details = (Str){details, sizeof details};
    }
    append_all(store, batch, COUNT);
    assert_int_equal(facts_of(store, customer).dailies, 90);
}

static Str repeated(Arena *arena, const char *what, size_t times)
{
    Writer text = {.arena = arena};
    for (size_t i = 0; i < times; i++)
        writer_put(&text, str_of(what));
    return writer_str(&text);
}

TEST(the_largest_event_of_each_type_is_stored_and_its_facts_read)
{
    Arena *arena = test_arena();
    const Str id = repeated(arena, "i", EVENT_ID_MAX);
    const int64_t amount = INT64_C(1000000000000000), count = 1000000000;
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme");
    Event batch[] = {
        feature(customer, "", at(1, 0), "", count),
        api_calls(customer, "", at(1, 0), count),
        ticket(customer, "", at(1, 0), "", TICKET_OPEN),
        invoice(customer, "", at(1, 0), "", INVOICE_OPEN, amount),
        login(customer, "", day_start(DAY_FIRST)),
    };
    static const char *const source[] = {"a", "b", "c", "d", "e"};
    for (int e = 0; e < 5; e++) {
        batch[e].id = id;
        batch[e].source = repeated(arena, source[e], EVENT_ID_MAX);
        batch[e].details = repeated(arena, "d", EVENT_DETAILS_MAX);
    }
    batch[0].name = repeated(arena, "\xF0\x9F\x9A\x80", EVENT_NAME_MAX);
    batch[2].ticket.ticket = batch[3].invoice.invoice = id;
    batch[3].invoice.due = batch[3].invoice.paid = DAY_LAST;
    append_all(store, batch, 5);

    Facts facts = facts_of(store, customer);
    assert_int_equal(facts.dailies, 4);
    assert_str_equal(facts.daily[0].name, batch[0].name);
    assert_int_equal(facts.daily[0].sum, count);
    assert_str_equal(facts.ticket[0].is.ticket, id);
    assert_str_equal(facts.invoice[0].is.invoice, id);
    assert_int_equal(facts.invoice[0].is.amount, amount);
    assert_int_equal(facts.invoice[0].is.paid, DAY_LAST);
    assert_int_equal(facts.span[0].first, DAY_FIRST);
}

// Append the events in some order, in batches of some size, some of them twice.
static void append_mixed(Store *store, const Event *events, size_t count, unsigned seed)
{
    Event batch[7];
    Appended became[7];
    size_t in_batch = 0, order[64];
    for (size_t i = 0; i < count; i++)
        order[i] = i;
    for (size_t i = count - 1; i > 0; i--) {
        seed = seed * 1103515245u + 12345u;
        size_t other = (seed >> 16) % (i + 1), kept = order[i];
        order[i] = order[other], order[other] = kept;
    }
    for (size_t i = 0; i < 2 * count; i++) {
        batch[in_batch++] = events[order[i % count]];
        if (in_batch < 1 + seed % 7 && i + 1 < 2 * count) continue;
        assert_ok(store_append(store, batch, in_batch, became, *test_arena()));
        in_batch = 0;
    }
}

static size_t history(int64_t customer, Event events[64])
{
    static char ids[64][8];
    size_t count = 0;
    for (int i = 0; i < 60; i++) {
        Millis when = at(i * 7 % 13, i % 24);
        ids[i][0] = (char)('A' + i % 26), ids[i][1] = (char)('a' + i / 26), ids[i][2] = 0;
        switch (i % 5) {
        case 0: events[count++] = login(customer, ids[i], when); break;
        case 1:
            events[count++] = feature(customer, ids[i], when, i % 2 ? "a" : "b", i);
            break;
        case 2:
            events[count++] = ticket(customer, ids[i], when, "t", (TicketStatus)(i % 3));
            break;
        case 3:
            events[count++] =
                invoice(customer, ids[i], when, "i", (InvoiceStatus)(i % 4), i);
            break;
        default: events[count++] = api_calls(customer, ids[i], when, i * 1000); break;
        }
    }
    return count;
}

TEST(the_order_of_arrival_leaves_no_trace_in_the_facts)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme");
    Event events[64];
    append_all(store, events, history(customer, events));
    Facts expected = facts_of(store, customer);
    assert_true(expected.dailies > 20 && expected.tickets == 12 && expected.invoices == 12);

    for (unsigned seed = 1; seed <= 5; seed++) {
        store = fresh_writer();
        assert_int_equal(add_customer(store, "Acme"), customer);
        append_mixed(store, events, history(customer, events), seed);
        Facts facts = facts_of(store, customer);
        assert_facts_equal(&facts, &expected);
    }
}

TEST(what_was_stored_is_there_after_the_store_was_opened_again)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme");
    Event event = login(customer, "a", at(1, 0));
    assert_int_equal(append_one(store, event), APPEND_STORED);
    store = reopened_writer();
    assert_int_equal(append_one(store, event), APPEND_DUPLICATE);
    assert_int_equal(facts_of(store, customer).dailies, 1);
}

TEST(invoices_with_and_without_a_date_of_payment_may_come_together)
{
    enum { INVOICES = 70 };
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme");
    Event batch[INVOICES];
    Arena *arena = test_arena();
    for (int i = 0; i < INVOICES; i++) {
        const char *id = str_z(arena, str_format(arena, "i-%02d", i));
        batch[i] = invoice(customer, id, at(1, 1), id, INVOICE_OPEN, i);
        batch[i].invoice.paid = i % 3 == 1 ? on(2) : DAY_NONE;
    }
    append_all(store, batch, INVOICES);

    Facts facts = facts_of(store, customer);
    assert_int_equal(facts.invoices, INVOICES);
    for (int i = 0; i < INVOICES; i++)
        assert_int_equal(facts.invoice[i].is.paid, batch[i].invoice.paid);
}
