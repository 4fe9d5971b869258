#include "lossy.h"

#include "base/writer.h"
#include "child.h"
#include "store/mysql/address.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PIECE = 65536 };

typedef struct {
    int listener;
    struct sockaddr_un server;
    int commit;
    int refusals;
} Lossy;

// A COMMIT as the protocol has it: a packet of seven bytes, the first of which says
// that a statement follows as text.
static bool is_commit(const char *piece, ssize_t length)
{
    return length == 11 && memcmp(piece + 4,
                                  "\x03"
                                  "COMMIT",
                                  7) == 0;
}

// False where this end has hung up.
static bool pass_on(int from, int to, char piece[PIECE], ssize_t *length)
{
    *length = read(from, piece, PIECE);
    return *length > 0 && write(to, piece, (size_t)*length) == *length;
}

static void serve(Lossy *lossy, int client, int server)
{
    static char piece[PIECE];
    struct pollfd ends[2] = {{.fd = client, .events = POLLIN},
                             {.fd = server, .events = POLLIN}};
    ssize_t length;
    while (poll(ends, 2, -1) > 0) {
        if (ends[1].revents && !pass_on(server, client, piece, &length)) return;
        if (!ends[0].revents) continue;
        if (!pass_on(client, server, piece, &length)) return;
        if (!is_commit(piece, length) || --lossy->commit != 0) continue;
        (void)!read(server, piece, PIECE);  // it is committed, and nobody is told
        return;
    }
}

static int stand_between(void *what)
{
    Lossy *lossy = what;
    for (;;) {
        int client = accept(lossy->listener, NULL, NULL);
        if (client < 0) return 1;
        int server = socket(AF_UNIX, SOCK_STREAM, 0);
        bool refused = lossy->commit <= 0 && lossy->refusals-- > 0;
        if (!refused &&
            connect(server, (struct sockaddr *)&lossy->server, sizeof lossy->server) == 0)
            serve(lossy, client, server);
        close(client);
        close(server);
    }
}

Str lossy_start(Arena *arena, Str address, int commit, int refusals, pid_t *out)
{
    static int started;
    Address to;
    const char *complaint;
    assert_int_equal(address_parse(arena, str_from(address, 8), &to, &complaint), 0);

    Lossy lossy = {.commit = commit, .refusals = refusals};
    lossy.server.sun_family = AF_UNIX;
    snprintf(lossy.server.sun_path, sizeof lossy.server.sun_path, "%s", to.socket);
    struct sockaddr_un here = {.sun_family = AF_UNIX};
    snprintf(here.sun_path, sizeof here.sun_path, "%.80s-%d", to.socket, started++);
    lossy.listener = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(lossy.listener, (struct sockaddr *)&here, sizeof here), 0);
    assert_int_equal(listen(lossy.listener, 8), 0);
    *out = child_start(stand_between, &lossy);
    close(lossy.listener);
    return str_format(arena, "mysql://%s@localhost/%s?socket=%s", to.user, to.name,
                      here.sun_path);
}

void lossy_stop(pid_t process)
{
    kill(process, SIGKILL);
    waitpid(process, NULL, 0);
}
