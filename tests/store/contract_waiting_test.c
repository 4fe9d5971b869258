#include "backends.h"
#include "making.h"

static Arena *own(void)
{
    static Arena arena;
    if (!arena.next) arena = arena_map((size_t)1 << 30);
    return &arena;
}

// --- what was refused

static Rejected refused(const char *reason, Millis at)
{
    return (Rejected){.at = at,
                      .source = S("segment"),
                      .reason = str_of(reason),
                      .detail = S("There is no such type of event: \"sing\"."),
                      .payload = S("{\"type\":\"sing\"}")};
}

static int list_rejected(Store *store, int64_t after, int most, Rejected *out)
{
    int count = -1;
    assert_ok(store_rejected(store, own(), after, most, out, &count));
    return count;
}

TEST(what_was_refused_is_listed_the_latest_first)
{
    Store *store = fresh_writer();
    Rejected was[] = {refused("unknown_type", at(1, 0)), refused("bad_signature", at(1, 1)),
                      refused("too_large", at(1, 2))};
    was[1].payload = (Str){"\0\xff not JSON", 11};
    was[2].payload = was[2].detail = (Str){0};
    assert_ok(store_keep_rejected(store, was, 2, at(1, 1)));
    assert_ok(store_keep_rejected(store, &was[2], 1, at(1, 2)));

    Rejected is[4];
    assert_int_equal(list_rejected(store, 0, 4, is), 3);
    for (int r = 0; r < 3; r++) {
        assert_int_equal(is[r].at, was[2 - r].at);
        assert_str_equal(is[r].source, was[2 - r].source);
        assert_str_equal(is[r].reason, was[2 - r].reason);
        assert_str_equal(is[r].detail, was[2 - r].detail);
        assert_int_equal(is[r].payload.length, was[2 - r].payload.length);
        assert_true(r == 0 || is[r].id < is[r - 1].id);
    }
    assert_memory_equal(is[1].payload.text, was[1].payload.text, 11);

    assert_int_equal(list_rejected(store, is[0].id, 1, is + 3), 1);
    assert_int_equal(is[3].id, is[1].id);
    assert_int_equal(list_rejected(store, is[2].id, 4, is + 3), 0);
}

TEST(what_was_refused_long_ago_is_forgotten)
{
    Store *store = fresh_writer();
    Rejected was[] = {refused("old", at(0, 0)), refused("new", at(REJECTED_DAYS, 0))}, is;
    assert_ok(store_keep_rejected(store, was, 1, at(0, 0)));
    assert_ok(store_keep_rejected(store, was + 1, 1, at(REJECTED_DAYS, 0)));
    assert_int_equal(list_rejected(store, 0, 1, &is), 1);
    assert_int_equal(list_rejected(store, is.id, 1, &is), 1);
    assert_ok(store_keep_rejected(store, NULL, 0, at(REJECTED_DAYS, 0) + 1));
    assert_int_equal(list_rejected(store, 0, 1, &is), 1);
    assert_str_equal(is.reason, S("new"));
    assert_int_equal(list_rejected(store, is.id, 1, &is), 0);
}

TEST(only_the_latest_of_what_was_refused_is_kept)
{
    enum { BATCH = 1000, BATCHES = 12, SHOWN = 11000 };
    static Rejected batch[BATCH], is[SHOWN];
    Store *store = fresh_writer();
    for (int b = 0; b < BATCHES; b++) {
        for (int r = 0; r < BATCH; r++)
            batch[r] = refused("unknown_type", at(1, 0) + b * BATCH + r);
        assert_ok(store_keep_rejected(store, batch, BATCH, at(1, 1)));
    }
    assert_int_equal(list_rejected(store, 0, SHOWN, is), REJECTED_MOST);
    assert_int_equal(is[0].at, at(1, 0) + BATCHES * BATCH - 1);
    assert_int_equal(is[REJECTED_MOST - 1].at, at(1, 0) + BATCHES * BATCH - REJECTED_MOST);
}

