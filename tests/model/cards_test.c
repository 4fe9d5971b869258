#include "any_card.h"
#include "model/score.h"
#include "test.h"

static Millis at_day(const char *day)
{
    return day_start(on(day)) + 3600000;
}

// A card like `standard`, of another name and version.
static Scorecard *card_named(Arena *arena, Str id, int version)
{
    Scorecard *card = arena_new(arena, Scorecard, 1);
    *card = *scorecard_standard();
    card->id = id;
    card->version = version;
    return card;
}

static void only_for(Arena *arena, Scorecard *card, Str plan)
{
    Literal *value = arena_new(arena, Literal, 1);
    Condition *condition = arena_new(arena, Condition, 1);
    *value = literal_text(plan);
    *condition = (Condition){.attribute.kind = ATTRIBUTE_PLAN, .in = value, .ins = 1};
    card->applies_to = condition;
    card->applies = 1;
}

static CardVersion since_day(const Scorecard *card, const char *day)
{
    return (CardVersion){.card = card, .from = at_day(day), .until = INT64_MAX};
}

static Str held_by(const Cards *cards, Str plan, Day day)
{
    Customer customer = {.plan = plan};
    return cards_for(cards, &customer, DAY_NONE, day)->id;
}

TEST(without_published_cards_everybody_is_judged_by_standard)
{
    const Cards *cards = cards_shipped();
    assert_false(cards_differ(cards));
    assert_ptr_equal(cards_for(cards, NULL, DAY_NONE, 20000), scorecard_standard());
    assert_ptr_equal(cards_find(cards, S("original")), scorecard_original());
    assert_ptr_equal(cards_find(cards, S("splendid")), NULL);
}

TEST(the_highest_priority_wins_and_then_the_first_id)
{
    Arena *arena = test_arena();
    Scorecard *beta = card_named(arena, S("beta"), 1),
              *alpha = card_named(arena, S("alpha"), 1);
    Scorecard *pro = card_named(arena, S("zeta"), 1);
    pro->priority = 5;
    only_for(arena, pro, S("pro"));
    only_for(arena, beta, S("free"));
    only_for(arena, alpha, S("free"));
    const CardVersion version[] = {since_day(pro, "2026-01-01"),
                                   since_day(beta, "2026-01-01"),
                                   since_day(alpha, "2026-01-01")};
    const Cards *cards = cards_new(arena, version, 3);
    assert_true(cards_differ(cards));
    Day day = on("2026-11-22");
    assert_str_equal(held_by(cards, S("pro"), day), S("zeta"));
    assert_str_equal(held_by(cards, S("free"), day), S("alpha"));
    assert_str_equal(held_by(cards, S("other"), day), S("standard"));
}

TEST(a_day_is_judged_by_the_version_that_was_live_at_its_end)
{
    Arena *arena = test_arena();
    Scorecard *first = card_named(arena, S("standard"), 1);
    Scorecard *second = card_named(arena, S("standard"), 2);
    const CardVersion version[] = {
        {second, at_day("2026-09-10"), INT64_MAX},
        {first, at_day("2026-06-01"), at_day("2026-09-10")},
    };
    const Cards *cards = cards_new(arena, version, 2);
    assert_int_equal(cards_for(cards, NULL, DAY_NONE, on("2026-05-31"))->version, 0);
    assert_int_equal(cards_for(cards, NULL, DAY_NONE, on("2026-06-01"))->version, 1);
    assert_int_equal(cards_for(cards, NULL, DAY_NONE, on("2026-09-09"))->version, 1);
    assert_int_equal(cards_for(cards, NULL, DAY_NONE, on("2026-09-10"))->version, 2);
    assert_int_equal(cards_live_for(cards, NULL, DAY_NONE, on("2026-05-31"))->version, 2);
    assert_int_equal(cards_find(cards, S("standard"))->version, 2);
    assert_int_equal(cards_find_on(cards, S("standard"), on("2026-07-01"))->version, 1);
}

