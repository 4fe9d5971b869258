#include "web/customer_json.h"
#include "web/customer_page.h"
#include "web/handlers.h"
#include "web/params.h"

static Err find_customer(App *app, const Request *request, Reply *reply,
                         const Scorecard *card, HealthDetails *out)
{
    int64_t customer;
    Err err = path_customer(request, reply, &customer);
    if (err) return err;
    err = get_health_details(app->service, reply->arena, customer, card, out);
    if (err == ERR_NOT_FOUND) reply->complaint.detail = S("Customer not found");
    return err;
}

static Err query_card(const Request *request, Reply *reply, const Scorecard **out)
{
    Str id;
    *out = scorecard_standard();
    if (!request_query(request, S("scorecard"), &id) || id.length == 0) return OK;
    *out = scorecard_find(id);
    if (*out) return OK;
    return query_fault(reply, S("scorecard"), S("Input should be 'standard' or 'original'"),
                       S("enum"));
}

// GET /api/customers/:customer
//
// Who it is, with its health in brief; exact as of now.
Err show_customer(App *app, const Request *request, Reply *reply)
{
    HealthDetails details;
    Err err = find_customer(app, request, reply, scorecard_standard(), &details);
    if (err) return err;

    reply->keep = true;
    if (request->accepts == MEDIA_HTML) return draw_customer(app, request, reply, &details);
    Json *json = reply_json(reply, HTTP_OK);
    json_open(json);
    write_customer_members(json, &details.row);
    write_terms(json, details.today);
    json_close(json);
    return OK;
}

// GET /api/customers/:customer/health
//
// The score now, under `?scorecard=`, with all that it is made from.
Err show_health(App *app, const Request *request, Reply *reply)
{
    HealthDetails details;
    const Scorecard *card;
    Err err = query_card(request, reply, &card);
    if (!err) err = find_customer(app, request, reply, card, &details);
    if (err) return err;

    reply->keep = true;
    if (request->accepts == MEDIA_HTML) return draw_customer(app, request, reply, &details);
    write_health(reply->arena, reply_json(reply, HTTP_OK), &details);
    return OK;
}
