#include "http/negotiate.h"
#include "test.h"

enum {
    JSON = 1 << MEDIA_JSON,
    HTML = 1 << MEDIA_HTML,
    CSV = 1 << MEDIA_CSV,
};

static Media choose(Str accept, int gives, Media prefers)
{
    const Pair header[] = {{S("accept"), accept}};
    Request request = {.header = header, .headers = 1};
    return negotiate(&request, gives, prefers);
}

// What a client gets that may have JSON or a page, where JSON is preferred.
static Media of_both(Str accept)
{
    return choose(accept, JSON | HTML, MEDIA_JSON);
}

TEST(browsers_get_the_page)
{
    assert_int_equal(
        of_both(S("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")),
        MEDIA_HTML);
    assert_int_equal(of_both(S("text/html, application/xhtml+xml, image/jxr, */*")),
                     MEDIA_HTML);
    assert_int_equal(
        of_both(
            S("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,"
              "image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7")),
        MEDIA_HTML);
}

TEST(programs_get_json)
{
    assert_int_equal(of_both(S("application/json")), MEDIA_JSON);
    assert_int_equal(of_both(S("application/json, text/plain, */*")), MEDIA_JSON);
    assert_int_equal(of_both(S("application/problem+json")), MEDIA_JSON);
    assert_int_equal(of_both(S("APPLICATION/Json; charset=utf-8")), MEDIA_JSON);
}

TEST(of_equals_the_first_asked_for_is_given)
{
    assert_int_equal(of_both(S("text/html, application/json")), MEDIA_HTML);
    assert_int_equal(of_both(S("application/json, text/html")), MEDIA_JSON);
}

TEST(a_higher_q_wins_whatever_the_order)
{
    assert_int_equal(of_both(S("text/html;q=0.5, application/json")), MEDIA_JSON);
    assert_int_equal(of_both(S("application/json;q=0.899, text/html;q=0.9")), MEDIA_HTML);
    assert_int_equal(of_both(S("application/json ; Q=0.1 , text/*")), MEDIA_HTML);
    assert_int_equal(of_both(S("application/json;q=0.5, */*;q=0.6")), MEDIA_HTML);
}

TEST(the_more_exact_range_decides_about_a_type)
{
    assert_int_equal(of_both(S("*/*, application/json;q=0.1")), MEDIA_HTML);
    assert_int_equal(of_both(S("text/*;q=0.2, text/html;q=0.9, application/*;q=0.5")),
                     MEDIA_HTML);
    assert_int_equal(of_both(S("*/*, text/html;q=0")), MEDIA_JSON);
}

TEST(who_has_no_wish_gets_what_the_route_prefers)
{
    Request request = {0};
    assert_int_equal(negotiate(&request, JSON | HTML, MEDIA_HTML), MEDIA_HTML);
    assert_int_equal(negotiate(&request, JSON | HTML, MEDIA_JSON), MEDIA_JSON);
    assert_int_equal(choose(S("*/*"), JSON | HTML, MEDIA_HTML), MEDIA_HTML);
    assert_int_equal(choose(S("*/*;q=0.1"), JSON | HTML | CSV, MEDIA_CSV), MEDIA_CSV);
    assert_int_equal(choose(S(""), JSON | HTML, MEDIA_HTML), MEDIA_HTML);
    assert_int_equal(choose(S(" , ,"), JSON | HTML, MEDIA_HTML), MEDIA_HTML);
    assert_int_equal(choose(S("*/*"), JSON, MEDIA_HTML), MEDIA_JSON);
    assert_int_equal(choose(S("text/*"), HTML | CSV, MEDIA_CSV), MEDIA_CSV);
}

TEST(what_nobody_accepts_is_not_given)
{
    assert_int_equal(of_both(S("image/png")), MEDIA_NONE);
    assert_int_equal(of_both(S("text/csv")), MEDIA_NONE);
    assert_int_equal(of_both(S("*/*;q=0")), MEDIA_NONE);
    assert_int_equal(of_both(S("application/json;q=0.000")), MEDIA_NONE);
    assert_int_equal(of_both(S("*/html")), MEDIA_NONE);
    assert_int_equal(of_both(S("text")), MEDIA_NONE);
    assert_int_equal(choose(S("text/csv"), JSON | CSV, MEDIA_JSON), MEDIA_CSV);
}

TEST(a_q_that_cannot_be_read_takes_nothing_away)
{
    assert_int_equal(of_both(S("text/html;q=high, application/json;q=0.9")), MEDIA_HTML);
    assert_int_equal(of_both(S("text/html;q=, application/json;q=0.9")), MEDIA_HTML);
    assert_int_equal(of_both(S("text/html;q=0.1234, application/json;q=0.9")), MEDIA_HTML);
}

TEST(a_wish_may_come_in_several_fields)
{
    const Pair header[] = {{S("Accept"), S("application/json;q=0.2")},
                           {S("Host"), S("text/csv")},
                           {S("Accept"), S("text/html")}};
    Request request = {.header = header, .headers = 3};
    assert_int_equal(negotiate(&request, JSON | HTML, MEDIA_JSON), MEDIA_HTML);
}
