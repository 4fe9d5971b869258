// bulk.c: how many events a second does the server take in bulk?
//
//     bulk PORT [connections=4] [batch=1000] [customers=1000] [first=1] [seconds=10]
//          [events=N] [ids=none|ordered|random] [by=id|external] [days=0] [rate=0]
//
// Sends bodies of NDJSON to POST /api/events on loopback, one after the other on each
// connection, for so many seconds or until so many events are acknowledged, and not more
// than `rate` events a second.  What is answered 503 is sent again a moment later.  Prints, and nothing else: events
// acknowledged a second, the 99th percentile of a request in milliseconds, how many
// events, and how many times the answer was 503.
#include "load.h"

#include "base/clock.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SECOND INT64_C(1000000000)

enum {
    CONNECTIONS_MAX = 64,
    REQUESTS_MAX = 1 << 20,
    ANSWER_BYTES = 1 << 20,
    PAUSE_MS = 50
};

typedef struct {
    Load load;
    int64_t port;
    int64_t connections;
    int64_t seconds;
    int64_t events;  // after which it is enough; 0: after `seconds`
    int64_t rate;    // events a second; 0: as many as can be
    int64_t began;
    int64_t ends_at;
    _Atomic int64_t acknowledged;
    _Atomic int64_t refused;
    _Atomic int requests;
    _Atomic bool failed;
    int64_t *took;  // by each request
} Run;

typedef struct {
    int socket;
    char *answer;  // ANSWER_BYTES
    size_t length;
} Connection;

// --- what was asked for

static Ids ids_called(Str name)
{
    if (str_equal(name, S("ordered"))) return IDS_ORDERED;
    return str_equal(name, S("random")) ? IDS_RANDOM : IDS_NONE;
}

static bool read_word(Run *run, Str word)
{
    const struct {
        Str name;
        int64_t *number;
    } numbers[] = {
        {S("connections"), &run->connections},  {S("batch"), &run->load.batch},
        {S("customers"), &run->load.customers}, {S("first"), &run->load.first},
        {S("seconds"), &run->seconds},          {S("events"), &run->events},
        {S("days"), &run->load.days},           {S("rate"), &run->rate},
    };
    Str value = word, name = str_cut(&value, '=');
    for (size_t n = 0; n < sizeof numbers / sizeof *numbers; n++)
        if (str_equal(name, numbers[n].name)) return str_int(value, numbers[n].number);
    if (str_equal(name, S("ids"))) run->load.ids = ids_called(value);
    if (str_equal(name, S("by"))) run->load.external = str_equal(value, S("external"));
    return str_equal(name, S("ids")) || str_equal(name, S("by"));
}

static bool read_words(Run *run, int argc, char **argv)
{
    *run = (Run){.load = {.batch = 1000, .customers = 1000, .first = 1}};
    run->connections = 4;
    run->seconds = 10;
    if (argc < 2 || !str_int(str_of(argv[1]), &run->port)) return false;
    for (int a = 2; a < argc; a++)
        if (!read_word(run, str_of(argv[a]))) return false;
    return run->connections <= CONNECTIONS_MAX;
}

// --- a request and its answer

static bool dial(const Run *run, Connection *connection)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)run->port)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connection->socket = socket(AF_INET, SOCK_STREAM, 0);
    const int yes = 1;
    setsockopt(connection->socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return connect(connection->socket, (struct sockaddr *)&to, sizeof to) == 0;
}

// Does the server keep the connection?
static bool stays(const Connection *connection)
{
    return !strstr(connection->answer, "\nConnection: close");
}

static bool dial_again(const Run *run, Connection *connection)
{
    close(connection->socket);
    return dial(run, connection);
}

static bool send_all(int socket, const char *text, size_t length)
{
    while (length > 0) {
        ssize_t sent = send(socket, text, length, MSG_NOSIGNAL);
        if (sent <= 0) return false;
        text += sent;
        length -= (size_t)sent;
    }
    return true;
}

static bool send_request(const Connection *connection, const Body *body)
{
    char head[256];
    int length = snprintf(head, sizeof head,
                          "POST /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                          "Content-Type: application/x-ndjson\r\n"
                          "Content-Length: %zu\r\n\r\n",
                          body->length);
    return send_all(connection->socket, head, (size_t)length) &&
           send_all(connection->socket, body->text, body->length);
}

