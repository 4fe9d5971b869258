#include "web/pages/plots.h"

#include "web/pages/charts.h"
#include "web/pages/frame.h"
#include "web/pages/say.h"
#include "web/pages/validation_page.h"

#include <math.h>

enum {
    TICKS_MOST = 12,
    DOTS_MOST = 160,
    LINES_MOST = 20,
    BARS_MOST = 12,
    SURVIVAL_DAYS_SHOWN = 180,
    LAG_SAID = 30
};

static Plot plot_new(Arena *arena, const char *kind, const char *x_title)
{
    return (Plot){.kind = str_of(kind),
                  .x_title = str_of(x_title),
                  .x_tick = arena_new(arena, PlotTick, TICKS_MOST),
                  .y_tick = arena_new(arena, PlotTick, TICKS_MOST),
                  .line = arena_new(arena, PlotLine, LINES_MOST),
                  .dot = arena_new(arena, PlotDot, DOTS_MOST),
                  .bar = arena_new(arena, PlotBar, BARS_MOST)};
}

static double percent(double share)
{
    return say_rounded(100 * share, 2);
}

// From the top down, as SVG has it.
static double height(double share)
{
    return say_rounded(100 - 100 * share, 2);
}

static Str share_label(Arena *arena, double share)
{
    return str_format(arena, "%g%%", say_rounded(100 * share, 1));
}

static void x_tick(Plot *plot, double at, Str label, bool alternate)
{
    Str kind = at <= 0 ? S("first") : at >= 100 ? S("last") : alternate ? S("alt") : S("");
    if (plot->x_ticks < TICKS_MOST)
        plot->x_tick[plot->x_ticks++] = (PlotTick){at, kind, label};
}

static void y_tick(Plot *plot, double at, Str label)
{
    if (plot->y_ticks < TICKS_MOST)
        plot->y_tick[plot->y_ticks++] = (PlotTick){.at = at, .label = label};
}

static void add_line(Plot *plot, Str kind, Str band, Str path)
{
    if (plot->lines < LINES_MOST) plot->line[plot->lines++] = (PlotLine){kind, band, path};
}

static void add_dot(Plot *plot, PlotDot dot)
{
    if (plot->dots < DOTS_MOST) plot->dot[plot->dots++] = dot;
}

static void to(Writer *path, char how, double share_x, double share_y)
{
    writer_char(path, how);
    writer_double(path, say_rounded(1000 * share_x, 1));
    writer_char(path, ' ');
    writer_double(path, height(share_y));
}

// --- told apart ------------------------------------------------------------------

static double place_of(double days)
{
    return log(180 / days) / log(180.0 / 7);
}

// Where a share stands of what is above `bottom`.
static double above(double share, double bottom)
{
    return fmin(fmax((share - bottom) / (1 - bottom), 0), 1);
}

typedef struct {
    const char *x, *y;  // members of a point
    bool is_lag;        // x is days before leaving
    double bottom;      // where y begins
} Axes;

static void to_end(Writer *path, char how, const Axes *axes, JsonValue point, Str end)
{
    double x = report_number(point, str_of(axes->x));
    double y = report_number(point, report_has(point, end) ? end : str_of(axes->y));
    to(path, how, axes->is_lag ? place_of(x) : x, above(y, axes->bottom));
}

// The area between the ends of the intervals: there along the upper ones, and back.
static Str area_between(Arena *arena, const Axes *axes, JsonValue points)
{
    Writer path = {.arena = arena};
    JsonValue back[DOTS_MOST];
    int count = 0;
    for (JsonWalk walk = {0}; json_next(points, &walk) && count < DOTS_MOST;) {
        to_end(&path, count ? 'L' : 'M', axes, walk.value, S("high"));
        back[count++] = walk.value;
    }
    while (count-- > 0)
        to_end(&path, 'L', axes, back[count], S("low"));
    if (path.length) writer_char(&path, 'Z');
    return writer_str(&path);
}

