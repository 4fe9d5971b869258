#include "stage.h"

#include "service/readers.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

static Readers *readers;
static Reader *third;
static _Atomic bool got_it;

// Readers of a database that is there.
static void open_two(void)
{
    stage_end();
    Str database = stage_database();
    Store *writer = NULL;
    assert_int_equal(store_open(database, STORE_WRITER, &writer), OK);
    store_close(writer);
    readers_open(stage_memory(), NULL, database, 2, &readers);
    got_it = false;
}

static Reader *lend(void)
{
    Reader *reader = NULL;
    assert_int_equal(readers_lend(readers, &reader), OK);
    assert_int_equal(store_ping(reader->store), OK);
    return reader;
}

static void *take_third(void *context)
{
    (void)context;
    if (readers_lend(readers, &third) == OK) got_it = true;
    return NULL;
}

TEST(whoever_comes_when_all_are_lent_waits_for_one_to_come_back)
{
    open_two();
    Reader *first = lend(), *second = lend();
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, take_third, NULL), 0);
    usleep(20000);
    assert_false(got_it);
    readers_return(readers, second, OK);
    pthread_join(thread, NULL);
    assert_true(got_it);
    assert_ptr_equal(third, second);
    readers_return(readers, third, OK);
    readers_return(readers, first, OK);
    readers_close(readers);
}

TEST(a_connection_that_failed_is_not_lent_again)
{
    open_two();
    readers_return(readers, lend(), ERR_STORE);
    Reader *first = lend(), *second = lend();
    readers_return(readers, first, ERR_BUSY);
    readers_return(readers, second, ERR_NOT_FOUND);
    Reader *again = lend();
    assert_ptr_equal(again, second);
    readers_return(readers, again, OK);
    readers_close(readers);
}

static void *give_back(void *reader)
{
    usleep(20000);
    got_it = true;
    readers_return(readers, reader, OK);
    return NULL;
}

TEST(a_close_waits_for_the_questions_under_way)
{
    open_two();
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, give_back, lend()), 0);
    readers_close(readers);
    assert_true(got_it);
    pthread_join(thread, NULL);
}

TEST(where_none_can_be_opened_the_place_is_free_again)
{
    stage_end();
    readers_open(stage_memory(), NULL, S("sqlite:/nowhere/at/all.db"), 1, &readers);
    Reader *reader = NULL;
    assert_int_equal(readers_lend(readers, &reader), ERR_NOT_FOUND);
    assert_int_equal(readers_lend(readers, &reader), ERR_NOT_FOUND);
    readers_close(readers);
}
