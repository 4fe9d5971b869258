// What the first implementation got wrong; each is a test here, or is named with the
// place that tests it:
//
//   500 for ever after the database restarts    tests/store, tests/service
//   no correct answer with 8 readers            here
//   DB_* settings ignored                       tests/app/config_test.c
//   crash-looping until the database is up      tests/service/starting_test.c
//   one customer's page scoring all customers   tests/store/plan_test.c
#include "memory.h"
#include "visit.h"

#include <pthread.h>

TEST(a_score_is_not_frozen_at_the_first_read)
{
    visit_new();
    add_customer("Acme");
    for (int i = 0; i < 12; i++)
        (void)post("/api/customers/1/events", "{\"type\":\"login\"}");
    assert_holds(get("/api/customers/1/health"), "\"login_score\":25,");
    for (int i = 0; i < 48; i++)
        (void)post("/api/customers/1/events", "{\"type\":\"login\"}");
    assert_holds(get("/api/customers/1/health"), "\"login_score\":50,");
    assert_holds(get("/api/customers"), "\"sparkline\":[");
}

TEST(a_customer_without_events_is_there)
{
    visit_new();
    add_customer("Silent");
    assert_holds(get("/api/customers"), "\"name\":\"Silent\"");
    assert_int_equal(get("/api/customers/1/health").status, 200);
    assert_holds(get_page("/api/customers"), "Silent");
    assert_int_equal(get_page("/api/customers/1").status, 200);
    assert_int_equal(get_page("/api/dashboard").status, 200);
}

TEST(html_in_any_field_stays_text)
{
    visit_new();
    add_customer("<b>bold</b>");
    assert_holds(get_page("/api/customers/1"), "&lt;b&gt;bold&lt;/b&gt;");
    assert_lacks(get_page("/api/customers/1"), "<b>bold</b>");
    assert_holds(get("/api/customers/1"),
                 "\"name\":\"\\u003cb\\u003ebold\\u003c/b\\u003e\"");
}

TEST(ordinary_mistakes_are_never_500)
{
    visit_new();
    add_customer("Acme");
    const char *const bodies[] = {
        "",
        "null",
        "[]",
        "\"login\"",
        "{}",
        "{\"type\":{}}",
        "{\"type\":\"invoice\",\"details\":{\"amount\":\"ten\",\"due_date\":\"soon\"}}",
        "{\"type\":\"invoice\",\"details\":{\"amount\":1}}",
        "{\"type\":\"feature\",\"details\":null}",
        "{\"type\":\"login\",\"details\":[]}",
    };
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        int status = post("/api/customers/1/events", bodies[i]).status;
        assert_true(status == 400 || status == 422);
    }
    assert_int_equal(events_of(1), 0);
}

// One service, eight threads that ask it: all get the same, whole answer.
static App *app;

static void *read_often(void *wrong)
{
    for (int i = 0; i < 50; i++) {
        Arena arena = arena_map((size_t)16 << 20), start = arena;
        HealthDetails details;
        HealthScores scores;
        Err err =
            get_health_details(app->service, &arena, 1, scorecard_standard(), &details);
        if (!err)
            err = get_health_scores(app->service, &arena, (ListPlace){0}, 50, &scores);
        if (err || details.score.factor[0].points < 25 || scores.rows != 1)
            *(int *)wrong = 1;
        arena_unmap(start);
    }
    return NULL;
}

TEST(eight_readers_at_once_all_get_the_right_answer)
{
    app = visit_new();
    add_customer("Acme");
    for (int i = 0; i < 12; i++)
        (void)post("/api/customers/1/events", "{\"type\":\"login\"}");

    pthread_t thread[8];
    int wrong[8] = {0};
    for (int i = 0; i < 8; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, read_often, &wrong[i]), 0);
    for (int i = 0; i < 8; i++) {
        assert_int_equal(pthread_join(thread[i], NULL), 0);
        assert_int_equal(wrong[i], 0);
    }
}
