#include "test.h"

#include "base/clock.h"
#include "service/writing/committer.h"
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
    int customers;      // that were added
    _Atomic int stale;  // customers there are to derive
    _Atomic int derived;
    _Atomic bool derive_fails;
    _Atomic int unfolded;  // customers whose facts wait
    _Atomic int64_t unfolded_events;
    _Atomic int folds;
    int64_t last_customer;  // of the last event that was appended
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

static Err together(Store *store, StoreWork *work, void *context)
{
    int customers = puppet.customers;
    Err err = work(store, context);
    if (err) puppet.customers = customers;
    return err;
}

static Err append(Store *store, Event *events, size_t count, Appended *out, Arena scratch)
{
    (void)store, (void)scratch;
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
    puppet.last_customer = events[count - 1].customer;
    pthread_mutex_unlock(&puppet.lock);
    for (size_t i = 0; !err && i < count; i++) {
        bool again = str_equal(events[i].id, S("again"));
        if (again) events[i].at = 42;
        out[i] = again ? APPEND_DUPLICATE : APPEND_STORED;
    }
    return err;
}

static Err add_customer(Store *store, Customer *customer)
{
    (void)store;
    puppet.customers++;
    customer->id = 7;
    return str_equal(customer->external_id, S("taken")) ? ERR_CONFLICT : OK;
}

static Err stale(Store *store, Day today, int most, StaleMark *out, int *count)
{
    (void)store, (void)today;
    *count = puppet.stale < most ? puppet.stale : most;
    for (int i = 0; i < *count; i++)
        out[i] = (StaleMark){i + 1, 1, false};
    return puppet.derive_fails ? ERR_BUSY : OK;
}

static Err facts(Store *store, Arena *arena, int64_t customer, DaySpan days, Facts *out)
{
    (void)store, (void)arena, (void)customer;
    *out = (Facts){.from = days.from};
    return OK;
}

static Err put_pictures(Store *store, const PictureRow *rows, int count)
{
    (void)store, (void)rows;
    puppet.stale -= count;
    puppet.derived += count;
    return OK;
}

static Err fold(Store *store, int most, int *left)
{
    (void)store;
    int folded = puppet.unfolded < most ? puppet.unfolded : most;
    puppet.folds++;
    puppet.unfolded_events -=
        puppet.unfolded_events * folded / (folded ? puppet.unfolded : 1);
    puppet.unfolded -= folded;
    puppet.stale += folded;
    *left = puppet.unfolded;
    return OK;
}

static int64_t unfolded(const Store *store)
{
    (void)store;
    return puppet.unfolded_events;
}

static bool is_shared(const Store *store)
{
    (void)store;
    return false;
}

static void leave(Store *store)
{
    (void)store;
}

