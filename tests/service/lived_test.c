// What was shown on a day, while it was today, is what is said of that day ever after.
#include "stage.h"

#include "base/clock.h"
#include "base/hash.h"
#include "model/card_document.h"
#include "service/asking/history.h"
#include "service/cards/scorecards.h"
#include "service/proving/stamp.h"
#include "service/sample/sample_events.h"
#include "service/writing/changes.h"
#include "service/writing/said.h"
#include "store/backend.h"

// Over a 29 February, the end of a year, and clocks that are put forward and back.
#define FIRST S("2027-10-01")

enum {
    LIVED = 400,
    LIVES = 20,
    OF_A_STORY = 2,
    EVENTS_EACH = 140,
    EVENTS_MOST = 20000,
    SECOND_VERSION = 210,  // on that day the card is published anew
    STAMP_EVERY = 13,
};

#define MINE                                                                               \
    "{\"id\":\"mine\",\"title\":\"Mine\",\"applies_to\":[{\"of\":\"attribute:segment\","   \
    "\"in\":[\"SMB\"]}],\"priority\":7,\"grace_days\":14,\"min_coverage\":0.4,"            \
    "\"factors\":[{\"id\":\"logins\",\"weight\":%s,\"metric\":{\"source\":\"login\","      \
    "\"agg\":\"count\",\"window\":{\"months\":2}},\"transform\":{\"linear\":[{"            \
    "\"value\":0,\"points\":0},{\"value\":20,\"points\":100}]},\"missing\":{"              \
    "\"hold\":20}},{\"id\":\"rise\",\"weight\":0.3,\"metric\":{\"source\":\"feature\","    \
    "\"agg\":\"trend\",\"of\":\"count\",\"window\":{\"months\":1}},"                       \
    "\"transform\":\"log2_trend\",\"missing\":{\"hold\":30}},{\"id\":\"seen\","            \
    "\"weight\":0.2,\"metric\":{\"source\":\"login\",\"agg\":\"days_since_last\","         \
    "\"window\":{\"days\":45}},\"transform\":{\"steps\":[{\"<=\":3,\"points\":100},{"      \
    "\"<=\":14,\"points\":50}],\"otherwise\":0},\"missing\":{\"value\":45}},{"             \
    "\"id\":\"paid\",\"weight\":0.2,\"metric\":{\"source\":\"invoice\","                   \
    "\"agg\":\"ratio\",\"window\":{\"months\":1}},\"transform\":{\"linear\":[{"            \
    "\"value\":0.5,\"points\":0},{\"value\":1,\"points\":100}]},\"missing\":{"             \
    "\"hold\":1}}],\"rules\":[{\"when\":[{\"of\":\"points:seen\",\"less_than\":10}],"      \
    "\"then\":{\"cap\":45},\"reason\":\"Not seen\"}]}"

// Asked for by name, each of them now and then of everybody.
static const char *const asked[] = {"standard", "original", "enterprise", "usage-heavy",
                                    "onboarding"};
enum { ASKED = sizeof asked / sizeof *asked };

typedef struct {
    bool there;
    int asked;  // which of `asked`; -1: the one that holds
    Str card;
    int version;
    bool scored;
    ScoreStatus status;
    double total;
    double coverage;
    Band band;
} Shown;

typedef struct {
    int64_t customer;  // 0: not here yet
    Company company;
    Shown own[LIVED];
    Shown other[LIVED];
    Str stamp[LIVED];       // of days of which more became known later
    bool disturbed[LIVED];  // something of that day, or before, came behind it
} Life;

typedef struct {
    Store store;
    Event *event;
    int *comes;  // on which day
    int events;
} Diary;

typedef struct {
    Service *service;
    Str database;
    Day first;
    Life *life;
    Diary diary;
    Arena aside;  // for answers
} Lived;

// --- what they do --------------------------------------------------------------------

static Event kept(const Event *event)
{
    Arena *memory = stage_memory();
    Event copy = *event;
    copy.name = str_copy(memory, event->name);
    copy.id = str_copy(memory, event->id);
    copy.details = str_copy(memory, event->details);
    if (event->type == EVENT_TICKET)
        copy.ticket.ticket = str_copy(memory, event->ticket.ticket);
    if (event->type == EVENT_INVOICE) {
        copy.invoice.invoice = str_copy(memory, event->invoice.invoice);
        copy.invoice.currency = str_copy(memory, event->invoice.currency);
    }
    return copy;
}

