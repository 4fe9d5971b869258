#include "history.h"
#include "model/picture.h"
#include "test.h"

static Picture pictured(const History *history, Day day)
{
    Facts facts = history_all(history);
    return picture_of(&facts, &metrics_shipped, day);
}

static int64_t amount(const History *history, int metric, Day day)
{
    return pictured(history, day).measure[metric].amount;
}

static void assert_same(const Picture *a, const Picture *b)
{
    unsigned char left[PICTURE_BYTES], right[PICTURE_BYTES];
    picture_pack(a, left);
    picture_pack(b, right);
    assert_memory_equal(left, right, PICTURE_BYTES);
}

TEST(a_customer_who_did_nothing_has_an_empty_picture)
{
    Facts facts = {.from = DAY_FIRST};
    Picture picture = picture_of(&facts, &metrics_shipped, on("2026-11-22"));
    assert_false(picture.any);
    assert_int_equal(picture.last_seen_at, 0);
    assert_int_equal(picture.next_change, DAY_LAST);
    for (int m = 0; m < METRIC_COUNT; m++) {
        assert_false(picture.measure[m].known);
        assert_int_equal(picture.measure[m].amount, 0);
        assert_int_equal(picture.measure[m].events, 0);
    }
}

TEST(a_window_of_84_days_holds_the_day_and_the_83_before)
{
    Day day = on("2026-11-22");
    History history = history_new();
    logins(&history, day - 84, 1);
    logins(&history, day - 83, 2);
    logins(&history, day, 4);
    logins(&history, day + 1, 8);
    api(&history, day - 84, 100);
    api(&history, day - 83, 20);
    api(&history, day, 3);
    Picture picture = pictured(&history, day);
    assert_int_equal(metric_from(&metrics_shipped.of[METRIC_LOGINS].metric, day), day - 83);
    assert_int_equal(picture.measure[METRIC_LOGINS].amount, 6);
    assert_int_equal(picture.measure[METRIC_LOGINS].events, 6);
    assert_int_equal(picture.measure[METRIC_API].amount, 23);
    assert_int_equal(picture.measure[METRIC_API].events, 2);
    assert_int_equal(amount(&history, METRIC_LOGINS, day + 1), 12);
}

TEST(a_day_ends_at_midnight)
{
    Day day = on("2026-11-22");
    History history = history_new();
    history_add(&history, (Event){.type = EVENT_LOGIN, .at = day_start(day + 1) - 1});
    history_add(&history, (Event){.type = EVENT_LOGIN, .at = day_start(day + 1)});
    assert_int_equal(amount(&history, METRIC_LOGINS, day), 1);
    assert_int_equal(amount(&history, METRIC_LOGINS, day + 1), 2);
}

TEST(the_day_three_months_back_is_outside)
{
    static const char *const days[][2] = {
        {"2026-11-22", "2026-08-22"}, {"2026-05-31", "2026-02-28"},
        {"2026-05-28", "2026-02-28"}, {"2024-05-31", "2024-02-29"},
        {"2024-02-29", "2023-11-29"}, {"2026-02-28", "2025-11-28"}};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        Day day = on(days[i][0]), edge = on(days[i][1]);
        History history = history_new();
        logins(&history, edge, 1);
        logins(&history, edge + 1, 2);
        api(&history, edge, 10);
        api(&history, edge + 1, 20);
        ticket(&history, at_hour(edge, 23), "out", TICKET_OPEN);
        ticket(&history, at_hour(edge + 1, 0), "in", TICKET_OPEN);
        assert_int_equal(amount(&history, METRIC_ORIGINAL_LOGINS, day), 2);
        assert_int_equal(amount(&history, METRIC_ORIGINAL_API, day), 20);
        assert_int_equal(amount(&history, METRIC_ORIGINAL_TICKETS, day), 1);
    }
}

TEST(the_reach_of_a_picture_covers_every_three_months)
{
    for (Day day = on("2023-01-01"); day < on("2029-01-01"); day++)
        assert_true(metric_from(&metrics_shipped.of[METRIC_ORIGINAL_LOGINS].metric, day) >
                    metrics_from(&metrics_shipped, day));
}