TEST(a_card_that_was_withdrawn_holds_no_more)
{
    Arena *arena = test_arena();
    Scorecard *card = card_named(arena, S("all"), 1);
    const CardVersion version = {card, at_day("2026-06-01"), at_day("2026-08-01")};
    const Cards *cards = cards_new(arena, &version, 1);
    assert_str_equal(held_by(cards, S("pro"), on("2026-07-31")), S("all"));
    assert_str_equal(held_by(cards, S("pro"), on("2026-08-01")), S("standard"));
}

TEST(all_cards_at_work_score_one_picture)
{
    uint64_t dice = 3;
    Day today = on("2026-11-22");
    for (uint64_t seed = 1; seed <= 40; seed++) {
        History history = history_of_all(today, seed);
        Arena *arena = history.arena;
        CardVersion version[4];
        for (int v = 0; v < 4; v++) {
            Scorecard *card = card_any(arena, &dice);
            card->id = str_format(arena, "card-%d", v);
            version[v] = since_day(card, "2026-01-01");
        }
        const Cards *cards = cards_new(arena, version, 4);
        if (!cards) continue;
        Facts facts = facts_of_all(&history, customer_any(arena, today, &dice));
        Picture all = picture_of(&facts, cards->metrics, today);
        for (int v = 0; v < 4; v++) {
            Picture own = picture_of(&facts, version[v].card->metrics, today);
            Score apart = score_of(&own, version[v].card, today);
            Score together = score_of(&all, cards_find(cards, version[v].card->id), today);
            assert_int_equal(together.status, apart.status);
            assert_true(together.total == apart.total && together.sum == apart.sum);
        }
        Score standard = score_of(&all, cards_find(cards, S("standard")), today);
        Picture shipped = picture_of(&facts, &metrics_shipped, today);
        Score alone = score_of(&shipped, scorecard_standard(), today);
        assert_true(standard.total == alone.total);
    }
}

TEST(cards_that_need_too_much_are_none_and_an_old_version_is_left_out)
{
    Arena *arena = test_arena();
    CardVersion version[8];
    for (int v = 0; v < 8; v++) {
        Scorecard *card = card_named(arena, str_format(arena, "card-%d", v), 1);
        for (card->factors = 0; card->factors < FACTORS_MAX; card->factors++) {
            Factor *factor = &card->factor[card->factors];
            *factor = scorecard_standard()->factor[0];
            factor->metric.window.days = 100 + v * FACTORS_MAX + card->factors;
        }
        version[v] = since_day(card, "2026-01-01");
    }
    assert_ptr_equal(cards_new(arena, version, 8), NULL);
    for (int v = 3; v < 8; v++)
        version[v].until = at_day("2026-02-01");
    const Cards *cards = cards_new(arena, version, 8);
    assert_non_null(cards);
    assert_int_equal(cards->versions, 5);
    assert_non_null(cards_find(cards, S("card-2")));
    assert_null(cards_find(cards, S("card-7")));
}

// --- what a card says beside its factors ---------------------------------------------

static Scorecard *card_of_logins(Arena *arena)
{
    Scorecard *card = card_named(arena, S("logins"), 1);
    card->factors = 1;
    card->factor[0].weight = 1;
    return card;
}

static Score scored(Arena *arena, Scorecard *card, const Facts *facts, Day day)
{
    Metrics *metrics = arena_new(arena, Metrics, 1);
    *metrics = metrics_shipped;
    assert_true(scorecard_bind(card, metrics));
    Picture picture = picture_of(facts, metrics, day);
    return score_of(&picture, card, day);
}

