#include "client.h"
#include "http/reply.h"
#include "site.h"

#include <sys/socket.h>
#include <unistd.h>

#define HOST "Host: x\r\n"
#define LOOP "GET /loop HTTP/1.1\r\n" HOST "\r\n"

static Running server;

int test_set_up(void)
{
    ServerOptions options = site_options();
    options.head_ms = options.body_ms = options.idle_ms = options.write_ms = 150;
    options.work_ms = 200;
    options.body_rate = 100000;
    site_start(&server, options);
    return 0;
}

int test_tear_down(void)
{
    site_stop(&server);
    return 0;
}

static void expect_408(int socket)
{
    Heard heard = client_hear(test_arena(), socket, true);
    assert_int_equal(heard.status, 408);
    assert_str_equal(heard_field(&heard, S("Connection")), S("close"));
    assert_true(client_sees_end(socket));
    close(socket);
}

TEST(a_head_that_does_not_end_is_408)
{
    int socket = client_connect(server.port);
    client_send(socket, S("GET /loop HTTP/1.1\r\nHos"));
    expect_408(socket);
}

TEST(a_head_that_drips_is_408_too)
{
    int socket = client_connect(server.port);
    Str drops =
        S("GET /loop?aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    for (size_t d = 0; d < drops.length; d++) {
        client_send(socket, str_until(str_from(drops, d), 1));
        usleep(5000);
    }
    expect_408(socket);
}

TEST(a_body_that_does_not_come_is_408)
{
    int socket = client_connect(server.port);
    client_send(socket, S("POST /echo HTTP/1.1\r\n" HOST "Content-Length: 9\r\n\r\na"));
    expect_408(socket);
}

TEST(an_idle_connection_is_closed_without_a_word)
{
    int fresh = client_connect(server.port), used = client_connect(server.port);
    assert_int_equal(client_ask(test_arena(), used, S(LOOP)).status, 200);
    assert_true(client_sees_end(fresh));
    assert_true(client_sees_end(used));
    close(fresh);
    close(used);
}

TEST(a_client_that_does_not_read_is_left)
{
    int socket = client_connect(server.port);
    client_send(socket, S("GET /text?length=14000000 HTTP/1.1\r\n" HOST "\r\n"));
    usleep(800000);  // more than write_ms, and no byte taken
    Str all = client_hear_all(test_arena(), socket);
    assert_true(all.length < 14000000);
    close(socket);
}

TEST(a_request_under_way_has_no_deadline)
{
    int socket = client_connect(server.port);
    client_send(socket, S("GET /parked HTTP/1.1\r\n" HOST "\r\n"));
    app_await_parked(&server.app, 1);
    usleep(300000);  // more than every deadline but that for the work itself
    app_answer_parked(&server.app, OK);
    assert_str_equal(client_hear(test_arena(), socket, true).body, S("parked"));
    close(socket);
}

// --- when we are the ones who are waited for

static void expect_503(int socket)
{
    Heard heard = client_hear(test_arena(), socket, true);
    assert_int_equal(heard.status, 503);
    assert_true(heard_field(&heard, S("Retry-After")).length > 0);
    assert_str_equal(heard_field(&heard, S("X-Request-Id")), S("mine"));
    assert_str_equal(heard_field(&heard, S("Connection")), S("close"));
    assert_true(client_sees_end(socket));
    close(socket);
}

#define MINE "X-Request-Id: mine\r\n"

TEST(who_writes_is_told_when_it_takes_too_long_and_the_work_goes_on_alone)
{
    int socket = client_connect(server.port);
    client_send(socket,
                S("POST /wait HTTP/1.1\r\n" HOST MINE
                  "Content-Type: application/json\r\nContent-Length: 4\r\n\r\nbody"));
    app_await_waiting(&server.app, 1);
    expect_503(socket);
    app_open(&server.app);
    socket = client_connect(server.port);
    assert_int_equal(client_ask(test_arena(), socket, S(LOOP)).status, 200);
    close(socket);
}

TEST(a_stream_whose_piece_takes_too_long_is_given_up_as_well)
{
    int socket = client_connect(server.port);
    client_send(socket,
                S("POST /hold HTTP/1.1\r\n" HOST MINE "Content-Type: application/json\r\n"
                  "Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n"));
    app_await_parked(&server.app, 1);
    expect_503(socket);
    app_answer_parked(&server.app, OK);
}

TEST(who_only_asks_may_wait_twice_as_long)
{
    int socket = client_connect(server.port);
    client_send(socket, S("GET /parked HTTP/1.1\r\n" HOST "\r\n"));
    app_await_parked(&server.app, 1);
    usleep(300000);
    app_answer_parked(&server.app, OK);
    assert_int_equal(client_hear(test_arena(), socket, true).status, 200);
    client_send(socket, S("GET /parked HTTP/1.1\r\n" HOST MINE "\r\n"));
    app_await_parked(&server.app, 1);
    expect_503(socket);
    app_answer_parked(&server.app, OK);
}
