#include "web/pages/book_page.h"

#include "web/pages/book_chart.h"
#include "web/pages/frame.h"
#include "web/pages/say.h"

#include <assert.h>

static_assert((int)DROPS_MAX <= (int)DROPS_SHOWN &&
                  (int)SEGMENTS_MAX <= (int)HEAT_ROWS_MAX &&
                  (int)STATUS_SCORED == (int)UNSCORED_MAX &&
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

int fill_unscored_lines(Arena *arena, const int64_t unscored[STATUS_SCORED], Str link,
                        UnscoredLine line[UNSCORED_MAX])
{
    static const char *const words[] = {"without data", "being onboarded",
                                        "of whom too little is known"};
    static_assert(sizeof words / sizeof *words == STATUS_SCORED, "");
    int lines = 0;
    for (ScoreStatus status = 0; status < STATUS_SCORED; status++) {
        if (status != STATUS_NO_DATA && unscored[status] == 0) continue;
        if (lines > 0) line[lines - 1].after = S(",");
        line[lines++] = (UnscoredLine){
            .customers = say_count(arena, unscored[status]),
            .words = str_of(words[status]),
            .link =
                str_format(arena, "%.*s%.*s", STR(link), STR(score_status_name(status))),
        };
    }
    return lines;
}

HeatCell heat_cell(Arena *arena, HeatColumn column, Str group, int64_t of, double points)
{
    const Str what = column.name;
    if (of == 0)
        return (HeatCell){.band = S("no_data"),
                          .text = S("\xe2\x80\x93"),
                          .spoken = str_format(arena, "%.*s of %.*s: nobody has any",
                                               STR(what), STR(group))};
    return (HeatCell){
        .band = band_name(band_of(column.card, points)),
        .text = str_format(arena, "%.0f", points),
        .spoken = str_format(arena, "%.*s of %.*s: %.1f on average, of %.*s", STR(what),
                             STR(group), points, STR(say_many(arena, of, "customer"))),
    };
}

static void fill_heat_row(Arena *arena, const Dashboard *dashboard,
                          const SegmentSum *segment, HeatRow *row)
{
    const Str name = segment->segment;
    row->segment = name;
    row->customers = say_count(arena, segment->customers);
    row->scored = say_count(arena, segment->scored);
    row->link =
        str_format(arena, "/api/customers?segment=%.*s", STR(url_part(arena, name)));
    // Whoever has a score has at least this one.
    row->scored_link = str_format(arena, "%.*s&min_score=0", STR(row->link));
    for (int f = 0; f < dashboard->factors; f++) {
        const BookFactor *of = &dashboard->factor[f];
        row->cell[f] = heat_cell(arena, (HeatColumn){of->factor->name, of->card}, name,
                                 segment->counted[f], segment->points[f]);
    }
    HeatCell *score = &row->cell[dashboard->factors];
    *score = heat_cell(arena, (HeatColumn){S("Score"), dashboard->card[0].card}, name,
                       segment->scored, segment->mean_score);
    if (segment->scored > 0) score->text = say_score(arena, segment->mean_score);
}

static void fill_heat(Arena *arena, const Dashboard *dashboard, DashboardPage *page)
{
    for (int f = 0; f < dashboard->factors; f++)
        page->heat_column[f] = dashboard->factor[f].factor->name;
    page->heat_column[dashboard->factors] = S("Score");
    page->heat_columns = dashboard->factors + 1;
    page->heats = dashboard->segments;
    for (int i = 0; i < page->heats; i++)
        fill_heat_row(arena, dashboard, &dashboard->segment[i], &page->heat[i]);
}

void fill_book(Arena *arena, const Dashboard *dashboard, DashboardPage *page)
{
    fill_changes(arena, dashboard, page);
    fill_ahead(arena, dashboard, page);
    page->spark = book_spark_of(arena, dashboard);
    fill_heat(arena, dashboard, page);
}
