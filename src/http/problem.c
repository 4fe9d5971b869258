#include "http/problem.h"

enum { NUMBER_DIGITS_MAX = 9 };

typedef struct {
    int status;
    Str title;
    Str sentence;
} Words;

#define WORDS(status, title, sentence)                                                     \
    {                                                                                      \
        status, {title, sizeof title - 1},                                                 \
        {                                                                                  \
            sentence, sizeof sentence - 1                                                  \
        }                                                                                  \
    }

static const Words words[] = {
    WORDS(400, "Bad Request", "The request was not understood."),
    WORDS(401, "Unauthorized", "Please sign in, or send a key."),
    WORDS(403, "Forbidden", "This is not allowed."),
    WORDS(404, "Not Found", "Not Found"),  // as the first implementation said it
    WORDS(405, "Method Not Allowed", "Method Not Allowed"),
    WORDS(406, "Not Acceptable", "None of the types in Accept can be given here."),
    WORDS(408, "Request Timeout", "The request took too long to arrive."),
    WORDS(409, "Conflict", "It is already there, or has changed meanwhile."),
    WORDS(411, "Length Required", "The body needs a Content-Length."),
    WORDS(413, "Content Too Large", "The body is too large."),
    WORDS(414, "URI Too Long", "The URL is too long."),
    WORDS(415, "Unsupported Media Type", "A body of this type is not taken here."),
    WORDS(417, "Expectation Failed", "What Expect asks for is not done here."),
    WORDS(421, "Misdirected Request", "This server does not answer for that host."),
    WORDS(422, "Unprocessable Content", "The content of the request is not valid."),
    WORDS(426, "Upgrade Required", "This needs another version of the protocol."),
    WORDS(429, "Too Many Requests", "There were too many requests; try again shortly."),
    WORDS(431, "Request Header Fields Too Large", "The header fields are too large."),
    WORDS(500, "Internal Server Error", "Something went wrong on our side."),
    WORDS(501, "Not Implemented", "This method or coding is not known here."),
    WORDS(503, "Service Unavailable", "The service is busy; try again shortly."),
    WORDS(505, "HTTP Version Not Supported", "We speak HTTP/1.1 and HTTP/1.0."),
};

static const Words *words_for(int status)
{
    static const Words client = WORDS(0, "Client Error", "The request was refused.");
    static const Words server =
        WORDS(0, "Server Error", "The request could not be answered.");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (words[i].status == status) return &words[i];
    return status < HTTP_INTERNAL_ERROR ? &client : &server;
}

Str problem_title(int status)
{
    return words_for(status)->title;
}

Str problem_sentence(int status)
{
    return words_for(status)->sentence;
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

static bool is_number(Str token)
{
    int64_t number;
    bool leads_with_zero = token.length > 1 && token.text[0] == '0';
    return token.length <= NUMBER_DIGITS_MAX && !leads_with_zero &&
           !str_starts(token, S("-")) && str_int(token, &number);
}

// One step of a pointer, in which "~1" is a slash and "~0" a tilde (RFC 6901).
static void write_step(Json *json, Str token)
{
    int64_t number = 0;
    if (is_number(token) && str_int(token, &number)) {
        json_int(json, (Str){0}, number);
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
