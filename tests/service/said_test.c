#include "stage.h"

#include "base/clock.h"
#include "service/asking/history.h"
#include "service/writing/accounts.h"
#include "service/writing/said.h"

#include <math.h>

#define NOON ((Millis)20000 * MILLIS_A_DAY + MILLIS_A_DAY / 2)
#define TODAY ((Day)20000)

static Change plain(void)
{
    return (Change){.arena = stage_memory(), .receipt = stage_receipt()};
}

static void say(Service *service, int64_t customer, OutcomeKind kind, Day day)
{
    Outcome outcome = {.customer = customer, .kind = kind, .day = day, .author = S("Maya")};
    assert_int_equal(stage_await(change_add_outcome(service, plain(), &outcome)), OK);
    assert_true(outcome.id > 0);
    assert_int_equal(outcome.at, clock_now());
}

static Outcome *outcomes_of(Service *service, int64_t customer, int wanted)
{
    int count;
    Outcome *outcome;
    assert_int_equal(get_outcomes(service, stage_memory(), customer, &outcome, &count), OK);
    assert_int_equal(count, wanted);
    return outcome;
}

static void assert_lifecycle(Service *service, int64_t customer, const char *lifecycle)
{
    HealthDetails details = stage_details(service, customer, scorecard_standard());
    assert_str_equal(details.row.customer.lifecycle, str_of(lifecycle));
}

static void put_lifecycle(Service *service, int64_t customer, const char *lifecycle)
{
    CustomerPatch patch = {.customer = customer, .fields = PATCH_LIFECYCLE};
    patch.values.lifecycle = str_of(lifecycle);
    assert_int_equal(stage_await(change_patch_customer(service, plain(), &patch)), OK);
    assert_str_equal(patch.now.customer.lifecycle, str_of(lifecycle));
}

TEST(who_has_left_is_in_no_list_and_no_sum_and_is_found_by_its_id)
{
    Service *service = stage_begin(NOON);
    int64_t stays = stage_customer(service, S("stays"), 100),
            leaves = stage_customer(service, S("leaves"), 500);
    Event event = stage_event(leaves, EVENT_LOGIN, NOON);
    stage_store(service, &event);
    say(service, leaves, OUTCOME_CHURNED, TODAY - 3);

    HealthScores scores = stage_list(service);
    assert_int_equal(scores.rows, 1);
    assert_int_equal(scores.total, 1);
    assert_int_equal(scores.row[0].customer.id, stays);
    Dashboard dashboard;
    assert_int_equal(get_dashboard(service, stage_memory(), &dashboard), OK);
    assert_int_equal(dashboard.customers, 1);
    assert_int_equal(dashboard.mrr, 100);
    assert_int_equal(dashboard.scored, 0);
    assert_lifecycle(service, leaves, "churned");
    assert_true(stage_details(service, leaves, scorecard_standard()).score.scored);

    say(service, leaves, OUTCOME_RENEWED, TODAY);
    assert_int_equal(stage_list(service).total, 2);
    assert_lifecycle(service, leaves, "active");
}

TEST(nobody_says_what_became_of_who_is_not_there)
{
    Service *service = stage_begin(NOON);
    Outcome outcome = {.customer = 99, .kind = OUTCOME_CHURNED, .day = TODAY};
    int count;
    Outcome *found;
    assert_int_equal(stage_await(change_add_outcome(service, plain(), &outcome)),
                     ERR_NOT_FOUND);
    assert_int_equal(get_outcomes(service, stage_memory(), 99, &found, &count),
                     ERR_NOT_FOUND);
}

TEST(an_outcome_is_taken_back_and_the_customer_with_it)
{
    Service *service = stage_begin(NOON);
    int64_t customer = stage_customer(service, S("a"), 0);
    say(service, customer, OUTCOME_CHURNED, TODAY);
    int64_t id = outcomes_of(service, customer, 1)->id;
    assert_int_equal(stage_await(change_remove_outcome(service, plain(), customer, id)),
                     OK);
    (void)outcomes_of(service, customer, 0);
    assert_int_equal(stage_list(service).total, 1);
    assert_int_equal(stage_await(change_remove_outcome(service, plain(), customer, id)),
                     ERR_NOT_FOUND);
}

TEST(who_is_called_churned_has_left_today_and_who_is_called_otherwise_has_renewed)
{
    Service *service = stage_begin(NOON);
    int64_t customer = stage_customer(service, S("a"), 0);
    put_lifecycle(service, customer, "trial");
    (void)outcomes_of(service, customer, 0);
    put_lifecycle(service, customer, "churned");
    put_lifecycle(service, customer, "churned");
    const Outcome *outcome = outcomes_of(service, customer, 1);
    assert_int_equal(outcome->kind, OUTCOME_CHURNED);
    assert_int_equal(outcome->day, TODAY);
    assert_str_equal(outcome->author, S("api"));
    assert_int_equal(stage_list(service).total, 0);

    put_lifecycle(service, customer, "onboarding");
    outcome = outcomes_of(service, customer, 2);
    assert_int_equal(outcome[1].kind, OUTCOME_RENEWED);
    assert_int_equal(stage_list(service).total, 1);
}

static Customer nameless(Str external_id)
{
    return (Customer){.name = S("A"),
                      .external_id = external_id,
                      .currency = S("USD"),
                      .renews_on = DAY_NONE,
                      .traits = S("{}"),
                      .created_at = clock_now()};
}

