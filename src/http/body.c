#include "http/body.h"

#include "http/gunzip.h"
#include "http/parser.h"

Coding body_coding(const Request *request)
{
    Coding coding = CODING_NONE;
    for (int h = 0; h < request->headers; h++) {
        Str value = request->header[h].value;
        bool says = str_equal_fold(request->header[h].name, S("Content-Encoding"));
        if (!says || !value.length || str_equal_fold(value, S("identity"))) continue;
        bool gzip = str_equal_fold(value, S("gzip")) || str_equal_fold(value, S("x-gzip"));
        coding = gzip && coding == CODING_NONE ? CODING_GZIP : CODING_OTHER;
    }
    return coding;
}

static bool has_body(const Request *request)
{
    int64_t length = 0;
    Str said = request_header(request, S("Content-Length"));
    return (said.length && (!str_int(said, &length) || length > 0)) ||
           request_header(request, S("Transfer-Encoding")).length > 0;
}

static bool is_one_of(Str type, const char *const *names)
{
    while (*names)
        if (str_equal(type, str_of(*names++))) return true;
    return false;
}

static bool is_json(Str type)
{
    return !type.length || str_equal(type, S("application/json")) ||
           (str_starts(type, S("application/")) && str_ends(type, S("+json")));
}

static bool is_form(Str type)
{
    return str_equal(type, S("application/x-www-form-urlencoded"));
}

static bool is_ndjson(Str type)
{
    static const char *const names[] = {"application/x-ndjson", "application/ndjson",
                                        "application/jsonl", "application/x-jsonlines",
                                        NULL};
    return is_one_of(type, names);
}

static bool is_csv(Str type)
{
    return str_equal(type, S("text/csv"));
}

static bool is_cloudevents(Str type)
{
    static const char *const names[] = {"application/cloudevents+json",
                                        "application/cloudevents-batch+json", NULL};
    return is_one_of(type, names);
}

// What a row can take, by the name a client is told.
static const struct {
    int takes;
    const char *name;
    bool (*is)(Str type);
} types[] = {
    {TAKES_JSON, "application/json", is_json},
    {TAKES_FORM, "application/x-www-form-urlencoded", is_form},
    {TAKES_NDJSON, "application/x-ndjson", is_ndjson},
    {TAKES_CSV, "text/csv", is_csv},
    {TAKES_CLOUDEVENTS, "application/cloudevents+json", is_cloudevents},
};

enum { TYPES = sizeof types / sizeof *types };

static bool takes_type(int takes, Str type)
{
    for (int t = 0; t < TYPES; t++)
        if (takes & types[t].takes && types[t].is(type)) return true;
    return takes & TAKES_ANY;
}

// "application/json, application/x-ndjson or text/csv"
static Str names_of(Arena *arena, int takes)
{
    Writer names = {.arena = arena};
    int left = 0;
    for (int t = 0; t < TYPES; t++)
        left |= takes & types[t].takes;
    for (int t = 0; t < TYPES; t++) {
        if (!(left & types[t].takes)) continue;
        left &= ~types[t].takes;
        if (names.length) writer_put(&names, left ? S(", ") : S(" or "));
        writer_put(&names, str_of(types[t].name));
    }
    return writer_str(&names);
}

static Err check_coding(const RouteRow *row, const Request *request, Reply *reply)
{
    Coding coding = body_coding(request);
    bool takes_gzip = row->takes & TAKES_GZIP;
    if (coding == CODING_NONE || (coding == CODING_GZIP && takes_gzip)) return OK;
    if (!takes_gzip)
        return reply_complain(reply, HTTP_UNSUPPORTED_MEDIA_TYPE,
                              "A compressed body is not taken here.");
    reply_header(reply, S("Accept-Encoding"), S("gzip"));
    return reply_complain(reply, HTTP_UNSUPPORTED_MEDIA_TYPE,
                          "A body is taken as it is, or compressed once with gzip: "
                          "Content-Encoding must be gzip or left out.");
}

Err body_check(const RouteRow *row, const Request *request, Reply *reply)
{
    if (!has_body(request)) return OK;
    if (row->takes == TAKES_NOTHING)
        return reply_complain(reply, HTTP_UNSUPPORTED_MEDIA_TYPE, "No body is taken here.");
    Err err = check_coding(row, request, reply);
    if (err || takes_type(row->takes, request_body_type(request))) return err;
    return reply_complain(reply, HTTP_UNSUPPORTED_MEDIA_TYPE, "The body must be %.*s.",
                          STR(names_of(reply->arena, row->takes)));
}

Err body_inflate(Request *request, Reply *reply)
{
    Writer whole = {.arena = request->arena};
    Gunzip *gunzip = gunzip_new(request->arena);
    (void)writer_reserve(&whole, BODY_MAX + 1);  // the system lends what is written

    bool is_good = gunzip_read(gunzip, &request->body, &whole);
    if (whole.length > BODY_MAX)
        return reply_complain(reply, HTTP_CONTENT_TOO_LARGE,
                              "The body is larger than 1 MiB when it is not compressed.");
    if (!is_good || !gunzip_is_whole(gunzip))
        return reply_complain(reply, HTTP_BAD_REQUEST,
                              "The gzip body is damaged or cut off: send it again.");
    request->body = writer_str(&whole);
    return OK;
}
