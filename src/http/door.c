#define _GNU_SOURCE  // accept4

#include "http/door.h"

#include "base/log.h"
#include "http/connection.h"

#include <assert.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    ACCEPT_BATCH = 64,  // then those already here get their turn
    ACCEPT_REST = 100,  // milliseconds, when the system has no file descriptor left
};

static bool is_loopback(const struct sockaddr_storage *peer)
{
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    if (peer->ss_family == AF_UNIX) return true;
    if (peer->ss_family == AF_INET) {
        memcpy(&v4, peer, sizeof v4);
        return ntohl(v4.sin_addr.s_addr) >> 24 == 127;
    }
    memcpy(&v6, peer, sizeof v6);
    bool mapped = IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr);
    return IN6_IS_ADDR_LOOPBACK(&v6.sin6_addr) ||
           (mapped && v6.sin6_addr.s6_addr[12] == 127);
}

static void rest(Loop *loop)
{
    for (int d = 0; d < DOORS; d++)
        if (loop->door[d].socket >= 0) uv_poll_stop(&loop->door[d].poll);
    loop->rests_until = loop_now() + ACCEPT_REST;
}

// The connection that keeps us waiting longest, where one that has nothing to lose
// goes first; NULL where all are being served.
static Connection *most_dispensable(const Loop *loop)
{
    static const Stage order[] = {STAGE_LINGER, STAGE_IDLE, STAGE_WATCH,
                                  STAGE_HEAD,   STAGE_BODY, STAGE_SEND};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        if (loop->waiting[order[i]].oldest) return loop->waiting[order[i]].oldest;
    return NULL;
}

// The system looks for a free file before it looks whether anybody waits.
static bool somebody_knocks(const Door *door)
{
    struct pollfd knock = {.fd = door->socket, .events = POLLIN};
    return poll(&knock, 1, 0) == 1;
}

static void rest_without_files(Loop *loop)
{
    log_warning("The system has nothing left to accept a connection with.");
    Connection *one = most_dispensable(loop);
    if (one) connection_close(one);
    rest(loop);
}

// Accept one; false where there is none, or no room for it now.
static bool accept_one(Loop *loop, const Door *door)
{
    Connection *in_its_place = NULL;
    if (loop->open >= loop->open_max) {
        in_its_place = most_dispensable(loop);
        if (!in_its_place) rest(loop);
        if (!in_its_place) return false;
    }
    struct sockaddr_storage peer = {0};
    socklen_t size = sizeof peer;
    int socket = accept4(door->socket, (struct sockaddr *)&peer, &size,
                         SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (socket >= 0) {
        if (in_its_place) connection_close(in_its_place);
        connection_open(loop, socket, is_loopback(&peer));
        return true;
    }
    if (errno == ECONNABORTED || errno == EINTR) return true;  // try the next one
    bool is_short =
        errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS;
    if (is_short && somebody_knocks(door)) rest_without_files(loop);
    return false;
}

static void on_knock(uv_poll_t *poll, __attribute__((unused)) int status,
                     __attribute__((unused)) int events)
{
    Loop *loop = poll->data;
    const Door *door = (const Door *)poll;
    for (int i = 0; i < ACCEPT_BATCH && accept_one(loop, door); i++)
        continue;
}

void door_open(Loop *loop, Door *door, int socket)
{
    door->socket = socket;
    if (socket < 0) return;
    int code = uv_poll_init(&loop->uv, &door->poll, socket);
    assert(code == 0);  // a system that has no file descriptors left at the start
    door->poll.data = loop;
}

void doors_let_in(Loop *loop)
{
    loop->rests_until = 0;
    for (int d = 0; d < DOORS; d++)
        if (loop->door[d].socket >= 0)
            uv_poll_start(&loop->door[d].poll, UV_READABLE, on_knock);
}

void doors_let_in_the_last(Loop *loop)
{
    for (int d = 0; d < DOORS; d++)
        while (loop->door[d].socket >= 0 && loop->open < loop->open_max &&
               accept_one(loop, &loop->door[d]))
            continue;
}

void doors_close(Loop *loop)
{
    loop->rests_until = 0;
    for (int d = 0; d < DOORS; d++) {
        Door *door = &loop->door[d];
        if (door->socket < 0) continue;
        if (d == DOOR_LOCAL) unlink(loop->options->socket_path);
        uv_poll_stop(&door->poll);
        close(door->socket);
        door->socket = -1;
    }
}