TEST(bad_signatures_push_nothing_else_out)
{
    enum { BATCH = 400, BATCHES = 40 };
    static Rejected batch[BATCH], is[BATCH * BATCHES];
    Store *store = fresh_writer();
    Rejected useful = refused("unknown_type", at(1, 0));
    assert_ok(store_keep_rejected(store, &useful, 1, at(1, 0)));
    for (int b = 0; b < BATCHES; b++) {
        for (int r = 0; r < BATCH; r++)
            batch[r] = refused("bad_signature", at(1, 1) + b * BATCH + r);
        assert_ok(store_keep_rejected(store, batch, BATCH, at(1, 1)));
    }
    assert_int_equal(list_rejected(store, 0, BATCH * BATCHES, is), BAD_SIGNATURES_MOST + 1);
    assert_int_equal(is[0].at, at(1, 1) + BATCHES * BATCH - 1);
    assert_str_equal(is[BAD_SIGNATURES_MOST].reason, S("unknown_type"));
}

// --- whose customer nobody knows

static Unmatched waiting(const char *source, const char *value, Event event)
{
    Unmatched unmatched = {.whose = {0, str_of(source), str_of(value)}, .event = event};
    unmatched.event.customer = 0;
    return unmatched;
}

static Appended keep(Store *store, Unmatched *unmatched)
{
    Appended became = APPEND_CLASH;
    assert_ok(store_keep_unmatched(store, unmatched, 1, &became, *own()));
    return became;
}

static int list(Store *store, const Whose *whose, int64_t after, int most, Unmatched *out)
{
    int count = -1;
    UnmatchedQuery query = {whose, after, most};
    assert_ok(store_unmatched(store, own(), &query, out, &count));
    return count;
}

static int64_t count_waiting(Store *store)
{
    int64_t count = -1;
    assert_ok(store_count_unmatched(store, &count));
    return count;
}

static void assert_event_equal(const Event *is, const Event *was)
{
    assert_int_equal(is->customer, was->customer);
    assert_int_equal(is->type, was->type);
    assert_str_equal(is->name, was->name);
    assert_int_equal(is->at, was->at);
    assert_int_equal(is->received_at, was->received_at);
    assert_int_equal(is->quantity, was->quantity);
    assert_str_equal(is->source, was->source);
    assert_str_equal(is->id, was->id);
    assert_true(is->fingerprint == was->fingerprint);
    assert_str_equal(is->details, was->details);
    assert_str_equal(is->ticket.ticket, was->ticket.ticket);
    assert_int_equal(is->ticket.status, was->ticket.status);
    assert_int_equal(is->ticket.priority, was->ticket.priority);
    assert_str_equal(is->invoice.invoice, was->invoice.invoice);
    assert_int_equal(is->invoice.status, was->invoice.status);
    assert_int_equal(is->invoice.amount, was->invoice.amount);
    assert_str_equal(is->invoice.currency, was->invoice.currency);
    assert_int_equal(is->invoice.due, was->invoice.due);
    assert_int_equal(is->invoice.paid, was->invoice.paid);
}

