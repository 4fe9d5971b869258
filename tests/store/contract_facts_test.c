#include "backends.h"
#include "making.h"

TEST(daily_counts_are_summed_and_ordered_by_day_type_and_name)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme");
    Event batch[] = {
        api_calls(customer, "1", at(2, 0), 70),
        login(customer, "2", at(2, 0)),
        feature(customer, "3", at(2, 0), "search", 2),
        feature(customer, "4", at(2, 1), "export", 1),
        feature(customer, "5", at(2, 2), "search", 5),
        login(customer, "6", at(1, 23)),
        ticket(customer, "7", at(2, 0), "t", TICKET_OPEN),
        invoice(customer, "8", at(2, 0), "i", INVOICE_OPEN, 1),
    };
    append_all(store, batch, 8);

    static const DailyCount expected[] = {
        {FIRST_DAY + 1, EVENT_LOGIN, {0}, 1, 1},
        {FIRST_DAY + 2, EVENT_LOGIN, {0}, 1, 1},
        {FIRST_DAY + 2, EVENT_FEATURE, {"export", 6}, 1, 1},
        {FIRST_DAY + 2, EVENT_FEATURE, {"search", 6}, 2, 7},
        {FIRST_DAY + 2, EVENT_TICKET, {0}, 1, 1},
        {FIRST_DAY + 2, EVENT_INVOICE, {0}, 1, 1},
        {FIRST_DAY + 2, EVENT_API, {0}, 1, 70},
    };
    static const Span spans[] = {
        {EVENT_LOGIN, {0}, FIRST_DAY + 1, FIRST_DAY + 2, 0},
        {EVENT_FEATURE, {"export", 6}, FIRST_DAY + 2, FIRST_DAY + 2, 0},
        {EVENT_FEATURE, {"search", 6}, FIRST_DAY + 2, FIRST_DAY + 2, 0},
        {EVENT_TICKET, {0}, FIRST_DAY + 2, FIRST_DAY + 2, 0},
        {EVENT_INVOICE, {0}, FIRST_DAY + 2, FIRST_DAY + 2, 0},
        {EVENT_API, {0}, FIRST_DAY + 2, FIRST_DAY + 2, 0},
    };
    Facts facts = facts_of(store, customer);
    Facts counts = {.daily = expected,
                    .dailies = 7,
                    .span = facts.span,
                    .spans = facts.spans,
                    .ticket = facts.ticket,
                    .tickets = facts.tickets,
                    .invoice = facts.invoice,
                    .invoices = facts.invoices};
    assert_facts_equal(&facts, &counts);
    assert_int_equal(facts.spans, 6);
    for (int s = 0; s < 6; s++) {
        assert_int_equal(facts.span[s].type, spans[s].type);
        assert_str_equal(facts.span[s].name, spans[s].name);
        assert_int_equal(facts.span[s].first, spans[s].first);
        assert_int_equal(facts.span[s].last, spans[s].last);
    }
}

TEST(a_span_reaches_from_the_first_to_the_last_whatever_comes_first)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme");
    assert_int_equal(append_one(store, login(customer, "1", at(5, 3))), APPEND_STORED);
    assert_int_equal(append_one(store, login(customer, "2", at(9, 7))), APPEND_STORED);
    assert_int_equal(append_one(store, login(customer, "3", at(-40, 1))), APPEND_STORED);

    Facts facts = facts_of(store, customer);
    assert_int_equal(facts.spans, 1);
    assert_int_equal(facts.span[0].first, on(-40));
    assert_int_equal(facts.span[0].last, on(9));
    assert_int_equal(facts.span[0].last_at, at(9, 7));
}

TEST(daily_counts_are_read_from_a_day_on)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme");
    Event batch[] = {login(customer, "1", at(1, 0)), login(customer, "2", at(2, 0)),
                     login(customer, "3", at(3, 0))};
    append_all(store, batch, 3);

    Facts facts;
    assert_ok(store_facts(store, test_arena(), customer, on(2), &facts));
    assert_int_equal(facts.from, on(2));
    assert_int_equal(facts.dailies, 2);
    assert_int_equal(facts.daily[0].day, on(2));
    assert_int_equal(facts.spans, 1);
}

