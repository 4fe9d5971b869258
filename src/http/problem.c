#include "http/problem.h"

enum { INDEX_DIGITS_MAX = 9 };

typedef struct {
    int status;
    const char *title;
    const char *sentence;
} Words;

static const Words words[] = {
    {400, "Bad Request", "The request was not understood."},
    {401, "Unauthorized", "Please sign in, or send a key."},
    {403, "Forbidden", "This is not allowed."},
    {404, "Not Found", "Not Found"},  // as the first implementation said it
    {405, "Method Not Allowed", "Method Not Allowed"},
    {406, "Not Acceptable", "None of the types in Accept can be given here."},
    {408, "Request Timeout", "The request took too long to arrive."},
    {409, "Conflict", "It is already there, or has changed meanwhile."},
    {411, "Length Required", "The body needs a Content-Length."},
    {412, "Precondition Failed", "It has changed since the ETag in If-Match was given."},
    {413, "Content Too Large", "The body is too large."},
    {414, "URI Too Long", "The URL is too long."},
    {415, "Unsupported Media Type", "A body of this type is not taken here."},
    {417, "Expectation Failed", "What Expect asks for is not done here."},
    {421, "Misdirected Request", "This server does not answer for that host."},
    {422, "Unprocessable Content", "The content of the request is not valid."},
    {426, "Upgrade Required", "This needs another version of the protocol."},
    {429, "Too Many Requests", "There were too many requests; try again shortly."},
    {431, "Request Header Fields Too Large", "The header fields are too large."},
    {500, "Internal Server Error", "Something went wrong on our side."},
    {501, "Not Implemented", "This method or coding is not known here."},
    {503, "Service Unavailable",
     "The service is busy, or its database does not answer: try again shortly."},
    {505, "HTTP Version Not Supported", "We speak HTTP/1.1 and HTTP/1.0."},
};

static const Words *words_for(int status)
{
    static const Words client = {0, "Client Error", "The request was refused."};
    static const Words server = {0, "Server Error", "The request could not be answered."};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (words[i].status == status) return &words[i];
    return status < HTTP_INTERNAL_ERROR ? &client : &server;
}

Str problem_title(int status)
{
    return str_of(words_for(status)->title);
}

Str problem_sentence(int status)
{
    return str_of(words_for(status)->sentence);
}

int problem_status(Err err)
{
    static const int status[ERR_COUNT] = {
        [OK] = HTTP_OK,                      // no problem at all
        [ERR_INVALID] = HTTP_UNPROCESSABLE,  // unless the complaint knows better
        [ERR_NOT_FOUND] = HTTP_NOT_FOUND,    //
        [ERR_CONFLICT] = HTTP_CONFLICT,      //
        [ERR_BUSY] = HTTP_UNAVAILABLE,       // with Retry-After
        [ERR_STORE] = HTTP_UNAVAILABLE,      // a database that fails may recover
    };
    return status[err];
}

// "17", as an array counts its items.
static bool is_index(Str token, int64_t *out)
{
    bool leads_with_zero = token.length > 1 && token.text[0] == '0';
    return token.length <= INDEX_DIGITS_MAX && !leads_with_zero &&
           !str_starts(token, S("-")) && str_int(token, out);
}

// One step of a pointer, in which "~1" is a slash and "~0" a tilde (RFC 6901).
static void write_step(Json *json, Str token)
{
    int64_t index;
    if (is_index(token, &index)) {
        json_int(json, (Str){0}, index);
        return;
    }
    Writer name = {.arena = json->to->arena};
    for (size_t i = 0; i < token.length; i++) {
        Str rest = str_from(token, i);
        bool escaped = str_starts(rest, S("~1")) || str_starts(rest, S("~0"));
        if (escaped) i++;
        writer_char(&name, escaped ? (token.text[i] == '1' ? '/' : '~') : token.text[i]);
    }
    json_str(json, (Str){0}, writer_str(&name));
}

// FastAPI's loc: ["body", "details", "amount"].
static void write_loc(Json *json, const Fault *fault)
{
    json_open_array(json, S("loc"));
    json_str(json, (Str){0}, fault->where);
    Str rest = fault->pointer;
    if (str_starts(rest, S("/"))) rest = str_from(rest, 1);
    while (rest.length)
        write_step(json, str_cut(&rest, '/'));
    json_close_array(json);
}

static void write_fault(Json *json, const Fault *fault)
{
    bool is_pointer = !fault->pointer.length || str_starts(fault->pointer, S("/"));
    json_open_object(json, (Str){0});
    write_loc(json, fault);
    json_str(json, S("msg"), fault->message);
    json_str(json, S("type"), fault->type);
    if (is_pointer && str_equal(fault->where, S("body")))
        json_str(json, S("pointer"), fault->pointer);
    else
        json_null(json, S("pointer"));
    json_close_object(json);
}

static void write_faults(Json *json, const Complaint *complaint)
{
    json_open_array(json, S("errors"));
    for (int i = 0; i < complaint->faults; i++)
        write_fault(json, &complaint->fault[i]);
    json_close_array(json);
}

void problem_write(Writer *to, int status, Str instance, const Complaint *complaint)
{
    Str detail = complaint ? complaint->detail : (Str){0};
    Json json = {.to = to};
    json_open(&json);
    json_str(&json, S("type"), S("about:blank"));
    json_str(&json, S("title"), problem_title(status));
    json_int(&json, S("status"), status);
    json_str(&json, S("detail"), detail.length ? detail : problem_sentence(status));
    json_str_or_null(&json, S("instance"), instance);
    if (complaint && complaint->faults) write_faults(&json, complaint);
    json_close(&json);
}
