// Groups are what their customers are, and what moves between two days is the book of each.
#include "history.h"
#include "stage.h"

#include "base/clock.h"
#include "service/asking/groups.h"
#include "service/asking/moves.h"
#include "service/asking/past.h"
#include "service/writing/changes.h"
#include "service/writing/said.h"

#include <math.h>

#define TODAY ((Day)20779)  // 2026-11-22
#define NOON (day_start(TODAY) + MILLIS_A_DAY / 2)

enum { CUSTOMERS = 14, EVENTS = 260 };

static Change plain(void)
{
    return (Change){.arena = stage_memory(), .receipt = stage_receipt()};
}

static int64_t add(Service *service, const char *segment, const char *owner)
{
    Customer customer = {.name = S("Acme"),
                         .segment = str_of(segment),
                         .owner = str_of(owner),
                         .lifecycle = S("active"),
                         .currency = S("USD"),
                         .renews_on = DAY_NONE,
                         .traits = S("{}"),
                         .created_at = clock_now()};
    assert_int_equal(stage_await(change_add_customer(service, plain(), &customer)), OK);
    return customer.id;
}

static void leave(Service *service, int64_t customer, Day day)
{
    Outcome outcome = {.customer = customer, .day = day, .author = S("x")};
    outcome.kind = OUTCOME_CHURNED;
    assert_int_equal(stage_await(change_add_outcome(service, plain(), &outcome)), OK);
}

static Service *a_book(uint64_t seed)
{
    static const char *const segments[] = {"SMB", "Enterprise", "", "Mid"};
    Service *service = stage_begin(NOON - (Millis)90 * MILLIS_A_DAY);
    history_begin(seed);
    for (int c = 0; c < CUSTOMERS; c++)
        (void)add(service, segments[history_roll(4)], c % 2 ? "Maya" : "Sam");
    clock_set(NOON);
    Event *event = history_make(EVENTS, CUSTOMERS - 2, NOON);
    stage_store_all(service, event, EVENTS);
    leave(service, 3, TODAY - 10);
    leave(service, 4, TODAY - 100);
    return service;
}

static Groups *groups_of(Service *service, GroupBy by)
{
    Groups *groups = arena_new(stage_memory(), Groups, 1);
    assert_int_equal(get_groups(service, stage_memory(), by, groups), OK);
    return groups;
}

static Moves *moves_of(Service *service, Day from, Day to, CohortBy cohorts)
{
    Moves *moves = arena_new(stage_memory(), Moves, 1);
    const MovesQuery query = {.days = {from, to}, .cohorts = cohorts};
    assert_int_equal(get_moves(service, stage_memory(), &query, moves), OK);
    return moves;
}

// --- groups --------------------------------------------------------------

// The same from the list, customer by customer.
static void check_group(const Group *group, const HealthScores *list)
{
    double sum = 0;
    int64_t customers = 0, scored = 0;
    for (int r = 0; r < list->rows; r++) {
        const CustomerRow *row = &list->row[r];
        if (!str_equal(row->customer.segment, group->name)) continue;
        customers++;
        scored += row->scored;
        sum += row->scored ? row->score : 0;
        if (!row->scored) continue;
        assert_true(group->spread.outliers > 0 ||
                    (row->score >= group->spread.low && row->score <= group->spread.high));
    }
    assert_int_equal(group->customers, customers);
    assert_int_equal(group->scored, scored);
    if (scored > 0) assert_true(fabs(group->mean_score - sum / (double)scored) < 1e-9);
}

TEST(a_group_is_what_its_customers_are)
{
    for (uint64_t seed = 1; seed <= 3; seed++) {
        Service *service = a_book(seed);
        HealthScores list = stage_list(service);
        const Groups *groups = groups_of(service, GROUP_SEGMENT);
        int64_t customers = groups->nowhere;
        for (int g = 0; g < groups->groups; g++) {
            check_group(&groups->group[g], &list);
            customers += groups->group[g].customers;
            bool in_order =
                g == 0 || groups->group[g - 1].customers >= groups->group[g].customers;
            assert_true(in_order);
        }
        assert_int_equal(customers, list.total);
        assert_int_equal(groups->customers, list.total);
    }
}

TEST(customers_are_grouped_by_whichever_word_is_asked_for)
{
    Service *service = a_book(4);
    const Groups *owners = groups_of(service, GROUP_OWNER);
    assert_int_equal(owners->groups, 2);
    assert_str_equal(owners->group[0].name, S("Maya"));
    assert_int_equal(owners->nowhere, 0);
    const Groups *plans = groups_of(service, GROUP_PLAN);
    assert_int_equal(plans->groups, 0);
    assert_int_equal(plans->nowhere, plans->customers);
}

static void log_in(Service *service, int64_t customer, int times)
{
    for (int t = 0; t < times; t++) {
        Event login = stage_event(customer, EVENT_LOGIN, NOON - 1000 - t);
        stage_store(service, &login);
    }
}