TEST(rules_are_applied_in_their_order_and_each_says_by_how_much)
{
    Day day = on("2026-11-22");
    History history = history_new();
    logins(&history, day, 240);
    Facts facts = history_all(&history);
    const Condition high = {.over = OVER_TOTAL, .has_at_least = true, .at_least = 90};
    const Condition few = {.over = OVER_VALUE, .has_less_than = true, .less_than = 5};
    const CardRule rules[] = {
        {.when = &high, .whens = 1, .kind = RULE_CAP, .to = 70, .reason = S("a")},
        {.when = &few, .whens = 1, .kind = RULE_SET, .to = 1, .reason = S("b")},
        {.when = &high, .whens = 1, .kind = RULE_SET, .to = 2, .reason = S("c")},
        {.kind = RULE_FLOOR, .to = 71, .reason = S("d")},
    };
    Scorecard *card = card_of_logins(history.arena);
    card->rule = rules;
    card->rules = 4;
    Score score = scored(history.arena, card, &facts, day);
    assert_true(score.sum == 100 && score.total == 71);
    assert_int_equal(score.rules, 2);
    assert_true(score.rule[0].rule == 0 && score.rule[0].by == -30);
    assert_true(score.rule[1].rule == 3 && score.rule[1].by == 1);
    assert_int_equal(score.band, BAND_STABLE);
}

TEST(a_young_customer_is_being_onboarded_and_one_of_long_ago_is_not)
{
    Day day = on("2026-11-22");
    History history = history_new();
    logins(&history, day - 29, 1);
    Facts facts = history_all(&history);
    Scorecard *card = card_of_logins(history.arena);
    card->grace_days = 30;
    assert_int_equal(scored(history.arena, card, &facts, day).status, STATUS_ONBOARDING);
    assert_int_equal(scored(history.arena, card, &facts, day + 1).status, STATUS_SCORED);

    Customer customer = {.lifecycle = S("onboarding"), .created_at = day_start(day - 400)};
    facts.customer = &customer;
    assert_int_equal(scored(history.arena, card, &facts, day).status, STATUS_ONBOARDING);
    customer.lifecycle = S("active");
    assert_int_equal(scored(history.arena, card, &facts, day).status, STATUS_SCORED);
}

TEST(too_little_data_is_no_score)
{
    Day day = on("2026-11-22");
    History history = history_new();
    logins(&history, day, 240);
    Facts facts = history_all(&history);
    Scorecard *card = card_named(history.arena, S("covered"), 1);
    card->min_coverage = 0.25;
    assert_int_equal(scored(history.arena, card, &facts, day).status, STATUS_SCORED);
    card->min_coverage = 0.26;
    Score score = scored(history.arena, card, &facts, day);
    assert_int_equal(score.status, STATUS_INSUFFICIENT_DATA);
    assert_false(score.scored);
    card->min_coverage = 0;
    card->factor[4].missing = MISSING_FAIL;
    score = scored(history.arena, card, &facts, day);
    assert_int_equal(score.status, STATUS_INSUFFICIENT_DATA);
}

TEST(weights_that_are_no_shares_of_one_are_made_so)
{
    Day day = on("2026-11-22");
    History history = history_new();
    logins(&history, day, 240);
    Facts facts = history_all(&history);
    Scorecard *card = card_of_logins(history.arena);
    card->factor[1] = scorecard_standard()->factor[1];
    card->factors = 2;
    card->factor[0].weight = 3;
    card->factor[1].weight = 1;
    Score score = scored(history.arena, card, &facts, day);
    assert_true(score.factor[0].weight == 0.75 && score.total == 75);
    assert_true(score.coverage == 0.75);
}

TEST(weights_that_are_shares_of_one_but_for_the_last_bit_stay_as_they_are)
{
    enum { TENTHS = 10 };
    Day day = on("2026-11-22");
    History history = history_new();
    logins(&history, day, 240);
    Facts facts = history_all(&history);
    Scorecard *card = card_of_logins(history.arena);
    double sum = 0;
    for (card->factors = 0; card->factors < TENTHS; card->factors++) {
        card->factor[card->factors] = scorecard_standard()->factor[0];
        card->factor[card->factors].weight = 0.1;
        sum += 0.1;
    }
    Score score = scored(history.arena, card, &facts, day);
    assert_true(sum < 1);
    for (int f = 0; f < TENTHS; f++)
        assert_true(score.factor[f].weight == 0.1);
}

