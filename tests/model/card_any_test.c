// What holds under every card, tried on cards and customers of any kind.
#include "any_card.h"
#include "model/change.h"
#include "model/explain.h"
#include "model/next_band.h"
#include "model/next_drop.h"
#include "model/trend.h"
#include "test.h"

#include <math.h>

static Score scored_on(const Facts *facts, const Scorecard *card, Day day)
{
    Picture picture = picture_of(facts, card->metrics, day);
    return score_of(&picture, card, day);
}

TEST(in_a_silent_year_the_next_drop_comes_on_its_day)
{
    Day today = on("2026-11-22");
    uint64_t dice = 7;
    int dropped = 0;
    for (uint64_t seed = 1; seed <= 150; seed++) {
        History history = history_of_all(today, seed);
        Arena *arena = history.arena;
        const Scorecard *card = card_any(arena, &dice);
        Facts facts = facts_of_all(&history, customer_any(arena, today, &dice));
        Score now = scored_on(&facts, card, today);
        NextDrop drop = next_drop_of(&facts, card, today, *arena);
        if (!now.scored) {
            assert_int_equal(drop.reason, DROP_NONE);
            continue;
        }
        Day until = drop.reason == DROP_NONE ? today + NEXT_DROP_DAYS : drop.day - 1;
        for (Day day = today + 1; day <= until; day++) {
            Score then = scored_on(&facts, card, day);
            assert_true(!then.scored || then.total >= now.total - NEXT_DROP_LEAST);
        }
        if (drop.reason == DROP_NONE) continue;
        Score then = scored_on(&facts, card, drop.day);
        assert_true(then.scored && then.total == drop.total);
        assert_true(then.total < now.total - NEXT_DROP_LEAST);
        Writer because = {.arena = arena};
        next_drop_because(&because, card, &drop);
        assert_true(because.length > 0);
        dropped++;
    }
    assert_true(dropped > 30);
}

// The total with the factor's measure so much more, or less.
static double total_with(const Picture *picture, const Scorecard *card, int f, int64_t by)
{
    const Factor *factor = &card->factor[f];
    Picture other = *picture;
    Measure *measure = &other.measure[factor->measure];
    measure->known = true;
    measure->stale = false;
    measure->amount += by;
    if (factor->metric.type == EVENT_INVOICE && factor->metric.agg == AGG_RATIO)
        measure->of += by;
    return score_of(&other, card, other.day).total;
}

static bool is_possible(const Picture *picture, const Factor *factor, int64_t by)
{
    const Metric *metric = &factor->metric;
    int64_t amount = picture->measure[factor->measure].amount + by;
    bool days = metric->agg == AGG_DAYS_SINCE_LAST ||
                (metric->agg == AGG_DAYS_ACTIVE && metric->window.days > 0);
    if (metric->agg == AGG_VALUE || amount < 0) return false;
    if (metric->type == EVENT_INVOICE && metric->agg == AGG_RATIO && by < 0) return false;
    return !days || amount <= metric->window.days;
}

static void assert_nothing_less_is_enough(const Picture *picture, const Scorecard *card,
                                          int f, int64_t below)
{
    Score score = score_of(picture, card, picture->day);
    double edge = card->band[score.place + 1].edge;
    for (int64_t by = 1; by < below; by++)
        for (int sign = -1; sign <= 1; sign += 2)
            if (is_possible(picture, &card->factor[f], sign * by))
                assert_true(total_with(picture, card, f, sign * by) < edge);
}

static int assert_lifts(const Picture *picture, const Scorecard *card, Arena scratch)
{
    Lift lift[FACTORS_MAX];
    Score score = score_of(picture, card, picture->day);
    int lifts = next_band_of(picture, card, lift), seen = 0;
    if (!score.scored || score.place == card->bands - 1) {
        assert_int_equal(lifts, 0);
        return 0;
    }
    double edge = card->band[score.place + 1].edge;
    for (int f = 0; f < card->factors; f++) {
        const Lift *is = seen < lifts && lift[seen].factor == f ? &lift[seen++] : NULL;
        assert_nothing_less_is_enough(picture, card, f, is ? is->by : 150);
        if (!is) continue;
        assert_true(is->total >= edge);
        assert_true(total_with(picture, card, f, is->fewer ? -is->by : is->by) ==
                    is->total);
        Writer change = {.arena = &scratch};
        next_band_change(&change, card, is);
        assert_true(change.length > 0);
    }
    assert_int_equal(seen, lifts);
    return lifts;
}