TEST(an_event_that_waits_comes_back_with_all_that_was_said_of_it)
{
    enum { COUNT = 7 };
    Store *store = fresh_writer();
    Unmatched was[COUNT] = {
        waiting("", "acme", login(0, "1", at(1, 0))),
        waiting("segment", "acme", feature(0, "2", at(1, 0), "r\xC3\xA9sum\xC3\xA9", 7)),
        waiting("zendesk", "acme", ticket(0, "3", at(1, 0), "T 1", TICKET_PENDING)),
        waiting("stripe", "cus_1", invoice(0, "4", at(1, 0), "I", INVOICE_PAID, -100)),
        waiting("stripe", "cus_1", invoice(0, "5", at(1, 0), "I", INVOICE_VOID, INT64_MAX)),
        waiting("segment", "acme", api_calls(0, "6", at(1, 0), INT64_MAX)),
        waiting("segment", "acme", login(0, "7", at(1, 0))),
    };
    was[3].event.invoice.paid = on(1);
    was[4].event.invoice.due = DAY_NONE;
    was[6].event.type = EVENT_CUSTOM;
    was[6].event.name = S("report sent");
    was[6].event.details = S("{\"a\":\"\xF0\x9F\x9A\x80\"}");
    was[6].event.fingerprint = UINT64_MAX - 1;
    Appended became[COUNT];
    assert_ok(store_keep_unmatched(store, was, COUNT, became, *own()));

    Unmatched is[COUNT + 1];
    assert_int_equal(list(store, NULL, 0, COUNT + 1, is), COUNT);
    for (int u = 0; u < COUNT; u++) {
        assert_int_equal(became[u], APPEND_STORED);
        assert_true(is[u].id > 0 && is[u].id == was[u].id);
        assert_int_equal(is[u].whose.id, 0);
        assert_str_equal(is[u].whose.source, was[u].whose.source);
        assert_str_equal(is[u].whose.value, was[u].whose.value);
        assert_event_equal(&is[u].event, &was[u].event);
    }
    assert_int_equal(count_waiting(store), COUNT);
    assert_int_equal(count_waiting(open_reader()), COUNT);
}

TEST(those_that_wait_are_found_by_name_and_walked_oldest_first)
{
    Store *store = fresh_writer();
    Unmatched was[] = {
        waiting("segment", "acme", login(0, "1", at(1, 0))),
        waiting("", "acme", login(0, "2", at(1, 0))),
        waiting("segment", "Acme", login(0, "3", at(1, 0))),
        waiting("segment", "acme", login(0, "4", at(1, 0))),
    };
    for (int u = 0; u < 4; u++)
        assert_int_equal(keep(store, &was[u]), APPEND_STORED);

    Unmatched is[5];
    Whose of_segment = {0, S("segment"), S("acme")}, of_any = {0, S(""), S("acme")};
    assert_int_equal(list(store, &of_segment, 0, 5, is), 2);
    assert_str_equal(is[0].event.id, S("1"));
    assert_str_equal(is[1].event.id, S("4"));
    assert_int_equal(list(store, &of_any, 0, 2, is), 2);
    assert_str_equal(is[1].event.id, S("2"));
    assert_int_equal(list(store, &of_any, is[1].id, 5, is), 1);
    assert_str_equal(is[0].event.id, S("4"));
    assert_int_equal(list(store, NULL, was[1].id, 5, is), 2);
    assert_str_equal(is[0].event.id, S("3"));
}

TEST(an_event_that_waits_already_is_a_repeat_or_clashes)
{
    Store *store = fresh_writer();
    Unmatched first = waiting("s", "acme", login(0, "e", at(1, 0)));
    Unmatched again = first, changed = first, theirs = first, elsewhere = first;
    again.event.at = at(2, 0);
    changed.event.fingerprint++;
    theirs.whose.value = S("other");
    elsewhere.event.source = S("bulk");
    assert_int_equal(keep(store, &first), APPEND_STORED);
    assert_int_equal(keep(store, &again), APPEND_DUPLICATE);
    assert_int_equal(again.event.at, at(1, 0));
    assert_int_equal(again.id, first.id);
    assert_int_equal(keep(store, &changed), APPEND_CLASH);
    assert_int_equal(keep(store, &theirs), APPEND_CLASH);
    assert_int_equal(keep(store, &elsewhere), APPEND_STORED);

    Unmatched batch[] = {waiting("s", "x", login(0, "x", at(1, 0))),
                         waiting("s", "x", login(0, "x", at(1, 0))),
                         waiting("s", "x", login(0, "x", at(1, 1)))};
    Appended became[3];
    assert_ok(store_keep_unmatched(store, batch, 3, became, *own()));
    assert_int_equal(became[0], APPEND_STORED);
    assert_int_equal(became[1], APPEND_DUPLICATE);
    assert_int_equal(became[2], APPEND_CLASH);
    assert_int_equal(count_waiting(store), 3);
}

