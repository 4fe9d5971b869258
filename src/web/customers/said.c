#include "web/customers/said.h"

#include "base/clock.h"
#include "base/hash.h"
#include "service/asking/history.h"
#include "web/cursor.h"
#include "web/pages/customer_page.h"
#include "web/params.h"
#include "web/refuse.h"

Fields said_fields(Reply *reply, Body body)
{
    return (Fields){.arena = reply->arena,
                    .complaint = &reply->complaint,
                    .object = body.object,
                    .pair = body.pair,
                    .pairs = body.pairs};
}

void said_author(Fields *fields, Str *out)
{
    *out = S("api");
    (void)field_text(fields, S("author"), CUSTOMER_TEXT_MAX, out);
}

Err said_begin(Write *write, Body *body, int64_t *customer)
{
    const Request *request = write->request;
    Reply *reply = write->reply;
    Err err = path_customer(request, reply, customer);
    if (!err) err = body_read(request, reply, body);
    if (!err) err = require_customer(write->app, request, reply, *customer);
    return err;
}

static bool is_person(const Request *request)
{
    return request->accepts == MEDIA_HTML && body_is_form(request);
}

bool said_show(Write *write, int64_t customer)
{
    Reply *reply = write->reply;
    if (!is_person(write->request)) return false;
    reply_redirect(
        reply, HTTP_SEE_OTHER,
        str_format(reply->arena, "/api/customers/%lld#h-note", (long long)customer));
    return true;
}

Err said_again(Write *write, int64_t customer, const Body *typed, Err err)
{
    HealthDetails details;
    Reply *reply = write->reply;
    if (err != ERR_INVALID || typed->pairs == 0 || !is_person(write->request)) return err;
    err = get_health(write->app->service, reply->arena, customer, NULL, clock_today(),
                     &details);
    if (err) return err;
    write->complete = true;
    return draw_customer(write->app, write->request, reply, &details, typed);
}

void said_location(Reply *reply, int64_t customer, const char *list)
{
    reply_header(
        reply, S("Location"),
        str_format(reply->arena, "/api/customers/%lld/%s", (long long)customer, list));
}

// --- taking back ---------------------------------------------------------

static Err say_taken_back(Write *write)
{
    const TakingBack *back = write->what;
    if (said_show(write, back->customer)) return OK;
    Json *json = reply_json(write->reply, HTTP_OK);
    json_open(json);
    json_int(json, S("id"), back->id);
    json_int(json, S("customer_id"), back->customer);
    json_bool(json, str_of(back->done), true);
    json_close(json);
    return OK;
}

static Err refuse_taking_back(Write *write, Err err)
{
    const TakingBack *back = write->what;
    if (err == ERR_NOT_FOUND) write->reply->complaint.detail = str_of(back->absent);
    return err;
}

Err said_begin_taking_back(Write *write, TakingBack back)
{
    const Request *request = write->request;
    Reply *reply = write->reply;
    TakingBack *own = arena_new(reply->arena, TakingBack, 1);
    *own = back;
    write->what = own;
    write->answer = say_taken_back;
    write->refuse = refuse_taking_back;

    Err err = path_customer(request, reply, &own->customer);
    if (!err) err = path_number(request, reply, S("said"), S("id"), &own->id);
    return err ? err : require_customer(write->app, request, reply, own->customer);
}

// --- lists ---------------------------------------------------------------

static uint64_t list_of(const SaidQuery *query)
{
    return hash_int(hash_str(HASH_START, str_of(query->list)), query->customer);
}

Err said_query(const Request *request, Reply *reply, SaidQuery *query)
{
    Err err = path_customer(request, reply, &query->customer);
    if (!err) err = query_limit(request, reply, &query->limit);
    return err ? err : query_after(request, reply, list_of(query), &query->after);
}

void said_close_list(Reply *reply, const SaidQuery *query, bool more, int64_t behind)
{
    const Cursor next = {.list = list_of(query), .id = behind};
    cursor_say(reply,
               str_format(reply->arena, "/api/customers/%lld/%s?limit=%d",
                          (long long)query->customer, query->list, query->limit),
               more, next);
}
