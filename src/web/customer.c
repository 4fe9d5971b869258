#include "service/history.h"
#include "web/customer_json.h"
#include "web/customer_page.h"
#include "web/handlers.h"
#include "web/health_in.h"

static Err find_customer(App *app, const Request *request, Reply *reply, HealthDetails *out)
{
    int64_t customer;
    Err err = path_customer(request, reply, &customer);
    if (err) return err;
    err =
        get_health_details(app->service, reply->arena, customer, scorecard_standard(), out);
    if (err == ERR_NOT_FOUND) reply->complaint.detail = S("Customer not found");
    return err;
}

// GET /api/customers/:customer
//
// Who it is, with its health in brief; exact as of now.
Err show_customer(App *app, const Request *request, Reply *reply)
{
    if (request->accepts == MEDIA_HTML) return show_health(app, request, reply);
    HealthDetails details;
    Err err = find_customer(app, request, reply, &details);
    if (err) return err;

    reply->keep = true;
    Json *json = reply_json(reply, HTTP_OK);
    json_open(json);
    write_customer_members(json, &details.row);
    write_terms(json, details.today);
    json_close(json);
    return OK;
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
    Err err = query_card(request, reply, &card);
    if (!err) err = query_day(request, reply, S("as_of"), today, &day);
    if (!err) err = path_customer(request, reply, &customer);
    if (err) return err;
    err = get_health(app->service, reply->arena, customer, card, day, &details);
    if (err == ERR_NOT_FOUND) reply->complaint.detail = S("Customer not found");
    if (err) return err;

    reply->keep = true;
    if (request->accepts == MEDIA_HTML) return draw_customer(app, request, reply, &details);
    write_health(reply->arena, reply_json(reply, HTTP_OK), &details);
    return OK;
}