void plot_roc(Arena *arena, JsonValue gap, Plot *out)
{
    static const Axes axes = {.x = "stayed_flagged", .y = "left_flagged"};
    JsonValue auc = json_member(gap, S("auc")), roc = json_member(gap, S("roc"));
    *out = plot_new(arena, "sq pad", "stayed, but flagged");
    if (json_type(auc) != JSON_OBJECT) return;
    out->spoken = str_format(arena, "ROC curve, area %.2f, 95%% interval %.2f to %.2f.",
                             report_number(auc, S("value")), report_number(auc, S("low")),
                             report_number(auc, S("high")));
    for (int i = 0; i <= 2; i++) {
        y_tick(out, 100 - 50 * i, str_format(arena, "%d%%", 50 * i));
        x_tick(out, 50 * i, str_format(arena, "%d%%", 50 * i), false);
    }
    Writer line = {.arena = arena};
    to(&line, 'M', 0, 0);
    for (JsonWalk walk = {0}; json_next(roc, &walk);)
        to(&line, 'L', report_number(walk.value, S("stayed_flagged")),
           report_number(walk.value, S("left_flagged")));
    Str curve = writer_str(&line);
    add_line(out, S("ar ka"), S(""), area_between(arena, &axes, roc));
    add_line(out, S("diag"), S(""), S("M0 100L1000 0"));
    add_line(out, S("ln b ka"), S(""), curve);
}

// --- worth the calls ------------------------------------------------------------------

void plot_lift(Arena *arena, JsonValue gap, Plot *out)
{
    JsonValue lift = json_member(gap, S("lift"));
    double most = 1;
    *out = plot_new(arena, "sq pad", "share of the book, worst first");
    for (JsonWalk walk = {0}; json_next(lift, &walk);)
        most = fmax(most, report_number(walk.value, S("value")));
    int64_t step = chart_step((int64_t)ceil(most));
    int64_t top = ((int64_t)ceil(most) + step - 1) / step * step;
    for (int64_t at = 0; at <= top; at += step)
        y_tick(out, height((double)at / (double)top),
               str_format(arena, "%lld\xc3\x97", (long long)at));
    for (int i = 0; i <= 2; i++)
        x_tick(out, 50 * i, str_format(arena, "%d%%", 50 * i), false);
    Writer line = {.arena = arena}, even = {.arena = arena};
    for (JsonWalk walk = {0}; json_next(lift, &walk);) {
        double share = report_number(walk.value, S("share_of_book"));
        double value = report_number(walk.value, S("value"));
        to(&line, line.length ? 'L' : 'M', share, value / (double)top);
        bool shown = fabs(share - 0.1) < 1e-6 || fabs(share - 0.2) < 1e-6 ||
                     fabs(share - 0.5) < 1e-6;
        if (!shown) continue;
        add_dot(out, (PlotDot){.kind = S("k2"),
                               .x = percent(share),
                               .y = height(value / (double)top)});
    }
    Str curve = writer_str(&line);
    for (int d = 0; d < out->dots; d++)
        out->dot[d].label =
            str_format(arena, "%.1f\xc3\x97", (100 - out->dot[d].y) / 100 * (double)top);
    to(&even, 'M', 0, 1 / (double)top);
    to(&even, 'L', 1, 1 / (double)top);
    add_line(out, S("diag"), S(""), writer_str(&even));
    add_line(out, S("ln b k2"), S(""), curve);
    if (out->dots > 0)
        out->spoken = str_format(arena, "Lift: %.*s the average in the worst tenth.",
                                 STR(out->dot[0].label));
}

// --- means what it says ------------------------------------------------------------------

// A root scale: small shares are told apart, and that is where most are.
static double on_root(double share, double top)
{
    return sqrt(fmin(fmax(share / top, 0), 1));
}

