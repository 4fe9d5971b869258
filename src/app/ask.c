#include "app/commands.h"

#include "app/beside.h"
#include "app/courier.h"
#include "app/source.h"
#include "base/clock.h"
#include "base/json_read.h"
#include "web/doors/senders.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { ROOM_BYTES = 64 << 20 };

// --- a server of our own -----------------------------------------------------------

typedef struct {  // where nobody serves the database: for this one question
    App app;
    Site site;
    pthread_t thread;
    char folder[32];
    char socket[48];
} Own;

static void *run(void *context)
{
    Own *own = context;
    (void)server_run(own->app.server);
    return NULL;
}

// Who would ask a database that is not there is not given an empty one.
static Err open_service(const Config *config, Own *own)
{
    Store *reader = NULL;
    const ServiceOptions options = {.database = config->database,
                                    .currency = config->currency,
                                    .readers = server_defaults().pool};
    Err err = store_open(config->database, STORE_READER, &reader);
    if (err) return err;
    store_close(reader);
    return service_open(&options, 0, &own->app.service);
}

static Err open_server(Own *own)
{
    ServerOptions options = server_defaults();
    own->site = web_site(&own->app);
    options.host = "127.0.0.1";
    options.port = 0;
    options.site = &own->site;
    Err err = server_open(&options, &own->app.server);
    if (!err) err = server_open_local(own->app.server, own->socket);
    if (!err && pthread_create(&own->thread, NULL, run, own)) err = ERR_BUSY;
    return err;
}

static Err own_open(const Config *config, Own *own)
{
    static const SenderSettings none;
    own->app = (App){.currency = config->currency, .started_at = clock_now()};
    snprintf(own->folder, sizeof own->folder, "/tmp/customer-health-XXXXXX");
    if (!mkdtemp(own->folder)) {
        fprintf(stderr, "customer-health: /tmp cannot be written.\n");
        return ERR_INVALID;
    }
    snprintf(own->socket, sizeof own->socket, "%s/socket", own->folder);
    Err err = open_service(config, own);
    if (!err) err = senders_open(&none, &own->app.senders);
    if (!err) err = open_server(own);
    return err;
}

// What was opened; the thread runs where there is a server and `err` is OK.
static void own_close(Own *own, Err err)
{
    if (!err) {
        server_stop(own->app.server);
        pthread_join(own->thread, NULL);
    }
    if (own->app.service) service_close(own->app.service);
    if (own->app.server) server_close(own->app.server);
    if (own->app.senders) senders_close(own->app.senders);
    unlink(own->socket);
    rmdir(own->folder);
}

// --- the question ------------------------------------------------------------------

static Err read_body(const Config *config, Arena *arena, Str *out)
{
    bool more = false;
    Source *source = NULL;
    if (!config->file) return OK;
    Err err = source_open(arena, config->file, &source);
    if (err) return err;
    err = source_read(source, out, &more);
    if (!err) *out = str_copy(arena, *out);
    source_close(source);
    if (err || !more) return err;
    fprintf(stderr, "customer-health: %s is too long to be sent.\n", config->file);
    return ERR_INVALID;
}

static int refused(Arena *arena, int status, Str answer)
{
    JsonValue problem;
    JsonFault fault;
    Str detail = {0};
    if (!json_read(arena, answer, &problem, &fault))
        (void)json_get_text(json_member(problem, S("detail")), &detail);
    fprintf(stderr, "customer-health: %d: %.*s\n", status, STR(detail));
    return 1;
}

static int send_to(const char *socket, const Config *config, Str body, Arena *arena)
{
    int status = 0;
    Courier *courier = NULL;
    Writer answer = {.arena = arena};
    const Errand errand = {.method = config->method ? config->method
                                     : config->file ? "POST"
                                                    : "GET",
                           .target = config->target,
                           .type = config->file ? "application/json" : NULL,
                           .body = body};
    if (courier_open(arena, socket, &courier)) return -1;
    Err err = courier_send(courier, &errand, &answer, &status);
    courier_close(courier);
    if (err) fprintf(stderr, "customer-health: there was no answer.\n");
    if (err) return 1;
    if (status >= 400) return refused(arena, status, writer_str(&answer));
    printf("%.*s\n", STR(writer_str(&answer)));
    return 0;
}

static int ask_own(const Config *config, Str body, Arena *arena)
{
    Own *own = arena_new(arena, Own, 1);
    Err err = own_open(config, own);
    int status = err ? 1 : send_to(own->socket, config, body, arena);
    own_close(own, err);
    return status;
}

// A server of the same database is asked, which nobody else may open; else we are one.
int ask(const Config *config)
{
    Str body = {0};
    if (!config->target) {
        fprintf(stderr, "customer-health: say what to ask: a path, such as "
                        "/api/customers; see --help.\n");
        return 1;
    }
    const Arena start = arena_map(ROOM_BYTES);
    Arena arena = start;
    const char *beside = socket_beside(&arena, config->database);
    int status = read_body(config, &arena, &body) ? 1 : -1;
    if (status < 0 && beside) status = send_to(beside, config, body, &arena);
    if (status < 0) status = ask_own(config, body, &arena);
    arena_unmap(start);
    return status < 0 ? 1 : status;
}
