#include "http/router.h"
#include "test.h"

// What a handler was called with, for the tests to look at.
struct App {
    int calls;
    Err answers;
    int status;
};

static Err answer(App *app, const Request *request, Reply *reply)
{
    app->calls++;
    if (app->answers) {
        reply_header(reply, S("ETag"), S("\"x\""));
        reply->complaint.status = app->status;
        return app->answers;
    }
    Json *json = reply_json(reply, HTTP_OK);
    json_open(json);
    for (int i = 0; i < request->path_values; i++)
        json_str(json, request->path_value[i].name, request->path_value[i].value);
    json_close(json);
    return OK;
}

static void draw(__attribute__((unused)) App *app, const Request *request, Reply *reply)
{
    Writer *page = reply_text(reply, reply->status, S("text/html; charset=utf-8"));
    writer_format(page, "<p>%d %.*s %.*s", reply->complaint.status,
                  STR(reply->complaint.detail), STR(request->id));
}

enum { PAGE = GIVES_JSON | GIVES_HTML, DATA = GIVES_JSON };

// clang-format off
static const RouteRow routes[] = {
    ROUTE(METHOD_GET,  "/",                             WHO_READER, WHERE_LOOP, 0,          MEDIA_HTML, TAKES_NOTHING, answer),
    ROUTE(METHOD_GET,  "/customers",                    WHO_READER, WHERE_POOL, PAGE,       MEDIA_JSON, TAKES_NOTHING, answer),
    ROUTE(METHOD_POST, "/customers",                    WHO_WRITER, WHERE_POOL, DATA,       MEDIA_JSON, TAKES_JSON,    answer),
    ROUTE(METHOD_GET,  "/customers/by-external-id/:id", WHO_READER, WHERE_POOL, DATA,       MEDIA_JSON, TAKES_NOTHING, answer),
    ROUTE(METHOD_GET,  "/customers/:customer",          WHO_READER, WHERE_POOL, PAGE,       MEDIA_HTML, TAKES_NOTHING, answer),
    ROUTE(METHOD_POST, "/customers/:customer/events",   WHO_SENDER, WHERE_POOL, PAGE,       MEDIA_JSON, TAKES_JSON | TAKES_FORM, answer),
    ROUTE(METHOD_POST, "/log-in",                       WHO_ANYONE, WHERE_POOL, GIVES_HTML, MEDIA_HTML, TAKES_FORM,    answer),
    ROUTE(METHOD_GET,  "/static/*",                     WHO_ANYONE, WHERE_LOOP, 0,          MEDIA_JSON, TAKES_NOTHING, answer),
};
// clang-format on

static App app;
static Site site = {.route = routes,
                    .routes = sizeof routes / sizeof *routes,
                    .app = &app,
                    .draw_problem = draw,
                    .check_host = true};

enum { HEADERS_MAX = 8 };

// A request and what came of it.
typedef struct {
    Request request;
    Reply reply;
    Pair header[HEADERS_MAX];
    Err admitted;
} Exchange;

static Exchange exchange;

static void start(Method method, Str target)
{
    app = (App){0};
    exchange = (Exchange){0};
    Request *request = &exchange.request;
    *request = (Request){.method = method,
                         .target = target,
                         .id = S("r-1"),
                         .header = exchange.header,
                         .arena = test_arena()};
    request->query = target;
    request->path = str_cut(&request->query, '?');
    exchange.reply = (Reply){.arena = request->arena, .request = request};
}

static void with(Str name, Str value)
{
    exchange.header[exchange.request.headers++] = (Pair){name, value};
}

static int finish(void)
{
    Request *request = &exchange.request;
    int allowed = 0;
    const RouteRow *row = router_find(&site, request, &allowed);
    exchange.admitted = router_admit(&site, row, request, allowed, &exchange.reply);
    if (!exchange.admitted) router_answer(&site, row, request, &exchange.reply);
    return exchange.reply.status;
}

static int ask(Method method, Str target)
{
    start(method, target);
    return finish();
}

