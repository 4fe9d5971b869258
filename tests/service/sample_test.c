#include "service/sample/sample.h"

#include "base/hash.h"
#include "base/log.h"
#include "faulty.h"
#include "sqlite_place.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

static Store *open_fresh(Arena *arena)
{
    Store *store;
    Str address = str_format(arena, "sqlite:%s", sqlite_fresh_path(arena));
    assert_int_equal(store_open(address, STORE_WRITER, &store), OK);
    return store;
}

int test_tear_down(void)
{
    sqlite_clean();
    return 0;
}

static SampleOptions options_of(int customers, int days)
{
    Millis now;
    assert_true(millis_parse(S("2026-11-22T16:40:00Z"), &now));
    return (SampleOptions){
        .customers = customers, .days = days, .seed = 7, .now = now, .currency = S("USD")};
}

static void fill(Store *store, SampleOptions options)
{
    assert_int_equal(sample_fill(store, &options, NULL, NULL), OK);
}

// All of them, those that have left included.
static int list(Store *store, Arena *arena, CustomerRow **out)
{
    int rows;
    BookRow *book;
    assert_int_equal(store_book(store, arena, &book, &rows), OK);
    *out = arena_new(arena, CustomerRow, rows);
    for (int i = 0; i < rows; i++)
        assert_int_equal(store_customer(store, arena, book[i].customer, 0, &(*out)[i]), OK);
    return rows;
}

static uint64_t add_events(uint64_t hash, Store *store, int64_t customer, int *events,
                           Arena scratch)
{
    enum { PAGE = 500 };
    Event *event = arena_new(&scratch, Event, PAGE);
    EventQuery query = {.customer = customer, .from = INT64_MIN / 2, .to = INT64_MAX / 2};
    query.oldest_first = true;
    for (int count = PAGE; count == PAGE;) {
        Arena page = scratch;
        assert_int_equal(store_events(store, &page, &query, PAGE, event, &count), OK);
        for (int i = 0; i < count; i++) {
            hash = hash_str(hash, event[i].id);
            hash = hash_int(hash, (int64_t)event[i].type);
            hash = hash_int(hash, event[i].at);
            hash = hash_int(hash, event[i].received_at);
            hash = hash_int(hash, event[i].quantity);
            hash = hash_str(hash, event[i].details);
        }
        *events += count;
        if (count == 0) break;
        query.after_set = true;
        query.after_at = event[count - 1].at;
        query.after_number = event[count - 1].number;
    }
    return hash;
}

typedef struct {
    uint64_t hash;  // of who they are and what they did
    int customers;
    int events;
} Content;

static int by_external_id(const void *left, const void *right)
{
    const CustomerRow *a = left, *b = right;
    return str_compare(a->customer.external_id, b->customer.external_id);
}

static Content content_of(Store *store, Arena scratch)
{
    CustomerRow *row;
    Content content = {.hash = HASH_START};
    content.customers = list(store, &scratch, &row);
    qsort(row, (size_t)content.customers, sizeof *row, by_external_id);
    for (int i = 0; i < content.customers; i++) {
        const Customer *customer = &row[i].customer;
        content.hash = hash_str(content.hash, customer->external_id);
        content.hash = hash_str(content.hash, customer->name);
        content.hash = hash_str(content.hash, customer->traits);
        content.hash = hash_int(content.hash, customer->mrr);
        content.hash = hash_int(content.hash, customer->created_at);
        content.hash =
            add_events(content.hash, store, customer->id, &content.events, scratch);
    }
    return content;
}

static Content filled_with(SampleOptions options)
{
    Arena *arena = test_arena();
    Store *store = open_fresh(arena);
    fill(store, options);
    Content content = content_of(store, *arena);
    store_close(store);
    return content;
}

TEST(the_same_seed_makes_the_same_book)
{
    Content one = filled_with(options_of(12, 120)), two = filled_with(options_of(12, 120));
    assert_int_equal(one.customers, 12);
    assert_true(one.events > 12 * 100);
    assert_int_equal(one.events, two.events);
    assert_true(one.hash == two.hash);
}