// The number behind a name in the answer; -1: it is not there.
static int64_t number_behind(const Connection *connection, const char *name)
{
    const char *found = strstr(connection->answer, name);
    return found ? strtoll(found + strlen(name), NULL, 10) : -1;
}

// The status of the answer, which is read whole; 0: the connection broke.
static int read_answer(Connection *connection)
{
    connection->length = 0;
    for (;;) {
        char *to = connection->answer + connection->length;
        size_t room = ANSWER_BYTES - 1 - connection->length;
        ssize_t got = recv(connection->socket, to, room, 0);
        if (got <= 0) return 0;
        connection->length += (size_t)got;
        connection->answer[connection->length] = 0;
        const char *end = strstr(connection->answer, "\r\n\r\n");
        if (!end) continue;
        int64_t body = number_behind(connection, "Content-Length: ");
        size_t head = (size_t)(end - connection->answer) + 4;
        if (connection->length >= head + (size_t)body) return atoi(connection->answer + 9);
    }
}

// --- a connection's thread

static bool goes_on(const Run *run)
{
    if (run->failed) return false;
    if (run->events) return run->acknowledged < run->events;
    return clock_ticks() < run->ends_at;
}

// Send a body until it is acknowledged; false where it never will be.
static bool deliver(Run *run, Connection *connection, const Body *body)
{
    for (;;) {
        int64_t began = clock_ticks();
        bool sent = send_request(connection, body);
        int status = sent ? read_answer(connection) : 0;
        if (status == 503 && strstr(connection->answer, "\nRetry-After: ")) {
            run->refused++;
            if (!stays(connection) && !dial_again(run, connection)) return false;
            nanosleep(&(struct timespec){.tv_nsec = PAUSE_MS * 1000000L}, NULL);
            continue;
        }
        int64_t there = number_behind(connection, "\"accepted\":") +
                        number_behind(connection, "\"duplicate\":");
        if (status != 200 || there != run->load.batch) return false;
        run->acknowledged += there;
        int request = run->requests++;
        if (request < REQUESTS_MAX) run->took[request] = clock_ticks() - began;
        return true;
    }
}

// Where a rate is wished for, wait until this body is due.
static void pace(const Run *run, int64_t bodies)
{
    if (!run->rate) return;
    int64_t each = run->load.batch * run->connections * SECOND / run->rate;
    int64_t wait = run->began + bodies * each - clock_ticks();
    if (wait > 0) nanosleep(&(struct timespec){wait / SECOND, wait % SECOND}, NULL);
}

static void *work(void *what)
{
    Run *run = what;
    Arena life = arena_map((size_t)256 << 20);
    Connection connection = {.answer = arena_new(&life, char, ANSWER_BYTES)};
    Body body = body_new(&life, &run->load);
    bool good = dial(run, &connection);
    for (int64_t bodies = 0; good && goes_on(run); bodies++) {
        pace(run, bodies);
        body_change(&body);
        good = deliver(run, &connection, &body);
    }
    if (!good && !atomic_exchange(&run->failed, true))
        fprintf(stderr, "bulk: the server answered: %.600s\n", connection.answer);
    close(connection.socket);
    return NULL;
}

static int by_length(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

static void print_figures(Run *run, int64_t elapsed)
{
    size_t requests = run->requests < REQUESTS_MAX ? (size_t)run->requests : REQUESTS_MAX;
    qsort(run->took, requests, sizeof *run->took, by_length);
    int64_t slow = requests ? run->took[requests * 99 / 100] : 0;
    printf("%.0f %.1f %lld %lld\n",
           (double)run->acknowledged * (double)SECOND / (double)elapsed, (double)slow / 1e6,
           (long long)run->acknowledged, (long long)run->refused);
}

int main(int argc, char **argv)
{
    Run run;
    if (!read_words(&run, argc, argv)) return 2;
    Arena life = arena_map((size_t)16 << 20);
    run.took = arena_new(&life, int64_t, REQUESTS_MAX);

    pthread_t thread[CONNECTIONS_MAX];
    run.began = clock_ticks();
    run.ends_at = run.began + run.seconds * SECOND;
    for (int64_t c = 0; c < run.connections; c++)
        if (pthread_create(&thread[c], NULL, work, &run)) return 1;
    for (int64_t c = 0; c < run.connections; c++)
        pthread_join(thread[c], NULL);
    print_figures(&run, clock_ticks() - run.began);
    return run.failed;
}
