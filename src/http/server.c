#include "http/server.h"

#include "base/log.h"
#include "http/door.h"
#include "http/exchange.h"
#include "http/local.h"
#include "http/loop.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    LOOPS_MAX = 64,
    BACKLOG = 1024,
    FILES_BESIDE = 128,  // what the process needs beside its connections
};

struct Server {
    ServerOptions options;
    Pool *pool;
    _Atomic int stops;
    int port;
    int loops;
    Loop *loop[LOOPS_MAX];
};

typedef union {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
} Address;

ServerOptions server_defaults(void)
{
    return (ServerOptions){
        .host = "127.0.0.1",
        .port = 8000,
        .pool = 4,
        .connections_max = 10000,
        .watchers_max = 256,
        .head_ms = 10000,
        .body_ms = 5000,
        .body_rate = 100,
        .idle_ms = 60000,
        .write_ms = 30000,
        .work_ms = 1800,
        .beat_ms = 15000,
        .drain_ms = 4000,
    };
}

// The address

static bool read_address(const ServerOptions *options, Address *out)
{
    *out = (Address){0};
    if (options->port < 0 || options->port > 65535) return false;
    in_port_t port = htons((uint16_t)options->port);
    if (inet_pton(AF_INET, options->host, &out->v4.sin_addr) == 1) {
        out->v4.sin_family = AF_INET;
        out->v4.sin_port = port;
        return true;
    }
    out->v6.sin6_family = AF_INET6;
    out->v6.sin6_port = port;
    return inet_pton(AF_INET6, options->host, &out->v6.sin6_addr) == 1;
}

static int port_of(const Address *address)
{
    bool is_v4 = address->any.sa_family == AF_INET;
    return ntohs(is_v4 ? address->v4.sin_port : address->v6.sin6_port);
}

// The sockets

static bool switch_on(int socket, int option)
{
    int on = 1;
    return setsockopt(socket, SOL_SOCKET, option, &on, sizeof on) == 0;
}

// Bind and listen.  The first socket takes the port for itself alone, which fails
// where anybody else listens there, and only then shares it with those that follow:
// a second copy of the program cannot take a part of the traffic in silence.
static bool listen_at(int socket, Address *address, bool first)
{
    socklen_t size = sizeof *address;
    if (!switch_on(socket, SO_REUSEADDR)) return false;
    if (!first && !switch_on(socket, SO_REUSEPORT)) return false;
    if (bind(socket, &address->any, size) != 0) return false;
    if (first && !switch_on(socket, SO_REUSEPORT)) return false;
    if (listen(socket, BACKLOG) != 0) return false;
    return getsockname(socket, &address->any, &size) == 0;  // where the port was 0
}

static Err open_socket(const ServerOptions *options, Address *address, bool first, int *out)
{
    *out = socket(address->any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (*out >= 0 && listen_at(*out, address, first)) return OK;
    int why = errno;
    if (*out >= 0) close(*out);
    if (why == EADDRINUSE) {
        log_error("Another program listens on %s port %d: stop it, or choose another port.",
                  options->host, port_of(address));
        return ERR_CONFLICT;
    }
    log_error("Cannot listen on %s port %d: %s.", options->host, port_of(address),
              strerror(why));
    return ERR_INVALID;
}

// A connection is a file to the system, and its usual limit is far below ours.
static void raise_file_limit(int connections)
{
    struct rlimit limit;
    rlim_t wanted = (rlim_t)connections + FILES_BESIDE;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted) return;
    limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur < wanted)
        log_warning("Only %llu files may be open at once: fewer than %d connections.",
                    (unsigned long long)limit.rlim_cur, connections);
}

static int loops_wanted(const ServerOptions *options)
{
    long cores = options->loops > 0 ? options->loops : sysconf(_SC_NPROCESSORS_ONLN);
    if (cores < 1) cores = 1;
    return cores > LOOPS_MAX ? LOOPS_MAX : (int)cores;
}

static void close_sockets(const int *socket, int count)
{
    for (int s = 0; s < count; s++)
        if (socket[s] >= 0) close(socket[s]);
}

// Port sockets, one a loop, and behind them the local one, or -1.
static Err open_sockets(const ServerOptions *options, Address *address, int *socket,
                        int count)
{
    int open = 0;
    Err err = OK;
    while (!err && open < count) {
        err = open_socket(options, address, open == 0, &socket[open]);
        if (!err) open++;
    }
    socket[count] = -1;
    if (!err && options->socket_path)
        err = local_open(options->socket_path, &socket[count]);
    if (err) close_sockets(socket, open);
    return err;
}

Err server_open(const ServerOptions *options, Server **out)
{
    Address address;
    if (!read_address(options, &address)) {
        log_error("%s port %d is no address to listen on.", options->host, options->port);
        return ERR_INVALID;
    }
    int sockets[LOOPS_MAX + 1], count = loops_wanted(options);
    Err err = open_sockets(options, &address, sockets, count);
    if (err) return err;
    raise_file_limit(options->connections_max);
    signal(SIGPIPE, SIG_IGN);  // a client that has left is an error code, not our end

    Server *server = calloc(1, sizeof *server);
    assert(server);
    server->options = *options;
    server->options.loops = count;
    server->port = port_of(&address);
    server->loops = count;
    server->pool = pool_open(options->pool, exchange_work);
    for (int l = 0; l < count; l++) {
        const int doors[DOORS] = {sockets[l], l == 0 ? sockets[count] : -1};
        server->loop[l] = loop_open(&server->options, server->pool, &server->stops, doors);
    }
    *out = server;
    return OK;
}

Err server_open_local(Server *server, const char *path)
{
    int socket = -1;
    Err err = local_open(path, &socket);
    if (err) return err;
    server->options.socket_path = path;
    door_open(server->loop[0], &server->loop[0]->door[DOOR_LOCAL], socket);
    return OK;
}

int server_port(const Server *server)
{
    return server->port;
}

static void *run_loop(void *loop)
{
    loop_run(loop);
    return NULL;
}

bool server_run(Server *server)
{
    for (int l = 1; l < server->loops; l++) {
        int code =
            pthread_create(&server->loop[l]->thread, NULL, run_loop, server->loop[l]);
        assert(code == 0);
    }
    loop_run(server->loop[0]);
    bool all_done = server->loop[0]->under_way == 0;
    for (int l = 1; l < server->loops; l++) {
        pthread_join(server->loop[l]->thread, NULL);
        all_done = all_done && server->loop[l]->under_way == 0;
    }
    return all_done;
}

void server_stop(Server *server)
{
    atomic_fetch_add(&server->stops, 1);
    for (int l = 0; l < server->loops; l++)
        loop_wake(server->loop[l]);
}

void server_close(Server *server)
{
    Job *next;
    for (Job *job = pool_close(server->pool); job; job = next) {
        next = job->next;
        loop_return(((Exchange *)job)->loop, job);
    }
    for (int l = 0; l < server->loops; l++)
        loop_close(server->loop[l]);
    free(server);
}

void server_write_metrics(Server *server, Writer *writer)
{
    Metrics *metrics[LOOPS_MAX];
    for (int l = 0; l < server->loops; l++)
        metrics[l] = server->loop[l]->metrics;
    metrics_write(metrics, server->loops, server->options.site, writer);
}
