#include "memory.h"
#include "visit.h"

#define TEXT(...) str_z(memory(), str_format(memory(), __VA_ARGS__))

static void send(const char *body)
{
    assert_int_equal(post("/api/customers/1/events", body).status, 201);
}

static void ticket(const char *id, const char *at, const char *status, const char *rest)
{
    send(TEXT("{\"type\":\"ticket\",\"timestamp\":\"%sT08:00:00Z\",\"details\":"
              "{\"ticket_id\":\"%s\",\"status\":\"%s\"%s}}",
              at, id, status, rest));
}

static void invoice(const char *id, const char *amount, const char *due, const char *rest)
{
    send(TEXT("{\"type\":\"invoice\",\"timestamp\":\"2026-09-01T08:00:00Z\",\"details\":"
              "{\"invoice_id\":\"%s\",\"amount\":\"%s\",\"due_date\":\"%s\"%s}}",
              id, amount, due, rest));
}

static void somebody(void)
{
    visit_new();
    assert_int_equal(add_customer("Acme"), 1);
}

// Where `text` stands in the page's body; it has to be there.
static size_t place_of(Answer page, const char *text)
{
    Str wanted = str_of(text);
    for (size_t i = 0; i + wanted.length <= page.body.length; i++)
        if (str_equal(str_until(str_from(page.body, i), wanted.length), wanted)) return i;
    fail_msg("there is no %s", text);
    return 0;
}

TEST(open_tickets_come_first_the_most_urgent_and_then_the_oldest)
{
    somebody();
    ticket("closed", "2026-11-20", "closed", "");
    ticket("young", "2026-11-19", "open", ",\"priority\":\"low\"");
    ticket("old", "2026-10-01", "pending", ",\"priority\":\"low\"");
    ticket("urgent", "2026-11-21", "open", ",\"priority\":\"high\"");
    Answer page = get_page("/api/customers/1");
    size_t urgent = place_of(page, "num\">urgent</span>");
    size_t old = place_of(page, "num\">old</span>");
    size_t young = place_of(page, "num\">young</span>");
    size_t closed = place_of(page, "num\">closed</span>");
    assert_true(urgent < old && old < young && young < closed);
    assert_holds(page, "<span class=\"prio\" data-band=\"critical\"><i></i>High</span>");
    assert_holds(page, "<td>Pending</td><td class=\"n\">52 d</td>");
    assert_holds(page, ">3 open</a>");
}

TEST(a_ticket_is_told_with_its_subject_and_the_changes_that_led_there)
{
    somebody();
    ticket("4182", "2026-11-01", "open", ",\"subject\":\"Imports <b>time</b> out\"");
    ticket("4182", "2026-11-04", "pending", ",\"priority\":\"high\"");
    ticket("4182", "2026-11-09", "closed", "");
    Answer page = get_page("/api/customers/1");
    assert_holds(page, "Imports &lt;b&gt;time&lt;/b&gt; out");
    assert_holds(page, "<td>Closed 9 Nov</td><td class=\"n\">8 d</td>");
    assert_true(place_of(page, "closed, medium") < place_of(page, "pending, high"));
    assert_true(place_of(page, "pending, high") < place_of(page, "open, medium"));
    assert_holds(
        page,
        "href=\"/api/customers/1/events?type=ticket&amp;from=2026-11-04&amp;"
        "to=2026-11-04\">\n<time datetime=\"2026-11-04T08:00:00Z\">4 Nov 2026, 08:00</time>");
}

TEST(overdue_invoices_come_first_and_are_added_up_by_currency)
{
    somebody();
    invoice("paid", "500", "2026-10-01", ",\"paid_date\":\"2026-10-01\"");
    invoice("late", "500", "2026-08-01", ",\"paid_date\":\"2026-08-04\"");
    invoice("next", "500", "2026-11-25", "");
    invoice("short", "4800.50", "2026-11-13", "");
    invoice("long", "12400", "2026-10-30", ",\"currency\":\"EUR\"");
    invoice("whole", "300", "2026-11-21", ",\"currency\":\"JPY\"");
    Answer page = get_page("/api/customers/1");
    static const char *const order[] = {">long<", ">short<", ">whole<",
                                        ">next<", ">paid<",  ">late<"};
    for (int i = 1; i < 6; i++)
        assert_true(place_of(page, order[i - 1]) < place_of(page, order[i]));
    assert_holds(page, "€12,400 + $4,800.50 + ¥300 overdue");
    assert_holds(page, "23 d overdue");
    assert_holds(page, "9 d overdue");
    assert_holds(page, "Due in 3 days");
    assert_holds(page, "Paid 3 d late");
}

TEST(an_invoice_due_today_is_not_overdue)
{
    somebody();
    invoice("today", "500", "2026-11-22", "");
    Answer page = get_page("/api/customers/1");
    assert_holds(page, "Due today");
    assert_holds(page, "None overdue");
}

TEST(six_are_shown_and_the_rest_when_they_are_asked_for)
{
    somebody();
    for (int i = 0; i < 9; i++)
        ticket(TEXT("t-%d", i), "2026-11-19", "open", "");
    Answer page = get_page("/api/customers/1");
    assert_holds(page, ">9 open</a>");
    assert_holds(page, "t-5</span>");
    assert_lacks(page, "t-6</span>");
    assert_holds(page, "/api/customers/1?tickets=all#h-tk\">All 9 tickets</a>");
    page = get_page("/api/customers/1?tickets=all");
    assert_holds(page, "t-8</span>");
    assert_lacks(page, "All 9 tickets");
}

TEST(as_of_a_past_day_a_ticket_stands_as_it_did)
{
    somebody();
    ticket("t", "2026-11-01", "open", "");
    ticket("t", "2026-11-09", "closed", "");
    ticket("later", "2026-11-10", "open", "");
    Answer page = get_page("/api/customers/1/health?as_of=2026-11-05");
    assert_holds(page, "<td>Open</td><td class=\"n\">4 d</td>");
    assert_lacks(page, "later</span>");
}

TEST(the_tables_hold_as_many_open_tickets_as_the_factor_counts)
{
    somebody();
    for (int i = 0; i < 5; i++)
        ticket(TEXT("t-%d", i), "2026-11-19", i < 2 ? "closed" : "open", "");
    ticket("t-0", "2026-11-20", "open", "");
    Answer page = get_page("/api/customers/1");
    assert_holds(page, ">4 open</a>");
    assert_holds(page, "Tickets <small>4 open</small>");
}
