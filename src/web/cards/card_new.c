#include "web/body.h"
#include "web/cards/card_page.h"
#include "web/form.h"
#include "web/handlers.h"
#include "web/params.h"
#include "web/promise.h"

// --- what was typed --------------------------------------------------------------

static const CardListing *find_card(const CardListing *card, int cards, Str id)
{
    for (int c = 0; c < cards; c++)
        if (str_equal(card[c].id, id)) return &card[c];
    return NULL;
}

// What the new one begins with: what holds under the other's id, or else its draft.
static const Scorecard *card_chosen(Arena *arena, const CardListing *card, int cards,
                                    Str id)
{
    const CardListing *chosen = find_card(card, cards, id);
    if (!chosen || str_equal(id, S("original"))) return NULL;
    const Scorecard *says = card_holding(chosen);
    return says || !chosen->draft ? says : card_stored(arena, chosen->draft->document);
}

static Err check_id(Reply *reply, const CardListing *card, int cards, Str id)
{
    if (!card_id_taken(id) && !find_card(card, cards, id)) return OK;
    complaint_add(&reply->complaint,
                  (Fault){S("body"), S("/id"),
                          S("There is a scorecard of this id already: choose another"),
                          S("value_error")});
    return reply_complain(reply, HTTP_CONFLICT,
                          "There is a scorecard of this id already: choose another");
}

static Err read_new(Write *write, const Body *typed, Drafting *out)
{
    Reply *reply = write->reply;
    CardListing *card = NULL;
    int cards = 0;
    Err err = get_scorecards(write->app->service, reply->arena, &card, &cards);
    if (err) return err;
    Str from = form_typed(typed, S("from"));
    const Scorecard *begins = card_chosen(reply->arena, card, cards, from);
    Scorecard *made = arena_new(reply->arena, Scorecard, 1);
    Scorecard *read = arena_new(reply->arena, Scorecard, 1);
    *made = begins ? *begins : *scorecard_standard();
    made->id = str_trim(form_typed(typed, S("id")));
    made->title = str_trim(form_typed(typed, S("title")));
    out->draft.card = made->id;
    out->draft.document = scorecard_write(reply->arena, made);
    err = card_in(reply, out->draft.document, read);
    if (!begins)
        err = body_fault(reply, S("/from"), S("There is no scorecard of this name"),
                         S("value_error"));
    return err ? err : check_id(reply, card, cards, made->id);
}

// --- making it -------------------------------------------------------------------

static Err say_made(Write *write)
{
    const Drafting *drafting = write->what;
    reply_redirect(write->reply, HTTP_SEE_OTHER,
                   str_format(write->reply->arena, "/api/scorecards/%.*s/draft?done=made",
                              STR(drafting->draft.card)));
    return OK;
}

static Err refuse_race(Write *write, Err err)
{
    if (err != ERR_CONFLICT) return err;
    return reply_complain(write->reply, HTTP_CONFLICT,
                          "Somebody else made a scorecard of this id at the same moment: "
                          "go back and choose another");
}

static Err begin_new(Write *write)
{
    Reply *reply = write->reply;
    Body *typed = arena_new(reply->arena, Body, 1);
    Drafting *drafting = arena_new(reply->arena, Drafting, 1);
    Err err = body_read(write->request, reply, typed);
    if (err) return err;
    err = read_new(write, typed, drafting);
    if (err == ERR_INVALID) {
        write->complete = true;
        return draw_cards(write->app, write->request, reply, typed);
    }
    if (err) return err;
    drafting->draft.author = S("dashboard");
    drafting->seen = (CardSeen){.matters = true};
    write->what = drafting;
    write->answer = say_made;
    write->refuse = refuse_race;
    return change_save_draft(write->app->service, write->change, drafting);
}

// POST /api/scorecards
//
// A form: the draft of a new card, which begins with what another one says.
Err make_scorecard(App *app, const Request *request, Reply *reply)
{
    return promise_keep(app, request, reply, begin_new);
}