// Takes the place of a database: `customer` is a life's place.
static Err note_down(Store *store, Event *events, size_t count, Appended *out,
                     Arena scratch)
{
    (void)scratch;
    Diary *diary = (Diary *)store;
    for (size_t e = 0; e < count; e++) {
        out[e] = APPEND_STORED;
        assert_true(diary->events < EVENTS_MOST);
        diary->event[diary->events++] = kept(&events[e]);
    }
    return OK;
}

static const Backend note_downs = {.append = note_down};

// Of some, every tenth event comes days or weeks late.
static void choose_delivery(Lived *lived, int e)
{
    const Event *event = &lived->diary.event[e];
    const int place = (int)event->customer, happened = day_of(event->at) - lived->first;
    const uint64_t hash = hash_str(HASH_START, event->id);
    int comes = happened;
    if (place % 4 == 1 && hash % 10 == 0) comes += 1 + (int)(hash / 16 % 40);
    lived->diary.comes[e] = comes;
    for (int d = happened; d < comes && d < LIVED; d++)
        lived->life[place].disturbed[d] = true;
}

// Up to two of each kind of company that the sample knows.
static void choose_companies(Lived *lived, const SampleOptions *options)
{
    int of_story[STORY_COUNT] = {0}, lives = 0;
    for (int index = 0; index < options->customers + options->former; index++) {
        Company company = company_at(stage_memory(), options, index);
        if (lives == LIVES || of_story[company.story]++ >= OF_A_STORY) continue;
        if (company.leaves != DAY_NONE) company.customer.lifecycle = S("active");
        if (lives % 3 == 0) company.customer.plan = S("usage");
        lived->life[lives++].company = company;
    }
    assert_int_equal(lives, LIVES);
}

static void live_beforehand(Lived *lived)
{
    const SampleOptions options = {.customers = 60,
                                   .former = 4,
                                   .days = LIVED,
                                   .seed = 11,
                                   .now = day_start(lived->first + LIVED) - 1,
                                   .events = EVENTS_EACH,
                                   .currency = S("USD")};
    choose_companies(lived, &options);
    Diary *diary = &lived->diary;
    *diary = (Diary){.store.backend = &note_downs,
                     .event = arena_new(stage_memory(), Event, EVENTS_MOST),
                     .comes = arena_new(stage_memory(), int, EVENTS_MOST)};
    const Arena room = arena_map((size_t)1 << 28);
    SampleBatch batch = {.store = &diary->store, .options = &options};
    sample_batch_begin(&batch, room);
    for (int place = 0; place < LIVES; place++) {
        batch.customer = place;
        batch.index = lived->life[place].company.index;
        batch.made = 0;
        company_events(&lived->life[place].company, &batch);
        sample_batch_flush(&batch);
    }
    assert_int_equal(batch.err, OK);
    arena_unmap(room);
    for (int e = 0; e < diary->events; e++)
        choose_delivery(lived, e);
}

// --- day by day ----------------------------------------------------------------------

static Change change(void)
{
    return (Change){.arena = stage_memory(), .receipt = stage_receipt()};
}

static void publish(Lived *lived, Str card)
{
    Publishing publishing = {.card = card, .author = S("Ada")};
    assert_int_equal(stage_await(change_publish(lived->service, change(), &publishing)),
                     OK);
}

static void publish_mine(Lived *lived, const char *weight)
{
    Scorecard card;
    CardFaults faults;
    Str document = str_format(stage_memory(), MINE, weight);
    if (scorecard_read(stage_memory(), document, &card, &faults))
        fail_msg("%s", str_z(stage_memory(), faults.fault[0].message));
    Drafting *drafting = arena_new(stage_memory(), Drafting, 1);
    drafting->draft = (CardDraft){.card = S("mine"),
                                  .document = scorecard_write(stage_memory(), &card),
                                  .author = S("Ada")};
    assert_int_equal(stage_await(change_save_draft(lived->service, change(), drafting)),
                     OK);
    publish(lived, S("mine"));
}

