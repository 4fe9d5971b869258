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

// "alder" was busy in autumn, "Cedar & Co" three times, and both are silent since.
static void log_in(int customer, int times, const char *day)
{
    for (int i = 0; i < times; i++)
        assert_int_equal(
            post(
                str_z(memory(), str_format(memory(), "/api/customers/%d/events", customer)),
                str_z(memory(),
                      str_format(memory(),
                                 "{\"type\":\"login\",\"timestamp\":\"%sT09:30:00Z\"}",
                                 day)))
                .status,
            201);
}

TEST(a_bound_that_is_not_included_parts_the_scores_with_the_one_that_is)
{
    a_small_list();
    log_in(2, 90, "2026-11-20");
    log_in(3, 3, "2026-10-28");
    double score;
    JsonWalk walk = {0};
    JsonValue list = json_member(read(get("/api/customers?q=cedar")), S("data"));
    assert_true(json_next(list, &walk));
    JsonValue health = json_member(walk.value, S("health"));
    assert_true(json_get_double(json_member(health, S("health_score")), &score));
    const char *is = str_z(memory(), str_format(memory(), "%.4f", score));
    const char *below = str_format(memory(), "/api/customers?score_below=%s", is).text;
    assert_str_equal(names(below), S(""));
    assert_str_equal(
        names(str_z(memory(), str_format(memory(), "/api/customers?min_score=%s", is))),
        S("Cedar & Co alder"));
    assert_str_equal(names("/api/customers?score_below=100"), S("Cedar & Co alder"));
}

TEST(who_slips_by_ageing_alone_is_found_by_how_soon)
{
    a_small_list();
    log_in(2, 90, "2026-11-20");
    JsonWalk walk = {0};
    assert_true(
        json_next(json_member(read(get("/api/dashboard")), S("next_drops")), &walk));
    Day drops, today;
    assert_true(day_parse(text_of(walk.value, "date"), &drops));
    assert_true(day_parse(S("2026-11-22"), &today));
    const int days = drops - today;
    assert_in_range(days, 2, 399);
    for (int before = 0; before < 2; before++)
        assert_str_equal(
            names(str_z(memory(), str_format(memory(), "/api/customers?slips_within=%d",
                                             days - before))),
            before ? S("") : S("alder"));
    assert_int_equal(get("/api/customers?slips_within=0").status, 422);
    assert_int_equal(get("/api/customers?slips_within=401").status, 422);
    assert_holds(get_page("/api/customers?slips_within=soon"), "“slips_within” is ignored");
}

