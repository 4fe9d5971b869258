#include "base/log.h"
#include "client.h"
#include "http/reply.h"
#include "site.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define HOST "Host: x\r\n"
#define LOOP "GET /loop HTTP/1.1\r\n" HOST "\r\n"

static Running server;

int test_set_up(void)
{
    site_start(&server, site_options());
    return 0;
}

int test_tear_down(void)
{
    site_stop(&server);
    return 0;
}

TEST(a_connection_serves_one_request_after_another)
{
    int socket = client_connect(server.port);
    for (int i = 0; i < 5; i++) {
        Heard heard = client_ask(test_arena(), socket, S(LOOP));
        assert_int_equal(heard.status, 200);
        assert_str_equal(heard.body, S("hello"));
        assert_int_equal(heard_field(&heard, S("Connection")).length, 0);
    }
    close(socket);
}

TEST(pipelined_requests_are_answered_in_order)
{
    Arena *arena = test_arena();
    Writer requests = {.arena = arena};
    for (int i = 0; i < 300; i++) {  // more than the buffer holds
        const char *path = i % 3 == 0 ? "/echo" : "/wait";
        writer_format(&requests,
                      "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\n%06d", path,
                      i);
    }
    app_open(&server.app);
    int socket = client_connect(server.port);
    client_send(socket, writer_str(&requests));
    for (int i = 0; i < 300; i++) {
        Heard heard = client_hear(arena, socket, true);
        assert_int_equal(heard.status, 200);
        assert_str_equal(heard.body, str_format(arena, "%06d", i));
    }
    close(socket);
}

TEST(a_client_that_has_ended_its_side_still_gets_all_its_answers)
{
    Arena *arena = test_arena();
    int socket = client_connect(server.port);
    client_send(socket, S("GET /pool HTTP/1.1\r\n" HOST "\r\n" LOOP LOOP));
    shutdown(socket, SHUT_WR);
    assert_int_equal(answers_in(client_hear_all(arena, socket)), 3);
    close(socket);
}

TEST(half_a_request_gets_no_answer)
{
    int socket = client_connect(server.port);
    client_send(socket, S("GET /loop HTTP/1.1\r\nHos"));
    shutdown(socket, SHUT_WR);
    assert_true(client_sees_end(socket));
    close(socket);
}

TEST(connection_close_is_obeyed_and_echoed)
{
    Arena *arena = test_arena();
    int socket = client_connect(server.port);
    client_send(socket,
                S("GET /loop HTTP/1.1\r\n" HOST "Connection: x, Close\r\n\r\n" LOOP));
    Heard heard = client_hear(arena, socket, true);
    assert_int_equal(heard.status, 200);
    assert_str_equal(heard_field(&heard, S("Connection")), S("close"));
    assert_true(client_sees_end(socket));
    close(socket);
}

