#include "web/customers/customer_json.h"
#include "web/customers/health_in.h"
#include "web/fields.h"
#include "web/handlers.h"
#include "web/pages/compare_page.h"
#include "web/pages/notices.h"

enum { DAYS_BETWEEN = 60 };

// --- what is asked -------------------------------------------------------

static Err read_by(const Request *request, Reply *reply, GroupBy *out)
{
    Str text;
    *out = GROUP_SEGMENT;
    if (!request_query(request, S("by"), &text) || text.length == 0) return OK;
    if (group_by_parse(text, out)) return OK;
    return query_fault(reply, S("by"), S("Input should be 'segment', 'owner' or 'plan'"),
                       S("enum"));
}

static Err read_cohorts(const Request *request, Reply *reply, CohortBy *out)
{
    Str text;
    *out = COHORT_QUARTER;
    if (!request_query(request, S("cohorts"), &text) || text.length == 0) return OK;
    if (str_equal(text, S("quarter"))) return OK;
    if (str_equal(text, S("month"))) {
        *out = COHORT_MONTH;
        return OK;
    }
    return query_fault(reply, S("cohorts"), S("Input should be 'quarter' or 'month'"),
                       S("enum"));
}

// "stable-at_risk", "stable-", "-at_risk".
static bool parse_state(Str text, int *out)
{
    *out = STATE_ANY;
    if (text.length == 0) return true;
    for (int state = 0; state < STATE_COUNT; state++)
        if (str_equal(text, state_name(state))) *out = state;
    return *out != STATE_ANY;
}

static Err read_stream(const Request *request, Reply *reply, MovesQuery *out)
{
    Str text;
    if (!request_query(request, S("moved"), &text) || text.length == 0) return OK;
    bool two = str_find(text, '-') >= 0;
    Str from = str_cut(&text, '-');
    out->of_stream = two && parse_state(from, &out->from) && parse_state(text, &out->to) &&
                     (out->from != STATE_ANY || out->to != STATE_ANY);
    if (out->of_stream) return OK;
    return query_fault(reply, S("moved"),
                       S("Input should be two bands with a '-' between them, as "
                         "'stable-at_risk', of which one may be left out, or be 'no_data', "
                         "'onboarding', 'insufficient_data' or 'absent'"),
                       S("enum"));
}

// A page goes on without what it does not understand, and says so.
static Err read_asked(const Request *request, Reply *reply, GroupBy *by, Comparison *out)
{
    Err err = notice_or_refuse(request, read_by(request, reply, by));
    if (err) return err;
    err = notice_or_refuse(request, read_cohorts(request, reply, &out->asked.cohorts));
    if (!err) err = notice_or_refuse(request, read_stream(request, reply, &out->asked));
    if (err) return err;
    return notice_or_refuse(request,
                            query_days(request, reply, DAYS_BETWEEN, &out->asked.days));
}

// --- groups --------------------------------------------------------------

static void write_known(Json *json, Str name, bool known, double score)
{
    if (known)
        json_double(json, name, score);
    else
        json_null(json, name);
}

static void write_factors(Json *json, const Groups *groups, const Group *group)
{
    json_open_array(json, S("factors"));
    for (int f = 0; f < groups->factors; f++) {
        json_open_object(json, (Str){0});
        json_str(json, S("id"), groups->factor[f].factor->id);
        json_int(json, S("customers"), group->counted[f]);
        write_known(json, S("mean_score"), group->counted[f] > 0, group->points[f]);
        json_close_object(json);
    }
    json_close_array(json);
}

static void write_spread(Json *json, const Spread *spread)
{
    json_open_object(json, S("spread"));
    json_double(json, S("low"), spread->low);
    json_double(json, S("lower_quartile"), spread->lower_quartile);
    json_double(json, S("median"), spread->median);
    json_double(json, S("upper_quartile"), spread->upper_quartile);
    json_double(json, S("high"), spread->high);
    json_open_array(json, S("outliers"));
    for (int i = 0; i < spread->outliers; i++)
        json_double(json, (Str){0}, spread->outlier[i]);
    json_close_array(json);
    json_close_object(json);
}

static void write_groups(Json *json, Str name, const Groups *groups)
{
    json_open_array(json, name);
    for (int i = 0; i < groups->groups; i++) {
        const Group *group = &groups->group[i];
        json_open_object(json, (Str){0});
        json_str(json, S("name"), group->name);
        json_int(json, S("customers"), group->customers);
        json_int(json, S("scored"), group->scored);
        write_known(json, S("mean_score"), group->scored > 0, group->mean_score);
        write_factors(json, groups, group);
        if (group->scored > 0)
            write_spread(json, &group->spread);
        else
            json_null(json, S("spread"));
        json_close_object(json);
    }
    json_close_array(json);
    json_int(json, S("other_groups"), groups->other_groups);
    json_int(json, S("without"), groups->nowhere);
}