TEST(ticket_changes_are_ordered_by_ticket_moment_and_event)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme");
    Event batch[] = {
        ticket(customer, "5", at(2, 0), "b", TICKET_CLOSED),
        ticket(customer, "4", at(2, 0), "b", TICKET_PENDING),
        ticket(customer, "3", at(1, 0), "b", TICKET_OPEN),
        ticket(customer, "9", at(3, 0), "a", TICKET_OPEN),
        ticket(customer, "c", at(4, 0), "", TICKET_OPEN),  // its own id stands for a ticket
    };
    append_all(store, batch, 5);

    static const char *const expected[] = {"9", "3", "4", "5", "c"};
    Facts facts = facts_of(store, customer);
    assert_int_equal(facts.tickets, 5);
    for (int t = 0; t < 5; t++)
        assert_str_equal(facts.ticket[t].event, str_of(expected[t]));
    assert_str_equal(facts.ticket[4].is.ticket, S("c"));
    assert_int_equal(facts.ticket[3].is.status, TICKET_CLOSED);
    assert_int_equal(facts.ticket[3].is.priority, PRIORITY_HIGH);
    assert_int_equal(facts.ticket[3].at, at(2, 0));
}

TEST(two_doors_may_bring_a_change_of_the_same_ticket_under_the_same_event_id)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme");
    Event batch[] = {ticket(customer, "1", at(1, 0), "t", TICKET_OPEN),
                     ticket(customer, "1", at(1, 0), "t", TICKET_CLOSED)};
    batch[1].source = S("zendesk");
    append_all(store, batch, 2);
    Facts facts = facts_of(store, customer);
    assert_int_equal(facts.tickets, 2);
    assert_int_equal(facts.ticket[0].is.status, TICKET_OPEN);
    assert_int_equal(facts.ticket[1].is.status, TICKET_CLOSED);
}

TEST(invoice_changes_come_back_as_they_went_in)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme");
    Event batch[] = {invoice(customer, "2", at(2, 0), "i", INVOICE_PAID, INT64_MAX),
                     invoice(customer, "1", at(1, 0), "i", INVOICE_OPEN, 0),
                     invoice(customer, "3", at(3, 0), "", INVOICE_UNCOLLECTIBLE, -5)};
    batch[0].invoice.paid = on(2);
    batch[0].invoice.currency = S("JPY");
    append_all(store, batch, 3);

    Facts facts = facts_of(store, customer);
    assert_int_equal(facts.invoices, 3);
    const InvoiceDetails *own = &facts.invoice[0].is, *open = &facts.invoice[1].is,
                         *paid = &facts.invoice[2].is;
    assert_str_equal(own->invoice, S("3"));
    assert_int_equal(own->status, INVOICE_UNCOLLECTIBLE);
    assert_int_equal(own->amount, -5);
    assert_int_equal(open->status, INVOICE_OPEN);
    assert_int_equal(open->paid, DAY_NONE);
    assert_int_equal(open->due, on(15));
    assert_int_equal(paid->status, INVOICE_PAID);
    assert_int_equal(paid->amount, INT64_MAX);
    assert_str_equal(paid->currency, S("JPY"));
    assert_int_equal(paid->paid, on(2));
    assert_int_equal(facts.invoice[2].at, at(2, 0));
}

TEST(many_names_come_back_in_their_order)
{
    enum { NAMES = 500 };
    static Event batch[NAMES];
    static char names[NAMES][8];
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme");
    for (int i = 0; i < NAMES; i++) {
        int mixed = i * 211 % NAMES;
        names[i][0] = 'f';
        for (int digit = 1, rest = mixed; digit < 4; digit++, rest /= 10)
            names[i][4 - digit] = (char)('0' + rest % 10);
        batch[i] = feature(customer, names[i], at(mixed % 3, 0), names[i], i);
    }
    append_all(store, batch, NAMES);

    Facts facts = facts_of(store, customer);
    assert_int_equal(facts.spans, NAMES);
    assert_int_equal(facts.dailies, NAMES);
    for (int i = 1; i < NAMES; i++) {
        assert_true(str_compare(facts.span[i - 1].name, facts.span[i].name) < 0);
        assert_true(facts.daily[i - 1].day < facts.daily[i].day ||
                    str_compare(facts.daily[i - 1].name, facts.daily[i].name) < 0);
    }
}

TEST(counts_are_replaced_and_the_customer_is_stale_then)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme"), other = add_customer(store, "other");
    Event batch[] = {login(customer, "1", at(1, 0)), login(other, "2", at(1, 0)),
                     ticket(customer, "3", at(1, 0), "t", TICKET_OPEN)};
    append_all(store, batch, 3);
    Facts others = facts_of(store, other);
    put_score(store, customer, 50);

    const DailyCount daily[] = {{on(4), EVENT_LOGIN, {0}, 9, 9},
                                {on(4), EVENT_FEATURE, S("export"), 2, 12}};
    const Span span[] = {{EVENT_LOGIN, {0}, on(4), on(4), at(4, 5)},
                         {EVENT_FEATURE, S("export"), on(4), on(4), at(4, 6)}};
    Facts counts = {.daily = daily, .dailies = 2, .span = span, .spans = 2};
    assert_ok(store_replace_counts(store, customer, &counts));

    Facts facts = facts_of(store, customer);
    assert_int_equal(facts.tickets, 1);
    counts.ticket = facts.ticket, counts.tickets = 1;
    assert_facts_equal(&facts, &counts);
    Facts others_after = facts_of(store, other);
    assert_facts_equal(&others, &others_after);

    CustomerRow row;
    assert_ok(store_customer(store, test_arena(), customer, on(0), &row));
    assert_true(row.stale);
}