TEST(another_seed_makes_another_book)
{
    SampleOptions options = options_of(12, 120);
    Content one = filled_with(options);
    options.seed++;
    assert_true(one.hash != filled_with(options).hash);
}

TEST(filling_twice_changes_nothing)
{
    Arena *arena = test_arena();
    Store *store = open_fresh(arena);
    fill(store, options_of(5, 100));
    Content before = content_of(store, *arena);
    fill(store, options_of(9, 50));
    assert_true(before.hash == content_of(store, *arena).hash);
    store_close(store);
}

TEST(a_run_that_was_cut_begins_again_from_nothing)
{
    SampleOptions options = options_of(5, 100);
    Content whole = filled_with(options);
    int cut = 0;
    for (bool done = false; !done; cut += 3) {
        Arena *arena = test_arena();
        Fault fault = {.at = cut, .err = ERR_STORE, .lasts = true};
        Store *store = faulty_store(open_fresh(arena), &fault);
        done = sample_fill(store, &options, NULL, NULL) == OK;
        fault.at = -1;
        fill(store, options);
        assert_true(content_of(store, *arena).hash == whole.hash);
        store_close(store);
    }
    assert_true(cut > 9);
}

TEST(removing_leaves_an_empty_database)
{
    Arena *arena = test_arena();
    Store *store = open_fresh(arena);
    assert_int_equal(sample_remove(store), OK);
    fill(store, options_of(7, 60));
    Content before = content_of(store, *arena);
    assert_int_equal(sample_remove(store), OK);
    int64_t customers;
    assert_int_equal(store_count_customers(store, &customers), OK);
    assert_int_equal(customers, 0);
    fill(store, options_of(7, 60));  // the ids of all events are free again
    assert_true(before.hash == content_of(store, *arena).hash);
    store_close(store);
}

TEST(removing_spares_everybody_else)
{
    Arena *arena = test_arena();
    Store *store = open_fresh(arena);
    fill(store, options_of(7, 60));
    Customer alike = {.external_id = S("sample-0100"), .name = S("Real"), .created_at = 1};
    alike.email = S("office@real.com");
    assert_int_equal(store_add_customer(store, &alike), OK);
    assert_int_equal(sample_remove(store), OK);
    int64_t customers;
    assert_int_equal(store_count_customers(store, &customers), OK);
    assert_int_equal(customers, 1);
    assert_int_equal(store_knows_customer(store, alike.id), OK);
    store_close(store);
}

TEST(a_removal_that_was_cut_is_finished_by_the_next)
{
    Arena *arena = test_arena();
    Fault fault = {.at = -1, .err = ERR_STORE, .lasts = true};
    Store *store = faulty_store(open_fresh(arena), &fault);
    fill(store, options_of(7, 60));
    Content whole = content_of(store, *arena);
    fault.at = fault.calls + 5;
    assert_int_equal(sample_remove(store), ERR_STORE);
    fault.at = -1;
    fill(store, options_of(7, 60));
    assert_true(whole.hash == content_of(store, *arena).hash);
    store_close(store);
}

TEST(revenue_and_invoices_are_in_the_currency_that_was_asked_for)
{
    Arena *arena = test_arena();
    Store *store = open_fresh(arena);
    SampleOptions options = options_of(7, 60);
    options.currency = S("JPY");  // which has no decimals
    fill(store, options);
    CustomerRow *row;
    int customers = list(store, arena, &row), invoices = 0;
    for (int i = 0; i < customers; i++) {
        assert_str_equal(row[i].customer.currency, S("JPY"));
        const EventQuery query = {.customer = row[i].customer.id,
                                  .has_type = true,
                                  .type = EVENT_INVOICE,
                                  .from = INT64_MIN,
                                  .to = INT64_MAX};
        Event *event = arena_new(arena, Event, 10);
        int events;
        assert_int_equal(store_events(store, arena, &query, 10, event, &events), OK);
        for (int e = 0; e < events; e++, invoices++) {
            assert_non_null(strstr(str_z(arena, event[e].details), "\"JPY\""));
            assert_true(str_find(event[e].details, '.') < 0);
        }
    }
    assert_true(invoices > 0);
    store_close(store);
}

