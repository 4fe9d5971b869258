#include "web/customers/customer_json.h"

#include "base/clock.h"
#include "model/explain.h"
#include "model/money.h"
#include "web/pages/outlook.h"
#include "web/stamp_json.h"

static void write_change(Json *json, Str name, bool known, double change)
{
    if (known)
        json_double(json, name, change);
    else
        json_null(json, name);
}

static void write_sparkline(Json *json, const Trend *trend)
{
    json_open_array(json, S("sparkline"));
    for (int i = 0; i < TREND_POINTS; i++) {
        if (trend->point[i] == TREND_NONE)
            json_null(json, (Str){0});
        else
            json_double(json, (Str){0}, trend->point[i] / 10.0);
    }
    json_close_array(json);
}

// Which of its card's bands the score is in; `band` is only what kind of band that is.
static void write_own_band(Json *json, const CardBand *band)
{
    json_str_or_null(json, S("band_id"), band ? band->id : (Str){0});
    json_str_or_null(json, S("band_name"), band ? band->name : (Str){0});
}

static const CardBand *band_of_row(const CustomerRow *row)
{
    if (!row->scored) return NULL;
    return &row->card->band[scorecard_place(row->card, row->score, row->band)];
}

static void write_brief_health(Json *json, const CustomerRow *row)
{
    json_open_object(json, S("health"));
    if (row->scored) {
        json_double(json, S("health_score"), row->score);
        json_str(json, S("band"), band_name(row->band));
        json_str(json, S("status"), score_status_name(STATUS_SCORED));
    } else {
        json_null(json, S("health_score"));
        json_null(json, S("band"));
        json_str(json, S("status"), score_status_name(row->status));
    }
    json_double(json, S("coverage"), row->coverage);
    write_change(json, S("change_7d"), row->trend.has_7d, row->trend.change_7d);
    write_change(json, S("change_30d"), row->trend.has_30d, row->trend.change_30d);
    write_sparkline(json, &row->trend);
    json_str(json, S("scorecard"), row->card->id);
    write_own_band(json, band_of_row(row));
    json_close_object(json);
}

void write_customer_members(Json *json, const CustomerRow *row)
{
    const Customer *customer = &row->customer;
    int decimals = 2;
    (void)money_decimals(customer->currency, &decimals);

    json_int(json, S("id"), customer->id);
    json_str_or_null(json, S("external_id"), customer->external_id);
    json_str(json, S("name"), customer->name);
    json_str_or_null(json, S("email"), customer->email);
    json_str_or_null(json, S("segment"), customer->segment);
    json_str_or_null(json, S("plan"), customer->plan);
    json_str_or_null(json, S("owner"), customer->owner);
    json_money(json, S("mrr"), customer->mrr, decimals);
    json_str(json, S("currency"), customer->currency);
    json_int(json, S("seats"), customer->seats);
    json_str(json, S("lifecycle"), customer->lifecycle);
    if (customer->renews_on == DAY_NONE)
        json_null(json, S("renews_on"));
    else
        json_day(json, S("renews_on"), customer->renews_on);
    json_time(json, S("created_at"), customer->created_at);
    if (row->picture.last_seen_at == 0)
        json_null(json, S("last_seen_at"));
    else
        json_time(json, S("last_seen_at"), row->picture.last_seen_at);
    json_raw(json, S("traits"), customer->traits.length ? customer->traits : S("{}"));
    write_brief_health(json, row);
}

void write_customer(Json *json, Str name, const CustomerRow *row)
{
    json_open_object(json, name);
    write_customer_members(json, row);
    json_close_object(json);
}

void write_whole_customer(Reply *reply, int status, const CustomerRow *row)
{
    if (status == HTTP_CREATED)
        reply_header(
            reply, S("Location"),
            str_format(reply->arena, "/api/customers/%lld", (long long)row->customer.id));
    Json *json = reply_json(reply, status);
    json_open(json);
    write_customer_members(json, row);
    json_close(json);
}

void write_terms(Json *json, Day today)
{
    json_day(json, S("as_of"), today);
    json_str(json, S("time_zone"), clock_zone());
    json_str(json, S("direction"), S("higher_is_better"));
}

void write_freshness(Json *json, Freshness freshness)
{
    json_open_object(json, S("freshness"));
    json_bool(json, S("complete"), freshness.stale_customers == 0);
    json_int(json, S("stale_customers"), freshness.stale_customers);
    json_int(json, S("oldest_seconds"), freshness.oldest_seconds);
    json_close_object(json);
    const Scorecard **card;
    const DaySpan today = {freshness.today, freshness.today};
    int cards = cards_within(freshness.cards, json->to->arena, today, &card);
    write_stamp_of(json, card, cards, freshness.watermark);
}

bool score_has_points(const Score *score, int factor)
{
    const FactorScore *part = &score->factor[factor];
    return score->scored && !(part->missing && part->weight <= 0);
}

