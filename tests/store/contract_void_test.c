#include "backends.h"
#include "making.h"

static Err take_back(Store *store, int64_t customer, const char *source, const char *id)
{
    return store_void_event(store, customer, str_of(source), str_of(id), at(20, 0),
                            *test_arena());
}

TEST(an_event_that_was_taken_back_is_shown_as_such_and_counted_no_more)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme");
    Event batch[] = {feature(customer, "1", at(1, 0), "export", 5),
                     feature(customer, "2", at(1, 9), "export", 7),
                     feature(customer, "3", at(3, 0), "export", 9)};
    append_all(store, batch, 3);
    assert_ok(take_back(store, customer, "api", "2"));

    Facts facts = facts_of(store, customer);
    assert_int_equal(facts.dailies, 2);
    assert_int_equal(facts.daily[0].count, 1);
    assert_int_equal(facts.daily[0].sum, 5);
    assert_int_equal(facts.span[0].first, on(1));
    assert_int_equal(facts.span[0].last_at, at(3, 0));

    int count;
    Event *events = events_of(store, customer, 3, &count);
    assert_int_equal(count, 3);
    assert_false(events[0].voided);
    assert_true(events[1].voided);
    assert_str_equal(events[1].id, S("2"));
    assert_int_equal(events[1].quantity, 7);
    assert_false(events[2].voided);

    EventQuery newest = {.customer = customer, .from = at(0, 0), .to = at(9, 0)};
    assert_ok(store_events(open_reader(), test_arena(), &newest, 3, events, &count));
    assert_true(events[1].voided && !events[0].voided && !events[2].voided);
}

TEST(the_first_and_the_last_of_a_kind_are_found_anew)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme");
    Event batch[] = {login(customer, "1", at(1, 0)), login(customer, "2", at(2, 0)),
                     login(customer, "3", at(5, 3)), login(customer, "4", at(5, 7)),
                     login(customer, "5", at(5, 7))};
    append_all(store, batch, 5);
    static const struct {
        const char *id;
        int first;
        Millis last_hour;
    } step[] = {{"4", 1, 7}, {"1", 2, 7}, {"5", 2, 3}, {"2", 5, 3}};
    for (int s = 0; s < 4; s++) {
        assert_ok(take_back(store, customer, "api", step[s].id));
        Facts facts = facts_of(store, customer);
        assert_int_equal(facts.spans, 1);
        assert_int_equal(facts.span[0].first, on(step[s].first));
        assert_int_equal(facts.span[0].last, on(5));
        assert_int_equal(facts.span[0].last_at, at(5, (int)step[s].last_hour));
    }
    assert_ok(take_back(store, customer, "api", "3"));
    Facts facts = facts_of(store, customer);
    assert_int_equal(facts.spans + facts.dailies, 0);
}

TEST(what_is_appended_later_counts_from_what_was_left)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme");
    Event batch[] = {login(customer, "1", at(1, 0)), login(customer, "2", at(9, 0))};
    append_all(store, batch, 2);
    assert_ok(take_back(store, customer, "api", "1"));
    assert_ok(take_back(store, customer, "api", "2"));
    assert_int_equal(append_one(store, login(customer, "3", at(4, 0))), APPEND_STORED);
    Facts facts = facts_of(store, customer);
    assert_int_equal(facts.spans, 1);
    assert_int_equal(facts.span[0].first, on(4));
    assert_int_equal(facts.span[0].last_at, at(4, 0));
    assert_int_equal(facts.dailies, 1);
}

TEST(what_it_said_of_a_ticket_or_an_invoice_goes_with_it)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme");
    Event batch[] = {ticket(customer, "1", at(1, 0), "T", TICKET_OPEN),
                     ticket(customer, "2", at(2, 0), "T", TICKET_CLOSED),
                     invoice(customer, "3", at(1, 0), "I", INVOICE_OPEN, 100),
                     invoice(customer, "4", at(2, 0), "I", INVOICE_PAID, 100),
                     ticket(customer, "2", at(2, 0), "T", TICKET_CLOSED)};
    batch[4].source = S("zendesk");
    append_all(store, batch, 5);
    assert_ok(take_back(store, customer, "api", "2"));
    assert_ok(take_back(store, customer, "api", "4"));
    Facts facts = facts_of(store, customer);
    assert_int_equal(facts.tickets, 2);
    assert_int_equal(facts.invoices, 1);
    assert_int_equal(facts.invoice[0].is.status, INVOICE_OPEN);
    assert_ok(take_back(store, customer, "zendesk", "2"));
    assert_int_equal(facts_of(store, customer).tickets, 1);
}

TEST(taken_back_once_more_nothing_changes)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme");
    Event batch[] = {login(customer, "1", at(1, 0)), login(customer, "2", at(1, 0))};
    append_all(store, batch, 2);
    assert_ok(take_back(store, customer, "api", "1"));
    PictureRow row = picture_row(only_mark(store), 50);
    assert_ok(store_put_pictures(store, &row, 1));
    Staleness staleness;
    assert_ok(take_back(store, customer, "api", "1"));
    assert_ok(take_back(store, customer, "", "1"));
    assert_int_equal(facts_of(store, customer).daily[0].count, 1);
    assert_ok(store_staleness(store, on(0), 10, &staleness));
    assert_int_equal(staleness.count, 0);
}

