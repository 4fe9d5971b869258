#include "site.h"

#include "base/hash.h"
#include "test.h"

#include <string.h>

static Err answer_hello(__attribute__((unused)) App *app,
                        __attribute__((unused)) const Request *request, Reply *reply)
{
    writer_put(reply_text(reply, HTTP_OK, S("text/plain")), S("hello"));
    return OK;
}

static Err answer_kept(App *app, __attribute__((unused)) const Request *request,
                       Reply *reply)
{
    Writer *body = reply_text(reply, HTTP_OK, S("text/plain"));
    writer_int(body, atomic_fetch_add(&app->answered, 1) + 1);
    reply->keep = true;
    return OK;
}

static Err answer_text(__attribute__((unused)) App *app, const Request *request,
                       Reply *reply)
{
    int64_t length = 2000;
    Str said;
    if (request_query(request, S("length"), &said)) assert_true(str_int(said, &length));
    Writer *body = reply_text(reply, HTTP_OK, S("text/plain"));
    memset(writer_reserve(body, (size_t)length), 'a', (size_t)length);
    body->length += (size_t)length;
    return OK;
}

// `pieces` of `size` letters each, another letter in each; it fails in the piece `fails`.
static Err answer_flow(__attribute__((unused)) App *app, const Request *request,
                       Reply *reply)
{
    int64_t *said = reply->kept;
    if (!said) {
        static const char *const names[] = {"pieces", "size", "fails"};
        said = reply->kept = arena_new(reply->arena, int64_t, 4);
        said[2] = -1;
        for (int n = 0; n < 3; n++) {
            Str text;
            if (request_query(request, str_of(names[n]), &text))
                assert_true(str_int(text, &said[n]));
        }
    }
    if (said[3] == said[2]) return ERR_BUSY;
    if (said[3] == 0) (void)reply_text(reply, HTTP_OK, S("text/plain"));
    size_t size = (size_t)said[1];
    memset(writer_reserve(&reply->body, size), 'a' + (int)(said[3] % 26), size);
    reply->body.length += size;
    reply->more = ++said[3] < said[0];
    return OK;
}

static Err answer_news(App *app, const Request *request, Reply *reply)
{
    uint64_t *told = reply->kept, news = atomic_load(&app->news);
    int64_t size = 0;
    Str said;
    if (request_query(request, S("size"), &said)) assert_true(str_int(said, &size));
    if (!told) {
        told = reply->kept = arena_new(reply->arena, uint64_t, 1);
        writer_put(reply_text(reply, HTTP_OK, S("text/event-stream")), S("begin;"));
    } else if (*told != news) {
        writer_format(&reply->body, "news %llu;", (unsigned long long)news);
        memset(writer_reserve(&reply->body, (size_t)size), 'a', (size_t)size);
        reply->body.length += (size_t)size;
    } else if (reply->beats) {
        writer_put(&reply->body, S("beat;"));
    }
    *told = news;
    reply->more = reply->waits = true;
    return OK;
}

static Err answer_echo(__attribute__((unused)) App *app, const Request *request,
                       Reply *reply)
{
    writer_put(reply_text(reply, HTTP_OK, S("text/plain")), request->body);
    return OK;
}

static Err answer_wait(App *app, const Request *request, Reply *reply)
{
    pthread_mutex_lock(&app->lock);
    app->waiting++;
    pthread_cond_broadcast(&app->changed);
    while (!app->is_open)
        pthread_cond_wait(&app->changed, &app->lock);
    app->waiting--;
    pthread_mutex_unlock(&app->lock);
    return answer_echo(app, request, reply);
}

static Err answer_parked(App *app, __attribute__((unused)) const Request *request,
                         Reply *reply)
{
    reply_park(reply);
    pthread_mutex_lock(&app->lock);
    assert_true(app->parked_count < PARKED_MAX);
    app->parked[app->parked_count++] = reply;
    pthread_cond_broadcast(&app->changed);
    pthread_mutex_unlock(&app->lock);
    return OK;
}

static void *answer_handed_over(void *reply)
{
    writer_put(reply_text(reply, HTTP_CREATED, S("text/plain")), S("handed"));
    reply_done(reply, OK);
    return NULL;
}

static Err answer_handed(__attribute__((unused)) App *app,
                         __attribute__((unused)) const Request *request, Reply *reply)
{
    pthread_t other;
    reply_park(reply);
    assert_int_equal(pthread_create(&other, NULL, answer_handed_over, reply), 0);
    pthread_detach(other);
    return OK;
}