TEST(a_database_with_customers_is_left_alone)
{
    Arena *arena = test_arena();
    Store *store = open_fresh(arena);
    Customer real = {.name = S("Real"), .created_at = 1};
    assert_int_equal(store_add_customer(store, &real), OK);
    SampleOptions options = options_of(7, 60);
    log_upto(LOG_ERROR);
    assert_int_equal(sample_fill(store, &options, NULL, NULL), ERR_CONFLICT);
    log_upto(LOG_NOTICE);
    int64_t customers;
    assert_int_equal(store_count_customers(store, &customers), OK);
    assert_int_equal(customers, 1);
    store_close(store);
}

// --- what was planted -----------------------------------------------------------

typedef struct {
    int band[BAND_COUNT];
    int unscored;
    int rising;  // by ten points or more within 30 days
    int falling;
} Book;

static Day day_of_options(SampleOptions options)
{
    return day_of(options.now);
}

static Facts facts_of(Store *store, Arena *arena, int64_t customer, Day from)
{
    Facts facts;
    assert_int_equal(store_facts(store, arena, customer, from, &facts), OK);
    return facts;
}

static void add_score(Book *book, const Facts *facts, Day day, Arena scratch)
{
    Picture picture = picture_of(facts, &metrics_shipped, day);
    Score score = score_of(&picture, scorecard_standard(), day);
    Trend trend = trend_of(facts, scorecard_standard(), day, scratch);
    if (score.scored)
        book->band[score.band]++;
    else
        book->unscored++;
    book->rising += trend.has_30d && trend.change_30d >= 10;
    book->falling += trend.has_30d && trend.change_30d <= -10;
}

static Book book_of(Store *store, Day day, Arena scratch)
{
    Book book = {0};
    CustomerRow *row;
    int rows = list(store, &scratch, &row);
    for (int i = 0; i < rows; i++) {
        Arena page = scratch;
        Facts facts =
            facts_of(store, &page, row[i].customer.id, trend_from(&metrics_shipped, day));
        add_score(&book, &facts, day, page);
    }
    return book;
}

static void assert_between(int low, int value, int high)
{
    if (value < low || value > high) fail_msg("%d is not in %d..%d", value, low, high);
}

TEST(the_bands_are_those_of_a_healthy_company)
{
    SampleOptions options = options_of(60, 400);
    for (options.seed = 1; options.seed <= 2; options.seed++) {
        Arena *arena = test_arena();
        Store *store = open_fresh(arena);
        fill(store, options);
        Book book = book_of(store, day_of_options(options), *arena);
        assert_int_equal(book.unscored, 1);
        assert_between(2, book.band[BAND_CRITICAL], 4);
        assert_between(7, book.band[BAND_AT_RISK], 11);
        assert_between(8, book.band[BAND_STABLE], 15);
        assert_between(32, book.band[BAND_HEALTHY], 40);
        assert_between(2, book.rising, 12);
        assert_between(2, book.falling, 12);
        store_close(store);
    }
}

// Logins of the days from `from` to `to`.
static int64_t logins_between(const Facts *facts, Day from, Day to)
{
    int64_t logins = 0;
    for (int i = 0; i < facts->dailies; i++) {
        const DailyCount *daily = &facts->daily[i];
        if (daily->type == EVENT_LOGIN && daily->day >= from && daily->day <= to)
            logins += daily->count;
    }
    return logins;
}

// The day a customer leaves, as its traits say; DAY_NONE: it stays.
static Day leaves_on(const Customer *customer)
{
    Str key = S("\"leaves_on\":\""), traits = customer->traits;
    for (; traits.length; traits = str_from(traits, 1)) {
        if (!str_starts(traits, key)) continue;
        Day day;
        assert_true(day_parse(str_until(str_from(traits, key.length), 10), &day));
        return day;
    }
    return DAY_NONE;
}

