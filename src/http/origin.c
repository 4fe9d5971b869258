#include "http/origin.h"

enum { PORT_DIGITS_MAX = 5, OCTET_DIGITS_MAX = 3 };

static bool all_digits(Str text)
{
    for (size_t i = 0; i < text.length; i++)
        if (text.text[i] < '0' || text.text[i] > '9') return false;
    return true;
}

// "localhost:8000" without the port; a port is digits or nothing.
static bool host_without_port(Str host, Str *out)
{
    Str rest = host;
    *out = host;
    if (str_starts(host, S("["))) {
        ptrdiff_t end = str_find(host, ']');
        if (end < 0) return false;
        *out = str_until(host, (size_t)end + 1);
        rest = str_from(host, (size_t)end + 1);
        if (rest.length && !str_starts(rest, S(":"))) return false;
        rest = str_from(rest, 1);
    } else {
        *out = str_cut(&rest, ':');
    }
    return rest.length <= PORT_DIGITS_MAX && all_digits(rest);
}

// Four numbers, the first 127: a name such as 127.0.0.1.example.com is not.
static bool is_loopback_address(Str host)
{
    if (!str_starts(host, S("127."))) return false;
    int parts = 0;
    while (host.length) {
        Str part = str_cut(&host, '.');
        int64_t number;
        if (!part.length || part.length > OCTET_DIGITS_MAX || !all_digits(part))
            return false;
        if (!str_int(part, &number) || number > 255) return false;
        parts++;
    }
    return parts == 4;
}

Err origin_check_host(const Request *request, Reply *reply)
{
    Str host = request_header(request, S("Host")), name;
    if (!host.length) return OK;
    if (host_without_port(host, &name) &&
        (str_equal_fold(name, S("localhost")) || str_equal(name, S("[::1]")) ||
         is_loopback_address(name)))
        return OK;
    return reply_complain(reply, HTTP_MISDIRECTED,
                          "This server answers for localhost, 127.0.0.1 and [::1] only, "
                          "not for the host that was asked for.");
}

static bool changes_nothing(Method method)
{
    return method == METHOD_GET || method == METHOD_HEAD || method == METHOD_OPTIONS;
}

// Is the page at `origin` served by the host this request went to?
static bool is_ours(Str origin, Str host)
{
    if (str_starts(origin, S("https://")))
        origin = str_from(origin, sizeof "https://" - 1);
    else if (str_starts(origin, S("http://")))
        origin = str_from(origin, sizeof "http://" - 1);
    else
        return false;
    return origin.length && str_equal_fold(origin, host);
}

// Said twice, nobody can tell which of the two is true; no browser does.
static bool is_said_twice(const Request *request, Str name)
{
    int times = 0;
    for (int i = 0; i < request->headers; i++)
        times += str_equal_fold(request->header[i].name, name);
    return times > 1;
}

Err origin_check_write(const Request *request, Reply *reply)
{
    if (changes_nothing(request->method)) return OK;
    if (is_said_twice(request, S("Origin")) || is_said_twice(request, S("Sec-Fetch-Site")))
        return reply_complain(reply, HTTP_FORBIDDEN,
                              "Where this comes from is said more than once.");
    Str relation = request_header(request, S("Sec-Fetch-Site"));
    Str origin = request_header(request, S("Origin"));
    bool same = str_equal(relation, S("same-origin")) || str_equal(relation, S("none"));

    // Forms on pages that send no referrer have the origin "null"; whether they are
    // ours, only Sec-Fetch-Site tells, which no page can set.
    bool hidden = str_equal(origin, S("null")) && same;
    bool known =
        !origin.length || hidden || is_ours(origin, request_header(request, S("Host")));
    if (known && (same || !relation.length)) return OK;
    return reply_complain(reply, HTTP_FORBIDDEN,
                          "A page of another site sent this; changes are taken only from "
                          "this server's own pages and from programs.");
}