TEST(features_are_counted_once_each)
{
    Day day = on("2026-11-22");
    History history = history_new();
    feature(&history, day, "export");
    feature(&history, day, "export");
    feature(&history, day - 83, "reports");
    feature(&history, day - 84, "alerts");
    Picture picture = pictured(&history, day);
    assert_int_equal(picture.measure[METRIC_FEATURES].amount, 2);
    assert_int_equal(picture.measure[METRIC_FEATURES].events, 3);
    assert_int_equal(picture.measure[METRIC_ORIGINAL_FEATURES].amount, 3);
}

TEST(a_feature_that_was_used_again_later_counts_by_its_use_until_the_day)
{
    Day day = on("2026-11-22");
    History history = history_new();
    feature(&history, day - 83, "reports");
    feature(&history, day + 1, "reports");
    feature(&history, day - 84, "alerts");
    feature(&history, day + 1, "alerts");
    feature(&history, day + 1, "export");
    assert_int_equal(amount(&history, METRIC_FEATURES, day), 1);
    assert_int_equal(amount(&history, METRIC_ORIGINAL_FEATURES, day), 2);
    assert_int_equal(amount(&history, METRIC_FEATURES, day + 1), 3);
}

TEST(a_ticket_is_what_its_latest_change_by_the_day_says)
{
    Day day = on("2026-11-22");
    History history = history_new();
    ticket(&history, at_hour(day - 9, 9), "a", TICKET_OPEN);
    ticket(&history, at_hour(day - 3, 9), "a", TICKET_PENDING);
    ticket(&history, at_hour(day, 23), "a", TICKET_CLOSED);
    ticket(&history, at_hour(day + 2, 1), "a", TICKET_OPEN);
    assert_int_equal(amount(&history, METRIC_TICKETS, day - 10), 0);
    assert_int_equal(amount(&history, METRIC_TICKETS, day - 9), 1);
    assert_int_equal(amount(&history, METRIC_TICKETS, day - 1), 1);
    assert_int_equal(amount(&history, METRIC_TICKETS, day), 0);
    assert_int_equal(amount(&history, METRIC_TICKETS, day + 2), 1);
    assert_true(pictured(&history, day).measure[METRIC_TICKETS].known);
    assert_false(pictured(&history, day - 10).measure[METRIC_TICKETS].known);
}

TEST(a_ticket_was_opened_on_the_day_of_its_earliest_change)
{
    Day day = on("2026-11-22");
    History history = history_new();
    ticket(&history, at_hour(day, 9), "late news", TICKET_PENDING);
    ticket(&history, at_hour(day - 84, 9), "late news", TICKET_OPEN);
    ticket(&history, at_hour(day - 83, 9), "in", TICKET_OPEN);
    assert_int_equal(amount(&history, METRIC_TICKETS, day), 1);
    assert_int_equal(amount(&history, METRIC_TICKETS, day - 1), 2);
    assert_int_equal(amount(&history, METRIC_TICKETS, day + 1), 0);
}

TEST(of_ticket_changes_of_one_moment_the_higher_rank_wins)
{
    Day day = on("2026-11-22");
    for (int first = 0; first < TICKET_STATUS_COUNT; first++)
        for (int second = 0; second < TICKET_STATUS_COUNT; second++) {
            History history = history_new();
            ticket(&history, at_hour(day, 9), "a", (TicketStatus)first);
            ticket(&history, at_hour(day, 9), "a", (TicketStatus)second);
            bool closed = first == TICKET_CLOSED || second == TICKET_CLOSED;
            assert_int_equal(amount(&history, METRIC_TICKETS, day), closed ? 0 : 1);
        }
}

static Measure invoices(const History *history, int metric, Day day)
{
    return pictured(history, day).measure[metric];
}