static Err answer_secret(__attribute__((unused)) App *app,
                         __attribute__((unused)) const Request *request, Reply *reply)
{
    reply_header(reply, S("Cache-Control"), S("no-store"));
    writer_put(reply_text(reply, HTTP_OK, S("text/plain")), S("secret"));
    return OK;
}

static Err answer_about(__attribute__((unused)) App *app, const Request *request,
                        Reply *reply)
{
    writer_format(reply_text(reply, HTTP_OK, S("text/plain")),
                  "%.*s %.*s?%.*s loopback=%d received=%d", STR(request->method_name),
                  STR(request->path), STR(request->query), request->loopback,
                  request->received_at > 0);
    return OK;
}

static Err answer_said(__attribute__((unused)) App *app, const Request *request,
                       Reply *reply)
{
    writer_put(reply_text(reply, HTTP_OK, S("text/plain")),
               request_header(request, S("Said")));
    return OK;
}

static Err answer_smuggled(App *app, const Request *request, Reply *reply)
{
    atomic_fetch_add(&app->smuggled, 1);
    return answer_hello(app, request, reply);
}

// What /count remembers from piece to piece.
typedef struct {
    int64_t bytes;
    int64_t pieces;
    int64_t largest;
    uint64_t hash;
    bool again;  // this piece was here before
} Count;

static void count_piece(Count *count, Str piece)
{
    int64_t length = (int64_t)piece.length;
    count->bytes += length;
    count->pieces++;
    if (length > count->largest) count->largest = length;
    count->hash = hash_str(count->hash, piece);
}

static Err answer_count_now(const Request *request, Reply *reply)
{
    int64_t at = 0;
    Str said;
    if (!reply->kept) {
        reply->kept = arena_new(request->arena, Count, 1);
        ((Count *)reply->kept)->hash = HASH_START;
    }
    Count *count = reply->kept;
    count->again = !count->again && request_query(request, S("twice"), &said);
    reply->again = count->again;
    if (reply->again) return OK;
    count_piece(count, request->body);
    Arena scratch = *request->arena;  // what it takes is free again for the next piece
    memset(arena_new(&scratch, char, 1 << 20), 1, 1 << 20);
    if (request_query(request, S("fails"), &said) && str_int(said, &at) &&
        count->pieces == at)
        return reply_complain(reply, 422, "This is piece %d.", (int)at);
    at = 0;
    bool ends = request_query(request, S("ends"), &said) && str_int(said, &at);
    if (request->more && !(ends && count->pieces == at)) return OK;
    writer_format(reply_text(reply, HTTP_OK, S("text/plain")),
                  "%lld in %lld up to %lld: %llx", (long long)count->bytes,
                  (long long)count->pieces, (long long)count->largest,
                  (unsigned long long)count->hash);
    return OK;
}

static void *count_elsewhere(void *of)
{
    Reply *reply = of;
    Err err = answer_count_now(reply->request, reply);
    reply_done(reply, err);
    return NULL;
}

static void end_stream(void *app)
{
    atomic_fetch_sub(&((App *)app)->streams, 1);
}

static Err answer_count(App *app, const Request *request, Reply *reply)
{
    Str said;
    pthread_t other;
    if (!reply->kept) {
        atomic_fetch_add(&app->streams, 1);
        reply->over = end_stream;
        reply->what = app;
    }
    if (!request_query(request, S("parks"), &said)) return answer_count_now(request, reply);
    reply_park(reply);
    assert_int_equal(pthread_create(&other, NULL, count_elsewhere, reply), 0);
    pthread_detach(other);
    return OK;
}

