#include "client.h"
#include "http/head.h"
#include "http/parser.h"
#include "site.h"

#include <string.h>
#include <sys/resource.h>
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

static void put_many(Writer *writer, char c, size_t count)
{
    memset(writer_reserve(writer, count), c, count);
    writer->length += count;
}

static Heard ask_once(Arena *arena, const Writer *request)
{
    int socket = client_connect(server.port);
    Heard heard = client_ask(arena, socket, writer_str(request));
    close(socket);
    return heard;
}

TEST(a_target_of_8192_bytes_is_read_and_one_more_is_414)
{
    for (size_t length = TARGET_MAX; length <= TARGET_MAX + 1; length++) {
        Arena *arena = test_arena();
        Writer request = {.arena = arena};
        writer_put(&request, S("GET /loop?"));
        put_many(&request, 'a', length - strlen("/loop?"));
        writer_put(&request, S(" HTTP/1.1\r\n" HOST "\r\n"));
        assert_int_equal(ask_once(arena, &request).status, length > TARGET_MAX ? 414 : 200);
    }
}

TEST(a_first_line_without_end_is_414_before_it_ends)
{
    Arena *arena = test_arena();
    Writer request = {.arena = arena};
    writer_put(&request, S("GET /"));
    put_many(&request, 'a', TARGET_MAX + 100);
    assert_int_equal(ask_once(arena, &request).status, 414);
}

TEST(a_hundred_fields_are_read_and_one_more_is_431)
{
    for (int fields = FIELDS_MAX; fields <= FIELDS_MAX + 1; fields++) {
        Arena *arena = test_arena();
        Writer request = {.arena = arena};
        writer_put(&request, S("GET /loop HTTP/1.1\r\n" HOST));
        for (int f = 1; f < fields; f++)
            writer_format(&request, "A%d: b\r\n", f);
        writer_put(&request, S("\r\n"));
        assert_int_equal(ask_once(arena, &request).status, fields > FIELDS_MAX ? 431 : 200);
    }
}

TEST(a_head_of_16384_bytes_is_read_and_a_longer_one_is_431)
{
    for (size_t more = 0; more <= 1; more++) {
        Arena *arena = test_arena();
        Writer request = {.arena = arena};
        writer_put(&request, S("GET /loop HTTP/1.1\r\n" HOST "A: "));
        put_many(&request, 'a', HEAD_MAX - request.length - strlen("\r\n\r\n") + more);
        writer_put(&request, S("\r\n\r\n"));
        assert_int_equal(ask_once(arena, &request).status, more ? 431 : 200);
    }
}

TEST(a_body_of_1_mib_is_read)
{
    Arena *arena = test_arena();
    Writer request = {.arena = arena};
    writer_format(&request, "POST /echo HTTP/1.1\r\n" HOST "Content-Length: %d\r\n\r\n",
                  BODY_MAX);
    put_many(&request, 'a', BODY_MAX);
    Heard heard = ask_once(arena, &request);
    assert_int_equal(heard.status, 200);
    assert_int_equal(heard.body.length, BODY_MAX);
}

TEST(a_larger_length_is_413_before_the_body_comes)
{
    Arena *arena = test_arena();
    Writer request = {.arena = arena};
    writer_format(&request, "POST /echo HTTP/1.1\r\n" HOST "Content-Length: %d\r\n\r\n",
                  BODY_MAX + 1);
    Heard heard = ask_once(arena, &request);
    assert_int_equal(heard.status, 413);
    assert_str_equal(heard_field(&heard, S("Connection")), S("close"));
}

TEST(chunks_of_more_than_1_mib_are_413_when_they_pass_it)
{
    Arena *arena = test_arena();
    Writer request = {.arena = arena};
    writer_put(&request,
               S("POST /echo HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n"));
    for (int c = 0; c < 17; c++) {
        writer_put(&request, S("10000\r\n"));
        put_many(&request, 'a', 65536);
        writer_put(&request, S("\r\n"));
    }
    assert_int_equal(ask_once(arena, &request).status, 413);
}

TEST(a_body_in_chunks_of_a_byte_is_read)
{
    Arena *arena = test_arena();
    Writer request = {.arena = arena};
    writer_put(&request,
               S("POST /echo HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n"));
    for (int c = 0; c < 20000; c++)
        writer_put(&request, S("1\r\na\r\n"));
    writer_put(&request, S("0\r\n\r\n"));
    assert_int_equal(ask_once(arena, &request).body.length, 20000);
}

TEST(extensions_and_trailers_without_end_are_400)
{
    const Str begins[] = {S("1;"), S("0\r\nA: ")};
    for (int i = 0; i < 2; i++) {
        Arena *arena = test_arena();
        Writer request = {.arena = arena};
        writer_put(&request,
                   S("POST /echo HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n"));
        writer_put(&request, begins[i]);
        put_many(&request, 'a', (size_t)1 << 18);
        assert_int_equal(ask_once(arena, &request).status, 400);
    }
}

