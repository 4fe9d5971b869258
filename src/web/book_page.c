#include "web/book_page.h"

#include "web/book_chart.h"
#include "web/frame.h"
#include "web/say.h"

#include <assert.h>

static_assert((int)DROPS_MAX <= (int)DROPS_SHOWN &&
                  (int)SEGMENTS_MAX <= (int)HEAT_ROWS_MAX &&
                  (int)FACTORS_MAX < (int)HEAT_COLUMNS_MAX,
              "the page has room for what the service gives");

// More at risk is worse, however its arrow points.
static Delta worse(bool grows, Str text)
{
    return (Delta){.direction = grows ? S("down") : S("up"),
                   .spoken = grows ? S("up ") : S("down "),
                   .text = text};
}

static Delta no_change(void)
{
    return (Delta){S("flat"), S("no change "), S("\xe2\x80\x93")};
}

static Str arrowed(Arena *arena, bool up, Str text)
{
    return str_format(arena, "%s %.*s", up ? "\xe2\x86\x91" : "\xe2\x86\x93", STR(text));
}

static void fill_changes(Arena *arena, const Dashboard *dashboard, DashboardPage *page)
{
    int64_t mrr = dashboard->mrr_at_risk_change, count = dashboard->at_risk_change;
    page->portfolio_change =
        delta_of(arena, dashboard->has_30d, dashboard->portfolio_change);
    page->mrr_change = no_change();
    page->at_risk_change = no_change();
    if (mrr != 0) {
        Str text = say_money_short(arena, mrr < 0 ? -mrr : mrr, dashboard->currency);
        page->mrr_change = worse(mrr > 0, arrowed(arena, mrr > 0, text));
    }
    if (count != 0) {
        Str text = say_count(arena, count < 0 ? -count : count);
        page->at_risk_change = worse(count > 0, arrowed(arena, count > 0, text));
    }
}

static void fill_ahead(Arena *arena, const Dashboard *dashboard, DashboardPage *page)
{
    const Renewals *renewals = &dashboard->renewals;
    Str mrr = say_money_short(arena, renewals->mrr, dashboard->currency);
    page->renewals = say_count(arena, renewals->customers);
    page->renewing = str_format(arena, "%.*s MRR", STR(mrr));
    page->renewing_at_risk = say_count(arena, renewals->at_risk);
    page->slipping = say_count(arena, dashboard->slipping);
    page->drops = dashboard->drops;
    for (int i = 0; i < page->drops; i++) {
        const BandDrop *drop = &dashboard->drop[i];
        page->drop[i] = (DropLine){.id = drop->customer,
                                   .name = drop->name,
                                   .day = say_day_short(arena, drop->day),
                                   .from = say_score(arena, drop->score),
                                   .to = say_score(arena, drop->to_score),
                                   .band = band_name(drop->to_band)};
    }
}

HeatCell heat_cell(Arena *arena, Str what, Str group, int64_t of, double points)
{
    const Scorecard *card = scorecard_standard();
    if (of == 0)
        return (HeatCell){.band = S("no_data"),
                          .text = S("\xe2\x80\x93"),
                          .spoken = str_format(arena, "%.*s of %.*s: nobody has any",
                                               STR(what), STR(group))};
    return (HeatCell){
        .band = band_name(band_of(card, points)),
        .text = str_format(arena, "%.0f", points),
        .spoken = str_format(arena, "%.*s of %.*s: %.1f on average, of %.*s", STR(what),
                             STR(group), points, STR(say_many(arena, of, "customer"))),
    };
}

static void fill_heat(Arena *arena, const Dashboard *dashboard, DashboardPage *page)
{
    const Scorecard *card = scorecard_standard();
    for (int f = 0; f < card->factors; f++)
        page->heat_column[f] = card->factor[f].name;
    page->heat_column[card->factors] = S("Score");
    page->heat_columns = card->factors + 1;
    page->heats = dashboard->segments;
    for (int i = 0; i < page->heats; i++) {
        const SegmentSum *segment = &dashboard->segment[i];
        HeatRow *row = &page->heat[i];
        row->segment = segment->segment;
        row->customers = say_count(arena, segment->customers);
        row->link = str_format(arena, "/api/customers?segment=%.*s",
                               STR(url_part(arena, segment->segment)));
        for (int f = 0; f < card->factors; f++)
            row->cell[f] = heat_cell(arena, card->factor[f].name, segment->segment,
                                     segment->counted[f], segment->points[f]);
        row->cell[card->factors] = heat_cell(arena, S("Score"), segment->segment,
                                             segment->scored, segment->mean_score);
        if (segment->scored > 0)
            row->cell[card->factors].text = say_score(arena, segment->mean_score);
    }
}

void fill_book(Arena *arena, const Dashboard *dashboard, DashboardPage *page)
{
    fill_changes(arena, dashboard, page);
    fill_ahead(arena, dashboard, page);
    page->spark = book_spark_of(arena, dashboard);
    fill_heat(arena, dashboard, page);
}
