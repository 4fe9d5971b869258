#include "any_card.h"
#include "model/picture_walk.h"
#include "model/score.h"
#include "test.h"

#include <string.h>

static void assert_same(const Picture *a, const Picture *b)
{
    unsigned char left[PICTURE_BYTES], right[PICTURE_BYTES];
    picture_pack(a, left);
    picture_pack(b, right);
    assert_memory_equal(left, right, PICTURE_BYTES);
}

TEST(the_shipped_set_is_what_adding_its_metrics_makes)
{
    Metrics made = metrics_empty();
    for (int m = 0; m < METRIC_COUNT; m++)
        assert_int_equal(metrics_add(&made, &metrics_shipped.of[m].metric), m);
    assert_int_equal(made.hash, metrics_shipped.hash);
    assert_int_equal(made.count, metrics_shipped.count);
    assert_int_equal(made.counters, metrics_shipped.counters);
    assert_int_equal(made.edges, metrics_shipped.edges);
    assert_int_equal(made.reach, metrics_shipped.reach);
    assert_int_equal(made.settled, metrics_shipped.settled);
    assert_int_equal(made.settled_due, metrics_shipped.settled_due);
    for (int m = 0; m < METRIC_COUNT; m++) {
        assert_int_equal(made.of[m].counter, metrics_shipped.of[m].counter);
        assert_int_equal(made.of[m].before, metrics_shipped.of[m].before);
        assert_int_equal(made.of[m].fresh, metrics_shipped.of[m].fresh);
    }
    for (int c = 0; c < made.counters; c++) {
        assert_int_equal(made.counter[c].enter, metrics_shipped.counter[c].enter);
        assert_int_equal(made.counter[c].leave, metrics_shipped.counter[c].leave);
        assert_int_equal(made.counter[c].next, metrics_shipped.counter[c].next);
        assert_int_equal(made.counter[c].names, metrics_shipped.counter[c].names);
    }
    assert_memory_equal(made.first, metrics_shipped.first, sizeof made.first);
}

TEST(the_shipped_cards_are_as_binding_would_make_them)
{
    const Scorecard *const cards[] = {scorecard_standard(), scorecard_original()};
    for (int c = 0; c < 2; c++) {
        Metrics metrics = metrics_shipped;
        Scorecard card = *cards[c];
        assert_true(scorecard_bind(&card, &metrics));
        assert_int_equal(metrics.count, METRIC_COUNT);
        assert_false(card.shares_out);
        for (int f = 0; f < card.factors; f++)
            assert_int_equal(card.factor[f].measure, cards[c]->factor[f].measure);
        for (int f = 0; f < card.factors && c == 0; f++)
            assert_true(card.factor[f].divide_by == cards[c]->factor[f].divide_by);
    }
}

TEST(a_metric_is_added_once)
{
    uint64_t dice = 5;
    Metrics metrics = metrics_shipped;
    for (int m = 0; m < 30; m++) {
        Metric metric = metric_any(&dice);
        int place = metrics_add(&metrics, &metric);
        assert_int_equal(metrics_add(&metrics, &metric), place);
        assert_int_equal(metrics_find(&metrics, &metric), place);
    }
    Metrics other = metrics_shipped;
    assert_true(other.hash != metrics.hash);
}

TEST(a_full_set_refuses_what_is_new_and_a_card_that_needs_it)
{
    Metrics metrics = metrics_shipped;
    for (int days = 1; metrics.count < MEASURES_MAX; days++) {
        Metric metric = {.type = EVENT_LOGIN, .window = {days + 100, 0}};
        assert_true(metrics_add(&metrics, &metric) >= 0);
    }
    const Metrics before = metrics;
    Metric more = {.type = EVENT_LOGIN, .window = {3, 0}};
    assert_int_equal(metrics_add(&metrics, &more), -1);

    Scorecard card = *scorecard_standard();
    card.factor[2].metric = more;
    assert_false(scorecard_bind(&card, &metrics));
    assert_memory_equal(&metrics, &before, sizeof before);
    card.factor[2].metric = metrics_shipped.of[METRIC_TICKETS].metric;
    assert_true(scorecard_bind(&card, &metrics));
}

