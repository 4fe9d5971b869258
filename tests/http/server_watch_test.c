#include "client.h"
#include "http/reply.h"
#include "site.h"

#include "base/clock.h"

#include <sys/socket.h>
#include <unistd.h>

#define HOST "Host: x\r\n"
#define LISTEN "GET /news HTTP/1.1\r\n" HOST "\r\n"
#define POOL "GET /pool HTTP/1.1\r\n" HOST "\r\n"

enum { LISTENERS = 4 };

static Running server;
static Arena *memory;

static void start(ServerOptions options)
{
    memory = test_arena();
    options.watchers_max = LISTENERS;
    site_start(&server, options);
}

static void stop(void)
{
    site_stop(&server);
    assert_true(server.all_done);
}

static void hears(int client, const char *what)
{
    Str heard = client_hear_until(memory, client, str_of(what));
    assert_true(str_ends(heard, str_of(what)));
}

// One that listens, and has heard the beginning.
static int listener(void)
{
    int client = client_connect(server.port);
    client_send(client, S(LISTEN));
    hears(client, "begin;\r\n");
    return client;
}

// How many listen, as the figures say a moment later.
static bool figures_say(int listeners)
{
    Str line = str_format(memory, "customer_health_http_watchers %d\n", listeners);
    for (int wait = 0; wait < 2000; wait++) {
        Writer figures = {.arena = memory};
        server_write_metrics(server.server, &figures);
        for (Str rest = writer_str(&figures); rest.length >= line.length;) {
            if (str_starts(rest, line)) return true;
            (void)str_cut(&rest, '\n');
        }
        usleep(1000);
    }
    return false;
}

static Heard ask(const char *request)
{
    int client = client_connect(server.port);
    Heard heard = client_ask(memory, client, str_of(request));
    close(client);
    return heard;
}

TEST(who_listens_is_told_what_is_new_and_nothing_else)
{
    start(site_options());
    int one = listener(), other = listener();
    for (uint64_t news = 1; news <= 3; news++) {
        atomic_store(&server.app.news, news);
        Str told = str_format(memory, "news %d;\r\n", (int)news);
        // A chunk, and nothing before it.
        Str wanted = str_format(memory, "7\r\n%.*s", STR(told));
        assert_str_equal(client_hear_until(memory, one, told), wanted);
        assert_str_equal(client_hear_until(memory, other, told), wanted);
    }
    close(one);
    close(other);
    stop();
}

TEST(who_hears_nothing_for_long_hears_a_beat)
{
    ServerOptions options = site_options();
    options.beat_ms = 50;
    start(options);
    int client = listener();
    hears(client, "beat;\r\n");
    hears(client, "beat;\r\n");
    close(client);
    stop();
}

TEST(more_than_may_listen_are_told_to_come_again_and_others_are_answered)
{
    start(site_options());
    int client[LISTENERS];
    for (int c = 0; c < LISTENERS; c++)
        client[c] = listener();
    Heard refused = ask(LISTEN);
    assert_int_equal(refused.status, 503);
    assert_str_equal(heard_field(&refused, S("Retry-After")), S("30"));
    assert_int_equal(ask(POOL).status, 200);
    assert_true(figures_say(LISTENERS));

    close(client[0]);
    while (ask("HEAD /news HTTP/1.1\r\n" HOST "\r\n").status == 503)
        usleep(1000);
    client[0] = listener();
    for (int c = 0; c < LISTENERS; c++)
        close(client[c]);
    stop();
}

TEST(a_stop_ends_what_is_listened_to_at_once)
{
    start(site_options());
    int client[LISTENERS];
    for (int c = 0; c < LISTENERS; c++)
        client[c] = listener();
    int64_t began = clock_ticks();
    server_stop(server.server);
    for (int c = 0; c < LISTENERS; c++) {
        assert_str_equal(client_hear_all(memory, client[c]), S("0\r\n\r\n"));
        close(client[c]);
    }
    site_join(&server);
    assert_true(server.all_done);
    assert_true(clock_ticks() - began < (int64_t)server.options.drain_ms * 1000000 / 2);
    site_close(&server);
}

// A connection whose system takes little for a client that does not read: 16 MB, which is
// more than any system keeps for one that sends, cannot all be on its way.
static int narrow(void)
{
    const int bytes = 4096;
    int client = client_socket();
    assert_int_equal(setsockopt(client, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes), 0);
    client_connect_socket(client, server.port);
    return client;
}

TEST(who_takes_nothing_is_left_and_holds_up_nobody)
{
    ServerOptions options = site_options();
    options.write_ms = 300;
    start(options);
    int slow = narrow(), other = listener();
    client_send(slow, S("GET /news?size=16000000 HTTP/1.1\r\n" HOST "\r\n"));
    hears(slow, "begin;\r\n");
    for (uint64_t news = 1; news <= 3; news++) {
        atomic_store(&server.app.news, news);
        hears(other, str_z(memory, str_format(memory, "news %d;\r\n", (int)news)));
    }
    while (ask("HEAD /news HTTP/1.1\r\n" HOST "\r\n").status != 200)
        usleep(1000);
    usleep(700000);
    // It was not told more than the first of them: the rest of that is what it lacks.
    assert_true(client_hear_all(memory, slow).length < 16000000);
    close(slow);
    close(other);
    stop();
}

TEST(who_reads_late_is_told_the_latest)
{
    start(site_options());
    int client = client_connect(server.port);
    client_send(client, S("GET /news?size=8000000 HTTP/1.1\r\n" HOST "\r\n"));
    hears(client, "begin;\r\n");
    atomic_store(&server.app.news, 1);
    hears(client, "news 1;");
    atomic_store(&server.app.news, 2);
    usleep(300000);
    atomic_store(&server.app.news, 3);
    hears(client, "news 3;");
    client_kill(client);
    stop();
}

TEST(who_leaves_leaves_nothing_behind)
{
    start(site_options());
    for (int i = 0; i < 20; i++) {
        int client = listener();
        if (i % 3 == 0) shutdown(client, SHUT_WR);
        if (i % 3 == 1) client_kill(client);
        if (i % 3 == 1) continue;
        if (i % 3 == 0) assert_true(client_sees_end(client));
        close(client);
    }
    assert_true(figures_say(0));
    stop();
}

TEST(of_http_1_0_it_has_no_chunks)
{
    start(site_options());
    int client = client_connect(server.port);
    client_send(client, S("GET /news HTTP/1.0\r\n\r\n"));
    hears(client, "\r\n\r\nbegin;");
    atomic_store(&server.app.news, 1);
    assert_str_equal(client_hear_until(memory, client, S(";")), S("news 1;"));
    server_stop(server.server);
    assert_int_equal(client_hear_all(memory, client).length, 0);
    close(client);
    site_join(&server);
    assert_true(server.all_done);
    site_close(&server);
}
