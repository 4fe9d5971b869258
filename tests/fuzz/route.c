#include "fuzz.h"

#include "http/router.h"

// The input is a request's target, its Host, its Origin, its Content-Type and its
// Accept, a line each.
enum { LINES = 5 };

struct App {
    bool called;
};

static Err answer(App *app, const Request *request, Reply *reply)
{
    app->called = true;
    for (int i = 0; i < request->path_values; i++)
        assert(str_is_utf8(request->path_value[i].value));
    json_null(reply_json(reply, HTTP_OK), (Str){0});
    return OK;
}

// clang-format off
static const RouteRow routes[] = {
    ROUTE(METHOD_GET,  "/",                   WHO_READER, WHERE_LOOP, 0,          MEDIA_HTML, TAKES_NOTHING, answer),
    ROUTE(METHOD_GET,  "/a/:one/b/:two",      WHO_READER, WHERE_LOOP, GIVES_JSON, MEDIA_JSON, TAKES_NOTHING, answer),
    ROUTE(METHOD_POST, "/a/:one",             WHO_WRITER, WHERE_LOOP, GIVES_JSON, MEDIA_JSON, TAKES_JSON,    answer),
    ROUTE(METHOD_GET,  "/static/*",           WHO_ANYONE, WHERE_LOOP, 0,          MEDIA_JSON, TAKES_NOTHING, answer),
};
// clang-format on

static void send(Method method, const Str *line, Arena arena)
{
    App app = {0};
    Site site = {.route = routes,
                 .routes = sizeof routes / sizeof *routes,
                 .app = &app,
                 .check_host = true};
    const Pair header[] = {{S("Host"), line[1]},
                           {S("Origin"), line[2]},
                           {S("Content-Type"), line[3]},
                           {S("Accept"), line[4]},
                           {S("Content-Length"), S("1")}};
    Request request = {.method = method,
                       .target = line[0],
                       .query = line[0],
                       .header = header,
                       .headers = method == METHOD_POST ? 5 : 4,
                       .arena = &arena};
    (void)str_cut(&request.query, '?');
    Reply reply = {.arena = &arena, .request = &request};

    int allowed = 0;
    const RouteRow *row = router_find(&site, &request, &allowed);
    Err err = router_admit(&site, row, &request, allowed, &reply);
    assert(err || row);
    if (!err) router_answer(&site, row, &request, &reply);
    assert(app.called == !err);
    assert(reply.status == 200 || reply.status == 204 || reply.status == 307 ||
           (reply.status >= 400 && reply.status < 500));
    assert(str_is_utf8(writer_str(&reply.body)));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    Str rest = fuzz_text(bytes, size), line[LINES];
    for (int i = 0; i < LINES; i++)
        line[i] = str_cut(&rest, '\n');
    // The server lets no other bytes through to the router.
    for (size_t i = 0; i < line[0].length; i++)
        if (line[0].text[i] <= ' ' || line[0].text[i] > '~') return 0;
    for (Method method = 0; method <= METHOD_OTHER; method++)
        send(method, line, fuzz_arena());
    return 0;
}
