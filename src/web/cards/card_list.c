#include "web/cards/card_page.h"
#include "web/handlers.h"
#include "web/params.h"

// GET /api/scorecards
//
// Those at work, those that come with the program and those that are being written.
Err list_scorecards(App *app, const Request *request, Reply *reply)
{
    if (request->accepts == MEDIA_HTML) return draw_cards(app, request, reply, NULL);
    CardListing *card = NULL;
    int count = 0;
    Err err = get_scorecards(app->service, reply->arena, &card, &count);
    if (err) return err;

    Json *json = reply_json(reply, HTTP_OK);
    json_open(json);
    json_open_array(json, S("data"));
    for (int c = 0; c < count; c++) {
        json_open_object(json, (Str){0});
        write_listing(reply->arena, json, &card[c], false);
        json_close_object(json);
    }
    json_close_array(json);
    json_int(json, S("total"), count);
    json_close(json);
    return OK;
}

static const PublishedCard *find_version(const CardListing *card, int64_t number)
{
    return number >= 1 && number <= card->versions ? &card->version[number - 1] : NULL;
}

static Err answer_version(Reply *reply, const CardListing *card, int64_t number)
{
    const PublishedCard *version = find_version(card, number);
    if (!version) {
        reply->complaint.detail = str_format(reply->arena,
                                             "The scorecard has no such version: GET "
                                             "/api/scorecards/%.*s/versions lists them",
                                             STR(card->id));
        return ERR_NOT_FOUND;
    }
    Json *json = reply_json(reply, HTTP_OK);
    json_open(json);
    write_version(json, version, true);
    json_close(json);
    return OK;
}

static Err asked_version(const Request *request, Reply *reply, bool *asked, int64_t *out)
{
    Str text;
    *asked = request_query(request, S("version"), &text) && text.length > 0;
    if (!*asked || str_int(text, out)) return OK;
    return query_fault(reply, S("version"), S("Input should be a valid integer"),
                       S("int_parsing"));
}

// GET /api/scorecards/:card
//
// What it says now, and its draft; with `?version=` what that version says.
Err show_scorecard(App *app, const Request *request, Reply *reply)
{
    if (request->accepts == MEDIA_HTML) return draw_card(app, request, reply, NULL);
    CardListing card;
    int64_t version = 0;
    bool asked = false;
    Err err = asked_version(request, reply, &asked, &version);
    if (!err) err = find_listing(app, request, reply, &card);
    if (err) return err;
    if (asked) return answer_version(reply, &card, version);
    Json *json = reply_json(reply, HTTP_OK);
    json_open(json);
    write_listing(reply->arena, json, &card, true);
    json_close(json);
    return OK;
}

// GET /api/scorecards/:card/versions
//
// Every version there ever was, the latest first.
Err list_versions(App *app, const Request *request, Reply *reply)
{
    CardListing card;
    Err err = find_listing(app, request, reply, &card);
    if (err) return err;
    Json *json = reply_json(reply, HTTP_OK);
    json_open(json);
    json_open_array(json, S("data"));
    for (int v = card.versions - 1; v >= 0; v--) {
        json_open_object(json, (Str){0});
        write_version(json, &card.version[v], false);
        json_close_object(json);
    }
    json_close_array(json);
    json_int(json, S("total"), card.versions);
    json_close(json);
    return OK;
}

// GET /api/scorecards/:card/versions/:version
Err show_version(App *app, const Request *request, Reply *reply)
{
    CardListing card;
    int64_t number = 0;
    Err err = path_number(request, reply, S("version"), S("version"), &number);
    if (!err) err = find_listing(app, request, reply, &card);
    return err ? err : answer_version(reply, &card, number);
}

// --- what is different -----------------------------------------------------------

// "3", "draft", "latest" or "shipped".
static Err find_document(Reply *reply, const CardListing *card, Str name, Str said,
                         Str *out)
{
    int64_t number;
    *out = (Str){0};
    if (str_equal(said, S("draft")) && card->draft) {
        *out = card->draft->document;
    } else if (str_equal(said, S("shipped")) && card->shipped.length > 0) {
        *out = card->shipped;
    } else if (str_equal(said, S("latest"))) {
        *out = card->document;
    } else if (str_int(said, &number) && find_version(card, number)) {
        *out = find_version(card, number)->document;
    } else {
        return query_fault(
            reply, name,
            S("Input should be 'draft', 'latest', 'shipped' or the number of a version"),
            S("enum"));
    }
    if (out->length > 0) return OK;
    return query_fault(reply, name, S("This version withdrew the card: it says nothing"),
                       S("value_error"));
}

// GET /api/scorecards/:card/diff?from=&to=
//
// What one version says differently than another; without more, the draft than what is
// at work.
Err show_difference(App *app, const Request *request, Reply *reply)
{
    CardListing card;
    Str from = S("latest"), to = S("draft"), before, after;
    (void)request_query(request, S("from"), &from);
    (void)request_query(request, S("to"), &to);
    Err err = find_listing(app, request, reply, &card);
    if (!err) err = find_document(reply, &card, S("from"), from, &before);
    if (!err) err = find_document(reply, &card, S("to"), to, &after);
    if (err) return err;

    Json *json = reply_json(reply, HTTP_OK);
    json_open(json);
    json_str(json, S("id"), card.id);
    json_str(json, S("from"), from);
    json_str(json, S("to"), to);
    json_bool(json, S("same"), str_equal(before, after));
    json_open_array(json, S("data"));
    write_differences(reply->arena, json, before, after);
    json_close_array(json);
    json_close(json);
    return OK;
}
