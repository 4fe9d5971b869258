#include "base/hash.h"
#include "base/writer.h"
#include "client.h"
#include "http/reply.h"
#include "http/router.h"
#include "site.h"

#include <stdio.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define HOST "Host: x\r\n"
#define LOOP "GET /loop HTTP/1.1\r\n" HOST "\r\n"
#define CHUNKED "Transfer-Encoding: chunked\r\n"

static Running server;

int test_set_up(void)
{
    ServerOptions options = site_options();
    options.body_ms = 300;
    options.body_rate = 1000;
    site_start(&server, options);
    return 0;
}

int test_tear_down(void)
{
    site_stop(&server);
    assert_int_equal(server.app.streams, 0);
    return 0;
}

// Bytes of which no stretch is like another.
static Str some_body(Arena *arena, size_t length)
{
    char *body = arena_new(arena, char, length);
    uint32_t seed = 1;
    for (size_t i = 0; i < length; i++) {
        seed = seed * 1664525 + 1013904223;
        body[i] = (char)(seed >> 24);
    }
    return (Str){body, length};
}

static void send_head(Arena arena, int socket, const char *target, size_t length)
{
    client_send(socket,
                str_format(&arena,
                           "POST %s HTTP/1.1\r\n" HOST "Content-Length: %zu\r\n\r\n",
                           target, length));
}

static void send_chunk(Arena arena, int socket, Str bytes)
{
    client_send(socket, str_format(&arena, "%zx\r\n", bytes.length));
    client_send(socket, bytes);
    client_send(socket, S("\r\n"));
}

// What /count says of a body that comes in as few pieces as can be.
static Str counted(Arena *arena, Str body)
{
    size_t pieces = 0, largest = body.length < PIECE_MAX ? body.length : PIECE_MAX;
    uint64_t hash = HASH_START;
    for (Str rest = body; rest.length || !pieces; rest = str_from(rest, PIECE_MAX)) {
        hash = hash_str(hash, str_until(rest, PIECE_MAX));
        pieces++;
    }
    return str_format(arena, "%zu in %zu up to %zu: %llx", body.length, pieces, largest,
                      (unsigned long long)hash);
}

static void expect_counted(Arena *arena, int socket, Str body)
{
    Heard heard = client_hear(arena, socket, true);
    assert_int_equal(heard.status, 200);
    assert_str_equal(heard.body, counted(arena, body));
}

TEST(a_stream_of_20_mb_comes_in_pieces)
{
    Arena *arena = test_arena();
    Str body = some_body(arena, 20000000);
    int socket = client_connect(server.port);
    send_head(*arena, socket, "/count", body.length);
    client_send(socket, body);
    expect_counted(arena, socket, body);
    close(socket);
}

TEST(a_stream_of_20_mb_through_a_handler_that_parks_is_the_same)
{
    Arena *arena = test_arena();
    Str body = some_body(arena, 20000000);
    int socket = client_connect(server.port);
    send_head(*arena, socket, "/count?parks", body.length);
    client_send(socket, body);
    expect_counted(arena, socket, body);
    close(socket);
}

TEST(a_handler_may_be_called_with_a_piece_again)
{
    const char *const targets[] = {"/count?twice", "/count?twice&parks"};
    Arena *arena = test_arena();
    Str body = some_body(arena, 3 * PIECE_MAX + 5);
    for (int t = 0; t < 2; t++) {
        int socket = client_connect(server.port);
        send_head(*arena, socket, targets[t], body.length);
        client_send(socket, body);
        expect_counted(arena, socket, body);
        close(socket);
    }
}

TEST(a_stream_in_chunks_comes_in_the_same_pieces)
{
    const size_t sizes[] = {1, 100, 70000, PIECE_MAX, 1000000};
    Arena *arena = test_arena();
    Str body = some_body(arena, 3000001);
    int socket = client_connect(server.port);
    client_send(socket, S("POST /count HTTP/1.1\r\n" HOST CHUNKED "\r\n"));
    Str rest = body;
    for (size_t s = 0; rest.length; s = (s + 1) % (sizeof sizes / sizeof *sizes)) {
        send_chunk(*arena, socket, str_until(rest, sizes[s]));
        rest = str_from(rest, sizes[s]);
    }
    client_send(socket, S("0\r\n\r\n"));
    expect_counted(arena, socket, body);
    close(socket);
}

