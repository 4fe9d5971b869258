#include "history.h"
#include "stage.h"

#include "base/clock.h"
#include "service/asking/history.h"
#include "service/proving/stamp.h"
#include "service/writing/changes.h"

#include <stdatomic.h>
#include <unistd.h>

// Whoever kept a stamp can have the score computed again, whatever has come since.

#define NOON ((Millis)20000 * MILLIS_A_DAY + MILLIS_A_DAY / 2)

enum { CUSTOMERS = 4, EVENTS = 600, STAMPS_MOST = 256 };

typedef struct {
    Str text[STAMPS_MOST];
    int count;
} Kept;

static Str text_of(const Stamp *stamp)
{
    Writer writer = {.arena = stage_memory()};
    stamp_write(&writer, stamp);
    return writer_str(&writer);
}

static Str stamp_on(Service *service, int64_t customer, const Scorecard *card, Day day)
{
    HealthDetails details;
    assert_int_equal(get_health(service, stage_memory(), customer, card, day, &details),
                     OK);
    const Stamp stamp = stamp_of(stage_memory(), &details);
    return text_of(&stamp);
}

static Err check_text(Str database, Str text, StampCheck *out)
{
    Stamp stamp;
    assert_true(stamp_read(text, &stamp, *stage_memory()));
    const Arena start = arena_map((size_t)1 << 30);
    Arena arena = start;
    Err err = check_stamp(database, &arena, &stamp, out);
    arena_unmap(start);
    return err;
}

static void keep_all(Service *service, Kept *kept)
{
    const Scorecard *card[] = {scorecard_standard(), scorecard_original()};
    const Day today = clock_today();
    for (int64_t customer = 1; customer <= CUSTOMERS; customer++)
        for (int c = 0; c < 2; c++)
            for (Day day = today; day > today - 400; day -= 31)
                kept->text[kept->count++] = stamp_on(service, customer, card[c], day);
    assert_true(kept->count <= STAMPS_MOST);
}

static void store_all(Service *service, Event *event, int from, int to)
{
    stage_store_all(service, event + from, to - from);
}

static Service *open_with_customers(Str database)
{
    stage_end();
    clock_set(NOON);
    Service *service = stage_open(database);
    for (int64_t c = 1; c <= CUSTOMERS; c++)
        assert_int_equal(stage_customer(service,
                                        str_format(stage_memory(), "c-%lld", (long long)c),
                                        100),
                         c);
    return service;
}

TEST(a_score_comes_out_again_whatever_came_since)
{
    static Kept kept;
    Str database = stage_database();
    Service *service = open_with_customers(database);
    history_begin(20261125);
    Event *event = history_make(EVENTS, CUSTOMERS, NOON);
    store_all(service, event, 0, EVENTS / 2);
    keep_all(service, &kept);
    store_all(service, event, EVENTS / 2, EVENTS);
    clock_set(NOON + (Millis)40 * MILLIS_A_DAY);

    int others = 0;
    int64_t later = 0;
    for (int k = 0; k < kept.count; k++) {
        Stamp stamp, is;
        StampCheck again;
        assert_int_equal(check_text(database, kept.text[k], &again), OK);
        assert_true(again.same);
        later += again.later;
        Str card = again.card == scorecard_original() ? S("original") : S("standard");
        assert_true(stamp_read(kept.text[k], &stamp, *stage_memory()));
        Str now = stamp_on(service, stamp.customer, scorecard_find(card), stamp.day);
        assert_true(stamp_read(now, &is, *stage_memory()));
        others += is.score != stamp.score;
    }
    assert_true(later > 0 && others > kept.count / 4);
    service_close(service);
}

TEST(late_events_change_the_past_and_not_what_was_known_then)
{
    Str database = stage_database();
    Service *service = open_with_customers(database);
    Day day = clock_today() - 10;
    Event login = stage_event(1, EVENT_LOGIN, day_start(day));
    stage_store(service, &login);
    Str before = stamp_on(service, 1, scorecard_standard(), day);
    Event ticket = stage_event(1, EVENT_TICKET, day_start(day));
    ticket.ticket = (TicketDetails){.ticket = S("T1"), .status = TICKET_OPEN};
    stage_store(service, &ticket);
    for (int i = 0; i < 20; i++) {
        Event more = stage_event(1, EVENT_LOGIN, day_start(day));
        stage_store(service, &more);
    }
    Stamp was, is;
    StampCheck again;
    Str after = stamp_on(service, 1, scorecard_standard(), day);
    assert_true(stamp_read(before, &was, *stage_memory()));
    assert_true(stamp_read(after, &is, *stage_memory()));
    assert_true(was.score != is.score);
    assert_int_equal(check_text(database, before, &again), OK);
    assert_true(again.same && again.known == 1 && again.later == 21);
    assert_int_equal(check_text(database, after, &again), OK);
    assert_true(again.same && again.known == 22 && again.later == 0);

    was.score += 1e-9;
    assert_int_equal(check_text(database, text_of(&was), &again), OK);
    assert_false(again.same);
    service_close(service);
}

