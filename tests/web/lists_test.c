#include "memory.h"
#include "visit.h"

#include "base/json_read.h"
#include "http/html.h"

#include <string.h>

static JsonValue read(Answer answer)
{
    JsonValue value = {0};
    JsonFault fault;
    assert_int_equal(json_read(memory(), answer.body, &value, &fault), OK);
    return value;
}

static Str text_of(JsonValue object, const char *name)
{
    Str text = {0};
    (void)json_get_text(json_member(object, str_of(name)), &text);
    return text;
}

static void add(const char *json)
{
    assert_int_equal(post("/api/customers", json).status, 201);
}

static void a_small_list(void)
{
    visit_new();
    add("{\"name\":\"Birch\",\"owner\":\"Maya Ortiz\",\"segment\":\"SMB\",\"mrr\":\"20\","
        "\"renews_on\":\"2026-12-24\"}");
    add("{\"name\":\"alder\",\"owner\":\"Maya Ortiz\",\"segment\":\"Enterprise\","
        "\"mrr\":\"30\",\"external_id\":\"crm-17\",\"plan\":\"gold\"}");
    add("{\"name\":\"Cedar & Co\",\"email\":\"hello@cedar.example\",\"mrr\":\"10\","
        "\"renews_on\":\"2027-02-01\",\"lifecycle\":\"onboarding\"}");
}

// The names of the list, with a space between.
static Str names(const char *target)
{
    Answer answer = get(target);
    assert_int_equal(answer.status, 200);
    Writer writer = {.arena = memory()};
    JsonWalk walk = {0};
    JsonValue list = json_member(read(answer), S("data"));
    while (json_next(list, &walk))
        writer_format(&writer, "%s%.*s", writer.length ? " " : "",
                      STR(text_of(walk.value, "name")));
    return writer_str(&writer);
}

TEST(a_list_holds_those_whom_the_query_fits)
{
    a_small_list();
    assert_str_equal(names("/api/customers?q=ALDER"), S("alder"));
    assert_str_equal(names("/api/customers?q=crm-17"), S("alder"));
    assert_str_equal(names("/api/customers?q=cedar+%26"), S("Cedar & Co"));
    assert_str_equal(names("/api/customers?segment=SMB"), S("Birch"));
    assert_str_equal(names("/api/customers?owner=Maya+Ortiz"), S("Birch alder"));
    assert_str_equal(names("/api/customers?plan=gold"), S("alder"));
    assert_str_equal(names("/api/customers?lifecycle=onboarding"), S("Cedar & Co"));
    assert_str_equal(names("/api/customers?band=no_data&owner=Maya+Ortiz"),
                     S("Birch alder"));
    assert_str_equal(names("/api/customers?band=healthy,critical&band=stable"), S(""));
    assert_str_equal(names("/api/customers?min_score=0"), S(""));
    assert_str_equal(names("/api/customers?renews_before=2027-01-01"), S("Birch"));
    assert_str_equal(names("/api/customers?renews_after=2027-01-01"), S("Cedar & Co"));
    assert_holds(get("/api/customers?owner=Maya+Ortiz&limit=1"), "\"total\":2");
}

TEST(a_list_is_sorted_as_it_was_asked_for)
{
    a_small_list();
    assert_str_equal(names("/api/customers?sort=name"), S("alder Birch Cedar & Co"));
    assert_str_equal(names("/api/customers?sort=-name"), S("Cedar & Co Birch alder"));
    assert_str_equal(names("/api/customers?sort=mrr"), S("Cedar & Co Birch alder"));
    assert_str_equal(names("/api/customers?sort=-mrr"), S("alder Birch Cedar & Co"));
    assert_str_equal(names("/api/customers?sort=renews_on"), S("Birch Cedar & Co alder"));
    assert_str_equal(names("/api/customers?sort=-renews_on"), S("Cedar & Co Birch alder"));
    assert_str_equal(names("/api/customers?sort=-score"), S("Birch alder Cedar & Co"));
    assert_str_equal(names("/api/customers?sort=last_seen"), S("Birch alder Cedar & Co"));
    assert_str_equal(names("/api/customers?sort=change_30d"), S("Birch alder Cedar & Co"));
}