static void overrule(Lived *lived, int place, int days)
{
    Override override = {.customer = lived->life[place].customer,
                         .has_value = place % 2,
                         .value = 33,
                         .band = BAND_CRITICAL,
                         .reason = S("They told us"),
                         .author = S("Ada"),
                         .until = clock_today() + days};
    assert_int_equal(stage_await(change_add_override(lived->service, change(), &override)),
                     OK);
}

// Who is there from the first day on, or is new, or leaves.
static void come_and_go(Lived *lived, int d)
{
    for (int place = 0; place < LIVES; place++) {
        Life *life = &lived->life[place];
        const Company *company = &life->company;
        Customer customer = company->customer;
        const int came = day_of(customer.created_at) - lived->first;
        if (d == (came > 0 ? came : 0)) {
            assert_int_equal(
                stage_await(change_add_customer(lived->service, change(), &customer)), OK);
            life->customer = customer.id;
        }
        Outcome left = {.customer = life->customer,
                        .kind = OUTCOME_CHURNED,
                        .day = company->leaves,
                        .author = S("Ada")};
        if (company->leaves == lived->first + d)
            assert_int_equal(
                stage_await(change_add_outcome(lived->service, change(), &left)), OK);
    }
}

static void deliver(Lived *lived, int d)
{
    static Event event[GROUP_MAX];
    int events = 0;
    const Diary *diary = &lived->diary;
    for (int e = 0; e < diary->events; e++) {
        if (diary->comes[e] != d) continue;
        assert_true(events < GROUP_MAX);
        event[events] = diary->event[e];
        event[events].customer = lived->life[event[events].customer].customer;
        event[events++].received_at = clock_now();
    }
    stage_store_all(lived->service, event, events);
}

static Shown shown_of(const Score *score, const Scorecard *card)
{
    return (Shown){.there = true,
                   .asked = -1,
                   .card = str_copy(stage_memory(), card->id),
                   .version = card->version,
                   .scored = score->scored,
                   .status = score->status,
                   .total = score->scored ? score->total : 0,
                   .coverage = score->coverage,
                   .band = score->scored ? score->band : 0};
}

static Life *life_of(Lived *lived, int64_t customer)
{
    for (int place = 0; place < LIVES; place++)
        if (lived->life[place].customer == customer) return &lived->life[place];
    fail();
    return NULL;
}

// Each day another card, of each of them another.
static void ask_by_name(Lived *lived, const Cards *cards, int d, int place)
{
    Life *life = &lived->life[place];
    const int which = (d + place) % ASKED;
    const Scorecard *card = cards_find(cards, str_of(asked[which]));
    Arena room = lived->aside;
    HealthDetails details;
    assert_non_null(card);
    assert_int_equal(
        get_health(lived->service, &room, life->customer, card, lived->first + d, &details),
        OK);
    life->other[d] = shown_of(&details.score, card);
    life->other[d].asked = which;
}

static void keep_stamp(Lived *lived, int d, int place)
{
    Life *life = &lived->life[place];
    if (!life->disturbed[d] || d % STAMP_EVERY != 0) return;
    HealthDetails details = stage_details(lived->service, life->customer, NULL);
    const Stamp stamp = stamp_of(stage_memory(), &details);
    Writer writer = {.arena = stage_memory()};
    stamp_write(&writer, &stamp);
    life->stamp[d] = writer_str(&writer);
}

static void look(Lived *lived, int d)
{
    Arena room = lived->aside;
    HealthScores list;
    assert_int_equal(get_health_scores(lived->service, &room, (ListPlace){0}, LIVES, &list),
                     OK);
    assert_int_equal(list.freshness.stale_customers, 0);
    for (int i = 0; i < list.rows; i++) {
        const CustomerRow *row = &list.row[i];
        const Score stored = {.scored = row->scored,
                              .status = row->scored ? STATUS_SCORED : row->status,
                              .total = row->score,
                              .coverage = row->coverage,
                              .band = row->band};
        life_of(lived, row->customer.id)->own[d] = shown_of(&stored, row->card);
    }
    for (int place = 0; place < LIVES; place++) {
        if (!lived->life[place].own[d].there) continue;
        ask_by_name(lived, list.freshness.cards, d, place);
        keep_stamp(lived, d, place);
    }
}