static int ask_with(Method method, Str target, Str name, Str value)
{
    start(method, target);
    with(name, value);
    return finish();
}

static Str body(void)
{
    return writer_str(&exchange.reply.body);
}

static Str header(Str name)
{
    for (int i = 0; i < exchange.reply.headers; i++)
        if (str_equal(exchange.reply.header[i].name, name))
            return exchange.reply.header[i].value;
    return (Str){0};
}

static bool body_says(const char *words)
{
    Str rest = body(), wanted = str_of(words);
    for (; rest.length >= wanted.length && rest.length; rest = str_from(rest, 1))
        if (str_starts(rest, wanted)) return true;
    return false;
}

TEST(a_path_finds_its_row_and_its_values)
{
    assert_int_equal(ask(METHOD_GET, S("/customers/7?x=1")), 200);
    assert_str_equal(body(), S("{\"customer\":\"7\"}"));
    assert_int_equal(ask(METHOD_GET, S("/customers")), 200);
    assert_str_equal(body(), S("{}"));
    assert_int_equal(ask(METHOD_GET, S("/")), 200);
    assert_int_equal(ask(METHOD_GET, S("/static/css/a.css")), 200);
    assert_str_equal(body(), S("{\"*\":\"css/a.css\"}"));
    assert_int_equal(ask(METHOD_GET, S("/customers/by-external-id/acme")), 200);
    assert_str_equal(body(), S("{\"id\":\"acme\"}"));
}

TEST(each_step_of_a_path_is_decoded_by_itself)
{
    assert_int_equal(ask(METHOD_GET, S("/customers/a%2Fb%20%C3%BC")), 200);
    assert_str_equal(body(), S("{\"customer\":\"a/b \xC3\xBC\"}"));
    assert_int_equal(ask(METHOD_GET, S("/c%75stomers/7")), 200);
    assert_int_equal(ask(METHOD_GET, S("/customers%2F7")), 404);
}

TEST(what_is_not_there_is_not_found)
{
    const Str paths[] = {S("/nothing"),
                         S("/customers//events"),
                         S("/customers/7/x"),
                         S("/Customers"),
                         S("//customers"),
                         S("/customers/%"),
                         S("/customers/%00"),
                         S("/customers/%FF"),
                         S("/static"),
                         S("customers"),
                         S(""),
                         S("*"),
                         S("/customers/7/x/"),
                         S("/by-external-id/")};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        assert_int_equal(ask(METHOD_GET, paths[i]), 404);
        assert_str_equal(exchange.reply.type, S("application/problem+json"));
        assert_str_equal(body(),
                         S("{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":"
                           "404,\"detail\":\"Not Found\",\"instance\":\"r-1\"}"));
        assert_int_equal(app.calls, 0);
    }
}

TEST(a_slash_too_many_leads_to_the_path_without)
{
    assert_int_equal(ask(METHOD_GET, S("/customers/?limit=5&x")), 307);
    assert_str_equal(header(S("Location")), S("/customers?limit=5&x"));
    assert_int_equal(ask(METHOD_POST, S("/customers/7/events/")), 307);
    assert_str_equal(header(S("Location")), S("/customers/7/events"));
    assert_int_equal(ask(METHOD_DELETE, S("/customers/")), 307);
    assert_int_equal(ask(METHOD_GET, S("//")), 307);
    assert_str_equal(header(S("Location")), S("/"));
    assert_int_equal(ask(METHOD_GET, S("//example.com/")), 404);
    assert_int_equal(ask(METHOD_GET, S("/static/")), 200);
    assert_int_equal(app.calls, 1);
}

TEST(another_method_is_told_which_there_are)
{
    assert_int_equal(ask(METHOD_DELETE, S("/customers")), 405);
    assert_str_equal(header(S("Allow")), S("GET, HEAD, POST, OPTIONS"));
    assert_true(body_says("\"detail\":\"Method Not Allowed\""));
    assert_int_equal(ask(METHOD_OTHER, S("/customers/7/events")), 405);
    assert_str_equal(header(S("Allow")), S("POST, OPTIONS"));
    assert_int_equal(ask(METHOD_HEAD, S("/customers/7/events")), 405);
    assert_int_equal(ask(METHOD_OTHER, S("/nothing")), 404);
    assert_int_equal(app.calls, 0);
}

