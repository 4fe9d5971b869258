#include "web/cards/card_page.h"

#include "web/form.h"
#include "web/pages/frame.h"
#include "web/pages/notices.h"
#include "web/pages/say.h"

enum { COLOURS = 5 };

// --- what it says ----------------------------------------------------------------

static CardFactorLine factor_of(Arena *arena, const Scorecard *card, int place)
{
    const Factor *factor = &card->factor[place];
    EarnedLine *earned;
    CardFactorLine line = {
        .kind = str_format(arena, "k%d", place % COLOURS + 1),
        .name = factor->name,
        .group = factor->group,
        .weight = tell_share(arena, factor->weight),
        .width = say_rounded(100 * factor->weight, 2),
        .measured = tell_measured(arena, card, factor),
        .earneds = tell_steps(arena, factor, &earned),
        .earned_note = tell_earned(factor),
        .missing = tell_missing(arena, factor),
    };
    line.earned = earned;
    return line;
}

void fill_factors(Arena *arena, const Scorecard *card, CardPage *page)
{
    CardFactorLine *factor = arena_new(arena, CardFactorLine, card->factors);
    CardRuleLine *rule = arena_new(arena, CardRuleLine, card->rules);
    for (int f = 0; f < card->factors; f++)
        factor[f] = factor_of(arena, card, f);
    for (int r = 0; r < card->rules; r++) {
        const CardRule *is = &card->rule[r];
        rule[r] = (CardRuleLine){.when = tell_conditions(arena, card, is->when, is->whens),
                                 .effect = tell_effect(arena, is),
                                 .reason = is->reason};
    }
    page->factor = factor;
    page->factors = card->factors;
    page->rule = rule;
    page->rules = card->rules;
}

static void add_fact(CardPage *page, Str label, Str text)
{
    if (text.length > 0) page->fact[page->facts++] = (CardFact){label, text};
}

static Str grace_text(Arena *arena, const Scorecard *card)
{
    if (card->grace_days == 0) return S("Judged from their first event on");
    return str_format(arena, "Not judged for their first %.*s",
                      STR(say_many(arena, card->grace_days, "day")));
}

static Str coverage_text(Arena *arena, const Scorecard *card)
{
    if (!(card->min_coverage > 0)) return S("Any is enough");
    return str_format(arena, "No score where less than %.*s of the weight rests on data",
                      STR(tell_share(arena, card->min_coverage)));
}

static void fill_bands(Arena *arena, const Scorecard *card, CardPage *page)
{
    CardBandLine *band = arena_new(arena, CardBandLine, card->bands);
    double until = 100;
    for (int b = card->bands - 1; b >= 0; b--) {
        const CardBand *is = &card->band[b];
        band[page->bands++] =
            (CardBandLine){.band = band_name(is->band),
                           .name = is->name,
                           .range = str_format(
                               arena, "%.*s to %.*s%.*s", STR(tell_number(arena, is->edge)),
                               STR(b == card->bands - 1 ? (Str){0} : S("under ")),
                               STR(tell_number(arena, until)))};
        until = is->edge;
    }
    page->band = band;
}

void fill_rest(Arena *arena, const Scorecard *card, CardPage *page)
{
    fill_bands(arena, card, page);
    bool is_first = card->applies == 0 && str_equal(card->id, S("standard"));
    add_fact(page, S("Holds for"),
             card->applies || is_first ? tell_who(arena, card) : S("Everybody"));
    if (!is_first)
        add_fact(page, S("Priority"),
                 str_format(arena, "%d, where several cards apply", card->priority));
    add_fact(page, S("New customers"), grace_text(arena, card));
    add_fact(page, S("Little data"), coverage_text(arena, card));
}

// --- the page --------------------------------------------------------------------

typedef struct {
    const Request *request;
    Reply *reply;
    const CardListing *listing;
    const Body *typed;
} Shown;

// The version that the query asks for; 0: what is in force.
static Err asked_version(const Shown *shown, int *out)
{
    Str text;
    int64_t number = 0;
    *out = 0;
    if (!request_query(shown->request, S("version"), &text) || text.length == 0) return OK;
    bool is_number = str_int(text, &number);
    if (!is_number)
        complaint_add(&shown->reply->complaint,
                      (Fault){S("query"), S("version"),
                              S("Input should be a valid integer"), S("int_parsing")});
    if (!is_number) return OK;
    if (number >= 1 && number <= shown->listing->versions) {
        *out = (int)number;
        return OK;
    }
    shown->reply->complaint.detail = S("The scorecard has no such version");
    return ERR_NOT_FOUND;
}

