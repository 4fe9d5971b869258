#include "stage.h"

#include "base/clock.h"

#define NOON ((Millis)20000 * MILLIS_A_DAY + MILLIS_A_DAY / 2)

TEST(a_new_customer_is_in_the_very_next_answer_of_every_kind)
{
    Service *service = stage_begin(NOON);
    int64_t acme = stage_customer(service, S("Acme"), 5000);
    assert_int_equal(service_knows_customer(service, acme), OK);

    HealthScores list = stage_list(service);
    assert_int_equal(list.total, 1);
    assert_int_equal(list.rows, 1);
    assert_str_equal(list.row[0].customer.name, S("Acme"));
    assert_false(list.row[0].scored);

    Dashboard dashboard;
    assert_int_equal(get_dashboard(service, stage_memory(), &dashboard), OK);
    assert_int_equal(dashboard.customers, 1);
    assert_int_equal(dashboard.unscored[STATUS_NO_DATA], 1);
    assert_int_equal(dashboard.mrr, 5000);

    HealthDetails details = stage_details(service, acme, scorecard_standard());
    assert_false(details.score.scored);
    assert_str_equal(details.row.customer.name, S("Acme"));
}

TEST(an_event_is_in_the_very_next_answer_of_every_kind)
{
    Service *service = stage_begin(NOON);
    int64_t acme = stage_customer(service, S("Acme"), 5000);
    for (int logins = 1; logins <= 30; logins++) {
        Event login = stage_event(acme, EVENT_LOGIN, NOON - logins);
        stage_store(service, &login);

        HealthDetails details = stage_details(service, acme, scorecard_standard());
        assert_int_equal(details.row.picture.measure[METRIC_LOGINS].amount, logins);
        assert_true(details.score.scored);

        HealthScores list = stage_list(service);
        assert_int_equal(list.row[0].picture.measure[METRIC_LOGINS].amount, logins);
        assert_true(list.row[0].scored);
        assert_memory_equal(&list.row[0].score, &details.score.total, sizeof(double));
        assert_int_equal(list.freshness.stale_customers, 0);

        Dashboard dashboard;
        assert_int_equal(get_dashboard(service, stage_memory(), &dashboard), OK);
        assert_int_equal(dashboard.scored, 1);
        assert_memory_equal(&dashboard.mean_score, &details.score.total, sizeof(double));

        Event events[40];
        int count = 0;
        EventQuery query = {.customer = acme, .from = 0, .to = NOON + 1};
        assert_int_equal(get_events(service, stage_memory(), &query, 40, events, &count),
                         OK);
        assert_int_equal(count, logins);
    }
}

TEST(details_do_not_wait_for_pictures_to_be_made)
{
    Service *service = stage_begin(NOON);
    int64_t acme = stage_customer(service, S("Acme"), 5000);
    Event ticket = stage_event(acme, EVENT_TICKET, NOON);
    stage_store(service, &ticket);
    HealthDetails details = stage_details(service, acme, scorecard_standard());
    assert_int_equal(details.row.picture.measure[METRIC_TICKETS].amount, 1);
    assert_false(details.row.stale);
    assert_memory_equal(&details.row.score, &details.score.total, sizeof(double));
    assert_int_equal(details.row.band, details.score.band);

    details = stage_details(service, acme, scorecard_original());
    assert_str_equal(details.card->id, S("original"));
    assert_true(details.score.scored);
}

TEST(a_repeated_event_is_told_from_a_stored_one_and_counts_once)
{
    Service *service = stage_begin(NOON);
    int64_t acme = stage_customer(service, S("Acme"), 5000);
    Event login = stage_event(acme, EVENT_LOGIN, NOON);
    stage_store(service, &login);

    Appended outcome;
    assert_int_equal(stage_send(service, &login, &outcome), OK);
    assert_int_equal(outcome, APPEND_DUPLICATE);
    login.fingerprint ^= 1;
    assert_int_equal(stage_send(service, &login, &outcome), OK);
    assert_int_equal(outcome, APPEND_CLASH);

    HealthDetails details = stage_details(service, acme, scorecard_standard());
    assert_int_equal(details.row.picture.measure[METRIC_LOGINS].amount, 1);

    ServiceFigures figures = service_figures(service);
    assert_int_equal(figures.stored[EVENT_LOGIN], 1);
    assert_int_equal(figures.duplicate, 1);
    assert_int_equal(figures.clash, 1);
    assert_int_equal(figures.waiting, 0);
}

TEST(nobody_is_found_who_is_not_there)
{
    Service *service = stage_begin(NOON);
    HealthDetails details;
    assert_int_equal(service_knows_customer(service, 7), ERR_NOT_FOUND);
    assert_int_equal(
        get_health_details(service, stage_memory(), 7, scorecard_standard(), &details),
        ERR_NOT_FOUND);
    EventQuery query = {.customer = 7, .to = NOON};
    Event event[1];
    int count = 0;
    assert_int_equal(get_events(service, stage_memory(), &query, 1, event, &count),
                     ERR_NOT_FOUND);
}

TEST(the_version_moves_with_every_commit_and_at_midnight)
{
    Service *service = stage_begin(NOON);
    uint64_t before = service_version(service);
    int64_t acme = stage_customer(service, S("Acme"), 5000);
    uint64_t after = service_version(service);
    if (stage_is_shared()) {  // whatever others do there, nothing is known to be current
        assert_int_equal(before, 0);
        assert_int_equal(after, 0);
        return;
    }
    assert_true(before > 0);
    assert_true(before != after);

    Event login = stage_event(acme, EVENT_LOGIN, NOON);
    stage_store(service, &login);
    assert_true(service_version(service) != after);

    // It moves once more when the picture is made; then it stands still.
    (void)stage_list(service);
    uint64_t at_noon = service_version(service);
    assert_int_equal(service_version(service), at_noon);
    clock_set(NOON + MILLIS_A_DAY);
    assert_true(service_version(service) != at_noon);
}

TEST(what_was_stored_is_there_after_a_restart)
{
    stage_end();
    clock_set(NOON);
    Str database = stage_database();
    Service *service = stage_open(database);
    int64_t acme = stage_customer(service, S("Acme"), 5000);
    Event login = stage_event(acme, EVENT_LOGIN, NOON);
    stage_store(service, &login);
    service_close(service);

    service = stage_open(database);
    HealthScores list = stage_list(service);
    assert_int_equal(list.rows, 1);
    assert_int_equal(list.row[0].customer.id, acme);
    assert_int_equal(list.row[0].picture.measure[METRIC_LOGINS].amount, 1);
    service_close(service);
}

TEST(a_service_is_ready_as_soon_as_it_is_open)
{
    Service *service = stage_begin(NOON);
    assert_int_equal(service_ready(service), OK);
}

TEST(what_is_no_address_of_a_database_fails_at_once)
{
    const ServiceOptions options = {
        .database = S("postgres:nowhere"), .currency = S("USD"), .readers = 1};
    Service *none = NULL;
    assert_int_equal(service_open(&options, 60, &none), ERR_INVALID);
}