// A system that sends all its customers every night, and knows no lifecycle.
TEST(a_put_that_says_no_lifecycle_brings_nobody_back)
{
    Service *service = stage_begin(NOON);
    CustomerPut put = {.customer = nameless(S("a"))};
    assert_int_equal(stage_await(change_put_customer(service, plain(), &put)), OK);
    assert_str_equal(put.now.customer.lifecycle, S("active"));
    int64_t customer = put.now.customer.id;
    put_lifecycle(service, customer, "trial");
    put = (CustomerPut){.customer = nameless(S("a"))};
    assert_int_equal(stage_await(change_put_customer(service, plain(), &put)), OK);
    assert_str_equal(put.now.customer.lifecycle, S("active"));

    say(service, customer, OUTCOME_CHURNED, TODAY);
    put = (CustomerPut){.customer = nameless(S("a"))};
    assert_int_equal(stage_await(change_put_customer(service, plain(), &put)), OK);
    assert_str_equal(put.now.customer.lifecycle, S("churned"));
    (void)outcomes_of(service, customer, 1);

    put.customer.lifecycle = S("active");
    assert_int_equal(stage_await(change_put_customer(service, plain(), &put)), OK);
    assert_lifecycle(service, customer, "active");
    (void)outcomes_of(service, customer, 2);
}

TEST(a_customer_that_is_made_churned_has_left_on_that_day)
{
    Service *service = stage_begin(NOON);
    Customer customer = nameless(S("old"));
    customer.lifecycle = S("churned");
    assert_int_equal(stage_await(change_add_customer(service, plain(), &customer)), OK);
    assert_int_equal(outcomes_of(service, customer.id, 1)->day, TODAY);
    assert_int_equal(stage_list(service).total, 0);
}

static bool leave(void *context, Arena *arena, Customer *customer)
{
    (void)context, (void)arena;
    customer->lifecycle = S("churned");
    return true;
}

TEST(another_system_says_since_when_a_customer_has_left)
{
    Service *service = stage_begin(NOON);
    int64_t customer = stage_customer(service, S("a"), 0);
    Account account = {.whose = {.source = S("cloudevents"), .value = S("a")},
                       .edit = leave,
                       .at = NOON - (Millis)5 * MILLIS_A_DAY};
    const AccountList list = {&account, 1, stage_receipt()};
    assert_int_equal(stage_await(ingest_accounts(service, stage_memory(), &list)), OK);
    const Outcome *outcome = outcomes_of(service, customer, 1);
    assert_int_equal(outcome->day, TODAY - 5);
    assert_str_equal(outcome->author, S("cloudevents"));
}

static void ignore_progress(void *context, int64_t done, int64_t of)
{
    (void)context, (void)done, (void)of;
}

// --- overrides -------------------------------------------------------------------

static ScoreChange changed(Service *service, int64_t customer, const Scorecard *card)
{
    ScoreChange change;
    const ChangeQuery query = {customer, card, TODAY - 7, TODAY};
    assert_int_equal(get_change(service, &query, &change), OK);
    return change;
}

static double added(const ScoreChange *change)
{
    double parts = 0;
    for (int part = 0; part < PART_COUNT; part++)
        parts += change->part[part];
    return parts;
}

TEST(what_an_override_does_is_a_part_of_the_change)
{
    Service *service = stage_begin(NOON);
    int64_t customer = stage_customer(service, S("a"), 100);
    for (int i = 0; i < 60; i++) {
        Event event =
            stage_event(customer, EVENT_LOGIN, NOON - (Millis)(i % 20) * MILLIS_A_DAY);
        stage_store(service, &event);
    }
    ScoreChange plainly = changed(service, customer, NULL);
    assert_true(plainly.split && plainly.part[PART_OVERRIDE] == 0);
    Override override = {.customer = customer,
                         .has_value = true,
                         .value = 12.5,
                         .reason = S("r"),
                         .author = S("Maya"),
                         .until = TODAY + 2};
    assert_int_equal(stage_await(change_add_override(service, plain(), &override)), OK);

    ScoreChange change = changed(service, customer, NULL);
    assert_true(change.shown_after.total == 12.5);
    assert_true(change.shown_before.total == plainly.before.total);
    assert_true(change.part[PART_OVERRIDE] == 12.5 - plainly.after.total);
    for (int part = 0; part < PART_OVERRIDE; part++)
        assert_true(change.part[part] == plainly.part[part]);
    assert_true(fabs(added(&change) - (12.5 - plainly.before.total)) < 1e-9);
    assert_true(changed(service, customer, scorecard_original()).part[PART_OVERRIDE] == 0);
}

TEST(what_is_stored_under_an_override_is_what_the_events_and_it_say)
{
    Str database = stage_database();
    clock_set(NOON);
    Service *service = stage_open(database);
    int64_t customer = stage_customer(service, S("a"), 100);
    Event event = stage_event(customer, EVENT_LOGIN, NOON);
    stage_store(service, &event);
    Override override = {.customer = customer,
                         .has_value = true,
                         .value = 41.5,
                         .reason = S("r"),
                         .author = S("Maya"),
                         .until = TODAY + 2};
    assert_int_equal(stage_await(change_add_override(service, plain(), &override)), OK);
    HealthScores scores = stage_list(service);
    assert_true(scores.row[0].score == 41.5 && scores.row[0].band == BAND_AT_RISK);
    HealthDetails details = stage_details(service, customer, scorecard_standard());
    assert_int_equal(details.overridden->id, override.id);
    assert_true(details.score.total == 41.5 && details.computed.total < 41.5);
    service_close(service);

    int64_t wrong = -1;
    assert_int_equal(check_all(database, ignore_progress, NULL, &wrong), OK);
    assert_int_equal(wrong, 0);
    clock_set(NOON + (Millis)3 * MILLIS_A_DAY);  // it is over, and noticed by itself
    service = stage_open(database);
    scores = stage_list(service);
    assert_true(scores.row[0].score == details.computed.total);
    service_close(service);
}