TEST(what_cannot_be_of_the_past_is_named)
{
    a_small_list();
    static const char *const wrong[] = {
        "was=stable",
        "was=2026-11-22",
        "was=2026-11-22:",
        "was=:stable",
        "was=2026-11-23:stable",
        "was=1900-01-01:stable",
        "was=2026-11-22:a",
        "was=2026-11-22:stable&was=2026-11-21:stable&was=2026-11-20:stable"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const char *target =
            str_z(memory(), str_format(memory(), "/api/customers?%s", wrong[i]));
        assert_int_equal(get(target).status, 422);
        assert_holds(get_page(target), "“was” is ignored");
    }
    Answer page = get_page("/api/customers?was=2026-11-22:no_data,critical&q=alder");
    assert_holds(page, "Critical or No data on 22 Nov 2026; who has left since is among "
                       "them.");
    assert_holds(page,
                 "name=\"was\" value=\"2026-11-22:critical,no_data\" form=\"filter\"");
    assert_lacks(page, "Save view");
    assert_holds(page, ">alder<");
    assert_int_equal(
        post("/api/views", "{\"name\":\"Then\",\"query\":\"was=2026-11-22:stable\"}")
            .status,
        422);
    assert_holds(get("/api/customers?was=2026-11-22:customer&format=csv"), "alder");
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

TEST(a_search_has_at_most_the_500_characters_of_a_name_and_other_texts_255)
{
    a_small_list();
    static const struct {
        const char *parameter;
        int most;
    } texts[] = {{"q", 500}, {"segment", 255}, {"owner", 255}, {"plan", 255}};
    char longest[501];
    memset(longest, 'x', sizeof longest);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (int over = 0; over < 2; over++) {
            Str target = str_format(memory(), "/api/customers?%s=%.*s", texts[i].parameter,
                                    texts[i].most + over, longest);
            assert_int_equal(get(str_z(memory(), target)).status, over ? 422 : 200);
        }
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
    char longest[4 * 500 + 1] = {0};
    for (size_t i = 0; i < 500; i++)
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

// --- as a table -----------------------------------------------------------

#define MADE_OF                                                                             \
    ",standard,0,78f63cfb84664241d8102dd30893f90cb4aa052738356747beeff17e61beaf6f," VERSION \
    ",0"

TEST(a_list_as_a_table_is_the_whole_list)
{
    a_small_list();
    Answer table = get("/api/customers?format=csv&sort=name&limit=1");
    assert_int_equal(table.status, 200);
    assert_str_equal(table.type, S("text/csv; charset=utf-8; header=present"));
    assert_str_equal(header(table, "Content-Disposition"),
                     S("attachment; filename=\"customers.csv\""));
    assert_str_equal(
        table.body,
        S("id,external_id,name,email,segment,plan,owner,lifecycle,mrr,currency,seats,"
          "renews_on,created_at,last_seen_at,health_score,band,status,coverage,change_7d,"
          "change_30d,scorecard,scorecard_version,scorecard_hash,engine,watermark\r\n"
          "2,crm-17,alder,,Enterprise,gold,Maya Ortiz,active,30.00,USD,0,,"
          "2026-11-22T12:00:00Z,,,,no_data,0,," MADE_OF "\r\n"
          "1,,Birch,,SMB,,Maya Ortiz,active,20.00,USD,0,2026-12-24,2026-11-22T12:00:00Z,"
          ",,,no_data,0,," MADE_OF "\r\n"
          "3,,Cedar & Co,hello@cedar.example,,,,onboarding,10.00,USD,0,2027-02-01,"
          "2026-11-22T12:00:00Z,,,,no_data,0,," MADE_OF "\r\n"));
    Answer asked =
        visit(METHOD_GET, "/api/customers?segment=SMB", "text/csv", NULL, (Str){0});
    assert_int_equal(asked.status, 200);
    assert_holds(asked, "\r\n1,,Birch,");
    assert_lacks(asked, "alder");
    assert_int_equal(get("/api/customers?format=csv&band=fine").status, 422);
}

TEST(no_cell_of_a_table_is_a_formula_or_breaks_a_row)
{
    visit_new();
    add("{\"name\":\"=cmd|' /C calc'!A0\",\"owner\":\"+1\",\"segment\":\"-2\",\"plan\":\"@x\","
        "\"email\":\"\\t=1\",\"external_id\":\"a,\\\"b\\\"\"}");
    add("{\"name\":\"two\\r\\nlines\"}");
    Answer table = get("/api/customers?format=csv");
    assert_holds(table, "\r\n1,\"a,\"\"b\"\"\",'=cmd|' /C calc'!A0,'\t=1,'-2,'@x,'+1,");
    assert_holds(table, "\r\n2,,\"two\r\nlines\",");
}

TEST(a_long_list_as_a_table_has_every_row_once)
{
    visit_new();
    for (int i = 0; i < 450; i++)
        (void)add_customer("Acme");
    Answer table = get("/api/customers?format=csv&sort=-name");
    int rows = 0;
    for (size_t i = 0; i < table.body.length; i++)
        rows += table.body.text[i] == '\n';
    assert_int_equal(rows, 451);
    for (int i = 1; i <= 450; i++)
        assert_holds(table, str_z(memory(), str_format(memory(), "\r\n%d,,Acme,", i)));
}

// --- views ---------------------------------------------------------------

TEST(a_view_is_kept_in_our_words_and_says_how_many_it_holds)
{
    a_small_list();
    Answer kept = post("/api/views", "{\"name\":\"Maya's\",\"query\":\"sort=-mrr&x=1&"
                                     "owner=Maya+Ortiz&band=\"}");
    assert_int_equal(kept.status, 201);
    assert_str_equal(header(kept, "Location"), S("/api/views"));
    assert_holds(kept, "\"query\":\"owner=Maya%20Ortiz\\u0026sort=-mrr\"");
    assert_int_equal(post("/api/views", "{\"name\":\"all\"}").status, 201);
    Answer list = get("/api/views");
    assert_str_equal(
        list.body,
        S("{\"data\":[{\"id\":1,\"name\":\"Maya's\",\"query\":\"owner=Maya%20Ortiz\\u0026sort=-mrr\","
          "\"url\":\"/api/customers?owner=Maya%20Ortiz\\u0026sort=-mrr\","
          "\"created_at\":\"2026-11-22T12:00:00Z\",\"customers\":2},"
          "{\"id\":2,\"name\":\"all\",\"query\":\"\",\"url\":\"/api/customers\","
          "\"created_at\":\"2026-11-22T12:00:00Z\",\"customers\":3}]}"));
}

TEST(a_view_that_cannot_be_kept_is_refused)
{
    a_small_list();
    assert_int_equal(post("/api/views", "{\"name\":\"a\"}").status, 201);
    Answer again = post("/api/views", "{\"name\":\"a\"}");
    assert_int_equal(again.status, 409);
    assert_holds(again, "\"pointer\":\"/name\"");
    Answer wrong =
        post("/api/views", "{\"name\":\" \",\"query\":\"band=fine\",\"colour\":1}");
    assert_int_equal(wrong.status, 422);
    assert_holds(wrong, "\"pointer\":\"/name\"");
    assert_holds(wrong, "\"pointer\":\"/query\"");
    assert_holds(wrong, "\"pointer\":\"/colour\"");
    assert_int_equal(post("/api/views", "{}").status, 422);
    assert_int_equal(post("/api/views", "[]").status, 422);
    for (int v = 1; v < 50; v++)
        assert_int_equal(
            post("/api/views",
                 str_z(memory(), str_format(memory(), "{\"name\":\"v%d\"}", v)))
                .status,
            201);
    Answer crowded = post("/api/views", "{\"name\":\"one more\"}");
    assert_int_equal(crowded.status, 409);
    assert_holds(crowded, "50 views already");
}

TEST(a_view_is_removed_once)
{
    a_small_list();
    assert_int_equal(post("/api/views", "{\"name\":\"a\"}").status, 201);
    Answer removed = change(METHOD_DELETE, "/api/views/1", NULL);
    assert_int_equal(removed.status, 200);
    assert_str_equal(removed.body, S("{\"id\":1,\"removed\":true}"));
    assert_int_equal(change(METHOD_DELETE, "/api/views/1", NULL).status, 404);
    assert_int_equal(change(METHOD_DELETE, "/api/views/a", NULL).status, 422);
    assert_str_equal(get("/api/views").body, S("{\"data\":[]}"));
}

TEST(a_view_is_kept_once_under_an_idempotency_key)
{
    a_small_list();
    for (int times = 0; times < 2; times++)
        assert_int_equal(change_with(METHOD_POST, "/api/views", "{\"name\":\"a\"}",
                                     "Idempotency-Key", S("k1"))
                             .status,
                         201);
    assert_holds(get("/api/views"), "\"id\":1");
    assert_lacks(get("/api/views"), "\"id\":2");
}

// --- owners --------------------------------------------------------------

TEST(several_customers_are_given_an_owner_at_once)
{
    a_small_list();
    Answer owned = post("/api/customers/owner", "{\"customers\":[1,3],\"owner\":\"Ada\"}");
    assert_int_equal(owned.status, 200);
    assert_str_equal(owned.body, S("{\"customers\":2,\"owner\":\"Ada\"}"));
    assert_str_equal(names("/api/customers?owner=Ada&sort=name"), S("Birch Cedar & Co"));
    assert_int_equal(
        post("/api/customers/owner", "{\"customers\":[1],\"owner\":null}").status, 200);
    assert_str_equal(names("/api/customers?owner=Ada"), S("Cedar & Co"));
}

TEST(all_of_them_get_the_owner_or_none)
{
    a_small_list();
    Answer absent =
        post("/api/customers/owner", "{\"customers\":[1,99,3],\"owner\":\"Ada\"}");
    assert_int_equal(absent.status, 422);
    assert_holds(absent, "\"pointer\":\"/customers/1\"");
    assert_str_equal(names("/api/customers?owner=Ada"), S(""));
}

TEST(a_change_of_owners_that_says_nothing_clear_is_refused)
{
    a_small_list();
    static const char *const wrong[] = {
        "{\"customers\":[1]}",
        "{\"owner\":\"Ada\"}",
        "{\"customers\":[],\"owner\":\"Ada\"}",
        "{\"customers\":1,\"owner\":\"Ada\"}",
        "{\"customers\":[\"1\"],\"owner\":\"Ada\"}",
        "{\"customers\":[1.5],\"owner\":\"Ada\"}",
        "{\"customers\":[0],\"owner\":\"Ada\"}",
        "{\"customers\":[1],\"owner\":7}",
        "{\"customers\":[1],\"owner\":\"Ada\",\"segment\":\"SMB\"}",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(post("/api/customers/owner", wrong[i]).status, 422);
    Writer many = {.arena = memory()};
    for (int i = 0; i <= 500; i++)
        writer_format(&many, "%s1", i ? "," : "{\"owner\":\"Ada\",\"customers\":[");
    writer_put(&many, S("]}"));
    writer_char(&many, 0);
    Answer crowded = post("/api/customers/owner", many.text);
    assert_int_equal(crowded.status, 422);
    assert_holds(crowded, "At most 500");
    assert_str_equal(names("/api/customers?owner=Ada"), S(""));
}

// --- the page ------------------------------------------------------------

TEST(a_page_of_a_list_ignores_what_is_no_filter_and_says_so)
{
    a_small_list();
    Answer page = get_page("/api/customers?band=fine&owner=Maya+Ortiz&cursor=x");
    assert_int_equal(page.status, 200);
    assert_holds(page, "\xE2\x80\x9C"
                       "band\xE2\x80\x9D is ignored");
    assert_holds(page, "Birch");
    assert_lacks(page, "Cedar");
    assert_holds(get_page("/api/customers?cursor=x"), "this is the first one");
}

TEST(a_form_leads_back_to_its_list)
{
    a_small_list();
    Answer kept = post_form("/api/views", "name=mine&query=sort%3Dname%26band%3Dno_data");
    assert_int_equal(kept.status, 303);
    assert_str_equal(header(kept, "Location"), S("/api/customers?band=no_data&sort=name"));
    Answer owned = post_form("/api/customers/owner",
                             "customer=1&customer=2&owner=Ada&back=q%3Da%26evil%3D%0D%0A");
    assert_int_equal(owned.status, 303);
    assert_str_equal(header(owned, "Location"), S("/api/customers?q=a"));
    assert_str_equal(names("/api/customers?owner=Ada&sort=name"), S("alder Birch"));
    assert_int_equal(post_form("/api/customers/owner", "owner=Ada").status, 422);
    Answer removed = post_form("/api/views/1/remove", "");
    assert_int_equal(removed.status, 303);
}

TEST(a_view_that_is_refused_leaves_in_the_form_what_was_typed)
{
    a_small_list();
    assert_int_equal(post("/api/views", "{\"name\":\"<mine>\"}").status, 201);
    Answer again = post_form("/api/views", "name=%3Cmine%3E&query=sort%3Dname");
    assert_int_equal(again.status, 409);
    assert_holds(again, "value=\"&lt;mine&gt;\"");
    assert_holds(again, "A view of this name is there already");
    assert_holds(again, "name=\"query\" value=\"sort=name\"");
}

TEST(a_fragment_is_the_page_without_its_frame)
{
    a_small_list();
    Answer fragment = get_page_with("/api/customers?sort=name", "X-Fragment", "1");
    assert_int_equal(fragment.status, 200);
    assert_holds(fragment, "id=\"results\"");
    assert_lacks(fragment, "<html");
}
