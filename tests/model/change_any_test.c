// What holds for every change, tried on customers of any kind.
#include "history.h"
#include "model/change.h"
#include "test.h"

#include <math.h>

static const Scorecard *card_of(uint64_t seed)
{
    return seed % 2 ? scorecard_standard() : scorecard_original();
}

static ScoreChange changed(const History *history, const Scorecard *card, Day from, Day to)
{
    Facts facts = history_facts(history, metrics_from(&metrics_shipped, from));
    return change_of(&facts, (ChangeEnd){from, card}, (ChangeEnd){to, card},
                     *history->arena);
}

static void assert_adds_up(const ScoreChange *change, const Scorecard *card)
{
    double parts = 0;
    for (int part = 0; part < PART_COUNT; part++) {
        double factors = 0;
        for (int f = 0; f < card->factors; f++)
            factors += change->of_factor[f][part];
        assert_true(fabs(factors - change->part[part]) < 1e-9);
        parts += change->part[part];
    }
    for (int f = 0; f < card->factors; f++) {
        double sum = 0;
        for (int part = 0; part < PART_COUNT; part++)
            sum += change->of_factor[f][part];
        double whole =
            change->after.factor[f].contribution - change->before.factor[f].contribution;
        assert_true(fabs(sum - whole) < 1e-9);
    }
    assert_true(fabs(parts - (change->after.total - change->before.total)) < 1e-9);
}

static double sum_of(const Score *score)
{
    double sum = 0;
    for (int f = 0; f < score->factors; f++)
        sum += score->factor[f].contribution;
    return sum;
}

TEST(parts_and_contributions_add_up_for_thousands_of_customers)
{
    static const char *const days[] = {"2026-11-22", "2028-02-29", "2026-12-31",
                                       "2027-01-31", "2027-05-31"};
    int split = 0, missing = 0;
    for (uint64_t seed = 1; seed <= 4000; seed++) {
        Day day = on(days[seed % 5]);
        History history = seed % 4 ? history_lively(day, seed) : history_any(day, seed);
        const Scorecard *card = card_of(seed);
        ScoreChange change =
            changed(&history, card, day - (Day)(seed % 97), day + (Day)seed % 3);
        assert_true(fabs(sum_of(&change.after) - change.after.total) < 1e-9);
        if (!change.split) continue;
        assert_adds_up(&change, card);
        split++;
        missing += change.part[PART_MISSING] != 0;
    }
    assert_true(split > 3000 && missing > 200);
}

// A customer who did what `history` says up to a day, and nothing since.
static History until(const History *history, Day day)
{
    History past = history_beside(history);
    for (int i = 0; i < history->events; i++)
        if (event_day(&history->event[i]) <= day) history_add(&past, history->event[i]);
    return past;
}

TEST(ageing_is_what_would_have_been_had_nothing_come_in)
{
    Day day = on("2026-11-22");
    int seen = 0;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        History history = history_lively(day, seed);
        Day from = day - 1 - (Day)(seed % 60);
        const Scorecard *card = card_of(seed);
        ScoreChange change = changed(&history, card, from, day);
        History silent = until(&history, from);
        ScoreChange alone = changed(&silent, card, from, day);
        if (!change.split || !alone.split) continue;
        assert_true(alone.before.total == change.before.total);
        assert_true(alone.part[PART_BEHAVIOUR] == 0);
        if (change.part[PART_MISSING] != 0 || alone.part[PART_MISSING] != 0) continue;
        // No weight moves: then ageing is the score that would be, minus the one that was.
        double would_be = alone.after.total - alone.before.total;
        assert_true(fabs(change.part[PART_AGEING] - would_be) < 1e-9);
        assert_true(fabs(change.after.total - alone.after.total -
                         change.part[PART_BEHAVIOUR]) < 1e-9);
        seen++;
    }
    assert_true(seen > 100);
}

TEST(from_a_day_to_itself_nothing_changes)
{
    Day day = on("2026-11-22");
    for (uint64_t seed = 1; seed <= 60; seed++) {
        History history = history_lively(day, seed);
        ScoreChange change = changed(&history, card_of(seed), day, day);
        for (int part = 0; part < PART_COUNT; part++)
            assert_true(change.part[part] == 0);
    }
}

TEST(every_change_has_its_sentences)
{
    Day day = on("2026-11-22");
    for (uint64_t seed = 1; seed <= 100; seed++) {
        History history = history_any(day, seed);
        const Scorecard *card = card_of(seed);
        ScoreChange change = changed(&history, card, day - 50, day);
        Writer all = {.arena = history.arena};
        change_explain(&all, &change);
        assert_true(all.length > 0);
        for (int f = 0; f < card->factors && change.split; f++) {
            Writer one = {.arena = history.arena};
            change_explain_factor(&one, &change, f);
            assert_true(one.length > 0);
        }
    }
}
