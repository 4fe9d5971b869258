#include "client.h"
#include "http/reply.h"
#include "site.h"

#include <unistd.h>

#define HOST "Host: x\r\n"

static Running server;
static int client = -1;

int test_set_up(void)
{
    ServerOptions options = site_options();
    options.write_ms = 1000;
    site_start(&server, options);
    return 0;
}

int test_tear_down(void)
{
    site_stop(&server);
    return 0;
}

// A connection of the test's own.
static int fresh_client(void)
{
    if (client >= 0) close(client);
    return client = client_connect(server.port);
}

// All that comes; the connection is asked to end with it.
static Str hear_flow(const char *query)
{
    client_send(fresh_client(),
                str_format(test_arena(),
                           "GET /flow?%s HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n",
                           query));
    return client_hear_all(test_arena(), client);
}

static size_t hex_of(Str text)
{
    size_t number = 0;
    for (size_t i = 0; i < text.length; i++) {
        char c = text.text[i];
        number = number * 16 + (size_t)(c <= '9' ? c - '0' : c - 'a' + 10);
    }
    return number;
}

// Walk the chunks behind a head; true where they come to their end.  `*length` is how
// many bytes they hold.
static bool walk_chunks(Str all, size_t *length)
{
    Str rest = all;
    while (rest.length && !str_starts(rest, S("\r\n\r\n")))
        rest = str_from(rest, 1);
    rest = str_from(rest, 4);
    *length = 0;
    for (int piece = 0; rest.length > 0; piece++) {
        Str size = str_cut(&rest, '\r');
        size_t bytes = hex_of(size);
        rest = str_from(rest, 1);
        if (bytes == 0) return str_equal(rest, S("\r\n"));
        if (rest.length < bytes + 2) return false;
        assert_int_equal(rest.text[0], 'a' + piece % 26);
        assert_int_equal(rest.text[bytes - 1], 'a' + piece % 26);
        assert_int_equal(rest.text[bytes], '\r');
        *length += bytes;
        rest = str_from(rest, bytes + 2);
    }
    return false;
}

TEST(an_answer_in_pieces_comes_in_chunks_without_a_length)
{
    size_t length;
    Str all = hear_flow("pieces=5&size=7");
    assert_true(walk_chunks(all, &length));
    assert_int_equal(length, 35);
    Heard heard = {.head = all};
    assert_str_equal(heard_field(&heard, S("Transfer-Encoding")), S("chunked"));
    assert_int_equal(heard_field(&heard, S("Content-Length")).length, 0);
    assert_int_equal(heard_field(&heard, S("ETag")).length, 0);
}

TEST(an_answer_of_one_piece_has_a_length)
{
    Heard heard = client_ask(test_arena(), fresh_client(),
                             S("GET /flow?pieces=1&size=3 HTTP/1.1\r\n" HOST "\r\n"));
    assert_str_equal(heard.body, S("aaa"));
    assert_str_equal(heard_field(&heard, S("Content-Length")), S("3"));
}

TEST(an_answer_larger_than_a_request_may_take_comes_whole)
{
    size_t length;
    // 200 MB through arenas of 64.
    assert_true(walk_chunks(hear_flow("pieces=2000&size=100000"), &length));
    assert_int_equal(length, 200000000);
}

TEST(a_piece_that_fails_ends_the_connection_without_an_end_of_the_answer)
{
    size_t length;
    assert_false(walk_chunks(hear_flow("pieces=5&size=7&fails=3"), &length));
    assert_int_equal(length, 21);
}

TEST(a_first_piece_that_fails_is_a_problem_like_any)
{
    Heard heard =
        client_ask(test_arena(), fresh_client(),
                   S("GET /flow?pieces=5&size=7&fails=0 HTTP/1.1\r\n" HOST "\r\n"));
    assert_int_equal(heard.status, 503);
}

TEST(the_connection_stays_for_the_next_request)
{
    client_send(fresh_client(),
                S("GET /flow?pieces=3&size=2 HTTP/1.1\r\n" HOST "\r\n"
                  "GET /loop HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n"));
    Str all = client_hear_all(test_arena(), client);
    assert_int_equal(answers_in(all), 2);
    assert_true(str_ends(all, S("hello")));
}

TEST(head_is_told_no_more_than_the_head)
{
    client_send(fresh_client(), S("HEAD /flow?pieces=3&size=2 HTTP/1.1\r\n" HOST
                                  "Connection: close\r\n\r\n"));
    Heard heard = client_hear(test_arena(), client, false);
    assert_int_equal(heard.status, 200);
    assert_true(client_sees_end(client));
}

TEST(of_http_1_0_the_end_of_the_connection_is_the_end)
{
    client_send(fresh_client(), S("GET /flow?pieces=3&size=2 HTTP/1.0\r\n\r\n"));
    Str all = client_hear_all(test_arena(), client);
    assert_true(str_ends(all, S("\r\n\r\naabbcc")));
}

TEST(who_leaves_in_the_middle_leaves_nothing_behind)
{
    for (int i = 0; i < 50; i++) {
        int other = client_connect(server.port);
        client_send(other,
                    S("GET /flow?pieces=100000&size=65536 HTTP/1.1\r\n" HOST "\r\n"));
        if (i % 2) usleep(2000);
        client_kill(other);
    }
    // The server answers, and stops when the test ends: nobody is under way.
    Heard heard =
        client_ask(test_arena(), fresh_client(), S("GET /loop HTTP/1.1\r\n" HOST "\r\n"));
    assert_str_equal(heard.body, S("hello"));
}

TEST(who_takes_no_byte_is_given_up)
{
    int other = client_connect(server.port);
    client_send(other, S("GET /flow?pieces=100000&size=65536 HTTP/1.1\r\n" HOST "\r\n"));
    usleep(2500000);
    Str all = client_hear_all(test_arena(), other);
    assert_true(all.length < (size_t)50 << 20);
    close(other);
}
