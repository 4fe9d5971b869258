// Whoever is asked of the book judges each customer by the card that holds for it.
#include "history.h"
#include "stage.h"

#include "base/clock.h"
#include "model/card_document.h"
#include "service/asking/groups.h"
#include "service/asking/history.h"
#include "service/asking/moves.h"
#include "service/asking/past.h"
#include "service/cards/scorecards.h"
#include "service/writing/changes.h"
#include "service/writing/said.h"

#include <math.h>

#define TODAY ((Day)20000)
#define NOON (day_start(TODAY) + MILLIS_A_DAY / 2)

enum { CUSTOMERS = 24, EVENTS = 1500, CARDS = 4, BOOKS = 3 };

static uint64_t dice;

static int throw(int most)
{
    dice = dice * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int)((dice >> 33) % (uint64_t)most);
}

static Change change(void)
{
    return (Change){.arena = stage_memory(), .receipt = stage_receipt()};
}

// --- cards -------------------------------------------------------------------------

static Str factor_any(int kind)
{
    static const char *const metric[] = {
        "\"source\":\"login\",\"agg\":\"count\"",
        "\"source\":\"feature\",\"agg\":\"count_distinct\"",
        "\"source\":\"api\",\"agg\":\"sum\"",
        "\"source\":\"login\",\"agg\":\"days_active\""};
    static const char *const id[] = {"login_score", "feature_score", "api_score", "active"};
    return str_format(
        stage_memory(),
        "{\"id\":\"%s\",\"weight\":%d,\"metric\":{%s,\"window\":{\"days\":%d}},"
        "\"transform\":{\"steps\":[{\">=\":%d,\"points\":%d}],\"otherwise\":%d},"
        "\"missing\":{\"value\":0}}",
        id[kind], 1 + throw(4), metric[kind], 14 + 14 * throw(5), 1 + throw(9),
        60 + throw(41), throw(60));
}

static Str applies_any(void)
{
    static const char *const when[] = {
        "{\"of\":\"attribute:segment\",\"in\":[\"enterprise\"]}",
        "{\"of\":\"attribute:segment\",\"in\":[\"smb\"]}",
        "{\"of\":\"attribute:plan\",\"in\":[\"usage\"]}",
        "{\"of\":\"attribute:age_days\",\"less_than\":90}"};
    return str_of(when[throw(4)]);
}

static Str bands_any(void)
{
    if (throw(2)) return (Str){0};
    int best = 50 + throw(45);
    return str_format(stage_memory(),
                      ",\"bands\":[{\"id\":\"good\",\"from\":%d,\"kind\":\"healthy\"},"
                      "{\"id\":\"so_so\",\"from\":%d,\"kind\":\"%s\"},"
                      "{\"id\":\"bad\",\"from\":0,\"kind\":\"critical\"}]",
                      best, best - 1 - throw(40), throw(2) ? "at_risk" : "stable");
}

static void publish_any(Service *service, int number)
{
    int first = throw(4), second = (first + 1 + throw(3)) % 4;
    Str id = str_format(stage_memory(), "card-%d", number);
    const Str applies = applies_any(), one = factor_any(first), two = factor_any(second),
              bands = bands_any();
    Str document = str_format(
        stage_memory(),
        "{\"id\":\"%.*s\",\"title\":\"A card\",\"applies_to\":[%.*s],\"priority\":%d,"
        "\"grace_days\":%d,\"min_coverage\":0.%d,\"factors\":[%.*s,%.*s]%.*s}",
        STR(id), STR(applies), throw(3), 60 * throw(2), 9 * throw(2), STR(one), STR(two),
        STR(bands));
    Scorecard card;
    CardFaults faults;
    if (scorecard_read(stage_memory(), document, &card, &faults))
        fail_msg("%s", str_z(stage_memory(), faults.fault[0].message));

    Drafting *drafting = arena_new(stage_memory(), Drafting, 1);
    drafting->draft = (CardDraft){
        .card = id, .document = scorecard_write(stage_memory(), &card), .author = S("Ada")};
    assert_int_equal(stage_await(change_save_draft(service, change(), drafting)), OK);
    Publishing *publishing = arena_new(stage_memory(), Publishing, 1);
    *publishing = (Publishing){.card = id, .author = S("Ada")};
    assert_int_equal(stage_await(change_publish(service, change(), publishing)), OK);
}

