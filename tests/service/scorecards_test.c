#include "history.h"
#include "stage.h"

#include "base/clock.h"
#include "model/card_document.h"
#include "model/card_shipped.h"
#include "service/cards/whatif.h"
#include "service/sample/sample.h"

#include <unistd.h>

#define TODAY ((Day)20000)
#define NOON (day_start(TODAY) + MILLIS_A_DAY / 2)

enum { CUSTOMERS = 24, EVENTS = 1500 };

static Str canonical(Str document)
{
    Scorecard card;
    CardFaults faults;
    assert_int_equal(scorecard_read(stage_memory(), document, &card, &faults), OK);
    return scorecard_write(stage_memory(), &card);
}

static Change change(void)
{
    return (Change){.arena = stage_memory(), .receipt = stage_receipt()};
}

static Err publish(Service *service, Str card, bool withdraw)
{
    Publishing *publishing = arena_new(stage_memory(), Publishing, 1);
    *publishing = (Publishing){.card = card, .author = S("Ada"), .withdraw = withdraw};
    return stage_await(change_publish(service, change(), publishing));
}

static void save(Service *service, Str card, Str document)
{
    Drafting *drafting = arena_new(stage_memory(), Drafting, 1);
    drafting->draft = (CardDraft){.card = card, .document = document, .author = S("Ada")};
    assert_int_equal(stage_await(change_save_draft(service, change(), drafting)), OK);
}

// The list as it is read, added up as a what-if is.
static WhatIfSide read_side(Service *service)
{
    WhatIfSide side = {0};
    HealthScores list = stage_list(service);
    assert_int_equal(list.freshness.stale_customers, 0);
    for (int i = 0; i < list.rows; i++) {
        const CustomerRow *row = &list.row[i];
        int place = row->scored ? (int)row->band : BAND_COUNT;
        side.customers[place]++;
        side.mrr[place] += row->customer.mrr;
        side.scored += row->scored;
        if (row->scored) side.mean_score += row->score;
    }
    if (side.scored) side.mean_score /= (double)side.scored;
    return side;
}

static void assert_same_side(const WhatIfSide *a, const WhatIfSide *b)
{
    assert_memory_equal(a->customers, b->customers, sizeof a->customers);
    assert_memory_equal(a->mrr, b->mrr, sizeof a->mrr);
    assert_int_equal(a->scored, b->scored);
    assert_true(a->mean_score - b->mean_score < 1e-9 &&
                b->mean_score - a->mean_score < 1e-9);
}

static int64_t assert_comes_true(Service *service, Str card, Str document)
{
    WhatIf *whatif = arena_new(stage_memory(), WhatIf, 1);
    WhatIfSide before = read_side(service);
    assert_int_equal(get_whatif(service, stage_memory(), card, document, whatif), OK);
    assert_same_side(&whatif->before, &before);
    save(service, card, document);
    assert_int_equal(publish(service, card, false), OK);
    WhatIfSide after = read_side(service);
    assert_same_side(&whatif->after, &after);
    for (int m = 0; m < whatif->ups; m++)
        assert_true(stage_details(service, whatif->up[m].customer, NULL).score.total ==
                    whatif->up[m].after);
    for (int m = 0; m < whatif->downs; m++)
        assert_true(stage_details(service, whatif->down[m].customer, NULL).score.total ==
                    whatif->down[m].after);
    return whatif->changed;
}

static void look_away(void *context, int64_t done, int64_t of)
{
    (void)context;
    (void)done;
    (void)of;
}

// One card after the other, so that each is judged among those before it.
TEST(a_what_if_says_what_is_read_once_the_card_is_published)
{
    stage_end();
    clock_set(NOON);
    history_begin(20261125);
    Str database = stage_database();
    Service *service = stage_open(database);
    history_fill(service, CUSTOMERS, EVENTS, NOON);
    int64_t changed = 0;
    for (int c = 1; c < CARDS_SHIPPED; c++) {
        Str document = canonical(card_shipped(c));
        Scorecard card;
        CardFaults faults;
        assert_int_equal(scorecard_read(stage_memory(), document, &card, &faults), OK);
        changed += assert_comes_true(service, card.id, document);
        card.factor[0].weight = 0.05;  // only weights: these come from pictures
        card.factor[1].weight += 0.2;
        document = canonical(scorecard_write(stage_memory(), &card));
        changed += assert_comes_true(service, card.id, document);
    }
    service_close(service);
    assert_true(changed > CUSTOMERS);
    int64_t wrong = -1;
    assert_int_equal(check_all(database, look_away, NULL, &wrong), OK);
    assert_int_equal(wrong, 0);
}

TEST(a_card_that_is_withdrawn_leaves_no_trace_in_the_scores)
{
    Service *service = stage_begin(NOON);
    history_begin(7);
    history_fill(service, CUSTOMERS, EVENTS, NOON);
    (void)stage_list(service);
    WhatIfSide before = read_side(service);
    assert_int_equal(publish(service, S("enterprise"), false), OK);
    assert_int_equal(publish(service, S("enterprise"), true), OK);
    WhatIfSide after = read_side(service);
    assert_same_side(&before, &after);
}

