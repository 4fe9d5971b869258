// An arena that runs out stops the process: so the largest answers that clients can
// bring about must stay far below what a request has.
#include "memory.h"
#include "visit.h"

#include <string.h>

static size_t taken_by(Answer (*ask)(const char *), const char *target)
{
    const char *before = memory()->next;
    assert_int_equal(ask(target).status, 200);
    return (size_t)(memory()->next - before);
}

// What http/exchange.h gives a request, less what compressing the answer takes.
enum { ROOM = (64 << 20) / 3 * 2 };

static void assert_fits(const char *target)
{
    assert_true(taken_by(get, target) < ROOM);
    assert_true(taken_by(get_page, target) < ROOM);
}

TEST(the_largest_pages_of_events_fit_into_a_request)
{
    visit_new();
    add_customer("Acme");
    enum { ITEMS = 8100 };
    char dense[2 * ITEMS + 1];
    for (int i = 0; i < ITEMS; i++)
        memcpy(dense + 2 * i, i ? ",1" : "[1", 2);
    memcpy(dense + 2 * ITEMS, "", 1);
    const char *body =
        str_z(memory(),
              str_format(memory(), "{\"type\":\"login\",\"details\":{\"a\":%s]}}", dense));
    for (int i = 0; i < 500; i++)
        assert_int_equal(post("/api/customers/1/events", body).status, 201);
    assert_fits("/api/customers/1/events?limit=500");
    assert_fits("/api/customers/1");
}

TEST(the_largest_pages_of_customers_fit_into_a_request)
{
    visit_new();
    char name[500 + 1], wide[255 + 1], traits[16000 + 1];
    memset(name, '<', 500);
    memset(wide, '<', 255);
    memset(traits, 'x', 16000);
    name[500] = wide[255] = traits[16000] = '\0';
    const char *body =
        str_z(memory(),
              str_format(memory(),
                         "{\"name\":\"%s\",\"email\":\"%s\",\"segment\":\"%s\",\"plan\":"
                         "\"%s\",\"owner\":\"%s\",\"lifecycle\":\"onboarding\",\"traits\":"
                         "{\"a\":\"%s\"}}",
                         name, wide, wide, wide, wide, traits));
    for (int i = 0; i < 500; i++)
        assert_int_equal(post("/api/customers", body).status, 201);
    assert_fits("/api/customers?limit=500");
    assert_fits("/api/dashboard");
}

TEST(the_densest_body_of_a_megabyte_fits_into_a_request)
{
    visit_new();
    add_customer("Acme");
    enum { MEMBERS = 90000 };
    Writer body = {.arena = memory()};
    writer_char(&body, '{');
    for (int i = 0; i < MEMBERS; i++)
        writer_format(&body, "%s\"%05x\":1", i ? "," : "", i);
    writer_char(&body, '}');
    assert_true(body.length > (size_t)1 << 19 && body.length <= (size_t)1 << 20);

    const char *json = str_z(memory(), writer_str(&body));
    const char *before = memory()->next;
    assert_int_equal(post("/api/customers", json).status, 422);
    assert_true((size_t)(memory()->next - before) < ROOM);

    const char *details =
        str_z(memory(), str_format(memory(), "{\"type\":\"login\",\"details\":%s}", json));
    before = memory()->next;
    assert_int_equal(post("/api/customers/1/events", details).status, 422);
    assert_true((size_t)(memory()->next - before) < ROOM);
}
