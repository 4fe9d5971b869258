#include "web/pages/list_page.h"

#include "http/html.h"
#include "web/customers/list_past.h"
#include "web/form.h"
#include "web/pages/frame.h"
#include "web/pages/notices.h"
#include "web/pages/say.h"
#include "web/pages/views_list.h"

#include <assert.h>

static_assert((int)WAS_MOST == (int)PASTS_SHOWN && (int)STATES == (int)BAND_OPTIONS,
              "the page has room for all of them");

enum { STANDING_VIEWS = 2, SOON_DAYS = 60 };

typedef struct {
    const Request *request;
    Arena *arena;
    const ListAsked *asked;
    const Complaint *complaint;
    const Body *typed;
    CustomerList list;
    ListAround around;
    NamedLists named;
    int64_t standing[STANDING_VIEWS];  // how many the views hold that are always there
} Shown;

bool list_is_person(const Request *request)
{
    return request->accepts == MEDIA_HTML && body_is_form(request);
}

Err list_read_views(App *app, const Request *request, Arena *arena, NamedLists *out)
{
    *out = (NamedLists){0};
    Err err = get_views(app->service, arena, &out->view, &out->views);
    if (err) return err;
    ListQuery *query = arena_new(arena, ListQuery, out->views);
    for (int v = 0; v < out->views; v++) {
        ListAsked asked;
        Reply trial = {.arena = arena};
        // What an earlier version kept, and we do not know, chooses nothing.
        if (list_read_text(app, request, out->view[v].query, &trial, &asked))
            trial.status = 0;
        query[v] = asked.query;
    }
    out->customers = arena_new(arena, int64_t, out->views);
    return count_lists(app->service, query, out->views, out->customers);
}

// --- links ---------------------------------------------------------------

static Str url_of(Arena *arena, Str query)
{
    return str_format(arena, "/api/customers%s%.*s", query.length ? "?" : "", STR(query));
}

static Str url_of_query(Arena *arena, const ListQuery *query)
{
    return url_of(arena, list_query_text(arena, query));
}

static Str url_of_page(const Shown *shown, bool behind, Rank place)
{
    Arena *arena = shown->arena;
    const ListQuery *query = &shown->asked->query;
    Str text = list_query_text(arena, query);
    if (!behind) return url_of(arena, text);
    return str_format(arena, "/api/customers?%.*s%scursor=%.*s", STR(text),
                      text.length ? "&" : "", STR(list_cursor(arena, query, place)));
}

// --- what stands above ---------------------------------------------------

static const char *const standing[STANDING_VIEWS] = {"At risk", "Renewing in 60 days"};

static ListQuery standing_query(int view, Day today)
{
    ListQuery query = list_everybody();
    if (view == 0) {
        query.states = 1U << BAND_AT_RISK | 1U << BAND_CRITICAL;
    } else {
        query.renews_after = today - 1;
        query.renews_before = today + SOON_DAYS + 1;
        query.by = SORT_RENEWS_ON;
    }
    return query;
}

static Str subtitle_of(const Shown *shown)
{
    const ListAround *around = &shown->around;
    Arena *arena = shown->arena;
    return str_format(arena, "%.*s \xc2\xb7 %.*s MRR \xc2\xb7 %.*s at risk \xc2\xb7 %.*s",
                      STR(say_many(arena, around->customers, "customer")),
                      STR(say_money_short(arena, around->mrr, around->currency)),
                      STR(say_money_short(arena, around->mrr_at_risk, around->currency)),
                      STR(say_as_of(arena, shown->list.today)));
}

static ViewTab *add_tab(const Shown *shown, CustomersPage *page, ViewTab *tab, Str query,
                        int64_t customers)
{
    ViewTab *added = &tab[page->views++];
    added->url = url_of(shown->arena, query);
    added->customers = say_count(shown->arena, customers);
    added->current = str_equal(page->query, query);
    return added;
}

static void fill_views(const Shown *shown, CustomersPage *page)
{
    Arena *arena = shown->arena;
    const NamedLists *named = &shown->named;
    ViewTab *tab = arena_new(arena, ViewTab, named->views + STANDING_VIEWS + 1);
    page->query = list_query_text(arena, &shown->asked->query);
    add_tab(shown, page, tab, (Str){0}, shown->around.customers)->name = S("All");
    for (int v = 0; v < STANDING_VIEWS; v++) {
        ListQuery query = standing_query(v, shown->list.today);
        add_tab(shown, page, tab, list_query_text(arena, &query), shown->standing[v])
            ->name = str_of(standing[v]);
    }
    for (int v = 0; v < named->views; v++) {
        const ListView *view = &named->view[v];
        ViewTab *added = add_tab(shown, page, tab, view->query, named->customers[v]);
        added->name = view->name;
        added->id = view->id;
    }
    page->view = tab;
    if (!shown->typed) return;
    page->view_name = form_typed(shown->typed, S("name"));
    page->view_message = form_fault(shown->complaint, S("name"));
}

