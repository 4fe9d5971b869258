#include "client.h"
#include "http/reply.h"
#include "site.h"

#include <string.h>
#include <unistd.h>
#include <zlib.h>

#define HOST "Host: x\r\n"
#define KEPT "GET /kept HTTP/1.1\r\n" HOST

static Running server;
static int client;

int test_set_up(void)
{
    site_start(&server, site_options());
    client = client_connect(server.port);
    return 0;
}

int test_tear_down(void)
{
    close(client);
    site_stop(&server);
    return 0;
}

TEST(every_answer_carries_the_headers_that_keep_a_browser_safe)
{
    const Str requests[] = {S("GET /loop HTTP/1.1\r\n" HOST "\r\n"),
                            S("GET /kept HTTP/1.1\r\n" HOST "\r\n"),
                            S("GET /kept HTTP/1.1\r\n" HOST "\r\n"),
                            S("GET /nothing HTTP/1.1\r\n" HOST "\r\n")};
    for (int r = 0; r < 4; r++) {
        Heard heard = client_ask(test_arena(), client, requests[r]);
        assert_str_equal(heard_field(&heard, S("X-Content-Type-Options")), S("nosniff"));
        assert_str_equal(heard_field(&heard, S("Referrer-Policy")), S("same-origin"));
        assert_str_equal(heard_field(&heard, S("Cross-Origin-Resource-Policy")),
                         S("same-origin"));
        assert_str_equal(heard_field(&heard, S("Cross-Origin-Opener-Policy")),
                         S("same-origin"));
        assert_true(str_starts(heard_field(&heard, S("Content-Security-Policy")),
                               S("default-src 'none'; script-src 'self'; ")));
        assert_str_equal(heard_field(&heard, S("Vary")),
                         S("Accept, Accept-Encoding, X-Fragment"));
        assert_str_equal(heard_field(&heard, S("Cache-Control")), S("private, no-cache"));
        assert_int_equal(heard_field(&heard, S("Date")).length, 29);
        assert_int_equal(heard_field(&heard, S("Server")).length, 0);
    }
}

TEST(what_a_handler_says_itself_stands_and_stands_once)
{
    Heard heard =
        client_ask(test_arena(), client, S("GET /secret HTTP/1.1\r\n" HOST "\r\n"));
    assert_str_equal(heard_field(&heard, S("Cache-Control")), S("no-store"));
    int count = 0;
    Str rest = heard.head;
    while (rest.length)
        count += str_starts(str_cut(&rest, '\n'), S("Cache-Control:"));
    assert_int_equal(count, 1);
}

TEST(a_kept_answer_is_given_until_the_version_moves)
{
    Arena *arena = test_arena();
    atomic_fetch_add(&server.app.version, 1);
    Heard first = client_ask(arena, client, S(KEPT "\r\n"));
    Heard again = client_ask(arena, client, S(KEPT "\r\n"));
    assert_str_equal(again.body, first.body);
    atomic_fetch_add(&server.app.version, 1);
    Heard second = client_ask(arena, client, S(KEPT "\r\n"));
    assert_int_equal(second.status, 200);
    assert_false(str_equal(second.body, first.body));
}

TEST(version_0_keeps_nothing)
{
    uint64_t before = atomic_exchange(&server.app.version, 0);
    char seen[2];
    for (int i = 0; i < 2; i++) {
        Heard heard = client_ask(test_arena(), client, S(KEPT "\r\n"));
        seen[i] = heard.body.text[heard.body.length - 1];
    }
    assert_int_not_equal(seen[0], seen[1]);
    atomic_store(&server.app.version, before);
}

TEST(kept_answers_differ_by_query_fragment_encoding_and_theme)
{
    const Str variants[] = {S("GET /kept?a=1 HTTP/1.1\r\n" HOST "\r\n"),
                            S("GET /kept?a=2 HTTP/1.1\r\n" HOST "\r\n"),
                            S(KEPT "X-Fragment: list\r\n\r\n"),
                            S(KEPT "Accept-Encoding: gzip\r\n\r\n"),
                            S(KEPT "Accept: text/html\r\n\r\n"),
                            S(KEPT "Cookie: theme=dark\r\n\r\n"),
                            S(KEPT "\r\n")};
    atomic_fetch_add(&server.app.version, 1);
    int before = atomic_load(&server.app.answered);
    for (int round = 0; round < 2; round++)
        for (int v = 0; v < 7; v++)
            assert_int_equal(client_ask(test_arena(), client, variants[v]).status, 200);
    assert_int_equal(atomic_load(&server.app.answered) - before, 7);
}

