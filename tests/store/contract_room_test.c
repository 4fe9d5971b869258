#include "backends.h"
#include "making.h"

TEST(a_customer_has_room_for_so_many_names_of_features)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme"), other = add_customer(store, "other");
    Event batch[] = {feature(customer, "1", at(1, 0), "search", 1),
                     feature(customer, "2", at(2, 0), "export", 1),
                     feature(customer, "3", at(3, 0), "export", 1),
                     login(customer, "4", at(3, 0)), feature(other, "5", at(1, 0), "x", 1)};
    append_all(store, batch, 5);
    Store *reader = open_reader();
    Event fresh = feature(customer, "6", at(4, 0), "import", 1);
    assert_ok(store_has_room(reader, &fresh, 3));
    assert_int_equal(store_has_room(reader, &fresh, 2), ERR_CONFLICT);
    assert_int_equal(store_has_room(reader, &fresh, 1), ERR_CONFLICT);

    Event known = feature(customer, "6", at(4, 0), "export", 1);
    assert_ok(store_has_room(reader, &known, 2));
    Event of_other = feature(other, "6", at(4, 0), "import", 1);
    assert_ok(store_has_room(reader, &of_other, 2));
    Event nearly = feature(customer, "6", at(4, 0), "Export ", 1);
    assert_int_equal(store_has_room(reader, &nearly, 2), ERR_CONFLICT);
}

TEST(a_customer_has_room_for_so_many_changes_of_tickets_and_of_invoices)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme"), other = add_customer(store, "other");
    Event batch[] = {ticket(customer, "1", at(1, 0), "t", TICKET_OPEN),
                     ticket(customer, "2", at(2, 0), "t", TICKET_CLOSED),
                     invoice(customer, "3", at(1, 0), "i", INVOICE_OPEN, 1),
                     ticket(other, "4", at(1, 0), "t", TICKET_OPEN)};
    append_all(store, batch, 4);
    Store *reader = open_reader();
    Event opened = ticket(customer, "5", at(3, 0), "u", TICKET_OPEN);
    assert_ok(store_has_room(reader, &opened, 3));
    assert_int_equal(store_has_room(reader, &opened, 2), ERR_CONFLICT);
    Event sent = invoice(customer, "5", at(3, 0), "j", INVOICE_OPEN, 1);
    assert_ok(store_has_room(reader, &sent, 2));
    assert_int_equal(store_has_room(reader, &sent, 1), ERR_CONFLICT);
}

TEST(an_event_that_is_stored_already_needs_no_room)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme");
    Event event = ticket(customer, "1", at(1, 0), "t", TICKET_OPEN);
    assert_int_equal(append_one(store, event), APPEND_STORED);
    assert_ok(store_has_room(store, &event, 1));
    event.source = S("segment");
    assert_int_equal(store_has_room(store, &event, 1), ERR_CONFLICT);
}

TEST(of_logins_and_calls_there_is_no_end)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "Acme");
    Event batch[] = {login(customer, "1", at(1, 0)), api_calls(customer, "2", at(1, 0), 5)};
    append_all(store, batch, 2);
    Event again = login(customer, "3", at(1, 0));
    assert_ok(store_has_room(store, &again, 1));
    again = api_calls(customer, "3", at(1, 0), 5);
    assert_ok(store_has_room(store, &again, 1));
}
