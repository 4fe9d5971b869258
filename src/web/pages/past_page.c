#include "web/pages/past_page.h"

#include "base/clock.h"
#include "service/asking/past.h"
#include "web/pages/book_page.h"
#include "web/pages/book_period.h"
#include "web/pages/frame.h"
#include "web/pages/notices.h"
#include "web/pages/say.h"
#include "web/pages/views_past.h"

static int64_t customers_at_risk(const BookDay *day)
{
    return day->band[BAND_AT_RISK].customers + day->band[BAND_CRITICAL].customers;
}

static void fill_then(Arena *arena, const BookDay *day, Str currency, PastPage *page)
{
    bool scored = day->scored > 0;
    Str none = S("\xe2\x80\x93");
    page->customers = say_many(arena, day->customers, "customer");
    page->scored = say_count(arena, day->scored);
    page->portfolio_score = scored ? say_score(arena, day->portfolio_score) : none;
    page->mrr_at_risk = say_money_short(arena, day->mrr_at_risk, currency);
    page->at_risk = say_count(arena, customers_at_risk(day));
    page->median = scored ? say_score(arena, day->median) : none;
    page->quartiles = scored ? str_format(arena, "the middle half from %.1f to %.1f",
                                          day->lower_quartile, day->upper_quartile)
                             : S("nobody had a score");
}

static void fill_now(Arena *arena, const Dashboard *now, PastPage *page)
{
    int64_t at_risk =
        now->band[BAND_AT_RISK].customers + now->band[BAND_CRITICAL].customers;
    page->portfolio_now =
        now->scored > 0 ? say_score(arena, now->portfolio_score) : S("\xe2\x80\x93");
    page->mrr_at_risk_now = say_money_short(arena, now->mrr_at_risk, now->currency);
    page->at_risk_now = say_count(arena, at_risk);
}

static void fill_bands(Arena *arena, const BookDay *day, Str currency, PastPage *page)
{
    double from = 0, all = day->scored > 0 ? (double)day->scored : 1;
    for (int band = BAND_COUNT - 1; band >= 0; band--) {
        const BookBand *sum = &day->band[band];
        double width = 100 * (double)sum->customers / all;
        page->band[page->bands++] =
            (BandLine){.band = band_name((Band)band),
                       .word = band_word((Band)band),
                       .customers = say_count(arena, sum->customers),
                       .link = str_format(arena, "/api/customers?was=%.*s:%.*s",
                                          STR(page->as_of), STR(band_name((Band)band))),
                       .mrr = say_money_short(arena, sum->mrr, currency),
                       .x = say_rounded(from, 2),
                       .width = width > 0.5 ? say_rounded(width - 0.5, 2) : 0};
        from += width;
    }
}

static void fill_cards(Arena *arena, const PastBook *book, PastPage *page)
{
    for (int r = 0; r < book->rows && page->cards < PAST_CARDS_MAX; r++) {
        const BookRow *is = &book->row[r].row;
        const CustomerRow row = {.customer = {.id = is->customer,
                                              .name = is->name,
                                              .segment = is->segment,
                                              .currency = is->currency,
                                              .mrr = is->mrr,
                                              .renews_on = DAY_NONE},
                                 .scored = is->scored,
                                 .status = book->row[r].status,
                                 .score = is->score,
                                 .band = is->band};
        page->card[page->cards++] = card_of(arena, &row, book->sum.day);
    }
}

Err draw_past(App *app, const Request *request, Reply *reply, Day day, const Dashboard *now)
{
    Arena *arena = reply->arena;
    PastPage *page = arena_new(arena, PastPage, 1);
    PastBook book;
    const PastQuery query = {.day = day, .most = PAST_CARDS_MAX};
    const BookSpan span = {.to = day};
    Err err = get_past_book(app->service, arena, &query, &book);
    if (!err) err = fill_period(app, request, reply, &span, &page->chart);
    if (err) return err;

    page->frame = frame_of(request, "Overview of a past day", "overview");
    page->notices = notices_of(arena, &reply->complaint);
    page->as_of = say_date(arena, day);
    page->today = say_date(arena, now->today);
    page->day = say_day(arena, day);
    fill_then(arena, &book.sum, app->currency, page);
    fill_now(arena, now, page);
    fill_bands(arena, &book.sum, app->currency, page);
    page->nones = fill_unscored_lines(
        arena, book.sum.unscored,
        str_format(arena, "/api/customers?was=%.*s:", STR(page->as_of)), page->none);
    page->none[page->nones - 1].after = S(".");
    fill_cards(arena, &book, page);
    Html html = page_begin(reply, HTTP_OK);
    view_past(&html, page);
    reply->keep = now->freshness.stale_customers == 0 && page->chart.current;
    return OK;
}
