#include "web/pages/customer_past.h"

#include "base/json_write.h"
#include "web/customers/health_in.h"
#include "web/pages/charts.h"
#include "web/pages/frame.h"
#include "web/pages/notices.h"
#include "web/pages/say.h"

#include <assert.h>
#include <math.h>

enum { CHANGE_DAYS = 30, HISTORY_TICKS = 6, END_GAP = 6 };

// --- the history

typedef struct {
    const char *name;
    const char *word;
    int days;
    int step;
} Period;

static const Period periods[] = {
    {"30d", "30 d", 30, 1},
    {"90d", "90 d", 90, 1},
    {"12m", "12 mo", 364, 7},
};
static_assert(sizeof periods / sizeof *periods == PERIODS, "each has its link");

static Err query_period(const Request *request, Reply *reply, int *out)
{
    Str asked;
    *out = 1;
    if (!request_query(request, S("period"), &asked) || asked.length == 0) return OK;
    for (int i = 0; i < PERIODS; i++) {
        if (!str_equal(asked, str_of(periods[i].name))) continue;
        *out = i;
        return OK;
    }
    return query_fault(reply, S("period"), S("Input should be '30d', '90d' or '12m'"),
                       S("enum"));
}

// The score of a point, or with `f` that of a factor; false where there is none.
static bool value_at(const HistoryPoint *point, int f, double *out)
{
    const Score *score = &point->score;
    if (!score->scored) return false;
    *out = f < 0 ? score->total : score->factor[f].points;
    return f < 0 || !score->factor[f].missing;
}

static double across(int point, int points, double width)
{
    return points > 1 ? say_rounded(point * width / (points - 1), 1) : width;
}

static Str path_of(Arena *arena, const HealthHistory *history, int f)
{
    Writer path = {.arena = arena};
    bool drawing = false;
    for (int i = 0; i < history->points; i++) {
        double value;
        bool there = value_at(&history->point[i], f, &value);
        if (there) {
            writer_char(&path, drawing ? 'L' : 'M');
            writer_double(&path, across(i, history->points, 1000));
            writer_char(&path, ' ');
            writer_double(&path, say_rounded(100 - fmin(fmax(value, 0), 100), 1));
        }
        drawing = there;
    }
    return writer_str(&path);
}

// What the factor earned, at twelve points of the time.
static Spark spark_over(Arena *arena, const HealthHistory *history, int f)
{
    Trend trend;
    for (int p = 0; p < TREND_POINTS; p++) {
        double value;
        const HistoryPoint *point =
            &history->point[(history->points - 1) * p / (TREND_POINTS - 1)];
        bool there = value_at(point, f, &value);
        trend.point[p] = there ? (int16_t)lround(fmin(value, 200) * 10) : TREND_NONE;
    }
    return spark_of(arena, &trend, (Str){0});
}

static void put_series(Json *json, const HealthHistory *history, const HistoryLine *line,
                       int f)
{
    json_open_object(json, (Str){0});
    json_str(json, S("name"), line->name);
    json_str(json, S("line"), line->number);
    json_open_array(json, S("values"));
    for (int i = 0; i < history->points; i++) {
        double value;
        if (value_at(&history->point[i], f, &value))
            json_double(json, (Str){0}, say_rounded(value, 1));
        else
            json_null(json, (Str){0});
    }
    json_close_array(json);
    json_close_object(json);
}

static Str values_of(Arena *arena, const HealthHistory *history, const History *lines,
                     int step)
{
    Writer writer = {.arena = arena};
    Json json = {.to = &writer};
    json_open(&json);
    json_int(&json, S("end"), utc_day_start(history->point[history->points - 1].day));
    json_int(&json, S("step"), step);
    json_open_array(&json, S("series"));
    put_series(&json, history, &(HistoryLine){.name = S("Score"), .number = S("o")}, -1);
    for (int f = 0; f < lines->lines; f++)
        put_series(&json, history, &lines->line[f], f);
    json_close_array(&json);
    json_close(&json);
    return writer_str(&writer);
}

static void fill_zones(Arena *arena, const Scorecard *card, History *lines)
{
    for (int b = 0; b < card->bands; b++) {
        const CardBand *band = &card->band[b];
        double to = b + 1 < card->bands ? card->band[b + 1].edge : 100;
        lines->y_tick[lines->y_ticks++] =
            (Tick){.at = 100 - band->edge, .label = str_format(arena, "%g", band->edge)};
        if (band->band > BAND_AT_RISK) continue;
        lines->zone[lines->zones++] =
            (Zone){.band = band_name(band->band), .y = 100 - to, .height = to - band->edge};
    }
    lines->y_tick[lines->y_ticks++] = (Tick){.at = 0, .label = S("100")};
}

