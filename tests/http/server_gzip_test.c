#include "client.h"
#include "http/gzip.h"
#include "http/parser.h"
#include "http/reply.h"
#include "http/router.h"
#include "site.h"

#include <string.h>
#include <unistd.h>

#define HOST "Host: x\r\n"
#define LOOP "GET /loop HTTP/1.1\r\n" HOST "\r\n"

static Running server;
static Gzip *gzip;

int test_set_up(void)
{
    gzip = gzip_open();
    site_start(&server, site_options());
    return 0;
}

int test_tear_down(void)
{
    site_stop(&server);
    gzip_close(gzip);
    return 0;
}

static void send_request(Arena arena, int socket, const char *target, const char *coding,
                         Str body)
{
    client_send(socket, str_format(&arena,
                                   "POST %s HTTP/1.1\r\n" HOST "Content-Encoding: %s\r\n"
                                   "Content-Length: %zu\r\n\r\n",
                                   target, coding, body.length));
    client_send(socket, body);
}

static Heard ask(Arena *arena, int socket, const char *target, const char *coding, Str body)
{
    send_request(*arena, socket, target, coding, body);
    return client_hear(arena, socket, true);
}

// Of one letter: a megabyte of it is a kilobyte.
static Str letters(Arena *arena, size_t length)
{
    char *text = arena_new(arena, char, length);
    memset(text, 'a', length);
    return (Str){text, length};
}

static Str numbers(Arena *arena, int count)
{
    Writer text = {.arena = arena};
    for (int i = 0; i < count; i++)
        writer_format(&text, "%d,%d\n", i, (int)((int64_t)i * i % 100003));
    return writer_str(&text);
}

static Str joined(Arena *arena, Str a, Str b)
{
    Writer both = {.arena = arena};
    writer_put(&both, a);
    writer_put(&both, b);
    return writer_str(&both);
}

static bool says(const Heard *heard, const char *words)
{
    Str rest = heard->body, wanted = str_of(words);
    for (; rest.length >= wanted.length; rest = str_from(rest, 1))
        if (str_starts(rest, wanted)) return true;
    return false;
}

TEST(a_whole_body_is_what_it_was_before_it_was_compressed)
{
    static const char *const codings[] = {"gzip", "x-gzip", "GZIP"};
    Arena *arena = test_arena();
    Str text = numbers(arena, 50000), bytes = gzip_text(arena, gzip, text);
    int socket = client_connect(server.port);
    for (int c = 0; c < 3; c++) {
        Heard heard = ask(arena, socket, "/packed", codings[c], bytes);
        assert_int_equal(heard.status, 200);
        assert_true(str_equal(heard.body, text));
    }
    assert_str_equal(ask(arena, socket, "/packed", "identity", S("plain")).body,
                     S("plain"));
    assert_int_equal(ask(arena, socket, "/packed", "gzip", (Str){0}).status, 200);
    close(socket);
}

TEST(another_coding_is_415_and_says_which_is_taken)
{
    Arena *arena = test_arena();
    int socket = client_connect(server.port);
    Heard heard = ask(arena, socket, "/packed", "br", S("hello"));
    assert_int_equal(heard.status, 415);
    assert_str_equal(heard_field(&heard, S("Accept-Encoding")), S("gzip"));
    assert_true(says(&heard, "gzip"));
    close(socket);
    socket = client_connect(server.port);
    heard = ask(arena, socket, "/echo", "gzip", S("hello"));
    assert_int_equal(heard.status, 415);
    assert_int_equal(heard_field(&heard, S("Accept-Encoding")).length, 0);
    close(socket);
}

TEST(a_bomb_is_413_and_what_just_fits_is_taken)
{
    Arena *arena = test_arena();
    int socket = client_connect(server.port);
    for (size_t more = 0; more <= 1; more++) {
        Str bytes = gzip_text(arena, gzip, letters(arena, BODY_MAX + more));
        assert_int_equal(ask(arena, socket, "/packed", "gzip", bytes).status,
                         more ? 413 : 200);
    }
    Str bomb = gzip_text(arena, gzip, letters(arena, (size_t)200 << 20));
    assert_true(bomb.length < BODY_MAX);
    assert_int_equal(ask(arena, socket, "/packed", "gzip", bomb).status, 413);
    assert_str_equal(client_ask(arena, socket, S(LOOP)).body, S("hello"));
    close(socket);
}

