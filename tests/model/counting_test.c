#include "model/counting.h"
#include "model/scorecard.h"

#include "history.h"
#include "test.h"

#define DAY ((Day)1000)

static const Metric *metric_at(int place)
{
    return &metrics_shipped.of[place].metric;
}

static Event event_on(EventType type, Day day, const char *id)
{
    return (Event){.type = type, .at = day_start(day) + 5, .id = str_of(id)};
}

static void assert_reason(Counting counting, const char *reason)
{
    assert_str_equal(counting_reason(counting), str_of(reason));
}

TEST(an_event_counts_from_the_first_day_of_the_window_to_the_last)
{
    const Facts nothing = {0};
    const Metric *logins = metric_at(METRIC_LOGINS);
    Event event = event_on(EVENT_LOGIN, DAY - 83, "e");
    assert_int_equal(counting_of(logins, &nothing, &event, DAY), COUNTING_COUNTS);
    event = event_on(EVENT_LOGIN, DAY, "e");
    assert_int_equal(counting_of(logins, &nothing, &event, DAY), COUNTING_COUNTS);
    event = event_on(EVENT_LOGIN, DAY - 84, "e");
    assert_reason(counting_of(logins, &nothing, &event, DAY), "older than the window");
    event = event_on(EVENT_LOGIN, DAY + 1, "e");
    assert_reason(counting_of(logins, &nothing, &event, DAY), "later than the day");
    event = event_on(EVENT_LOGIN, DAY, "e");
    event.voided = true;
    assert_reason(counting_of(logins, &nothing, &event, DAY), "taken back");
}

TEST(what_a_trend_compares_with_is_told_from_what_is_older)
{
    const Facts nothing = {0};
    const Metric trend = {
        .type = EVENT_LOGIN, .agg = AGG_COUNT, .window = {.days = 7}, .trend = true};
    Event event = event_on(EVENT_LOGIN, DAY - 6, "e");
    assert_int_equal(counting_of(&trend, &nothing, &event, DAY), COUNTING_COUNTS);
    event = event_on(EVENT_LOGIN, DAY - 13, "e");
    assert_int_equal(counting_of(&trend, &nothing, &event, DAY), COUNTING_COMPARED);
    event = event_on(EVENT_LOGIN, DAY - 14, "e");
    assert_int_equal(counting_of(&trend, &nothing, &event, DAY), COUNTING_OLDER);
}

TEST(only_a_custom_event_is_of_its_own_name)
{
    Event event = event_on(EVENT_CUSTOM, DAY, "e");
    event.name = S("video");
    Metric metric = {.type = EVENT_CUSTOM, .name = S("video"), .agg = AGG_COUNT};
    assert_true(counting_is_of(&metric, &event));
    metric.name = S("audio");
    assert_false(counting_is_of(&metric, &event));
    assert_false(counting_is_of(metric_at(METRIC_LOGINS), &event));
    event = event_on(EVENT_FEATURE, DAY, "e");
    event.name = S("video");
    assert_true(counting_is_of(metric_at(METRIC_FEATURES), &event));
}

static TicketChange change(const char *event, Day day, const char *ticket,
                           TicketStatus status)
{
    return (TicketChange){
        str_of(event), day_start(day) + 5, {str_of(ticket), status, PRIORITY_LOW}};
}

TEST(of_a_ticket_the_change_that_holds_counts_where_it_is_open)
{
    const TicketChange ticket[] = {
        change("a1", DAY - 9, "a", TICKET_OPEN),
        change("a2", DAY - 4, "a", TICKET_PENDING),
        change("b1", DAY - 9, "b", TICKET_OPEN),
        change("b2", DAY - 1, "b", TICKET_CLOSED),
        change("c1", DAY - 300, "c", TICKET_OPEN),
    };
    const Facts facts = {.ticket = ticket, .tickets = 5};
    const Metric *open = metric_at(METRIC_TICKETS);
    const struct {
        const char *id;
        Day day;
        const char *reason;
    } expected[] = {
        {"a1", DAY - 9, "what came later of the same one counts"},
        {"a2", DAY - 4, ""},
        {"b1", DAY - 9, "what came later of the same one counts"},
        {"b2", DAY - 1, "closed by the day"},
        {"c1", DAY - 300, "opened before the window"},
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        Event event = event_on(EVENT_TICKET, expected[i].day, expected[i].id);
        assert_reason(counting_of(open, &facts, &event, DAY), expected[i].reason);
    }
    Event first = event_on(EVENT_TICKET, DAY - 9, "b1");
    assert_int_equal(counting_of(open, &facts, &first, DAY - 2), COUNTING_COUNTS);
}

static InvoiceChange bill(const char *event, Day day, const char *invoice,
                          InvoiceStatus status, Day due)
{
    return (InvoiceChange){
        str_of(event),
        day_start(day) + 5,
        {.invoice = str_of(invoice), .status = status, .due = due, .paid = DAY_NONE}};
}

TEST(an_invoice_that_does_not_count_says_why)
{
    const InvoiceChange invoice[] = {
        bill("a", DAY - 9, "a", INVOICE_OPEN, DAY - 2),
        bill("b", DAY - 9, "b", INVOICE_VOID, DAY - 2),
        bill("c", DAY - 9, "c", INVOICE_OPEN, DAY + 2),
        bill("d", DAY - 400, "d", INVOICE_OPEN, DAY - 380),
        bill("e", DAY - 9, "e", INVOICE_OPEN, DAY),
        bill("f", DAY - 9, "f", INVOICE_PAID, DAY),
        bill("g", DAY - 400, "g", INVOICE_OPEN, DAY - 364),
        bill("h", DAY - 400, "h", INVOICE_OPEN, DAY - 365),
    };
    const Facts facts = {.invoice = invoice, .invoices = 8};
    const char *const expected[] = {"",
                                    "a void invoice",
                                    "due later",
                                    "due before the window",
                                    "due on the day, and not paid yet",
                                    "",
                                    "",
                                    "due before the window"};
    for (int i = 0; i < 8; i++) {
        Event event = {.type = EVENT_INVOICE, .id = invoice[i].event, .at = invoice[i].at};
        assert_reason(counting_of(metric_at(METRIC_INVOICES), &facts, &event, DAY),
                      expected[i]);
    }
}

TEST(a_feature_of_all_time_counts_on_its_first_day)
{
    const Span span = {EVENT_FEATURE, S("x"), DAY - 500, DAY, day_start(DAY)};
    const Facts facts = {.span = &span, .spans = 1};
    const Metric *ever = metric_at(METRIC_ORIGINAL_FEATURES);
    Event event = event_on(EVENT_FEATURE, DAY - 500, "e");
    event.name = S("x");
    assert_int_equal(counting_of(ever, &facts, &event, DAY), COUNTING_COUNTS);
    event = event_on(EVENT_FEATURE, DAY - 3, "e");
    event.name = S("x");
    assert_reason(counting_of(ever, &facts, &event, DAY), "a repeat of the same feature");
}
