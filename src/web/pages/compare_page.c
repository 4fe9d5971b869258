#include "web/pages/compare_page.h"

#include "http/html.h"
#include "web/customers/list_past.h"
#include "web/pages/book_page.h"
#include "web/pages/flow_picture.h"
#include "web/pages/frame.h"
#include "web/pages/notices.h"
#include "web/pages/say.h"
#include "web/pages/views_compare.h"

#include <assert.h>

static_assert((int)GROUPS_MAX <= (int)GROUPS_SHOWN && (int)OUTLIERS_MAX <= (int)BOX_DOTS &&
                  (int)SPREAD_PARTS == (int)BOX_PARTS &&
                  (int)MOVES_MAX <= (int)MOVES_SHOWN &&
                  (int)COHORTS_MAX <= (int)COHORTS_SHOWN &&
                  (int)FACTORS_MAX < (int)HEAT_COLUMNS_MAX,
              "the page has room for what the service gives");

Str state_name(int state)
{
    if (state == STATE_ABSENT) return S("absent");
    return score_state_name(state);
}

// --- groups --------------------------------------------------------------

// "Enterprise, middle half: 12 customers, from 40.1 to 62.9".
static void fill_part(Arena *arena, const Group *group, SpreadPart part, CompareGroup *out)
{
    static const char *const words[SPREAD_PARTS] = {"below the whiskers", "lower quarter",
                                                    "middle half", "upper quarter",
                                                    "above the whiskers"};
    const Spread *spread = &group->spread;
    const double edge[SPREAD_PARTS + 1] = {
        0, spread->low, spread->lower_quartile, spread->upper_quartile, spread->high, 100};
    const ScoreRange *range = &spread->part[part];
    if (range->customers == 0) return;
    Writer link = {.arena = arena};
    writer_format(&link, "%.*s&min_score=", STR(out->link));
    writer_double(&link, range->from);
    writer_put(&link, S("&max_score="));
    writer_double(&link, range->to);
    out->part[part] = (BoxPart){
        .link = writer_str(&link),
        .customers = say_count(arena, range->customers),
        .spoken = str_format(
            arena, "%.*s, %s: %.*s, from %.1f to %.1f", STR(group->name), words[part],
            STR(say_many(arena, range->customers, "customer")), range->from, range->to),
        .x = say_rounded(edge[part], 2),
        .width = say_rounded(edge[part + 1] - edge[part], 2),
    };
}

static void fill_box(Arena *arena, const Group *group, CompareGroup *out)
{
    const Spread *spread = &group->spread;
    out->has_box = group->scored > 0;
    out->median = out->has_box ? say_score(arena, spread->median) : S("\xe2\x80\x93");
    if (!out->has_box) return;
    out->low = say_rounded(spread->low, 2);
    out->lower = say_rounded(spread->lower_quartile, 2);
    out->width = say_rounded(spread->upper_quartile - spread->lower_quartile, 2);
    out->middle = say_rounded(spread->median, 2);
    out->high = say_rounded(spread->high, 2);
    out->dots = spread->outliers;
    for (int i = 0; i < spread->outliers; i++)
        out->dot[i] = say_rounded(spread->outlier[i], 2);
    out->spoken =
        str_format(arena, "%.*s: median %.1f, middle half %.1f to %.1f, from %.1f to %.1f",
                   STR(group->name), spread->median, spread->lower_quartile,
                   spread->upper_quartile, spread->low, spread->high);
    for (int p = 0; p < SPREAD_PARTS; p++)
        fill_part(arena, group, (SpreadPart)p, out);
}

static HeatCell factor_cell(Arena *arena, const BookFactor *of, const Group *group,
                            int factor)
{
    int64_t with = group->counted[factor], without = group->scored - with;
    HeatCell cell = heat_cell(arena, (HeatColumn){of->factor->name, of->card}, group->name,
                              with, group->points[factor]);
    if (with > 0 && without > 0)
        cell.spoken = str_format(arena, "%.*s, and %.*s without", STR(cell.spoken),
                                 STR(say_count(arena, without)));
    return cell;
}

static CompareGroup group_of(Arena *arena, const Groups *groups, const Group *group)
{
    CompareGroup out = {
        .name = group->name,
        .link =
            str_format(arena, "/api/customers?%.*s=%.*s", STR(group_by_name(groups->by)),
                       STR(url_part(arena, group->name))),
        .customers = say_many(arena, group->customers, "customer"),
        .members = say_count(arena, group->customers),
        .scored = say_count(arena, group->scored),
    };
    // Whoever has a score has at least this one.
    out.scored_link = str_format(arena, "%.*s&min_score=0", STR(out.link));
    for (int f = 0; f < groups->factors; f++)
        out.cell[f] = factor_cell(arena, &groups->factor[f], group, f);
    HeatCell *score = &out.cell[groups->factors];
    *score = heat_cell(arena, (HeatColumn){S("Score"), groups->card}, group->name,
                       group->scored, group->mean_score);
    if (group->scored > 0) score->text = say_score(arena, group->mean_score);
    fill_box(arena, group, &out);
    return out;
}