TEST(a_body_of_whole_pieces_has_no_empty_one_behind_them)
{
    Arena *arena = test_arena();
    Str body = some_body(arena, (size_t)2 * PIECE_MAX);
    int socket = client_connect(server.port);
    send_head(*arena, socket, "/count", body.length);
    client_send(socket, body);
    expect_counted(arena, socket, body);
    close(socket);
}

TEST(an_empty_body_is_one_empty_piece)
{
    Arena *arena = test_arena();
    const Str asked[] = {S("POST /count HTTP/1.1\r\n" HOST "\r\n"),
                         S("POST /count HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n"),
                         S("POST /count HTTP/1.1\r\n" HOST CHUNKED "\r\n0\r\n\r\n")};
    int socket = client_connect(server.port);
    for (int i = 0; i < 3; i++) {
        client_send(socket, asked[i]);
        expect_counted(arena, socket, (Str){0});
    }
    close(socket);
}

TEST(requests_behind_a_stream_wait_their_turn)
{
    Arena *arena = test_arena();
    Str body = some_body(arena, 1000000);
    int socket = client_connect(server.port);
    for (int i = 0; i < 3; i++) {
        send_head(*arena, socket, i % 2 ? "/count?parks" : "/count", body.length);
        client_send(socket, body);
        client_send(socket, S(LOOP));
    }
    for (int i = 0; i < 3; i++) {
        expect_counted(arena, socket, body);
        assert_str_equal(client_hear(arena, socket, true).body, S("hello"));
    }
    close(socket);
}

TEST(a_stream_is_asked_for_where_the_client_waits_for_that)
{
    Arena *arena = test_arena();
    int socket = client_connect(server.port);
    client_send(socket, S("POST /count HTTP/1.1\r\n" HOST "Content-Length: 5\r\n"
                          "Expect: 100-continue\r\n\r\n"));
    assert_int_equal(client_hear(arena, socket, false).status, 100);
    client_send(socket, S("hello"));
    expect_counted(arena, socket, S("hello"));
    close(socket);
}

TEST(while_a_piece_is_at_work_only_one_more_is_read)
{
    enum { TOO_MUCH = 64 << 20 };  // more than any network holds
    Arena *arena = test_arena();
    Str body = some_body(arena, TOO_MUCH);
    int socket = client_connect(server.port);
    send_head(*arena, socket, "/hold", TOO_MUCH);
    struct timeval patience = {.tv_usec = 200000};
    setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    size_t sent = 0;
    for (ssize_t more; sent < body.length; sent += (size_t)more) {
        more = send(socket, body.text + sent, body.length - sent, MSG_NOSIGNAL);
        if (more <= 0) break;
    }
    assert_in_range(sent, PIECE_MAX, TOO_MUCH / 2);
    app_await_parked(&server.app, 1);
    usleep(700000);  // more than a client may be silent: but we are who does not read
    app_answer_parked(&server.app, OK);
    app_await_parked(&server.app, 1);
    app_answer_parked(&server.app, ERR_BUSY);
    assert_int_equal(client_hear(arena, socket, true).status, 503);
    close(socket);
}

TEST(the_time_a_handler_takes_is_not_the_clients)
{
    Arena *arena = test_arena();
    Str body = some_body(arena, PIECE_MAX + 10);
    int socket = client_connect(server.port);
    send_head(*arena, socket, "/hold", body.length + 5);
    client_send(socket, body);
    app_await_parked(&server.app, 1);
    usleep(700000);  // more than a client may be silent
    app_answer_parked(&server.app, OK);
    usleep(100000);
    client_send(socket, S("hello"));
    app_await_parked(&server.app, 1);
    app_answer_parked(&server.app, OK);
    assert_str_equal(client_hear(arena, socket, true).body, S("parked"));
    close(socket);
}

TEST(a_slow_stream_that_keeps_its_pace_is_taken)
{
    Arena *arena = test_arena();
    Str body = some_body(arena, 4000), rest = body;
    int socket = client_connect(server.port);
    send_head(*arena, socket, "/count", body.length);
    for (; rest.length; rest = str_from(rest, 200)) {
        client_send(socket, str_until(rest, 200));
        usleep(50000);
    }
    expect_counted(arena, socket, body);
    close(socket);
}