TEST(at_the_limit_the_oldest_idle_connection_makes_room)
{
    Running small;
    ServerOptions options = site_options();
    options.connections_max = 3;
    site_start(&small, options);
    int socket[4];
    for (int c = 0; c < 4; c++) {
        socket[c] = client_connect(small.port);
        assert_int_equal(client_ask(test_arena(), socket[c], S(LOOP)).status, 200);
    }
    assert_true(client_sees_end(socket[0]));
    for (int c = 1; c < 4; c++)
        assert_int_equal(client_ask(test_arena(), socket[c], S(LOOP)).status, 200);
    for (int c = 0; c < 4; c++)
        close(socket[c]);
    site_stop(&small);
}

TEST(where_all_connections_are_served_a_new_one_waits_its_turn)
{
    Running small;
    ServerOptions options = site_options();
    options.connections_max = 2;
    site_start(&small, options);
    int first = client_connect(small.port), second = client_connect(small.port);
    client_send(first, S("GET /parked HTTP/1.1\r\n" HOST "\r\n"));
    client_send(second, S("GET /parked HTTP/1.1\r\n" HOST "\r\n"));
    app_await_parked(&small.app, 2);
    int third = client_connect(small.port);
    client_send(third, S(LOOP));
    app_answer_parked(&small.app, OK);
    assert_str_equal(client_hear(test_arena(), third, true).body, S("hello"));
    close(first);
    close(second);
    close(third);
    site_stop(&small);
}

TEST(when_too_many_wait_for_the_pool_the_next_is_told_to_come_again)
{
    enum { WAITING = 1 + 1024 };  // one at work, and the queue
    Running busy;
    ServerOptions options = site_options();
    options.pool = 1;
    site_start(&busy, options);
    struct rlimit files;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &files), 0);
    if (files.rlim_cur < 3 * WAITING) {
        print_message("this machine lends too few files for 1025 connections\n");
        site_stop(&busy);
        skip();
    }
    static int socket[WAITING];
    Str wait = S("POST /wait HTTP/1.1\r\n" HOST "Content-Length: 2\r\n\r\nok");
    for (int c = 0; c < WAITING; c++) {
        socket[c] = client_connect(busy.port);
        client_send(socket[c], wait);
        if (c == 0) app_await_waiting(&busy.app, 1);
    }
    Arena *arena = test_arena();
    int last = client_connect(busy.port);
    assert_int_equal(client_ask(arena, last, S(LOOP)).status, 200);
    Heard heard = client_ask(arena, last, wait);
    assert_int_equal(heard.status, 503);
    assert_true(heard_field(&heard, S("Retry-After")).length > 0);

    app_open(&busy.app);
    for (int c = 0; c < WAITING; c++) {
        assert_str_equal(client_hear(test_arena(), socket[c], true).body, S("ok"));
        close(socket[c]);
    }
    close(last);
    site_stop(&busy);
}

TEST(where_too_much_is_unsent_some_clients_that_take_nothing_are_left)
{
    int socket[5], whole = 0;
    for (int c = 0; c < 5; c++) {
        socket[c] = client_connect(server.port);
        client_send(socket[c], S("GET /text?length=14000000 HTTP/1.1\r\n" HOST
                                 "Connection: close\r\n\r\n"));
    }
    usleep(800000);  // long enough for the server to lose patience
    for (int c = 0; c < 5; c++) {
        whole += client_hear_all(test_arena(), socket[c]).length > 14000000;
        close(socket[c]);
    }
    assert_in_range(whole, 1, 4);
}

TEST(a_second_server_on_the_same_port_is_refused)
{
    Running other = {.app = {0}};
    Server *second;
    ServerOptions options = site_options();
    options.site = &other.site;
    options.port = server.port;
    assert_int_equal(server_open(&options, &second), ERR_CONFLICT);
}

TEST(what_is_no_address_is_refused)
{
    Server *none;
    ServerOptions options = site_options();
    options.host = "example.com";
    assert_int_equal(server_open(&options, &none), ERR_INVALID);
    options.host = "127.0.0.1";
    options.port = 70000;
    assert_int_equal(server_open(&options, &none), ERR_INVALID);
}

TEST(two_loops_share_one_port)
{
    Running pair;
    ServerOptions options = site_options();
    options.loops = 2;
    site_start(&pair, options);
    for (int c = 0; c < 40; c++) {
        int socket = client_connect(pair.port);
        assert_int_equal(client_ask(test_arena(), socket, S(LOOP)).status, 200);
        close(socket);
    }
    site_stop(&pair);
    assert_true(pair.all_done);
}
