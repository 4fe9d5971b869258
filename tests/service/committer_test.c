#include "test.h"

#include "base/clock.h"
#include "service/committer.h"
#include "store/backend.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

// A store that does what the test says: it holds on to a batch, fails, counts.
typedef struct {
    Store store;
    pthread_mutex_t lock;
    pthread_cond_t moved;
    bool holds;         // an append waits until this is false
    bool in_append;     // one is waiting
    Err err;            // what an append answers
    int busy_times;     // how often it answers ERR_BUSY before
    int appends;        // that were begun
    size_t largest;     // batch
    _Atomic int stale;  // customers there are to derive
    _Atomic int derived;
    _Atomic bool derive_fails;
} Puppet;

static Puppet puppet;
static Arena life;
static Committer *committer;

static void hold(bool holds)
{
    pthread_mutex_lock(&puppet.lock);
    puppet.holds = holds;
    pthread_cond_broadcast(&puppet.moved);
    pthread_mutex_unlock(&puppet.lock);
}

static void wait_until_held(void)
{
    pthread_mutex_lock(&puppet.lock);
    while (!puppet.in_append)
        pthread_cond_wait(&puppet.moved, &puppet.lock);
    pthread_mutex_unlock(&puppet.lock);
}

static Err append(Store *store, Event *events, size_t count, Appended *out, Arena scratch)
{
    (void)store, (void)events, (void)scratch;
    pthread_mutex_lock(&puppet.lock);
    puppet.appends++;
    if (count > puppet.largest) puppet.largest = count;
    puppet.in_append = true;
    pthread_cond_broadcast(&puppet.moved);
    while (puppet.holds)
        pthread_cond_wait(&puppet.moved, &puppet.lock);
    puppet.in_append = false;
    Err err = puppet.busy_times > 0 ? ERR_BUSY : puppet.err;
    if (puppet.busy_times > 0) puppet.busy_times--;
    pthread_mutex_unlock(&puppet.lock);
    for (size_t i = 0; !err && i < count; i++)
        out[i] = APPEND_STORED;
    return err;
}

static Err add_customer(Store *store, Customer *customer)
{
    (void)store;
    customer->id = 7;
    return str_equal(customer->external_id, S("taken")) ? ERR_CONFLICT : OK;
}

static Err stale(Store *store, Day today, int most, StaleMark *out, int *count)
{
    (void)store, (void)today;
    *count = puppet.stale < most ? puppet.stale : most;
    for (int i = 0; i < *count; i++)
        out[i] = (StaleMark){i + 1, 1};
    return puppet.derive_fails ? ERR_BUSY : OK;
}

static Err facts(Store *store, Arena *arena, int64_t customer, Day from, Facts *out)
{
    (void)store, (void)arena, (void)customer;
    *out = (Facts){.from = from};
    return OK;
}

static Err put_pictures(Store *store, const PictureRow *rows, int count)
{
    (void)store, (void)rows;
    puppet.stale -= count;
    puppet.derived += count;
    return OK;
}

static void leave(Store *store)
{
    (void)store;
}

static const Backend strings = {.close = leave,
                                .append = append,
                                .add_customer = add_customer,
                                .stale = stale,
                                .facts = facts,
                                .put_pictures = put_pictures};

static void end(void)
{
    if (!committer) return;
    committer_close(committer);
    committer = NULL;
    arena_unmap(life);
}

// A committer of its own for each test.
static void begin(void)
{
    end();
    memset(&puppet, 0, sizeof puppet);
    puppet.store.backend = &strings;
    pthread_mutex_init(&puppet.lock, NULL);
    pthread_cond_init(&puppet.moved, NULL);
    life = arena_map(8 << 20);
    Arena rest = life;
    assert_int_equal(committer_open(&rest, &puppet.store, &committer), OK);
}

int test_tear_down(void)
{
    end();
    return 0;
}

static Event login = {.customer = 1, .type = EVENT_LOGIN, .quantity = 1};

typedef struct {
    _Atomic int answered;
    _Atomic int failed;
    _Atomic int err;
} Answers;

static void answer(void *context, Err err, Appended outcome)
{
    (void)outcome;
    Answers *answers = context;
    if (err) answers->failed++;
    answers->err = (int)err;
    answers->answered++;
}

static void send(Answers *answers)
{
    assert_int_equal(committer_accept(committer, &login, NULL, (Receipt){answer, answers}),
                     OK);
}

static void wait_for(const Answers *answers, int count)
{
    while (answers->answered < count)
        usleep(200);
}

TEST(nobody_is_told_before_the_commit_has_returned)
{
    begin();
    Answers answers = {0};
    hold(true);
    send(&answers);
    wait_until_held();
    uint64_t commits = committer_commits(committer);
    assert_int_equal(answers.answered, 0);
    hold(false);
    wait_for(&answers, 1);
    assert_int_equal(answers.failed, 0);
    assert_true(committer_commits(committer) > commits);
}

TEST(what_gathers_during_a_commit_is_one_batch_of_at_most_a_thousand)
{
    begin();
    Answers answers = {0};
    hold(true);
    send(&answers);
    wait_until_held();
    for (int i = 0; i < 1500; i++)
        send(&answers);
    hold(false);
    wait_for(&answers, 1501);
    assert_int_equal(puppet.appends, 3);
    assert_int_equal(puppet.largest, BATCH_MAX);
    assert_int_equal(committer_figures(committer).stored[EVENT_LOGIN], 1501);
}

