// The proof of the sample book, whose truth is planted.
#include "service/proving/report.h"
#include "service/sample/sample.h"
#include "sqlite_place.h"
#include "test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ROOM ((size_t)2 << 30)

typedef struct {
    Arena start;
    Arena arena;
    Store *store;
    Proving proving;
    Proved proved;
} Stand;

static Stand stand_of(int customers, int former)
{
    Stand stand = {.start = arena_map(ROOM)};
    Millis now;
    assert_true(millis_parse(S("2026-11-22T16:40:00Z"), &now));
    stand.arena = stand.start;
    const SampleOptions options = {.customers = customers,
                                   .former = former,
                                   .days = 400,
                                   .seed = 7,
                                   .now = now,
                                   .currency = S("USD")};
    Str address = str_format(&stand.arena, "sqlite:%s", sqlite_fresh_path(&stand.arena));
    assert_int_equal(store_open(address, STORE_WRITER, &stand.store), OK);
    assert_int_equal(sample_fill(stand.store, &options, NULL, NULL), OK);
    for (int left = 1; left > 0;)
        assert_int_equal(store_fold(stand.store, 1000, &left), OK);
    stand.proving =
        (Proving){.card = scorecard_standard(), .last = day_of(now) - 1, .horizon = 90};
    return stand;
}

static const Proof *prove(Stand *stand)
{
    assert_int_equal(
        prove_book(stand->store, &stand->arena, &stand->proving, &stand->proved), OK);
    return stand->proved.proof;
}

static void leave(Stand *stand)
{
    store_close(stand->store);
    arena_unmap(stand->start);
}

int test_tear_down(void)
{
    sqlite_clean();
    return 0;
}

TEST(the_lead_of_45_days_that_was_planted_is_found_within_three)
{
    Stand stand = stand_of(60, 40);
    const Proof *proof = prove(&stand);
    assert_int_equal(proof->leads.customers, 41);  // with one who has left just now
    assert_true(fabs(proof->leads.median - 45) <= 3);
    assert_int_equal(proof->leads.never, 4);
    assert_true(proof->leads.warned >= 28 && proof->leads.later >= 8);
    int near = 0;
    for (int i = 0; i < proof->evidence->leavers; i++)
        near += abs(proof->evidence->leaver[i].lead - SAMPLE_LEAD_DAYS) <= 3;
    assert_true(near >= 26);
    leave(&stand);
}

TEST(the_score_of_the_sample_tells_who_leaves_and_better_the_shorter_the_gap)
{
    Stand stand = stand_of(60, 40);
    const Proof *proof = prove(&stand);
    assert_true(proof->gap[0].auc.known && proof->gap[0].auc.interval.low > 0.5);
    assert_true(proof->gap[0].auc.value > proof->gap[3].auc.value);
    assert_true(proof->gap[0].customers_left >= LEAST_LEFT);
    assert_true(proof->gap[0].measure[BAND_AT_RISK][FLAG_SHARE].value >
                proof->gap[0].measure[BAND_HEALTHY][FLAG_SHARE].value);
    assert_true(proof->lag[2][2].value > 0.8);   // tickets knew it 30 days before
    assert_true(proof->lag[2][4].value < 0.65);  // and not 90
    assert_true(proof->log_rank.known);
    leave(&stand);
}

TEST(the_report_says_what_was_found)
{
    Stand stand = stand_of(60, 40);
    const Proof *proof = prove(&stand);
    Str report = report_json(&stand.arena, &stand.proved, &stand.proving);
    assert_true(report.length < 60000);  // what a note can hold
    const char *text = str_z(&stand.arena, report);
    Str summary = str_format(&stand.arena,
                             "\"summary\":\"Of 41 customers who left, %d were at risk 30 "
                             "days before.\"",
                             proof->leads.warned);
    assert_non_null(strstr(text, str_z(&stand.arena, summary)));
    assert_non_null(strstr(text, "customer-months at risk or critical, "));
    assert_non_null(strstr(text, "\"code\":\"not_flagged\""));
    assert_non_null(strstr(text, "\"code\":\"acting\""));
    assert_null(strstr(text, "nan"));
    assert_null(strstr(text, "inf"));
    leave(&stand);
}

// Like `standard`, with the weights the other way round and a factor of another name, for
// one segment; published on the last day of all.
static const Cards *with_a_card_for(Stand *stand, Str segment)
{
    Scorecard *card = arena_new(&stand->arena, Scorecard, 1);
    Literal *value = arena_new(&stand->arena, Literal, 1);
    Condition *when = arena_new(&stand->arena, Condition, 1);
    *value = literal_text(segment);
    *when = (Condition){.attribute.kind = ATTRIBUTE_SEGMENT, .in = value, .ins = 1};
    *card = *scorecard_standard();
    card->id = S("other");
    card->version = 1;
    card->applies_to = when;
    card->applies = 1;
    for (int f = 0; f < card->factors; f++)
        card->factor[f].weight = scorecard_standard()->factor[card->factors - 1 - f].weight;
    card->factor[0].id = S("log_ins");
    const CardVersion version = {card, day_start(stand->proving.last), INT64_MAX};
    const Cards *cards = cards_new(&stand->arena, &version, 1);
    assert_non_null(cards);
    return cards;
}