static void fill_left_out(Arena *arena, const Groups *groups, ComparePage *page)
{
    Str by = group_by_name(groups->by);
    if (groups->other_groups > 0)
        page->others = str_format(arena, "Not shown: %.*s of fewer customers.",
                                  STR(say_many(arena, groups->other_groups, "group")));
    if (groups->nowhere == 0) return;
    page->without = say_count(arena, groups->nowhere);
    page->without_link = str_format(arena, "/api/customers?without=%.*s", STR(by));
    page->without_name =
        str_format(arena, "%s %.*s", groups->by == GROUP_OWNER ? "an" : "a", STR(by));
}

static void fill_groups(Arena *arena, const Groups *groups, ComparePage *page)
{
    for (int f = 0; f < groups->factors; f++)
        page->column[page->columns++] = groups->factor[f].factor->name;
    page->column[page->columns++] = S("Score");
    page->groups = groups->groups;
    for (int i = 0; i < groups->groups; i++)
        page->group[i] = group_of(arena, groups, &groups->group[i]);
    fill_left_out(arena, groups, page);
    page->waiting = waiting_sentence(arena, groups->freshness);
    for (int by = 0; by < GROUP_BY_COUNT; by++) {
        Str name = group_by_name((GroupBy)by);
        page->by[by] = (Option){.value = name,
                                .word = capitalised(arena, name),
                                .chosen = groups->by == (GroupBy)by};
    }
}

// --- who changed ---------------------------------------------------------

static Str chip_band(int state)
{
    return state == STATE_ABSENT ? S("no_data") : state_name(state);
}

// "Stable on 23 Sep", "Left by 22 Nov", "From Stable to At risk".
static Str stream_title(Arena *arena, const MovesQuery *asked, const ComparePage *page)
{
    if (asked->from == STATE_ANY)
        return str_format(arena, "%.*s %s %.*s", STR(flow_word(asked->to, false)),
                          asked->to == STATE_ABSENT ? "by" : "on", STR(page->to_day));
    if (asked->to == STATE_ANY)
        return str_format(arena, "%.*s %s %.*s", STR(flow_word(asked->from, true)),
                          asked->from == STATE_ABSENT ? "since" : "on",
                          STR(page->from_day));
    return str_format(arena, "From %.*s to %.*s", STR(flow_word(asked->from, true)),
                      STR(flow_word(asked->to, false)));
}

// One who is in any state on a day is in one there is a list of.
static void put_state(Writer *link, Day day, int state)
{
    writer_put(link, link->length > 0 ? S("&was=") : S("/api/customers?was="));
    day_write(link, day);
    writer_format(link, ":%.*s",
                  STR(state == STATE_ANY ? S("customer") : state_name(state)));
}

static void fill_stream(Arena *arena, const Comparison *comparison, ComparePage *page)
{
    const MovesQuery *asked = &comparison->asked;
    Writer link = {.arena = arena};
    // Who was in a band then may be anything now, but who was nobody then is somebody now.
    if (asked->from != STATE_ANY || asked->to == STATE_ABSENT)
        put_state(&link, asked->days.from, asked->from);
    if (asked->to != STATE_ANY || asked->from == STATE_ABSENT)
        put_state(&link, asked->days.to, asked->to);
    page->stream_link = writer_str(&link);
    page->stream_customers = say_count(arena, comparison->moves.moved);
}

static void fill_counts(Arena *arena, const Comparison *comparison, ComparePage *page)
{
    const DaySpan days = comparison->asked.days;
    ListMoved moved = {.from = days.from, .to = days.to, .better = true};
    page->better = say_count(arena, comparison->moves.better);
    page->better_link =
        str_format(arena, "/api/customers?moved=%.*s", STR(moved_text(arena, &moved)));
    moved.better = false;
    page->worse = say_count(arena, comparison->moves.worse);
    page->worse_link =
        str_format(arena, "/api/customers?moved=%.*s", STR(moved_text(arena, &moved)));
}

static void fill_moves(Arena *arena, const Comparison *comparison, ComparePage *page)
{
    const Moves *moves = &comparison->moves;
    fill_counts(arena, comparison, page);
    page->of_stream = comparison->asked.of_stream;
    page->moved_title = page->of_stream ? stream_title(arena, &comparison->asked, page)
                                        : S("Who changed band");
    page->moved = say_many(arena, moves->moved, "customer");
    if (page->of_stream) fill_stream(arena, comparison, page);
    if (moves->moves < moves->moved)
        page->moved = str_format(arena, "%d of %.*s", moves->moves, STR(page->moved));
    page->moves = moves->moves;
    for (int i = 0; i < moves->moves; i++) {
        const Move *move = &moves->move[i];
        page->move[i] = (MoveRow){
            .id = move->customer,
            .name = move->name,
            .from_band = chip_band(move->from),
            .from_word = flow_word(move->from, true),
            .to_band = chip_band(move->to),
            .to_word = flow_word(move->to, false),
            .change = delta_of(arena, move->from < BAND_COUNT && move->to < BAND_COUNT,
                               move->after - move->before),
        };
    }
}