TEST(what_was_published_is_at_work_after_a_restart)
{
    stage_end();
    clock_set(NOON);
    Str database = stage_database();
    Service *service = stage_open(database);
    assert_int_equal(publish(service, S("onboarding"), false), OK);
    service_close(service);
    service = stage_open(database);
    CardListing card;
    assert_int_equal(get_scorecard(service, stage_memory(), S("onboarding"), &card), OK);
    assert_true(card.live && card.versions == 1);
    service_close(service);
}

// On a database that others write to.
TEST(a_card_that_another_process_publishes_is_noticed)
{
    if (!stage_is_shared()) skip();
    stage_end();
    clock_set(NOON);
    Str database = stage_database();
    Service *here = stage_open(database), *there = stage_open(database);
    assert_int_equal(publish(there, S("enterprise"), false), OK);
    CardListing card = {0};
    for (int i = 0; i < 100 && !card.live; i++) {
        assert_int_equal(get_scorecard(here, stage_memory(), S("enterprise"), &card), OK);
        usleep(20000);
    }
    assert_true(card.live);
    service_close(here);
    service_close(there);
}

// --- a card for the young ----------------------------------------------------------

#define YOUNG(rules)                                                                       \
    "{\"id\":\"young\",\"title\":\"Young\",\"applies_to\":[{\"of\":"                       \
    "\"attribute:age_days\",\"less_than\":200}],\"factors\":[{\"id\":\"logins\","          \
    "\"weight\":1,\"metric\":{\"source\":\"login\",\"agg\":\"count\",\"window\":"          \
    "{\"days\":28}},\"transform\":{\"steps\":[{\">=\":1,\"points\":90}],"                  \
    "\"otherwise\":80},\"missing\":{\"value\":0}}]" rules "}"

// Somebody of whom nothing else changes any more; the customer.
static int64_t begin_young(Service **out)
{
    Service *service = stage_begin(NOON);
    int64_t customer = stage_customer(service, S("Acme"), 100);
    Event login = stage_event(customer, EVENT_LOGIN, day_start(TODAY - 190));
    stage_store(service, &login);
    save(service, S("young"), canonical(S(YOUNG(""))));
    assert_int_equal(publish(service, S("young"), false), OK);
    *out = service;
    return customer;
}

TEST(a_card_for_the_young_ends_on_its_day_in_lists_too)
{
    Service *service;
    int64_t customer = begin_young(&service);
    for (int day = 0; day < 12; day++) {
        clock_set(NOON + (Millis)day * MILLIS_A_DAY);
        const HealthScores list = stage_list(service);
        const HealthDetails own = stage_details(service, customer, NULL);
        assert_str_equal(list.row[0].card->id, day < 10 ? S("young") : S("standard"));
        assert_true(list.row[0].score == own.score.total);
        assert_true((list.row[0].score == 80) == (day < 10));
    }
}

TEST(a_rule_that_moves_somebody_is_named)
{
    Service *service;
    WhatIf *whatif = arena_new(stage_memory(), WhatIf, 1);
    int64_t customer = begin_young(&service);
    Str document =
        canonical(S(YOUNG(",\"rules\":[{\"when\":[{\"of\":\"total\",\"at_least\":50}],"
                          "\"then\":{\"cap\":10},\"reason\":\"Too good\"}]")));
    assert_int_equal(get_whatif(service, stage_memory(), S("young"), document, whatif), OK);
    assert_int_equal(whatif->downs, 1);
    assert_int_equal(whatif->down[0].customer, customer);
    assert_str_equal(whatif->down[0].because, S("rules: -70.0 points"));
}

// --- the examples ----------------------------------------------------------------

static Service *open_sample(void)
{
    Store *store;
    const SampleOptions options = {
        .customers = 30, .days = 120, .seed = 7, .now = NOON, .currency = S("USD")};
    stage_end();
    clock_set(NOON);
    Str database = stage_database();
    service_close(stage_open(database));  // from here on its days are those of this zone
    assert_int_equal(store_open(database, STORE_WRITER, &store), OK);
    assert_int_equal(sample_fill(store, &options, NULL, NULL), OK);
    store_close(store);
    return stage_open(database);
}

TEST(the_example_for_enterprises_judges_those_of_the_sample_and_nobody_else)
{
    Service *service = open_sample();
    assert_int_equal(publish(service, S("enterprise"), false), OK);
    HealthScores list = stage_list(service);
    int judged = 0;
    for (int i = 0; i < list.rows; i++) {
        const CustomerRow *row = &list.row[i];
        bool is_one = str_equal(row->customer.segment, S("Enterprise"));
        assert_str_equal(row->card->id, is_one ? S("enterprise") : S("standard"));
        HealthDetails own = stage_details(service, row->customer.id, NULL);
        assert_ptr_equal(own.card, row->card);
        if (own.score.scored) assert_true(row->score == own.score.total);
        judged += is_one;
    }
    assert_true(judged > 0 && judged < list.rows);
    service_close(service);
}
