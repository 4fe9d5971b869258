#include "history.h"
#include "model/counts.h"
#include "test.h"

// What history_facts counts in its own way, counted event by event.
static Facts count(const History *history)
{
    static Counts counts;
    counts = (Counts){0};
    for (int e = 0; e < history->events; e++)
        counts_add(history->arena, &counts, &history->event[e]);
    return counts_facts(&counts);
}

TEST(nothing_adds_up_to_nothing)
{
    History history = history_new();
    Facts facts = count(&history);
    assert_int_equal(facts.dailies, 0);
    assert_int_equal(facts.spans, 0);
    assert_int_equal(facts.from, DAY_FIRST);
}

TEST(events_of_one_kind_and_day_are_one_count)
{
    History history = history_new();
    api(&history, on("2026-11-20"), 3);
    api(&history, on("2026-11-20"), 4);
    api(&history, on("2026-11-22"), 5);
    Facts facts = count(&history);
    assert_int_equal(facts.dailies, 2);
    assert_int_equal(facts.daily[0].count, 2);
    assert_int_equal(facts.daily[0].sum, 7);
    assert_int_equal(facts.daily[1].day, on("2026-11-22"));
    assert_int_equal(facts.spans, 1);
    assert_int_equal(facts.span[0].first, on("2026-11-20"));
    assert_int_equal(facts.span[0].last, on("2026-11-22"));
}

TEST(the_same_comes_out_as_a_store_would_know_in_the_same_order)
{
    static const char *const names[] = {"reports", "alerts", "zoom", "api", "boards"};
    History history = history_new();
    uint64_t dice = 7;
    for (int day = 0; day < 60; day++)
        for (uint64_t i = next_number(&dice) % 20; i > 0; i--) {
            Day at = on("2026-09-01") + day;
            uint64_t kind = next_number(&dice) % 7;
            if (kind == 0) logins(&history, at, 1);
            if (kind == 1) api(&history, at, (int64_t)(next_number(&dice) % 100));
            if (kind > 1) feature(&history, at, names[kind - 2]);
        }
    Facts expected = history_all(&history), facts = count(&history);
    assert_int_equal(facts.dailies, expected.dailies);
    for (int d = 0; d < facts.dailies; d++) {
        assert_int_equal(facts.daily[d].day, expected.daily[d].day);
        assert_int_equal(facts.daily[d].type, expected.daily[d].type);
        assert_str_equal(facts.daily[d].name, expected.daily[d].name);
        assert_int_equal(facts.daily[d].count, expected.daily[d].count);
        assert_int_equal(facts.daily[d].sum, expected.daily[d].sum);
    }
    assert_int_equal(facts.spans, expected.spans);
    for (int s = 0; s < facts.spans; s++) {
        assert_int_equal(facts.span[s].type, expected.span[s].type);
        assert_str_equal(facts.span[s].name, expected.span[s].name);
        assert_int_equal(facts.span[s].first, expected.span[s].first);
        assert_int_equal(facts.span[s].last, expected.span[s].last);
        assert_int_equal(facts.span[s].last_at, expected.span[s].last_at);
    }
}