// --- the book ------------------------------------------------------------------------

static void overrule(Service *service, int64_t customer, bool value)
{
    Override *override = arena_new(stage_memory(), Override, 1);
    *override = (Override){.customer = customer,
                           .has_value = value,
                           .value = 12,
                           .band = BAND_AT_RISK,
                           .reason = S("Told us"),
                           .author = S("Ada"),
                           .since = TODAY,
                           .until = TODAY + 10,
                           .ended = DAY_NONE};
    assert_int_equal(stage_await(change_add_override(service, change(), override)), OK);
}

typedef struct {
    Service *service;
    HealthDetails of[CUSTOMERS];  // each by itself
} Book;

static Book *book_any(uint64_t seed)
{
    Book *book = arena_new(stage_memory(), Book, 1);
    dice = seed;
    book->service = stage_begin(NOON);
    history_begin(seed);
    history_fill(book->service, CUSTOMERS, EVENTS, NOON);
    for (int card = 0; card < CARDS; card++)
        publish_any(book->service, card);
    overrule(book->service, 1, true);
    overrule(book->service, 2, false);
    for (int c = 0; c < CUSTOMERS; c++)
        book->of[c] = stage_details(book->service, c + 1, NULL);
    return book;
}

// --- what each place says is what the customers say ----------------------------------

static void assert_close(double a, double b)
{
    assert_true(fabs(a - b) < 1e-9);
}

static void assert_list(const Book *book)
{
    HealthScores list = stage_list(book->service);
    assert_int_equal(list.rows, CUSTOMERS);
    for (int i = 0; i < list.rows; i++) {
        const HealthDetails *own = &book->of[list.row[i].customer.id - 1];
        assert_ptr_equal(list.row[i].card, own->card);
        assert_int_equal(list.row[i].scored, own->score.scored);
        if (!own->score.scored) {
            assert_int_equal(list.row[i].status, own->score.status);
            continue;
        }
        assert_true(list.row[i].score == own->score.total);
        assert_int_equal(list.row[i].band, own->score.band);
    }
}

static const CardSum *sum_of(const Dashboard *dashboard, const Scorecard *card)
{
    for (int c = 0; c < dashboard->cards; c++)
        if (dashboard->card[c].card == card) return &dashboard->card[c];
    fail();
    return NULL;
}

static void assert_cards(const Book *book, const Dashboard *dashboard)
{
    int64_t all = 0;
    for (int c = 0; c < dashboard->cards; c++) {
        all += dashboard->card[c].customers;
        if (c > 0)
            assert_true(dashboard->card[c - 1].customers >= dashboard->card[c].customers);
    }
    assert_int_equal(all, CUSTOMERS);
    assert_true(dashboard->cards > 1);
    int64_t in_place[CUSTOMERS] = {0};
    for (int c = 0; c < CUSTOMERS; c++) {
        const HealthDetails *own = &book->of[c];
        for (int other = 0; other < CUSTOMERS; other++)
            in_place[c] += book->of[other].card == own->card &&
                           book->of[other].score.scored && own->score.scored &&
                           book->of[other].score.place == own->score.place;
        const CardSum *sum = sum_of(dashboard, own->card);
        if (own->score.scored)
            assert_int_equal(sum->band[own->score.place].customers, in_place[c]);
    }
}

