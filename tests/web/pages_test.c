#include "memory.h"
#include "visit.h"

#include "web/pages/assets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOSTILE "<script>alert(1)</script>\\\"'><img src=x onerror=y>&amp;{{x}}"

static const char *const pages[] = {
    "/api/dashboard",
    "/api/customers",
    "/api/customers/1",
    "/api/customers/1/health?scorecard=original",
    "/api/customers/1/events",
    "/api/customers/2",
    "/api/customers/9",
    "/api/sources",
    "/api/compare",
};
enum { PAGES = sizeof pages / sizeof *pages };

static void a_hostile_customer(void)
{
    visit_new();
    Answer made = post("/api/customers",
                       "{\"name\":\"" HOSTILE "\",\"email\":\"" HOSTILE "\",\"segment\":"
                       "\"" HOSTILE "\",\"plan\":\"" HOSTILE "\",\"owner\":\"" HOSTILE
                       "\",\"external_id\":\"" HOSTILE "\",\"mrr\":5000}");
    assert_int_equal(made.status, 201);
    add_customer("Quiet");
    const char *const events[] = {
        "{\"type\":\"login\",\"event_id\":\"" HOSTILE
        "\",\"details\":{\"user_id\":\"" HOSTILE "\"}}",
        "{\"type\":\"feature\",\"details\":{\"feature_name\":\"" HOSTILE "\"}}",
        "{\"type\":\"ticket\",\"details\":{\"subject\":\"" HOSTILE
        "\",\"ticket_id\":\"" HOSTILE "\"}}",
        "{\"type\":\"invoice\",\"details\":{\"amount\":5,\"due_date\":\"2026-11-01\","
        "\"invoice_id\":\"" HOSTILE "\"}}",
        "{\"type\":\"api\",\"details\":{\"calls_count\":1200}}",
    };
    for (size_t i = 0; i < sizeof events / sizeof *events; i++)
        assert_int_equal(post("/api/customers/1/events", events[i]).status, 201);
}

TEST(whatever_a_client_sent_is_shown_as_text)
{
    a_hostile_customer();
    for (int i = 0; i < PAGES; i++) {
        Answer page = get_page(pages[i]);
        assert_str_equal(page.type, S("text/html; charset=utf-8"));
        assert_lacks(page, "<script>");
        assert_lacks(page, "<img");
        assert_lacks(page, "\\\"'>");
    }
    assert_holds(get_page("/api/customers/1"),
                 "<h1>&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&gt;&lt;img");
    Answer page = get_page("/api/%3Cscript%3E?q=%3Cscript%3E");
    assert_int_equal(page.status, 404);
    assert_lacks(page, "<script>");
}

TEST(no_page_holds_an_inline_style_or_script)
{
    a_hostile_customer();
    for (int i = 0; i < PAGES; i++) {
        Answer page = get_page(pages[i]);
        assert_lacks(page, " style=");
        assert_lacks(page, "<style");
        assert_lacks(page, " onclick=");
        assert_lacks(page, "javascript:");
        assert_lacks(page, "=\"http://");
        assert_lacks(page, "=\"https://");
        assert_holds(page, "<!doctype html>\n<html lang=\"en\">");
    }
}

// tidy knows neither SVG nor all of HTML 5; what it says of those does not count.
static int complaints(Answer page, const char *name)
{
    char path[64] = "/tmp/customer-health-page-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    FILE *out = fdopen(file, "w");
    assert_int_equal(fwrite(page.body.text, 1, page.body.length, out), page.body.length);
    assert_int_equal(fclose(out), 0);

    Str command = str_format(memory(), "tidy -e -q --gnu-emacs yes %s 2>&1", path);
    FILE *tidy = popen(str_z(memory(), command), "r");
    char line[1024];
    int count = 0;
    while (fgets(line, sizeof line, tidy)) {
        bool known = strstr(line, "proprietary attribute") ||
                     strstr(line, "trimming empty") || strstr(line, "lacks value");
        if (known) continue;
        print_error("%s: %s", name, line);
        count++;
    }
    (void)pclose(tidy);
    (void)remove(path);
    return count;
}

TEST(every_page_is_valid_html)
{
    if (system("command -v tidy >/dev/null") != 0) {
        print_message("tidy is not installed\n");
        skip();
    }
    visit_new();
    int wrong = complaints(get_page("/api/dashboard"), "first run");
    a_hostile_customer();
    for (int i = 0; i < PAGES; i++)
        wrong += complaints(get_page(pages[i]), pages[i]);
    wrong +=
        complaints(post_form("/api/customers/1/events", "type=invoice"), "refused form");
    assert_int_equal(wrong, 0);
}

TEST(an_empty_installation_says_what_to_do)
{
    visit_new();
    Answer page = get_page("/api/dashboard");
    assert_int_equal(page.status, 200);
    assert_holds(page, "curl -X POST 'http://127.0.0.1:8000/api/customers'");
    assert_false(page.reply->keep);
}

TEST(the_theme_of_the_cookie_is_written_into_the_page)
{
    visit_new();
    assert_holds(get_page_with("/api/customers", "Cookie", "a=b; theme=dark"),
                 "<html lang=\"en\" data-theme=\"dark\">");
    assert_holds(get_page_with("/api/customers", "Cookie", "theme=\"><script>"),
                 "<html lang=\"en\">");
}

