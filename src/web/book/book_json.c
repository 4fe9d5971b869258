#include "web/book/book_json.h"

static void write_change(Json *json, const Dashboard *dashboard, int decimals)
{
    if (!dashboard->has_30d) {
        json_null(json, S("change_30d"));
        return;
    }
    json_open_object(json, S("change_30d"));
    json_double(json, S("portfolio_score"), dashboard->portfolio_change);
    json_int(json, S("at_risk"), dashboard->at_risk_change);
    json_money(json, S("mrr_at_risk"), dashboard->mrr_at_risk_change, decimals);
    json_close_object(json);
}

static void write_trend(Json *json, const Dashboard *dashboard)
{
    json_open_array(json, S("trend"));
    for (int week = 0; week < TREND_POINTS; week++) {
        const BookPoint *point = &dashboard->trend[week];
        json_open_object(json, (Str){0});
        json_day(json, S("date"), point->day);
        json_int(json, S("scored"), point->scored);
        if (point->scored > 0) {
            json_double(json, S("portfolio_score"), point->portfolio_score);
            json_double(json, S("mean_score"), point->mean_score);
        } else {
            json_null(json, S("portfolio_score"));
            json_null(json, S("mean_score"));
        }
        json_close_object(json);
    }
    json_close_array(json);
}

static void write_renewals(Json *json, const Dashboard *dashboard, int decimals)
{
    const Renewals *renewals = &dashboard->renewals;
    json_open_object(json, S("renewals"));
    json_int(json, S("within_days"), RENEWAL_DAYS);
    json_int(json, S("customers"), renewals->customers);
    json_money(json, S("mrr"), renewals->mrr, decimals);
    json_int(json, S("at_risk"), renewals->at_risk);
    json_money(json, S("mrr_at_risk"), renewals->mrr_at_risk, decimals);
    json_close_object(json);
}

static void write_drops(Json *json, const Dashboard *dashboard)
{
    json_open_object(json, S("slipping"));
    json_int(json, S("within_days"), SLIP_DAYS);
    json_int(json, S("customers"), dashboard->slipping);
    json_close_object(json);
    json_open_array(json, S("next_drops"));
    for (int i = 0; i < dashboard->drops; i++) {
        const BandDrop *drop = &dashboard->drop[i];
        json_open_object(json, (Str){0});
        json_int(json, S("id"), drop->customer);
        json_str(json, S("name"), drop->name);
        json_double(json, S("health_score"), drop->score);
        json_str(json, S("band"), band_name(drop->band));
        json_day(json, S("date"), drop->day);
        json_double(json, S("to_score"), drop->to_score);
        json_str(json, S("to_band"), band_name(drop->to_band));
        json_close_object(json);
    }
    json_close_array(json);
}

static void write_segment_factors(Json *json, const Dashboard *dashboard,
                                  const SegmentSum *segment)
{
    json_open_array(json, S("factors"));
    for (int f = 0; f < dashboard->factors; f++) {
        json_open_object(json, (Str){0});
        json_str(json, S("id"), dashboard->factor[f].factor->id);
        json_int(json, S("customers"), segment->counted[f]);
        if (segment->counted[f] > 0)
            json_double(json, S("mean_points"), segment->points[f]);
        else
            json_null(json, S("mean_points"));
        json_close_object(json);
    }
    json_close_array(json);
}

static void write_segments(Json *json, const Dashboard *dashboard, int decimals)
{
    json_open_array(json, S("segments"));
    for (int i = 0; i < dashboard->segments; i++) {
        const SegmentSum *segment = &dashboard->segment[i];
        json_open_object(json, (Str){0});
        json_str(json, S("segment"), segment->segment);
        json_int(json, S("customers"), segment->customers);
        json_money(json, S("mrr"), segment->mrr, decimals);
        if (segment->scored > 0)
            json_double(json, S("mean_score"), segment->mean_score);
        else
            json_null(json, S("mean_score"));
        write_segment_factors(json, dashboard, segment);
        json_close_object(json);
    }
    json_close_array(json);
}

void write_book(Json *json, const Dashboard *dashboard, int decimals)
{
    write_change(json, dashboard, decimals);
    write_trend(json, dashboard);
    write_renewals(json, dashboard, decimals);
    write_drops(json, dashboard);
    write_segments(json, dashboard, decimals);
}