static const Scorecard *card_asked(const Shown *shown, int version)
{
    const CardListing *listing = shown->listing;
    Arena *arena = shown->reply->arena;
    if (version > 0) return card_stored(arena, listing->version[version - 1].document);
    if (card_holding(listing)) return card_holding(listing);
    Str document = listing->document;
    if (document.length == 0 && listing->draft) document = listing->draft->document;
    return card_stored(arena, document);
}

static Str subtitle_of(const Shown *shown, int version, const CardTab *tab)
{
    Arena *arena = shown->reply->arena;
    if (version > 0) {
        const PublishedCard *is = &shown->listing->version[version - 1];
        return str_format(arena, "%.*s \xc2\xb7 as it was in version %d, of %.*s, by %.*s",
                          STR(tab->id), version, STR(say_day(arena, day_of(is->at))),
                          STR(is->author));
    }
    Str lower = str_equal(tab->state, S("In force")) ? S("in force") : tab->state;
    return str_format(arena, "%.*s \xc2\xb7 %.*s \xc2\xb7 %.*s \xc2\xb7 %.*s %.*s",
                      STR(tab->id), STR(lower), STR(tab->note), STR(tab->customers),
                      STR(tab->noun));
}

static void fill_edit(const Shown *shown, int version, CardPage *page)
{
    Arena *arena = shown->reply->arena;
    const CardListing *listing = shown->listing;
    if (str_equal(listing->id, S("original"))) return;
    page->edit_word = listing->draft ? S("Go on with the draft") : S("Start a draft");
    if (version > 0) {
        page->edit_word = str_format(arena, "Start a draft from version %d", version);
        page->edit = str_format(arena, "/api/scorecards/%.*s/draft?from=%d",
                                STR(listing->id), version);
    } else {
        page->edit = str_format(arena, "/api/scorecards/%.*s/draft", STR(listing->id));
    }
    if (listing->draft)
        page->draft = str_format(arena, "%.*s, %.*s", STR(listing->draft->author),
                                 STR(say_ago(arena, listing->draft->at, clock_now())));
}

static void fill_withdrawal(const Shown *shown, CardPage *page)
{
    const CardListing *listing = shown->listing;
    page->can_withdraw = listing->live && listing->versions > 0 && !page->is_past;
    page->withdraw_note = listing->built_in ? S("What comes with the program holds again.")
                                            : S("Other cards hold for its customers then.");
    if (!shown->typed) return;
    page->author = form_typed(shown->typed, S("author"));
    page->author_message = form_fault(&shown->reply->complaint, S("author"));
    if (page->author_message.length == 0) page->refused = shown->reply->complaint.detail;
}

static Str notice_of(const Request *request, Reply *reply, const CardListing *listing)
{
    Str done;
    if (!request_query(request, S("done"), &done)) return (Str){0};
    if (str_equal(done, S("published")) && listing->versions > 0)
        return str_format(reply->arena,
                          "Version %d is in force. Scores of past days stay as they were.",
                          listing->versions);
    if (str_equal(done, S("withdrawn"))) return S("The card is withdrawn.");
    if (str_equal(done, S("discarded"))) return S("The draft is gone.");
    return (Str){0};
}

static Err fill_page(const Shown *shown, CardTab *tab, CardPage *page)
{
    int version = 0;
    Arena *arena = shown->reply->arena;
    Err err = asked_version(shown, &version);
    if (err) return err;
    const Scorecard *card = card_asked(shown, version);
    page->id = shown->listing->id;
    page->title = card ? card->title : page->id;
    page->is_past = version > 0;
    page->subtitle = subtitle_of(shown, version, tab);
    page->notice = notice_of(shown->request, shown->reply, shown->listing);
    if (card) fill_factors(arena, card, page);
    if (card) fill_rest(arena, card, page);
    fill_edit(shown, version, page);
    fill_withdrawal(shown, page);
    fill_versions(shown->request, shown->reply, shown->listing, page);
    return OK;
}

Err draw_card(App *app, const Request *request, Reply *reply, const Body *typed)
{
    Str id;
    CardTab *tab = NULL;
    CardListing listing = {0};
    CardPage *page = arena_new(reply->arena, CardPage, 1);
    Err err = path_card(request, reply, &id);
    if (!err) err = fill_tabs(app, reply, id, &listing, &tab, &page->tabs);
    if (err) return err;
    const Shown shown = {request, reply, &listing, typed};
    CardTab *current = tab;
    while (!current->current)
        current++;
    page->tab = tab;
    err = fill_page(&shown, current, page);
    if (err) return err;
    if (!typed) page->notices = notices_of(reply->arena, &reply->complaint);

    Frame frame = frame_named(request, page->title, "model");
    Html html = page_begin(reply, typed ? reply->complaint.status : HTTP_OK);
    view_card(&html, &frame, page);
    return OK;
}