static void assert_sums(const Book *book, const Dashboard *dashboard)
{
    int64_t band[BAND_COUNT] = {0}, mrr_at_risk = 0;
    int64_t bin[HISTOGRAM_BINS] = {0}, status[STATUS_COUNT] = {0};
    double scores = 0;
    for (int c = 0; c < CUSTOMERS; c++) {
        const Score *score = &book->of[c].score;
        status[score->status]++;
        if (!score->scored) continue;
        scores += score->total;
        band[score->band]++;
        int place = (int)(score->total / (100.0 / HISTOGRAM_BINS));
        bin[place < HISTOGRAM_BINS ? place : HISTOGRAM_BINS - 1]++;
        if (score->band <= BAND_AT_RISK) mrr_at_risk += book->of[c].row.customer.mrr;
    }
    assert_int_equal(dashboard->customers, CUSTOMERS);
    assert_int_equal(dashboard->scored, status[STATUS_SCORED]);
    assert_int_equal(dashboard->mrr_at_risk, mrr_at_risk);
    assert_close(dashboard->mean_score, scores / (double)status[STATUS_SCORED]);
    for (int b = 0; b < BAND_COUNT; b++)
        assert_int_equal(dashboard->band[b].customers, band[b]);
    assert_memory_equal(dashboard->histogram, bin, sizeof bin);
    assert_memory_equal(dashboard->unscored, status, sizeof dashboard->unscored);
}

// The mean points of a factor in a segment, and of how many.
static int64_t mean_of(const Book *book, Str segment, Str factor, double *out)
{
    int64_t counted = 0;
    *out = 0;
    for (int c = 0; c < CUSTOMERS; c++) {
        const HealthDetails *own = &book->of[c];
        const Score *score = own->overridden ? &own->computed : &own->score;
        if (!str_equal(own->row.customer.segment, segment) || !own->score.scored) continue;
        for (int f = 0; f < own->card->factors; f++) {
            if (!str_equal(own->card->factor[f].id, factor)) continue;
            if (score->factor[f].missing) continue;
            *out += score->factor[f].points;
            counted++;
        }
    }
    if (counted > 0) *out /= (double)counted;
    return counted;
}

static void assert_segments(const Book *book, const Dashboard *dashboard)
{
    assert_int_equal(dashboard->segments, 2);
    for (int s = 0; s < dashboard->segments; s++) {
        const SegmentSum *segment = &dashboard->segment[s];
        for (int f = 0; f < dashboard->factors; f++) {
            double mean;
            int64_t counted =
                mean_of(book, segment->segment, dashboard->factor[f].factor->id, &mean);
            assert_int_equal(segment->counted[f], counted);
            assert_close(segment->points[f], mean);
        }
    }
}

static bool has_factor(const Scorecard *card, const Factor *factor)
{
    return factor >= card->factor && factor < card->factor + card->factors;
}

static void assert_own_cards(const Book *book, const Dashboard *dashboard)
{
    assert_true(dashboard->attentions > 0);
    for (int i = 0; i < dashboard->attentions; i++) {
        const Scorecard *own = book->of[dashboard->attention[i].customer.id - 1].card;
        assert_ptr_equal(dashboard->attention_card[i], own);
        assert_ptr_equal(dashboard->attention[i].card, own);
    }
    for (int i = 0; i < dashboard->fallings; i++) {
        const BookMover *mover = &dashboard->falling[i];
        const Scorecard *card = book->of[mover->row.customer - 1].card;
        if (mover->factor) assert_true(has_factor(card, mover->factor));
    }
}

static void assert_past(const Book *book, const Dashboard *dashboard)
{
    PastBook past;
    const PastQuery query = {.day = TODAY, .most = CUSTOMERS};
    assert_int_equal(get_past_book(book->service, stage_memory(), &query, &past), OK);
    assert_int_equal(past.sum.scored, dashboard->scored);
    assert_close(past.sum.mean, dashboard->mean_score);
    assert_close(past.sum.portfolio_score, dashboard->portfolio_score);
    assert_int_equal(past.sum.mrr_at_risk, dashboard->mrr_at_risk);
    for (int b = 0; b < BAND_COUNT; b++)
        assert_int_equal(past.sum.band[b].customers, dashboard->band[b].customers);
    assert_int_equal(past.cards, dashboard->cards);
    for (int c = 0; c < past.cards; c++)
        assert_int_equal(past.card[c].customers, dashboard->card[c].customers);
    for (int r = 0; r < past.rows; r++) {
        const HealthDetails *own = &book->of[past.row[r].row.customer - 1];
        assert_ptr_equal(past.row[r].card, own->card);
        assert_int_equal(past.row[r].overridden, own->overridden != NULL);
        if (own->score.scored) assert_true(past.row[r].row.score == own->score.total);
        if (!own->score.scored) assert_int_equal(past.row[r].status, own->score.status);
    }
}

