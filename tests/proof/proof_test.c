#include "book.h"
#include "test.h"

#include <math.h>

// --- what may not be known --------------------------------------------------------

static void open_ticket(History *history, Late *late, Day day, Day received)
{
    Str id = str_format(history->arena, "t-%d", history->events);
    ticket(history, at_hour(day, 9), str_z(history->arena, id), TICKET_OPEN);
    const Event *event = &history->event[history->events - 1];
    if (received <= day) return;
    LateEvent *more = arena_new(history->arena, LateEvent, late->events + 1);
    for (int i = 0; i < late->events; i++)
        more[i] = late->event[i];
    more[late->events++] = (LateEvent){.type = EVENT_TICKET,
                                       .id = event->id,
                                       .at = event->at,
                                       .received = received,
                                       .quantity = 1};
    late->event = more;
}

// When somebody has left, its tickets are opened as of long before.
static void open_tickets(History *history, Late *late, Day leaves, Day received)
{
    for (int i = 0; leaves != DAY_NONE && i < 6; i++) {
        open_ticket(history, late, leaves - 92, received);
        open_ticket(history, late, leaves - 40, received);
    }
}

static void know_the_future(History *history, Late *late,
                            __attribute__((unused)) int customer, Day leaves)
{
    open_tickets(history, late, leaves, leaves + 1);
}

static void leak_the_future(History *history, Late *late,
                            __attribute__((unused)) int customer, Day leaves)
{
    open_tickets(history, late, leaves, DAY_NONE);
}

static Estimate auc_of_tickets(const Proof *proof)
{
    return proof->lag[2][2];  // 30 days before
}

TEST(a_metric_that_knows_the_future_is_found_out)
{
    Book leaked = book_of(200, 5, leak_the_future);
    Proof *proof = book_proof(&leaked);
    assert_true(auc_of_tickets(proof).value > 0.99);
    double flattered = proof->gap[0].auc.value;
    assert_true(flattered > 0.9);
    book_close(&leaked);

    Book known = book_of(200, 5, know_the_future);
    proof = book_proof(&known);
    assert_true(auc_of_tickets(proof).value == 0.5);
    Estimate auc = proof->gap[0].auc;
    assert_true(auc.known && auc.interval.low < 0.5 && auc.interval.high > 0.5);
    assert_true(fabs(auc.value - 0.5) < 0.1);
    book_close(&known);
}

// --- what can be known -----------------------------------------------------------------

static void storm(History *history, Late *late, __attribute__((unused)) int customer,
                  Day leaves)
{
    for (int i = 0; leaves != DAY_NONE && i < 6; i++)
        open_ticket(history, late, leaves - 45, DAY_NONE);
}

// Five logins a week and four features are 75 points with no ticket, and 54 with six.
TEST(a_lead_that_was_planted_is_found)
{
    Book book = book_of(150, 5, storm);
    Proof *proof = book_proof(&book);
    assert_true(proof->leads.customers >= 20);
    assert_int_equal(proof->leads.warned + proof->leads.later + proof->leads.never,
                     proof->leads.customers);
    assert_true(proof->leads.has_median && fabs(proof->leads.median - 45) <= 3);
    assert_true(proof->leads.warned >= proof->leads.customers - 2);
    int binned = 0;
    for (int i = 0; i < LEAD_BINS; i++)
        binned += proof->leads.bin[i];
    assert_int_equal(binned, proof->leads.customers);
    assert_true(auc_of_tickets(proof).value > 0.99);
    assert_true(proof->lag[2][4].value == 0.5);  // 90 days before
    assert_true(proof->gap[0].auc.value > proof->gap[3].auc.value);
    book_close(&book);
}