TEST(a_field_of_a_form_that_was_left_empty_chooses_nothing)
{
    a_small_list();
    assert_str_equal(
        names("/api/customers?q=&segment=&owner=&band=&min_score=&renews_before=&sort="
              "&cursor=&limit="),
        S("Birch alder Cedar & Co"));
}

TEST(every_wrong_value_of_a_list_is_named_in_one_answer)
{
    a_small_list();
    Answer answer = get("/api/customers?band=fine&sort=age&min_score=1e3&max_score=101&"
                        "renews_before=soon&renews_after=2026-02-30&limit=0&q=a");
    assert_int_equal(answer.status, 422);
    static const char *const wrong[] = {
        "band", "sort", "min_score", "max_score", "renews_before", "renews_after", "limit"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_holds(
            answer,
            str_z(memory(), str_format(memory(), "\"loc\":[\"query\",\"%s\"]", wrong[i])));
    assert_lacks(answer, "\"q\"");
    static const char *const scores[] = {
        "-1", "nan", "1e1", ".", "1.2.3", "0x10", " 5", "100.01", "123456789012345678901"};
    for (size_t i = 0; i < sizeof scores / sizeof *scores; i++)
        assert_int_equal(
            get(str_z(memory(), str_format(memory(), "/api/customers?max_score=%.*s",
                                           STR(url_part(memory(), str_of(scores[i]))))))
                .status,
            422);
    assert_str_equal(names("/api/customers?max_score=100&min_score=.5"), S(""));
}

TEST(a_text_of_more_than_255_characters_is_refused)
{
    a_small_list();
    char longest[256] = {0};
    memset(longest, 'x', 255);
    assert_int_equal(
        get(str_z(memory(), str_format(memory(), "/api/customers?q=%s", longest))).status,
        200);
    assert_int_equal(
        get(str_z(memory(), str_format(memory(), "/api/customers?q=%sx", longest))).status,
        422);
}

TEST(a_cursor_is_good_for_its_own_filters_and_sort_alone)
{
    a_small_list();
    static const char *const lists[] = {"sort=name",        "sort=-name", "sort=mrr",
                                        "band=no_data",     "q=a",        "",
                                        "owner=Maya+Ortiz", "sort=-score"};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        Str target = str_format(memory(), "/api/customers?%s&limit=1", lists[i]);
        Str cursor = text_of(read(get(str_z(memory(), target))), "next_cursor");
        assert_true(cursor.length > 0);
        for (size_t j = 0; j < sizeof lists / sizeof *lists; j++) {
            Str other = str_format(memory(), "/api/customers?%s&cursor=%.*s", lists[j],
                                   STR(cursor));
            assert_int_equal(get(str_z(memory(), other)).status, i == j ? 200 : 400);
        }
    }
}

TEST(the_link_to_the_next_page_keeps_the_query)
{
    a_small_list();
    Answer answer = get("/api/customers?sort=name&band=no_data&limit=1&owner=Maya%20Ortiz");
    Str link = header(answer, "Link");
    assert_true(str_starts(
        link,
        S("</api/customers?band=no_data&owner=Maya%20Ortiz&sort=name&limit=1&cursor=")));
    Str url = str_from(link, 1);
    assert_str_equal(names(str_z(memory(), str_cut(&url, '>'))), S("Birch"));
}

TEST(a_name_of_any_characters_is_a_place_to_go_on_from)
{
    visit_new();
    char longest[4 * 255 + 1] = {0};
    for (size_t i = 0; i < 255; i++)
        memcpy(longest + 4 * i, "\xF0\x9F\x9A\x80", 4);
    add(str_z(memory(), str_format(memory(), "{\"name\":\"%s\"}", longest)));
    add(str_z(memory(), str_format(memory(), "{\"name\":\"%s\"}", longest)));
    add("{\"name\":\"a\"}");
    add("{\"name\":\"\\u202e<script>\"}");
    Str target = S("/api/customers?sort=name&limit=1");
    for (int page = 0; page < 4; page++) {
        Answer answer = get(str_z(memory(), target));
        assert_int_equal(answer.status, 200);
        Str url = str_from(header(answer, "Link"), 1);
        assert_int_equal(url.length > 0, page < 3);
        target = str_cut(&url, '>');
    }
}