TEST(everybody_is_proved_by_the_card_that_is_live_for_them_on_days_before_it_too)
{
    Stand stand = stand_of(20, 12);
    const Cards *cards = with_a_card_for(&stand, S("SMB"));
    const Evidence *standard = prove(&stand)->evidence;
    stand.proving.card = cards_find(cards, S("other"));
    const Evidence *other = prove(&stand)->evidence;
    stand.proving.card = NULL;
    stand.proving.cards = cards;
    const Evidence *both = prove(&stand)->evidence;

    assert_int_equal(both->judgements, standard->judgements);
    int by_other = 0, by_standard = 0;
    for (int i = 0; i < both->judgements; i++) {
        double score = both->judgement[i].score;
        double a = standard->judgement[i].score, b = other->judgement[i].score;
        assert_true(score == a || score == b);
        by_standard += score == a && a != b;
        by_other += score == b && a != b;
    }
    assert_true(by_other > 20 && by_standard > 20);
    assert_int_equal(both->judges.count, 2);
    assert_int_equal(both->judges.factors, standard->judges.factors + 1);
    assert_true(both->judges.judge[0].customers > 0 && both->judges.judge[1].customers > 0);
    leave(&stand);
}

TEST(cards_that_are_no_others_prove_what_standard_does)
{
    Stand stand = stand_of(20, 12);
    prove(&stand);
    Str alone = report_json(&stand.arena, &stand.proved, &stand.proving);
    stand.proving.card = NULL;
    stand.proving.cards = cards_shipped();
    prove(&stand);
    assert_str_equal(report_json(&stand.arena, &stand.proved, &stand.proving), alone);
    leave(&stand);
}

TEST(several_cards_together_have_no_weights_to_suggest_and_are_all_named)
{
    Stand stand = stand_of(60, 40);
    stand.proving.cards = with_a_card_for(&stand, S("SMB"));
    stand.proving.card = NULL;
    stand.proving.preview = S("abc");
    assert_false(prove(&stand)->gap[0].weights.known);
    Str report = report_json(&stand.arena, &stand.proved, &stand.proving);
    assert_true(report.length < 60000);
    const char *text = str_z(&stand.arena, report);
    assert_non_null(strstr(text, "\"scorecard\":null,\"scorecard_version\":null,"));
    assert_non_null(strstr(text, "{\"id\":\"other\",\"version\":1,\"customers\":"));
    assert_non_null(strstr(text, "{\"id\":\"standard\",\"version\":0,\"customers\":"));
    assert_non_null(strstr(text, "\"preview\":\"abc\""));
    assert_non_null(strstr(text, "\"id\":\"log_ins\""));
    assert_non_null(strstr(text, "Weights are those of one scorecard"));
    leave(&stand);
}

TEST(the_same_book_gives_the_same_report)
{
    Stand stand = stand_of(20, 12);
    prove(&stand);
    Str first = report_json(&stand.arena, &stand.proved, &stand.proving);
    prove(&stand);
    assert_str_equal(report_json(&stand.arena, &stand.proved, &stand.proving), first);
    leave(&stand);
}

TEST(with_few_who_left_it_says_what_is_missing)
{
    Stand stand = stand_of(20, 4);
    const Proof *proof = prove(&stand);
    assert_false(proof->gap[0].auc.known);
    const char *text =
        str_z(&stand.arena, report_json(&stand.arena, &stand.proved, &stand.proving));
    assert_non_null(strstr(text, "\"code\":\"too_few_left\""));
    assert_non_null(strstr(text, "\"auc\":null"));
    assert_non_null(strstr(text, "\"verdict\":\"unknown\""));
    leave(&stand);
}

TEST(a_book_without_anything_has_a_report_too)
{
    Stand stand = {.start = arena_map(ROOM)};
    stand.arena = stand.start;
    Str address = str_format(&stand.arena, "sqlite:%s", sqlite_fresh_path(&stand.arena));
    assert_int_equal(store_open(address, STORE_WRITER, &stand.store), OK);
    stand.proving = (Proving){.card = scorecard_original(), .last = 20000, .horizon = 90};
    prove(&stand);
    const char *text =
        str_z(&stand.arena, report_json(&stand.arena, &stand.proved, &stand.proving));
    assert_non_null(strstr(text, "Nobody is known to have left"));
    assert_non_null(strstr(text, "\"code\":\"too_short\""));
    leave(&stand);
}

static bool until(void *context, int progress)
{
    int *last = context;
    assert_true(progress >= *last && progress <= PROVE_WHOLE);
    *last = progress;
    return progress < 400;
}

TEST(it_can_be_told_to_stop)
{
    Stand stand = stand_of(20, 4);
    int last = 0;
    stand.proving.go_on = until;
    stand.proving.context = &last;
    assert_int_equal(prove_book(stand.store, &stand.arena, &stand.proving, &stand.proved),
                     ERR_CONFLICT);
    assert_true(last >= 400);
    leave(&stand);
}
