#include "stage.h"

#include "base/clock.h"
#include "base/fold.h"
#include "service/asking/lists.h"
#include "service/writing/changes.h"

#include <stdlib.h>

#define TODAY ((Day)20000)
#define NOON (day_start(TODAY) + MILLIS_A_DAY / 2)

enum { MANY = 60, MOST = 200 };

static Change plain(void)
{
    return (Change){.arena = stage_memory(), .receipt = stage_receipt()};
}

static Customer called(Str name)
{
    return (Customer){.name = name,
                      .lifecycle = S("active"),
                      .currency = S("USD"),
                      .renews_on = DAY_NONE,
                      .traits = S("{}"),
                      .created_at = clock_now()};
}

static int64_t store_customer_as(Service *service, Customer customer)
{
    assert_int_equal(stage_await(change_add_customer(service, plain(), &customer)), OK);
    return customer.id;
}

static void log_in(Service *service, int64_t customer, int times, Day day)
{
    for (int t = 0; t < times; t++) {
        Event login = stage_event(customer, EVENT_LOGIN, day_start(day) + t);
        stage_store(service, &login);
    }
}

static CustomerList first_page(Service *service, const ListQuery *query, int most)
{
    CustomerList list;
    const ListPage page = {.most = most};
    assert_int_equal(get_list(service, stage_memory(), query, &page, &list), OK);
    return list;
}

// The names of those who are found, in their order, with a space between.
static Str names_of(Service *service, ListQuery query)
{
    Writer names = {.arena = stage_memory()};
    CustomerList list = first_page(service, &query, MOST);
    assert_int_equal(list.total, list.rows);
    for (int i = 0; i < list.rows; i++)
        writer_format(&names, "%s%.*s", i ? " " : "", STR(list.row[i].customer.name));
    return writer_str(&names);
}

static Str found_by(Service *service, const char *text)
{
    ListQuery query = list_everybody();
    query.text = str_of(text);
    return names_of(service, query);
}

TEST(a_customer_is_found_by_name_email_and_external_id_however_they_are_written)
{
    Service *service = stage_begin(NOON);
    Customer customer = called(S("Z\xC3\xBCrich"));
    customer.email = S("Billing@Acme.example");
    customer.external_id = S("CRM-17");
    (void)store_customer_as(service, customer);
    (void)store_customer_as(service, called(S("Other")));

    assert_str_equal(found_by(service, "Z\xC3\x9CR"), S("Z\xC3\xBCrich"));
    assert_str_equal(found_by(service, "u\xCC\x88rich"), S("Z\xC3\xBCrich"));
    assert_str_equal(found_by(service, "billing@acme"), S("Z\xC3\xBCrich"));
    assert_str_equal(found_by(service, "crm-17"), S("Z\xC3\xBCrich"));
    assert_str_equal(found_by(service, " crm  ACME "), S("Z\xC3\xBCrich"));
    assert_str_equal(found_by(service, "crm other"), S(""));
    assert_str_equal(found_by(service, "%"), S(""));
    assert_str_equal(found_by(service, ""), S("Z\xC3\xBCrich Other"));
    assert_str_equal(found_by(service, "other"), S("Other"));
}

TEST(what_is_asked_for_exactly_is_compared_exactly)
{
    Service *service = stage_begin(NOON);
    Customer a = called(S("A")), b = called(S("B"));
    a.segment = S("SMB");
    a.owner = S("Maya Ortiz");
    a.plan = S("gold");
    b.segment = S("smb");
    b.lifecycle = S("onboarding");
    (void)store_customer_as(service, a);
    (void)store_customer_as(service, b);

    ListQuery query = list_everybody();
    query.segment = S("SMB");
    assert_str_equal(names_of(service, query), S("A"));
    query.owner = S("Maya Ortiz");
    query.plan = S("gold");
    query.lifecycle = S("active");
    assert_str_equal(names_of(service, query), S("A"));
    query.owner = S("Maya");
    assert_str_equal(names_of(service, query), S(""));

    query = list_everybody();
    query.lifecycle = S("onboarding");
    assert_str_equal(names_of(service, query), S("B"));
    query.segment = S("active");  // a word, but no segment
    assert_str_equal(names_of(service, query), S(""));
}

