// request.h: what does the client want?
//
// A Request is a request that has arrived whole and passed the framing rules:
// slices into the connection's buffer, valid until the reply is finished.
#pragma once

#include "base/clock.h"
#include "base/err.h"

typedef enum {
    METHOD_GET,
    METHOD_HEAD,
    METHOD_POST,
    METHOD_PUT,
    METHOD_PATCH,
    METHOD_DELETE,
    METHOD_OPTIONS,
    METHOD_COUNT,
    METHOD_OTHER = METHOD_COUNT,
} Method;

typedef struct {
    Str name;
    Str value;
} Pair;

typedef enum {
    MEDIA_JSON,
    MEDIA_HTML,
    MEDIA_CSV,
    MEDIA_COUNT,
    MEDIA_NONE = MEDIA_COUNT,  // the client accepts nothing we have
} Media;

enum { PATH_VALUES_MAX = 4 };

typedef struct {
    Method method;
    Str method_name;
    Str target;          // as sent: path and query
    Str path;            // percent-decoded
    Str query;           // as sent, without '?'
    const Pair *header;  // names as sent
    int headers;
    Str body;   // whole; on a route that takes a stream, the next piece of it
    bool more;  // on such a route: more of the body follows this piece
    Str id;     // X-Request-Id: the client's if it is sane, else a new one
    Millis received_at;
    bool loopback;                     // did it come from this machine?
    Pair path_value[PATH_VALUES_MAX];  // what stood for ":customer" in the route
    int path_values;
    Media accepts;  // what it wants most, of what the route can give
    Arena *arena;   // lives as long as the request
} Request;

// A header by its name in any case; {0} where there is none.
Str request_header(const Request *request, Str name);

// A parameter of the query, decoded; false where there is none.  Of two with the
// same name the last one counts.
bool request_query(const Request *request, Str name, Str *out);

// Those of the name, one after the other: `*rest` begins as the request's query.
bool request_query_next(const Request *request, Str name, Str *rest, Str *out);

// A cookie's value; {0} where there is none.
Str request_cookie(const Request *request, Str name);

// What stood in the path for `name` of the route's pattern, decoded.
Str request_path_value(const Request *request, Str name);

// The media type of the body, lower case, without parameters; {0}: none said.
Str request_body_type(const Request *request);

// A body of application/x-www-form-urlencoded, decoded.  ERR_INVALID: it is not.
MUST_USE Err request_form(const Request *request, Pair **out, int *count);

// `text` with %XX (and, in forms and queries, '+') decoded; false where it is
// malformed, not UTF-8 or holds a NUL.
bool url_decode(Arena *arena, Str text, bool plus_is_space, Str *out);
