#include "client.h"
#include "http/reply.h"
#include "site.h"

#include <unistd.h>

#define HOST "Host: x\r\n"
#define LOOP "GET /loop HTTP/1.1\r\n" HOST "\r\n"
#define PARKED "GET /parked HTTP/1.1\r\n" HOST "\r\n"
#define WAIT "POST /wait HTTP/1.1\r\n" HOST "Content-Length: 4\r\n\r\nbody"

TEST(a_parked_request_is_answered_when_it_is_done)
{
    Running server;
    site_start(&server, site_options());
    int socket = client_connect(server.port);
    client_send(socket, S(PARKED LOOP));
    app_await_parked(&server.app, 1);
    app_answer_parked(&server.app, OK);
    assert_str_equal(client_hear(test_arena(), socket, true).body, S("parked"));
    assert_str_equal(client_hear(test_arena(), socket, true).body, S("hello"));
    close(socket);
    site_stop(&server);
}

TEST(a_parked_request_can_fail_too)
{
    Running server;
    site_start(&server, site_options());
    int socket = client_connect(server.port);
    client_send(socket, S(PARKED));
    app_await_parked(&server.app, 1);
    app_answer_parked(&server.app, ERR_BUSY);
    Heard heard = client_hear(test_arena(), socket, true);
    assert_int_equal(heard.status, 503);
    assert_true(heard_field(&heard, S("Retry-After")).length > 0);
    close(socket);
    site_stop(&server);
}

TEST(a_reply_may_be_done_before_its_handler_has_returned)
{
    Running server;
    site_start(&server, site_options());
    int socket = client_connect(server.port);
    for (int i = 0; i < 200; i++) {
        Heard heard =
            client_ask(test_arena(), socket, S("GET /handed HTTP/1.1\r\n" HOST "\r\n"));
        assert_int_equal(heard.status, 201);
        assert_str_equal(heard.body, S("handed"));
    }
    close(socket);
    site_stop(&server);
}

TEST(clients_killed_in_the_middle_of_parked_work_hurt_nobody)
{
    Running server;
    site_start(&server, site_options());
    for (int round = 0; round < 8; round++) {
        int socket[8];
        for (int c = 0; c < 8; c++) {
            socket[c] = client_connect(server.port);
            client_send(socket[c], S(PARKED));
        }
        app_await_parked(&server.app, 8);
        for (int c = 0; c < 7; c++)
            client_kill(socket[c]);
        // By the time a later client is answered the loop has seen the others go.
        int witness = client_connect(server.port);
        assert_int_equal(client_ask(test_arena(), witness, S(LOOP)).status, 200);
        app_answer_parked(&server.app, round % 2 ? OK : ERR_STORE);
        Heard heard = client_hear(test_arena(), socket[7], true);
        assert_int_equal(heard.status, round % 2 ? 200 : 503);
        close(socket[7]);
        close(witness);
    }
    site_stop(&server);
    assert_true(server.all_done);
}

TEST(clients_killed_while_a_handler_waits_in_the_pool_hurt_nobody)
{
    Running server;
    site_start(&server, site_options());
    int socket[6];
    for (int c = 0; c < 6; c++) {
        socket[c] = client_connect(server.port);
        client_send(socket[c], S(WAIT));
    }
    app_await_waiting(&server.app, 2);  // as many as there are threads
    for (int c = 0; c < 5; c++)
        client_kill(socket[c]);
    int witness = client_connect(server.port);
    assert_int_equal(client_ask(test_arena(), witness, S(LOOP)).status, 200);
    app_open(&server.app);
    assert_str_equal(client_hear(test_arena(), socket[5], true).body, S("body"));
    close(socket[5]);
    close(witness);
    site_stop(&server);
    assert_true(server.all_done);
}

TEST(a_client_that_leaves_while_a_large_answer_is_sent_hurts_nobody)
{
    Running server;
    site_start(&server, site_options());
    for (int i = 0; i < 4; i++) {
        int socket = client_connect(server.port);
        client_send(socket, S("GET /text?length=9000000 HTTP/1.1\r\n" HOST "\r\n"));
        assert_false(client_sees_end(socket));  // it has begun
        client_kill(socket);
    }
    site_stop(&server);
    assert_true(server.all_done);
}
