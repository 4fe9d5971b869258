#include "web/params.h"

#include "web/cursor.h"

static bool all_digits(Str text)
{
    for (size_t i = 0; i < text.length; i++)
        if (text.text[i] < '0' || text.text[i] > '9') return false;
    return text.length > 0;
}

// A pointer is told as the name it ends in.
static Err refuse(Reply *reply, Fault fault)
{
    Str name = fault.pointer;
    while (str_find(name, '/') >= 0)
        (void)str_cut(&name, '/');
    complaint_add(&reply->complaint, fault);
    return reply_complain(reply, HTTP_UNPROCESSABLE, "%.*s: %.*s", STR(name),
                          STR(fault.message));
}

Err path_number(const Request *request, Reply *reply, Str name, Str told, int64_t *out)
{
    Str text = request_path_value(request, name);
    if (str_int(text, out)) return OK;
    *out = 0;
    if (all_digits(text)) return OK;
    return path_fault(reply, told,
                      S("Input should be a valid integer, unable to parse string as an "
                        "integer"),
                      S("int_parsing"));
}

Err path_customer(const Request *request, Reply *reply, int64_t *out)
{
    return path_number(request, reply, S("customer"), S("customer_id"), out);
}

Err query_after(const Request *request, Reply *reply, uint64_t list, int64_t *out)
{
    Str text;
    Cursor cursor;
    *out = 0;
    if (!request_query(request, S("cursor"), &text) || text.length == 0) return OK;
    if (!cursor_read(reply->arena, text, list, &cursor))
        return reply_complain(reply, HTTP_BAD_REQUEST,
                              "This cursor is damaged, or of another list");
    *out = cursor.id;
    return OK;
}

Err query_fault(Reply *reply, Str name, Str message, Str type)
{
    return refuse(reply, (Fault){S("query"), name, message, type});
}

Err path_fault(Reply *reply, Str name, Str message, Str type)
{
    return refuse(reply, (Fault){S("path"), name, message, type});
}

Err body_fault(Reply *reply, Str pointer, Str message, Str type)
{
    return refuse(reply, (Fault){S("body"), pointer, message, type});
}

Err query_limit(const Request *request, Reply *reply, int *out)
{
    Str text;
    int64_t limit = LIMIT_DEFAULT;
    if (request_query(request, S("limit"), &text) && !str_int(text, &limit))
        return query_fault(reply, S("limit"), S("Input should be a valid integer"),
                           S("int_parsing"));
    if (limit < 1)
        return query_fault(reply, S("limit"),
                           S("Input should be greater than or equal to 1"),
                           S("greater_than_equal"));
    if (limit > LIMIT_MOST)
        return query_fault(reply, S("limit"),
                           S("Input should be less than or equal to 500"),
                           S("less_than_equal"));
    *out = (int)limit;
    return OK;
}

Err query_moment(const Request *request, Reply *reply, Str name, bool through, Millis *out)
{
    Str text;
    Day day;
    if (!request_query(request, name, &text) || text.length == 0) return OK;
    if (millis_parse(text, out)) return OK;
    if (day_parse(text, &day)) {
        *out = day_start(through ? day + 1 : day);
        return OK;
    }
    return query_fault(reply, name,
                       S("Input should be a date (2026-11-22) or a moment with its offset "
                         "(2026-11-22T09:30:00Z)"),
                       S("datetime_parsing"));
}
