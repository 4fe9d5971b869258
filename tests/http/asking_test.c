#include "client.h"
#include "site.h"

#include <unistd.h>

#define HOST "Host: x\r\n"
#define WAIT "POST /wait HTTP/1.1\r\n" HOST "Content-Length: 4\r\n\r\nbody"

enum { CROWD = 6, POOL = 2 };

static Running server;
static int busy[POOL], crowd[CROWD];

// Ask the same from many clients, while all of the pool's threads are at work.
static void gather(Str request)
{
    site_start(&server, site_options());
    atomic_store(&server.app.version, 1);
    for (int b = 0; b < POOL; b++) {
        busy[b] = client_connect(server.port);
        client_send(busy[b], S(WAIT));
    }
    app_await_waiting(&server.app, POOL);
    for (int c = 0; c < CROWD; c++) {
        crowd[c] = client_connect(server.port);
        client_send(crowd[c], request);
    }
    // The loop has read them all once it has answered two more, one after the other.
    int last = client_connect(server.port);
    for (int i = 0; i < 2; i++)
        assert_int_equal(
            client_ask(test_arena(), last, S("GET /loop HTTP/1.1\r\n" HOST "\r\n")).status,
            200);
    close(last);
}

static void part(void)
{
    for (int b = 0; b < POOL; b++) {
        assert_int_equal(client_hear(test_arena(), busy[b], true).status, 200);
        close(busy[b]);
    }
    site_stop(&server);
}

TEST(what_many_ask_at_once_is_made_once)
{
    gather(S("GET /kept HTTP/1.1\r\n" HOST "\r\n"));
    app_open(&server.app);
    for (int c = 0; c < CROWD; c++) {
        assert_str_equal(client_hear(test_arena(), crowd[c], true).body, S("1"));
        close(crowd[c]);
    }
    assert_int_equal(atomic_load(&server.app.answered), 1);
    part();
}

TEST(an_answer_that_is_not_kept_is_made_for_each)
{
    gather(S("GET /pool HTTP/1.1\r\n" HOST "\r\n"));
    app_open(&server.app);
    for (int c = 0; c < CROWD; c++) {
        assert_str_equal(client_hear(test_arena(), crowd[c], true).body, S("hello"));
        close(crowd[c]);
    }
    part();
}

TEST(an_answer_of_an_earlier_version_is_not_shared)
{
    gather(S("GET /kept HTTP/1.1\r\n" HOST "\r\n"));
    atomic_store(&server.app.version, 2);
    app_open(&server.app);
    for (int c = 0; c < CROWD; c++) {
        assert_int_equal(client_hear(test_arena(), crowd[c], true).status, 200);
        close(crowd[c]);
    }
    assert_in_range(atomic_load(&server.app.answered), 2, CROWD);
    part();
}

TEST(clients_that_leave_while_they_follow_hurt_nobody)
{
    gather(S("GET /kept HTTP/1.1\r\n" HOST "\r\n"));
    for (int c = 0; c < CROWD; c += 2)
        client_kill(crowd[c]);
    app_open(&server.app);
    for (int c = 1; c < CROWD; c += 2) {
        assert_str_equal(client_hear(test_arena(), crowd[c], true).body, S("1"));
        close(crowd[c]);
    }
    part();
}
