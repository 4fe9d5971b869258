#include "model/event.h"
#include "test.h"

TEST(a_type_is_known_by_its_name_and_its_aliases)
{
    static const struct {
        const char *said;
        EventType is;
    } names[] = {{"login", EVENT_LOGIN},     {"logins", EVENT_LOGIN},
                 {"feature", EVENT_FEATURE}, {"feature_usage", EVENT_FEATURE},
                 {"ticket", EVENT_TICKET},   {"support_ticket", EVENT_TICKET},
                 {"invoice", EVENT_INVOICE}, {"api", EVENT_API},
                 {"api_usage", EVENT_API}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        EventType type;
        assert_true(event_type_parse(str_of(names[i].said), &type));
        assert_int_equal(type, names[i].is);
    }
}

TEST(what_is_no_type_is_refused)
{
    static const char *const wrong[] = {"", "Login", "login ", "invoices", "x"};
    EventType type;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(event_type_parse(str_of(wrong[i]), &type));
    assert_false(event_type_parse((Str){0}, &type));
}

TEST(every_name_is_read_as_what_it_was_written_for)
{
    for (int i = 0; i < EVENT_TYPE_COUNT; i++) {
        EventType type;
        assert_true(event_type_parse(event_type_name((EventType)i), &type));
        assert_int_equal(type, i);
    }
    for (int i = 0; i < TICKET_STATUS_COUNT; i++) {
        TicketStatus status;
        assert_true(ticket_status_parse(ticket_status_name((TicketStatus)i), &status));
        assert_int_equal(status, i);
    }
    for (int i = 0; i < PRIORITY_COUNT; i++) {
        Priority priority;
        assert_true(priority_parse(priority_name((Priority)i), &priority));
        assert_int_equal(priority, i);
    }
    for (int i = 0; i < INVOICE_STATUS_COUNT; i++) {
        InvoiceStatus status;
        assert_true(invoice_status_parse(invoice_status_name((InvoiceStatus)i), &status));
        assert_int_equal(status, i);
    }
}

TEST(what_is_no_status_is_refused)
{
    TicketStatus ticket;
    Priority priority;
    InvoiceStatus invoice;
    assert_false(ticket_status_parse(S("solved"), &ticket));
    assert_false(priority_parse(S("urgent"), &priority));
    assert_false(invoice_status_parse(S("late"), &invoice));
}

TEST(an_event_counts_on_the_day_it_happened)
{
    Event event = {.at = day_start(1) - 1};
    assert_int_equal(event_day(&event), 0);
    event.at = day_start(1);
    assert_int_equal(event_day(&event), 1);
    event.at = day_start(0) - 1;
    assert_int_equal(event_day(&event), -1);
}