// --- the log ---------------------------------------------------------------

enum { LOGGED = 12 };

// Twelve events, three of each moment, logins and api calls in turn.
static int64_t fill_log(Store *store)
{
    static const char *const ids[LOGGED] = {"a", "b", "c", "d", "e", "f",
                                            "g", "h", "i", "j", "k", "l"};
    int64_t customer = add_customer(store, "Acme"), other = add_customer(store, "other");
    Event batch[LOGGED + 1];
    for (int i = 0; i < LOGGED; i++) {
        int moment = (i * 5 % LOGGED) / 3;
        batch[i] = i % 2 ? api_calls(customer, ids[i], at(moment, 0), 1)
                         : login(customer, ids[i], at(moment, 0));
    }
    batch[LOGGED] = login(other, "m", at(1, 0));
    append_all(store, batch, LOGGED + 1);
    return customer;
}

// All pages of `query`, one after the other.
static int read_pages(Store *store, EventQuery query, int most, Event *out)
{
    int total = 0, count;
    do {
        assert_ok(store_events(store, test_arena(), &query, most, &out[total], &count));
        assert_true(count <= most);
        total += count;
        if (count == 0) break;
        query.after_set = true;
        query.after_at = out[total - 1].at;
        query.after_number = out[total - 1].number;
    } while (total < LOGGED);
    return total;
}

static void assert_walk(const Event *events, int count, bool oldest_first)
{
    for (int i = 1; i < count; i++) {
        const Event *earlier = &events[oldest_first ? i - 1 : i];
        const Event *later = &events[oldest_first ? i : i - 1];
        assert_true(earlier->at < later->at ||
                    (earlier->at == later->at && earlier->number < later->number));
    }
}

TEST(the_log_is_walked_in_pages_both_ways)
{
    Store *store = fresh_writer();
    EventQuery query = {.customer = fill_log(store), .from = at(0, 0), .to = at(9, 0)};
    for (int most = 1; most <= LOGGED + 1; most++) {
        Event events[2 * LOGGED + 2];
        query.oldest_first = most % 2;
        assert_int_equal(read_pages(store, query, most, events), LOGGED);
        assert_walk(events, LOGGED, query.oldest_first);
        query.oldest_first = !query.oldest_first;
        assert_int_equal(read_pages(store, query, most, events), LOGGED);
        assert_walk(events, LOGGED, query.oldest_first);
    }
}

TEST(the_log_is_read_by_type_and_between_moments)
{
    Store *store = fresh_writer();
    int64_t customer = fill_log(store);
    EventQuery query = {.customer = customer, .from = at(1, 0), .to = at(3, 0)};
    Event events[2 * LOGGED];
    assert_int_equal(read_pages(store, query, 2, events), 6);
    for (int i = 0; i < 6; i++)
        assert_true(events[i].at >= at(1, 0) && events[i].at < at(3, 0));

    EventQuery api = {.customer = customer,
                      .has_type = true,
                      .type = EVENT_API,
                      .from = at(0, 0),
                      .to = at(9, 0),
                      .oldest_first = true};
    assert_int_equal(read_pages(store, api, 4, events), 6);
    for (int i = 0; i < 6; i++)
        assert_int_equal(events[i].type, EVENT_API);

    EventQuery nothing = {.customer = customer, .from = at(3, 0), .to = at(3, 0)};
    assert_int_equal(read_pages(store, nothing, 4, events), 0);
}

TEST(a_place_outside_the_asked_time_does_not_widen_it)
{
    Store *store = fresh_writer();
    EventQuery query = {.customer = fill_log(store),
                        .from = at(1, 0),
                        .to = at(3, 0),
                        .after_set = true,
                        .after_at = at(8, 0),
                        .after_number = 1};
    Event events[LOGGED];
    int count;
    assert_ok(store_events(store, test_arena(), &query, LOGGED, events, &count));
    assert_int_equal(count, 6);
    query.oldest_first = true;
    assert_ok(store_events(store, test_arena(), &query, LOGGED, events, &count));
    assert_int_equal(count, 0);
    query.after_at = at(-8, 0);
    assert_ok(store_events(store, test_arena(), &query, LOGGED, events, &count));
    assert_int_equal(count, 6);
}