TEST(without_seats_there_is_nothing_to_measure_of_each)
{
    Day day = on("2026-11-22");
    History history = history_new();
    logins(&history, day, 240);
    Facts facts = history_all(&history);
    Scorecard *card = card_of_logins(history.arena);
    card->factor[0].per_seat = true;
    Score score = scored(history.arena, card, &facts, day);
    assert_true(score.factor[0].missing);
    Customer customer = {.seats = 0};
    facts.customer = &customer;
    assert_true(scored(history.arena, card, &facts, day).factor[0].missing);
    customer.seats = 10;
    score = scored(history.arena, card, &facts, day);
    assert_false(score.factor[0].missing);
    assert_true(score.factor[0].value == 2);
}

TEST(the_weeks_of_whole_months_are_as_many_as_they_have)
{
    Day day = on("2026-11-22");
    History history = history_new();
    logins(&history, day, 62);
    Facts facts = history_all(&history);
    Scorecard *card = card_of_logins(history.arena);
    card->factor[0].metric.window = (Window){.months = 1};  // from 23 October: 31 days
    assert_true(scored(history.arena, card, &facts, day).factor[0].value == 14);
}

TEST(no_rule_holds_of_the_points_of_a_factor_that_is_left_out)
{
    enum { INVOICE = 3 };
    Day day = on("2026-11-22");
    History history = history_new();
    logins(&history, day, 240);
    Facts facts = history_all(&history);
    const Condition few = {
        .over = OVER_POINTS, .factor = 1, .has_less_than = true, .less_than = 50};
    const CardRule rule = {
        .when = &few, .whens = 1, .kind = RULE_CAP, .to = 10, .reason = S("a")};
    Scorecard *card = card_of_logins(history.arena);
    card->factor[card->factors++] = scorecard_standard()->factor[INVOICE];
    card->rule = &rule;
    card->rules = 1;
    Score score = scored(history.arena, card, &facts, day);
    assert_true(score.total == 100 && score.rules == 0);
    invoice(&history, at_hour(day, 9), "i-1", day - 9, DAY_NONE);
    facts = history_all(&history);
    score = scored(history.arena, card, &facts, day);
    assert_true(score.total == 10 && score.rules == 1);
}

TEST(what_was_last_known_is_held_for_as_long_as_the_card_says)
{
    Day day = on("2026-11-22");
    History history = history_new();
    logins(&history, day, 240);
    Facts facts = history_all(&history);
    Scorecard *card = card_of_logins(history.arena);
    card->factor[0].metric.stale_after = 10;
    card->factor[0].metric.hold = 5;
    card->factor[0].missing = MISSING_SKIP;
    Score score = scored(history.arena, card, &facts, day + 9);
    assert_true(score.scored && score.factor[0].held == 0);
    score = scored(history.arena, card, &facts, day + 14);
    assert_true(score.total == 100 && score.factor[0].held == 5);
    score = scored(history.arena, card, &facts, day + 15);
    assert_int_equal(score.status, STATUS_INSUFFICIENT_DATA);
}

TEST(twice_as_much_as_before_is_75_and_half_is_25)
{
    Day day = on("2026-11-22");
    Scorecard *card = NULL;
    static const int now[] = {40, 20, 10, 80, 1000, 0},
                     points[] = {75, 50, 25, 100, 100, 0};
    for (int i = 0; i < 6; i++) {
        History history = history_new();
        logins(&history, day - 30, 20);
        logins(&history, day, now[i]);
        Facts facts = history_all(&history);
        card = card_of_logins(history.arena);
        card->factor[0].metric.window.days = 28;
        card->factor[0].metric.trend = true;
        card->factor[0].per_week = false;
        card->factor[0].transform = TRANSFORM_LOG2_TREND;
        assert_true(scored(history.arena, card, &facts, day).total == points[i]);
    }
}
