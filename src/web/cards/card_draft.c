#include "web/book/validation.h"
#include "web/cards/card_typed.h"
#include "web/cards/draft_page.h"
#include "web/fields.h"
#include "web/form.h"
#include "web/handlers.h"
#include "web/params.h"
#include "web/promise.h"

// --- which card, which document --------------------------------------------------

static Str page_of(Arena *arena, Str card, const char *behind)
{
    return str_format(arena, "/api/scorecards/%.*s%s", STR(card), behind);
}

static Err find_shown(DraftShown *shown)
{
    Str id;
    Reply *reply = shown->reply;
    Err err = path_card(shown->request, reply, &id);
    if (!err)
        err = fill_tabs(shown->app, reply, id, &shown->listing, &shown->tab, &shown->tabs);
    if (err || !str_equal(id, S("original"))) return err;
    reply->complaint.detail = S("The original stays as it is: it has no draft");
    return ERR_NOT_FOUND;
}

// The draft, a version that the query names, or what is in force.
static Str first_document(DraftShown *shown)
{
    Str text;
    int64_t number = 0;
    const CardListing *listing = &shown->listing;
    bool asked = request_query(shown->request, S("from"), &text) && text.length > 0;
    if (asked && str_int(text, &number) && number >= 1 && number <= listing->versions &&
        listing->version[number - 1].document.length > 0)
        return listing->version[number - 1].document;
    if (asked)
        shown->notice = S("\xe2\x80\x9c"
                          "from"
                          "\xe2\x80\x9d is ignored: the scorecard has "
                          "no such version that says anything.");
    if (listing->draft) return listing->draft->document;
    return listing->live || !listing->built_in ? listing->document : listing->shipped;
}

// --- looking at it ---------------------------------------------------------------

// GET /api/scorecards/:card/draft
Err show_draft(App *app, const Request *request, Reply *reply)
{
    Str done = {0};
    DraftShown *shown = arena_new(reply->arena, DraftShown, 1);
    *shown = (DraftShown){.app = app, .request = request, .reply = reply};
    Err err = find_shown(shown);
    if (err) return err;
    shown->document = first_document(shown);
    shown->card = card_stored(reply->arena, shown->document);
    shown->is_json = !shown->card;  // another version of the program wrote it
    shown->seen = card_seen(reply->arena, &shown->listing);
    (void)request_query(request, S("done"), &done);
    if (str_equal(done, S("saved")))
        shown->notice = S("The draft is saved. It counts for nobody yet.");
    if (str_equal(done, S("made")))
        shown->notice = S("The draft is made. Say for whom it is, and what counts; it "
                          "counts for nobody until it is published.");
    return draw_draft(shown);
}

// --- what was typed --------------------------------------------------------------

static void read_seen(Arena *arena, const Body *body, CardSeen *seen)
{
    int64_t versions = 0;
    (void)str_int(form_typed(body, S("seen_versions")), &versions);
    *seen =
        (CardSeen){.matters = true,
                   .versions = versions > 0 && versions <= CARDS_MAX ? (int)versions : 0,
                   .draft = str_copy(arena, form_typed(body, S("seen_draft")))};
}

static Err check_id(const DraftShown *shown, Str id)
{
    if (str_equal(id, shown->listing.id)) return OK;
    return body_fault(shown->reply, S("/id"), S("The id of a card stays as it is"),
                      S("value_error"));
}

static Err read_typed(DraftShown *shown, const Body *body)
{
    Arena *arena = shown->reply->arena;
    Scorecard *card = arena_new(arena, Scorecard, 1);
    shown->typed = body;
    shown->is_json = str_equal(form_typed(body, S("as")), S("json"));
    shown->document =
        shown->is_json ? form_typed(body, S("document")) : card_typed(arena, body);
    read_seen(arena, body, &shown->seen);
    Err err = card_in(shown->reply, shown->document, card);
    if (!err) err = check_id(shown, card->id);
    if (!err) shown->card = card;
    return err;
}

static bool is_unseen(const DraftShown *shown)
{
    const CardSeen now = card_seen(shown->reply->arena, &shown->listing);
    return now.versions != shown->seen.versions || !str_equal(now.draft, shown->seen.draft);
}

static Err refuse_unseen(const DraftShown *shown)
{
    return reply_complain(shown->reply, HTTP_CONFLICT,
                          "Nothing was stored: somebody else changed this card while you "
                          "wrote. What you typed is still here");
}

static Err read_author(const DraftShown *shown, bool needed, Str *author, Str *note)
{
    Reply *reply = shown->reply;
    Fields fields = {.arena = reply->arena,
                     .complaint = &reply->complaint,
                     .pair = shown->typed->pair,
                     .pairs = shown->typed->pairs};
    bool said = field_text(&fields, S("author"), CARD_AUTHOR_MAX, author) &&
                str_trim(*author).length > 0;
    if (said && !is_id(*author))
        field_fault(&fields, S("author"),
                    S("A name has 1 to 255 bytes, none of them a control character"),
                    S("string_pattern_mismatch"));
    if (!said && needed)
        field_fault(&fields, S("author"), S("Say who publishes it"), S("missing"));
    if (!said && !needed) *author = S("dashboard");
    (void)field_text(&fields, S("note"), CARD_NOTE_MAX, note);
    return fields_conclude(&fields);
}

// --- saving ----------------------------------------------------------------------

static Err say_saved(Write *write)
{
    const Drafting *drafting = write->what;
    reply_redirect(write->reply, HTTP_SEE_OTHER,
                   page_of(write->reply->arena, drafting->draft.card, "/draft?done=saved"));
    return OK;
}