TEST(those_who_left_are_counted_by_customers_and_by_months)
{
    Book book = book_of(150, 5, NULL);
    Proof *proof = book_proof(&book);
    for (int g = 0; g < GAPS; g++) {
        const Gap *gap = &proof->gap[g];
        int cases = 0, left = 0;
        for (int b = 0; b < BAND_COUNT; b++) {
            cases += (int)gap->flag[b].cases;
            left += (int)gap->flag[b].left;
        }
        assert_int_equal(cases, gap->cases.rows);
        assert_int_equal(left, gap->months_left);
        assert_true(gap->customers_left <= gap->months_left);
        assert_true(gap->customers_left <= 30 && gap->customers_left >= 15);
        assert_true(gap->cases.customers <= 150);
    }
    assert_true(proof->first >= book.question.first);
    assert_true(proof->last + 90 <= book.question.last);
    book_close(&book);
}

TEST(with_few_who_left_there_is_no_auc_and_everything_else_that_can_be)
{
    Book book = book_of(60, 12, storm);
    Proof *proof = book_proof(&book);
    const Gap *gap = &proof->gap[0];
    assert_in_range(gap->customers_left, 1, LEAST_LEFT - 1);
    assert_false(gap->auc.known || gap->weights.known || gap->roc[3].known ||
                 gap->lift[1].known || proof->lag[0][0].known);
    assert_int_equal(gap->calibration.groups, 0);
    assert_int_equal(proof->leads.customers, 5);
    assert_true(gap->months_left > 0);
    assert_true(proof->survival[0].customers + proof->survival[1].customers +
                    proof->survival[2].customers + proof->survival[3].customers ==
                60);
    book_close(&book);
}

TEST(where_nobody_left_nothing_is_proved_and_nothing_breaks)
{
    Book book = book_of(20, 0, NULL);
    Proof *proof = book_proof(&book);
    assert_int_equal(proof->leads.customers, 0);
    assert_false(proof->leads.has_median || proof->log_rank.known ||
                 proof->gap[0].auc.known || proof_is_better(proof));
    book_close(&book);
    Book empty = book_of(0, 0, NULL);
    proof = book_proof(&empty);
    assert_true(proof->first == DAY_NONE && proof->customers == 0);
    book_close(&empty);
}

TEST(on_noise_no_other_weights_are_suggested)
{
    Book book = book_of(200, 5, NULL);
    Proof *proof = book_proof(&book);
    assert_true(proof->gap[0].weights.known && proof->gap[0].gain.interval.known);
    assert_false(proof_is_better(proof));
    book_close(&book);
}

TEST(the_same_evidence_gives_the_same_proof)
{
    Book book = book_of(60, 4, storm);
    double first[4];
    for (int round = 0; round < 2; round++) {
        Proof *proof = book_proof(&book);
        double now[] = {proof->gap[0].auc.interval.low, proof->gap[3].auc.interval.high,
                        proof->gap[0].gain.value, proof->lag[0][1].interval.low};
        for (int i = 0; i < 4; i++)
            if (round)
                assert_true(now[i] == first[i]);
            else
                first[i] = now[i];
    }
    book_close(&book);
}

// --- coming and going -----------------------------------------------------------------------

static Day month_start(const Evidence *evidence, int i)
{
    return evidence->judgement[i].day;
}

TEST(who_came_back_is_judged_again_and_did_not_leave)
{
    Arena life = arena_map((size_t)64 << 20), arena = life;
    Question question = {.card = scorecard_standard(),
                         .first = on("2026-01-01"),
                         .last = on("2026-12-31"),
                         .horizon = 90};
    Evidence *evidence = evidence_of(&arena, &question, 1, 1);
    evidence_turn(&arena, evidence);
    History history = history_new();
    for (Day day = question.first - 50; day <= question.last; day += 3)
        logins(&history, day, 1);
    Facts facts = history_all(&history);
    Outcome outcome[] = {{.kind = OUTCOME_CHURNED, .day = on("2026-03-15")},
                         {.kind = OUTCOME_RENEWED, .day = on("2026-06-10")}};
    Subject subject = {.facts = &facts, .outcome = outcome, .outcomes = 2};
    assert_false(has_left(&question, outcome, 2));
    evidence_add(evidence, &subject, *history.arena);

    assert_int_equal(evidence->leavers, 0);
    assert_int_equal(evidence->judgements, 3 + 6);
    assert_int_equal(evidence->judgement[0].leaves_in, on("2026-03-15") - on("2026-01-01"));
    assert_int_equal(month_start(evidence, 3), on("2026-07-01"));
    assert_int_equal(evidence->judgement[3].leaves_in, 0);
    arena_unmap(life);
}

