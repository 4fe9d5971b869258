#include "client.h"
#include "http/reply.h"
#include "site.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define HOST "Host: localhost\r\n"
#define LOOP "GET /loop HTTP/1.1\r\n" HOST "\r\n"

static char folder[64];
static char path[80];

int test_set_up(void)
{
    snprintf(folder, sizeof folder, "/tmp/customer_health_local_XXXXXX");
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/socket", folder);
    return 0;
}

int test_tear_down(void)
{
    return rmdir(folder);  // nothing was left behind
}

static ServerOptions options_with_socket(void)
{
    ServerOptions options = site_options();
    options.socket_path = path;
    return options;
}

static bool is_there(void)
{
    struct stat status;
    return lstat(path, &status) == 0;
}

TEST(a_server_is_reached_by_its_socket_as_by_its_port)
{
    Running server;
    Arena *arena = test_arena();
    ServerOptions options = options_with_socket();
    options.loops = 2;
    site_start(&server, options);
    int local = client_connect_at(path), port = client_connect(server.port);
    for (int i = 0; i < 3; i++) {
        assert_str_equal(client_ask(arena, local, S(LOOP)).body, S("hello"));
        assert_str_equal(client_ask(arena, port, S(LOOP)).body, S("hello"));
    }
    assert_str_equal(client_ask(arena, local, S("GET /pool HTTP/1.1\r\n" HOST "\r\n")).body,
                     S("hello"));
    close(local);
    close(port);
    site_stop(&server);
    assert_true(server.all_done);
}

TEST(what_comes_by_the_socket_comes_from_this_machine)
{
    Running server;
    Arena *arena = test_arena();
    site_start(&server, options_with_socket());
    int local = client_connect_at(path);
    Heard heard = client_ask(arena, local, S("GET /about HTTP/1.1\r\n" HOST "\r\n"));
    assert_str_equal(heard.body, S("GET /about? loopback=1 received=1"));
    close(local);
    site_stop(&server);
}

TEST(a_foreign_host_is_refused_at_the_socket_too)
{
    Running server;
    Arena *arena = test_arena();
    site_start(&server, options_with_socket());
    server.site.check_host = true;
    int local = client_connect_at(path);
    assert_int_equal(client_ask(arena, local, S(LOOP)).status, 200);
    Heard heard =
        client_ask(arena, local, S("GET /loop HTTP/1.1\r\nHost: example.com\r\n\r\n"));
    assert_int_equal(heard.status, 421);
    close(local);
    site_stop(&server);
}

TEST(a_stream_comes_by_the_socket)
{
    Running server;
    Arena *arena = test_arena();
    size_t length = 5000000;
    site_start(&server, options_with_socket());
    int local = client_connect_at(path);
    client_send(local,
                S("POST /count?parks HTTP/1.1\r\n" HOST "Content-Length: 5000000\r\n\r\n"));
    client_send(local, (Str){arena_new(arena, char, length), length});
    Heard heard = client_hear(arena, local, true);
    assert_int_equal(heard.status, 200);
    assert_true(str_starts(heard.body, S("5000000 in 20 ")));
    close(local);
    site_stop(&server);
}

TEST(only_its_own_user_may_open_it_and_it_goes_with_the_server)
{
    Running server;
    struct stat status;
    site_start(&server, options_with_socket());
    assert_int_equal(lstat(path, &status), 0);
    assert_true(S_ISSOCK(status.st_mode));
    assert_int_equal(status.st_mode & 0777, 0600);
    site_stop(&server);
    assert_false(is_there());
}

TEST(a_server_that_never_ran_takes_its_socket_with_it_too)
{
    Running server = {.app = {0}};
    ServerOptions options = options_with_socket();
    options.site = &server.site;
    assert_int_equal(server_open(&options, &server.server), OK);
    assert_true(is_there());
    server_close(server.server);
    assert_false(is_there());
}

// What a server that was killed leaves behind.
static void leave_socket(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    memcpy(address.sun_path, path, strlen(path));
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(fd, 1), 0);
    close(fd);
}

TEST(a_socket_nobody_listens_at_any_more_is_made_anew)
{
    Running server;
    Arena *arena = test_arena();
    leave_socket();
    site_start(&server, options_with_socket());
    int local = client_connect_at(path);
    assert_str_equal(client_ask(arena, local, S(LOOP)).body, S("hello"));
    close(local);
    site_stop(&server);
}

TEST(a_second_server_at_the_same_socket_is_refused_and_the_first_stays)
{
    Running server;
    Server *second;
    Arena *arena = test_arena();
    site_start(&server, options_with_socket());
    ServerOptions options = options_with_socket();
    options.site = &server.site;
    assert_int_equal(server_open(&options, &second), ERR_CONFLICT);
    int local = client_connect_at(path);
    assert_str_equal(client_ask(arena, local, S(LOOP)).body, S("hello"));
    close(local);
    site_stop(&server);
}

TEST(what_is_no_socket_is_left_alone)
{
    Server *none;
    Running server = {.app = {0}};
    ServerOptions options = options_with_socket();
    options.site = &server.site;
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fclose(file);
    assert_int_equal(server_open(&options, &none), ERR_INVALID);
    assert_int_equal(unlink(path), 0);
}

TEST(a_path_that_is_too_long_or_leads_nowhere_is_refused)
{
    Server *none;
    Running server = {.app = {0}};
    ServerOptions options = site_options();
    options.site = &server.site;
    options.socket_path = "/nowhere/at/all/socket";
    assert_int_equal(server_open(&options, &none), ERR_INVALID);
    options.socket_path =
        "/tmp/a_folder_with_a_name_that_is_far_longer_than_any_that_the_system_can_give_to_a_"
        "socket_in_the_file_system/socket";
    assert_int_equal(server_open(&options, &none), ERR_INVALID);
}
