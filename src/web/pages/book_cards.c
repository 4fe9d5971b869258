#include "web/pages/book_cards.h"

double card_band_end(const Scorecard *card, int place)
{
    return place + 1 < card->bands ? card->band[place + 1].edge : 100;
}

// The bands of one kind lie side by side.
static BandEdges edges_in(const Scorecard *card, Band band)
{
    BandEdges edges = {0};
    for (int b = card->bands - 1; b >= 0; b--) {
        if (card->band[b].band != band) continue;
        if (!edges.agreed) edges.to = card_band_end(card, b);
        edges.from = card->band[b].edge;
        edges.agreed = true;
    }
    return edges;
}

BandEdges book_edges(const Dashboard *dashboard, Band band)
{
    if (dashboard->cards == 0) return edges_in(scorecard_standard(), band);
    BandEdges edges = edges_in(dashboard->card[0].card, band);
    for (int c = 1; c < dashboard->cards; c++) {
        BandEdges other = edges_in(dashboard->card[c].card, band);
        edges.agreed &= other.agreed && other.from == edges.from && other.to == edges.to;
    }
    return edges;
}

// The only card's; empty: there are several.  An empty book has `standard`.
static Str only_id(const Dashboard *dashboard)
{
    if (dashboard->cards == 0) return scorecard_standard()->id;
    return dashboard->cards == 1 ? dashboard->card[0].card->id : (Str){0};
}

static void write_card_bands(Json *json, const CardSum *sum, int decimals)
{
    json_open_array(json, S("bands"));
    for (int b = sum->card->bands - 1; b >= 0; b--) {
        const CardBand *band = &sum->card->band[b];
        json_open_object(json, (Str){0});
        json_str(json, S("id"), band->id);
        json_str(json, S("name"), band->name);
        json_str(json, S("band"), band_name(band->band));
        json_double(json, S("from"), band->edge);
        json_double(json, S("to"), card_band_end(sum->card, b));
        json_int(json, S("customers"), sum->band[b].customers);
        json_money(json, S("mrr"), sum->band[b].mrr, decimals);
        if (sum->band[b].customers > 0)
            json_double(json, S("mean_score"), sum->band[b].mean_score);
        else
            json_null(json, S("mean_score"));
        json_close_object(json);
    }
    json_close_array(json);
}

static void write_marks(Json *json, const Dashboard *dashboard)
{
    json_open_array(json, S("markers"));
    for (int m = 0; m < dashboard->marks; m++) {
        const BookMark *mark = &dashboard->mark[m];
        json_open_object(json, (Str){0});
        json_day(json, S("date"), mark->day);
        json_str(json, S("scorecard"), mark->card);
        json_int(json, S("version"), mark->version);
        json_bool(json, S("withdrawn"), mark->withdrawn);
        json_close_object(json);
    }
    json_close_array(json);
}

void write_unscored(Json *json, const int64_t unscored[STATUS_SCORED])
{
    for (ScoreStatus status = 0; status < STATUS_SCORED; status++)
        json_int(json, score_status_name(status), unscored[status]);
}

void write_book_cards(Json *json, const Dashboard *dashboard, int decimals)
{
    json_str_or_null(json, S("scorecard"), only_id(dashboard));
    json_open_array(json, S("scorecards"));
    for (int c = 0; c < dashboard->cards; c++) {
        const CardSum *sum = &dashboard->card[c];
        json_open_object(json, (Str){0});
        json_str(json, S("id"), sum->card->id);
        json_int(json, S("version"), sum->card->version);
        json_int(json, S("customers"), sum->customers);
        json_int(json, S("scored"), sum->scored);
        write_unscored(json, sum->unscored);
        json_money(json, S("mrr"), sum->mrr, decimals);
        write_card_bands(json, sum, decimals);
        json_close_object(json);
    }
    json_close_array(json);
    write_marks(json, dashboard);
}
