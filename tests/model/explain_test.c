#include "history.h"
#include "model/explain.h"
#include "model/words.h"
#include "test.h"

enum { LOGIN, FEATURE, TICKET, INVOICE, API };

static const Day today = 20779;

static Picture known(void)
{
    Picture picture = {.day = today, .any = true};
    for (int m = 0; m < METRIC_COUNT; m++)
        picture.measure[m].known = true;
    return picture;
}

static Str explained(const Scorecard *card, const Picture *picture, int factor)
{
    Writer writer = {.arena = test_arena()};
    Score score = score_of(picture, card, today);
    explain_factor(&writer, card, &score, picture, factor);
    return writer_str(&writer);
}

static Str standard(int metric, Measure measure, int factor)
{
    Picture picture = known();
    picture.measure[metric] = measure;
    return explained(scorecard_standard(), &picture, factor);
}

static Str original(int metric, Measure measure, int factor)
{
    Picture picture = known();
    picture.measure[METRIC_ORIGINAL_LOGINS].events = 1;
    picture.measure[metric] = measure;
    return explained(scorecard_original(), &picture, factor);
}

static Str of_logins(int64_t count)
{
    return standard(METRIC_LOGINS, measured(count, 0, count), LOGIN);
}

static Str of_calls(int64_t count)
{
    return standard(METRIC_API, measured(count, 0, 1), API);
}

static Str of_tickets(int64_t count)
{
    return standard(METRIC_TICKETS, measured(count, 0, count), TICKET);
}

TEST(logins_are_explained)
{
    assert_str_equal(of_logins(149),
                     S("149 logins in 12 weeks, 12.4 a week: 10 or more earns 75"));
    assert_str_equal(of_logins(1),
                     S("1 login in 12 weeks, 0.083 a week: fewer than 1 earns 0"));
    assert_str_equal(of_logins(12),
                     S("12 logins in 12 weeks, 1 a week: 1 or more earns 25"));
    assert_str_equal(of_logins(2400),
                     S("2,400 logins in 12 weeks, 200 a week: 20 or more earns 100"));
    assert_str_equal(of_logins(0), S("no logins in 12 weeks: fewer than 1 a week earns 0"));
    assert_str_equal(original(METRIC_ORIGINAL_LOGINS, measured(60, 0, 60), LOGIN),
                     S("60 logins in 3 months, 5 a week: 5 or more earns 50"));
}

TEST(logins_that_never_came_are_none)
{
    assert_str_equal(standard(METRIC_LOGINS, (Measure){0}, LOGIN),
                     S("no logins in 12 weeks: fewer than 1 a week earns 0"));
}

TEST(features_are_explained)
{
    assert_str_equal(standard(METRIC_FEATURES, measured(4, 0, 9), FEATURE),
                     S("4 of 5 features used in 84 days: earns 80"));
    assert_str_equal(standard(METRIC_FEATURES, (Measure){0}, FEATURE),
                     S("0 of 5 features used in 84 days: earns 0"));
    assert_str_equal(standard(METRIC_FEATURES, measured(6, 0, 9), FEATURE),
                     S("6 features used in 84 days, 5 were expected: earns 100"));
    assert_str_equal(original(METRIC_ORIGINAL_FEATURES, measured(6, 0, 6), FEATURE),
                     S("6 features ever used, 5 were expected: earns 120"));
}

TEST(tickets_are_explained)
{
    assert_str_equal(of_tickets(0), S("no tickets open: earns 100"));
    assert_str_equal(of_tickets(1),
                     S("1 ticket open, opened in the last 84 days: 1 to 2 earns 75"));
    assert_str_equal(of_tickets(3),
                     S("3 tickets open, opened in the last 84 days: 3 to 5 earns 50"));
    assert_str_equal(of_tickets(6),
                     S("6 tickets open, opened in the last 84 days: more than 5 earns 25"));
    assert_str_equal(standard(METRIC_TICKETS, (Measure){0}, TICKET),
                     S("no tickets open: earns 100"));
    assert_str_equal(original(METRIC_ORIGINAL_TICKETS, measured(2, 0, 2), TICKET),
                     S("2 tickets open, opened in the last 3 months: 1 to 2 earns 75"));
}

