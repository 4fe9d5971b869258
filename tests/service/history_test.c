#include "service/asking/history.h"
#include "stage.h"

#include "base/clock.h"

#include <math.h>
#include <string.h>

#define TODAY ((Day)20779)  // 2026-11-22
#define NOON(day) (day_start(day) + MILLIS_A_DAY / 2)

static uint64_t dice;

static int roll(int sides)
{
    dice ^= dice << 13;
    dice ^= dice >> 7;
    dice ^= dice << 17;
    return (int)(dice % (uint64_t)sides);
}

static const Scorecard *card_of(int i)
{
    return i % 2 ? scorecard_original() : scorecard_standard();
}

// --- customers of any kind ---------------------------------------------------------

static void add_details(Event *event, Day day)
{
    Str thing = str_format(stage_memory(), "%lld-%d", (long long)event->customer, roll(9));
    if (event->type == EVENT_TICKET)
        event->ticket = (TicketDetails){thing, (TicketStatus)roll(TICKET_STATUS_COUNT),
                                        PRIORITY_MEDIUM};
    if (event->type == EVENT_INVOICE)
        event->invoice = (InvoiceDetails){.invoice = thing,
                                          .status = roll(9) ? INVOICE_OPEN : INVOICE_VOID,
                                          .amount = 100,
                                          .currency = S("USD"),
                                          .due = day + roll(40),
                                          .paid = roll(3) ? day + roll(45) : DAY_NONE};
    if (event->type == EVENT_FEATURE)
        event->name = str_format(stage_memory(), "feature %d", roll(6));
    if (event->type == EVENT_API) event->quantity = roll(900);
}

// Something a customer did on a day; those of even ids never use the API.
static Event anything(int64_t customer, Day day)
{
    int type = roll(customer % 2 ? EVENT_TYPE_COUNT : EVENT_API);
    if (type == EVENT_CUSTOM) type = EVENT_LOGIN;
    Event event =
        stage_event(customer, (EventType)type, day_start(day) + roll(24) * (Millis)3600000);
    add_details(&event, day);
    return event;
}

enum { CUSTOMERS = 150, EVENTS_EACH = 40, BATCH = 500 };

// A book of customers, put straight into the store.
static Service *open_book(void)
{
    Str database = stage_database();
    Service *service = stage_open(database);
    for (int c = 0; c < CUSTOMERS; c++)
        (void)stage_customer(service, str_format(stage_memory(), "Customer %d", c), 100);
    service_close(service);

    Store *store = NULL;
    assert_int_equal(store_open(database, STORE_WRITER, &store), OK);
    static Appended outcome[BATCH];
    Event *event = arena_new(stage_memory(), Event, BATCH);
    for (int done = 0; done < CUSTOMERS * EVENTS_EACH; done += BATCH) {
        for (int i = 0; i < BATCH; i++)
            event[i] = anything(1 + roll(CUSTOMERS), TODAY - roll(roll(3) ? 130 : 500));
        assert_int_equal(store_append(store, event, BATCH, outcome, *stage_memory()), OK);
    }
    store_close(store);
    return stage_open(database);
}

static HealthDetails health_of(Service *service, int64_t customer, const Scorecard *card,
                               Day day)
{
    HealthDetails details;
    assert_int_equal(get_health(service, stage_memory(), customer, card, day, &details),
                     OK);
    return details;
}

static HealthHistory history_of(Service *service, HistoryQuery query)
{
    HealthHistory history;
    assert_int_equal(get_history(service, stage_memory(), &query, &history), OK);
    return history;
}

static void assert_same_score(const Score *a, const Score *b)
{
    assert_int_equal(a->scored, b->scored);
    if (!a->scored) return;
    assert_true(a->total == b->total && a->coverage == b->coverage);
    assert_int_equal(a->band, b->band);
    for (int f = 0; f < a->factors; f++) {
        assert_true(a->factor[f].points == b->factor[f].points);
        assert_true(a->factor[f].weight == b->factor[f].weight);
        assert_int_equal(a->factor[f].missing, b->factor[f].missing);
    }
}

// --- the change ---------------------------------------------------------------------