static void live_a_day(Lived *lived, int d)
{
    clock_set(day_start(lived->first + d + 1) - 1);
    come_and_go(lived, d);
    if (d == 0) {
        for (int which = 2; which < ASKED; which++)
            publish(lived, str_of(asked[which]));
        publish_mine(lived, "0.3");
    }
    if (d == SECOND_VERSION) publish_mine(lived, "0.9");
    deliver(lived, d);
    if (d == 60 || d == 250) overrule(lived, 2, 45);
    if (d == 140 || d == 165) overrule(lived, 3, 30);
    look(lived, d);
}

// --- looked back at ------------------------------------------------------------------

typedef struct {
    int same;
    int late;   // not looked at: more became known
    int other;  // and it made another score
    int stamps;
    int overridden;
    int held;  // factors with the value of a day before
    int status[STATUS_COUNT];
} Seen;

static bool is_same(const Shown *a, const Shown *b)
{
    return str_equal(a->card, b->card) && a->version == b->version &&
           a->scored == b->scored && a->status == b->status && a->total == b->total &&
           a->coverage == b->coverage && a->band == b->band;
}

static void compare(const Lived *lived, const Life *life, const Scorecard *card, int which,
                    Seen *seen)
{
    Arena room = lived->aside;
    HealthHistory history;
    const HistoryQuery query = {life->customer, card, lived->first,
                                lived->first + LIVED - 1, 1};
    assert_int_equal(get_history(lived->service, &room, &query, &history), OK);
    assert_int_equal(history.points, LIVED);
    for (int d = 0; d < LIVED; d++) {
        const Shown *was = which < 0 ? &life->own[d] : &life->other[d];
        if (!was->there || was->asked != which) continue;
        const HistoryPoint *point = &history.point[d];
        const Shown is = shown_of(&point->score, point->card);
        seen->overridden += point->overridden;
        seen->status[was->status]++;
        for (int f = 0; f < point->score.factors; f++)
            seen->held += point->score.factor[f].held > 0;
        if (life->disturbed[d]) {
            seen->late++;
            seen->other += !is_same(was, &is);
        } else {
            seen->same++;
            if (!is_same(was, &is))
                fail_msg("customer %d, day %d, %s: %.17g was %.17g", (int)life->customer, d,
                         str_z(stage_memory(), was->card), is.total, was->total);
        }
    }
}

static void check_stamps(const Lived *lived, const Life *life, Seen *seen)
{
    for (int d = 0; d < LIVED; d++) {
        Stamp stamp;
        StampCheck again;
        if (life->stamp[d].length == 0) continue;
        Arena room = lived->aside;
        assert_true(stamp_read(life->stamp[d], &stamp, *stage_memory()));
        assert_int_equal(check_stamp(lived->database, &room, &stamp, &again), OK);
        assert_true(again.same && again.later > 0);
        seen->stamps++;
    }
}

TEST(a_score_stored_on_a_day_is_the_score_as_of_that_day_for_each_of_400_days)
{
    Lived lived = {.database = stage_database(),
                   .aside = arena_map((size_t)1 << 29),
                   .life = arena_new(stage_memory(), Life, LIVES)};
    assert_true(day_parse(FIRST, &lived.first));
    stage_end();
    clock_set(day_start(lived.first));
    live_beforehand(&lived);
    lived.service = stage_open(lived.database);
    for (int d = 0; d < LIVED; d++)
        live_a_day(&lived, d);

    Seen seen = {0};
    Arena room = lived.aside;
    HealthScores list;
    assert_int_equal(get_health_scores(lived.service, &room, (ListPlace){0}, 1, &list), OK);
    const Cards *cards = list.freshness.cards;
    for (int place = 0; place < LIVES; place++) {
        const Life *life = &lived.life[place];
        compare(&lived, life, NULL, -1, &seen);
        for (int which = 0; which < ASKED; which++)
            compare(&lived, life, cards_find(cards, str_of(asked[which])), which, &seen);
        check_stamps(&lived, life, &seen);
    }
    service_close(lived.service);
    arena_unmap(lived.aside);
    assert_true(seen.same > LIVED * LIVES * 3 / 4 && seen.late > LIVED / 4);
    assert_true(seen.other > 20 && seen.stamps > 10 && seen.overridden > 60);
    assert_true(seen.held > 20);
    for (int status = 0; status < STATUS_COUNT; status++)
        assert_true(seen.status[status] > 0);
}
