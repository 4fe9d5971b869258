#include "claims.h"
#include "memory.h"
#include "visit.h"

#include "base/json_read.h"
#include "http/html.h"

#define STANDARD "/api/scorecards/standard"
#define DRAFT STANDARD "/draft"

// A form as a browser sends it: the document that the page holds, and what is typed.
static const char *form(const char *more)
{
    JsonValue card;
    JsonFault fault;
    assert_int_equal(json_read(memory(), get(STANDARD).body, &card, &fault), OK);
    JsonValue draft = json_member(json_member(card, S("draft")), S("document"));
    Str document =
        json_text_of(memory(), draft.at ? draft : json_member(card, S("document")));
    return str_z(memory(), str_format(memory(), "as=form&document=%.*s&%s",
                                      STR(url_part(memory(), document)), more));
}

// What the card looked like to whoever opened its draft.
static const char *seen(const char *more)
{
    Str page = get_page(DRAFT).body, hash = {0};
    for (size_t at = 0; at < page.length; at++) {
        Str rest = str_from(page, at), name = S("name=\"seen_draft\" value=\"");
        if (!str_starts(rest, name)) continue;
        rest = str_from(rest, name.length);
        hash = str_cut(&rest, '"');
        break;
    }
    return form(str_z(memory(), str_format(memory(), "seen_versions=0&seen_draft=%.*s&%s",
                                           STR(hash), more)));
}

static Answer send(const char *body)
{
    return post_form(DRAFT, body);
}

static void two_customers(void)
{
    visit_new();
    add_customer("Acme");
    add_customer("Bolt");
    assert_int_equal(post("/api/customers/1/events", "{\"type\":\"login\"}").status, 201);
}

TEST(a_draft_begins_with_what_is_in_force)
{
    two_customers();
    Answer page = get_page(DRAFT);
    assert_int_equal(page.status, 200);
    assert_holds(page, "Not saved yet: it begins with what the card says now");
    assert_holds(page, "name=\"/factors/0/weight\" value=\"25\"");
    assert_holds(page, "name=\"/factors/0/transform/steps/0/&gt;=\" value=\"20\"");
    assert_holds(page, "name=\"/bands/0/from\" value=\"75\"");
    assert_holds(page, "Nothing: it says what the card says now.");
    assert_holds(page, "2 of 2 customers would be judged by it");
    assert_int_equal(follow_claims(page), 5);
    assert_holds(page, "Publish version 1");
    assert_lacks(page, "Discard");
    assert_int_equal(get_page("/api/scorecards/original/draft").status, 404);
    assert_int_equal(get_page("/api/scorecards/nobody/draft").status, 404);
}

TEST(what_is_typed_is_previewed_and_nothing_is_stored)
{
    two_customers();
    Answer page = send(form("%2Ffactors%2F0%2Fweight=65&%2Ffactors%2F1%2Fweight=5"
                            "&%2Ffactors%2F2%2Fweight=0&do=preview"));
    assert_int_equal(page.status, 200);
    assert_holds(page, "name=\"/factors/0/weight\" value=\"65\"");
    assert_holds(page, "<span class=\"was on\">was 25</span>");
    assert_holds(page, "Logins, weight</h3><span class=\"num\"><del>25%</del>");
    assert_holds(page, "<a href=\"/api/customers/1\">Acme</a>");
    assert_holds(get(STANDARD), "\"draft\":null");
}

TEST(what_is_not_changed_stays_as_it_is_to_the_bit)
{
    two_customers();
    assert_int_equal(send(form("%2Ffactors%2F0%2Fweight=25&%2Fbands%2F0%2Ffrom=75"
                               "&%2Ffactors%2F0%2Ftransform%2Fsteps%2F0%2F%3E%3D=20&do=save"
                               "&seen_versions=0&seen_draft="))
                         .status,
                     303);
    assert_holds(get(STANDARD "/diff"), "\"same\":true");
}

TEST(a_draft_is_saved_and_published_and_counts_from_then_on)
{
    two_customers();
    Answer saved = send(seen("%2Ffactors%2F0%2Fweight=65&%2Ffactors%2F1%2Fweight=0"
                             "&%2Ffactors%2F2%2Fweight=5&do=save"));
    assert_int_equal(saved.status, 303);
    assert_str_equal(header(saved, "Location"), S(DRAFT "?done=saved"));
    assert_holds(get(STANDARD), "\"draft\":{\"author\":\"dashboard\"");
    assert_holds(get_page(DRAFT "?done=saved"), "The draft is saved.");

    Answer nameless = send(seen("do=publish"));
    assert_int_equal(nameless.status, 422);
    assert_holds(nameless, "id=\"author-w\">Say who publishes it</span>");
    Answer published = send(seen("author=Ada&note=Logins+first&do=publish"));
    assert_int_equal(published.status, 303);
    assert_str_equal(header(published, "Location"), S(STANDARD "?done=published"));
    assert_holds(get_page(STANDARD "?done=published"), "Version 1 is in force.");
    assert_holds(get(STANDARD "/versions/1"), "\"note\":\"Logins first\"");
    assert_holds(get(STANDARD), "\"draft\":null");
    assert_holds(get("/api/customers/1/health"), "\"weight\":0.65");
}