TEST(options_are_answered_by_the_router)
{
    assert_int_equal(ask(METHOD_OPTIONS, S("/customers")), 204);
    assert_str_equal(header(S("Allow")), S("GET, HEAD, POST, OPTIONS"));
    assert_int_equal(exchange.reply.body.length, 0);
    assert_int_equal(ask(METHOD_OPTIONS, S("*")), 204);
    assert_str_equal(header(S("Allow")), S("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"));
    assert_int_equal(ask(METHOD_OPTIONS, S("/nothing")), 404);
}

TEST(head_works_where_get_does)
{
    assert_int_equal(ask(METHOD_HEAD, S("/customers/7")), 200);
    assert_str_equal(body(), S("{\"customer\":\"7\"}"));
}

TEST(a_foreign_host_is_refused)
{
    const Str ours[] = {S("localhost"),      S("localhost:8000"), S("LOCALHOST:1"),
                        S("127.0.0.1:8000"), S("127.8.9.255"),    S("[::1]"),
                        S("[::1]:8000"),     S("localhost:")};
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        assert_int_equal(ask_with(METHOD_GET, S("/customers"), S("Host"), ours[i]), 200);
    const Str foreign[] = {S("example.com"),
                           S("127.0.0.1.example.com"),
                           S("localhost.example.com"),
                           S("127.1"),
                           S("127.0.0.256"),
                           S("127.0.0.1.1"),
                           S("128.0.0.1"),
                           S("[::2]"),
                           S("[::1].example.com"),
                           S("[::1"),
                           S("localhost:x"),
                           S("localhost:123456"),
                           S("127.0.0.1x"),
                           S("127..0.1"),
                           S("localhost."),
                           S("127.0.0.-1"),
                           S("::1"),
                           S("0.0.0.0")};
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
        assert_int_equal(ask_with(METHOD_GET, S("/customers"), S("Host"), foreign[i]), 421);
        assert_int_equal(app.calls, 0);
    }
    assert_int_equal(ask(METHOD_GET, S("/customers")), 200);

    site.check_host = false;
    assert_int_equal(ask_with(METHOD_GET, S("/customers"), S("Host"), S("example.com")),
                     200);
    site.check_host = true;
}

// The status of a POST with these fields; an empty one is not sent.
static int post_from(Str relation, Str origin)
{
    start(METHOD_POST, S("/customers"));
    with(S("Host"), S("localhost:8000"));
    if (relation.length) with(S("Sec-Fetch-Site"), relation);
    if (origin.length) with(S("Origin"), origin);
    return finish();
}

TEST(a_write_from_another_sites_page_is_refused)
{
    assert_int_equal(post_from(S("cross-site"), (Str){0}), 403);
    assert_int_equal(post_from(S("same-site"), (Str){0}), 403);
    assert_int_equal(post_from(S("cross-site"), S("http://localhost:8000")), 403);
    assert_int_equal(post_from((Str){0}, S("http://localhost:8001")), 403);
    assert_int_equal(post_from((Str){0}, S("http://localhost")), 403);
    assert_int_equal(post_from((Str){0}, S("http://example.com")), 403);
    assert_int_equal(post_from((Str){0}, S("localhost:8000")), 403);
    assert_int_equal(post_from((Str){0}, S("http://localhost:8000.example.com")), 403);
    assert_int_equal(post_from((Str){0}, S("null")), 403);
    assert_int_equal(post_from(S("cross-site"), S("null")), 403);
    assert_int_equal(post_from(S("same-origin"), S("http://example.com")), 403);
    assert_int_equal(app.calls, 0);
    assert_true(body_says("A page of another site sent this"));
}