static double calibration_top(JsonValue groups)
{
    static const double tops[] = {0.1, 0.2, 0.4, 0.6, 1};
    double most = 0;
    for (JsonWalk walk = {0}; json_next(groups, &walk);) {
        most = fmax(most, report_number(walk.value, S("expected")));
        most = fmax(most, report_number(walk.value, S("actual")));
    }
    int t = 0;
    while (t < 4 && tops[t] < most)
        t++;
    return tops[t];
}

void plot_calibration(Arena *arena, JsonValue gap, Plot *out)
{
    static const double parts[] = {0, 0.05, 0.25, 0.5, 1};
    JsonValue groups = json_member(json_member(gap, S("calibration")), S("groups"));
    double top = calibration_top(groups);
    *out = plot_new(arena, "sq pad", "expected to leave");
    if (json_type(groups) != JSON_ARRAY) return;
    for (int i = 0; i < 5; i++) {
        Str label = share_label(arena, parts[i] * top);
        y_tick(out, height(sqrt(parts[i])), label);
        x_tick(out, percent(sqrt(parts[i])), label, i % 2);
    }
    Writer line = {.arena = arena}, spoken = {.arena = arena};
    add_line(out, S("diag"), S(""), S("M0 100L1000 0"));
    int count = 0;
    for (JsonWalk walk = {0}; json_next(groups, &walk); count++) {
        double x = on_root(report_number(walk.value, S("expected")), top);
        double y = on_root(report_number(walk.value, S("actual")), top);
        to(&line, line.length ? 'L' : 'M', x, y);
        add_dot(
            out,
            (PlotDot){.kind = S("k3"),
                      .x = percent(x),
                      .y = height(y),
                      .has_interval = report_has(walk.value, S("low")),
                      .low = height(on_root(report_number(walk.value, S("low")), top)),
                      .high = height(on_root(report_number(walk.value, S("high")), top))});
    }
    add_line(out, S("ln k3"), S(""), writer_str(&line));
    writer_format(
        &spoken, "Calibration: %d groups, expected against actual share that left.", count);
    out->spoken = writer_str(&spoken);
}

// --- who was still there ---------------------------------------------------------------------

// Steps: along, and then down.
static Str steps_of(Arena *arena, JsonValue points, Str name)
{
    Writer path = {.arena = arena};
    for (JsonWalk walk = {0}; json_next(points, &walk);) {
        double x = report_number(walk.value, S("days")) / SURVIVAL_DAYS_SHOWN;
        Str known = report_has(walk.value, name) ? name : S("share");
        double y = report_number(walk.value, known);
        if (!path.length) {
            to(&path, 'M', x, y);
            continue;
        }
        writer_format(&path, "H%g", say_rounded(1000 * x, 1));
        writer_format(&path, "V%g", height(y));
    }
    return writer_str(&path);
}

// There along the upper ends, and back along the lower ones.
static Str area_of(Arena *arena, JsonValue points)
{
    JsonValue back[DOTS_MOST];
    int count = 0;
    Str upper = steps_of(arena, points, S("high"));
    Writer path = {.arena = arena};
    writer_put(&path, upper);
    for (JsonWalk walk = {0}; json_next(points, &walk) && count < DOTS_MOST;)
        back[count++] = walk.value;
    for (int i = count - 1; i >= 0; i--) {
        Str known = report_has(back[i], S("low")) ? S("low") : S("share");
        writer_format(&path, "V%g", height(report_number(back[i], known)));
        writer_format(
            &path, "H%g",
            say_rounded(1000 * report_number(back[i], S("days")) / SURVIVAL_DAYS_SHOWN, 1));
    }
    writer_char(&path, 'Z');
    return writer_str(&path);
}

static void add_curve(Arena *arena, JsonValue curve, Plot *out, Writer *spoken)
{
    Str band;
    JsonValue points = json_member(curve, S("points")), last = {0};
    if (!json_get_text(json_member(curve, S("band")), &band)) return;
    for (JsonWalk walk = {0}; json_next(points, &walk);)
        last = walk.value;
    if (json_type(last) != JSON_OBJECT) return;
    double share = report_number(last, S("share"));
    add_line(out, S("ar"), band, area_of(arena, points));
    add_line(out, S("ln"), band, steps_of(arena, points, S("share")));
    add_dot(out, (PlotDot){.band = band, .x = 100, .y = height(share)});
    writer_format(spoken, "%s%.*s %.0f%%", out->dots > 1 ? ", " : "", STR(band),
                  100 * share);
}