static bool assert_adds_up(Service *service, int64_t customer, const Scorecard *card)
{
    ScoreChange change;
    Day to = TODAY - roll(60), from = to - roll(120);
    assert_int_equal(get_change(service, &(ChangeQuery){customer, card, from, to}, &change),
                     OK);
    HealthDetails before = health_of(service, customer, card, from);
    HealthDetails after = health_of(service, customer, card, to);
    assert_same_score(&change.before, &before.score);
    assert_same_score(&change.after, &after.score);
    if (!change.split) return false;

    double parts = 0, contributions = 0;
    for (int part = 0; part < PART_COUNT; part++) {
        double factors = 0;
        for (int f = 0; f < card->factors; f++)
            factors += change.of_factor[f][part];
        assert_true(fabs(factors - change.part[part]) < 1e-9);
        parts += change.part[part];
    }
    for (int f = 0; f < card->factors; f++)
        contributions += change.after.factor[f].contribution;
    assert_true(fabs(contributions - change.after.total) < 1e-9);
    assert_true(fabs(parts - (change.after.total - change.before.total)) < 1e-9);
    return true;
}

TEST(contributions_and_parts_of_change_add_up_in_a_whole_book)
{
    stage_end();
    clock_set(NOON(TODAY));
    dice = 88172645463325252u;
    Service *service = open_book();
    int split = 0;
    for (int64_t customer = 1; customer <= CUSTOMERS; customer++)
        for (int i = 0; i < 2; i++)
            split += assert_adds_up(service, customer, card_of(i));
    assert_true(split > CUSTOMERS);

    // A history is the same scores in a row, by day and by week.
    for (int64_t customer = 1; customer <= 5; customer++) {
        const Scorecard *card = card_of((int)customer);
        HistoryQuery query = {customer, card, TODAY - 20, TODAY, 1};
        HealthHistory days = history_of(service, query);
        assert_int_equal(days.points, 21);
        for (int i = 0; i < days.points; i++) {
            HealthDetails then = health_of(service, customer, card, TODAY - 20 + i);
            assert_int_equal(days.point[i].day, then.today);
            assert_same_score(&days.point[i].score, &then.score);
        }
        query.step = 7;
        HealthHistory weeks = history_of(service, query);
        assert_int_equal(weeks.points, 3);
        for (int i = 0; i < weeks.points; i++)
            assert_same_score(&weeks.point[i].score, &days.point[6 + 7 * i].score);
    }
    service_close(service);
}

TEST(of_nobody_there_is_no_history)
{
    Service *service = stage_begin(NOON(TODAY));
    const Scorecard *card = scorecard_standard();
    HealthDetails details;
    HealthHistory history;
    ScoreChange change;
    HistoryQuery query = {7, card, TODAY - 20, TODAY, 1};
    assert_int_equal(get_health(service, stage_memory(), 7, card, TODAY, &details),
                     ERR_NOT_FOUND);
    assert_int_equal(get_history(service, stage_memory(), &query, &history), ERR_NOT_FOUND);
    assert_int_equal(
        get_change(service, &(ChangeQuery){7, card, TODAY - 1, TODAY}, &change),
        ERR_NOT_FOUND);
}

// --- live, and looked back at --------------------------------------------------------

enum { LIVED = 400, LIVES = 2 };

typedef struct {  // what was shown on a day, while it was today
    bool scored;
    double score;
    double coverage;
    Score original;
    NextDrop next_drop;
} Shown;

static void live_a_day(Service *service, Day day, Shown shown[LIVES])
{
    clock_set(NOON(day));
    for (int64_t customer = 1; customer <= LIVES; customer++) {
        for (int times = roll(4); times > 0; times--) {
            Event event = anything(customer, day);
            if (event.at <= NOON(day)) stage_store(service, &event);
        }
    }
    HealthScores list = stage_list(service);
    for (int i = 0; i < list.rows; i++) {
        const CustomerRow *row = &list.row[i];
        Shown *is = &shown[row->customer.id - 1];
        HealthDetails original =
            health_of(service, row->customer.id, scorecard_original(), day);
        *is = (Shown){.scored = row->scored, .score = row->score};
        is->coverage = row->coverage;
        is->original = original.score;
        is->next_drop =
            health_of(service, row->customer.id, scorecard_standard(), day).next_drop;
    }
}

