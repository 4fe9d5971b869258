#define _XOPEN_SOURCE 700  // for nftw
#include "visit.h"

#include "http/json_read.h"
#include "memory.h"
#include "web/doors/senders.h"

#include <ftw.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static App app;
static Site site;

// --- what the server does for parked replies -----------------------------

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t came_back = PTHREAD_COND_INITIALIZER;
static bool parked, done;
static Err outcome;

void reply_park(__attribute__((unused)) Reply *reply)
{
    parked = true;
}

void reply_done(__attribute__((unused)) Reply *reply, Err err)
{
    pthread_mutex_lock(&lock);
    outcome = err;
    done = true;
    pthread_cond_signal(&came_back);
    pthread_mutex_unlock(&lock);
}

// There is no server, and so it has no figures.
void server_write_metrics(__attribute__((unused)) Server *server,
                          __attribute__((unused)) Writer *writer)
{
}

static void wait_for(const Request *request, Reply *reply)
{
    if (!parked) return;
    pthread_mutex_lock(&lock);
    while (!done)
        pthread_cond_wait(&came_back, &lock);
    pthread_mutex_unlock(&lock);
    router_conclude(&site, request, reply, outcome);
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

static Request *request_new(Method method, const char *target, const char *accept,
                            const char *type, Str body)
{
    Arena *arena = memory();
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
        .method_name = method == METHOD_POST ? S("POST") : S("GET"),
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

static Answer ask(Request *request)
{
    Reply *reply = arena_new(request->arena, Reply, 1);
    *reply = (Reply){.arena = request->arena, .request = request};
    parked = done = false;

    int allowed;
    const RouteRow *row = router_find(&site, request, &allowed);
    Err err = router_admit(&site, row, request, allowed, reply);
    if (!err) router_answer(&site, row, request, reply);
    if (!err) wait_for(request, reply);
    return (Answer){reply->status, reply->type, writer_str(&reply->body), reply};
}

Answer visit(Method method, const char *target, const char *accept, const char *type,
             Str body)
{
    return ask(request_new(method, target, accept, type, body));
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

Answer get_page_with(const char *target, const char *name, const char *value)
{
    Request *request = request_new(METHOD_GET, target, BROWSER, NULL, (Str){0});
    Pair *pair = arena_new(request->arena, Pair, request->headers + 1);
    for (int i = 0; i < request->headers; i++)
        pair[i] = request->header[i];
    pair[request->headers++] = (Pair){str_of(name), str_of(value)};
    request->header = pair;
    return ask(request);
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
