#include "history.h"
#include "model/next_drop.h"
#include "test.h"

static const Scorecard *card_of(int i)
{
    return i == 0 ? scorecard_standard() : scorecard_original();
}

static NextDrop drop_of(const History *history, const Scorecard *card, Day day)
{
    Facts facts = history_facts(history, metrics_from(&metrics_shipped, day));
    return next_drop_of(&facts, card, day, *history->arena);
}

static Str because(const History *history, const Scorecard *card, Day day)
{
    NextDrop drop = drop_of(history, card, day);
    Writer writer = {.arena = history->arena};
    assert_true(drop.reason != DROP_NONE);
    next_drop_because(&writer, card, &drop);
    return writer_str(&writer);
}

static Score score_on(const Facts *facts, const Scorecard *card, Day day)
{
    Picture picture = picture_of(facts, &metrics_shipped, day);
    return score_of(&picture, card, day);
}

// The first later day with a lower total, found by looking at every one.
static NextDrop looked_for(const Facts *facts, const Scorecard *card, Day day)
{
    Score now = score_on(facts, card, day);
    for (int ahead = 1; now.scored && ahead <= NEXT_DROP_DAYS; ahead++) {
        Score then = score_on(facts, card, day + ahead);
        if (then.scored && then.total < now.total - NEXT_DROP_LEAST)
            return (NextDrop){.reason = DROP_LEFT, .day = day + ahead, .total = then.total};
    }
    return (NextDrop){0};
}

TEST(what_is_forecast_is_what_every_single_day_says)
{
    static const char *const days[] = {"2026-11-22", "2028-02-29", "2026-12-31",
                                       "2027-01-31", "2027-05-31"};
    int drops = 0, none = 0;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        Day day = on(days[seed % 5]);
        History history = seed % 3 ? history_lively(day, seed) : history_any(day, seed);
        Facts facts = history_all(&history);
        for (int c = 0; c < 2; c++) {
            NextDrop is = drop_of(&history, card_of(c), day);
            NextDrop should = looked_for(&facts, card_of(c), day);
            assert_int_equal(!is.reason, !should.reason);
            assert_int_equal(is.day, should.day);
            assert_true(is.total == should.total);
            drops += is.reason != DROP_NONE;
            none += is.reason == DROP_NONE;
        }
    }
    assert_true(drops > 60 && none > 5);  // so both were tried
}

TEST(in_a_silent_year_every_forecast_comes_true_on_its_day)
{
    Day today = on("2026-11-22");
    int came_true = 0;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        History history = history_lively(today, seed);
        Facts facts = history_all(&history);
        const Scorecard *card = card_of(seed % 2);
        NextDrop forecast = next_drop_of(&facts, card, today, *history.arena);
        Score then = score_on(&facts, card, today);
        for (Day day = today + 1; day <= today + 365; day++) {
            Score now = score_on(&facts, card, day);
            if (!now.scored) break;
            if (forecast.reason && day == forecast.day) {
                assert_true(now.total == forecast.total);
                came_true++;
            } else if (now.total < then.total - NEXT_DROP_LEAST) {
                assert_true(forecast.reason && day > forecast.day);
            }
            if (forecast.reason && day < forecast.day) continue;
            if (forecast.reason || now.total > then.total) {
                forecast = next_drop_of(&facts, card, day, *history.arena);
                then = now;
            }
        }
    }
    assert_true(came_true > 20);
}

TEST(logins_leave_the_window_on_the_day_that_was_said)
{
    Day day = on("2026-11-22");
    History history = history_new();
    logins(&history, on("2026-09-10"), 60);
    logins(&history, on("2026-10-10"), 60);
    NextDrop drop = drop_of(&history, scorecard_standard(), day);
    assert_true(drop.reason != DROP_NONE);
    assert_int_equal(drop.day, on("2026-12-03"));
    assert_int_equal(drop.factor, 0);
    assert_str_equal(because(&history, scorecard_standard(), day),
                     S("logins up to 10 September have left the window"));
    // Three months: the day that lies exactly so far back is outside.
    assert_int_equal(drop_of(&history, scorecard_original(), day).day, on("2026-12-10"));
}

TEST(an_unpaid_invoice_costs_from_the_day_after_it_was_due)
{
    Day day = on("2026-11-22");
    History history = history_new();
    logins(&history, day, 1);
    invoice(&history, at_hour(day - 40, 9), "i-1", day - 30, day - 31);
    invoice(&history, at_hour(day, 9), "i-2", on("2026-12-09"), DAY_NONE);
    NextDrop drop = drop_of(&history, scorecard_standard(), day);
    assert_int_equal(drop.day, on("2026-12-10"));
    assert_str_equal(because(&history, scorecard_standard(), day),
                     S("1 invoice due on 9 December is not paid"));
    invoice(&history, at_hour(day, 9), "i-3", on("2026-12-09"), DAY_NONE);
    assert_str_equal(because(&history, scorecard_standard(), day),
                     S("2 invoices due on 9 December are not paid"));
}

