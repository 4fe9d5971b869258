#include "http/router.h"

#include "http/body.h"
#include "http/negotiate.h"
#include "http/origin.h"
#include "http/problem.h"

#include <assert.h>

enum { GIVES_ALL = GIVES_JSON | GIVES_HTML | GIVES_CSV };

// In the order Allow names them.
static const char *const method_name[METHOD_COUNT] = {
    [METHOD_GET] = "GET",          // and HEAD, by itself
    [METHOD_HEAD] = "HEAD",        //
    [METHOD_POST] = "POST",        //
    [METHOD_PUT] = "PUT",          //
    [METHOD_PATCH] = "PATCH",      //
    [METHOD_DELETE] = "DELETE",    //
    [METHOD_OPTIONS] = "OPTIONS",  //
};

// Cut the first step off a path: "/api/customers" gives "api" and leaves the rest
// with its slash, so that a slash at the end is a last, empty step.
static Str cut_step(Str *path)
{
    Str rest = str_from(*path, 1);
    ptrdiff_t end = str_find(rest, '/');
    Str step = end < 0 ? rest : str_until(rest, (size_t)end);
    *path = str_from(*path, step.length + 1);
    return step;
}

static bool keep_value(Request *request, Str name, Str encoded)
{
    assert(request->path_values < PATH_VALUES_MAX);
    Pair *value = &request->path_value[request->path_values++];
    value->name = name;
    return url_decode(request->arena, encoded, false, &value->value);
}

static bool matches_step(Request *request, Str pattern, Str step)
{
    if (str_starts(pattern, S(":")))
        return step.length && keep_value(request, str_from(pattern, 1), step);
    Str decoded = step;
    return str_equal(pattern, step) ||
           (str_find(step, '%') >= 0 && url_decode(request->arena, step, false, &decoded) &&
            str_equal(pattern, decoded));
}

// Each step is decoded by itself: a slash that was encoded parts nothing.
static bool matches(Request *request, Str pattern, Str path)
{
    request->path_values = 0;
    while (pattern.length && path.length) {
        if (str_equal(pattern, S("/*")))
            return keep_value(request, S("*"), str_from(path, 1));
        Str wanted = cut_step(&pattern), step = cut_step(&path);
        if (!matches_step(request, wanted, step)) return false;
    }
    return !pattern.length && !path.length;
}

static const RouteRow *find(const Site *site, Request *request, Str path, int *allowed)
{
    *allowed = 0;
    for (int i = 0; i < site->routes && str_starts(path, S("/")); i++) {
        const RouteRow *row = &site->route[i];
        if (!matches(request, str_of(row->path), path)) continue;
        int answers = 1 << row->method;
        if (row->method == METHOD_GET) answers |= 1 << METHOD_HEAD;
        if (answers & 1 << request->method) return row;
        *allowed |= answers;
    }
    request->path_values = 0;
    return NULL;
}

static Str path_as_sent(const Request *request)
{
    Str target = request->target;
    return str_cut(&target, '?');
}

const RouteRow *router_find(const Site *site, Request *request, int *allowed)
{
    return find(site, request, path_as_sent(request), allowed);
}

static Media accepted(const RouteRow *row, const Request *request)
{
    if (row && row->gives) return negotiate(request, row->gives, row->prefers);
    Media prefers = row ? row->prefers : MEDIA_JSON;
    Media media = negotiate(request, row ? GIVES_ALL : GIVES_JSON | GIVES_HTML, prefers);
    return media == MEDIA_NONE ? prefers : media;
}

static Str allow_text(Arena *arena, int allowed)
{
    Writer writer = {.arena = arena};
    for (int method = 0; method < METHOD_COUNT; method++) {
        if (!(allowed & 1 << method)) continue;
        if (writer.length) writer_put(&writer, S(", "));
        writer_put(&writer, str_of(method_name[method]));
    }
    return writer_str(&writer);
}

// "/api/customers/?limit=5" is moved to "/api/customers?limit=5".
static bool move_from_slash(const Site *site, Request *request, Reply *reply)
{
    Str path = path_as_sent(request);
    int allowed = 0;
    if (path.length < 2 || !str_ends(path, S("/"))) return false;
    path.length--;
    const RouteRow *row = find(site, request, path, &allowed);
    request->path_values = 0;
    // "//example.com" would lead to another host.
    if ((!row && !allowed) || str_starts(path, S("//"))) return false;

    Writer location = {.arena = reply->arena};
    writer_put(&location, path);
    writer_put(&location, str_from(request->target, path.length + 1));
    reply_redirect(reply, HTTP_TEMPORARY_REDIRECT, writer_str(&location));
    return true;
}

