#include "web/customers/customer_in.h"

#include "memory.h"

static Complaint complaint;

static Err read_json(const char *text, Customer *customer)
{
    Body body = {0};
    JsonFault fault;
    assert_int_equal(json_read(memory(), str_of(text), &body.object, &fault), OK);
    complaint = (Complaint){0};
    return customer_read(memory(), body, S("USD"), customer, &complaint);
}

TEST(a_name_is_enough)
{
    Customer customer;
    assert_int_equal(read_json("{\"name\":\"Acme\"}", &customer), OK);
    assert_str_equal(customer.name, S("Acme"));
    assert_str_equal(customer.lifecycle, S(""));
    assert_str_equal(customer.currency, S("USD"));
    assert_str_equal(customer.traits, S("{}"));
    assert_int_equal(customer.renews_on, DAY_NONE);
    assert_int_equal(customer.mrr, 0);
}

TEST(everything_a_client_may_say_is_taken)
{
    Customer customer;
    assert_int_equal(
        read_json(
            "{\"name\":\"<b>A</b>\",\"external_id\":\"x-1\",\"email\":\"a@b.example\","
            "\"segment\":\"SMB\",\"plan\":\"Pro\",\"owner\":\"Maya\",\"mrr\":\"12.50\","
            "\"currency\":\"EUR\",\"seats\":5,\"lifecycle\":\"trial\",\"renews_on\":"
            "\"2027-01-31\",\"traits\":{\"a\":[1]}}",
            &customer),
        OK);
    assert_str_equal(customer.name, S("<b>A</b>"));
    assert_str_equal(customer.external_id, S("x-1"));
    assert_str_equal(customer.currency, S("EUR"));
    assert_str_equal(customer.traits, S("{\"a\":[1]}"));
    assert_int_equal(customer.mrr, 1250);
    assert_int_equal(customer.seats, 5);
}

TEST(every_bad_member_is_a_fault_with_its_pointer)
{
    Customer customer;
    assert_int_equal(
        read_json("{\"name\":\" \",\"mrr\":-1,\"currency\":\"euro\",\"seats\":-1,"
                  "\"renews_on\":\"2026-02-30\",\"traits\":[],\"id\":5,\"health\":{},"
                  "\"colour\":\"red\",\"email\":7,\"external_id\":\"\"}",
                  &customer),
        ERR_INVALID);
    assert_int_equal(complaint.status, HTTP_UNPROCESSABLE);
    const char *const pointers[] = {"/name", "/external_id", "/email",     "/currency",
                                    "/mrr",  "/seats",       "/renews_on", "/traits",
                                    "/id",   "/health",      "/colour"};
    assert_int_equal(complaint.faults, 11);
    for (int i = 0; i < complaint.faults; i++)
        assert_str_equal(complaint.fault[i].pointer, str_of(pointers[i]));
}

TEST(the_name_is_required)
{
    Customer customer;
    assert_int_equal(read_json("{\"name\":null}", &customer), ERR_INVALID);
    assert_str_equal(complaint.detail, S("Missing required fields: name"));
    assert_str_equal(complaint.fault[0].type, S("missing"));
}

TEST(an_empty_text_is_as_good_as_none)
{
    Customer customer;
    assert_int_equal(read_json("{\"name\":\"A\",\"email\":\"\"}", &customer), OK);
    assert_int_equal(customer.email.length, 0);
}

// A name of so many rockets, four bytes each.
static Str rockets(int characters)
{
    Writer text = {.arena = memory()};
    for (int i = 0; i < characters; i++)
        writer_put(&text, S("\xF0\x9F\x9A\x80"));
    return writer_str(&text);
}

static Err read_with(const char *member, int characters, Customer *customer)
{
    return read_json(
        str_z(memory(), str_format(memory(), "{\"name\":\"A\",\"%s\":\"%.*s\"}", member,
                                   STR(rockets(characters)))),
        customer);
}

TEST(a_name_has_at_most_500_characters_and_other_texts_255)
{
    Customer customer;
    Str name = rockets(500);
    Str body = str_format(memory(), "{\"name\":\"%.*s\"}", STR(name));
    assert_int_equal(read_json(str_z(memory(), body), &customer), OK);
    assert_str_equal(customer.name, name);
    body = str_format(memory(), "{\"name\":\"%.*s\"}", STR(rockets(501)));
    assert_int_equal(read_json(str_z(memory(), body), &customer), ERR_INVALID);
    assert_str_equal(complaint.detail,
                     S("name: String should have at most 500 characters"));

    const char *const texts[] = {"email", "segment", "plan", "owner"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_int_equal(read_with(texts[i], 255, &customer), OK);
        assert_int_equal(read_with(texts[i], 256, &customer), ERR_INVALID);
        assert_str_equal(complaint.fault[0].type, S("string_too_long"));
    }
}