static void fill_days(Arena *arena, const HealthHistory *history, History *lines)
{
    for (int t = 0; t <= HISTORY_TICKS; t++) {
        int point = (history->points - 1) * t / HISTORY_TICKS;
        lines->x_tick[lines->x_ticks++] = (Tick){
            .at = across(point, history->points, 100),
            .label = say_day_short(arena, history->point[point].day),
            .minor = t % 2 == 1,
        };
    }
}

// The latest ones, where there are many.
static void fill_changes(Arena *arena, const HealthHistory *history, History *lines)
{
    int first = history->marks - CARD_CHANGES_SHOWN;
    Day from = history->point[0].day, to = history->point[history->points - 1].day;
    for (int m = first > 0 ? first : 0; m < history->marks; m++) {
        const HistoryMark *mark = &history->mark[m];
        if (mark->day < from) continue;
        lines->change[lines->changes++] = (CardChange){
            .at = say_rounded(100.0 * (mark->day - from) / (to > from ? to - from : 1), 1),
            .text = str_format(arena, "%.*s: scorecard %.*s instead of %.*s",
                               STR(say_day_short(arena, mark->day)),
                               STR(mark->after->title), STR(mark->before->title))};
    }
}

static Str spoken_of(Arena *arena, const HealthHistory *history)
{
    double first = 0, last = 0, low = 100, high = 0;
    bool any = false;
    for (int i = 0; i < history->points; i++) {
        if (!value_at(&history->point[i], -1, &last)) continue;
        if (!any) first = last;
        any = true;
        low = fmin(low, last);
        high = fmax(high, last);
    }
    return str_format(arena, "Score from %.1f to %.1f; the lowest %.1f, the highest %.1f.",
                      first, last, low, high);
}

// Numbers at the ends of the lines, none upon another.
static void spread_ends(History *lines)
{
    HistoryLine *end[HISTORY_LINES];
    int ends = 0;
    for (int l = 0; l < lines->lines; l++) {
        if (!lines->line[l].has_end) continue;
        int place = ends++;
        for (; place > 0 && end[place - 1]->end > lines->line[l].end; place--)
            end[place] = end[place - 1];
        end[place] = &lines->line[l];
    }
    for (int e = 1; e < ends; e++)
        if (end[e]->end < end[e - 1]->end + END_GAP)
            end[e]->end = end[e - 1]->end + END_GAP;
    double below = 100 + END_GAP;
    for (int e = ends - 1; e >= 0 && end[e]->end > below - END_GAP; e--) {
        end[e]->end = below - END_GAP;
        below = end[e]->end;
    }
}

static HistoryLine line_of(Arena *arena, const Scorecard *card,
                           const HealthHistory *history, int f)
{
    double value = 0;
    HistoryLine line = {.number = str_format(arena, "%d", f + 1),
                        .colour =
                            str_format(arena, f < HISTORY_COLOURS ? "k%d" : "k%d d%d",
                                       f % HISTORY_COLOURS + 1, f / HISTORY_COLOURS + 1),
                        .name = card->factor[f].name,
                        .path = path_of(arena, history, f)};
    line.has_end = value_at(&history->point[history->points - 1], f, &value);
    line.end = say_rounded(100 - fmin(fmax(value, 0), 100), 1);
    return line;
}

static void draw_lines(Arena *arena, const Scorecard *card, const HealthHistory *history,
                       int step, History *lines)
{
    double end = 0;
    lines->score = path_of(arena, history, -1);
    if (lines->score.length == 0) return;
    for (int f = 0; f < card->factors && f < HISTORY_LINES; f++)
        lines->line[lines->lines++] = line_of(arena, card, history, f);
    spread_ends(lines);
    (void)value_at(&history->point[history->points - 1], -1, &end);
    lines->end = 100 - fmin(fmax(end, 0), 100);
    lines->values = values_of(arena, history, lines, step);
    lines->spoken = spoken_of(arena, history);
    fill_zones(arena, card, lines);
    fill_days(arena, history, lines);
    fill_changes(arena, history, lines);
}