TEST(those_that_were_dropped_wait_no_more)
{
    enum { COUNT = 100 };
    static Unmatched was[COUNT];
    static Appended became[COUNT];
    int64_t ids[COUNT];
    Store *store = fresh_writer();
    for (int u = 0; u < COUNT; u++) {
        was[u] = waiting("s", "acme", login(0, "", at(1, 0)));
        was[u].event.id = str_format(own(), "e-%d", u);
    }
    assert_ok(store_keep_unmatched(store, was, COUNT, became, *own()));
    for (int u = 0; u < COUNT; u++)
        ids[u] = was[u].id;
    assert_ok(store_drop_unmatched(store, ids + 1, COUNT - 1));
    assert_ok(store_drop_unmatched(store, ids + 1, COUNT - 1));
    assert_ok(store_drop_unmatched(store, NULL, 0));
    assert_int_equal(count_waiting(store), 1);

    Unmatched again = was[COUNT - 1];
    assert_int_equal(keep(store, &again), APPEND_STORED);
    assert_true(again.id > ids[COUNT - 1]);
}

TEST(where_too_many_wait_nothing_more_is_kept_until_some_are_gone)
{
    enum { BATCH = 1000 };
    static Unmatched batch[BATCH];
    static Appended became[BATCH];
    Store *store = fresh_writer();
    Unmatched one = waiting("s", "acme", login(0, "first", at(1, 0)));
    assert_int_equal(keep(store, &one), APPEND_STORED);
    for (int b = 0; b < UNMATCHED_MOST / BATCH; b++) {
        for (int u = 0; u < BATCH; u++) {
            batch[u] = waiting("s", "acme", login(0, "", at(1, 0)));
            batch[u].event.id = str_format(own(), "%d-%d", b, u);
        }
        assert_ok(store_keep_unmatched(store, batch, BATCH, became, *own()));
    }
    assert_int_equal(count_waiting(store), UNMATCHED_MOST + 1);
    Unmatched last = waiting("s", "acme", login(0, "last", at(1, 0)));
    assert_int_equal(store_keep_unmatched(store, &last, 1, became, *own()), ERR_CONFLICT);
    assert_int_equal(count_waiting(store), UNMATCHED_MOST + 1);

    int64_t gone[] = {batch[5].id, batch[6].id};
    assert_ok(store_drop_unmatched(store, gone, 2));
    assert_int_equal(keep(store, &last), APPEND_STORED);
    assert_int_equal(store_keep_unmatched(store, batch, 1, became, *own()), ERR_CONFLICT);
}

TEST(nothing_that_waits_under_a_name_of_an_erased_customer_stays)
{
    Store *store = fresh_writer();
    Customer acme = customer_called("Acme");
    acme.external_id = S("acme");
    assert_ok(store_add_customer(store, &acme));
    assert_ok(store_add_alias(store, acme.id, (Whose){0, S("segment"), S("g-1")}));
    assert_ok(store_add_alias(store, acme.id, (Whose){0, {0}, S("short")}));
    static const struct {
        const char *source, *value;
        bool stays;
    } wait[] = {{"segment", "g-1", false}, {"stripe", "g-1", true},
                {"", "acme", false},       {"stripe", "acme", false},
                {"segment", "g-2", true},  {"stripe", "short", false}};
    for (int w = 0; w < 6; w++) {
        const char *id = str_z(own(), str_format(own(), "%d", w));
        Unmatched unmatched =
            waiting(wait[w].source, wait[w].value, login(0, id, at(1, 0)));
        assert_int_equal(keep(store, &unmatched), APPEND_STORED);
        Whose user = {0, str_of(wait[w].source), str_of(id)};
        assert_ok(store_put_group(store, user, str_of(wait[w].value), at(1, 0)));
    }

    assert_ok(store_erase_customer(store, acme.id));
    assert_int_equal(count_waiting(store), 2);
    for (int w = 0; w < 6; w++) {
        Str group, id = str_format(own(), "%d", w);
        Whose user = {0, str_of(wait[w].source), id};
        assert_int_equal(store_group(store, own(), user, &group),
                         wait[w].stays ? OK : ERR_NOT_FOUND);
    }
}