TEST(a_script_that_has_the_frame_gets_the_page_without_it)
{
    visit_new();
    assert_int_equal(add_customer("Acme"), 1);
    Answer whole = get_page("/api/customers");
    Answer part = get_page_with("/api/customers", "X-Fragment", "1");
    assert_holds(whole, "<nav class=\"nav\"");
    assert_lacks(part, "<nav class=\"nav\"");
    assert_lacks(part, "<html");
    assert_holds(part, "id=\"results\"");
}

TEST(the_navigation_says_where_one_is)
{
    visit_new();
    assert_holds(get_page("/api/dashboard"),
                 "<a href=\"/api/dashboard\" data-key=\"o\" aria-current=\"page\">");
    assert_holds(get_page("/api/customers"),
                 "<a href=\"/api/customers\" data-key=\"c\" aria-current=\"page\">");
    assert_holds(get_page("/api/nowhere"), "<a href=\"/api/customers\" data-key=\"c\">");
}

TEST(the_form_offers_every_type_and_holds_an_id_of_its_own)
{
    visit_new();
    add_customer("Acme");
    Answer page = get_page("/api/customers/1/events");
    assert_holds(page, "<option value=\"login\" selected>");
    assert_holds(page, "<option value=\"api\">");
    assert_holds(page, "name=\"invoice.due_date\"");
    assert_holds(page, "name=\"event_id\" value=\"");
    assert_false(page.reply->keep);
}

TEST(built_in_files_are_kept_for_ever_under_their_version)
{
    visit_new();
    Str target = str_format(memory(), "/static/%.*s/style.css", STR(asset_version));
    Answer answer = get(str_z(memory(), target));
    assert_int_equal(answer.status, 200);
    assert_str_equal(answer.type, S("text/css; charset=utf-8"));
    assert_true(answer.reply->is_static);
    assert_int_equal(answer.body.length, asset_find(S("style.css"))->plain.length);

    answer = get("/static/old/style.css");
    assert_int_equal(answer.status, 200);
    assert_false(answer.reply->is_static);
    assert_int_equal(get("/static/style.css").status, 200);
    assert_int_equal(get("/static/nothing.css").status, 404);
    assert_int_equal(get("/static/../../etc/passwd").status, 404);
    assert_int_equal(get("/static/a/b/style.css").status, 404);
    Str page = str_format(memory(), "href=\"%.*s\"", STR(target));
    assert_holds(get_page("/api/customers"), str_z(memory(), page));
}

TEST(built_in_files_come_in_the_smallest_form_the_client_takes)
{
    visit_new();
    const Asset *style = asset_find(S("style.css"));
    const struct {
        const char *accepts, *gets;
        size_t length;
    } cases[] = {
        {"gzip, deflate, br", "br", style->brotli.length},
        {"gzip;q=0.5", "gzip", style->gzip.length},
        {"br;q=0, GZIP", "gzip", style->gzip.length},
        {"br;q=0.0, gzip; q=0", "", style->plain.length},
        {"identity", "", style->plain.length},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Answer answer =
            get_page_with("/static/style.css", "Accept-Encoding", cases[i].accepts);
        assert_str_equal(answer.reply->encoding, str_of(cases[i].gets));
        assert_int_equal(answer.body.length, cases[i].length);
    }
}

TEST(every_compressed_form_is_smaller)
{
    for (int i = 0; i < asset_count; i++) {
        const Asset *asset = &asset_table[i];
        assert_true(!asset->gzip.byte || asset->gzip.length < asset->plain.length);
        assert_true(!asset->brotli.byte || asset->brotli.length < asset->plain.length);
    }
    assert_non_null(asset_find(S("style.css"))->gzip.byte);
    assert_non_null(asset_find(S("style.css"))->brotli.byte);
}

TEST(the_root_leads_to_the_overview)
{
    visit_new();
    Answer answer = get_page("/");
    assert_int_equal(answer.status, 307);
    assert_str_equal(header(answer, "Location"), S("/api/dashboard"));
}

TEST(probes_say_how_we_are)
{
    visit_new();
    Answer alive = get("/livez");
    assert_int_equal(alive.status, 200);
    assert_holds(alive, "\"status\":\"pass\"");
    assert_holds(alive, "\"uptime_seconds\":60");
    assert_holds(get("/readyz"), "\"database\":{\"status\":\"pass\"}");
    assert_int_equal(get("/healthz").status, 200);
}

TEST(metrics_count_what_was_stored)
{
    visit_new();
    add_customer("Acme");
    (void)post("/api/customers/1/events", "{\"type\":\"login\",\"event_id\":\"e\"}");
    (void)post("/api/customers/1/events", "{\"type\":\"login\",\"event_id\":\"e\"}");
    Answer metrics = get("/metrics");
    assert_str_equal(metrics.type, S("text/plain; version=0.0.4; charset=utf-8"));
    assert_holds(
        metrics,
        "customer_health_events_ingested_total{source=\"api\",type=\"login\"} 1\n");
    assert_holds(metrics,
                 "customer_health_events_rejected_total{reason=\"duplicate\"} 1\n");
    assert_holds(metrics, "customer_health_build_info{version=\"" VERSION "\"} 1\n");
    assert_lacks(metrics, "Acme");
}

TEST(a_method_that_is_not_there_is_named)
{
    visit_new();
    Answer answer = visit(METHOD_DELETE, "/api/customers", "*/*", NULL, (Str){0});
    assert_int_equal(answer.status, 405);
    assert_str_equal(header(answer, "Allow"), S("GET, HEAD, POST, OPTIONS"));
}