TEST(invoices_are_explained)
{
    assert_str_equal(standard(METRIC_INVOICES, measured(3, 4, 4), INVOICE),
                     S("3 of 4 invoices due in 365 days paid on time: 75 points"));
    assert_str_equal(standard(METRIC_INVOICES, measured(1, 1, 1), INVOICE),
                     S("1 of 1 invoice due in 365 days paid on time: 100 points"));
    assert_str_equal(standard(METRIC_INVOICES, measured(1, 3, 3), INVOICE),
                     S("1 of 3 invoices due in 365 days paid on time: 33.3 points"));
    assert_str_equal(standard(METRIC_INVOICES, (Measure){0}, INVOICE),
                     S("no invoice ever came in: its weight is shared out among the other "
                       "factors"));
    assert_str_equal(standard(METRIC_INVOICES, (Measure){.known = true}, INVOICE),
                     S("no invoice to judge yet: its weight is shared out among the other "
                       "factors"));
    assert_str_equal(original(METRIC_ORIGINAL_INVOICES, measured(1, 3, 3), INVOICE),
                     S("1 of 3 invoices paid on time: 33.3 points"));
    assert_str_equal(original(METRIC_ORIGINAL_INVOICES, (Measure){0}, INVOICE),
                     S("no invoice ever came in: earns 100"));
}

TEST(api_calls_are_explained)
{
    assert_str_equal(of_calls(2160),
                     S("2,160 API calls in 12 weeks, 180 a week: more than 50 earns 50"));
    assert_str_equal(of_calls(600),
                     S("600 API calls in 12 weeks, 50 a week: 50 or fewer earns 25"));
    assert_str_equal(of_calls(601),
                     S("601 API calls in 12 weeks, 50.1 a week: more than 50 earns 50"));
    assert_str_equal(of_calls(0),
                     S("no API calls in 12 weeks: 50 or fewer a week earns 25"));
    assert_str_equal(
        of_calls(12345678),
        S("12,345,678 API calls in 12 weeks, 1,028,806.5 a week: more than 400 earns 100"));
    assert_str_equal(standard(METRIC_API, (Measure){0}, API),
                     S("no API call ever came in: its weight is shared out among the other "
                       "factors"));
    assert_str_equal(original(METRIC_ORIGINAL_API, (Measure){0}, API),
                     S("no API calls in 3 months: 50 or fewer a week earns 25"));
}

TEST(a_customer_without_data_is_explained)
{
    Picture picture = {.day = today};
    for (int f = 0; f < 5; f++)
        assert_str_equal(explained(scorecard_standard(), &picture, f),
                         S("nothing that counts has come in yet"));
}

static Str summed_up(const Picture *picture)
{
    Writer writer = {.arena = test_arena()};
    Score score = score_of(picture, scorecard_standard(), today);
    explain_score(&writer, scorecard_standard(), &score, picture);
    return writer_str(&writer);
}

TEST(a_list_names_the_two_worst_factors)
{
    Picture picture = known();
    picture.measure[METRIC_INVOICES] = measured(2, 2, 2);
    picture.measure[METRIC_API].amount = 5000;
    picture.measure[METRIC_LOGINS].amount = 30;
    assert_str_equal(summed_up(&picture),
                     S("0 of 5 features in use; only 2.5 logins a week"));
    picture.measure[METRIC_FEATURES].amount = 5;
    picture.measure[METRIC_TICKETS].amount = 6;
    assert_str_equal(summed_up(&picture), S("only 2.5 logins a week; 6 tickets open"));
    picture.measure[METRIC_LOGINS].amount = 240;
    picture.measure[METRIC_API].amount = 0;
    assert_str_equal(summed_up(&picture), S("6 tickets open; no API calls in 12 weeks"));
    picture.measure[METRIC_TICKETS].amount = 0;
    picture.measure[METRIC_INVOICES].amount = 0;
    assert_str_equal(summed_up(&picture),
                     S("0 of 2 invoices paid on time; no API calls in 12 weeks"));
}