static Err refuse_race(Write *write, Err err)
{
    if (err != ERR_CONFLICT) return err;
    return reply_complain(write->reply, HTTP_CONFLICT,
                          "Somebody else changed this card at the same moment: go back, "
                          "what you typed is still there, and send it again");
}

static Err begin_saving(Write *write, const DraftShown *shown)
{
    Str note = {0};
    Reply *reply = write->reply;
    Drafting *drafting = arena_new(reply->arena, Drafting, 1);
    Err err = read_author(shown, false, &drafting->draft.author, &note);
    if (err) return err;
    drafting->draft.card = shown->listing.id;
    drafting->draft.document = scorecard_write(reply->arena, shown->card);
    drafting->seen = shown->seen;
    write->what = drafting;
    write->answer = say_saved;
    write->refuse = refuse_race;
    return change_save_draft(write->app->service, write->change, drafting);
}

// --- publishing ------------------------------------------------------------------

static Err say_published(Write *write)
{
    const Publishing *publishing = write->what;
    reply_redirect(write->reply, HTTP_SEE_OTHER,
                   page_of(write->reply->arena, publishing->card, "?done=published"));
    return OK;
}

static Err refuse_publishing(Write *write, Err err)
{
    const Publishing *publishing = write->what;
    if (err == ERR_CONFLICT && publishing->fault == PUBLISH_UNSEEN)
        return refuse_race(write, err);
    return cards_refuse_publishing(write, err);
}

// What is in force already needs no other version.
static Err check_other(const DraftShown *shown, Str document)
{
    const CardListing *listing = &shown->listing;
    bool same = listing->live && str_equal(document, listing->document);
    if (!same) return OK;
    return reply_complain(shown->reply, HTTP_CONFLICT,
                          "The draft says what is in force already: there is nothing to "
                          "publish");
}

static Err begin_publishing(Write *write, const DraftShown *shown)
{
    Reply *reply = write->reply;
    Publishing *publishing = arena_new(reply->arena, Publishing, 1);
    Err err = read_author(shown, true, &publishing->author, &publishing->note);
    if (err) return err;
    publishing->card = shown->listing.id;
    publishing->document = scorecard_write(reply->arena, shown->card);
    publishing->seen = shown->seen;
    err = check_other(shown, publishing->document);
    if (err) return err;
    write->what = publishing;
    write->answer = say_published;
    write->refuse = refuse_publishing;
    return change_publish(write->app->service, write->change, publishing);
}

// --- discarding ------------------------------------------------------------------

static Err say_discarded(Write *write)
{
    const Str *card = write->what;
    reply_redirect(write->reply, HTTP_SEE_OTHER,
                   page_of(write->reply->arena, *card, "?done=discarded"));
    return OK;
}

// Where there is none any more, it is as was wanted.
static Err refuse_discarding(Write *write, Err err)
{
    return err == ERR_NOT_FOUND ? say_discarded(write) : err;
}

static Err begin_discarding(Write *write, const DraftShown *shown)
{
    Str *card = arena_new(write->reply->arena, Str, 1);
    *card = shown->listing.id;
    write->what = card;
    write->answer = say_discarded;
    write->refuse = refuse_discarding;
    return change_drop_draft(write->app->service, write->change, *card);
}

// --- proving ---------------------------------------------------------------------

// In the background; the page says how far it is.
static Err begin_proof(const DraftShown *shown)
{
    Job job;
    Reply *reply = shown->reply;
    const ValidationWish wish = {.scorecard = shown->card->id,
                                 .document = scorecard_write(reply->arena, shown->card),
                                 .horizon = HORIZON_DEFAULT};
    Err err = start_validation(shown->app->service, &wish, &job, *reply->arena);
    if (err == ERR_CONFLICT)
        return reply_complain(reply, HTTP_CONFLICT,
                              "A proof is running already: once it has ended, this one can "
                              "begin");
    return err == ERR_INVALID ? OK : err;  // the preview says why it cannot be
}

// --- which of them ---------------------------------------------------------------

static bool is_wanted(const Body *body, const char *what)
{
    return str_equal(form_typed(body, S("do")), str_of(what));
}

// The page again: with what was typed, what is wrong with it, and what it would do.
static Err show_typed(Write *write, const DraftShown *shown)
{
    write->complete = true;
    return draw_draft(shown);
}

static Err begin_draft(Write *write)
{
    Reply *reply = write->reply;
    Body *body = arena_new(reply->arena, Body, 1);
    DraftShown *shown = arena_new(reply->arena, DraftShown, 1);
    *shown = (DraftShown){.app = write->app, .request = write->request, .reply = reply};
    Err err = find_shown(shown);
    if (!err) err = body_read(write->request, reply, body);
    if (err) return err;
    if (is_wanted(body, "discard")) return begin_discarding(write, shown);

    bool saves = is_wanted(body, "save"), publishes = is_wanted(body, "publish");
    err = read_typed(shown, body);
    if (!err && is_wanted(body, "json")) shown->is_json = true;
    if (!err && is_wanted(body, "form")) {
        shown->is_json = false;
        shown->document = scorecard_write(reply->arena, shown->card);
    }
    if (!err && (saves || publishes) && is_unseen(shown)) err = refuse_unseen(shown);
    if (!err && is_wanted(body, "prove")) err = begin_proof(shown);
    if (!err && saves) err = begin_saving(write, shown);
    if (!err && publishes) err = begin_publishing(write, shown);
    if (err && err != ERR_INVALID) return err;
    return err || !(saves || publishes) ? show_typed(write, shown) : OK;
}

// POST /api/scorecards/:card/draft
//
// A form: `do` says whether what was typed is saved, published, discarded, proved, or
// only looked at, in fields or as JSON.
Err change_draft(App *app, const Request *request, Reply *reply)
{
    return promise_keep(app, request, reply, begin_draft);
}