// There is no row: what then?
static Err refuse_absent(const Site *site, Request *request, int allowed, Reply *reply)
{
    bool whole_server =
        request->method == METHOD_OPTIONS && str_equal(request->target, S("*"));
    if (!allowed && !whole_server) {
        (void)move_from_slash(site, request, reply);
        return ERR_NOT_FOUND;
    }
    int methods_there =
        whole_server ? (1 << METHOD_COUNT) - 1 : allowed | 1 << METHOD_OPTIONS;
    reply_header(reply, S("Allow"), allow_text(reply->arena, methods_there));
    if (request->method == METHOD_OPTIONS) {
        reply->status = HTTP_NO_CONTENT;
        return ERR_NOT_FOUND;
    }
    reply->complaint.status = HTTP_METHOD_NOT_ALLOWED;
    return ERR_INVALID;
}

static Err check_query(const Request *request, Reply *reply, Arena scratch)
{
    Str decoded;
    if (url_decode(&scratch, request->query, true, &decoded)) return OK;
    return reply_complain(reply, HTTP_BAD_REQUEST,
                          "The query is not percent-encoded UTF-8 text.");
}

// What is given instead of what Accept names.
static Err check_accept(const RouteRow *row, Request *request, Reply *reply)
{
    if (request->accepts != MEDIA_NONE) return OK;
    request->accepts = MEDIA_JSON;
    Writer given = {.arena = reply->arena};
    for (Media media = 0; media < MEDIA_COUNT; media++)
        if (row->gives & 1 << media)
            writer_format(&given, "%s%s", given.length ? " or " : "", media_name(media));
    return reply_complain(reply, HTTP_NOT_ACCEPTABLE, "Accept should take %.*s here.",
                          STR(writer_str(&given)));
}

Err router_admit(const Site *site, const RouteRow *row, Request *request, int allowed,
                 Reply *reply)
{
    request->accepts = accepted(row, request);

    Err err = site->check_host ? origin_check_host(request, reply) : OK;
    if (!err) err = origin_check_write(request, reply);
    if (!err && !row) err = refuse_absent(site, request, allowed, reply);
    if (!err) err = check_query(request, reply, *request->arena);
    if (!err) err = check_accept(row, request, reply);
    if (!err) err = body_check(row, request, reply);

    // OPTIONS and a path with one slash too many have their answer already.
    if (err && !reply->status) router_conclude(site, request, reply, err);
    return err;
}

void router_answer(const Site *site, const RouteRow *row, const Request *request,
                   Reply *reply)
{
    router_conclude(site, request, reply, row->answer(site->app, request, reply));
}

// What a handler said about the answer it could not give is not true of a problem.
static void keep_headers_of_refusals(Reply *reply)
{
    static const char *const stays[] = {"Accept-Encoding", "Allow", "Retry-After",
                                        "Set-Cookie", "WWW-Authenticate"};
    int kept = 0;
    for (int i = 0; i < reply->headers; i++)
        for (size_t name = 0; name < sizeof stays / sizeof *stays; name++)
            if (str_equal_fold(reply->header[i].name, str_of(stays[name])))
                reply->header[kept++] = reply->header[i];
    reply->headers = kept;
}

static bool has_header(const Reply *reply, Str name)
{
    for (int i = 0; i < reply->headers; i++)
        if (str_equal_fold(reply->header[i].name, name)) return true;
    return false;
}

static void complete_complaint(Complaint *complaint, Err err)
{
    if (!complaint->status) complaint->status = problem_status(err);
    if (complaint->detail.length) return;
    complaint->detail = err == ERR_STORE
                            ? S("The database is not available; try again shortly.")
                            : problem_sentence(complaint->status);
}

void router_conclude(const Site *site, const Request *request, Reply *reply, Err err)
{
    if (!err) return;
    complete_complaint(&reply->complaint, err);
    int status = reply->complaint.status;

    keep_headers_of_refusals(reply);
    reply->keep = false;
    reply->is_static = false;
    reply->encoding = (Str){0};
    if (status == HTTP_UNAVAILABLE && !has_header(reply, S("Retry-After")))
        reply_header(reply, S("Retry-After"), S("1"));

    if (request->accepts == MEDIA_HTML && site->draw_problem) {
        reply->status = status;
        site->draw_problem(site->app, request, reply);
    } else {
        problem_write(reply_text(reply, status, PROBLEM_TYPE), status, request->id,
                      &reply->complaint);
    }
}