TEST(a_write_that_says_twice_where_it_comes_from_is_refused)
{
    const Str ours = S("http://localhost:8000"), theirs = S("http://example.com");
    start(METHOD_POST, S("/customers"));
    with(S("Host"), S("localhost:8000"));
    with(S("Origin"), ours);
    with(S("Origin"), theirs);
    assert_int_equal(finish(), 403);

    start(METHOD_POST, S("/customers"));
    with(S("Host"), S("localhost:8000"));
    with(S("Sec-Fetch-Site"), S("same-origin"));
    with(S("sec-fetch-site"), S("cross-site"));
    assert_int_equal(finish(), 403);
    assert_int_equal(app.calls, 0);
}

TEST(a_write_from_our_own_pages_or_from_a_program_is_taken)
{
    assert_int_equal(post_from((Str){0}, (Str){0}), 200);
    assert_int_equal(post_from(S("same-origin"), S("http://localhost:8000")), 200);
    assert_int_equal(post_from(S("same-origin"), S("null")), 200);
    assert_int_equal(post_from(S("none"), (Str){0}), 200);
    assert_int_equal(post_from((Str){0}, S("http://LOCALHOST:8000")), 200);
    assert_int_equal(post_from((Str){0}, S("https://localhost:8000")), 200);
}

TEST(reading_is_open_to_links_from_anywhere)
{
    start(METHOD_GET, S("/customers"));
    with(S("Sec-Fetch-Site"), S("cross-site"));
    with(S("Origin"), S("http://example.com"));
    assert_int_equal(finish(), 200);
}

TEST(the_route_and_the_client_agree_on_a_type)
{
    assert_int_equal(ask_with(METHOD_GET, S("/customers"), S("Accept"), S("text/html")),
                     200);
    assert_int_equal(exchange.request.accepts, MEDIA_HTML);
    assert_int_equal(ask(METHOD_GET, S("/customers")), 200);
    assert_int_equal(exchange.request.accepts, MEDIA_JSON);
    assert_int_equal(ask(METHOD_GET, S("/customers/7")), 200);
    assert_int_equal(exchange.request.accepts, MEDIA_HTML);
}

TEST(a_type_that_the_route_cannot_give_is_refused)
{
    assert_int_equal(ask_with(METHOD_GET, S("/customers"), S("Accept"), S("image/png")),
                     406);
    assert_str_equal(exchange.reply.type, S("application/problem+json"));
    assert_int_equal(
        ask_with(METHOD_POST, S("/log-in"), S("Accept"), S("application/json")), 406);
    assert_int_equal(app.calls, 0);
    assert_int_equal(ask_with(METHOD_GET, S("/static/a.png"), S("Accept"), S("image/png")),
                     200);
}

static int send(Str target, Str type, Str length)
{
    start(METHOD_POST, target);
    if (type.length) with(S("Content-Type"), type);
    if (length.length) with(S("Content-Length"), length);
    return finish();
}

TEST(a_body_must_be_of_a_type_the_route_takes)
{
    assert_int_equal(send(S("/customers"), S("application/json"), S("2")), 200);
    assert_int_equal(send(S("/customers"), S("application/merge-patch+json"), S("2")), 200);
    assert_int_equal(send(S("/customers"), (Str){0}, S("2")), 200);
    assert_int_equal(send(S("/customers"), S("text/plain"), S("2")), 415);
    assert_true(body_says("The body must be application/json."));
    assert_int_equal(send(S("/customers"), S("application/x-www-form-urlencoded"), S("2")),
                     415);
    assert_int_equal(send(S("/customers"), S("text/plain"), S("0")), 200);
    assert_int_equal(send(S("/customers"), S("text/plain"), (Str){0}), 200);
    assert_int_equal(
        send(S("/customers/7/events"), S("application/x-www-form-urlencoded"), S("2")),
        200);
    assert_int_equal(
        send(S("/customers/7/events"), S("multipart/form-data; boundary=x"), S("2")), 415);
    assert_int_equal(send(S("/log-in"), (Str){0}, S("2")), 415);
    assert_int_equal(send(S("/log-in"), S("application/json"), S("2")), 415);
    assert_true(body_says("The body must be application/x-www-form-urlencoded."));
}