TEST(who_has_left_is_listed_only_where_one_asks_for_those)
{
    Service *service = stage_begin(NOON);
    Customer gone = called(S("gone"));
    gone.lifecycle = S("churned");
    (void)store_customer_as(service, gone);
    (void)store_customer_as(service, called(S("here")));
    ListQuery query = list_everybody();
    assert_str_equal(names_of(service, query), S("here"));
    query.by = SORT_NAME;
    assert_str_equal(names_of(service, query), S("here"));
    query.lifecycle = S("churned");
    assert_str_equal(names_of(service, query), S("gone"));
}

TEST(bands_scores_and_renewals_bound_the_list)
{
    Service *service = stage_begin(NOON);
    Customer soon = called(S("soon")), late = called(S("late"));
    soon.renews_on = TODAY + 10;
    late.renews_on = TODAY + 20;
    int64_t active = store_customer_as(service, soon);
    (void)store_customer_as(service, late);
    (void)store_customer_as(service, called(S("never")));
    log_in(service, active, 130, TODAY);
    double score = stage_details(service, active, scorecard_standard()).row.score;

    ListQuery query = list_everybody();
    query.states = 1U << STATE_UNSCORED;
    assert_str_equal(names_of(service, query), S("late never"));
    query.states = (1U << BAND_COUNT) - 1;
    assert_str_equal(names_of(service, query), S("soon"));
    query = list_everybody();
    query.has_least = query.has_most = true;
    query.least_score = query.most_score = score;  // both bounds are inside
    assert_str_equal(names_of(service, query), S("soon"));
    query.least_score = score + 0.5;
    query.most_score = 100;
    assert_str_equal(names_of(service, query), S(""));
    query = list_everybody();
    query.renews_before = TODAY + 20;  // neither is
    assert_str_equal(names_of(service, query), S("soon"));
    query.renews_before = DAY_NONE;
    query.renews_after = TODAY + 10;
    assert_str_equal(names_of(service, query), S("late"));
}

TEST(names_stand_in_the_order_of_their_folded_letters)
{
    Service *service = stage_begin(NOON);
    static const char *const names[] = {"b", "A", "a", "C", "B"};
    for (size_t i = 0; i < 5; i++)
        (void)store_customer_as(service, called(str_of(names[i])));
    ListQuery query = list_everybody();
    query.by = SORT_NAME;
    assert_str_equal(names_of(service, query), S("A a b B C"));
    query.descending = true;
    assert_str_equal(names_of(service, query), S("C b B A a"));
}

TEST(revenue_is_sorted_by_its_amount_whatever_the_currency)
{
    Service *service = stage_begin(NOON);
    Customer yen = called(S("yen")), dollars = called(S("dollars"));
    yen.currency = S("JPY");
    yen.mrr = 500;        // 500
    dollars.mrr = 49900;  // 499.00
    (void)store_customer_as(service, dollars);
    (void)store_customer_as(service, yen);
    (void)store_customer_as(service, called(S("none")));
    ListQuery query = list_everybody();
    query.by = SORT_MRR;
    assert_str_equal(names_of(service, query), S("none dollars yen"));
    query.descending = true;
    assert_str_equal(names_of(service, query), S("yen dollars none"));
}