// --- moves ---------------------------------------------------------------

static void write_flow(Json *json, const Comparison *comparison)
{
    const Moves *moves = &comparison->moves;
    json_open_object(json, S("flow"));
    json_day(json, S("from"), comparison->asked.days.from);
    json_day(json, S("to"), comparison->asked.days.to);
    json_int(json, S("better"), moves->better);
    json_int(json, S("worse"), moves->worse);
    json_open_array(json, S("streams"));
    for (int from = 0; from < STATE_COUNT; from++)
        for (int to = 0; to < STATE_COUNT; to++) {
            if (moves->flow[from][to] == 0) continue;
            json_open_object(json, (Str){0});
            json_str(json, S("from"), state_name(from));
            json_str(json, S("to"), state_name(to));
            json_int(json, S("customers"), moves->flow[from][to]);
            json_close_object(json);
        }
    json_close_array(json);
    json_close_object(json);
}

static void write_changed(Json *json, const Moves *moves)
{
    json_int(json, S("changed_total"), moves->moved);
    json_open_array(json, S("changed"));
    for (int i = 0; i < moves->moves; i++) {
        const Move *move = &moves->move[i];
        json_open_object(json, (Str){0});
        json_int(json, S("id"), move->customer);
        json_str(json, S("name"), move->name);
        json_str(json, S("band_before"), state_name(move->from));
        json_str(json, S("band_after"), state_name(move->to));
        write_known(json, S("before"), move->from < BAND_COUNT, move->before);
        write_known(json, S("after"), move->to < BAND_COUNT, move->after);
        json_close_object(json);
    }
    json_close_array(json);
}

static void write_periods(Json *json, const Cohort *cohort)
{
    json_open_array(json, S("periods"));
    for (int after = 0; after < cohort->periods; after++) {
        const CohortPeriod *period = &cohort->after[after];
        json_open_object(json, (Str){0});
        json_int(json, S("after"), after);
        json_int(json, S("customers"), period->customers);
        json_int(json, S("scored"), period->scored);
        write_known(json, S("mean_score"), period->scored > 0, period->mean_score);
        json_close_object(json);
    }
    json_close_array(json);
}

static void write_cohorts(Json *json, const Moves *moves)
{
    json_open_array(json, S("cohorts"));
    for (int i = 0; i < moves->cohorts; i++) {
        json_open_object(json, (Str){0});
        json_day(json, S("from"), moves->cohort[i].from);
        json_int(json, S("customers"), moves->cohort[i].customers);
        write_periods(json, &moves->cohort[i]);
        json_close_object(json);
    }
    json_close_array(json);
}

// The only card; null where there are several.
static void write_card(Json *json, const Groups *groups)
{
    const Scorecard *card = groups->card ? groups->card : scorecard_standard();
    json_str_or_null(json, S("scorecard"), groups->alone ? card->id : (Str){0});
}

static void write_comparison(Reply *reply, const Comparison *comparison)
{
    Json *json = reply_json(reply, HTTP_OK);
    json_open(json);
    write_terms(json, comparison->groups.today);
    write_card(json, &comparison->groups);
    json_str(json, S("by"), group_by_name(comparison->groups.by));
    write_groups(json, S("groups"), &comparison->groups);
    write_flow(json, comparison);
    write_changed(json, &comparison->moves);
    write_cohorts(json, &comparison->moves);
    write_freshness(json, comparison->groups.freshness);
    json_close(json);
}

// GET /api/compare
//
// Groups of customers side by side, where they went between two days, and how those fare
// who came in the same month.
Err show_compare(App *app, const Request *request, Reply *reply)
{
    GroupBy by;
    Comparison *comparison = arena_new(reply->arena, Comparison, 1);
    Err err = read_asked(request, reply, &by, comparison);
    if (!err) err = get_groups(app->service, reply->arena, by, &comparison->groups);
    if (!err)
        err = get_moves(app->service, reply->arena, &comparison->asked, &comparison->moves);
    if (err) return err;

    if (request->accepts == MEDIA_HTML)
        draw_comparison(request, reply, comparison);
    else
        write_comparison(reply, comparison);
    reply->keep = comparison->groups.freshness.stale_customers == 0;
    return OK;
}

// GET /api/segments
Err list_segments(App *app, const Request *request, Reply *reply)
{
    (void)request;
    Groups *groups = arena_new(reply->arena, Groups, 1);
    Err err = get_groups(app->service, reply->arena, GROUP_SEGMENT, groups);
    if (err) return err;
    Json *json = reply_json(reply, HTTP_OK);
    json_open(json);
    write_terms(json, groups->today);
    write_card(json, groups);
    write_groups(json, S("data"), groups);
    write_freshness(json, groups->freshness);
    json_close(json);
    reply->keep = groups->freshness.stale_customers == 0;
    return OK;
}