void plot_survival(Arena *arena, JsonValue report, Plot *out)
{
    JsonValue bands = json_member(json_member(report, S("survival")), S("bands"));
    char room[512];
    Arena words = {.next = room, .end = room + sizeof room};
    Writer spoken = {.arena = &words};
    *out = plot_new(arena, "h300 pad kmp", "days after the first evaluation");
    for (int i = 0; i <= 4; i++)
        y_tick(out, 100 - 25 * i, str_format(arena, "%d%%", 25 * i));
    for (int i = 0; i <= 6; i++)
        x_tick(out, say_rounded(100.0 * i / 6, 2),
               i ? str_format(arena, "%d d", 30 * i) : S("0"), i % 2);
    for (JsonWalk walk = {0}; json_next(bands, &walk);)
        add_curve(arena, walk.value, out, &spoken);
    if (out->dots > 0)
        out->spoken =
            str_format(arena, "Share still customers by band, after 180 days: %.*s.",
                       STR(writer_str(&spoken)));
}

// --- how early -----------------------------------------------------------------------------------

static void add_bar(Arena *arena, Plot *out, const char *kind, double count, Str label)
{
    enum { BARS = 8 };
    double step = 100.0 / BARS, x = out->bars * step;
    if (out->bars == BARS) return;
    out->bar[out->bars++] = (PlotBar){.kind = str_of(kind),
                                      .x = say_rounded(x + 1.6, 2),
                                      .width = say_rounded(step - 3.2, 2),
                                      .height = count,
                                      .middle = say_rounded(x + step / 2, 2),
                                      .label = str_format(arena, "%.0f", count)};
    out->x_tick[out->x_ticks++] = (PlotTick){.at = say_rounded(x + step / 2, 2),
                                             .kind = out->bars % 2 ? S("") : S("alt"),
                                             .label = label};
}

// The heights are counts until the largest is known.
static void stand_bars(Arena *arena, Plot *out)
{
    double most = 1;
    for (int i = 0; i < out->bars; i++)
        most = fmax(most, out->bar[i].height);
    int64_t step = chart_step((int64_t)most);
    int64_t top = ((int64_t)most + step - 1) / step * step;
    for (int i = 0; i < out->bars; i++) {
        out->bar[i].height = percent(out->bar[i].height / (double)top);
        out->bar[i].y = say_rounded(100 - out->bar[i].height, 2);
    }
    for (int64_t at = 0; at <= top; at += step)
        y_tick(out, height((double)at / (double)top), say_count(arena, at));
}

void plot_leads(Arena *arena, JsonValue report, Plot *out)
{
    JsonValue leads = json_member(report, S("leads"));
    *out = plot_new(arena, "h200 pad xt40", "days from at risk to leaving");
    if (!(report_number(leads, S("customers_left")) > 0)) return;
    add_bar(arena, out, "lb z", report_number(leads, S("never_at_risk")), S("never"));
    for (JsonWalk walk = {0}; json_next(json_member(leads, S("histogram")), &walk);) {
        int from = (int)report_number(walk.value, S("from_days"));
        Str label =
            from >= 90 ? S("90+") : str_format(arena, "%d\xe2\x80\x93%d", from, from + 14);
        add_bar(arena, out, from < 30 ? "lb lt" : "lb",
                report_number(walk.value, S("customers")), label);
    }
    Writer spoken = {.arena = arena};
    writer_put(&spoken, S("Lead time in days of those who left: "));
    for (int i = 0; i < out->bars; i++)
        writer_format(&spoken, "%s%.*s %.0f", i ? ", " : "", STR(out->x_tick[i].label),
                      out->bar[i].height);
    writer_char(&spoken, '.');
    out->spoken = writer_str(&spoken);
    stand_bars(arena, out);
}