static void assert_as_shown(Service *service, int64_t customer, Day first,
                            Shown shown[LIVED][LIVES])
{
    HistoryQuery query = {customer, scorecard_standard(), first, first + LIVED - 1, 1};
    HealthHistory standard = history_of(service, query);
    query.card = scorecard_original();
    HealthHistory original = history_of(service, query);
    assert_int_equal(standard.points, LIVED);
    for (int d = 0; d < LIVED; d++) {
        const Shown *was = &shown[d][customer - 1];
        HealthDetails then = health_of(service, customer, scorecard_standard(), first + d);
        assert_int_equal(then.score.scored, was->scored);
        assert_same_score(&then.score, &standard.point[d].score);
        assert_same_score(&was->original, &original.point[d].score);
        if (!was->scored) continue;
        assert_true(then.score.total == was->score);
        assert_true(then.score.coverage == was->coverage);
        assert_int_equal(then.next_drop.reason, was->next_drop.reason);
        assert_int_equal(then.next_drop.day, was->next_drop.day);
        assert_true(then.next_drop.total == was->next_drop.total);
    }
}

TEST(the_score_that_was_shown_on_a_day_is_the_score_as_of_that_day)
{
    static Shown shown[LIVED][LIVES];
    const Day first = TODAY - LIVED;  // over the end of a year
    dice = 20261122u;
    Service *service = stage_begin(NOON(first));
    for (int c = 0; c < LIVES; c++)
        (void)stage_customer(service, str_format(stage_memory(), "Life %d", c), 100);
    for (int d = 0; d < LIVED; d++)
        live_a_day(service, first + d, shown[d]);
    for (int64_t customer = 1; customer <= LIVES; customer++)
        assert_as_shown(service, customer, first, shown);
}

TEST(what_comes_late_changes_the_past_as_it_is_known_now)
{
    Service *service = stage_begin(NOON(TODAY));
    int64_t acme = stage_customer(service, S("Acme"), 100);
    Event login = stage_event(acme, EVENT_LOGIN, NOON(TODAY - 10));
    stage_store(service, &login);
    const Scorecard *card = scorecard_standard();
    double before = health_of(service, acme, card, TODAY - 5).score.total;
    Event late = stage_event(acme, EVENT_FEATURE, NOON(TODAY - 7));
    stage_store(service, &late);
    assert_true(health_of(service, acme, card, TODAY - 5).score.total > before);
    assert_true(health_of(service, acme, card, TODAY - 8).score.total == before);
}

// --- the future ------------------------------------------------------------------------

enum { YEAR = 365 };

static void assert_came_true(const HealthDetails shown[YEAR + 1], int d)
{
    const NextDrop *drop = &shown[d].next_drop;
    for (int later = d + 1; later <= YEAR && shown[d].score.scored; later++) {
        if (!shown[later].score.scored) continue;
        double then = shown[later].score.total;
        if (drop->reason != DROP_NONE && shown[later].today == drop->day) {
            assert_true(then == drop->total && then < shown[d].score.total);
            return;
        }
        assert_true(then >= shown[d].score.total - NEXT_DROP_LEAST);
    }
}

TEST(in_a_silent_year_every_drop_that_was_forecast_comes_on_its_day)
{
    Service *service = stage_begin(NOON(TODAY));
    dice = 1618033988u;
    for (int64_t customer = 1; customer <= 4; customer++) {
        (void)stage_customer(service, str_format(stage_memory(), "%d", (int)customer), 100);
        for (int i = 0; i < 50; i++) {
            Event event = anything(customer, TODAY - 1 - roll(100));
            stage_store(service, &event);
        }
    }
    static HealthDetails shown[YEAR + 1];
    int forecast = 0;
    for (int64_t customer = 1; customer <= 4; customer++) {
        for (int d = 0; d <= YEAR; d++) {
            clock_set(NOON(TODAY + d));
            shown[d] = health_of(service, customer, card_of(customer == 4), TODAY + d);
        }
        for (int d = 0; d < YEAR; d++) {
            assert_came_true(shown, d);
            forecast += shown[d].next_drop.reason != DROP_NONE;
        }
    }
    assert_true(forecast > 100);
}
