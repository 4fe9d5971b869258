#include "web/pages/dashboard_page.h"

#include "web/pages/book_cards.h"
#include "web/pages/book_page.h"
#include "web/pages/book_period.h"
#include "web/pages/charts.h"
#include "web/pages/frame.h"
#include "web/pages/notices.h"
#include "web/pages/say.h"

#include <assert.h>
#include <math.h>

static_assert((int)HISTOGRAM_BINS <= (int)BINS_MAX &&
                  (int)ATTENTION_MAX <= (int)ATTENTION_SHOWN &&
                  (int)MOVERS_MAX <= (int)MOVERS_SHOWN,
              "the page has room for what the service gives");

Str why_of(Arena *arena, const Dashboard *dashboard, int attention)
{
    const CustomerRow *row = &dashboard->attention[attention];
    const Scorecard *card = dashboard->attention_card[attention];
    if (!card) return (Str){0};
    Score score = score_of(&row->picture, card, dashboard->today);
    return score.scored ? score_sentence(arena, card, &score, &row->picture) : (Str){0};
}

static void fill_figures(Arena *arena, const Dashboard *dashboard, DashboardPage *page)
{
    int64_t at_risk =
        dashboard->band[BAND_AT_RISK].customers + dashboard->band[BAND_CRITICAL].customers;
    bool scored = dashboard->scored > 0;
    Str none = S("\xe2\x80\x93");

    page->portfolio_score = scored ? say_score(arena, dashboard->portfolio_score) : none;
    page->mean_score = scored ? say_score(arena, dashboard->mean_score) : none;
    page->mrr_at_risk = say_money_short(arena, dashboard->mrr_at_risk, dashboard->currency);
    page->mrr = say_money_short(arena, dashboard->mrr, dashboard->currency);
    page->share_at_risk =
        dashboard->mrr > 0
            ? str_format(arena, "%.1f%% of total",
                         100 * (double)dashboard->mrr_at_risk / (double)dashboard->mrr)
            : S("no revenue is recorded");
    page->at_risk = say_count(arena, at_risk);
    page->scored = say_count(arena, dashboard->scored);
    page->currency = dashboard->currency;
    if (dashboard->other_currency > 0)
        page->other_currency = say_count(arena, dashboard->other_currency);
    page->nones = fill_unscored_lines(arena, dashboard->unscored, S("/api/customers?band="),
                                      page->none);
    page->none[page->nones - 1].after = S(":");
    page->none_note = dashboard->customers > dashboard->scored
                          ? S("listed, not scored")
                          : S("every customer has a score");
}

// Cards may have their edges elsewhere, so a bin may hold several kinds of band.
static Band most_in(const int64_t customers[BAND_COUNT])
{
    int most = 0;
    for (int band = 1; band < BAND_COUNT; band++)
        if (customers[band] > customers[most]) most = band;
    return (Band)most;
}

// The last bin holds its upper edge too.
static Str bin_link(Arena *arena, int bin)
{
    const double step = 100.0 / HISTOGRAM_BINS;
    if (bin == HISTOGRAM_BINS - 1)
        return str_format(arena, "/api/customers?min_score=%g", bin * step);
    return str_format(arena, "/api/customers?min_score=%g&score_below=%g", bin * step,
                      (bin + 1) * step);
}

static void fill_histogram(Arena *arena, const Dashboard *dashboard, DashboardPage *page)
{
    int64_t most = 1;
    for (int i = 0; i < HISTOGRAM_BINS; i++)
        if (dashboard->histogram[i] > most) most = dashboard->histogram[i];
    for (int i = 0; i < HISTOGRAM_BINS; i++) {
        Bin *bin = &page->bin[page->bins++];
        *bin = bin_of(arena, i, dashboard->histogram[i], most,
                      most_in(dashboard->bands_in[i]));
        if (dashboard->histogram[i] == 0) continue;
        bin->link = bin_link(arena, i);
        bin->customers = say_count(arena, dashboard->histogram[i]);
    }
    page->histogram = str_format(
        arena,
        "Histogram of %.*s in %d steps of %g points; %lld are healthy, %lld critical.",
        STR(say_many(arena, dashboard->scored, "score")), HISTOGRAM_BINS,
        100.0 / HISTOGRAM_BINS, (long long)dashboard->band[BAND_HEALTHY].customers,
        (long long)dashboard->band[BAND_CRITICAL].customers);
}

static void add_line(Arena *arena, const Dashboard *dashboard, const BandSum *sum,
                     BandLine line, DashboardPage *page)
{
    double all = dashboard->scored > 0 ? (double)dashboard->scored : 1;
    double width = 100 * (double)sum->customers / all;
    line.customers = say_count(arena, sum->customers);
    line.mrr = say_money_short(arena, sum->mrr, dashboard->currency);
    line.mean = sum->customers > 0 ? say_score(arena, sum->mean_score) : S("\xe2\x80\x93");
    line.x = say_rounded(page->bands_end, 2);
    line.width = width > 0.5 ? say_rounded(width - 0.5, 2) : 0;
    page->bands_end += width;
    page->band[page->bands++] = line;
}

static Str kind_link(Arena *arena, Band band)
{
    return str_format(arena, "/api/customers?band=%.*s", STR(band_name(band)));
}