TEST(who_is_far_from_the_middle_half_lies_outside_the_whiskers)
{
    Service *service = stage_begin(NOON);
    for (int c = 0; c < 9; c++)
        log_in(service, add(service, "SMB", ""), c < 8 ? 400 : 1);
    const Spread *spread = &groups_of(service, GROUP_SEGMENT)->group[0].spread;
    assert_true(spread->low >= spread->lower_quartile && spread->low == spread->high);
    assert_int_equal(spread->outliers, 1);
    assert_true(spread->outlier[0] < spread->low);
}

TEST(the_smallest_groups_are_only_counted)
{
    Service *service = stage_begin(NOON);
    for (int c = 0; c < GROUPS_MAX + 3; c++)
        (void)add(service, str_z(stage_memory(), str_format(stage_memory(), "s%02d", c)),
                  "");
    (void)add(service, "s14", "");
    const Groups *groups = groups_of(service, GROUP_SEGMENT);
    assert_int_equal(groups->groups, GROUPS_MAX);
    assert_int_equal(groups->other_groups, 3);
    assert_str_equal(groups->group[0].name, S("s14"));
    assert_str_equal(groups->group[1].name, S("s00"));
}

// --- moves ---------------------------------------------------------------

static BookDay book_on(Service *service, Day day)
{
    PastBook book;
    const PastQuery query = {.day = day, .card = scorecard_standard(), .most = 1};
    assert_int_equal(get_past_book(service, stage_memory(), &query, &book), OK);
    return book.sum;
}

static int64_t count(const Moves *moves, int state, bool before)
{
    int64_t customers = 0;
    for (int other = 0; other < STATE_COUNT; other++)
        customers += before ? moves->flow[state][other] : moves->flow[other][state];
    return customers;
}

static void check_side(const Moves *moves, const BookDay *book, bool before)
{
    for (int band = 0; band < BAND_COUNT; band++)
        assert_int_equal(count(moves, band, before), book->band[band].customers);
    for (ScoreStatus status = 0; status < STATUS_SCORED; status++)
        assert_int_equal(count(moves, STATE_UNSCORED + (int)status, before),
                         book->unscored[status]);
}

TEST(what_flows_is_the_book_of_either_day)
{
    for (uint64_t seed = 5; seed <= 7; seed++) {
        Service *service = a_book(seed);
        const Day from = TODAY - 150 + history_roll(150), to = TODAY - history_roll(2);
        const Moves *moves = moves_of(service, from < to ? from : to, to, COHORT_QUARTER);
        const BookDay before = book_on(service, from < to ? from : to),
                      after = book_on(service, to);
        check_side(moves, &before, true);
        check_side(moves, &after, false);
        assert_int_equal(moves->flow[STATE_ABSENT][STATE_ABSENT], 0);
    }
}

TEST(between_a_day_and_itself_nobody_moves)
{
    Service *service = a_book(8);
    const Moves *moves = moves_of(service, TODAY, TODAY, COHORT_MONTH);
    assert_int_equal(moves->better + moves->worse + moves->moves, 0);
    for (int from = 0; from < STATE_COUNT; from++)
        for (int to = 0; to < STATE_COUNT; to++)
            if (from != to) assert_int_equal(moves->flow[from][to], 0);
}

TEST(who_leaves_between_two_days_is_absent_on_the_second)
{
    Service *service = a_book(9);
    const Moves *moves = moves_of(service, TODAY - 11, TODAY, COHORT_MONTH);
    assert_int_equal(count(moves, STATE_ABSENT, false), 1);
}

TEST(a_cohort_is_who_came_in_its_time_and_who_of_them_is_left)
{
    Service *service = stage_begin(day_start(TODAY - 70) + 1);  // 13 September
    int64_t early = add(service, "", ""), gone = add(service, "", "");
    clock_set(day_start(TODAY - 40) + 1);  // 13 October
    (void)add(service, "", "");
    clock_set(NOON);
    leave(service, gone, TODAY - 30);  // 23 October
    Event login = stage_event(early, EVENT_LOGIN, NOON - (Millis)35 * MILLIS_A_DAY);
    stage_store(service, &login);

    const Moves *months = moves_of(service, TODAY - 1, TODAY, COHORT_MONTH);
    assert_int_equal(months->cohorts, 12);
    const Cohort *september = &months->cohort[9], *october = &months->cohort[10];
    assert_int_equal(september->customers, 2);
    assert_int_equal(september->periods, 3);
    assert_int_equal(september->after[0].customers, 2);
    assert_int_equal(september->after[0].scored, 0);
    assert_int_equal(september->after[1].customers, 1);
    assert_int_equal(september->after[1].scored, 1);
    assert_int_equal(september->after[2].customers, 1);
    assert_int_equal(october->customers, 1);
    assert_int_equal(october->periods, 2);

    const Moves *quarters = moves_of(service, TODAY - 1, TODAY, COHORT_QUARTER);
    assert_int_equal(quarters->cohorts, 8);
    assert_int_equal(quarters->cohort[6].customers, 2);
    assert_int_equal(quarters->cohort[6].after[0].customers, 2);
    assert_int_equal(quarters->cohort[6].after[1].customers, 1);
    assert_int_equal(quarters->cohort[7].customers, 1);
}
