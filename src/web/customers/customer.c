#include "service/asking/counted_events.h"
#include "service/asking/history.h"
#include "web/customers/customer_json.h"
#include "web/customers/health_in.h"
#include "web/customers/if_match.h"
#include "web/handlers.h"
#include "web/pages/customer_page.h"
#include "web/pages/notices.h"
#include "web/refuse.h"
#include "web/stamp_json.h"

static void write_aliases(Json *json, const Whose *alias, int aliases)
{
    json_open_array(json, S("external_ids"));
    for (int i = 0; i < aliases; i++) {
        json_open_object(json, (Str){0});
        json_str_or_null(json, S("source"), alias[i].source);
        json_str(json, S("value"), alias[i].value);
        json_close_object(json);
    }
    json_close_array(json);
}

static Err write_profile(App *app, Reply *reply, const HealthDetails *details)
{
    Whose *alias = NULL;
    int aliases = 0;
    const Customer *customer = &details->row.customer;
    Err err = get_aliases(app->service, reply->arena, customer->id, &alias, &aliases);
    if (err) return err;

    Json *json = reply_json(reply, HTTP_OK);
    json_open(json);
    write_customer_members(json, &details->row);
    write_aliases(json, alias, aliases);
    write_terms(json, details->today);
    write_stamp(json, details);
    json_close(json);
    tag_customer(reply, customer);
    return OK;
}

// GET /api/customers/:customer
//
// Who it is, with its health in brief; exact as of now.
Err show_customer(App *app, const Request *request, Reply *reply)
{
    if (request->accepts == MEDIA_HTML) return show_health(app, request, reply);
    HealthDetails details;
    int64_t customer;
    Err err = path_customer(request, reply, &customer);
    if (err) return err;
    err = get_health_details(app->service, reply->arena, customer, NULL, &details);
    if (err == ERR_NOT_FOUND) return refuse_absent(app, request, reply, customer);
    if (err) return err;

    reply->keep = true;
    return write_profile(app, reply, &details);
}

// `events`: with "all", those that a factor does not count are counted too.
static Err read_totals(App *app, const Request *request, Reply *reply,
                       HealthDetails *details)
{
    Str events;
    if (!request_query(request, S("events"), &events) || events.length == 0) return OK;
    if (!str_equal(events, S("all")))
        return query_fault(reply, S("events"), S("Input should be 'all'"), S("enum"));
    int64_t *totals = arena_new(reply->arena, int64_t, FACTORS_MAX);
    details->event_totals = totals;
    return get_event_totals(app->service, details->row.customer.id, details->card, totals);
}

// GET /api/customers/:customer/health
//
// The score now, or as of the end of the day `?as_of=`, under `?scorecard=`, with all that
// it is made from.
Err show_health(App *app, const Request *request, Reply *reply)
{
    HealthDetails details;
    const Scorecard *card;
    int64_t customer;
    Day today = clock_today(), day = today;
    Err err = notice_or_refuse(request, query_card(app, request, reply, &card));
    if (!err)
        err = notice_or_refuse(request, query_day(request, reply, S("as_of"), today, &day));
    if (!err) err = path_customer(request, reply, &customer);
    if (err) return err;
    err = get_health(app->service, reply->arena, customer, card, day, &details);
    if (err == ERR_NOT_FOUND) return refuse_absent(app, request, reply, customer);
    if (err) return err;

    reply->keep = true;
    if (request->accepts == MEDIA_HTML)
        return draw_customer(app, request, reply, &details, NULL);
    err = read_totals(app, request, reply, &details);
    if (err) return err;
    write_health(reply->arena, reply_json(reply, HTTP_OK), &details);
    return OK;
}
