#include "model/card_document.h"
#include "web/cards/cards.h"
#include "web/params.h"

static bool is_card_id(Str id)
{
    bool good = id.length >= 1 && id.length <= CARD_ID_BYTES_MAX;
    for (size_t i = 0; good && i < id.length; i++) {
        char c = id.text[i];
        good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               (i > 0 && (c == '_' || c == '-'));
    }
    return good;
}

static Err refuse_unknown(Reply *reply)
{
    reply->complaint.detail = S("Scorecard not found: GET /api/scorecards lists them");
    return ERR_NOT_FOUND;
}

Err path_card(const Request *request, Reply *reply, Str *out)
{
    *out = request_path_value(request, S("card"));
    return is_card_id(*out) ? OK : refuse_unknown(reply);
}

Err find_listing(App *app, const Request *request, Reply *reply, CardListing *out)
{
    Str id;
    Err err = path_card(request, reply, &id);
    if (!err) err = get_scorecard(app->service, reply->arena, id, out);
    return err == ERR_NOT_FOUND ? refuse_unknown(reply) : err;
}

Err card_in(Reply *reply, Str document, Scorecard *out)
{
    CardFaults *faults = arena_new(reply->arena, CardFaults, 1);
    if (document.length > CARD_DOCUMENT_MAX)
        return reply_complain(reply, HTTP_CONTENT_TOO_LARGE,
                              "A scorecard has at most 128 KB");
    if (scorecard_read(reply->arena, document, out, faults) == OK) return OK;
    for (int f = 0; f < faults->faults; f++)
        complaint_add(&reply->complaint, (Fault){.where = S("body"),
                                                 .pointer = faults->fault[f].pointer,
                                                 .message = faults->fault[f].message,
                                                 .type = faults->fault[f].type});
    const CardFault *first = &faults->fault[0];
    return reply_complain(
        reply, HTTP_UNPROCESSABLE, "This scorecard has %d fault%s, the first at %.*s: %.*s",
        faults->faults, faults->faults == 1 ? "" : "s",
        STR(first->pointer.length ? first->pointer : S("the top")), STR(first->message));
}

void write_version(Json *json, const PublishedCard *version, bool document)
{
    json_str(json, S("id"), version->card);
    json_int(json, S("version"), version->version);
    json_str_or_null(json, S("hash"), version->hash);
    json_bool(json, S("withdrawn"), version->document.length == 0);
    json_str(json, S("author"), version->author);
    json_str_or_null(json, S("note"), version->note);
    json_time(json, S("published_at"), version->at);
    if (document) json_raw(json, S("document"), version->document);
}

static void write_draft(Json *json, const CardDraft *draft, bool document)
{
    if (!draft) {
        json_null(json, S("draft"));
        return;
    }
    json_open_object(json, S("draft"));
    json_str(json, S("author"), draft->author);
    json_time(json, S("saved_at"), draft->at);
    if (document) json_raw(json, S("document"), draft->document);
    json_close_object(json);
}

static const PublishedCard *latest_of(const CardListing *card)
{
    return card->versions > 0 ? &card->version[card->versions - 1] : NULL;
}

void write_listing(Arena *arena, Json *json, const CardListing *card, bool document)
{
    const PublishedCard *latest = latest_of(card);
    Str text = card->document;
    json_str(json, S("id"), card->id);
    json_str_or_null(json, S("title"), card->card ? card->card->title : (Str){0});
    json_bool(json, S("live"), card->live);
    json_bool(json, S("built_in"), card->built_in);
    json_bool(json, S("example"), card->example);
    json_int(json, S("versions"), card->versions);
    json_str_or_null(json, S("hash"), text.length ? scorecard_hash(arena, text) : (Str){0});
    if (latest) {
        json_str(json, S("author"), latest->author);
        json_time(json, S("published_at"), latest->at);
    } else {
        json_null(json, S("author"));
        json_null(json, S("published_at"));
    }
    write_draft(json, card->draft, document);
    if (document) json_raw(json, S("document"), text);
}
