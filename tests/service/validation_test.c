#include "stage.h"

#include "base/clock.h"
#include "service/proving/validation.h"
#include "service/writing/changes.h"
#include "service/writing/said.h"

#include <string.h>
#include <time.h>

#define NOON ((Millis)20000 * MILLIS_A_DAY + MILLIS_A_DAY / 2)
#define TODAY ((Day)20000)

static Job job_of(Service *service, int64_t id)
{
    Job job;
    assert_int_equal(get_job(service, id, &job, *stage_memory()), OK);
    return job;
}

static Job await_end(Service *service, int64_t id)
{
    const struct timespec pause = {.tv_nsec = 5000000};
    Job job = job_of(service, id);
    for (int i = 0; i < 4000 && job.state == JOB_RUNNING; i++) {
        nanosleep(&pause, NULL);
        job = job_of(service, id);
    }
    return job;
}

// Somebody who logged in for a year, and has left now.
static void add_leaver(Service *service)
{
    int64_t customer = stage_customer(service, S("left"), 100);
    for (int day = 300; day > 10; day -= 7) {
        Event event = stage_event(customer, EVENT_LOGIN, NOON - day * (Millis)MILLIS_A_DAY);
        stage_store(service, &event);
    }
    Outcome outcome = {.customer = customer,
                       .kind = OUTCOME_CHURNED,
                       .day = TODAY - 5,
                       .author = S("Maya")};
    Change change = {.arena = stage_memory(), .receipt = stage_receipt()};
    assert_int_equal(stage_await(change_add_outcome(service, change, &outcome)), OK);
}

static Job start(Service *service)
{
    const ValidationWish wish = {.horizon = HORIZON_DEFAULT};
    Job job;
    assert_int_equal(start_validation(service, &wish, &job, *stage_memory()), OK);
    assert_true(job.id > 0 && job.state == JOB_RUNNING && job.started_at == NOON);
    return job;
}

TEST(a_proof_runs_beside_everything_and_its_report_stays)
{
    Service *service = stage_begin(NOON);
    Validation validation;
    assert_int_equal(get_validation(service, stage_memory(), (Str){0}, &validation), OK);
    assert_true(validation.job.id == 0 && validation.report.length == 0);

    add_leaver(service);
    Job job = start(service);
    job = await_end(service, job.id);
    assert_int_equal(job.state, JOB_COMPLETE);
    assert_int_equal(job.progress, 1000);
    assert_int_equal(get_validation(service, stage_memory(), (Str){0}, &validation), OK);
    assert_int_equal(validation.job.id, job.id);
    assert_non_null(strstr(str_z(stage_memory(), validation.report),
                           "Of 1 customer who left, 1 was at risk 30 days before."));
}

TEST(after_a_restart_the_report_is_still_there)
{
    stage_end();
    clock_set(NOON);
    Str database = stage_database();
    Service *service = stage_open(database);
    add_leaver(service);
    Job job = start(service);
    assert_int_equal(await_end(service, job.id).state, JOB_COMPLETE);
    Validation before, after;
    assert_int_equal(get_validation(service, stage_memory(), (Str){0}, &before), OK);
    service_close(service);

    service = stage_open(database);
    assert_int_equal(get_validation(service, stage_memory(), (Str){0}, &after), OK);
    assert_str_equal(after.report, before.report);
    assert_int_equal(after.job.id, job.id);
    assert_int_equal(after.job.state, JOB_COMPLETE);
    Job next = start(service);
    assert_true(next.id > job.id);
    assert_int_equal(await_end(service, next.id).state, JOB_COMPLETE);
    service_close(service);
    clock_set(0);
}

TEST(one_that_was_cut_off_says_that_it_did_not_finish)
{
    stage_end();
    clock_set(NOON);
    Str database = stage_database();
    Service *service = stage_open(database);
    Job job = start(service);
    service_close(service);  // perhaps it had ended by then

    service = stage_open(database);
    Job after = job_of(service, job.id);
    assert_true(after.state == JOB_CUT_OFF || after.state == JOB_COMPLETE);
    service_close(service);
    clock_set(0);
}