TEST(a_stream_that_does_not_come_on_is_408)
{
    Arena *arena = test_arena();
    Str body = some_body(arena, PIECE_MAX + 10);
    int socket = client_connect(server.port);
    send_head(*arena, socket, "/count", body.length + 1);
    client_send(socket, body);
    Heard heard = client_hear(arena, socket, true);
    assert_int_equal(heard.status, 408);
    assert_str_equal(heard_field(&heard, S("Connection")), S("close"));
    assert_true(client_sees_end(socket));
    close(socket);
}

static void expect_end(Arena *arena, int socket, int status)
{
    Heard heard = client_hear(arena, socket, true);
    assert_int_equal(heard.status, status);
    assert_str_equal(heard_field(&heard, S("Connection")), S("close"));
    assert_true(client_sees_end(socket));
    close(socket);
}

TEST(a_handler_that_fails_in_the_middle_ends_the_stream)
{
    const char *const targets[] = {"/count?fails=2", "/count?fails=2&parks"};
    Arena *arena = test_arena();
    Str body = some_body(arena, (size_t)5 * PIECE_MAX);
    for (int t = 0; t < 2; t++) {
        int socket = client_connect(server.port);
        send_head(*arena, socket, targets[t], body.length);
        client_send(socket, body);
        expect_end(arena, socket, 422);
    }
}

TEST(a_handler_that_answers_in_the_middle_ends_the_stream)
{
    const char *const targets[] = {"/count?ends=1", "/count?ends=1&parks"};
    Arena *arena = test_arena();
    Str body = some_body(arena, (size_t)5 * PIECE_MAX);
    for (int t = 0; t < 2; t++) {
        int socket = client_connect(server.port);
        send_head(*arena, socket, targets[t], body.length);
        client_send(socket, body);
        expect_end(arena, socket, 200);
    }
}

TEST(a_handler_that_fails_at_the_last_piece_leaves_the_connection)
{
    Arena *arena = test_arena();
    int socket = client_connect(server.port);
    send_head(*arena, socket, "/count?fails=1", 5);
    client_send(socket, S("hello"));
    assert_int_equal(client_hear(arena, socket, true).status, 422);
    assert_str_equal(client_ask(arena, socket, S(LOOP)).body, S("hello"));
    close(socket);
}

TEST(bad_framing_behind_a_piece_at_work_is_400_when_that_is_done)
{
    Arena *arena = test_arena();
    Str body = some_body(arena, PIECE_MAX);
    int socket = client_connect(server.port);
    client_send(socket, S("POST /hold HTTP/1.1\r\n" HOST CHUNKED "\r\n"));
    send_chunk(*arena, socket, body);
    client_send(socket, S("5\r\nhelloworld\r\n"));
    app_await_parked(&server.app, 1);
    usleep(100000);  // the server has read on
    app_answer_parked(&server.app, OK);
    expect_end(arena, socket, 400);
}

TEST(a_stream_of_2_to_the_60_bytes_is_begun_and_a_longer_one_is_413)
{
    const size_t longest = (size_t)1 << 60;
    Arena *arena = test_arena();
    Str body = some_body(arena, PIECE_MAX);
    for (size_t more = 0; more <= 1; more++) {
        int socket = client_connect(server.port);
        send_head(*arena, socket, "/count?ends=1", longest + more);
        if (!more) client_send(socket, body);
        expect_end(arena, socket, more ? 413 : 200);
    }
}

TEST(clients_killed_in_the_middle_of_a_stream_hurt_nobody)
{
    Arena *arena = test_arena();
    Str body = some_body(arena, (size_t)2 * PIECE_MAX + 1000);
    for (int round = 0; round < 4; round++) {
        int socket[6];
        for (int c = 0; c < 6; c++) {
            socket[c] = client_connect(server.port);
            send_head(*arena, socket[c], "/hold", (size_t)1 << 30);
            client_send(socket[c], c % 2 ? body : str_until(body, PIECE_MAX + 10));
        }
        app_await_parked(&server.app, 6);
        for (int c = 0; c < 6; c++)
            client_kill(socket[c]);
        // By the time a later client is answered the loop has seen the others go.
        int witness = client_connect(server.port);
        assert_int_equal(client_ask(arena, witness, S(LOOP)).status, 200);
        app_answer_parked(&server.app, round % 2 ? OK : ERR_STORE);
        close(witness);
    }
}

TEST(clients_that_leave_between_pieces_hurt_nobody)
{
    Arena *arena = test_arena();
    Str body = some_body(arena, PIECE_MAX + 10);
    for (int c = 0; c < 20; c++) {
        int socket = client_connect(server.port);
        send_head(*arena, socket, c % 2 ? "/count" : "/count?parks", (size_t)1 << 30);
        client_send(socket, body);
        if (c % 4 > 1) usleep(20000);
        if (c % 3)
            client_kill(socket);
        else
            close(socket);
    }
}