static void assert_invoices(const History *history, Day day, int64_t on_time, int64_t of)
{
    Measure measure = invoices(history, METRIC_INVOICES, day);
    assert_int_equal(measure.amount, on_time);
    assert_int_equal(measure.of, of);
    assert_int_equal(measure.events, of);
}

TEST(an_unpaid_invoice_counts_from_the_day_after_it_was_due)
{
    Day due = on("2026-11-22");
    History history = history_new();
    invoice(&history, at_hour(due - 30, 9), "a", due, DAY_NONE);
    assert_invoices(&history, due - 1, 0, 0);
    assert_invoices(&history, due, 0, 0);
    assert_invoices(&history, due + 1, 0, 1);
    assert_invoices(&history, due + 364, 0, 1);
    assert_invoices(&history, due + 365, 0, 0);
}

TEST(a_paid_invoice_counts_from_the_day_it_was_due)
{
    Day due = on("2026-11-22");
    History history = history_new();
    invoice(&history, at_hour(due - 30, 9), "early", due, DAY_NONE);
    invoice(&history, at_hour(due - 5, 9), "early", due, due - 5);
    assert_invoices(&history, due - 1, 0, 0);
    assert_invoices(&history, due, 1, 1);
    assert_invoices(&history, due + 364, 1, 1);
    assert_invoices(&history, due + 365, 0, 0);
}

TEST(an_invoice_paid_on_the_day_it_was_due_is_paid_on_time)
{
    Day due = on("2026-11-22");
    History history = history_new();
    invoice(&history, at_hour(due - 30, 9), "a", due, due);
    assert_invoices(&history, due, 1, 1);
    assert_invoices(&history, due + 1, 1, 1);
}

TEST(an_invoice_paid_after_the_day_is_unpaid_as_of_it)
{
    Day due = on("2026-11-22");
    History history = history_new();
    invoice(&history, at_hour(due - 30, 9), "a", due, due + 3);  // said ahead of time
    assert_invoices(&history, due, 0, 0);
    assert_invoices(&history, due + 2, 0, 1);
    assert_invoices(&history, due + 3, 0, 1);
}

TEST(a_void_invoice_never_counts)
{
    Day due = on("2026-11-22");
    History history = history_new();
    invoice(&history, at_hour(due - 30, 9), "a", due, DAY_NONE);
    Event event = history.event[0];
    event.id = S("void");
    event.at = at_hour(due + 2, 9);
    event.invoice.status = INVOICE_VOID;
    history_add(&history, event);
    assert_invoices(&history, due + 1, 0, 1);
    assert_invoices(&history, due + 2, 0, 0);
    assert_int_equal(invoices(&history, METRIC_ORIGINAL_INVOICES, due + 2).of, 0);
    assert_true(invoices(&history, METRIC_INVOICES, due + 2).known);
}

TEST(an_uncollectible_invoice_counts_as_unpaid)
{
    Day due = on("2026-11-22");
    History history = history_new();
    invoice(&history, at_hour(due - 30, 9), "a", due, DAY_NONE);
    history.event[0].invoice.status = INVOICE_UNCOLLECTIBLE;
    assert_invoices(&history, due + 1, 0, 1);
}

TEST(an_invoice_said_to_be_paid_was_paid_when_that_was_said)
{
    Day due = on("2026-11-22");
    History history = history_new();
    invoice(&history, at_hour(due, 9), "a", due, DAY_NONE);
    invoice(&history, at_hour(due + 1, 9), "b", due, DAY_NONE);
    history.event[0].invoice.status = INVOICE_PAID;
    history.event[1].invoice.status = INVOICE_PAID;
    assert_invoices(&history, due + 1, 1, 2);
}

