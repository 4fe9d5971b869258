#define _XOPEN_SOURCE 700  // for nftw
#include "visit.h"

#include "base/json_read.h"
#include "memory.h"
#include "web/doors/senders.h"

#include <ftw.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static App app;
static Site site;

// --- what the server does for parked replies -----------------------------

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t came_back = PTHREAD_COND_INITIALIZER;

struct Visit {
    Reply reply;  // first, so that a reply is a visit
    const Request *request;
    bool parked, done;
    Err outcome;
};

void reply_park(Reply *reply)
{
    ((Visit *)reply)->parked = true;
}

void reply_done(Reply *reply, Err err)
{
    Visit *of_reply = (Visit *)reply;
    pthread_mutex_lock(&lock);
    of_reply->outcome = err;
    of_reply->done = true;
    pthread_cond_broadcast(&came_back);
    pthread_mutex_unlock(&lock);
}

// There is no server, and so it has no figures.
void server_write_metrics(__attribute__((unused)) Server *server,
                          __attribute__((unused)) Writer *writer)
{
}

// --- the site ------------------------------------------------------------

static char folder[64];
static int databases;

static int remove_one(const char *path, __attribute__((unused)) const struct stat *about,
                      __attribute__((unused)) int kind,
                      __attribute__((unused)) struct FTW *at)
{
    return remove(path);
}