static Str range_of(Arena *arena, double from, double to)
{
    return str_format(arena, "%g to %g", from, to);
}

// A card may have several bands of one kind, which lie side by side.
static Str band_link(Arena *arena, const Scorecard *card, int place)
{
    const CardBand *band = &card->band[place];
    int same = 0;
    for (int b = 0; b < card->bands; b++)
        same += card->band[b].band == band->band;
    Str link = kind_link(arena, band->band);
    if (same == 1) return link;
    link = str_format(arena, "%.*s&min_score=%g", STR(link), band->edge);
    if (place + 1 == card->bands) return link;
    return str_format(arena, "%.*s&score_below=%g", STR(link), card_band_end(card, place));
}

// The bands of the one card there is.
static void fill_card_bands(Arena *arena, const Dashboard *dashboard, DashboardPage *page)
{
    const CardSum *sum = &dashboard->card[0];
    for (int b = sum->card->bands - 1; b >= 0; b--) {
        const CardBand *band = &sum->card->band[b];
        const BandLine line = {.band = band_name(band->band),
                               .word = band->name,
                               .range =
                                   range_of(arena, band->edge, card_band_end(sum->card, b)),
                               .link = band_link(arena, sum->card, b)};
        add_line(arena, dashboard, &sum->band[b], line, page);
    }
}

// The kinds of band, where there are several cards, with edges of their own.
static void fill_kinds(Arena *arena, const Dashboard *dashboard, DashboardPage *page)
{
    for (int band = BAND_COUNT - 1; band >= 0; band--) {
        BandEdges edges = book_edges(dashboard, (Band)band);
        const BandLine line = {.band = band_name((Band)band),
                               .word = band_word((Band)band),
                               .range = edges.agreed ? range_of(arena, edges.from, edges.to)
                                                     : S("by its scorecard"),
                               .link = kind_link(arena, (Band)band)};
        add_line(arena, dashboard, &dashboard->band[band], line, page);
    }
}

static void fill_bands(Arena *arena, const Dashboard *dashboard, DashboardPage *page)
{
    if (dashboard->cards == 1)
        fill_card_bands(arena, dashboard, page);
    else
        fill_kinds(arena, dashboard, page);
}

// Who renews soon, as the sums have it.
static Str soon_query(Arena *arena, Day today)
{
    return str_format(arena, "renews_after=%.*s&renews_before=%.*s",
                      STR(say_date(arena, today - 1)),
                      STR(say_date(arena, today + RENEWAL_DAYS + 1)));
}

static void fill_movers(Arena *arena, const BookMover *from, int movers, Mover *to)
{
    for (int i = 0; i < movers; i++) {
        double largest = fabs(from[0].row.change_30d);
        double change = from[i].row.change_30d;
        to[i] = (Mover){
            .name = from[i].row.name,
            .id = from[i].row.customer,
            .share = largest > 0 ? say_rounded(100 * fabs(change) / largest, 1) : 0,
            .change = delta_of(arena, true, change),
            .because = from[i].factor ? from[i].factor->name : (Str){0},
        };
    }
}

Err draw_dashboard(App *app, const Request *request, Reply *reply,
                   const Dashboard *dashboard)
{
    Arena *arena = reply->arena;
    DashboardPage *page = arena_new(arena, DashboardPage, 1);
    const BookSpan span = {.to = dashboard->today, .now = dashboard};
    Err err = fill_period(app, request, reply, &span, &page->chart);
    if (err) return err;
    page->notices = notices_of(arena, &reply->complaint);
    page->today = say_date(arena, dashboard->today);
    page->soon = soon_query(arena, dashboard->today);
    page->frame = frame_of(request, "Overview", "overview");
    page->subtitle =
        str_format(arena, "%.*s \xc2\xb7 %.*s MRR \xc2\xb7 %.*s",
                   STR(say_many(arena, dashboard->customers, "customer")),
                   STR(say_money_short(arena, dashboard->mrr, dashboard->currency)),
                   STR(say_as_of(arena, dashboard->today)));
    page->waiting = waiting_sentence(arena, dashboard->freshness);
    fill_figures(arena, dashboard, page);
    fill_histogram(arena, dashboard, page);
    fill_bands(arena, dashboard, page);
    fill_book(arena, dashboard, page);
    page->attentions = dashboard->attentions;
    for (int i = 0; i < page->attentions; i++) {
        const CustomerRow *row = &dashboard->attention[i];
        page->attention[i] = card_of(arena, row, dashboard->today);
        page->attention[i].why = why_of(arena, dashboard, i);
    }
    page->fallings = dashboard->fallings;
    page->risings = dashboard->risings;
    fill_movers(arena, dashboard->falling, dashboard->fallings, page->falling);
    fill_movers(arena, dashboard->rising, dashboard->risings, page->rising);

    Html html = page_begin(reply, HTTP_OK);
    view_dashboard(&html, page);
    reply->keep = dashboard->freshness.stale_customers == 0 && page->chart.current;
    return OK;
}

void draw_first_run(const Request *request, Reply *reply)
{
    FirstRunPage page = {
        .frame = frame_of(request, "Welcome", "overview"),
        .origin = origin_asked(request),
    };
    Html html = page_begin(reply, HTTP_OK);
    view_first_run(&html, &page);
}