TEST(what_was_just_stored_is_in_the_next_list_and_what_was_erased_is_not)
{
    Service *service = stage_begin(NOON);
    ListQuery query = list_everybody();
    query.owner = S("Maya");
    assert_str_equal(names_of(service, query), S(""));
    Customer customer = called(S("Acme"));
    customer.owner = S("Maya");
    Erasure erasure = {.customer = store_customer_as(service, customer)};
    assert_str_equal(names_of(service, query), S("Acme"));

    CustomerPatch patch = {
        .customer = erasure.customer, .fields = PATCH_OWNER, .values = {.owner = S("Sam")}};
    assert_int_equal(stage_await(change_patch_customer(service, plain(), &patch)), OK);
    assert_str_equal(names_of(service, query), S(""));
    query.owner = S("Sam");
    assert_str_equal(names_of(service, query), S("Acme"));

    assert_int_equal(stage_await(change_erase_customer(service, plain(), &erasure)), OK);
    assert_str_equal(names_of(service, query), S(""));
}

TEST(a_page_says_what_comes_before_and_after_it)
{
    Service *service = stage_begin(NOON);
    static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g"};
    for (size_t i = 0; i < 7; i++)
        (void)store_customer_as(service, called(str_of(names[i])));
    ListQuery query = list_everybody();
    query.by = SORT_NAME;
    CustomerList list = first_page(service, &query, 3);
    assert_true(list.has_more && !list.has_previous && list.before == 0);
    for (int second = 3; second < 7; second += 3) {
        ListPage page = {.behind = true, .place = list.next, .most = 3};
        assert_int_equal(get_list(service, stage_memory(), &query, &page, &list), OK);
        assert_int_equal(list.before, second);
        assert_int_equal(list.has_more, second + 3 < 7);
        CustomerList back;
        assert_int_equal(get_list(service, stage_memory(), &query, &list.previous, &back),
                         OK);
        assert_int_equal(back.before, second - 3);
        assert_str_equal(back.row[0].customer.name, str_of(names[second - 3]));
    }
    assert_int_equal(list.rows, 1);
}

// --- any walk ------------------------------------------------------------

static const char *const owners[] = {"", "Maya", "Sam"};
static const char *const segments[] = {"", "SMB", "Enterprise", "Mid-market"};

static Customer any_customer(int number)
{
    Customer customer =
        called(str_format(stage_memory(), "%c\xC3\xA9 %d", "aBcD"[rand() % 4], number % 7));
    customer.email = str_format(stage_memory(), "%d@example.com", number);
    customer.owner = str_of(owners[rand() % 3]);
    customer.segment = str_of(segments[rand() % 4]);
    customer.mrr = rand() % 4 * 1000;
    if (rand() % 3) customer.renews_on = TODAY + rand() % 5;
    return customer;
}

static ListQuery any_query(void)
{
    ListQuery query = list_everybody();
    if (rand() % 3 == 0) query.owner = str_of(owners[rand() % 3]);
    if (rand() % 3 == 0) query.segment = str_of(segments[rand() % 4]);
    if (rand() % 3 == 0) query.states = (unsigned)rand() & ((1U << STATES) - 1);
    if (rand() % 4 == 0) query.text = str_of("A");
    if (rand() % 4 == 0) query.renews_before = TODAY + rand() % 5;
    query.has_most = rand() % 5 == 0;
    query.most_score = rand() % 101;
    query.by = (SortBy)(rand() % SORT_COUNT);
    query.descending = rand() % 2;
    return query;
}

static bool fits(const ListQuery *query, const CustomerRow *row)
{
    const Customer *customer = &row->customer;
    unsigned state = 1U << score_state(row->scored, row->band, row->status);
    Str name = str_fold(stage_memory(), customer->name);
    return (!query->owner.length || str_equal(query->owner, customer->owner)) &&
           (!query->segment.length || str_equal(query->segment, customer->segment)) &&
           (!query->states || query->states & state) &&
           (!query->text.length || str_find(name, 'a') >= 0 ||
            str_find(customer->email, 'a') >= 0) &&
           (query->renews_before == DAY_NONE ||
            (customer->renews_on != DAY_NONE &&
             customer->renews_on < query->renews_before)) &&
           (!query->has_most || (row->scored && row->score <= query->most_score));
}