TEST(the_smallest_change_to_the_next_band_is_what_trying_all_finds)
{
    Day today = on("2026-11-22");
    uint64_t dice = 17;
    int lifts = 0;
    for (uint64_t seed = 1; seed <= 400; seed++) {
        History history = history_of_all(today, seed);
        Arena *arena = history.arena;
        const Scorecard *card =
            seed % 3 ? card_of_factors(arena, &dice) : card_any(arena, &dice);
        Facts facts = facts_of_all(&history, customer_any(arena, today, &dice));
        Picture picture = picture_of(&facts, card->metrics, today);
        lifts += assert_lifts(&picture, card, *arena);
    }
    assert_true(lifts > 100);
}

static void assert_adds_up(const ScoreChange *change)
{
    double parts = 0;
    for (int part = 0; part < PART_COUNT; part++) {
        double factors = 0;
        for (int f = 0; f < change->factors; f++)
            factors += change->of_factor[f][part];
        if (part == PART_RULES)
            assert_true(factors == 0);
        else
            assert_true(fabs(factors - change->part[part]) < 1e-9);
        parts += change->part[part];
    }
    assert_true(fabs(parts - (change->after.total - change->before.total)) < 1e-9);
}

static void assert_told(const ScoreChange *change, Arena scratch)
{
    Writer whole = {.arena = &scratch};
    change_explain(&whole, change);
    assert_true(whole.length > 0);
    for (int f = 0; f < change->factors; f++) {
        Writer one = {.arena = &scratch};
        change_explain_factor(&one, change, f);
        assert_true(one.length > 0);
    }
}

TEST(a_change_from_any_card_to_any_other_adds_up_and_is_told)
{
    Day today = on("2026-11-22");
    uint64_t dice = 29;
    int split = 0, carded = 0, ruled = 0;
    for (uint64_t seed = 1; seed <= 3000; seed++) {
        History history = history_of_all(today, seed);
        Arena *arena = history.arena;
        const Scorecard *before = card_any(arena, &dice);
        const Scorecard *after = seed % 2 ? card_any(arena, &dice) : before;
        Facts facts = facts_of_all(&history, customer_any(arena, today, &dice));
        ScoreChange *change = arena_new(arena, ScoreChange, 1);
        *change = change_of(&facts, (ChangeEnd){today - (Day)(seed % 90), before},
                            (ChangeEnd){today, after}, *arena);
        if (!change->split) continue;
        assert_adds_up(change);
        assert_told(change, *arena);
        if (before == after) assert_true(change->part[PART_SCORECARD] == 0);
        split++;
        carded += change->part[PART_SCORECARD] != 0;
        ruled += change->part[PART_RULES] != 0;
    }
    assert_true(split > 800 && carded > 300 && ruled > 100);
}

TEST(every_factor_of_any_card_is_explained)
{
    Day today = on("2026-11-22");
    uint64_t dice = 37;
    for (uint64_t seed = 1; seed <= 1500; seed++) {
        History history = history_of_all(today, seed);
        Arena *arena = history.arena;
        const Scorecard *card = card_any(arena, &dice);
        Facts facts = facts_of_all(&history, customer_any(arena, today, &dice));
        Picture picture = picture_of(&facts, card->metrics, today);
        Score score = score_of(&picture, card, today);
        for (int f = 0; f < card->factors; f++) {
            Writer said = {.arena = arena};
            explain_factor(&said, card, &score, &picture, f);
            assert_true(str_is_utf8(writer_str(&said)) && said.length > 0);
        }
        Writer all = {.arena = arena};
        explain_score(&all, card, &score, &picture);
        assert_true(str_is_utf8(writer_str(&all)));
    }
}

TEST(a_trend_is_the_score_of_each_of_its_days_under_any_card)
{
    Day today = on("2026-11-22");
    uint64_t dice = 43;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        History history = history_of_all(today, seed);
        Arena *arena = history.arena;
        const Scorecard *card = card_any(arena, &dice);
        Facts facts = facts_of_all(&history, customer_any(arena, today, &dice));
        Trend trend = trend_of(&facts, card, today, *arena);
        for (int p = 0; p < TREND_POINTS; p++) {
            Score then = scored_on(&facts, card, today - 7 * (TREND_POINTS - 1 - p));
            double tenths = then.scored ? round(then.total * 10) : TREND_NONE;
            assert_true(trend.point[p] == tenths);
        }
        Score now = scored_on(&facts, card, today);
        Score month = scored_on(&facts, card, today - 30);
        assert_int_equal(trend.has_30d, now.scored && month.scored);
        if (trend.has_30d) assert_true(trend.change_30d == now.total - month.total);
    }
}