// Another card that is asked for is not overridden.
static void assert_other(const Book *book)
{
    PastBook past;
    const Scorecard *card = scorecard_original();
    const PastQuery query = {.day = TODAY, .card = card, .most = CUSTOMERS};
    assert_int_equal(get_past_book(book->service, stage_memory(), &query, &past), OK);
    for (int r = 0; r < past.rows; r++) {
        const BookRow *row = &past.row[r].row;
        HealthDetails own = stage_details(book->service, row->customer, card);
        assert_false(past.row[r].overridden);
        if (own.score.scored) assert_true(row->score == own.score.total);
    }
}

// As of another day each is what its own history says.
static void assert_days(const Book *book)
{
    BookHistory days;
    const DaySpan span = {TODAY - 20, TODAY};
    assert_int_equal(get_book_history(book->service, stage_memory(), span, 1, &days), OK);
    double sum[21] = {0};
    int64_t scored[21] = {0};
    for (int c = 0; c < CUSTOMERS; c++) {
        const HistoryQuery query = {
            .customer = c + 1, .from = span.from, .to = span.to, .step = 1};
        HealthHistory history;
        assert_int_equal(get_history(book->service, stage_memory(), &query, &history), OK);
        Day since = book->of[c].row.picture.since;
        for (int d = 0; d < history.points; d++) {
            if (!history.point[d].score.scored || since > span.from + d) continue;
            sum[d] += history.point[d].score.total;
            scored[d]++;
        }
        assert_ptr_equal(history.point[history.points - 1].card, book->of[c].card);
    }
    for (int d = 0; d < days.days; d++) {
        assert_int_equal(days.day[d].scored, scored[d]);
        if (scored[d]) assert_close(days.day[d].mean, sum[d] / (double)scored[d]);
    }
}

static void assert_groups(const Book *book, const Dashboard *dashboard)
{
    Groups groups;
    assert_int_equal(get_groups(book->service, stage_memory(), GROUP_SEGMENT, &groups), OK);
    assert_int_equal(groups.groups, dashboard->segments);
    assert_int_equal(groups.factors, dashboard->factors);
    assert_ptr_equal(groups.card, dashboard->card[0].card);
    assert_false(groups.alone);
    for (int g = 0; g < groups.groups; g++) {
        assert_memory_equal(groups.group[g].counted, dashboard->segment[g].counted,
                            sizeof groups.group[g].counted);
        for (int f = 0; f < groups.factors; f++)
            assert_close(groups.group[g].points[f], dashboard->segment[g].points[f]);
    }
    Moves moves;
    const MovesQuery query = {.days = {TODAY - 1, TODAY}};
    assert_int_equal(get_moves(book->service, stage_memory(), &query, &moves), OK);
    for (int state = 0; state < STATES; state++) {
        int64_t now = 0;
        for (int from = 0; from < STATE_COUNT; from++)
            now += moves.flow[from][state];
        assert_int_equal(now, state < BAND_COUNT
                                  ? dashboard->band[state].customers
                                  : dashboard->unscored[state - STATE_UNSCORED]);
    }
}