// --- cohorts -------------------------------------------------------------

// From faint to strong; what is below half is as faint as can be.
static Str shade(int64_t customers, int64_t of)
{
    static const char *const shades[] = {"q1", "q2", "q3", "q4", "q5", "q6"};
    static const int from[] = {0, 60, 70, 80, 88, 100};
    int place = 0;
    while (place < 5 && 100 * customers >= from[place + 1] * of)
        place++;
    return str_of(shades[place]);
}

static Str cohort_link(Arena *arena, const Cohort *cohort)
{
    return str_format(arena, "/api/customers?began_after=%.*s&began_before=%.*s",
                      STR(say_date(arena, cohort->from - 1)),
                      STR(say_date(arena, cohort->next)));
}

static CohortCell cell_of(Arena *arena, const Cohort *cohort, Str link, int after)
{
    const CohortPeriod *period = &cohort->after[after];
    bool scored = period->scored > 0;
    return (CohortCell){
        .link = str_format(arena, "%.*s&was=%.*s:customer", STR(link),
                           STR(say_date(arena, period->day))),
        .customers = say_count(arena, period->customers),
        .kind = shade(period->customers, cohort->customers),
        .share = str_format(arena, "%.0f%%",
                            100 * (double)period->customers / (double)cohort->customers),
        .score = scored ? str_format(arena, "%.0f", period->mean_score) : S("\xe2\x80\x93"),
        .spoken =
            str_format(arena, "%lld of %lld still customers, average score %.*s",
                       (long long)period->customers, (long long)cohort->customers,
                       STR(scored ? say_score(arena, period->mean_score) : S("not known"))),
    };
}

// "Q1 2025", "Jan 2025".
static Str period_word(Arena *arena, CohortBy by, Day from)
{
    int year, month, day_of_month;
    day_to_civil(from, &year, &month, &day_of_month);
    if (by == COHORT_QUARTER) return str_format(arena, "Q%d %d", (month + 2) / 3, year);
    Str day = say_day(arena, from);
    (void)str_cut(&day, ' ');
    return day;
}

static void fill_cohorts(Arena *arena, const Comparison *comparison, ComparePage *page)
{
    const Moves *moves = &comparison->moves;
    bool quarters = comparison->asked.cohorts == COHORT_QUARTER;
    page->cohort_other = quarters ? S("month") : S("quarter");
    page->cohort_by = quarters ? S("quarter") : S("month");
    for (int c = 0; c < moves->cohorts; c++) {
        const Cohort *cohort = &moves->cohort[c];
        if (cohort->customers == 0) continue;
        CohortRow *row = &page->cohort[page->cohorts++];
        *row = (CohortRow){.period =
                               period_word(arena, comparison->asked.cohorts, cohort->from),
                           .link = cohort_link(arena, cohort),
                           .customers = say_count(arena, cohort->customers),
                           .cells = cohort->periods};
        if (cohort->periods > page->periods) page->periods = cohort->periods;
        for (int after = 0; after < cohort->periods; after++)
            row->cell[after] = cell_of(arena, cohort, row->link, after);
    }
    for (int p = 0; p < page->periods; p++)
        page->after_start[p] =
            p == 0 ? S("Start") : str_format(arena, "+%d %c", p, quarters ? 'q' : 'm');
}

// --- the page ------------------------------------------------------------

void draw_comparison(const Request *request, Reply *reply, const Comparison *comparison)
{
    Arena *arena = reply->arena;
    ComparePage *page = arena_new(arena, ComparePage, 1);
    DaySpan days = comparison->asked.days;
    page->subtitle =
        str_format(arena, "%.*s scored \xc2\xb7 %.*s against %.*s",
                   STR(say_many(arena, comparison->groups.scored, "customer")),
                   STR(say_day(arena, days.from)), STR(say_day(arena, days.to)));
    page->notices = notices_of(arena, &reply->complaint);
    page->from = say_date(arena, days.from);
    page->to = say_date(arena, days.to);
    page->from_day = say_day_short(arena, days.from);
    page->to_day = say_day_short(arena, days.to);
    page->asked = str_format(arena, "by=%.*s&from=%.*s&to=%.*s",
                             STR(group_by_name(comparison->groups.by)), STR(page->from),
                             STR(page->to));
    fill_groups(arena, &comparison->groups, page);
    fill_flow(arena, &comparison->moves, page);
    fill_moves(arena, comparison, page);
    fill_cohorts(arena, comparison, page);
    Frame frame = frame_of(request, "Compare", "compare");
    Html html = page_begin(reply, HTTP_OK);
    view_compare(&html, &frame, page);
}
