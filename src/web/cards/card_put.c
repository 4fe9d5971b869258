#include "web/body.h"
#include "web/cards/card_page.h"
#include "web/fields.h"
#include "web/handlers.h"
#include "web/params.h"
#include "web/promise.h"

// --- a draft ---------------------------------------------------------------------

static Err say_saved(Write *write)
{
    const CardDraft *draft = &((const Drafting *)write->what)->draft;
    Reply *reply = write->reply;
    Json *json = reply_json(reply, HTTP_OK);
    json_open(json);
    json_str(json, S("id"), draft->card);
    json_str(json, S("hash"), scorecard_hash(reply->arena, draft->document));
    json_str(json, S("author"), draft->author);
    json_time(json, S("saved_at"), draft->at);
    json_raw(json, S("document"), draft->document);
    json_close(json);
    return OK;
}

bool card_id_taken(Str id)
{
    return str_equal(id, S("original")) || str_equal(id, S("preview"));
}

static Err check_id(Reply *reply, Str path, Str id)
{
    if (!str_equal(path, id))
        return body_fault(reply, S("/id"), S("This differs from the path"),
                          S("value_error"));
    if (card_id_taken(id))
        return body_fault(reply, S("/id"), S("This id is taken: choose another"),
                          S("value_error"));
    return OK;
}

static Err query_author(const Request *request, Reply *reply, Str *out)
{
    *out = S("api");
    if (!request_query(request, S("author"), out) || out->length == 0) return OK;
    if (is_id(*out)) return OK;
    return query_fault(reply, S("author"),
                       S("A name has 1 to 255 bytes, none of them a control character"),
                       S("string_pattern_mismatch"));
}

static Err begin_put(Write *write)
{
    Str id;
    Scorecard *card = arena_new(write->reply->arena, Scorecard, 1);
    Reply *reply = write->reply;
    Drafting *drafting = arena_new(reply->arena, Drafting, 1);
    CardDraft *draft = &drafting->draft;
    Err err = path_card(write->request, reply, &id);
    if (!err) err = query_author(write->request, reply, &draft->author);
    if (!err) err = card_in(reply, write->request->body, card);
    if (!err) err = check_id(reply, id, card->id);
    if (err) return err;

    draft->card = id;
    draft->document = scorecard_write(reply->arena, card);
    write->what = drafting;
    write->answer = say_saved;
    return change_save_draft(write->app->service, write->change, drafting);
}

// PUT /api/scorecards/:card
//
// Saves a draft, which counts for nobody.
Err put_scorecard(App *app, const Request *request, Reply *reply)
{
    return promise_keep(app, request, reply, begin_put);
}

static Err say_dropped(Write *write)
{
    const Str *id = write->what;
    Json *json = reply_json(write->reply, HTTP_OK);
    json_open(json);
    json_str(json, S("id"), *id);
    json_bool(json, S("removed"), true);
    json_close(json);
    return OK;
}

static Err refuse_drop(Write *write, Err err)
{
    if (err == ERR_NOT_FOUND)
        write->reply->complaint.detail =
            S("This scorecard has no draft; what was published stays, and is withdrawn by "
              "publishing with \"withdraw\": true");
    return err;
}

static Err begin_drop(Write *write)
{
    Str *id = arena_new(write->reply->arena, Str, 1);
    Err err = path_card(write->request, write->reply, id);
    if (err) return err;
    write->what = id;
    write->answer = say_dropped;
    write->refuse = refuse_drop;
    return change_drop_draft(write->app->service, write->change, *id);
}

// DELETE /api/scorecards/:card
//
// Drops the draft.
Err drop_scorecard_draft(App *app, const Request *request, Reply *reply)
{
    return promise_keep(app, request, reply, begin_drop);
}

// --- publishing ------------------------------------------------------------------

static bool is_person(const Request *request)
{
    return request->accepts == MEDIA_HTML && body_is_form(request);
}