TEST(http_1_0_closes_unless_asked_to_stay)
{
    Arena *arena = test_arena();
    int socket = client_connect(server.port);
    Heard heard = client_ask(arena, socket,
                             S("GET /loop HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
    assert_int_equal(heard.status, 200);
    assert_str_equal(heard_field(&heard, S("Connection")), S("keep-alive"));

    heard = client_ask(arena, socket, S("GET /loop HTTP/1.0\r\n\r\n"));
    assert_int_equal(heard.status, 200);
    assert_str_equal(heard_field(&heard, S("Connection")), S("close"));
    assert_true(client_sees_end(socket));
    close(socket);
}

TEST(head_is_get_without_the_body)
{
    Arena *arena = test_arena();
    int socket = client_connect(server.port);
    Heard heard = client_ask(arena, socket, S("HEAD /text HTTP/1.1\r\n" HOST "\r\n"));
    assert_int_equal(heard.status, 200);
    assert_str_equal(heard_field(&heard, S("Content-Length")), S("2000"));
    heard = client_ask(arena, socket, S(LOOP));
    assert_str_equal(heard.body, S("hello"));
    close(socket);
}

TEST(a_client_that_expects_it_is_told_to_continue)
{
    Arena *arena = test_arena();
    int socket = client_connect(server.port);
    client_send(socket, S("POST /echo HTTP/1.1\r\n" HOST
                          "Expect: 100-continue\r\nContent-Length: 4\r\n\r\n"));
    assert_int_equal(client_hear(arena, socket, false).status, 100);
    Heard heard = client_ask(arena, socket, S("body"));
    assert_int_equal(heard.status, 200);
    assert_str_equal(heard.body, S("body"));
    close(socket);
}

TEST(a_client_that_will_not_be_admitted_is_not_told_to_continue)
{
    Arena *arena = test_arena();
    int socket = client_connect(server.port);
    client_send(socket, S("POST /nothing HTTP/1.1\r\n" HOST
                          "Expect: 100-continue\r\nContent-Length: 4\r\n\r\n"));
    Heard heard = client_hear(arena, socket, true);
    assert_int_equal(heard.status, 404);
    assert_str_equal(heard_field(&heard, S("Connection")), S("close"));
    assert_true(client_sees_end(socket));
    close(socket);
}

TEST(a_connection_survives_a_refusal_whose_body_is_here_already)
{
    Arena *arena = test_arena();
    int socket = client_connect(server.port);
    client_send(socket,
                S("POST /nothing HTTP/1.1\r\n" HOST "Content-Length: 4\r\n\r\nbody" LOOP));
    assert_int_equal(client_hear(arena, socket, true).status, 404);
    assert_str_equal(client_hear(arena, socket, true).body, S("hello"));
    close(socket);
}

TEST(a_sane_request_id_comes_back_and_another_is_replaced)
{
    Arena *arena = test_arena();
    int socket = client_connect(server.port);
    Heard heard = client_ask(
        arena, socket, S("GET /loop HTTP/1.1\r\n" HOST "X-Request-Id: a-1_B.2\r\n\r\n"));
    assert_str_equal(heard_field(&heard, S("X-Request-Id")), S("a-1_B.2"));
    heard = client_ask(arena, socket,
                       S("GET /loop HTTP/1.1\r\n" HOST "X-Request-Id: a b\r\n\r\n"));
    Str first = heard_field(&heard, S("X-Request-Id"));
    assert_int_equal(first.length, 16);
    heard = client_ask(arena, socket, S(LOOP));
    assert_int_equal(heard_field(&heard, S("X-Request-Id")).length, 16);
    assert_false(str_equal(heard_field(&heard, S("X-Request-Id")), first));
    close(socket);
}

TEST(a_large_answer_comes_whole_to_a_client_that_reads_late)
{
    Arena *arena = test_arena();
    int socket = client_connect(server.port);
    client_send(socket, S("GET /text?length=12000000 HTTP/1.1\r\n" HOST "\r\n" LOOP));
    Heard heard = client_hear(arena, socket, true);
    assert_int_equal(heard.body.length, 12000000);
    for (size_t i = 0; i < heard.body.length; i += 4099)
        assert_int_equal(heard.body.text[i], 'a');
    assert_str_equal(client_hear(arena, socket, true).body, S("hello"));
    close(socket);
}

TEST(a_handler_is_told_what_was_asked_and_from_where)
{
    int socket = client_connect(server.port);
    Heard heard =
        client_ask(test_arena(), socket, S("GET /ab%6Fut?a=%20b HTTP/1.1\r\n" HOST "\r\n"));
    assert_str_equal(heard.body, S("GET /about?a=%20b loopback=1 received=1"));
    close(socket);
}

// Ask as "me", and keep what the log says until that is answered: what was asked
// before may come first.
static void log_of(Str question, char *text, size_t room)
{
    int log[2], before = dup(STDERR_FILENO), socket = client_connect(server.port);
    assert_int_equal(pipe(log), 0);
    dup2(log[1], STDERR_FILENO);
    log_upto(LOG_ACCESS);
    (void)client_ask(test_arena(), socket, question);
    size_t length = 0;
    do {
        ssize_t bytes = read(log[0], text + length, room - 1 - length);
        length += bytes > 0 ? (size_t)bytes : 0;
        text[length] = 0;
        if (bytes <= 0) break;
    } while (!strstr(text, "ms me\n"));
    log_upto(LOG_NOTICE);
    dup2(before, STDERR_FILENO);
    close(log[0]);
    close(log[1]);
    close(before);
    close(socket);
}

TEST(the_access_log_names_the_path_without_its_query)
{
    char text[512];
    log_of(S("GET /loop?key=hush HTTP/1.1\r\n" HOST "X-Request-Id: me\r\n\r\n"), text,
           sizeof text);
    assert_non_null(strstr(text, " access GET /loop 200 5 "));
    assert_non_null(strstr(text, "ms me\n"));
    assert_null(strstr(text, "hush"));
}

TEST(no_path_can_say_in_the_log_how_it_was_answered)
{
    char text[512];
    log_of(S("GET /a%20200%205%0A%C2%9B31m HTTP/1.1\r\n" HOST "X-Request-Id: me\r\n\r\n"),
           text, sizeof text);
    assert_non_null(strstr(text, " access GET /a%20200%205%0A%C2%9B31m 404 "));
}

TEST(letters_above_7f_in_a_header_are_in_no_log_and_no_answer)
{
    static const char *const names[] = {
        "X-Request-Id",  "Accept",          "Cookie",           "Content-Type", "Origin",
        "If-None-Match", "Accept-Encoding", "Content-Encoding", "X-Fragment",   "Ce-Id"};
    Arena *arena = test_arena();
    char text[512];
    for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
        Str question = str_format(arena,
                                  "POST /echo HTTP/1.1\r\n" HOST "%s: \xE9\x9B%c\xFF\r\n"
                                  "Content-Length: 2\r\n\r\nok",
                                  names[n], '1');
        int socket = client_connect(server.port);
        client_send(socket, question);
        client_send(socket, S("GET /loop HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n"));
        Str all = client_hear_all(arena, socket);
        close(socket);
        assert_true(all.length > 0);
        for (size_t i = 0; i < all.length; i++)
            assert_true((unsigned char)all.text[i] < 0x80);
    }
    log_of(S("GET /loop HTTP/1.1\r\n" HOST "Cookie: \xE9\r\nX-Request-Id: me\r\n\r\n"),
           text, sizeof text);
    for (const char *c = text; *c; c++)
        assert_true((unsigned char)*c < 0x80);
}

TEST(a_long_path_leaves_room_in_the_log_for_the_answer)
{
    char text[4096];
    char path[3001] = {0};
    memset(path, 'a', sizeof path - 1);
    log_of(str_format(test_arena(), "GET /%s HTTP/1.1\r\n" HOST "X-Request-Id: me\r\n\r\n",
                      path),
           text, sizeof text);
    assert_non_null(strstr(text, " access GET /aaaa"));
    assert_non_null(strstr(text, " 404 "));
    assert_non_null(strstr(text, "ms me\n"));
}

TEST(the_metrics_count_what_was_answered)
{
    Arena *arena = test_arena();
    int socket = client_connect(server.port);
    (void)client_ask(arena, socket, S("GET /secret HTTP/1.1\r\n" HOST "\r\n"));
    (void)client_ask(arena, socket, S("GET /secret HTTP/1.1\r\n" HOST "\r\n"));
    (void)client_ask(arena, socket, S(LOOP));  // the two before it are counted by now
    close(socket);

    Writer writer = {.arena = arena};
    server_write_metrics(server.server, &writer);
    writer_char(&writer, 0);
    assert_non_null(strstr(writer.text,
                           "customer_health_http_requests_total{method=\"GET\","
                           "route=\"/secret\",status=\"200\"} 2\n"));
    assert_non_null(strstr(writer.text, "customer_health_http_request_seconds_bucket"
                                        "{le=\"+Inf\"} "));
}