TEST(factors_that_lose_the_same_are_named_in_the_order_of_the_card)
{
    Picture picture = known();
    picture.measure[METRIC_INVOICES] = measured(2, 2, 2);
    assert_str_equal(summed_up(&picture),
                     S("no logins in 12 weeks; 0 of 5 features in use"));
}

TEST(a_list_says_nothing_where_all_is_well)
{
    Picture picture = known();
    picture.measure[METRIC_LOGINS].amount = 120;
    picture.measure[METRIC_FEATURES].amount = 4;
    picture.measure[METRIC_TICKETS].amount = 2;
    picture.measure[METRIC_INVOICES] = measured(3, 4, 4);
    picture.measure[METRIC_API].amount = 2401;
    assert_str_equal(summed_up(&picture), S(""));
    assert_str_equal(summed_up(&(Picture){.day = today}), S(""));
}

TEST(one_login_a_week_is_singular)
{
    Picture picture = known();
    picture.measure[METRIC_FEATURES].amount = 5;
    picture.measure[METRIC_INVOICES] = measured(2, 2, 2);
    picture.measure[METRIC_API].amount = 5000;
    picture.measure[METRIC_LOGINS].amount = 12;
    assert_str_equal(summed_up(&picture), S("only 1 login a week"));
}

static Str said_of(void (*say)(Writer *, double), double number)
{
    Writer writer = {.arena = test_arena()};
    say(&writer, number);
    return writer_str(&writer);
}

TEST(a_small_value_is_told_with_digits_that_mean_something)
{
    const struct {
        double number;
        const char *told;
    } cases[] = {
        {0, "0"},
        {0.03, "0.03"},
        {1.0 / 30, "0.033"},
        {1.0 / 12, "0.083"},
        {0.5, "0.5"},
        {1.0 / 6, "0.17"},
        {0.996, "1"},
        {0.004, "0.004"},
        {-0.034, "-0.034"},
        {1, "1"},
        {1.26, "1.3"},
        {1234.56, "1,234.6"},
        {1e-12, "0"},
        {0.0000123, "0.000012"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_str_equal(said_of(words_value, cases[i].number), str_of(cases[i].told));
    assert_true(words_is_one(1) && words_is_one(0.996) && words_is_one(1.04));
    assert_false(words_is_one(0.96) || words_is_one(1.06) || words_is_one(0));
}

TEST(an_edge_is_told_as_it_stands_in_the_card)
{
    assert_str_equal(said_of(words_edge, 0.25), S("0.25"));
    assert_str_equal(said_of(words_edge, 0.05), S("0.05"));
    assert_str_equal(said_of(words_edge, 1200), S("1,200"));
    assert_str_equal(said_of(words_edge, 2.5), S("2.5"));
}

TEST(a_few_logins_of_many_seats_are_not_none)
{
    Picture picture = known();
    Scorecard card = *scorecard_standard();
    Factor *login = &card.factor[LOGIN];
    login->per_seat = true;
    login->seats = METRIC_FEATURES;
    picture.measure[METRIC_LOGINS] = measured(60, 0, 60);
    picture.measure[METRIC_FEATURES] = measured(180, 0, 180);
    assert_str_equal(explained(&card, &picture, LOGIN),
                     S("60 logins in 12 weeks, 0.028 a week and seat: fewer than 1 "
                       "earns 0"));
    picture.measure[METRIC_API].amount = 5000;
    Writer writer = {.arena = test_arena()};
    Score score = score_of(&picture, &card, today);
    explain_score(&writer, &card, &score, &picture);
    assert_str_equal(writer_str(&writer), S("only 0.028 logins a week and seat"));
}