TEST(of_invoice_changes_of_one_moment_the_higher_rank_wins)
{
    Day due = on("2026-11-22");
    for (int first = 0; first < INVOICE_STATUS_COUNT; first++)
        for (int second = 0; second < INVOICE_STATUS_COUNT; second++) {
            History history = history_new();
            invoice(&history, at_hour(due - 2, 9), "a", due, DAY_NONE);
            invoice(&history, at_hour(due - 2, 9), "a", due, DAY_NONE);
            history.event[0].invoice.status = (InvoiceStatus)first;
            history.event[1].invoice.status = (InvoiceStatus)second;
            int wins = first > second ? first : second;
            int64_t of = wins == INVOICE_VOID ? 0 : 1;
            assert_invoices(&history, due + 1, wins == INVOICE_PAID ? 1 : 0, of);
        }
}

TEST(of_two_that_say_at_one_moment_when_it_was_paid_the_later_day_holds)
{
    Day due = on("2026-11-22");
    for (int late = 0; late < 2; late++) {
        History history = history_new();
        invoice(&history, at_hour(due + 3, 9), "a", due, late ? due + 1 : due - 1);
        invoice(&history, at_hour(due + 3, 9), "a", due, late ? due - 1 : due + 1);
        assert_invoices(&history, due + 4, 0, 1);
    }
}

TEST(the_original_counts_every_known_invoice_and_an_unpaid_one_as_late)
{
    Day day = on("2026-11-22");
    History history = history_new();
    invoice(&history, at_hour(day - 900, 9), "old", day - 870, day - 880);
    invoice(&history, at_hour(day - 9, 9), "not due yet", day + 30, DAY_NONE);
    invoice(&history, at_hour(day - 9, 9), "paid ahead", day + 30, day);
    invoice(&history, at_hour(day + 1, 9), "tomorrow", day + 1, day + 1);
    Measure measure = invoices(&history, METRIC_ORIGINAL_INVOICES, day);
    assert_int_equal(measure.amount, 2);
    assert_int_equal(measure.of, 3);
    assert_int_equal(metric_from(&metrics_shipped.of[METRIC_ORIGINAL_INVOICES].metric, day),
                     DAY_NONE);
    assert_int_equal(metric_from(&metrics_shipped.of[METRIC_ORIGINAL_FEATURES].metric, day),
                     DAY_NONE);
}

TEST(the_latest_event_until_the_day_was_when_the_customer_was_last_seen)
{
    Day day = on("2026-11-22");
    History history = history_new();
    logins(&history, day - 3, 1);
    assert_int_equal(pictured(&history, day).last_seen_at, at_hour(day - 3, 12));
    ticket(&history, at_hour(day - 1, 7), "a", TICKET_OPEN);
    ticket(&history, at_hour(day + 1, 7), "a", TICKET_CLOSED);
    assert_int_equal(pictured(&history, day).last_seen_at, at_hour(day - 1, 7));
    logins(&history, day, 1);
    logins(&history, day + 1, 1);
    assert_int_equal(pictured(&history, day).last_seen_at, day_start(day));
    assert_int_equal(pictured(&history, day + 1).last_seen_at, at_hour(day + 1, 12));
}

TEST(tomorrow_does_not_count_today)
{
    Day day = on("2026-11-22");
    History history = history_new();
    logins(&history, day + 1, 1);
    feature(&history, day + 1, "export");
    api(&history, day + 1, 9);
    ticket(&history, at_hour(day + 1, 1), "a", TICKET_OPEN);
    invoice(&history, at_hour(day + 1, 1), "a", day - 3, DAY_NONE);
    Facts nothing = {.from = DAY_FIRST};
    Picture picture = pictured(&history, day);
    Picture empty = picture_of(&nothing, &metrics_shipped, day);
    empty.next_change = day + 1;
    assert_same(&picture, &empty);
}

TEST(a_customer_long_gone_is_not_looked_at_every_day)
{
    Day day = on("2026-11-22");
    History history = history_new();
    logins(&history, day - 1000, 5);
    ticket(&history, at_hour(day - 1000, 1), "a", TICKET_OPEN);
    invoice(&history, at_hour(day - 1000, 1), "a", day - 970, DAY_NONE);
    assert_int_equal(pictured(&history, day).next_change, DAY_LAST);
    assert_int_equal(pictured(&history, day - 900).next_change, day - 899);
}