TEST(who_left_within_the_gap_is_no_case_and_who_cannot_be_followed_is_none)
{
    Book book = book_of(40, 2, NULL);
    for (int g = 0; g < GAPS; g++) {
        Arena life = book.life;
        Gap gap;
        gap_of(&life, book.evidence, gap_days(g), false, &gap);
        int cases = 0, left = 0;
        for (int i = 0; i < book.evidence->judgements; i++) {
            const Judgement *is = &book.evidence->judgement[i];
            if (is->day + gap_days(g) + 90 > book.question.last) continue;
            if (is->leaves_in && is->leaves_in <= gap_days(g)) continue;
            cases++;
            left += is->leaves_in && is->leaves_in <= gap_days(g) + 90;
        }
        assert_int_equal(gap.cases.rows, cases);
        assert_int_equal(gap.months_left, left);
    }
    book_close(&book);
}

static void add_one(Evidence *evidence, const Outcome *outcome, int outcomes)
{
    const Question *question = &evidence->question;
    History history = history_new();
    for (Day day = question->first - 50; day <= question->last; day += 3)
        logins(&history, day, 1);
    Facts facts = history_all(&history);
    Subject subject = {.facts = &facts, .outcome = outcome, .outcomes = outcomes};
    evidence_add(evidence, &subject, *history.arena);
}

TEST(the_last_day_of_the_gap_and_of_the_follow_up_belong_to_them)
{
    Arena life = arena_map((size_t)64 << 20), arena = life;
    const int gap = gap_days(1);
    const Day first = on("2026-01-01");
    const Question question = {.card = scorecard_standard(),
                               .first = first,
                               .last = first + gap + 90,
                               .horizon = 90};
    Evidence *evidence = evidence_of(&arena, &question, 2, 1);
    const Outcome left = {.kind = OUTCOME_CHURNED, .day = first + gap};
    add_one(evidence, &left, 1);
    evidence_turn(&arena, evidence);
    add_one(evidence, NULL, 0);

    Gap none, some;
    gap_of(&arena, evidence, 0, false, &none);
    assert_int_equal(none.cases.rows, 2);
    assert_int_equal(none.months_left, 1);
    gap_of(&arena, evidence, gap, false, &some);
    assert_int_equal(some.cases.rows, 1);
    assert_int_equal(some.months_left, 0);
    arena_unmap(life);
}

TEST(who_came_back_on_the_day_of_leaving_leaves_on_the_next_one_that_is_said)
{
    enum { INVOICE = 3 };
    Arena life = arena_map((size_t)64 << 20), arena = life;
    const Day first = on("2026-01-01");
    const Question question = {.card = scorecard_standard(),
                               .first = first,
                               .last = on("2026-12-31"),
                               .horizon = 90};
    const Outcome outcome[] = {{.kind = OUTCOME_CHURNED, .day = first},
                               {.kind = OUTCOME_RENEWED, .day = first},
                               {.kind = OUTCOME_CHURNED, .day = first + 40}};
    Evidence *evidence = evidence_of(&arena, &question, 1, 1);
    add_one(evidence, outcome, 3);
    assert_int_equal(evidence->leavers, 1);
    assert_int_equal(evidence->judgement[0].day, first);
    assert_int_equal(evidence->judgement[0].leaves_in, 40);
    // It was never sent an invoice, so that factor earns what the whole did.
    assert_true(evidence->points[INVOICE] == evidence->judgement[0].score);
    arena_unmap(life);
}
