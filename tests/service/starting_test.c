#include "mysql_server.h"
#include "service/service.h"
#include "test.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

typedef struct {
    ServiceOptions options;
    Service *service;
    Err err;
} Opening;

static void *open_patiently(void *what)
{
    Opening *opening = what;
    opening->err = service_open(&opening->options, 60, &opening->service);
    return NULL;
}

// The first implementation crashed, and was started, and crashed, until it was there.
TEST(a_database_that_is_still_starting_is_waited_for)
{
    mysql_server_need_own();
    Opening opening = {.options = {.database = mysql_fresh_database(test_arena())}};
    opening.options.currency = S("USD");
    opening.options.readers = 1;
    mysql_server_signal(SIGTERM);
    mysql_server_wait();
    assert_int_equal(service_open(&opening.options, 0, &opening.service), ERR_BUSY);

    pthread_t opener;
    assert_int_equal(pthread_create(&opener, NULL, open_patiently, &opening), 0);
    usleep(1500000);  // longer than the pause between two tries
    mysql_server_start();
    assert_int_equal(pthread_join(opener, NULL), 0);
    assert_int_equal(opening.err, OK);
    assert_int_equal(service_ready(opening.service), OK);
    service_close(opening.service);
}
