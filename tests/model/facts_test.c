#include "history.h"
#include "model/picture.h"
#include "test.h"

// What is left of a history when nothing happened after `day`.
static History until(const History *history, Day day)
{
    History past = history_beside(history);
    for (int i = 0; i < history->events; i++)
        if (event_day(&history->event[i]) <= day) history_add(&past, history->event[i]);
    return past;
}

TEST(facts_until_a_day_are_those_of_who_did_nothing_since)
{
    Day day = on("2026-11-22");
    for (uint64_t seed = 1; seed <= 60; seed++) {
        History history = history_any(day, seed), past = until(&history, day - 20);
        Facts all = history_facts(&history, metrics_from(&metrics_shipped, day - 20));
        Facts cut = facts_until(history.arena, &all, day - 20);
        Facts is = history_all(&past);
        for (Day later = day - 20; later < day + 80; later += 9) {
            unsigned char left[PICTURE_BYTES], right[PICTURE_BYTES];
            Picture a = picture_of(&cut, &metrics_shipped, later),
                    b = picture_of(&is, &metrics_shipped, later);
            // Of what went on afterwards only days are known.
            assert_true(a.last_seen_at <= b.last_seen_at);
            a.last_seen_at = b.last_seen_at;
            a.next_change = b.next_change;
            picture_pack(&a, left);
            picture_pack(&b, right);
            assert_memory_equal(left, right, PICTURE_BYTES);
        }
    }
}

TEST(facts_until_a_day_know_the_last_day_before)
{
    Day day = on("2026-11-22");
    History history = history_new();
    logins(&history, day - 50, 1);
    logins(&history, day - 12, 1);
    logins(&history, day, 1);
    Facts all = history_all(&history), cut = facts_until(history.arena, &all, day - 3);
    assert_int_equal(cut.dailies, 2);
    assert_int_equal(cut.spans, 1);
    assert_int_equal(cut.span[0].first, day - 50);
    assert_int_equal(cut.span[0].last, day - 12);
    assert_int_equal(cut.span[0].last_at, day_start(day - 12));
    assert_int_equal(facts_until(history.arena, &all, day - 51).spans, 0);
    assert_int_equal(facts_until(history.arena, &all, day).span[0].last, day);
}

TEST(a_span_is_found_by_its_kind)
{
    Day day = on("2026-11-22");
    History history = history_new();
    logins(&history, day, 1);
    feature(&history, day, "export");
    feature(&history, day, "sso");
    api(&history, day, 3);
    Facts facts = history_all(&history);
    for (int i = 0; i < facts.spans; i++)
        assert_int_equal(facts_span(&facts, facts.span[i].type, facts.span[i].name), i);
    assert_int_equal(facts_span(&facts, EVENT_FEATURE, S("reports")), -1);
    assert_int_equal(facts_span(&facts, EVENT_CUSTOM, S("export")), -1);
}