TEST(what_was_taken_back_is_said)
{
    Str database = stage_database();
    Service *service = open_with_customers(database);
    Event login = stage_event(1, EVENT_LOGIN, NOON),
          other = stage_event(1, EVENT_API, NOON);
    stage_store(service, &login);
    stage_store(service, &other);
    Str before = stamp_on(service, 1, NULL, clock_today());
    const Change change = {.arena = stage_memory(), .receipt = stage_receipt()};
    assert_int_equal(stage_await(change_void_event(service, change, 1, (Str){0}, other.id)),
                     OK);
    StampCheck again;
    assert_int_equal(check_text(database, before, &again), OK);
    assert_false(again.same);
    assert_int_equal(again.voided, 1);
    service_close(service);
}

TEST(nobody_and_no_card_are_told_apart)
{
    Str database = stage_database();
    Service *service = open_with_customers(database);
    StampCheck again;
    assert_int_equal(
        check_text(database, S("1:2024-10-04:none:78f63cfb84664241:1:0"), &again), OK);
    assert_true(again.same);
    assert_int_equal(
        check_text(database, S("9:2024-10-04:none:78f63cfb84664241:1:0"), &again),
        ERR_NOT_FOUND);
    assert_int_equal(
        check_text(database, S("1:2024-10-04:none:0000000000000000:1:0"), &again),
        ERR_CONFLICT);
    service_close(service);
}

TEST(a_row_of_a_list_says_what_computes_it_again)
{
    Str database = stage_database();
    Service *service = open_with_customers(database);
    history_begin(7);
    Event *event = history_make(EVENTS, CUSTOMERS, NOON);
    store_all(service, event, 0, EVENTS / 2);
    HealthScores list = stage_list(service);
    store_all(service, event, EVENTS / 2, EVENTS);
    int64_t later = 0;
    assert_int_equal(list.rows, CUSTOMERS);
    for (int i = 0; i < list.rows; i++) {
        const CustomerRow *row = &list.row[i];
        const Stamp stamp = {
            .customer = row->customer.id,
            .day = list.today,
            .scored = row->scored,
            .score = row->score,
            .hash = str_until(stamp_hash(stage_memory(), row->card), STAMP_HASH_DIGITS),
            .engine = stamp_engine(),
            .watermark = list.freshness.watermark};
        StampCheck again;
        assert_int_equal(check_text(database, text_of(&stamp), &again), OK);
        assert_true(again.same);
        later += again.later;
    }
    assert_true(later > 0);
    service_close(service);
}

// --- while events stream in ------------------------------------------------------

static _Atomic int waiting;

static void count_done(void *context, Err err, Appended outcome)
{
    (void)context, (void)outcome;
    assert_int_equal(err, OK);
    waiting--;
}

static void send_some(Service *service, Event *event, int count)
{
    waiting += count;
    for (int i = 0; i < count; i++)
        while (ingest_event(service, &event[i], (Receipt){count_done, NULL}) == ERR_BUSY)
            usleep(200);
}

TEST(a_stamp_is_exact_while_events_stream_in)
{
    enum { ROUNDS = 40, EACH = 15 };
    static Kept kept;
    Str database = stage_database();
    Service *service = open_with_customers(database);
    history_begin(4711);
    Event *event = history_make(ROUNDS * EACH, 1, NOON);
    for (int round = 0; round < ROUNDS; round++) {
        send_some(service, &event[round * EACH], EACH);
        for (int i = 0; i < 6; i++)
            kept.text[kept.count++] = stamp_on(service, 1, NULL, clock_today() - i % 2);
    }
    while (waiting > 0)
        usleep(200);
    for (int k = 0; k < kept.count; k++) {
        StampCheck again;
        assert_int_equal(check_text(database, kept.text[k], &again), OK);
        assert_true(again.same);
    }
    service_close(service);
}

// --- as a text -------------------------------------------------------------------

TEST(a_stamp_reads_as_it_was_written)
{
    static const char *const good[] = {
        "7:2026-11-22:65:78f63cfb84664241:0.1.0:1042",
        "1:2026-02-28:33.333333333333336:0123456789abcdef:1.2.0-rc1:0",
        "9223372036854775807:1999-12-31:none:0123456789abcdef:1:9223372036854775807",
    };
    static const char *const bad[] = {
        "",
        ":",
        "7",
        "7:2026-11-22:65:78f63cfb84664241:0.1.0",
        "7:2026-11-31:65:78f63cfb84664241:1:2",
        "0:2026-11-22:65:78f63cfb84664241:1:2",
        "7:2026-11-22:6x:78f63cfb84664241:1:2",
        "7:2026-11-22:65:78f6:1:2",
        "7:2026-11-22:65:78f63cfb84664241::2",
        "7:2026-11-22:65:78f63cfb84664241:1:-2",
        "7:2026-11-22:65:78f63cfb84664241:1:2:3",
        "7:2026-11-22:[1]:78f63cfb84664241:1:2",
    };
    Stamp stamp;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(stamp_read(str_of(good[i]), &stamp, *stage_memory()));
        assert_str_equal(text_of(&stamp), str_of(good[i]));
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(stamp_read(str_of(bad[i]), &stamp, *stage_memory()));
}