// Where it stands; false where there is nothing to sort it by.
static bool key_of(SortBy by, const CustomerRow *row, double *out)
{
    const Customer *customer = &row->customer;
    const bool has[SORT_COUNT] = {row->scored,
                                  true,
                                  true,
                                  row->trend.has_30d,
                                  row->picture.any,
                                  customer->renews_on != DAY_NONE};
    const double key[SORT_COUNT] = {row->score,
                                    (double)customer->mrr,
                                    0,
                                    row->trend.change_30d,
                                    (double)row->picture.last_seen_at,
                                    customer->renews_on};
    *out = key[by];
    return has[by];
}

static void assert_in_order(const ListQuery *query, const CustomerRow *a,
                            const CustomerRow *b)
{
    double left, right;
    bool has_left = key_of(query->by, a, &left), has_right = key_of(query->by, b, &right);
    int order = has_left != has_right ? (has_left ? -1 : 1) : 0;
    int names = str_compare(str_fold(stage_memory(), a->customer.name),
                            str_fold(stage_memory(), b->customer.name));
    double apart = query->by == SORT_NAME ? names : left - right;
    if (!order && has_left && apart != 0) order = (apart < 0) != query->descending ? -1 : 1;
    assert_true(order < 0 || (order == 0 && a->customer.id < b->customer.id));
}

// Others come, change and go: those behind the first MANY.
static void disturb(Service *service)
{
    static int64_t other[MOST];
    static int others;
    if (others < 8) {
        other[others++] = store_customer_as(service, any_customer(rand()));
        return;
    }
    Erasure erasure = {.customer = other[--others]};
    assert_int_equal(stage_await(change_erase_customer(service, plain(), &erasure)), OK);
    log_in(service, other[rand() % others], 1, TODAY - rand() % 40);
}

// Walk the list, and note how often each of the first MANY was met.
static void walk(Service *service, const ListQuery *query, int64_t last, int *met)
{
    ListPage page = {.most = 1 + rand() % 20};
    CustomerRow before = {0};
    CustomerList list = {.has_more = true};
    while (list.has_more) {
        assert_int_equal(get_list(service, stage_memory(), query, &page, &list), OK);
        for (int i = 0; i < list.rows; i++) {
            const CustomerRow *row = &list.row[i];
            assert_true(fits(query, row));
            if (row->customer.id > last) continue;
            met[row->customer.id]++;
            if (before.customer.id) assert_in_order(query, &before, row);
            before = *row;
        }
        page.behind = true;
        page.place = list.next;
        disturb(service);
    }
}

TEST(any_walk_meets_each_customer_that_fits_once_and_in_order_while_others_change)
{
    Service *service = stage_begin(NOON);
    srand(7);
    int64_t last = 0;
    for (int i = 0; i < MANY; i++) {
        last = store_customer_as(service, any_customer(i));
        if (i % 4) log_in(service, last, 1 + rand() % 20, TODAY - rand() % 60);
    }
    HealthScores all = stage_list(service);
    for (int round = 0; round < 60; round++) {
        ListQuery query = any_query();
        int met[MANY + 1] = {0};
        walk(service, &query, last, met);
        for (int i = 0; i < all.rows; i++)
            assert_int_equal(met[all.row[i].customer.id], fits(&query, &all.row[i]));
    }
}

TEST(an_order_holds_everybody_who_fits)
{
    Service *service = stage_begin(NOON);
    for (int i = 0; i < 20; i++)
        (void)store_customer_as(service, any_customer(i));
    ListQuery query = list_everybody();
    query.by = SORT_MRR;
    ListOrder order;
    CustomerList list = first_page(service, &query, MOST), rows;
    assert_int_equal(get_list_order(service, stage_memory(), &query, &order), OK);
    assert_int_equal(order.customers, list.rows);
    assert_int_equal(
        get_customers(service, stage_memory(), order.customer, list.rows, &rows), OK);
    assert_int_equal(rows.rows, list.rows);
    for (int i = 0; i < list.rows; i++)
        assert_int_equal(rows.row[i].customer.id, list.row[i].customer.id);
}