// --- which factor knew first --------------------------------------------------------------------------

static void add_lags(Arena *arena, JsonValue before, double bottom, Plot *out)
{
    const Axes axes = {.x = "days", .y = "value", .is_lag = true, .bottom = bottom};
    Writer line = {.arena = arena}, coin = {.arena = arena};
    for (JsonWalk walk = {0}; json_next(before, &walk);) {
        double x = place_of(report_number(walk.value, S("days")));
        double y = above(report_number(walk.value, S("value")), bottom);
        to(&line, line.length ? 'L' : 'M', x, y);
        add_dot(out, (PlotDot){.kind = S("ka"), .x = percent(x), .y = height(y)});
    }
    to(&coin, 'M', 0, above(0.5, bottom));
    to(&coin, 'L', 1, above(0.5, bottom));
    add_line(out, S("diag"), S(""), writer_str(&coin));
    add_line(out, S("ar ka"), S(""), area_between(arena, &axes, before));
    add_line(out, S("ln ka"), S(""), writer_str(&line));
}

static double lowest_auc(JsonValue factors)
{
    double least = 0.5;
    for (JsonWalk walk = {0}; json_next(factors, &walk);)
        for (JsonWalk lag = {0}; json_next(json_member(walk.value, S("auc_before")), &lag);)
            least = fmin(least, report_number(lag.value, report_has(lag.value, S("low"))
                                                             ? S("low")
                                                             : S("value")));
    return floor(least * 10 + 1e-9) / 10;
}

// "0.81, 0.74 to 0.88", of the day that is nearest to leaving but early enough.
static Str lag_text(Arena *arena, JsonValue before)
{
    for (JsonWalk walk = {0}; json_next(before, &walk);) {
        if (report_number(walk.value, S("days")) != LAG_SAID) continue;
        Str value = str_format(arena, "%.2f", report_number(walk.value, S("value")));
        if (!report_has(walk.value, S("low"))) return value;
        return str_format(arena, "%.*s, %.2f to %.2f", STR(value),
                          report_number(walk.value, S("low")),
                          report_number(walk.value, S("high")));
    }
    return S("\xe2\x80\x93");
}

static void fill_lag(Arena *arena, JsonValue factor, double bottom, LagPlot *out)
{
    static const int days[] = {180, 30, 7};
    JsonValue before = json_member(factor, S("auc_before"));
    (void)json_get_text(json_member(factor, S("name")), &out->name);
    out->value = lag_text(arena, before);
    out->plot = plot_new(arena, "h110 pad", "");
    add_lags(arena, before, bottom, &out->plot);
    for (int half = 1; half <= 2; half++)
        y_tick(&out->plot, height(above(0.5 * half, bottom)),
               str_format(arena, "%.1f", 0.5 * half));
    for (int i = 0; i < 3; i++)
        x_tick(&out->plot, percent(place_of(days[i])),
               str_format(arena, i ? "%d" : "%d d", days[i]), false);
    Writer spoken = {.arena = arena};
    writer_format(&spoken, "%.*s alone, AUC by days before leaving:", STR(out->name));
    for (JsonWalk walk = {0}; json_next(before, &walk);)
        writer_format(&spoken, "%s %g: %.2f", walk.index > 1 ? "," : "",
                      report_number(walk.value, S("days")),
                      report_number(walk.value, S("value")));
    out->plot.spoken = writer_str(&spoken);
}

int plot_lags(Arena *arena, JsonValue report, LagPlot *out, int most)
{
    JsonValue factors = json_member(report, S("factors"));
    const double bottom = lowest_auc(factors);
    int count = 0;
    for (JsonWalk walk = {0}; json_next(factors, &walk) && count < most;)
        if (json_next(json_member(walk.value, S("auc_before")), &(JsonWalk){0}))
            fill_lag(arena, walk.value, bottom, &out[count++]);
    return count;
}
