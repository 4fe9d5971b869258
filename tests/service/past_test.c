// The book on other days is what each customer's own history says, added up.
#include "history.h"
#include "service/asking/past.h"
#include "stage.h"

#include "base/clock.h"
#include "service/asking/history.h"
#include "service/writing/said.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#define TODAY ((Day)20779)  // 2026-11-22
#define NOON (day_start(TODAY) + MILLIS_A_DAY / 2)

enum { CUSTOMERS = 40, EVENTS = 1200, DAYS = 200 };

static Change plain(void)
{
    return (Change){.arena = stage_memory(), .receipt = stage_receipt()};
}

static void say(Service *service, int64_t customer, OutcomeKind kind, Day day)
{
    Outcome outcome = {.customer = customer, .kind = kind, .day = day, .author = S("x")};
    assert_int_equal(stage_await(change_add_outcome(service, plain(), &outcome)), OK);
}

static void judge(Service *service, int64_t customer, double value)
{
    Override override = {.customer = customer,
                         .has_value = value >= 0,
                         .value = value,
                         .band = BAND_CRITICAL,
                         .reason = S("r"),
                         .author = S("x"),
                         .until = clock_today() + history_roll(40)};
    assert_int_equal(stage_await(change_add_override(service, plain(), &override)), OK);
}

// Customers of all kinds: who leave and come back, are judged, and of whom nothing is known.
static Service *fill(Service *service, uint64_t seed)
{
    history_begin(seed);
    for (int c = 0; c < CUSTOMERS; c++) {
        Str name = str_format(stage_memory(), "Customer %d", c);
        (void)stage_customer(service, name, history_roll(4) * 10000);
    }
    for (int i = 0; i < 8; i++)
        judge(service, 1 + history_roll(CUSTOMERS), history_roll(100) - 20);
    clock_set(NOON);
    Event *event = history_make(EVENTS, CUSTOMERS - 3, NOON);
    stage_store_all(service, event, EVENTS);
    for (int i = 0; i < 12; i++)
        say(service, 1 + history_roll(CUSTOMERS), (OutcomeKind)history_roll(2),
            TODAY - history_roll(DAYS));
    judge(service, 5, 12.5);
    return service;
}

#define LONG_AGO (NOON - (Millis)60 * MILLIS_A_DAY)

static Service *book_of(uint64_t seed)
{
    return fill(stage_begin(LONG_AGO), seed);
}

// --- the long way ------------------------------------------------------------------

typedef struct {
    Customer customer;
    HealthHistory history;  // of all days
    const Outcome *outcome;
    int outcomes;
    Day since;
} Known;

static Known know(Service *service, int64_t customer, const Scorecard *card)
{
    Known known;
    Outcome *outcome;
    const HistoryQuery query = {customer, card, TODAY - DAYS + 1, TODAY, 1};
    assert_int_equal(get_history(service, stage_memory(), &query, &known.history), OK);
    assert_int_equal(
        get_outcomes(service, stage_memory(), customer, &outcome, &known.outcomes), OK);
    known.outcome = outcome;
    known.customer = stage_details(service, customer, scorecard_standard()).row.customer;

    Event first[1];
    int found;
    const EventQuery oldest = {.customer = customer,
                               .from = day_start(DAY_FIRST),
                               .to = INT64_MAX,
                               .oldest_first = true};
    assert_int_equal(get_events(service, stage_memory(), &oldest, 1, first, &found), OK);
    known.since = day_of(known.customer.created_at);
    if (found && event_day(first) < known.since) known.since = event_day(first);
    return known;
}

