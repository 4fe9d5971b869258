#include "client.h"
#include "http/reply.h"
#include "site.h"

#include <unistd.h>

#define HOST "Host: x\r\n"
#define LOOP "GET /loop HTTP/1.1\r\n" HOST "\r\n"
#define PARKED "GET /parked HTTP/1.1\r\n" HOST "\r\n"

TEST(a_stop_closes_idle_connections_and_answers_what_is_under_way)
{
    Running server;
    site_start(&server, site_options());
    int idle = client_connect(server.port), busy = client_connect(server.port);
    assert_int_equal(client_ask(test_arena(), idle, S(LOOP)).status, 200);
    client_send(busy, S(PARKED LOOP));
    app_await_parked(&server.app, 1);

    server_stop(server.server);
    assert_true(client_sees_end(idle));
    app_answer_parked(&server.app, OK);
    Heard heard = client_hear(test_arena(), busy, true);
    assert_str_equal(heard.body, S("parked"));
    assert_str_equal(heard_field(&heard, S("Connection")), S("close"));
    assert_true(client_sees_end(busy));
    close(idle);
    close(busy);
    site_join(&server);
    assert_true(server.all_done);
    site_close(&server);
}

TEST(a_request_half_read_at_the_stop_is_still_answered)
{
    Running server;
    site_start(&server, site_options());
    int half = client_connect(server.port), idle = client_connect(server.port);
    client_send(half, S("POST /echo HTTP/1.1\r\n" HOST "Content-Length: 4\r\n\r\nbo"));
    assert_int_equal(client_ask(test_arena(), idle, S(LOOP)).status, 200);
    server_stop(server.server);
    assert_true(client_sees_end(idle));
    assert_str_equal(client_ask(test_arena(), half, S("dy")).body, S("body"));
    close(half);
    close(idle);
    site_join(&server);
    assert_true(server.all_done);
    site_close(&server);
}

TEST(after_drain_ms_a_stop_waits_no_longer)
{
    Running server;
    ServerOptions options = site_options();
    options.drain_ms = 100;
    site_start(&server, options);
    int busy = client_connect(server.port);
    client_send(busy, S(PARKED));
    app_await_parked(&server.app, 1);
    server_stop(server.server);
    site_join(&server);
    assert_false(server.all_done);
    assert_true(client_sees_end(busy));
    close(busy);
    app_answer_parked(&server.app, OK);
    site_close(&server);
}

TEST(a_second_stop_does_not_wait)
{
    Running server;
    ServerOptions options = site_options();
    options.drain_ms = 3600000;
    site_start(&server, options);
    int busy = client_connect(server.port), waits = client_connect(server.port);
    client_send(busy, S(PARKED));
    client_send(waits, S("POST /wait HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n"));
    app_await_parked(&server.app, 1);
    app_await_waiting(&server.app, 1);
    server_stop(server.server);
    server_stop(server.server);
    site_join(&server);
    assert_false(server.all_done);
    app_answer_parked(&server.app, OK);
    app_open(&server.app);
    close(busy);
    close(waits);
    site_close(&server);
}

TEST(a_stop_before_the_run_is_not_forgotten)
{
    Running server = {.app = {0}};
    ServerOptions options = site_options();
    options.site = &server.site;
    options.loops = 2;
    assert_int_equal(server_open(&options, &server.server), OK);
    server_stop(server.server);
    assert_true(server_run(server.server));
    server_close(server.server);
}