// The names of the first implementation stand beside the total; those of other factors
// could be anything, "band" for example.
static bool is_flat(Str id)
{
    const Scorecard *standard = scorecard_standard();
    for (int f = 0; f < standard->factors; f++)
        if (str_equal(standard->factor[f].id, id)) return true;
    return false;
}

void write_score(Json *json, const Scorecard *card, const Score *score)
{
    if (score->scored) {
        json_double(json, S("health_score"), score->total);
        json_str(json, S("band"), band_name(score->band));
    } else {
        json_null(json, S("health_score"));
        json_null(json, S("band"));
    }
    json_str(json, S("status"), score_status_name(score->status));
    json_double(json, S("coverage"), score->coverage);
    for (int f = 0; f < card->factors; f++) {
        if (!is_flat(card->factor[f].id)) continue;
        if (score_has_points(score, f))
            json_double(json, card->factor[f].id, score->factor[f].points);
        else
            json_null(json, card->factor[f].id);
    }
}

static void write_window(Json *json, const Metric *metric, Day today)
{
    Day from = metric_from(metric, today);
    json_open_object(json, S("window"));
    if (from == DAY_NONE)
        json_null(json, S("from"));
    else
        json_day(json, S("from"), from);
    json_day(json, S("to"), today);
    json_close_object(json);
}

static void write_factor(Arena *arena, Json *json, const HealthDetails *details, int f)
{
    const Factor *factor = &details->card->factor[f];
    const FactorScore *score = &details->score.factor[f];
    const Measure *measure = &details->row.picture.measure[factor->measure];
    Writer explanation = {.arena = arena};
    if (details->score.scored)
        explain_factor(&explanation, details->card, &details->score, &details->row.picture,
                       f);

    json_open_object(json, (Str){0});
    json_str(json, S("id"), factor->id);
    json_str(json, S("name"), factor->name);
    if (score->missing || !details->score.scored)
        json_null(json, S("value"));
    else
        json_double(json, S("value"), score->value);
    json_str(json, S("unit"), factor->unit);
    if (score_has_points(&details->score, f))
        json_double(json, S("score"), score->points);
    else
        json_null(json, S("score"));
    json_double(json, S("weight"), factor->weight);
    json_double(json, S("effective_weight"), details->score.scored ? score->weight : 0);
    json_double(json, S("contribution"), details->score.scored ? score->contribution : 0);
    write_window(json, &factor->metric, details->today);
    json_int(json, S("events_counted"), measure->events);
    if (details->event_totals)
        json_int(json, S("events_not_counted"), details->event_totals[f] - measure->events);
    else
        json_null(json, S("events_not_counted"));
    json_bool(json, S("missing"), score->missing || !details->score.scored);
    json_str_or_null(json, S("explanation"), writer_str(&explanation));
    json_close_object(json);
}

// What holds instead of what the card makes of the customer, and that beside it.
static void write_overridden(Json *json, const HealthDetails *details)
{
    const Score *computed = &details->computed;
    if (!details->overridden) {
        json_null(json, S("override"));
        return;
    }
    json_open_object(json, S("override"));
    write_override(json, details->overridden);
    if (computed->scored) {
        json_double(json, S("computed"), computed->total);
        json_str(json, S("computed_band"), band_name(computed->band));
    } else {
        json_null(json, S("computed"));
        json_null(json, S("computed_band"));
    }
    json_close_object(json);
}

static void write_rules(Json *json, const Scorecard *card, const Score *score)
{
    static const char *const kinds[] = {"cap", "floor", "set"};
    json_open_array(json, S("rules_applied"));
    for (int r = 0; r < score->rules; r++) {
        const CardRule *rule = &card->rule[score->rule[r].rule];
        json_open_object(json, (Str){0});
        json_str(json, S("reason"), rule->reason);
        json_open_object(json, S("then"));
        json_double(json, str_of(kinds[rule->kind]), rule->to);
        json_close_object(json);
        json_double(json, S("by"), score->rule[r].by);
        json_close_object(json);
    }
    json_close_array(json);
}

void write_health(Arena *arena, Json *json, const HealthDetails *details)
{
    json_open(json);
    json_int(json, S("customer_id"), details->row.customer.id);
    json_str(json, S("customer_name"), details->row.customer.name);
    write_terms(json, details->today);
    json_str(json, S("scorecard"), details->card->id);
    write_score(json, details->card, &details->score);
    write_own_band(json, details->score.scored ? &details->card->band[details->score.place]
                                               : NULL);
    json_open_array(json, S("factors"));
    for (int f = 0; f < details->card->factors; f++)
        write_factor(arena, json, details, f);
    json_close_array(json);
    write_rules(json, details->card,
                details->overridden ? &details->computed : &details->score);
    write_overridden(json, details);
    write_next_drop(arena, json, details);
    write_to_next_band(arena, json, details);
    write_stamp(json, details);
    json_close(json);
}