static int by_size(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

// As R's quantile() has it.
static double quantile(const double *score, int count, double share)
{
    if (count == 0) return 0;
    double place = share * (count - 1);
    int low = (int)floor(place), high = (int)ceil(place);
    return score[low] + (place - low) * (score[high] - score[low]);
}

static BookDay add_up(const Known *known, int day)
{
    BookDay sum = {.day = TODAY - DAYS + 1 + day};
    double score[CUSTOMERS], all = 0, weighted = 0, weights = 0;
    for (int c = 0; c < CUSTOMERS; c++) {
        const Score *is = &known[c].history.point[day].score;
        if (known[c].since > sum.day) continue;
        if (outcome_churned(known[c].outcome, known[c].outcomes, sum.day)) continue;
        int64_t mrr = known[c].customer.mrr;
        sum.customers++;
        sum.mrr += mrr;
        if (!is->scored) continue;
        score[sum.scored++] = is->total;
        all += is->total;
        weighted += is->total * (double)mrr;
        weights += (double)mrr;
        sum.band[is->band].customers++;
        sum.band[is->band].mrr += mrr;
        if (is->band <= BAND_AT_RISK) sum.mrr_at_risk += mrr;
    }
    int scored = (int)sum.scored;
    qsort(score, (size_t)scored, sizeof *score, by_size);
    sum.mean = scored ? all / scored : 0;
    sum.portfolio_score = weights > 0 ? weighted / weights : sum.mean;
    sum.lower_quartile = quantile(score, scored, 0.25);
    sum.median = quantile(score, scored, 0.5);
    sum.upper_quartile = quantile(score, scored, 0.75);
    return sum;
}

static void assert_near(double a, double b)
{
    if (fabs(a - b) > 1e-9) fail_msg("%.17g is not %.17g", a, b);
}

static void assert_same(const BookDay *a, const BookDay *b)
{
    assert_int_equal(a->day, b->day);
    assert_int_equal(a->customers, b->customers);
    assert_int_equal(a->scored, b->scored);
    assert_int_equal(a->mrr, b->mrr);
    assert_int_equal(a->mrr_at_risk, b->mrr_at_risk);
    for (int band = 0; band < BAND_COUNT; band++) {
        assert_int_equal(a->band[band].customers, b->band[band].customers);
        assert_int_equal(a->band[band].mrr, b->band[band].mrr);
    }
    assert_true(a->mean == b->mean && a->portfolio_score == b->portfolio_score);
    assert_near(a->lower_quartile, b->lower_quartile);
    assert_near(a->median, b->median);
    assert_near(a->upper_quartile, b->upper_quartile);
}

static BookHistory history_of(Service *service, Day from, Day to, int step)
{
    BookHistory history;
    assert_int_equal(
        get_book_history(service, stage_memory(), (DaySpan){from, to}, step, &history), OK);
    return history;
}

TEST(the_books_history_is_each_customers_own_added_up)
{
    for (uint64_t seed = 1; seed <= 3; seed++) {
        Service *service = book_of(seed);
        Known known[CUSTOMERS];
        for (int c = 0; c < CUSTOMERS; c++)
            known[c] = know(service, c + 1, scorecard_standard());
        BookHistory history = history_of(service, TODAY - DAYS + 1, TODAY, 1);
        assert_int_equal(history.days, DAYS);
        int left = 0;
        for (int d = 0; d < DAYS; d++) {
            BookDay sum = add_up(known, d);
            assert_same(&history.day[d], &sum);
            left += sum.customers < CUSTOMERS;
        }
        assert_true(left > 0);
    }
}

TEST(the_books_last_day_is_the_dashboard)
{
    Service *service = book_of(11);
    Dashboard dashboard;
    assert_int_equal(get_dashboard(service, stage_memory(), &dashboard), OK);
    BookHistory history = history_of(service, TODAY, TODAY, 1);
    const BookDay *today = &history.day[0];
    assert_int_equal(today->customers, dashboard.customers);
    assert_int_equal(today->scored, dashboard.scored);
    assert_int_equal(today->mrr, dashboard.mrr);
    assert_int_equal(today->mrr_at_risk, dashboard.mrr_at_risk);
    assert_true(today->portfolio_score == dashboard.portfolio_score);
    assert_true(today->mean == dashboard.mean_score);
}

TEST(a_step_leaves_days_out_and_ends_at_the_last)
{
    Service *service = book_of(12);
    BookHistory days = history_of(service, TODAY - 29, TODAY - 1, 1);
    BookHistory weeks = history_of(service, TODAY - 29, TODAY - 1, 7);
    assert_int_equal(weeks.days, 5);
    for (int w = 0; w < weeks.days; w++)
        assert_same(&weeks.day[w], &days.day[28 - (4 - w) * 7]);
}

// --- what is kept --------------------------------------------------------------------

// However it came to be kept, it is what one would make at once.
TEST(what_is_kept_of_several_questions_is_what_one_would_have_been_told)
{
    Str database = stage_database();
    clock_set(LONG_AGO);
    Service *service = fill(stage_open(database), 13);
    (void)history_of(service, TODAY - 20, TODAY - 10, 1);
    (void)history_of(service, TODAY - 60, TODAY - 40, 1);
    clock_set(NOON + (Millis)3 * MILLIS_A_DAY);
    BookHistory kept = history_of(service, TODAY - 70, TODAY + 3, 1);
    service_close(service);
    service = stage_open(database);
    BookHistory anew = history_of(service, TODAY - 70, TODAY + 3, 1);
    assert_int_equal(kept.days, 74);
    for (int d = 0; d < kept.days; d++)
        assert_same(&kept.day[d], &anew.day[d]);
    service_close(service);
}

TEST(a_small_book_is_current_as_soon_as_something_comes)
{
    Service *service = book_of(14);
    BookHistory before = history_of(service, TODAY - 5, TODAY, 1);
    assert_true(before.complete || stage_is_shared());
    int64_t customer = stage_customer(service, S("Another"), 100);
    Event event = stage_event(customer, EVENT_LOGIN, NOON - (Millis)2 * MILLIS_A_DAY);
    stage_store(service, &event);
    BookHistory after = history_of(service, TODAY - 5, TODAY, 1);
    assert_int_equal(after.day[2].scored, before.day[2].scored);
    assert_int_equal(after.day[3].scored, before.day[3].scored + 1);
    assert_true(after.as_at == clock_now());
}

static BookHistory two_years(Service *service)
{
    return history_of(service, TODAY - PAST_DAYS_MOST + 1, TODAY, 1);
}

// Of so many customers that it takes long to make.
TEST(a_large_book_is_told_as_it_was_and_made_anew_behind_the_scenes)
{
    enum { MANY = 50000 / PAST_DAYS_MOST + 2, PATIENCE = 3000 };
    Service *service = stage_begin(NOON);
    for (int c = 0; c < MANY; c++)
        (void)stage_customer(service, str_format(stage_memory(), "Customer %d", c), 100);
    BookHistory before = two_years(service);
    assert_int_equal(before.day[PAST_DAYS_MOST - 1].customers, MANY);
    int64_t customer = stage_customer(service, S("Another"), 100);
    BookHistory kept = two_years(service);
    assert_int_equal(kept.day[PAST_DAYS_MOST - 1].customers, MANY);
    assert_false(kept.complete);
    assert_true(kept.under_way);
    assert_true(customer > MANY);

    BookHistory after = kept;
    for (int i = 0; i < PATIENCE && after.day[PAST_DAYS_MOST - 1].customers == MANY; i++) {
        usleep(10000);
        Arena room = *stage_memory();
        const DaySpan all = {TODAY - PAST_DAYS_MOST + 1, TODAY};
        assert_int_equal(get_book_history(service, &room, all, 1, &after), OK);
    }
    assert_int_equal(after.day[PAST_DAYS_MOST - 1].customers, MANY + 1);
    assert_true(after.complete || stage_is_shared());
}

TEST(a_service_that_closes_gives_up_what_it_makes_behind_the_scenes)
{
    Str database = stage_database();
    clock_set(NOON);
    Service *service = stage_open(database);
    for (int c = 0; c < 80; c++)
        (void)stage_customer(service, str_format(stage_memory(), "Customer %d", c), 100);
    (void)two_years(service);
    (void)stage_customer(service, S("Another"), 100);
    (void)two_years(service);
    service_close(service);
}

TEST(an_empty_book_has_a_history_of_nothing)
{
    Service *service = stage_begin(NOON);
    BookHistory history = history_of(service, TODAY - 364, TODAY, 1);
    assert_int_equal(history.days, 365);
    assert_int_equal(history.day[200].customers, 0);
    assert_true(history.day[200].median == 0);
}

TEST(the_longest_history_is_told)
{
    Service *service = book_of(15);
    BookHistory history = history_of(service, TODAY - PAST_DAYS_MOST + 1, TODAY, 1);
    assert_int_equal(history.days, PAST_DAYS_MOST);
    BookHistory last = history_of(service, TODAY, TODAY, 1);
    assert_same(&history.day[PAST_DAYS_MOST - 1], &last.day[0]);
}

// --- the book on a day ---------------------------------------------------------------

static PastBook book_on(Service *service, Day day, const Scorecard *card, ListPlace after,
                        int most)
{
    PastBook book;
    const PastQuery query = {day, card, after, most};
    assert_int_equal(get_past_book(service, stage_memory(), &query, &book), OK);
    return book;
}

static void assert_row(Service *service, const PastRow *row, const Scorecard *card, Day day)
{
    HealthDetails details;
    assert_int_equal(
        get_health(service, stage_memory(), row->row.customer, card, day, &details), OK);
    assert_int_equal(row->row.scored, details.score.scored);
    assert_int_equal(row->overridden, details.overridden != NULL);
    if (!details.score.scored) return;
    assert_true(row->row.score == details.score.total);
    assert_int_equal(row->row.band, details.score.band);
}

TEST(each_row_of_the_book_on_a_day_is_the_customers_health_on_it)
{
    Service *service = book_of(16);
    for (int i = 0; i < 12; i++) {
        const Scorecard *card = i % 3 ? scorecard_standard() : scorecard_original();
        Day day = TODAY - history_roll(DAYS);
        PastBook book = book_on(service, day, card, (ListPlace){0}, CUSTOMERS);
        assert_false(book.has_more);
        assert_int_equal(book.rows, book.sum.customers);
        for (int r = 0; r < book.rows; r++)
            assert_row(service, &book.row[r], card, day);
    }
}

TEST(the_book_on_a_day_is_walked_from_the_worst_score_on)
{
    Service *service = book_of(17);
    PastBook all = book_on(service, TODAY - 9, scorecard_standard(), (ListPlace){0}, 100);
    ListPlace after = {0};
    int seen = 0;
    for (bool more = true; more;) {
        PastBook page = book_on(service, TODAY - 9, scorecard_standard(), after, 7);
        for (int r = 0; r < page.rows; r++)
            assert_int_equal(page.row[r].row.customer, all.row[seen++].row.customer);
        more = page.has_more;
        after = page.next;
    }
    assert_int_equal(seen, all.rows);
    for (int r = 1; r < all.rows; r++) {
        const BookRow *one = &all.row[r - 1].row, *next = &all.row[r].row;
        assert_true(one->scored || !next->scored);
        assert_true(!next->scored || one->score <= next->score);
    }
}