// --- filters -------------------------------------------------------------

static void fill_bands(const Shown *shown, CustomersPage *page)
{
    const unsigned chosen = shown->asked->query.states;
    for (int place = 0; place < STATES; place++) {
        const int state = state_at(place);
        const bool is = (chosen & 1U << state) != 0;
        // Most cards leave nobody without a score who has sent anything.
        if (state > STATE_UNSCORED && !is && shown->around.in[state] == 0) continue;
        page->band[page->bands++] =
            (Option){.value = score_state_name(state),
                     .word = state_word(state),
                     .customers = say_count(shown->arena, shown->around.in[state]),
                     .chosen = is};
    }
}

// What is chosen is offered, even where nobody has it.
static Option *options_of(Arena *arena, const WordCount *word, int words, Str chosen,
                          int *count)
{
    Option *option = arena_new(arena, Option, words + 1);
    bool found = chosen.length == 0;
    for (int w = 0; w < words; w++) {
        bool is = str_equal(word[w].word, chosen);
        option[(*count)++] = (Option){.value = word[w].word, .chosen = is};
        found |= is;
    }
    if (!found) option[(*count)++] = (Option){.value = chosen, .chosen = true};
    return option;
}

static void add_bound(const Shown *shown, CustomersPage *page, const char *name,
                      const char *label, const char *kind)
{
    FormField *field = &page->bound[page->bounds++];
    *field =
        (FormField){.name = str_of(name), .label = str_of(label), .kind = str_of(kind)};
    (void)request_query(shown->request, field->name, &field->value);
    field->message = form_fault(shown->complaint, field->name);
}

static void add_option(CustomersPage *page, Str value, Str word)
{
    FormField *field = &page->bound[page->bounds - 1];
    field->option[field->options] = value;
    field->word[field->options++] = word;
}

static void fill_bounds(const Shown *shown, CustomersPage *page)
{
    add_bound(shown, page, "min_score", "Score of at least", "text");
    add_bound(shown, page, "max_score", "Score of at most", "text");
    add_bound(shown, page, "score_below", "Score below", "text");
    add_bound(shown, page, "renews_after", "Renews after", "date");
    add_bound(shown, page, "renews_before", "Renews before", "date");
    add_bound(shown, page, "slips_within", "Slips a band within (days)", "text");
    add_bound(shown, page, "began_after", "Began after", "date");
    add_bound(shown, page, "began_before", "Began before", "date");
    add_bound(shown, page, "plan", "Plan", "text");
    add_bound(shown, page, "judged_by", "Judged by scorecard", "text");
    add_bound(shown, page, "currency", "Revenue in", "text");
    add_bound(shown, page, "currency_not", "Revenue not in", "text");
    add_bound(shown, page, "lifecycle", "Lifecycle", "select");
    add_option(page, (Str){0}, S("any but churned"));
    for (Lifecycle one = 0; one < LIFECYCLE_COUNT; one++)
        add_option(page, lifecycle_name(one), (Str){0});
    add_bound(shown, page, "without", "Without", "select");
    add_option(page, (Str){0}, S("with or without"));
    add_option(page, S("segment"), S("a segment"));
    add_option(page, S("plan"), S("a plan"));
    add_option(page, S("owner"), S("an owner"));

    int set = 0;
    for (int b = 0; b < page->bounds; b++)
        set += page->bound[b].value.length > 0;
    if (set > 0) page->bounds_set = say_count(shown->arena, set);
}

// "Stable on 23 Sep 2026, and At risk on 22 Nov 2026; who has left since is among them."
static void fill_past(const Shown *shown, CustomersPage *page)
{
    const ListQuery *query = &shown->asked->query;
    if (!list_asks_past(query)) return;
    Writer past = {.arena = shown->arena};
    for (int w = 0; w < query->wases; w++) {
        page->was[page->wases++] = was_text(shown->arena, &query->was[w]);
        writer_format(&past, "%s%.*s", w ? ", and " : "",
                      STR(was_words(shown->arena, &query->was[w])));
    }
    if (query->moved.from != DAY_NONE) {
        page->moved = moved_text(shown->arena, &query->moved);
        writer_format(&past, "%s%.*s", past.length ? ", and " : "",
                      STR(moved_words(shown->arena, &query->moved)));
    }
    writer_put(&past, past.length > 0 ? S("; who has left since is among them.")
                                      : S("Who has left since is among them."));
    page->past = capitalised(shown->arena, writer_str(&past));
}

static void fill_filters(const Shown *shown, CustomersPage *page)
{
    const ListQuery *query = &shown->asked->query;
    const ListAround *around = &shown->around;
    page->text = query->text;
    fill_bands(shown, page);
    page->segment = options_of(shown->arena, around->segment, around->segments,
                               query->segment, &page->segments);
    page->owner = options_of(shown->arena, around->owner, around->owners, query->owner,
                             &page->owners);
    fill_bounds(shown, page);
    fill_past(shown, page);
}