TEST(a_damaged_body_is_400_and_the_connection_stays)
{
    Arena *arena = test_arena();
    Str bytes = gzip_text(arena, gzip, numbers(arena, 1000));
    int socket = client_connect(server.port);
    const Str damaged[] = {str_until(bytes, bytes.length - 1), str_until(bytes, 5),
                           S("no gzip"), joined(arena, bytes, S("x"))};
    for (int d = 0; d < 4; d++) {
        Heard heard = ask(arena, socket, "/packed", "gzip", damaged[d]);
        assert_int_equal(heard.status, 400);
        assert_true(says(&heard, "gzip"));
        assert_int_equal(ask(arena, socket, "/count", "gzip", damaged[d]).status, 400);
    }
    close(socket);
}

// "BYTES in ..." of what /count says.
static void expect_bytes(const Heard *heard, size_t bytes)
{
    Str rest = heard->body;
    int64_t count = 0, largest = 0;
    assert_int_equal(heard->status, 200);
    assert_true(str_int(str_cut(&rest, ' '), &count));
    while (rest.length && !str_equal(str_cut(&rest, ' '), S("to")))
        continue;
    assert_true(str_int(str_cut(&rest, ':'), &largest));
    assert_int_equal(count, bytes);
    assert_in_range(largest, PIECE_MAX / 2, PIECE_MAX);
}

TEST(a_stream_is_unpacked_piece_by_piece)
{
    const char *const targets[] = {"/count", "/count?parks"};
    Arena *arena = test_arena();
    Str text = numbers(arena, 2000000), bytes = gzip_text(arena, gzip, text);
    assert_true(text.length > 20 * PIECE_MAX && bytes.length > 4 * PIECE_MAX);
    int socket = client_connect(server.port);
    for (int t = 0; t < 2; t++) {
        send_request(*arena, socket, targets[t], "gzip", bytes);
        client_send(socket, S(LOOP));
        Heard heard = client_hear(arena, socket, true);
        expect_bytes(&heard, text.length);
        assert_str_equal(client_hear(arena, socket, true).body, S("hello"));
    }
    close(socket);
}

TEST(a_stream_of_many_small_members_is_one)
{
    Arena *arena = test_arena();
    Str text = S("{\"id\":\"e-1\"}\n"), member = gzip_text(arena, gzip, text);
    Writer all = {.arena = arena};
    for (int m = 0; m < 10000; m++)
        writer_put(&all, member);
    int socket = client_connect(server.port);
    Heard heard = ask(arena, socket, "/count", "gzip", writer_str(&all));
    Str bytes = heard.body;
    assert_str_equal(str_cut(&bytes, ' '), str_format(arena, "%zu", 10000 * text.length));
    close(socket);
}

TEST(what_a_compressed_stream_holds_has_no_limit)
{
    Arena *arena = test_arena();
    size_t length = (size_t)100 << 20;
    Str bomb = gzip_text(arena, gzip, letters(arena, length));
    int socket = client_connect(server.port);
    Heard heard = ask(arena, socket, "/count", "gzip", bomb);
    expect_bytes(&heard, length);
    close(socket);
}

TEST(a_handler_can_end_a_compressed_stream)
{
    Arena *arena = test_arena();
    Str bomb = gzip_text(arena, gzip, letters(arena, (size_t)300 << 20));
    int socket = client_connect(server.port);
    assert_int_equal(ask(arena, socket, "/count?fails=3", "gzip", bomb).status, 422);
    assert_true(client_sees_end(socket));
    close(socket);
}

TEST(a_stream_that_is_damaged_later_says_how_much_was_taken)
{
    Arena *arena = test_arena();
    Str text = numbers(arena, 500000), bytes = gzip_text(arena, gzip, text);
    const Str damaged[] = {str_until(bytes, bytes.length - 4),
                           joined(arena, bytes, S("no member"))};
    for (int d = 0; d < 2; d++) {
        int socket = client_connect(server.port);
        Heard heard = ask(arena, socket, "/count", "gzip", damaged[d]);
        assert_int_equal(heard.status, 400);
        assert_true(says(&heard, "bytes of what it holds: what came before was taken"));
        assert_false(says(&heard, "after 0 bytes"));
        close(socket);
    }
}

TEST(a_client_that_leaves_a_compressed_stream_hurts_nobody)
{
    Arena *arena = test_arena();
    Str bytes = gzip_text(arena, gzip, numbers(arena, 500000));
    for (int c = 0; c < 10; c++) {
        int socket = client_connect(server.port);
        send_request(*arena, socket, c % 2 ? "/count?parks" : "/count", "gzip",
                     str_until(bytes, bytes.length - (size_t)c));
        if (c % 3)
            client_kill(socket);
        else
            close(socket);
    }
}