TEST(the_logins_of_those_who_leave_fade_45_days_before)
{
    Arena *arena = test_arena();
    Store *store = open_fresh(arena);
    SampleOptions options = options_of(60, 200);
    fill(store, options);
    Day today = day_of_options(options);
    CustomerRow *row;
    int rows = list(store, arena, &row), leavers = 0;
    for (int i = 0; i < rows; i++) {
        Day leaves = leaves_on(&row[i].customer);
        if (leaves == DAY_NONE) continue;
        leavers++;
        Facts facts = facts_of(store, arena, row[i].customer.id, today - 200);
        Day fades = leaves - SAMPLE_LEAD_DAYS;
        int64_t before = logins_between(&facts, fades - 27, fades);
        int64_t last = logins_between(&facts, leaves - 27, leaves);
        assert_true(before > 25 && last * 2 < before);
        assert_int_equal(logins_between(&facts, leaves, today), 0);
    }
    assert_int_equal(leavers, 4);
    store_close(store);
}

TEST(nothing_happens_after_the_present)
{
    Arena *arena = test_arena();
    Store *store = open_fresh(arena);
    SampleOptions options = options_of(20, 60);
    fill(store, options);
    CustomerRow *row;
    int rows = list(store, arena, &row), found = 0;
    EventQuery today = {.from = day_start(day_of_options(options)), .to = INT64_MAX};
    Event *event = arena_new(arena, Event, 500);
    for (int i = 0; i < rows; i++) {
        int count;
        today.customer = row[i].customer.id;
        assert_int_equal(store_events(store, arena, &today, 500, event, &count), OK);
        for (int e = 0; e < count; e++)
            assert_true(event[e].at <= options.now && event[e].received_at <= options.now);
        found += count;
    }
    assert_true(found > 0);  // but something does, until then
    store_close(store);
}

TEST(every_customer_has_all_that_a_list_shows)
{
    Arena *arena = test_arena();
    Store *store = open_fresh(arena);
    SampleOptions options = options_of(60, 30);
    fill(store, options);
    CustomerRow *row;
    int rows = list(store, arena, &row), segments[3] = {0};
    assert_int_equal(rows, 60);
    for (int i = 0; i < rows; i++) {
        const Customer *customer = &row[i].customer;
        assert_true(str_starts(customer->external_id, S("sample-00")));
        assert_true(customer->name.length && customer->email.length);
        assert_true(customer->owner.length && customer->plan.length && customer->seats > 0);
        assert_true(customer->mrr > 0 && str_equal(customer->currency, S("USD")));
        assert_true(customer->renews_on != DAY_NONE);
        assert_true(customer->created_at < options.now);
        segments[0] += str_equal(customer->segment, S("Enterprise"));
        segments[1] += str_equal(customer->segment, S("Mid-market"));
        segments[2] += str_equal(customer->segment, S("SMB"));
        for (int other = 0; other < i; other++)
            assert_false(str_equal(customer->name, row[other].customer.name));
    }
    assert_true(segments[0] > 5 && segments[1] > 5 && segments[2] > 5);
    assert_int_equal(segments[0] + segments[1] + segments[2], 60);
    store_close(store);
}

TEST(as_many_events_are_made_as_were_asked_for)
{
    SampleOptions options = options_of(30, 400);
    options.events = 300;
    Content content = filled_with(options);
    assert_between(250, content.events / 30, 350);
}

static void count_progress(void *context, int64_t done, int64_t of)
{
    int64_t *last = context;
    assert_int_equal(done, *last + 1);
    assert_int_equal(of, 5);
    *last = done;
}

TEST(progress_is_told_for_each_customer)
{
    Arena *arena = test_arena();
    Store *store = open_fresh(arena);
    SampleOptions options = options_of(5, 30);
    int64_t last = 0;
    assert_int_equal(sample_fill(store, &options, count_progress, &last), OK);
    assert_int_equal(last, 5);
    store_close(store);
}
