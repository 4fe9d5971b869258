#include "web/body.h"

bool body_is_form(const Request *request)
{
    return str_equal(request_body_type(request), S("application/x-www-form-urlencoded"));
}

static Err read_form(const Request *request, Reply *reply, Body *out)
{
    Pair *pair = NULL;
    int pairs = 0;
    Err err = request_form(request, &pair, &pairs);
    if (!err) {
        *out = (Body){.pair = pair, .pairs = pairs};
        return OK;
    }
    complaint_add(&reply->complaint,
                  (Fault){.where = S("body"),
                          .message = S("Input should be URL-encoded UTF-8"),
                          .type = S("form_invalid")});
    return reply_complain(reply, HTTP_UNPROCESSABLE, "The form cannot be read: %s",
                          "it is not URL-encoded UTF-8");
}

static Err read_json(const Request *request, Reply *reply, Body *out)
{
    JsonFault fault = {0};
    Err err = json_read(reply->arena, request->body, &out->object, &fault);
    if (err) {
        complaint_add(&reply->complaint, (Fault){.where = S("body"),
                                                 .message = S("JSON decode error"),
                                                 .type = S("json_invalid")});
        return reply_complain(reply, HTTP_UNPROCESSABLE,
                              "JSON decode error at byte %zu: %.*s", fault.at,
                              STR(fault.why));
    }
    if (json_type(out->object) == JSON_OBJECT) return OK;
    complaint_add(&reply->complaint,
                  (Fault){.where = S("body"),
                          .message = S("Input should be a valid dictionary"),
                          .type = S("dict_type")});
    return reply_complain(reply, HTTP_UNPROCESSABLE, "The body should be a JSON object");
}

Err body_read(const Request *request, Reply *reply, Body *out)
{
    *out = (Body){0};
    return body_is_form(request) ? read_form(request, reply, out)
                                 : read_json(request, reply, out);
}