TEST(every_fault_stands_beside_its_field_with_what_was_typed)
{
    two_customers();
    Answer page =
        send(form("%2Ffactors%2F0%2Fweight=a+lot&%2Fbands%2F0%2Ffrom=50"
                  "&%2Ffactors%2F2%2Ftransform%2Fsteps%2F1%2Fpoints=120&do=save"));
    assert_int_equal(page.status, 422);
    assert_holds(page, "name=\"/factors/0/weight\" value=\"a lot\"");
    assert_holds(page, ">This should be a number</span>");
    assert_holds(page, ">This should be from 0 to 100</span>");
    assert_holds(page,
                 ">Bands stand from the best to the worst, each from a lower total on");
    assert_holds(page, "3 things are not right yet: each is said beside its field.");
    assert_holds(page, "The draft has a fault");
    assert_holds(get(STANDARD), "\"draft\":null");
    Answer none = send(form("%2Ffactors%2F0%2Fweight=0&%2Ffactors%2F1%2Fweight=0"
                            "&%2Ffactors%2F2%2Fweight=0&%2Ffactors%2F3%2Fweight=0"
                            "&%2Ffactors%2F4%2Fweight=0&do=preview"));
    assert_holds(none, "<li>/factors: The weights add up to nothing");
}

TEST(rows_are_added_behind_the_last_and_taken_away_by_emptying_them)
{
    two_customers();
    assert_int_equal(
        send(
            form(
                "%2Ffactors%2F0%2Ftransform%2Fsteps%2F1%2F%3E%3D="
                "&%2Ffactors%2F0%2Ftransform%2Fsteps%2F1%2Fpoints="
                "&%2Ffactors%2F0%2Ftransform%2Fsteps%2F4%2F%3E%3D=0.5"
                "&%2Ffactors%2F0%2Ftransform%2Fsteps%2F4%2Fpoints=10"
                "&%2Frules%2F0%2Fwhen%2F0%2Fof=attribute%3Asegment"
                "&%2Frules%2F0%2Fwhen%2F0%2Fin=Enterprise%2C+SMB"
                "&%2Frules%2F0%2Fwhen%2F0%2Fat_least="
                "&%2Frules%2F0%2Fthen%2Fkind=floor&%2Frules%2F0%2Fthen%2Fto=20"
                "&%2Frules%2F0%2Freason=Never+critical&do=save&seen_versions=0&seen_draft="))
            .status,
        303);
    Answer card = get(STANDARD);
    assert_holds(
        card, "\"steps\":[{\"\\u003e=\":20,\"points\":100},{\"\\u003e=\":5,\"points\":50},"
              "{\"\\u003e=\":1,\"points\":25},{\"\\u003e=\":0.5,\"points\":10}]");
    assert_holds(card, "\"rules\":[{\"when\":[{\"of\":\"attribute:segment\",\"in\":["
                       "\"Enterprise\",\"SMB\"]}],\"then\":{\"floor\":20},\"reason\":"
                       "\"Never critical\"}]");
    Answer half = send(form("%2Frules%2F1%2Fthen%2Fto=20&%2Frules%2F1%2Freason=Why"
                            "&%2Frules%2F1%2Fthen%2Fkind=cap&do=preview"));
    assert_int_equal(half.status, 422);
    assert_holds(half, ">There should be at least one condition</span>");
}

TEST(what_somebody_else_changed_is_said_and_not_overwritten)
{
    two_customers();
    const char *mine =
        seen("%2Ffactors%2F0%2Fweight=35&%2Ffactors%2F1%2Fweight=15&do=save");
    const char *body = seen("%2Fbands%2F0%2Ffrom=80&author=Jonas+Weber&do=save");
    assert_int_equal(send(body).status, 303);
    Answer page = send(mine);
    assert_int_equal(page.status, 409);
    assert_holds(page, "Jonas Weber saved another draft of this card, just now");
    assert_holds(page, "name=\"/factors/0/weight\" value=\"35\"");
    assert_holds(page, "Healthy, from</h3><span class=\"num\"><del>80</del>");
    assert_holds(get(STANDARD), "\"from\":80");
    assert_int_equal(post(STANDARD "/publish", "{\"author\":\"Ada\"}").status, 201);
    Answer published = send(mine);
    assert_int_equal(published.status, 409);
    assert_holds(published, "Ada published version 1 meanwhile");
}

TEST(a_draft_is_discarded_once_or_twice)
{
    two_customers();
    assert_int_equal(send(seen("do=save")).status, 303);
    Answer gone = send("do=discard");
    assert_int_equal(gone.status, 303);
    assert_str_equal(header(gone, "Location"), S(STANDARD "?done=discarded"));
    assert_holds(get(STANDARD), "\"draft\":null");
    assert_int_equal(send("do=discard").status, 303);
}