TEST(a_client_that_has_it_already_gets_304)
{
    const char *const paths[] = {"/kept", "/loop", "/kept"};
    for (int p = 0; p < 3; p++) {
        Arena *arena = test_arena();
        Str plain = str_format(arena, "GET %s HTTP/1.1\r\n" HOST "\r\n", paths[p]);
        Heard heard = client_ask(arena, client, plain);
        Str tag = heard_field(&heard, S("ETag"));
        assert_true(tag.length > 2);
        for (int f = 0; f < 3; f++) {
            Writer request = {.arena = arena};
            writer_format(&request, "GET %s HTTP/1.1\r\n" HOST "If-None-Match: ", paths[p]);
            if (f == 0) writer_format(&request, "%.*s", STR(tag));
            if (f == 1) writer_format(&request, "\"x\", W/%.*s , \"y\"", STR(tag));
            if (f == 2) writer_put(&request, S("*"));
            writer_put(&request, S("\r\n\r\n"));
            heard = client_ask(arena, client, writer_str(&request));
            assert_int_equal(heard.status, 304);
            assert_str_equal(heard_field(&heard, S("ETag")), tag);
            assert_int_equal(heard_field(&heard, S("Content-Length")).length, 0);
        }
        heard = client_ask(
            arena, client,
            str_format(arena, "GET %s HTTP/1.1\r\n" HOST "If-None-Match: \"x\"\r\n\r\n",
                       paths[p]));
        assert_int_equal(heard.status, 200);
    }
}

static Str inflate_all(Arena *arena, Str compressed)
{
    Writer writer = {.arena = arena};
    z_stream stream = {0};
    char *to = writer_reserve(&writer, 1 << 20);
    assert_int_equal(inflateInit2(&stream, 15 + 16), Z_OK);
    stream.next_in = memcpy(arena_new(arena, Bytef, compressed.length), compressed.text,
                            compressed.length);
    stream.avail_in = (uInt)compressed.length;
    stream.next_out = (Bytef *)to;
    stream.avail_out = 1 << 20;
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
    writer.length = stream.total_out;
    inflateEnd(&stream);
    return writer_str(&writer);
}

TEST(a_text_over_1_kib_is_compressed_for_those_who_take_it)
{
    Arena *arena = test_arena();
    Heard plain = client_ask(arena, client, S("GET /text HTTP/1.1\r\n" HOST "\r\n"));
    Str plain_tag = heard_field(&plain, S("ETag"));
    assert_int_equal(plain.body.length, 2000);
    assert_int_equal(heard_field(&plain, S("Content-Encoding")).length, 0);

    for (int i = 0; i < 2; i++) {  // a compressor is used again
        Heard heard = client_ask(
            arena, client,
            S("GET /text HTTP/1.1\r\n" HOST "Accept-Encoding: br;q=1, gzip;q=0.5\r\n\r\n"));
        assert_str_equal(heard_field(&heard, S("Content-Encoding")), S("gzip"));
        assert_true(heard.body.length < 200);
        assert_str_equal(inflate_all(arena, heard.body), plain.body);
        assert_false(str_equal(heard_field(&heard, S("ETag")), plain_tag));
    }
    Heard refused =
        client_ask(arena, client,
                   S("GET /text HTTP/1.1\r\n" HOST "Accept-Encoding: *, gzip;q=0\r\n\r\n"));
    assert_int_equal(heard_field(&refused, S("Content-Encoding")).length, 0);
    assert_int_equal(refused.body.length, 2000);
}

TEST(a_small_text_is_not_compressed)
{
    Heard heard = client_ask(
        test_arena(), client,
        S("GET /text?length=1023 HTTP/1.1\r\n" HOST "Accept-Encoding: gzip\r\n\r\n"));
    assert_int_equal(heard_field(&heard, S("Content-Encoding")).length, 0);
    assert_int_equal(heard.body.length, 1023);
}
