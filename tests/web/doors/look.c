#include "look.h"

#include "../memory.h"

#include <unistd.h>

#define TEXT(...) str_z(memory(), str_format(memory(), __VA_ARGS__))

JsonValue document(Answer answer)
{
    JsonValue value = {0};
    JsonFault fault;
    if (json_read(memory(), answer.body, &value, &fault))
        print_error("%d: %.*s\n", answer.status, STR(answer.body));
    assert_non_null(value.at);
    return value;
}

// Those that have left are in no list.
JsonValue customer_called(const char *external_id)
{
    for (int id = 1; id <= 100; id++) {
        Answer answer = get(TEXT("/api/customers/%d", id));
        if (answer.status != 200) continue;
        JsonValue customer = document(answer);
        if (str_equal(said(customer, "external_id"), str_of(external_id))) return customer;
    }
    print_error("there is no customer called %s\n", external_id);
    fail();
    return (JsonValue){0};
}

int64_t id_of(JsonValue customer)
{
    int64_t id = 0;
    assert_true(json_get_int(json_member(customer, S("id")), &id));
    return id;
}

Str said(JsonValue object, const char *name)
{
    JsonValue value = json_member(object, str_of(name));
    Str text = {0};
    return json_get_text(value, &text) ? text : json_number_text(value);
}

JsonValue events_said(int64_t customer)
{
    return json_member(
        document(get(TEXT("/api/customers/%lld/events?limit=500", (long long)customer))),
        S("data"));
}

JsonValue health_of(int64_t customer)
{
    return document(get(TEXT("/api/customers/%lld/health", (long long)customer)));
}

static int count_rows(const char *target)
{
    int rows = 0;
    JsonValue list = json_member(document(get(target)), S("data"));
    for (JsonWalk walk = {0}; json_next(list, &walk);)
        rows++;
    return rows;
}

int rows_at(const char *target)
{
    int rows = 0;
    for (int i = 0; i < 1000 && rows == 0; i++) {
        rows = count_rows(target);
        if (rows == 0) usleep(2000);
    }
    return rows;
}
