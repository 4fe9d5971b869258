#include "base/clock.h"
#include "web/cards/card_page.h"
#include "web/form.h"
#include "web/pages/frame.h"
#include "web/pages/say.h"

#include <stdlib.h>

static const PublishedCard *latest_of(const CardListing *card)
{
    return card->versions > 0 ? &card->version[card->versions - 1] : NULL;
}

// --- one of many -----------------------------------------------------------------

static bool is_original(const CardListing *card)
{
    return str_equal(card->id, S("original"));
}

static bool is_at_work(const CardListing *card)
{
    return (card->live || card->built_in) && !is_original(card);
}

const Scorecard *card_holding(const CardListing *listing)
{
    bool is_back = !listing->live && listing->built_in;
    return is_back ? scorecard_find(listing->id) : listing->card;
}

static void fill_state(Arena *arena, const CardListing *card, CardTab *tab)
{
    const PublishedCard *latest = latest_of(card);
    if (is_original(card)) {
        tab->state = S("To compare");
        tab->note = S("the first implementation to the letter");
        return;
    }
    if (latest) {
        bool withdrawn = latest->document.length == 0;
        tab->state = is_at_work(card) ? S("In force") : S("Withdrawn");
        tab->note = str_format(
            arena, "%sversion %d, by %.*s, %.*s",
            withdrawn && card->built_in ? "as it comes with the program, since " : "",
            latest->version, STR(latest->author), STR(say_day(arena, day_of(latest->at))));
    } else {
        tab->state = card->live      ? S("In force")
                     : card->example ? S("Example")
                                     : S("Never published");
        tab->note = card->live || card->example ? S("as it comes with the program")
                                                : S("a draft only");
    }
    if (is_at_work(card)) tab->tag = S("live-t");
}

static Str who_of(Arena *arena, const CardListing *card, const Scorecard *says)
{
    if (is_original(card)) return S("Nobody: it is asked for by its name");
    if (!says) return S("A draft that this version of the program cannot read");
    if (says->applies == 0 && !str_equal(card->id, S("standard"))) return S("Everybody");
    return tell_who(arena, says);
}

// What holds for somebody stands first, what is asked for by its name last.
static int place_of(const CardListing *card)
{
    if (is_original(card)) return 4;
    if (!is_at_work(card)) return card->draft || card->versions > 0 ? 2 : 3;
    return str_equal(card->id, S("standard")) ? 0 : 1;
}

static int64_t judged_by(const Dashboard *book, Str card)
{
    for (int c = 0; c < book->cards; c++)
        if (str_equal(book->card[c].card->id, card)) return book->card[c].customers;
    return 0;
}

static CardTab tab_of(Arena *arena, const CardListing *card, int64_t customers,
                      bool current)
{
    const Scorecard *says = card_holding(card);
    if (!says && card->draft) says = card_stored(arena, card->draft->document);
    CardTab tab = {.id = card->id,
                   .title = says ? says->title : card->id,
                   .who = who_of(arena, card, says),
                   .customers = say_count(arena, customers),
                   .noun = customers == 1 ? S("customer") : S("customers"),
                   .place = place_of(card),
                   .current = current};
    fill_state(arena, card, &tab);
    if (card->draft)
        tab.draft = str_format(arena, "a draft by %.*s, %.*s", STR(card->draft->author),
                               STR(say_ago(arena, card->draft->at, clock_now())));
    return tab;
}

static int by_place(const void *a, const void *b)
{
    const CardTab *x = a, *y = b;
    return x->place != y->place ? x->place - y->place : str_compare(x->id, y->id);
}

const Scorecard *card_stored(Arena *arena, Str document)
{
    CardFaults faults;
    Scorecard *card = arena_new(arena, Scorecard, 1);
    bool good = document.length > 0 && !scorecard_read(arena, document, card, &faults);
    return good ? card : NULL;
}

// --- all of them -----------------------------------------------------------------

Err fill_tabs(App *app, Reply *reply, Str current, CardListing *listing, CardTab **out,
              int *count)
{
    CardListing *card = NULL;
    Dashboard *book = arena_new(reply->arena, Dashboard, 1);
    bool found = current.length == 0;
    Err err = get_scorecards(app->service, reply->arena, &card, count);
    if (!err) err = get_dashboard(app->service, reply->arena, book);
    if (err) return err;
    *out = arena_new(reply->arena, CardTab, *count);
    for (int c = 0; c < *count; c++) {
        bool is = str_equal(card[c].id, current);
        (*out)[c] = tab_of(reply->arena, &card[c], judged_by(book, card[c].id), is);
        if (is) *listing = card[c];
        found |= is;
    }
    qsort(*out, (size_t)*count, sizeof **out, by_place);
    if (!found)
        reply->complaint.detail = S("There is no scorecard of this name: the page of "
                                    "scorecards lists them");
    return found ? OK : ERR_NOT_FOUND;
}

static Str subtitle_of(Arena *arena, const CardTab *tab, int tabs)
{
    int at_work = 0;
    for (int t = 0; t < tabs; t++)
        at_work += str_equal(tab[t].tag, S("live-t"));
    return str_format(arena,
                      "%d in force. Of those that apply to a customer, the one of the "
                      "highest priority holds",
                      at_work);
}

static void fill_new(const Complaint *complaint, const Body *typed, CardsPage *page)
{
    page->title = (FormField){.name = S("title"),
                              .label = S("Title"),
                              .kind = S("text"),
                              .value = form_typed(typed, S("title")),
                              .message = form_fault(complaint, S("title"))};
    page->id = (FormField){.name = S("id"),
                           .label = S("Id"),
                           .hint = S("in addresses; it stays"),
                           .kind = S("text"),
                           .value = form_typed(typed, S("id")),
                           .message = form_fault(complaint, S("id"))};
    page->from = form_typed(typed, S("from"));
    page->from_message = form_fault(complaint, S("from"));
}

Err draw_cards(App *app, const Request *request, Reply *reply, const Body *typed)
{
    CardTab *tab = NULL;
    int tabs = 0;
    CardListing none;
    Err err = fill_tabs(app, reply, (Str){0}, &none, &tab, &tabs);
    if (err) return err;
    const Complaint complaint = reply->complaint;
    CardsPage page = {
        .card = tab, .cards = tabs, .subtitle = subtitle_of(reply->arena, tab, tabs)};
    fill_new(&complaint, typed, &page);
    reply->complaint = (Complaint){0};
    Frame frame = frame_of(request, "Score model", "model");
    Html html = page_begin(reply, typed ? complaint.status : HTTP_OK);
    view_cards(&html, &frame, &page);
    return OK;
}