TEST(a_full_queue_refuses_at_once_and_answers_all_it_took)
{
    begin();
    Answers answers = {0};
    hold(true);
    send(&answers);
    wait_until_held();
    for (int i = 0; i < QUEUE_MAX; i++)
        send(&answers);
    assert_int_equal(committer_accept(committer, &login, NULL, (Receipt){answer, &answers}),
                     ERR_BUSY);
    assert_int_equal(committer_figures(committer).waiting, QUEUE_MAX);
    assert_int_equal(committer_figures(committer).refused_busy, 1);
    hold(false);
    wait_for(&answers, QUEUE_MAX + 1);
    assert_int_equal(answers.failed, 0);
}

TEST(a_busy_database_is_tried_again)
{
    begin();
    Answers answers = {0};
    puppet.busy_times = 4;
    send(&answers);
    wait_for(&answers, 1);
    assert_int_equal(answers.failed, 0);
    assert_int_equal(puppet.appends, 5);
    assert_int_equal(committer_figures(committer).commits, 1);
}

TEST(a_database_that_stays_busy_is_given_up_and_the_next_write_tries_anew)
{
    begin();
    Answers answers = {0};
    puppet.err = ERR_BUSY;
    send(&answers);
    wait_for(&answers, 1);
    assert_int_equal(answers.err, ERR_BUSY);
    assert_true(puppet.appends > 1);
    pthread_mutex_lock(&puppet.lock);
    puppet.err = OK;
    pthread_mutex_unlock(&puppet.lock);
    send(&answers);
    wait_for(&answers, 2);
    assert_int_equal(answers.failed, 1);
}

TEST(a_database_that_failed_is_not_tried_again)
{
    begin();
    Answers answers = {0};
    puppet.err = ERR_STORE;
    send(&answers);
    wait_for(&answers, 1);
    assert_int_equal(answers.err, ERR_STORE);
    assert_int_equal(puppet.appends, 1);
}

TEST(a_write_that_hangs_is_a_committer_that_does_not_keep_up)
{
    begin();
    Answers answers = {0};
    assert_true(committer_keeps_up(committer));
    hold(true);
    send(&answers);
    wait_until_held();
    assert_true(committer_keeps_up(committer));
    int64_t until = clock_ticks() + (int64_t)PATIENCE_MS * 1000000;
    while (clock_ticks() <= until)
        usleep(10000);
    assert_false(committer_keeps_up(committer));
    hold(false);
    wait_for(&answers, 1);
    while (!committer_keeps_up(committer))
        usleep(200);
}

TEST(a_committer_whose_latest_write_failed_does_not_keep_up)
{
    static const Err errs[] = {ERR_STORE, ERR_BUSY};
    begin();
    Answers answers = {0};
    for (int i = 0; i < 2; i++) {
        puppet.err = errs[i];
        send(&answers);
        wait_for(&answers, 2 * i + 1);
        assert_int_equal(answers.err, errs[i]);
        assert_false(committer_keeps_up(committer));
        puppet.err = OK;
        send(&answers);
        wait_for(&answers, 2 * i + 2);
        assert_true(committer_keeps_up(committer));
    }
}

TEST(a_close_commits_and_answers_what_was_accepted)
{
    begin();
    Answers answers = {0};
    for (int i = 0; i < 3000; i++)
        send(&answers);
    end();
    assert_int_equal(answers.answered, 3000);
    assert_int_equal(answers.failed, 0);
}

TEST(a_customer_gets_its_id_and_a_taken_name_is_a_conflict)
{
    begin();
    Answers answers = {0};
    Customer fresh = {.name = S("Acme")}, taken = {.external_id = S("taken")};
    assert_int_equal(committer_accept(committer, NULL, &fresh, (Receipt){answer, &answers}),
                     OK);
    wait_for(&answers, 1);
    assert_int_equal(fresh.id, 7);
    assert_int_equal(answers.failed, 0);
    assert_int_equal(committer_accept(committer, NULL, &taken, (Receipt){answer, &answers}),
                     OK);
    wait_for(&answers, 2);
    assert_int_equal(answers.err, ERR_CONFLICT);
}

TEST(whoever_asks_for_pictures_gets_them_all)
{
    begin();
    puppet.stale = 437;
    committer_freshen(committer);
    assert_int_equal(puppet.stale, 0);
    assert_int_equal(puppet.derived, 437);
}

TEST(pictures_are_made_without_being_asked_for)
{
    begin();
    Answers answers = {0};
    puppet.stale = 3;
    send(&answers);
    while (puppet.stale > 0)
        usleep(1000);
    assert_int_equal(puppet.derived, 3);
}

TEST(whoever_asks_for_pictures_is_let_go_when_there_are_none_to_be_had)
{
    begin();
    puppet.stale = 5;
    puppet.derive_fails = true;
    committer_freshen(committer);
    assert_int_equal(puppet.stale, 5);
    puppet.derive_fails = false;
    committer_freshen(committer);
    assert_int_equal(puppet.stale, 0);
}

static void *ask(void *context)
{
    (void)context;
    committer_freshen(committer);
    return NULL;
}

TEST(many_who_ask_at_once_share_the_work)
{
    begin();
    puppet.stale = 50;
    pthread_t thread[8];
    for (int i = 0; i < 8; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, ask, NULL), 0);
    for (int i = 0; i < 8; i++)
        pthread_join(thread[i], NULL);
    assert_int_equal(puppet.stale, 0);
    assert_int_equal(puppet.derived, 50);
}