TEST(a_body_is_taken_only_where_one_is_read)
{
    assert_int_equal(ask_with(METHOD_GET, S("/customers"), S("Content-Length"), S("5")),
                     415);
    assert_int_equal(
        ask_with(METHOD_GET, S("/customers"), S("Transfer-Encoding"), S("chunked")), 415);
    assert_int_equal(ask_with(METHOD_GET, S("/customers"), S("Content-Length"), S("0")),
                     200);
    start(METHOD_POST, S("/customers"));
    with(S("Content-Length"), S("5"));
    with(S("Content-Encoding"), S("gzip"));
    assert_int_equal(finish(), 415);
}

TEST(a_query_that_cannot_be_decoded_is_refused)
{
    assert_int_equal(ask(METHOD_GET, S("/customers?q=%FF")), 400);
    assert_int_equal(ask(METHOD_GET, S("/customers?q=%00")), 400);
    assert_int_equal(ask(METHOD_GET, S("/customers?q=%2")), 400);
    assert_int_equal(ask(METHOD_GET, S("/customers?q=%C3%BC")), 200);
}

// The status of a handler that fails so.
static int fail_with(Err err, int status, Str accept)
{
    start(METHOD_GET, S("/customers"));
    if (accept.length) with(S("Accept"), accept);
    app.answers = err;
    app.status = status;
    return finish();
}

TEST(an_err_becomes_a_problem)
{
    assert_int_equal(fail_with(ERR_NOT_FOUND, 0, (Str){0}), 404);
    assert_int_equal(fail_with(ERR_INVALID, 0, (Str){0}), 422);
    assert_int_equal(fail_with(ERR_INVALID, 400, (Str){0}), 400);
    assert_int_equal(fail_with(ERR_CONFLICT, 0, (Str){0}), 409);
    assert_str_equal(header(S("Retry-After")), (Str){0});
    assert_int_equal(fail_with(ERR_BUSY, 0, (Str){0}), 503);
    assert_str_equal(header(S("Retry-After")), S("1"));
    assert_int_equal(fail_with(ERR_STORE, 0, (Str){0}), 503);
    assert_str_equal(header(S("Retry-After")), S("1"));
    assert_true(body_says("The database is not available"));
    assert_str_equal(header(S("ETag")), (Str){0});
}

TEST(a_browser_gets_a_problem_as_a_page)
{
    assert_int_equal(fail_with(ERR_NOT_FOUND, 0, S("text/html,*/*;q=0.8")), 404);
    assert_str_equal(exchange.reply.type, S("text/html; charset=utf-8"));
    assert_str_equal(body(), S("<p>404 Not Found r-1"));
    start(METHOD_GET, S("/nothing"));
    with(S("Accept"), S("text/html,*/*;q=0.8"));
    assert_int_equal(finish(), 404);
    assert_str_equal(body(), S("<p>404 Not Found r-1"));
}

TEST(a_problem_is_never_kept)
{
    start(METHOD_GET, S("/customers"));
    exchange.reply.keep = true;
    exchange.reply.is_static = true;
    exchange.reply.encoding = S("gzip");
    app.answers = ERR_NOT_FOUND;
    finish();
    assert_false(exchange.reply.keep);
    assert_false(exchange.reply.is_static);
    assert_int_equal(exchange.reply.encoding.length, 0);
}

TEST(a_handler_may_say_itself_when_to_try_again)
{
    start(METHOD_GET, S("/customers"));
    reply_header(&exchange.reply, S("Retry-After"), S("30"));
    app.answers = ERR_BUSY;
    assert_int_equal(finish(), 503);
    assert_int_equal(exchange.reply.headers, 1);
    assert_str_equal(header(S("Retry-After")), S("30"));
}

TEST(a_parked_reply_is_left_alone)
{
    start(METHOD_GET, S("/customers"));
    router_conclude(&site, &exchange.request, NULL, OK);
}