TEST(a_handler_is_told_that_a_stream_is_over_before_the_client_is)
{
    const char *const targets[] = {"/count", "/count?parks", "/count?ends=1",
                                   "/count?parks&fails=2"};
    Arena *arena = test_arena();
    Str body = some_body(arena, PIECE_MAX + 10);
    while (server.app.streams > 0)  // those whose clients have just left
        usleep(1000);
    for (int t = 0; t < 4; t++) {
        int socket = client_connect(server.port);
        send_head(*arena, socket, targets[t], body.length);
        client_send(socket, body);
        assert_true(client_hear(arena, socket, true).status > 0);
        assert_int_equal(server.app.streams, 0);
        close(socket);
    }
}

TEST(a_client_that_ends_in_the_middle_gets_no_answer)
{
    Arena *arena = test_arena();
    Str body = some_body(arena, PIECE_MAX + 10);
    int socket = client_connect(server.port);
    send_head(*arena, socket, "/hold", body.length + 1);
    client_send(socket, body);
    shutdown(socket, SHUT_WR);
    app_await_parked(&server.app, 1);
    app_answer_parked(&server.app, OK);
    assert_true(client_sees_end(socket));
    close(socket);
}

static size_t pages_mapped(void)
{
    size_t pages = 0;
    FILE *statm = fopen("/proc/self/statm", "r");
    assert_non_null(statm);
    assert_int_equal(fscanf(statm, "%zu", &pages), 1);
    fclose(statm);
    return pages;
}

TEST(a_stream_gives_its_memory_back)
{
    enum { STREAMS = 300 };
    Arena *arena = test_arena();
    Str body = some_body(arena, PIECE_MAX + 10);
    int socket = client_connect(server.port);
    size_t before = pages_mapped();
    for (int i = 0; i < STREAMS; i++) {
        send_head(*arena, socket, "/count", body.length);
        client_send(socket, body);
        expect_counted(arena, socket, body);
    }
    size_t most = STREAMS * (PIECE_MAX / (size_t)getpagesize()) / 4;
    assert_true(pages_mapped() < before + most);
    close(socket);
}

TEST(a_client_that_sends_all_and_says_so_is_still_answered)
{
    Arena *arena = test_arena();
    Str body = some_body(arena, 1000000);
    int socket = client_connect(server.port);
    send_head(*arena, socket, "/count?parks", body.length);
    client_send(socket, body);
    shutdown(socket, SHUT_WR);
    expect_counted(arena, socket, body);
    close(socket);
}

// A server of its own, that is stopped with a stream in its middle.
TEST(a_stop_lets_the_piece_at_work_end_and_answers_503)
{
    Running other;
    Arena *arena = test_arena();
    Str body = some_body(arena, (size_t)2 * PIECE_MAX + 10);  // the next one is here too
    site_start(&other, site_options());
    int at_work = client_connect(other.port), waits = client_connect(other.port);
    int idle = client_connect(other.port);
    send_head(*arena, at_work, "/hold", (size_t)1 << 30);
    client_send(at_work, body);
    send_head(*arena, waits, "/hold", 1000);
    app_await_parked(&other.app, 1);
    assert_int_equal(client_ask(arena, idle, S(LOOP)).status, 200);

    server_stop(other.server);
    expect_end(arena, waits, 503);
    app_answer_parked(&other.app, OK);
    Heard heard = client_hear(arena, at_work, true);
    assert_int_equal(heard.status, 503);
    assert_true(heard_field(&heard, S("Retry-After")).length > 0);
    close(at_work);
    close(idle);
    site_join(&other);
    assert_true(other.all_done);
    site_close(&other);
}

TEST(a_stop_still_answers_a_stream_at_its_last_piece)
{
    Running other;
    Arena *arena = test_arena();
    site_start(&other, site_options());
    int socket = client_connect(other.port);
    send_head(*arena, socket, "/hold", 5);
    client_send(socket, S("hello"));
    app_await_parked(&other.app, 1);
    server_stop(other.server);
    app_answer_parked(&other.app, OK);
    assert_str_equal(client_hear(arena, socket, true).body, S("parked"));
    close(socket);
    site_join(&other);
    assert_true(other.all_done);
    site_close(&other);
}
