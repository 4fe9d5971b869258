// Whoever listens is told every change once, in its order, or that it missed some.
#include "base/clock.h"
#include "service/inside.h"
#include "service/writing/news.h"
#include "test.h"

static Service service;
static NewsPage page;

static void listen_anew(void)
{
    Arena *life = test_arena();
    news_open(life, &service.news);
    page = (NewsPage){0};
}

static void end(void)
{
    news_close(service.news);
}

static void note(int64_t customer, int changes)
{
    for (int c = 0; c < changes; c++) {
        const NewsItem item = {.customer = customer + c, .after = {true, 50, BAND_AT_RISK}};
        news_note(service.news, &item, 1);
    }
}

TEST(nobody_wants_to_know_until_somebody_listens)
{
    listen_anew();
    assert_false(news_wanted(service.news));
    get_news(&service, UINT64_MAX, &page);
    assert_true(news_wanted(service.news));
    assert_int_equal(page.changes, 0);
    assert_false(page.missed);
    end();
}

TEST(every_change_is_told_once_and_in_its_order)
{
    listen_anew();
    note(1, NEWS_PAGE + 5);
    get_news(&service, 0, &page);
    assert_int_equal(page.changes, NEWS_PAGE);
    assert_true(page.has_more);
    for (int c = 0; c < page.changes; c++) {
        assert_int_equal(page.change[c].number, c + 1);
        assert_int_equal(page.change[c].customer, c + 1);
    }
    get_news(&service, page.next, &page);
    assert_int_equal(page.changes, 5);
    assert_false(page.has_more);
    assert_int_equal(page.change[4].customer, NEWS_PAGE + 5);
    get_news(&service, page.next, &page);
    assert_int_equal(page.changes, 0);
    assert_int_equal(service_news(&service), NEWS_PAGE + 5);
    end();
}

TEST(what_the_ring_holds_no_more_was_missed)
{
    listen_anew();
    note(1, NEWS_KEPT);
    get_news(&service, 0, &page);
    assert_false(page.missed);
    note(9000, 1);
    get_news(&service, 0, &page);
    assert_true(page.missed);
    assert_int_equal(page.change[0].customer, 2);
    get_news(&service, NEWS_KEPT, &page);
    assert_false(page.missed);
    assert_int_equal(page.changes, 1);
    assert_int_equal(page.change[0].customer, 9000);
    end();
}

TEST(what_nobody_looked_at_was_missed)
{
    listen_anew();
    note(1, 2);
    news_skip(service.news);
    note(3, 1);
    get_news(&service, 1, &page);
    assert_true(page.missed);
    assert_int_equal(page.changes, 1);
    assert_int_equal(page.change[0].customer, 3);
    get_news(&service, 3, &page);
    assert_false(page.missed);
    assert_int_equal(page.changes, 1);
    end();
}
