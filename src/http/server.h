// server.h: who is calling, and are they well behaved?
//
// Sockets, connections, deadlines and threads: one loop per core, each with its
// own listening socket (SO_REUSEPORT), and a small pool for handlers that wait
// for the database.  Every ambiguous byte is refused; every wait has an end.
// (design: libraries.md, "HTTP rules")
#pragma once

#include "http/router.h"

typedef struct Server Server;

typedef struct {
    const char *host;  // an IP address
    int port;          // 0: any free one
    // A unix socket, for programs of this machine and of the same user; NULL: none.
    const char *socket_path;
    int loops;  // 0: one per core
    int pool;   // threads for handlers that wait
    int connections_max;
    int watchers_max;  // of them, who may listen for news at once; each loop has its share
    // Deadlines in milliseconds; tests shorten them.
    int head_ms;    // from the first byte to the end of the head
    int body_ms;    // grace before the minimum rate counts
    int body_rate;  // bytes a second a body must arrive with
    int idle_ms;    // between requests
    int write_ms;   // without the client taking a byte
    int work_ms;    // for a write; twice that for a question, six times for a piece of a
                    // stream
    int beat_ms;    // how long a watch may be silent
    int drain_ms;   // what a stop waits for requests under way
    const Site *site;
} ServerOptions;

// What every server starts from: the figures of libraries.md.
ServerOptions server_defaults(void);

// Bind and listen.  ERR_CONFLICT: somebody listens there; ERR_INVALID: no such
// address.  Both are logged as a sentence.
MUST_USE Err server_open(const ServerOptions *options, Server **out);

// Let programs of this machine in by a unix socket too, where its folder was not there
// before; until server_run.  `path` must stay.  ERR_CONFLICT, ERR_INVALID: as above.
MUST_USE Err server_open_local(Server *server, const char *path);

// The port it listens on.
int server_port(const Server *server);

// Serve until server_stop; then answer what is under way and return.  False where
// that took longer than drain_ms, or nobody would wait: handlers or parked replies
// are still under way, and the process had best end.
bool server_run(Server *server);

// Stop, from any thread or from a signal handler; a second call does not wait.
void server_stop(Server *server);

// Waits for handlers that still run.  Whoever holds a parked reply has called
// reply_done before.
void server_close(Server *server);

// Its figures in the Prometheus text format: requests by method, route and status,
// a histogram of their duration, connections, kept answers.
void server_write_metrics(Server *server, Writer *writer);