TEST(invoices_and_features_leave_their_windows_too)
{
    Day day = on("2026-11-22");
    History history = history_new();
    feature(&history, on("2026-10-01"), "export");
    assert_str_equal(because(&history, scorecard_standard(), day),
                     S("features not used since 1 October have left the window"));
    assert_int_equal(drop_of(&history, scorecard_standard(), day).day, on("2026-12-24"));

    history = history_new();
    logins(&history, day - 200, 1);
    invoice(&history, at_hour(on("2026-01-02"), 9), "i-1", on("2026-01-15"),
            on("2026-01-10"));
    assert_str_equal(because(&history, scorecard_standard(), day),
                     S("invoices due up to 15 January 2026 have left the window"));
    assert_int_equal(drop_of(&history, scorecard_standard(), day).day, on("2027-01-15"));

    // As many count as before, for another has come in unpaid on the very day.
    invoice(&history, at_hour(day, 9), "i-2", on("2027-01-14"), DAY_NONE);
    assert_str_equal(because(&history, scorecard_standard(), day),
                     S("invoices due up to 15 January 2026 have left the window"));
    assert_int_equal(drop_of(&history, scorecard_standard(), day).day, on("2027-01-15"));
}

// The 29 days up to 29 March are more weeks than the 28 before, and so there are fewer a week.
TEST(a_longer_month_is_a_drop_though_nothing_has_left_it)
{
    static const Step twice[] = {{2, 100}};
    static Metrics metrics;
    metrics = metrics_shipped;
    Scorecard card = *scorecard_standard();
    card.factors = 1;
    card.factor[0].metric.window = (Window){.months = 1};
    card.factor[0].step = twice;
    card.factor[0].steps = 1;
    assert_true(scorecard_bind(&card, &metrics));
    History history = history_new();
    logins(&history, on("2027-03-20"), 8);
    Facts facts = history_all(&history);
    NextDrop drop = next_drop_of(&facts, &card, on("2027-03-20"), *history.arena);
    assert_int_equal(drop.day, on("2027-03-29"));
    assert_true(drop.total == 0);
}

TEST(what_has_come_and_is_dated_ahead_counts)
{
    Day day = on("2026-11-22");
    History history = history_new();
    logins(&history, day, 240);
    ticket(&history, at_hour(day + 1, 9), "t-1", TICKET_OPEN);
    NextDrop drop = drop_of(&history, scorecard_standard(), day);
    assert_int_equal(drop.day, day + 1);
    assert_str_equal(because(&history, scorecard_standard(), day),
                     S("what is dated ahead counts from then on"));
}

TEST(where_nothing_can_fall_there_is_no_drop)
{
    Day day = on("2026-11-22");
    History history = history_new();
    assert_int_equal(drop_of(&history, scorecard_standard(), day).reason, DROP_NONE);
    // An open ticket that leaves its window lifts the score.
    ticket(&history, at_hour(day - 10, 9), "t-1", TICKET_OPEN);
    assert_int_equal(drop_of(&history, scorecard_standard(), day).reason, DROP_NONE);
    // Weights that are shared anew add up to the same, but for the last bit of a double.
    logins(&history, day - 400, 1);
    assert_int_equal(drop_of(&history, scorecard_standard(), day).reason, DROP_NONE);
}

TEST(a_drop_is_read_back_from_its_bytes)
{
    Day day = on("2026-11-22");
    for (uint64_t seed = 1; seed <= 30; seed++) {
        History history = history_lively(day, seed);
        NextDrop was = drop_of(&history, card_of(seed % 2), day), is;
        unsigned char bytes[NEXT_DROP_BYTES];
        next_drop_pack(&was, bytes);
        assert_true(next_drop_unpack(bytes, &is));
        assert_int_equal(is.reason, was.reason);
        assert_int_equal(is.day, was.day);
        assert_int_equal(is.factor, was.factor);
        assert_int_equal(is.unpaid, was.unpaid);
        assert_true(is.total == was.total);
    }
    NextDrop none;
    unsigned char wrong[NEXT_DROP_BYTES] = {DROP_COUNT};
    assert_false(next_drop_unpack(wrong, &none));
    unsigned char factor[NEXT_DROP_BYTES] = {DROP_LEFT, FACTORS_MAX};
    assert_false(next_drop_unpack(factor, &none));
}