TEST(whose_event_was_taken_back_is_out_of_date)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme");
    assert_int_equal(append_one(store, login(customer, "1", at(1, 0))), APPEND_STORED);
    PictureRow row = picture_row(only_mark(store), 50);
    assert_ok(store_put_pictures(store, &row, 1));
    Staleness staleness;
    assert_ok(take_back(store, customer, "api", "1"));
    assert_ok(store_staleness(store, on(0), 10, &staleness));
    assert_int_equal(staleness.count, 1);
    assert_int_equal(staleness.oldest, at(20, 0));
    assert_int_not_equal(only_mark(store).mark, row.mark.mark);
}

TEST(only_an_event_of_the_customers_own_is_taken_back)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme"), other = add_customer(store, "other");
    assert_int_equal(append_one(store, login(customer, "1", at(1, 0))), APPEND_STORED);
    assert_int_equal(take_back(store, other, "api", "1"), ERR_NOT_FOUND);
    assert_int_equal(take_back(store, other, "", "1"), ERR_NOT_FOUND);
    assert_int_equal(take_back(store, customer, "bulk", "1"), ERR_NOT_FOUND);
    assert_int_equal(take_back(store, customer, "api", "2"), ERR_NOT_FOUND);
    assert_int_equal(take_back(store, customer, "", "2"), ERR_NOT_FOUND);
    assert_int_equal(take_back(store, 4711, "", "1"), ERR_NOT_FOUND);
    assert_int_equal(facts_of(store, customer).daily[0].count, 1);
}

TEST(an_id_of_several_doors_needs_its_source)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme"), other = add_customer(store, "other");
    Event batch[] = {login(customer, "1", at(1, 0)), login(customer, "1", at(1, 0)),
                     login(customer, "2", at(1, 0)), login(other, "2", at(1, 0))};
    batch[1].source = batch[3].source = S("segment");
    append_all(store, batch, 4);
    assert_int_equal(take_back(store, customer, "", "1"), ERR_CONFLICT);
    assert_int_equal(facts_of(store, customer).daily[0].count, 3);
    assert_ok(take_back(store, customer, "segment", "1"));
    assert_ok(take_back(store, customer, "", "2"));
    assert_int_equal(facts_of(store, customer).daily[0].count, 1);
    assert_int_equal(facts_of(store, other).daily[0].count, 1);
}

TEST(an_event_that_was_taken_back_is_known_when_it_is_sent_again)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme");
    Event event = login(customer, "1", at(1, 0)), changed = event;
    changed.fingerprint++;
    assert_int_equal(append_one(store, event), APPEND_STORED);
    assert_ok(take_back(store, customer, "api", "1"));
    assert_int_equal(append_one(store, event), APPEND_DUPLICATE);
    assert_int_equal(append_one(store, changed), APPEND_CLASH);
    assert_int_equal(facts_of(store, customer).dailies, 0);
    int count;
    assert_true(events_of(store, customer, 1, &count)->voided);
}

TEST(the_facts_are_those_of_who_never_had_what_was_taken_back)
{
    enum { EVENTS = 60 };
    for (unsigned seed = 1; seed <= 6; seed++) {
        Store *store = fresh_writer();
        int64_t customer = add_customer(store, "Acme"), never = add_customer(store, "B");
        Event *events = random_events(customer, EVENTS, seed);
        unsigned roll = seed;
        for (int e = 0; e < EVENTS; e++) {
            assert_int_equal(append_one(store, events[e]), APPEND_STORED);
            roll = roll * 1103515245u + 12345u;
            int back = (int)(roll >> 8) % (e + 1);
            if (roll >> 28 < 4 * seed) events[back].voided = true;
            if (!events[back].voided) continue;
            assert_ok(store_void_event(store, customer, events[back].source,
                                       events[back].id, at(20, 0), *test_arena()));
        }
        for (int e = 0; e < EVENTS; e++) {
            if (events[e].voided) continue;
            Event kept = events[e];
            kept.customer = never;
            kept.source = S("bulk");
            assert_int_equal(append_one(store, kept), APPEND_STORED);
        }
        Facts facts = facts_of(store, customer), expected = facts_of(store, never);
        assert_true(expected.dailies > 3 && expected.dailies < EVENTS);
        assert_facts_equal(&facts, &expected);

        store = reopened_writer();
        assert_in_order(store);
        facts = facts_of(store, customer);
        assert_facts_equal(&facts, &expected);
    }
}

// --- types of the installation's own

TEST(an_event_of_a_type_of_ones_own_is_stored_and_counted_by_its_name)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme");
    Event batch[] = {custom(customer, "1", at(1, 0), "report sent", 3),
                     custom(customer, "2", at(1, 1), "report sent", 4),
                     custom(customer, "3", at(1, 2), "login", 1),
                     login(customer, "4", at(1, 3))};
    append_all(store, batch, 4);
    Facts facts = facts_of(store, customer);
    assert_int_equal(facts.dailies, 3);
    assert_int_equal(facts.daily[0].type, EVENT_LOGIN);
    assert_int_equal(facts.daily[1].type, EVENT_CUSTOM);
    assert_str_equal(facts.daily[1].name, S("login"));
    assert_int_equal(facts.daily[2].sum, 7);
    assert_str_equal(facts.span[2].name, S("report sent"));

    EventQuery own = {.customer = customer, .from = at(0, 0), .to = at(9, 0)};
    own.has_type = true;
    own.type = EVENT_CUSTOM;
    Event is[4];
    int count;
    assert_ok(store_events(store, test_arena(), &own, 4, is, &count));
    assert_int_equal(count, 3);
    assert_int_equal(is[0].type, EVENT_CUSTOM);
    assert_str_equal(is[0].name, S("login"));
}
