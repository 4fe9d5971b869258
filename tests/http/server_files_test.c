#include "client.h"
#include "site.h"

#include <sys/resource.h>
#include <unistd.h>

#define LOOP "GET /loop HTTP/1.1\r\nHost: x\r\n\r\n"

// Alone in its program: nobody else may open or close a file meanwhile.

static int fill_file_table(int *files)
{
    int count = 0;
    while ((files[count] = dup(0)) >= 0)
        count++;
    return count;
}

TEST(without_a_file_left_to_accept_with_an_idle_connection_makes_room)
{
    Running small;
    site_start(&small, site_options());
    int idle = client_connect(small.port), extra[256];
    assert_int_equal(client_ask(test_arena(), idle, S(LOOP)).status, 200);
    int fresh = client_socket();

    struct rlimit limit, tight;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
    tight = limit;
    tight.rlim_cur = (rlim_t)fresh + 3;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &tight), 0);
    int count = fill_file_table(extra);
    client_connect_socket(fresh, small.port);
    Heard heard = client_ask(test_arena(), fresh, S(LOOP));
    while (count > 0)
        close(extra[--count]);
    setrlimit(RLIMIT_NOFILE, &limit);

    assert_int_equal(heard.status, 200);
    assert_true(client_sees_end(idle));
    close(idle);
    close(fresh);
    site_stop(&small);
}