static Err say_published(Write *write)
{
    const Publishing *publishing = write->what;
    Reply *reply = write->reply;
    const PublishedCard *version = &publishing->published;
    if (is_person(write->request)) {
        reply_redirect(reply, HTTP_SEE_OTHER,
                       str_format(reply->arena, "/api/scorecards/%.*s?done=%s",
                                  STR(version->card),
                                  publishing->withdraw ? "withdrawn" : "published"));
        return OK;
    }
    reply_header(reply, S("Location"),
                 str_format(reply->arena, "/api/scorecards/%.*s/versions/%d",
                            STR(version->card), version->version));
    Json *json = reply_json(reply, HTTP_CREATED);
    json_open(json);
    write_version(json, version, true);
    json_close(json);
    return OK;
}

Str publishing_refused(PublishFault fault)
{
    static const char *const why[] = {
        [PUBLISH_WELL] = "Another version was published meanwhile: look at it first",
        [PUBLISH_NOTHING] = "There is nothing to publish: save a draft first",
        [PUBLISH_SAME] = "The draft says what is at work already: nothing was published",
        [PUBLISH_TOO_MANY] = "10,000 versions were published, and there can be no more",
        [PUBLISH_TOO_WIDE] = "The scorecards at work would measure more than 64 different "
                             "things together: let some measure the same",
        [PUBLISH_UNSEEN] =
            "Somebody else changed this scorecard meanwhile: look at it first",
        [PUBLISH_UNREAD] =
            "The draft was saved by another version of the program, and says "
            "what this one does not know: save it again",
    };
    return str_of(why[fault]);
}

Err cards_refuse_publishing(Write *write, Err err)
{
    const Publishing *publishing = write->what;
    if (err != ERR_CONFLICT) return err;
    return reply_complain(write->reply, HTTP_CONFLICT, "%.*s",
                          STR(publishing_refused(publishing->fault)));
}

static Err read_publishing(Reply *reply, const Body *body, Publishing *out)
{
    Fields fields = {.arena = reply->arena,
                     .complaint = &reply->complaint,
                     .object = body->object,
                     .pair = body->pair,
                     .pairs = body->pairs};
    if (!field_given(&fields, S("author")))
        field_missing(&fields, S("author"));
    else if (field_text(&fields, S("author"), CARD_AUTHOR_MAX, &out->author) &&
             str_trim(out->author).length == 0)
        field_fault(&fields, S("author"), S("String should not be blank"),
                    S("string_too_short"));
    (void)field_text(&fields, S("note"), CARD_NOTE_MAX, &out->note);
    if (body->pairs > 0)
        out->withdraw = str_equal(field_typed(&fields, S("withdraw")), S("true"));
    else
        (void)field_bool(&fields, S("withdraw"), &out->withdraw);
    fields_finish(&fields, body->pairs == 0);
    return fields_conclude(&fields);
}

// The page again, with what was typed and what is wrong with it.
static Err show_again(Write *write, const Body *body, Err err)
{
    if (err != ERR_INVALID || body->pairs == 0 || !is_person(write->request)) return err;
    write->complete = true;
    return draw_card(write->app, write->request, write->reply, body);
}

static Err begin_publishing(Write *write)
{
    Body body = {0};
    Reply *reply = write->reply;
    Publishing *publishing = arena_new(reply->arena, Publishing, 1);
    Err err = path_card(write->request, reply, &publishing->card);
    if (!err) err = body_read(write->request, reply, &body);
    if (!err) err = read_publishing(reply, &body, publishing);
    if (err) return show_again(write, &body, err);

    write->what = publishing;
    write->answer = say_published;
    write->refuse = cards_refuse_publishing;
    return change_publish(write->app->service, write->change, publishing);
}

// POST /api/scorecards/:card/publish
//
// Puts the draft to work, for the customers it applies to.
Err publish_scorecard(App *app, const Request *request, Reply *reply)
{
    return promise_keep(app, request, reply, begin_publishing);
}