#define RUNNING(id, now)                                                                   \
    str_format(stage_memory(),                                                             \
               "{\"id\":%lld,\"status\":\"running\",\"started_at\":%lld,\"ended_at\":0,"   \
               "\"progress\":250,\"alive_at\":%lld}",                                      \
               id, now, now)

// Of two processes one proves, and both say so.
TEST(one_that_another_process_runs_is_seen_and_let_be)
{
    stage_end();
    clock_set(NOON);
    if (!stage_is_shared()) skip();
    Str database = stage_database();
    Service *one = stage_open(database), *other = stage_open(database);
    add_leaver(one);
    Job ours = await_end(one, start(one).id), seen = job_of(other, ours.id);
    assert_true(seen.state == JOB_COMPLETE && !seen.elsewhere);
    Job next = await_end(other, start(other).id);
    assert_int_equal(job_of(one, next.id).state, JOB_COMPLETE);

    const long long id = next.id + 1, now = NOON;
    Change note = {.arena = stage_memory(), .receipt = stage_receipt()};
    assert_int_equal(
        stage_await(change_put_setting(one, note, S("validation.job"), RUNNING(id, now))),
        OK);
    Job running = job_of(other, id), refused;
    assert_true(running.state == JOB_RUNNING && running.elsewhere);
    assert_int_equal(running.progress, 250);
    const ValidationWish wish = {.horizon = HORIZON_DEFAULT};
    assert_int_equal(start_validation(other, &wish, &refused, *stage_memory()),
                     ERR_CONFLICT);
    assert_int_equal(refused.id, id);
    assert_int_equal(cancel_job(other, id, &refused, *stage_memory()), ERR_CONFLICT);
    clock_set(NOON + 60000);
    assert_int_equal(job_of(other, id).state, JOB_CUT_OFF);
    service_close(one);
    service_close(other);
    clock_set(0);
}

TEST(only_one_runs_at_a_time)
{
    Service *service = stage_begin(NOON);
    add_leaver(service);
    Job job = start(service), other;
    Err err = start_validation(service, &(ValidationWish){.horizon = 30}, &other,
                               *stage_memory());
    if (err == ERR_CONFLICT)
        assert_int_equal(other.id, job.id);
    else
        assert_true(err == OK && other.id > job.id);  // the first was quicker
    assert_int_equal(await_end(service, other.id).state, JOB_COMPLETE);
}

TEST(one_that_is_cancelled_stops_and_leaves_the_earlier_report)
{
    Service *service = stage_begin(NOON);
    add_leaver(service);
    assert_int_equal(await_end(service, start(service).id).state, JOB_COMPLETE);
    Validation before, after;
    assert_int_equal(get_validation(service, stage_memory(), (Str){0}, &before), OK);

    Job job, second;
    assert_int_equal(start_validation(service, &(ValidationWish){.horizon = 30}, &second,
                                      *stage_memory()),
                     OK);
    Err err = cancel_job(service, second.id, &job, *stage_memory());
    JobState expected = err == OK ? JOB_CANCELLED : JOB_COMPLETE;
    assert_true(err == OK || err == ERR_CONFLICT);
    JobState ended = await_end(service, second.id).state;
    assert_true(ended == expected || ended == JOB_COMPLETE);
    assert_int_equal(get_validation(service, stage_memory(), (Str){0}, &after), OK);
    if (ended == JOB_CANCELLED) assert_str_equal(after.report, before.report);
    assert_int_equal(cancel_job(service, second.id, &job, *stage_memory()), ERR_CONFLICT);
}

TEST(a_job_of_another_id_is_not_found)
{
    Service *service = stage_begin(NOON);
    Job job;
    assert_int_equal(get_job(service, 7, &job, *stage_memory()), ERR_NOT_FOUND);
    assert_int_equal(get_job(service, 0, &job, *stage_memory()), ERR_NOT_FOUND);
    assert_int_equal(cancel_job(service, 7, &job, *stage_memory()), ERR_NOT_FOUND);
}