TEST(whatever_is_measured_a_walk_shows_every_day_as_its_picture_does)
{
    Day middle = on("2026-11-22");
    uint64_t dice = 11;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        Metrics metrics = metrics_any(&dice, 14);
        History history = history_of_all(middle, seed);
        Customer *customer = customer_any(history.arena, middle, &dice);
        Facts facts = facts_of_all(&history, customer);
        Day from = middle - 40, day = from;
        PictureWalk *walk =
            picture_walk(history.arena, &facts, &metrics, from, middle + 60);
        for (const Picture *walked; (walked = picture_walk_next(walk)); day++) {
            Picture picture = picture_of(&facts, &metrics, day);
            picture.last_seen_at = 0;
            picture.next_change = 0;
            assert_same(walked, &picture);
        }
        assert_int_equal(day, middle + 61);
    }
}

TEST(facts_need_not_reach_further_back_than_a_set_says)
{
    Day middle = on("2026-11-22");
    uint64_t dice = 23;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        Metrics metrics = metrics_any(&dice, 3);
        History history = history_of_all(middle, seed);
        Facts all = history_all(&history);
        Facts near = history_facts(&history, metrics_from(&metrics, middle));
        Picture a = picture_of(&all, &metrics, middle);
        Picture b = picture_of(&near, &metrics, middle);
        a.last_seen_at = b.last_seen_at;
        assert_same(&a, &b);
    }
}

TEST(facts_reach_back_to_what_is_held)
{
    Day today = on("2026-11-22");
    History history = history_new();
    logins(&history, today - 150, 20);
    const Metric metric = {
        .type = EVENT_LOGIN, .window = {60, 0}, .trend = true, .hold = 40};
    Metrics metrics = metrics_shipped;
    int place = metrics_add(&metrics, &metric);
    Facts facts = history_facts(&history, metrics_from(&metrics, today));
    Measure measure = picture_of(&facts, &metrics, today).measure[place];
    assert_true(measure.held == 31 && measure.of == 20);
}

TEST(the_order_of_events_leaves_no_trace_in_any_set)
{
    Day middle = on("2026-11-22");
    uint64_t dice = 31;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        Metrics metrics = metrics_any(&dice, 12);
        History history = history_of_all(middle, seed);
        Facts facts = history_all(&history);
        Picture before = picture_of(&facts, &metrics, middle);
        history_shuffle(&history, seed);
        facts = history_all(&history);
        Picture after = picture_of(&facts, &metrics, middle);
        assert_same(&before, &after);
    }
}

TEST(nothing_of_any_set_changes_before_its_next_change)
{
    Day middle = on("2026-11-22");
    uint64_t dice = 41;
    int settled = 0;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        Metrics metrics = metrics_any(&dice, 6);
        History history = history_of_all(middle, seed);
        Facts facts = history_all(&history);
        Day day = middle + 100 + (Day)(seed * 40);
        Picture picture = picture_of(&facts, &metrics, day);
        if (picture.next_change <= day + 1) continue;
        settled++;
        for (Day later = day + 1; later < day + 900; later += 37) {
            Picture aged = picture_of(&facts, &metrics, later);
            aged.day = day;
            assert_same(&aged, &picture);
        }
    }
    assert_true(settled > 5);
}

TEST(any_card_gives_contributions_and_rules_that_add_up)
{
    Day middle = on("2026-11-22");
    uint64_t dice = 53;
    int scored = 0, ruled = 0;
    for (uint64_t seed = 1; seed <= 2500; seed++) {
        History history = history_of_all(middle, seed);
        Arena *arena = history.arena;
        Scorecard *card = card_any(arena, &dice);
        Facts facts = facts_of_all(&history, customer_any(arena, middle, &dice));
        for (Day day = middle - 60; day <= middle; day += 20) {
            Picture picture = picture_of(&facts, card->metrics, day);
            Score score = score_of(&picture, card, day);
            double sum = 0;
            for (int f = 0; f < score.factors; f++)
                sum += score.factor[f].contribution;
            assert_true(sum - score.sum < 1e-9 && score.sum - sum < 1e-9);
            if (!score.scored) continue;
            for (int r = 0; r < score.rules; r++)
                sum += score.rule[r].by;
            assert_true(sum - score.total < 1e-9 && score.total - sum < 1e-9);
            assert_true(score.total >= 0 && score.total <= 100 + 1e-9);
            scored++;
            ruled += score.rules > 0;
        }
    }
    assert_true(scored > 3000 && ruled > 500);
}