Err fill_history(App *app, const Request *request, Reply *reply,
                 const HealthDetails *details, CustomerPage *page)
{
    Arena *arena = request->arena;
    History *lines = &page->history;
    int chosen;
    Err err = notice_or_refuse(request, query_period(request, reply, &chosen));
    if (err) return err;
    HealthHistory history;
    const HistoryQuery query = {.customer = details->row.customer.id,
                                .card = details->card,
                                .from = details->today - periods[chosen].days,
                                .to = details->today,
                                .step = periods[chosen].step};
    for (int i = 0; i < PERIODS; i++)
        lines->period[i] = (PeriodLink){.name = str_of(periods[i].name),
                                        .word = str_of(periods[i].word),
                                        .chosen = i == chosen};
    err = get_history(app->service, arena, &query, &history);
    if (err || history.points == 0) return err;
    draw_lines(arena, details->card, &history, query.step, lines);
    for (int f = 0; f < page->factors; f++)
        page->factor[f].spark = spark_over(arena, &history, f);
    return OK;
}

// --- what changed

static Str signed_points(Arena *arena, double points)
{
    double shown = say_rounded(points, 1);
    if (shown == 0) return S("0.0");
    return str_format(arena, "%s%.1f", shown < 0 ? "\xe2\x88\x92" : "+", fabs(shown));
}

// "logins (-6.3), features (-10.0)"
static Str factors_of(Arena *arena, const ScoreChange *change, Part part)
{
    Writer writer = {.arena = arena};
    for (int f = 0; f < change->factors; f++) {
        double by = change->of_factor[f][part];
        if (fabs(by) < 0.05) continue;
        if (writer.length > 0) writer_put(&writer, S(", "));
        writer_format(&writer, "%.*s (%.*s)", STR(change_factor(change, f)->name),
                      STR(signed_points(arena, by)));
    }
    return writer_str(&writer);
}

static ChangeRow total_row(Arena *arena, Day day, double total)
{
    return (ChangeRow){.name = say_day_short(arena, day),
                       .kind = S("tot"),
                       .x = 0,
                       .width = say_rounded(fmin(total, 100), 1),
                       .direction = S("strong"),
                       .points = say_score(arena, total)};
}

static ChangeRow part_row(Arena *arena, const ScoreChange *change, Part part, double from)
{
    static const char *const names[] = {"Ageing",    "Missing data", "Behaviour",
                                        "Scorecard", "Rules",        "Override"};
    static const char *const quiet[] = {
        "Nothing left its window",         "Every source still reports",
        "Nothing that came in changed it", "The same card on both days",
        "No rule of the card changed it",  "Nobody has said otherwise"};
    double by = change->part[part], low = by < 0 ? from + by : from;
    Str factors = factors_of(arena, change, part);
    bool flat = fabs(by) < 0.05;
    return (ChangeRow){
        .name = str_of(names[part]),
        .note = factors.length > 0 ? factors : str_of(quiet[part]),
        .kind = by < 0 ? S("neg") : S("pos"),
        .x = say_rounded(low < 0 ? 0 : low, 1),
        .width = flat ? 0 : say_rounded(fabs(by), 1),
        .direction = flat     ? S("flat")
                     : by < 0 ? S("down")
                              : S("up"),
        .points = signed_points(arena, by),
    };
}

static void fill_split(Arena *arena, const ScoreChange *change, ChangeSplit *split)
{
    double at = change->shown_before.total;
    split->row[split->rows++] = total_row(arena, change->from.day, at);
    for (Part part = 0; part < PART_COUNT; part++) {
        split->row[split->rows++] = part_row(arena, change, part, at);
        at += change->part[part];
    }
    split->row[split->rows++] = total_row(arena, change->to.day, change->shown_after.total);
}

Err fill_change(App *app, const Request *request, Reply *reply,
                const HealthDetails *details, CustomerPage *page)
{
    static_assert((int)PART_COUNT + 2 == (int)CHANGE_ROWS, "each part has its row");
    Arena *arena = reply->arena;
    DaySpan days;
    Err err = notice_or_refuse(request, query_days(request, reply, CHANGE_DAYS, &days));
    if (err) return err;
    ScoreChange *change = arena_new(arena, ScoreChange, 1);
    const ChangeQuery query = {.customer = details->row.customer.id,
                               .card = details->own ? NULL : details->card,
                               .from = days.from,
                               .to = days.to};
    err = get_change(app->service, &query, change);
    if (err) return err;

    page->change = (ChangeSplit){.from = say_date(arena, days.from),
                                 .to = say_date(arena, days.to),
                                 .since = say_day_short(arena, days.from)};
    if (change->split) fill_split(arena, change, &page->change);
    return OK;
}
