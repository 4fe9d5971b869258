#include "web/refuse.h"

Err refuse_external_id(Reply *reply)
{
    complaint_add(&reply->complaint, (Fault){S("body"), S("/external_id"),
                                             S("This external_id is taken"), S("unique")});
    return reply_complain(reply, HTTP_CONFLICT,
                          "There is another customer with this external_id");
}

Err refuse_changed(Reply *reply)
{
    return reply_complain(reply, HTTP_PRECONDITION_FAILED,
                          "The customer has changed since it had the ETag in If-Match: "
                          "read it again, and decide anew");
}

// What stands behind the id in "/api/customers/8/health?scorecard=original".
static Str behind_id(const Request *request)
{
    Str target = request->target;
    int slashes = 0;
    for (size_t i = 0; i < target.length; i++) {
        slashes += target.text[i] == '/';
        if (target.text[i] == '?' || slashes > 3) return str_from(target, i);
    }
    return (Str){0};
}

Err find_merged(App *app, int64_t customer, int64_t *into, Arena scratch)
{
    const Whose whose = {.id = customer};
    *into = 0;
    if (customer <= 0) return ERR_NOT_FOUND;
    Err err = service_find_customers(app->service, &whose, 1, into, scratch);
    return !err && *into == 0 ? ERR_NOT_FOUND : err;
}

Err refuse_absent(App *app, const Request *request, Reply *reply, int64_t customer)
{
    int64_t now;
    reply->complaint.detail = S("Customer not found");
    Err err = find_merged(app, customer, &now, *reply->arena);
    if (err) return err;

    bool reads = request->method == METHOD_GET || request->method == METHOD_HEAD;
    if (reads) {
        reply_redirect(reply, HTTP_PERMANENT_REDIRECT,
                       str_format(reply->arena, "/api/customers/%lld%.*s", (long long)now,
                                  STR(behind_id(request))));
        return OK;
    }
    reply->complaint.detail = str_format(
        reply->arena, "Customer not found: %lld was merged into /api/customers/%lld",
        (long long)customer, (long long)now);
    return ERR_NOT_FOUND;
}

Err require_customer(App *app, const Request *request, Reply *reply, int64_t customer)
{
    Err err = service_knows_customer(app->service, customer);
    return err == ERR_NOT_FOUND ? refuse_absent(app, request, reply, customer) : err;
}