TEST(what_says_what_is_in_force_is_not_published_again)
{
    two_customers();
    Answer page = send(seen("author=Ada&do=publish"));
    assert_int_equal(page.status, 409);
    assert_holds(page, "The draft says what is in force already");
    assert_holds(get(STANDARD "/versions"), "\"total\":0");
}

TEST(a_form_that_no_page_made_is_refused_and_nothing_breaks)
{
    two_customers();
    const char *const bodies[] = {
        "do=save",
        "as=form&document=7&do=save",
        "as=form&document=%5B%5D&do=publish",
        "as=form&document=%7B%22factors%22%3A%5B1%2C%22%22%2Cnull%5D%7D&do=preview",
        "as=form&document=%7B%22factors%22%3A%7B%22a%22%3A1%7D%2C%22rules%22%3A7%2C"
        "%22bands%22%3A%5B%5B%5D%5D%2C%22applies_to%22%3A%22%22%7D&do=preview",
        "as=form&document=%7B%22factors%22%3A%5B%7B%22transform%22%3A%7B%22a%22%3A%5B%7B%7D"
        "%5D%2C%22%22%3A1%7D%2C%22missing%22%3A%5B%5D%7D%5D%2C%22rules%22%3A%5B%7B%7D%5D%7D"
        "&%2Ffactors%2F0%2Ftransform%2Fa%2F0%2F=1&%2Ffactors%2F0%2Fmissing=value&do=preview",
        "as=json&document=%7B&do=form",
        "as=json&document=&do=publish&author=Ada",
    };
    for (size_t b = 0; b < sizeof bodies / sizeof *bodies; b++)
        assert_int_equal(send(bodies[b]).status, 422);
    Answer other =
        send("as=json&do=save&document=%7B%22id%22%3A%22other%22%2C%22factors%22%3A"
             "%5B%7B%22id%22%3A%22a%22%2C%22weight%22%3A1%2C%22metric%22%3A%7B"
             "%22source%22%3A%22attribute%3Aseats%22%7D%2C%22transform%22%3A"
             "%22identity%22%7D%5D%7D");
    assert_int_equal(other.status, 422);
    assert_holds(other, "The id of a card stays as it is");
    assert_holds(get(STANDARD), "\"draft\":null");
}

TEST(a_withdrawn_card_leaves_its_place_to_what_comes_with_the_program)
{
    two_customers();
    assert_int_equal(send(seen("%2Fbands%2F0%2Ffrom=80&author=Ada&do=publish")).status,
                     303);
    assert_holds(get_page(STANDARD), "80 to 100");
    Answer refused = post_form(STANDARD "/publish", "withdraw=true&author=");
    assert_int_equal(refused.status, 422);
    assert_holds(refused, "id=\"wrong-wd\">Field required</span>");
    Answer done = post_form(STANDARD "/publish", "withdraw=true&author=Bo&note=Not+yet");
    assert_int_equal(done.status, 303);
    assert_str_equal(header(done, "Location"), S(STANDARD "?done=withdrawn"));
    Answer page = get_page(STANDARD);
    assert_holds(page, "75 to 100");
    assert_holds(page, "as it comes with the program, since version 2, by Bo");
    assert_lacks(page, "Withdraw this card");
    assert_holds(get_page(DRAFT), "name=\"/bands/0/from\" value=\"75\"");
}

TEST(as_json_a_card_is_shown_as_people_write_it)
{
    two_customers();
    Answer page = send(form("do=json"));
    assert_int_equal(page.status, 200);
    assert_holds(page, "name=\"as\" value=\"json\"");
    assert_holds(page, "\n      &quot;id&quot;: &quot;login_score&quot;,\n");
    assert_holds(page, "{&quot;&gt;=&quot;: 20, &quot;points&quot;: 100}");
}

TEST(a_draft_is_proved_beside_what_is_in_force)
{
    two_customers();
    Answer before = get_page(DRAFT);
    assert_holds(before, "Neither the live cards nor this draft are proved yet");
    assert_holds(before, "Prove this draft");
    const char *typed =
        form("%2Ffactors%2F0%2Fweight=35&%2Ffactors%2F1%2Fweight=15&do=prove");
    Answer page = send(typed);
    assert_int_equal(page.status, 200);
    assert_holds(page, "name=\"/factors/0/weight\" value=\"35\"");
    assert_holds(get(STANDARD), "\"draft\":null");
    const char *again = form("%2Ffactors%2F0%2Fweight=35&%2Ffactors%2F1%2Fweight=15"
                             "&do=preview");
    for (int i = 0; i < 400 && holds(page, "data-proving"); i++)
        page = send(again);
    assert_holds(page, "The live cards, and with this draft among them");
    assert_lacks(page, "Prove this draft");
    Answer other = send(form("%2Ffactors%2F0%2Fweight=45&%2Ffactors%2F1%2Fweight=5"
                             "&do=preview"));
    assert_holds(other, "What was proved of the live cards; this draft is not proved yet");
    assert_holds(other, "Prove this draft");
}