static const RouteRow routes[] = {
    ROUTE(METHOD_GET, "/loop", WHO_ANYONE, WHERE_LOOP, 0, MEDIA_JSON, TAKES_NOTHING,
          answer_hello),
    ROUTE(METHOD_GET, "/pool", WHO_ANYONE, WHERE_POOL, 0, MEDIA_JSON, TAKES_NOTHING,
          answer_hello),
    ROUTE(METHOD_GET, "/kept", WHO_ANYONE, WHERE_POOL, 0, MEDIA_JSON, TAKES_NOTHING,
          answer_kept),
    ROUTE(METHOD_GET, "/text", WHO_ANYONE, WHERE_POOL, 0, MEDIA_JSON, TAKES_NOTHING,
          answer_text),
    ROUTE(METHOD_GET, "/flow", WHO_ANYONE, WHERE_POOL, 0, MEDIA_JSON, TAKES_NOTHING,
          answer_flow),
    ROUTE(METHOD_GET, "/news", WHO_ANYONE, WHERE_WATCH, 0, MEDIA_JSON, TAKES_NOTHING,
          answer_news),
    ROUTE(METHOD_POST, "/echo", WHO_ANYONE, WHERE_LOOP, 0, MEDIA_JSON, TAKES_JSON,
          answer_echo),
    ROUTE(METHOD_POST, "/packed", WHO_ANYONE, WHERE_POOL, 0, MEDIA_JSON,
          TAKES_JSON | TAKES_GZIP, answer_echo),
    ROUTE(METHOD_POST, "/wait", WHO_ANYONE, WHERE_POOL, 0, MEDIA_JSON, TAKES_JSON,
          answer_wait),
    ROUTE(METHOD_GET, "/parked", WHO_ANYONE, WHERE_LOOP, 0, MEDIA_JSON, TAKES_NOTHING,
          answer_parked),
    ROUTE(METHOD_GET, "/handed", WHO_ANYONE, WHERE_POOL, 0, MEDIA_JSON, TAKES_NOTHING,
          answer_handed),
    ROUTE(METHOD_GET, "/secret", WHO_ANYONE, WHERE_LOOP, 0, MEDIA_JSON, TAKES_NOTHING,
          answer_secret),
    ROUTE(METHOD_GET, "/said", WHO_ANYONE, WHERE_LOOP, 0, MEDIA_JSON, TAKES_NOTHING,
          answer_said),
    ROUTE(METHOD_GET, "/about", WHO_ANYONE, WHERE_LOOP, 0, MEDIA_JSON, TAKES_NOTHING,
          answer_about),
    ROUTE(METHOD_POST, "/count", WHO_ANYONE, WHERE_POOL, 0, MEDIA_JSON,
          TAKES_JSON | TAKES_GZIP | TAKES_STREAM, answer_count),
    ROUTE(METHOD_POST, "/hold", WHO_ANYONE, WHERE_POOL, 0, MEDIA_JSON,
          TAKES_JSON | TAKES_STREAM, answer_parked),
    ROUTE(METHOD_GET, "/smuggled", WHO_ANYONE, WHERE_LOOP, 0, MEDIA_JSON, TAKES_NOTHING,
          answer_smuggled),
};

static uint64_t version_of(App *app)
{
    return atomic_load(&app->version);
}

static uint64_t news_of(App *app)
{
    return atomic_load(&app->news);
}

ServerOptions site_options(void)
{
    ServerOptions options = server_defaults();
    options.port = 0;
    options.loops = 1;
    options.pool = 2;
    return options;
}

static void *run(void *of)
{
    Running *running = of;
    running->all_done = server_run(running->server);
    return NULL;
}

void site_start(Running *running, ServerOptions options)
{
    memset(running, 0, sizeof *running);
    pthread_mutex_init(&running->app.lock, NULL);
    pthread_cond_init(&running->app.changed, NULL);
    running->app.version = 1;
    running->site.route = routes;
    running->site.routes = sizeof routes / sizeof *routes;
    running->site.app = &running->app;
    running->site.version = version_of;
    running->site.news = news_of;
    options.site = &running->site;
    running->options = options;
    assert_int_equal(server_open(&options, &running->server), OK);
    running->port = server_port(running->server);
    assert_int_equal(pthread_create(&running->thread, NULL, run, running), 0);
}

void site_join(Running *running)
{
    pthread_join(running->thread, NULL);
}

void site_close(Running *running)
{
    server_close(running->server);
    pthread_cond_destroy(&running->app.changed);
    pthread_mutex_destroy(&running->app.lock);
}

void site_stop(Running *running)
{
    server_stop(running->server);
    site_join(running);
    site_close(running);
}

void app_await_waiting(App *app, int count)
{
    pthread_mutex_lock(&app->lock);
    while (app->waiting < count)
        pthread_cond_wait(&app->changed, &app->lock);
    pthread_mutex_unlock(&app->lock);
}

void app_await_parked(App *app, int count)
{
    pthread_mutex_lock(&app->lock);
    while (app->parked_count < count)
        pthread_cond_wait(&app->changed, &app->lock);
    pthread_mutex_unlock(&app->lock);
}

void app_open(App *app)
{
    pthread_mutex_lock(&app->lock);
    app->is_open = true;
    pthread_cond_broadcast(&app->changed);
    pthread_mutex_unlock(&app->lock);
}

void app_answer_parked(App *app, Err err)
{
    pthread_mutex_lock(&app->lock);
    for (int p = 0; p < app->parked_count; p++) {
        Reply *reply = app->parked[p];
        if (!err && !reply->request->more)
            writer_put(reply_text(reply, HTTP_OK, S("text/plain")), S("parked"));
        reply_done(reply, err);
    }
    app->parked_count = 0;
    pthread_mutex_unlock(&app->lock);
}
