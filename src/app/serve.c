#include "app/commands.h"

#include "app/beside.h"
#include "app/progress.h"
#include "base/clock.h"
#include "service/sample/sample.h"
#include "web/doors/senders.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

enum { WAIT_FOR_DATABASE_S = 60, LIFE_BYTES = 64 << 10 };

// What the signals act on: until the server runs there is nothing to finish.
static Server *volatile running;
static volatile sig_atomic_t signals;

// The first signal lets what is under way finish; the second does not wait.
static void stop(int number)
{
    (void)number;
    if (signals++) _exit(1);
    if (!running) _exit(0);
    server_stop(running);
}

static void listen_to_signals(void)
{
    struct sigaction action = {.sa_handler = stop};
    sigemptyset(&action.sa_mask);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
}

static void say_where(const Config *config, const Server *server)
{
    const char *host = config->listen.host;
    // Every address of this machine: say the one that works on it.
    if (str_equal(str_of(host), S("0.0.0.0"))) host = "127.0.0.1";
    if (str_equal(str_of(host), S("::"))) host = "::1";
    bool six = str_find(str_of(host), ':') >= 0;
    printf("Customer Health is at http://%s%s%s:%d\n", six ? "[" : "", host, six ? "]" : "",
           server_port(server));
    fflush(stdout);
}

// What a new installation is filled with, where that was asked for.  A book that has
// customers of its own is left alone.
static Err add_sample(const Config *config)
{
    if (!config->sample) return OK;
    Store *writer = NULL;
    Err err = service_open_writer(config->database, WAIT_FOR_DATABASE_S, &writer);
    if (err) return err;

    const SampleOptions options = {.customers = SAMPLE_CUSTOMERS,
                                   .former = SAMPLE_FORMER,
                                   .days = SAMPLE_DAYS,
                                   .seed = 1,
                                   .now = clock_now(),
                                   .currency = config->currency};
    ProgressLine line = progress_begin("sample customers");
    err = sample_fill(writer, &options, progress_say, &line);
    store_close(writer);
    return err == ERR_CONFLICT ? OK : err;
}

static Err open_senders(const Config *config, Senders **out)
{
    const SenderSettings settings = {
        .secrets = {[SENDER_SEGMENT] = config->segment_write_keys,
                    [SENDER_STRIPE] = config->stripe_secrets,
                    [SENDER_ZENDESK] = config->zendesk_secrets,
                    [SENDER_INTERCOM] = config->intercom_secrets},
        .mapping = config->event_mapping,
    };
    return senders_open(&settings, out);
}

static Err start(const Config *config, App *app)
{
    const ServiceOptions options = {.database = config->database,
                                    .currency = config->currency,
                                    .readers = server_defaults().pool};
    Err err = add_sample(config);
    if (!err) err = service_open(&options, WAIT_FOR_DATABASE_S, &app->service);
    return err;
}

// An import goes through us, for nobody else may write to the database.  Where there can
// be no socket it is told so, and everything else works.
static void open_local(Arena *life, const Config *config, Server *server)
{
    const char *path = socket_beside(life, config->database);
    if (path && server_open_local(server, path))
        log_warning("nothing can be imported while we serve");
}

// Until a signal says stop, and what was under way then is answered.
static int run(const Config *config, App *app)
{
    running = app->server;
    say_where(config, app->server);
    if (!server_run(app->server)) {
        log_warning("some requests took too long to be waited for");
        _exit(1);  // their threads still hold what a close would take away
    }
    service_close(app->service);
    server_close(app->server);
    senders_close(app->senders);
    return 0;
}

int serve(const Config *config)
{
    listen_to_signals();
    App app = {.currency = config->currency, .started_at = clock_now()};
    if (open_senders(config, &app.senders)) return 1;
    Site site = web_site(&app);
    // On loopback a web page of somebody else's must not reach us by a name of its own.
    site.check_host = config->listen.loopback;
    ServerOptions options = server_defaults();
    options.host = config->listen.host;
    options.port = (int)config->listen.port;
    options.site = &site;
    if (server_open(&options, &app.server)) return 1;

    if (start(config, &app)) {
        server_close(app.server);
        return 1;
    }
    Arena life = arena_map(LIFE_BYTES);
    open_local(&life, config, app.server);
    return run(config, &app);
}
