// reply.h: what does the client get?
//
// A handler fills in a Reply and returns OK, or returns an Err and leaves the
// rest to the router, which alone turns an Err into a status and a problem (RFC
// 9457, or a page that says the same).  What was wrong with the input is the
// reply's complaint: a sentence for a person, and the list of faults.
#pragma once

#include "base/json_write.h"
#include "http/request.h"

enum {
    HTTP_OK = 200,
    HTTP_CREATED = 201,
    HTTP_ACCEPTED = 202,
    HTTP_NO_CONTENT = 204,
    HTTP_SEE_OTHER = 303,
    HTTP_NOT_MODIFIED = 304,
    HTTP_TEMPORARY_REDIRECT = 307,
    HTTP_PERMANENT_REDIRECT = 308,
    HTTP_BAD_REQUEST = 400,
    HTTP_UNAUTHORIZED = 401,
    HTTP_FORBIDDEN = 403,
    HTTP_NOT_FOUND = 404,
    HTTP_METHOD_NOT_ALLOWED = 405,
    HTTP_NOT_ACCEPTABLE = 406,
    HTTP_REQUEST_TIMEOUT = 408,
    HTTP_CONFLICT = 409,
    HTTP_LENGTH_REQUIRED = 411,
    HTTP_PRECONDITION_FAILED = 412,
    HTTP_CONTENT_TOO_LARGE = 413,
    HTTP_URI_TOO_LONG = 414,
    HTTP_UNSUPPORTED_MEDIA_TYPE = 415,
    HTTP_EXPECTATION_FAILED = 417,
    HTTP_MISDIRECTED = 421,
    HTTP_UNPROCESSABLE = 422,
    HTTP_HEADERS_TOO_LARGE = 431,
    HTTP_INTERNAL_ERROR = 500,
    HTTP_NOT_IMPLEMENTED = 501,
    HTTP_UNAVAILABLE = 503,
    HTTP_VERSION_NOT_SUPPORTED = 505,
};

enum { FAULTS_MAX = 32, REPLY_HEADERS_MAX = 12 };

typedef struct {
    Str where;    // "body", "path" or "query"
    Str pointer;  // JSON pointer in the body ("/details/amount"), or a parameter's name
    Str message;  // "Field required"
    Str type;     // FastAPI's word: "missing", "int_parsing", "json_invalid", ...
} Fault;

typedef struct {
    int status;  // 0: as the Err says
    Str detail;  // one sentence for a person; {0}: the status's own
    Fault fault[FAULTS_MAX];
    int faults;  // those beyond FAULTS_MAX are left out
} Complaint;

typedef struct Reply {
    int status;
    Str type;  // "application/json"; {0}: no body
    Writer body;
    Pair header[REPLY_HEADERS_MAX];
    int headers;
    // May it be kept, and given again to the same request, until the site's
    // version moves?  For answers to GET that depend on nothing else.
    bool keep;
    bool is_static;  // bytes built in: may be cached by the client for long
    bool more;       // of a GET, not on the loop: there is more of the body (outflow.h)
    bool waits;      // then, of a watch: but not before there is news (watch.h)
    bool beats;      // a watch has been silent for long, and had better say anything
    Str encoding;    // "gzip", "br" where `body` is already compressed
    void *kept;      // what the handler of a stream remembers from piece to piece
    bool again;      // it has not done with this piece: it is called with it once more
    // For what a handler has taken and must give back: called once when the request is over,
    // before its answer is sent, or where its client has left instead.  NULL: nothing.
    void (*over)(void *what);
    void *what;
    Complaint complaint;
    Arena *arena;  // lives as long as the request
    const Request *request;
    Json json;
} Reply;

// Begin an answer in JSON.
Json *reply_json(Reply *reply, int status);

// Begin an answer of another type ("text/html; charset=utf-8"): write to `body`.
Writer *reply_text(Reply *reply, int status, Str type);

void reply_header(Reply *reply, Str name, Str value);

// Send the client elsewhere.
void reply_redirect(Reply *reply, int status, Str location);

// An ERR_INVALID with its sentence; `format` as printf's.
MUST_USE Err reply_complain(Reply *reply, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// Add a fault.  The texts must live as long as the request.
void complaint_add(Complaint *complaint, Fault fault);

// Promise an answer for later: the handler then returns OK, and somebody, on any
// thread, fills the reply in and calls reply_done exactly once.  The request, the
// reply and their arena stay until then, even if the client leaves.
void reply_park(Reply *reply);
void reply_done(Reply *reply, Err err);