int test_set_up(void)
{
    snprintf(folder, sizeof folder, "/tmp/customer-health-web-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

int test_tear_down(void)
{
    if (app.service) service_close(app.service);
    if (app.senders) senders_close(app.senders);
    return nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

// One more secret than is used, as while one takes the place of another.
static const SenderSettings sender_settings = {
    .secrets = {[SENDER_STRIPE] = {"whsec_old,whsec_test", 20},
                [SENDER_ZENDESK] = {"zd_test", 7},
                [SENDER_INTERCOM] = {"ic_test", 7}},
};

App *visit_new(void)
{
    if (app.service) service_close(app.service);
    if (app.senders) senders_close(app.senders);
    clock_set(NOON);
    app = (App){.currency = S("USD"), .started_at = NOON - 60000};
    assert_int_equal(senders_open(&sender_settings, &app.senders), OK);
    const ServiceOptions options = {
        .database = str_format(memory(), "sqlite:%s/%d.db", folder, ++databases),
        .currency = app.currency,
        .readers = 3,
    };
    assert_int_equal(service_open(&options, 5, &app.service), OK);
    site = web_site(&app);
    return &app;
}

// --- asking --------------------------------------------------------------

static const char *const method_name[METHOD_COUNT] = {
    [METHOD_GET] = "GET",         [METHOD_HEAD] = "HEAD",   [METHOD_POST] = "POST",
    [METHOD_PUT] = "PUT",         [METHOD_PATCH] = "PATCH", [METHOD_DELETE] = "DELETE",
    [METHOD_OPTIONS] = "OPTIONS",
};

static Request *request_new(Arena *arena, Method method, const char *target,
                            const char *accept, const char *type, Str body)
{
    Pair *pair = arena_new(arena, Pair, 5);
    int pairs = 0;
    pair[pairs++] = (Pair){S("Host"), S("127.0.0.1:8000")};
    pair[pairs++] = (Pair){S("Accept"), str_of(accept)};
    if (type) pair[pairs++] = (Pair){S("Content-Type"), str_of(type)};
    if (type)
        pair[pairs++] = (Pair){S("Content-Length"), str_format(arena, "%zu", body.length)};
    Request *request = arena_new(arena, Request, 1);
    *request = (Request){
        .method = method,
        .method_name = str_of(method_name[method]),
        .target = str_of(target),
        .header = pair,
        .headers = pairs,
        .body = body,
        .id = S("r-1"),
        .received_at = clock_now(),
        .loopback = true,
        .arena = arena,
    };
    request->query = request->target;
    request->path = str_cut(&request->query, '?');
    return request;
}

// The request is over.
static Answer end(Reply *reply)
{
    if (reply->over) reply->over(reply->what);
    reply->over = NULL;
    return (Answer){reply->status, reply->type, writer_str(&reply->body), reply};
}

static Visit *begin(Request *request)
{
    Visit *visiting = arena_new(request->arena, Visit, 1);
    visiting->request = request;
    visiting->reply = (Reply){.arena = request->arena, .request = request};

    int allowed;
    const RouteRow *row = router_find(&site, request, &allowed);
    Err err = router_admit(&site, row, request, allowed, &visiting->reply);
    if (!err) router_answer(&site, row, request, &visiting->reply);
    // What comes in pieces, one behind the other.
    while (visiting->reply.more && !visiting->reply.waits) {
        visiting->reply.more = false;
        router_answer(&site, row, request, &visiting->reply);
    }
    return visiting;
}

static void await(Visit *visiting)
{
    if (!visiting->parked) return;
    pthread_mutex_lock(&lock);
    while (!visiting->done)
        pthread_cond_wait(&came_back, &lock);
    pthread_mutex_unlock(&lock);
    router_conclude(&site, visiting->request, &visiting->reply, visiting->outcome);
}

Answer visit_end(Visit *visiting)
{
    await(visiting);
    return end(&visiting->reply);
}

static Answer ask(Request *request)
{
    return visit_end(begin(request));
}

// The body comes in pieces, each where the last one was; and the handler is called once
// more where it wishes that, as the server does.
static Answer ask_in_pieces(Request *request, Str body, size_t size)
{
    Visit *visiting = arena_new(request->arena, Visit, 1);
    Reply *reply = &visiting->reply;
    char *piece = arena_new(request->arena, char, size);
    visiting->request = request;
    *reply = (Reply){.arena = request->arena, .request = request};

    int allowed;
    const RouteRow *row = router_find(&site, request, &allowed);
    Err err = router_admit(&site, row, request, allowed, reply);
    for (bool more = !err; (more || reply->again) && !reply->status;) {
        if (!reply->again) {
            request->body = (Str){piece, body.length < size ? body.length : size};
            if (body.length) memcpy(piece, body.text, request->body.length);
            body = str_from(body, size);
            request->more = more = body.length > 0;
        }
        visiting->parked = visiting->done = reply->again = false;
        router_answer(&site, row, request, reply);
        await(visiting);
    }
    return end(reply);
}

Answer visit(Method method, const char *target, const char *accept, const char *type,
             Str body)
{
    return ask(request_new(memory(), method, target, accept, type, body));
}

Answer get(const char *target)
{
    return visit(METHOD_GET, target, "application/json", NULL, (Str){0});
}

#define BROWSER "text/html,application/xhtml+xml,*/*;q=0.8"

Answer get_page(const char *target)
{
    return visit(METHOD_GET, target, BROWSER, NULL, (Str){0});
}

static void add_header(Request *request, const char *name, Str value)
{
    Pair *pair = arena_new(request->arena, Pair, request->headers + 1);
    for (int i = 0; i < request->headers; i++)
        pair[i] = request->header[i];
    pair[request->headers++] = (Pair){str_of(name), value};
    request->header = pair;
}

Answer get_page_with(const char *target, const char *name, const char *value)
{
    Request *request = request_new(memory(), METHOD_GET, target, BROWSER, NULL, (Str){0});
    add_header(request, name, str_of(value));
    return ask(request);
}

Answer change(Method method, const char *target, const char *json)
{
    const char *type = json ? "application/json" : NULL;
    return visit(method, target, "*/*", type, str_of(json));
}

static Request *posted(const char *target, const Pair *header, int headers, Str body)
{
    Request *request = request_new(memory(), METHOD_POST, target, "*/*", NULL, body);
    for (int i = 0; i < headers; i++)
        add_header(request, str_z(memory(), header[i].name), header[i].value);
    add_header(request, "Content-Length", str_format(memory(), "%zu", body.length));
    return request;
}

Answer post_as(const char *target, const Pair *header, int headers, Str body)
{
    return ask(posted(target, header, headers, body));
}

Answer post_from_afar(const char *target, const Pair *header, int headers, Str body)
{
    Request *request = posted(target, header, headers, body);
    request->loopback = false;
    return ask(request);
}

Visit *visit_begin(Method method, const char *target, const char *json, const char *name,
                   Str value)
{
    // What is done at the same time must not lie in the same memory.
    Arena *own = arena_new(memory(), Arena, 1);
    *own = arena_map(8 << 20);
    const char *type = json ? "application/json" : NULL;
    Request *request = request_new(own, method, target, "*/*", type, str_of(json));
    if (name) add_header(request, name, value);
    return begin(request);
}

// --- what is written past the routes --------------------------------------

typedef struct {
    bool done;
    Err err;
} Told;

static void tell(void *context, Err err, __attribute__((unused)) Appended outcome)
{
    Told *told = context;
    pthread_mutex_lock(&lock);
    *told = (Told){true, err};
    pthread_cond_broadcast(&came_back);
    pthread_mutex_unlock(&lock);
}

Receipt visit_receipt(void)
{
    return (Receipt){tell, arena_new(memory(), Told, 1)};
}

Err visit_told(Receipt receipt)
{
    const Told *told = receipt.context;
    pthread_mutex_lock(&lock);
    while (!told->done)
        pthread_cond_wait(&came_back, &lock);
    pthread_mutex_unlock(&lock);
    return told->err;
}

// --- holding the committer up --------------------------------------------

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static bool at_gate;

static Err wait_at_gate(__attribute__((unused)) Store *store,
                        __attribute__((unused)) void *context)
{
    pthread_mutex_lock(&lock);
    at_gate = true;
    pthread_cond_broadcast(&came_back);
    pthread_mutex_unlock(&lock);
    pthread_mutex_lock(&gate);
    pthread_mutex_unlock(&gate);
    return OK;
}

// All that is handed over from here on is one batch.
void visit_hold(void)
{
    at_gate = false;
    pthread_mutex_lock(&gate);
    assert_int_equal(ingest_act(app.service, wait_at_gate, NULL, visit_receipt()), OK);
    pthread_mutex_lock(&lock);
    while (!at_gate)
        pthread_cond_wait(&came_back, &lock);
    pthread_mutex_unlock(&lock);
}

void visit_release(void)
{
    pthread_mutex_unlock(&gate);
}

// --- changing ------------------------------------------------------------

Answer change_as(Method method, const char *target, const char *type, Str body,
                 const char *name, Str value)
{
    Request *request = request_new(memory(), method, target, "*/*", type, body);
    add_header(request, name, value);
    return ask(request);
}

Answer change_with(Method method, const char *target, const char *json, const char *name,
                   Str value)
{
    const char *type = json ? "application/json" : NULL;
    return change_as(method, target, type, str_of(json), name, value);
}

Answer post(const char *target, const char *json)
{
    return visit(METHOD_POST, target, "*/*", "application/json", str_of(json));
}

Answer post_form(const char *target, const char *form)
{
    return visit(METHOD_POST, target, "text/html,*/*;q=0.8",
                 "application/x-www-form-urlencoded", str_of(form));
}

Answer post_stream(const char *target, const char *type, Str body, size_t size)
{
    Request *request = request_new(memory(), METHOD_POST, target, "*/*", type, body);
    return ask_in_pieces(request, body, size);
}

static Request *under_key(const char *key, const char *type, Str body)
{
    Request *request = request_new(memory(), METHOD_POST, "/api/events", "*/*", type, body);
    add_header(request, "Idempotency-Key", str_of(key));
    return request;
}

Answer post_stream_under(const char *key, const char *type, Str body, size_t size)
{
    return ask_in_pieces(under_key(key, type, body), body, size);
}

void post_stream_cut(const char *key, const char *type, Str body)
{
    Request *request = under_key(key, type, body);
    request->more = true;
    assert_int_equal(visit_end(begin(request)).status, 0);
}

// --- looking -------------------------------------------------------------

Str header(Answer answer, const char *name)
{
    for (int i = 0; i < answer.reply->headers; i++)
        if (str_equal_fold(answer.reply->header[i].name, str_of(name)))
            return answer.reply->header[i].value;
    return (Str){0};
}

bool holds(Answer answer, const char *text)
{
    for (size_t i = 0; i < answer.body.length; i++)
        if (str_starts(str_from(answer.body, i), str_of(text))) return true;
    return false;
}

void visit_holds(Answer answer, const char *text, bool wanted, const char *file, int line)
{
    if (holds(answer, text) == wanted) return;
    print_error("%s %s in %d:\n%.*s\n", text, wanted ? "is not" : "is", answer.status,
                STR(answer.body));
    _fail(file, line);
}

static JsonValue document(Answer answer)
{
    JsonValue value = {0};
    JsonFault fault;
    assert_int_equal(json_read(memory(), answer.body, &value, &fault), OK);
    return value;
}

int64_t add_customer(const char *name)
{
    Str body = str_format(memory(), "{\"name\":\"%s\"}", name);
    Answer answer = post("/api/customers", str_z(memory(), body));
    assert_int_equal(answer.status, 201);
    int64_t id = 0;
    assert_true(json_get_int(json_member(document(answer), S("id")), &id));
    return id;
}

int events_of(int64_t customer)
{
    Str target =
        str_format(memory(), "/api/customers/%lld/events?limit=500", (long long)customer);
    Answer answer = get(str_z(memory(), target));
    assert_int_equal(answer.status, 200);
    int count = 0;
    JsonValue data = json_member(document(answer), S("data"));
    for (JsonWalk walk = {0}; json_next(data, &walk);)
        count++;
    return count;
}