static const Backend strings = {.close = leave,
                                .is_shared = is_shared,
                                .together = together,
                                .append = append,
                                .fold = fold,
                                .unfolded = unfolded,
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
static void begin_with(Chore chore)
{
    end();
    memset(&puppet, 0, sizeof puppet);
    puppet.store.backend = &strings;
    pthread_mutex_init(&puppet.lock, NULL);
    pthread_cond_init(&puppet.moved, NULL);
    life = arena_map(8 << 20);
    Arena rest = life;
    assert_int_equal(committer_open(&rest, &puppet.store, NULL, chore, &committer), OK);
}

static void begin(void)
{
    begin_with((Chore){0});
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

static Err try_to_send(Answers *answers)
{
    return committer_accept(
        committer, (Write){.events = &login, .weight = 1, .receipt = {answer, answers}});
}

static void send(Answers *answers)
{
    assert_int_equal(try_to_send(answers), OK);
}

static void send_group(Event *events, Appended *out, int count, Answers *answers)
{
    assert_int_equal(committer_accept(committer, (Write){.events = events,
                                                         .out = out,
                                                         .weight = count,
                                                         .receipt = {answer, answers}}),
                     OK);
}

static void send_act(StoreWork *act, void *what, Answers *answers)
{
    assert_int_equal(
        committer_accept(
            committer,
            (Write){.act = act, .what = what, .weight = 1, .receipt = {answer, answers}}),
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
    assert_int_equal(try_to_send(&answers), ERR_BUSY);
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

static Err add_named(Store *store, void *what)
{
    return store_add_customer(store, what);
}

TEST(an_act_says_what_it_came_to)
{
    begin();
    Answers answers = {0};
    Customer fresh = {.name = S("Acme")}, taken = {.external_id = S("taken")};
    send_act(add_named, &fresh, &answers);
    wait_for(&answers, 1);
    assert_int_equal(fresh.id, 7);
    assert_int_equal(answers.failed, 0);
    send_act(add_named, &taken, &answers);
    wait_for(&answers, 2);
    assert_int_equal(answers.err, ERR_CONFLICT);
    assert_true(committer_keeps_up(committer));
}

TEST(an_act_that_fails_does_not_spoil_its_neighbours)
{
    begin();
    Answers events = {0}, good = {0}, bad = {0};
    Customer fresh = {.name = S("Acme")}, other = {.name = S("Ajax")};
    Customer taken = {.external_id = S("taken")};
    hold(true);
    send(&events);
    wait_until_held();
    send_act(add_named, &fresh, &good);
    send(&events);
    send_act(add_named, &taken, &bad);
    send_act(add_named, &other, &good);
    send(&events);
    hold(false);
    wait_for(&events, 3);
    wait_for(&good, 2);
    wait_for(&bad, 1);
    assert_int_equal(events.failed, 0);
    assert_int_equal(good.failed, 0);
    assert_int_equal(bad.err, ERR_CONFLICT);
    assert_int_equal(puppet.customers, 2);
    // Alone; with the acts, and undone; without them.
    assert_int_equal(puppet.appends, 3);
    assert_int_equal(committer_figures(committer).stored[EVENT_LOGIN], 3);
}

TEST(a_group_is_told_of_each_event_what_became_of_it)
{
    begin();
    Answers answers = {0};
    Event group[3] = {login, login, login};
    Appended out[3] = {APPEND_CLASH, APPEND_CLASH, APPEND_CLASH};
    group[1].id = S("again");
    send_group(group, out, 3, &answers);
    wait_for(&answers, 1);
    assert_int_equal(answers.failed, 0);
    assert_int_equal(out[0], APPEND_STORED);
    assert_int_equal(out[1], APPEND_DUPLICATE);
    assert_int_equal(out[2], APPEND_STORED);
    assert_int_equal(group[1].at, 42);
    assert_int_equal(group[2].at, 0);
    ServiceFigures figures = committer_figures(committer);
    assert_int_equal(figures.stored[EVENT_LOGIN], 2);
    assert_int_equal(figures.duplicate, 1);
}

TEST(a_group_is_never_split_and_counts_with_its_events)
{
    static Event group[3][600];
    static Appended out[3][600];
    begin();
    Answers answers = {0};
    for (int g = 0; g < 3; g++)
        for (int e = 0; e < 600; e++)
            group[g][e] = login;
    hold(true);
    send(&answers);
    wait_until_held();
    for (int g = 0; g < 3; g++)
        send_group(group[g], out[g], g == 1 ? 400 : 600, &answers);
    hold(false);
    wait_for(&answers, 4);
    assert_int_equal(puppet.appends, 3);
    assert_int_equal(puppet.largest, 1000);
    assert_int_equal(committer_figures(committer).stored[EVENT_LOGIN], 1601);
}

TEST(the_queue_is_bounded_by_events_too)
{
    static Event group[GROUP_MAX];
    static Appended out[GROUP_MAX];
    begin();
    Answers answers = {0};
    for (int e = 0; e < GROUP_MAX; e++)
        group[e] = login;
    hold(true);
    send(&answers);
    wait_until_held();
    for (int g = 0; g < QUEUE_EVENTS_MAX / GROUP_MAX; g++)
        send_group(group, out, GROUP_MAX, &answers);
    assert_int_equal(try_to_send(&answers), ERR_BUSY);
    assert_int_equal(committer_figures(committer).waiting, QUEUE_EVENTS_MAX);
    hold(false);
    wait_for(&answers, QUEUE_EVENTS_MAX / GROUP_MAX + 1);
    assert_int_equal(answers.failed, 0);
    assert_int_equal(committer_figures(committer).waiting, 0);
}

static Err redirect(Store *store, void *what)
{
    (void)store, (void)what;
    return OK;
}

static void redirect_then_answer(void *context, Err err, Appended outcome)
{
    committer_redirect(committer, 1, 2);
    committer_redirect(committer, 2, 3);
    answer(context, err, outcome);
}

TEST(what_was_meant_for_a_customer_who_was_merged_away_goes_where_it_went)
{
    begin();
    Answers answers = {0};
    Event late = login;
    assert_int_equal(
        committer_accept(committer, (Write){.act = redirect,
                                            .weight = 1,
                                            .receipt = {redirect_then_answer, &answers}}),
        OK);
    wait_for(&answers, 1);
    assert_int_equal(committer_accept(committer, (Write){.events = &late,
                                                         .weight = 1,
                                                         .receipt = {answer, &answers}}),
                     OK);
    wait_for(&answers, 2);
    assert_int_equal(late.customer, 3);
    assert_int_equal(puppet.last_customer, 3);
}

static bool count_down(void *context, Store *writer, Arena scratch)
{
    (void)writer, (void)scratch;
    _Atomic int *left = context;
    return *left > 0 && --*left > 0;
}

TEST(a_chore_is_done_until_nothing_of_it_is_left)
{
    _Atomic int left = 30;
    begin_with((Chore){.some = count_down, .context = &left});
    Answers answers = {0};
    send(&answers);
    wait_for(&answers, 1);
    while (left > 0)
        usleep(200);
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

TEST(facts_that_wait_are_folded_and_derived_for_whoever_asks)
{
    begin();
    puppet.unfolded = 437;
    committer_freshen(committer);
    assert_int_equal(puppet.unfolded, 0);
    assert_int_equal(puppet.stale, 0);
    assert_int_equal(puppet.derived, 437);
}

TEST(when_nothing_waits_facts_are_folded_and_derived_until_none_are_left)
{
    begin();
    Answers answers = {0};
    puppet.unfolded = 5000;
    send(&answers);
    while (puppet.derived < 5000)
        usleep(1000);
    assert_int_equal(puppet.unfolded, 0);
}

TEST(a_write_waits_while_too_much_is_not_folded)
{
    begin();
    Answers answers = {0};
    puppet.unfolded = 100000;
    puppet.unfolded_events = FOLD_AT + FOLD_AT / 10;
    send(&answers);
    wait_for(&answers, 1);
    assert_true(puppet.unfolded_events < FOLD_AT);
    assert_true(puppet.folds > 1);
}

static void erase_then_answer(void *context, Err err, Appended outcome)
{
    committer_redirect(committer, 1, 0);
    answer(context, err, outcome);
}

TEST(what_was_meant_for_a_customer_who_was_erased_is_not_stored)
{
    begin();
    Answers gone = {0}, group = {0}, alone = {0}, other = {0};
    assert_int_equal(
        committer_accept(
            committer,
            (Write){.act = redirect, .weight = 1, .receipt = {erase_then_answer, &gone}}),
        OK);
    wait_for(&gone, 1);
    hold(true);
    Event theirs = {.customer = 2, .type = EVENT_LOGIN}, late = login;
    Event mixed[3] = {login, theirs, login};
    Appended out[3] = {APPEND_CLASH, APPEND_CLASH, APPEND_CLASH};
    send_group(&theirs, out, 1, &other);
    wait_until_held();
    send_group(mixed, out, 3, &group);
    send_group(&late, NULL, 1, &alone);
    send_group(&theirs, NULL, 1, &other);
    hold(false);
    wait_for(&other, 2);
    wait_for(&group, 1);
    wait_for(&alone, 1);
    assert_int_equal(other.failed, 0);
    assert_int_equal(group.err, ERR_NOT_FOUND);
    assert_int_equal(alone.err, ERR_NOT_FOUND);
    assert_int_equal(mixed[0].customer, 0);
    assert_int_equal(mixed[1].customer, 2);
    assert_int_equal(out[1], APPEND_STORED);
    assert_int_equal(puppet.last_customer, 2);
    assert_int_equal(committer_figures(committer).stored[EVENT_LOGIN], 3);
}