// --- the table -----------------------------------------------------------

static const struct {
    const char *label, *side;
    int by;           // SORT_COUNT: nobody can sort by it
    bool descending;  // at first
} columns[COLUMNS_MAX] = {
    {"Customer", "c-name", SORT_NAME, false},    {"Score", "c-score", SORT_SCORE, false},
    {"Band", "c-band", SORT_COUNT, false},       {"12 weeks", "c-spark", SORT_COUNT, false},
    {"30 d", "n opt", SORT_CHANGE_30D, false},   {"MRR", "n c-mrr", SORT_MRR, true},
    {"Owner", "opt", SORT_COUNT, false},         {"Renewal", "opt", SORT_RENEWS_ON, false},
    {"Last seen", "opt", SORT_LAST_SEEN, false},
};

static void add_column(const Shown *shown, int c, CustomersPage *page)
{
    const ListQuery *now = &shown->asked->query;
    Column *column = &page->column[page->columns++];
    *column = (Column){.label = str_of(columns[c].label), .side = columns[c].side};
    if (columns[c].by == SORT_COUNT) return;

    ListQuery next = *now;
    bool is = now->by == (SortBy)columns[c].by;
    next.by = (SortBy)columns[c].by;
    next.descending = is ? !now->descending : columns[c].descending;
    column->url = url_of_query(shown->arena, &next);
    if (!is) return;
    column->arrow = now->descending ? S("\xe2\x86\x93") : S("\xe2\x86\x91");
    column->sorted = now->descending ? S("descending") : S("ascending");
    page->caption = str_format(shown->arena, "Customers by %s, %s", columns[c].label,
                               now->descending ? "descending" : "ascending");
}

static Str sort_of(const Shown *shown)
{
    ListQuery only = list_everybody();
    only.by = shown->asked->query.by;
    only.descending = shown->asked->query.descending;
    Str text = list_query_text(shown->arena, &only);
    (void)str_cut(&text, '=');
    return text;
}

static void fill_table(const Shown *shown, CustomersPage *page)
{
    Arena *arena = shown->arena;
    const CustomerList *list = &shown->list;
    CustomerCard *card = arena_new(arena, CustomerCard, list->rows);
    for (int i = 0; i < list->rows; i++)
        card[i] = card_of(arena, &list->row[i], list->today);
    page->card = card;
    page->cards = list->rows;
    page->sort = sort_of(shown);
    for (int c = 0; c < COLUMNS_MAX; c++)
        add_column(shown, c, page);
    page->nobody = shown->around.customers == 0 && list->total == 0;
    page->empty = shown->asked->query.text;
    page->range = str_format(arena, "%.*s\xe2\x80\x93%.*s of %.*s",
                             STR(say_count(arena, list->before + 1)),
                             STR(say_count(arena, list->before + list->rows)),
                             STR(say_count(arena, list->total)));
    if (list->has_previous)
        page->previous = url_of_page(shown, list->previous.behind, list->previous.place);
    if (list->has_more) page->next = url_of_page(shown, true, list->next);
}

static Err look(App *app, Shown *shown)
{
    ListPage page = shown->asked->page;
    page.most = LIST_PAGE_ROWS;
    Arena *arena = shown->arena;
    Err err = get_list(app->service, arena, &shown->asked->query, &page, &shown->list);
    if (!err) err = get_list_around(app->service, arena, &shown->around);
    if (!err) err = list_read_views(app, shown->request, arena, &shown->named);
    if (err) return err;

    ListQuery query[STANDING_VIEWS];
    for (int v = 0; v < STANDING_VIEWS; v++)
        query[v] = standing_query(v, shown->list.today);
    return count_lists(app->service, query, STANDING_VIEWS, shown->standing);
}

Err draw_list(App *app, const Request *request, Reply *reply, const ListAsked *asked,
              const Body *typed)
{
    Arena *arena = reply->arena;
    const Complaint complaint = reply->complaint;
    Shown shown = {.request = request,
                   .arena = arena,
                   .asked = asked,
                   .complaint = &complaint,
                   .typed = typed};
    Err err = look(app, &shown);
    if (err) return err;

    CustomersPage *page = arena_new(arena, CustomersPage, 1);
    page->frame = frame_of(request, "Customers", "customers");
    page->subtitle = subtitle_of(&shown);
    page->waiting = waiting_sentence(arena, shown.list.freshness);
    fill_views(&shown, page);
    if (!typed) page->notices = notices_of(arena, &complaint);
    fill_filters(&shown, page);
    fill_table(&shown, page);
    page->csv = str_format(arena, "/api/customers?%.*s%sformat=csv", STR(page->query),
                           page->query.length ? "&" : "");
    reply->complaint = (Complaint){0};
    Html html = page_begin(reply, typed ? complaint.status : HTTP_OK);
    view_customers(&html, page);
    reply->keep = shown.list.freshness.stale_customers == 0;
    return OK;
}