TEST(list_health_dashboard_and_the_past_agree_for_any_book_and_cards)
{
    for (uint64_t seed = 1; seed <= BOOKS; seed++) {
        Book *book = book_any(seed);
        Dashboard *dashboard = arena_new(stage_memory(), Dashboard, 1);
        assert_int_equal(get_dashboard(book->service, stage_memory(), dashboard), OK);
        assert_list(book);
        assert_sums(book, dashboard);
        assert_cards(book, dashboard);
        assert_segments(book, dashboard);
        assert_own_cards(book, dashboard);
        assert_past(book, dashboard);
        assert_other(book);
        assert_days(book);
        assert_groups(book, dashboard);
    }
}

TEST(where_cards_changed_is_marked)
{
    dice = 5;
    Service *service = stage_begin(NOON);
    history_begin(5);
    history_fill(service, CUSTOMERS, EVENTS, NOON);
    clock_set(NOON + MILLIS_A_DAY);
    Publishing publishing = {.card = S("enterprise"), .author = S("Ada")};
    assert_int_equal(stage_await(change_publish(service, change(), &publishing)), OK);
    clock_set(NOON + 3 * (Millis)MILLIS_A_DAY);
    publishing = (Publishing){.card = S("enterprise"), .author = S("Bo"), .withdraw = true};
    assert_int_equal(stage_await(change_publish(service, change(), &publishing)), OK);

    const DaySpan span = {TODAY - 5, TODAY + 3};
    CardMark *mark;
    const Scorecard **card_within;
    assert_int_equal(service_card_marks(service, stage_memory(), span, &mark), 2);
    assert_int_equal(mark[0].day, TODAY + 1);
    assert_false(mark[0].withdrawn);
    assert_int_equal(mark[1].day, TODAY + 3);
    assert_true(mark[1].withdrawn);
    assert_str_equal(mark[1].published->author, S("Bo"));
    assert_int_equal(
        service_card_marks(service, stage_memory(), (DaySpan){TODAY - 5, TODAY}, &mark), 0);
    assert_int_equal(service_cards_within(service, stage_memory(), span, &card_within), 2);
    assert_int_equal(service_cards_within(service, stage_memory(),
                                          (DaySpan){TODAY - 5, TODAY}, &card_within),
                     1);

    const HistoryQuery query = {.customer = 1, .from = span.from, .to = span.to, .step = 7};
    HealthHistory history;
    const Scorecard *card = stage_details(service, 1, NULL).card;
    assert_int_equal(get_history(service, stage_memory(), &query, &history), OK);
    assert_ptr_equal(card, scorecard_standard());
    if (history.marks == 0) return;  // it is of no use to this customer
    assert_int_equal(history.marks, 2);
    assert_int_equal(history.mark[0].day, TODAY + 1);
    assert_str_equal(history.mark[0].after->id, S("enterprise"));
    assert_int_equal(history.mark[1].day, TODAY + 3);
    assert_ptr_equal(history.mark[1].after, scorecard_standard());
}

// Nothing that it did is in any window any more: so its picture stays as it is.
TEST(a_picture_that_has_long_settled_is_read_on_later_days)
{
    Service *service = stage_begin(NOON);
    Customer customer = {.name = S("Silent"),
                         .segment = S("smb"),
                         .currency = S("USD"),
                         .mrr = 100,
                         .renews_on = DAY_NONE,
                         .traits = S("{}")};
    assert_int_equal(stage_await(change_add_customer(service, change(), &customer)), OK);
    Event login = stage_event(customer.id, EVENT_LOGIN, NOON - (Millis)900 * MILLIS_A_DAY);
    stage_store(service, &login);
    double before = stage_details(service, customer.id, NULL).score.total;
    (void)stage_list(service);
    for (int day = 1; day < 4; day++) {
        clock_set(NOON + day * (Millis)MILLIS_A_DAY);
        HealthDetails details = stage_details(service, customer.id, NULL);
        assert_true(details.score.scored && details.score.total == before);
        Dashboard dashboard;
        assert_int_equal(get_dashboard(service, stage_memory(), &dashboard), OK);
        assert_int_equal(dashboard.segment[0].counted[0], 1);
        assert_ptr_equal(dashboard.attention_card[0], scorecard_standard());
    }
}
