#include "web/pages/validation_page.h"

#include "base/clock.h"
#include "http/html.h"
#include "service/cards/scorecards.h"
#include "web/book/jobs.h"
#include "web/pages/frame.h"
#include "web/pages/notices.h"
#include "web/pages/say.h"

#include <math.h>

enum { UNITS_MOST = 200, UNITS_A_ROW = 20, WARNINGS_MOST = 12 };

static const Band shown[PROOF_BANDS] = {BAND_HEALTHY, BAND_STABLE, BAND_AT_RISK,
                                        BAND_CRITICAL};

double report_number(JsonValue object, Str name)
{
    double value = 0;
    (void)json_get_double(json_member(object, name), &value);
    return value;
}

bool report_has(JsonValue object, Str name)
{
    JsonType type = json_type(json_member(object, name));
    return type != JSON_ABSENT && type != JSON_NULL;
}

static Str text_of(JsonValue object, Str name)
{
    Str text = {0};
    (void)json_get_text(json_member(object, name), &text);
    return text;
}

static Str day_of_report(Arena *arena, JsonValue report, Str name)
{
    Day day;
    return day_parse(text_of(report, name), &day) ? say_day(arena, day) : S("\xe2\x80\x93");
}

static Str share_text(Arena *arena, double share)
{
    return str_format(arena, "%.1f%%", 100 * share);
}

static int64_t count_of(JsonValue object, Str name)
{
    return (int64_t)report_number(object, name);
}

// --- what runs ---------------------------------------------------------------------

static void fill_running(Arena *arena, const Job *job, ProofPage *page)
{
    page->job = job->id;
    page->stopping = job->stopping;
    page->elsewhere = job->elsewhere;
    page->progress = job->progress;
    page->percent = str_format(arena, "%d%%", job->progress / 10);
    page->began = str_format(arena, "On the whole book, in the background%s; begun %.*s",
                             job->elsewhere ? " of another process" : "",
                             STR(say_ago(arena, job->started_at, clock_now())));
}

static void fill_state(Arena *arena, const Validation *validation, ProofPage *page)
{
    const Job *job = &validation->job;
    bool running = job->id > 0 && job->state == JOB_RUNNING;
    page->begin = running            ? (Str){0}
                  : page->has_report ? S("Prove it again")
                                     : S("Prove it");
    if (running)
        fill_running(arena, job, page);
    else if (job->id > 0 && job->state == JOB_CUT_OFF)
        page->state = S("The last proof did not finish: the program was stopped while it "
                        "ran.");
    else if (job->id > 0 && job->state == JOB_FAILED)
        page->state = S("The last proof failed: the log says why.");
    else if (job->id > 0 && job->state == JOB_CANCELLED)
        page->state = S("The last proof was cancelled.");
    else if (!page->has_report)
        page->state = S("Nothing has been proved yet.  A proof looks at every customer's "
                        "past, and at who left; it runs in the background.");
}

// --- the first line ------------------------------------------------------------------

static void add_units(ProofPage *page, const char *kind, int64_t count)
{
    for (int64_t i = 0; i < count && page->units < UNITS_MOST; i++) {
        int column = page->units % UNITS_A_ROW, row = page->units / UNITS_A_ROW;
        bool hollow = kind[1] == '3';
        page->unit[page->units++] = (ProofUnit){.kind = str_of(kind),
                                                .x = 10 + 20.5 * column,
                                                .y = 10 + 22 * row,
                                                .radius = hollow ? 6.2 : 7};
    }
}

static void fill_leads(Arena *arena, JsonValue report, ProofPage *page)
{
    JsonValue leads = json_member(report, S("leads"));
    int64_t all = count_of(leads, S("customers_left"));
    int64_t warned = count_of(leads, S("at_risk_30_days_before"));
    int64_t later = count_of(leads, S("at_risk_later"));
    int64_t never = count_of(leads, S("never_at_risk"));
    Str summary = text_of(report, S("summary"));
    ptrdiff_t comma = str_find(summary, ',');
    bool split = all > 0 && comma > 0;
    page->first = split ? str_until(summary, (size_t)comma + 2) : summary;
    page->found = split ? str_from(summary, (size_t)comma + 2) : (Str){0};
    page->months = text_of(report, S("summary_months"));
    page->warned =
        str_format(arena, "%lld at risk 30 days before or earlier", (long long)warned);
    page->later = str_format(arena, "%lld later than that", (long long)later);
    page->never = str_format(arena, "%lld never", (long long)never);
    page->units_spoken = str_format(arena, "%.*s left: %.*s, %.*s, %.*s.",
                                    STR(say_many(arena, all, "customer")),
                                    STR(page->warned), STR(page->later), STR(page->never));
    if (all > UNITS_MOST) return;
    page->unit = arena_new(arena, ProofUnit, UNITS_MOST);
    add_units(page, "u1", warned);
    add_units(page, "u2", later);
    add_units(page, "u3", never);
    int rows = (page->units + UNITS_A_ROW - 1) / UNITS_A_ROW;
    page->units_height = rows * 22 - 2;
}

// --- figures -----------------------------------------------------------------------------

static ProofFigure auc_figure(Arena *arena, JsonValue gap)
{
    JsonValue auc = json_member(gap, S("auc"));
    ProofFigure is = {.name = S("AUC"), .value = S("\xe2\x80\x93")};
    is.note = S("too few left");
    if (json_type(auc) != JSON_OBJECT) return is;
    is.value = str_format(arena, "%.2f", report_number(auc, S("value")));
    is.note = str_format(arena, "%.2f to %.2f, 95%%", report_number(auc, S("low")),
                         report_number(auc, S("high")));
    return is;
}

static ProofFigure lift_figure(Arena *arena, JsonValue gap)
{
    ProofFigure is = {.name = S("Lift, worst tenth"), .value = S("\xe2\x80\x93")};
    is.note = S("the average rate of leaving");
    for (JsonWalk walk = {0}; json_next(json_member(gap, S("lift")), &walk);)
        if (fabs(report_number(walk.value, S("share_of_book")) - 0.1) < 1e-6)
            is.value =
                str_format(arena, "%.1f\xc3\x97", report_number(walk.value, S("value")));
    return is;
}

static ProofFigure lead_figure(Arena *arena, JsonValue leads)
{
    int64_t flagged =
        count_of(leads, S("at_risk_30_days_before")) + count_of(leads, S("at_risk_later"));
    ProofFigure is = {.name = S("Median lead time"), .value = S("\xe2\x80\x93")};
    is.note = str_format(arena, "of the %lld flagged", (long long)flagged);
    if (report_has(leads, S("median_days")))
        is.value = str_format(arena, "%g days", report_number(leads, S("median_days")));
    return is;
}

static ProofFigure alarm_figure(Arena *arena, JsonValue leads)
{
    int64_t alarms = count_of(leads, S("alarms")),
            none = count_of(leads, S("false_alarms"));
    ProofFigure is = {.name = S("False alarms"), .value = S("\xe2\x80\x93")};
    is.note = str_format(arena, "%lld of %lld stretches at risk", (long long)none,
                         (long long)alarms);
    if (alarms > 0)
        is.value = str_format(arena, "%.0f%%", 100 * (double)none / (double)alarms);
    return is;
}

static void fill_figures(Arena *arena, JsonValue report, JsonValue gap,
                         ProofFigure figure[PROOF_FIGURES])
{
    JsonValue leads = json_member(report, S("leads"));
    figure[0] = auc_figure(arena, gap);
    figure[1] = lift_figure(arena, gap);
    figure[2] = lead_figure(arena, leads);
    figure[3] = alarm_figure(arena, leads);
}

bool report_figures(Arena *arena, Str text, ProofFigure figure[PROOF_FIGURES])
{
    JsonValue report;
    JsonFault fault;
    JsonWalk walk = {0};
    if (text.length == 0 || json_read(arena, text, &report, &fault)) return false;
    (void)json_next(json_member(report, S("gaps")), &walk);
    fill_figures(arena, report, walk.value, figure);
    return true;
}

// --- bands -----------------------------------------------------------------------------------

static JsonValue find_band(JsonValue bands, Band band)
{
    for (JsonWalk walk = {0}; json_next(bands, &walk);)
        if (str_equal(text_of(walk.value, S("band")), band_name(band))) return walk.value;
    return (JsonValue){0};
}

static Str estimate_text(Arena *arena, JsonValue object, Str name)
{
    JsonValue is = json_member(object, name);
    if (json_type(is) != JSON_OBJECT) return S("\xe2\x80\x93");
    return share_text(arena, report_number(is, S("value")));
}

static ProofShare share_of(Arena *arena, JsonValue object, Str name)
{
    JsonValue is = json_member(object, name);
    ProofShare share = {.value = estimate_text(arena, object, name)};
    if (report_has(is, S("low")))
        share.interval =
            str_format(arena, "%.1f to %.1f", 100 * report_number(is, S("low")),
                       100 * report_number(is, S("high")));
    return share;
}

static void fill_band(Arena *arena, JsonValue row, ProofBand *out)
{
    JsonValue share = json_member(row, S("share"));
    out->months = say_count(arena, count_of(row, S("customer_months")));
    out->left = say_count(arena, count_of(row, S("left")));
    out->share = estimate_text(arena, row, S("share"));
    out->precision = share_of(arena, row, S("precision"));
    out->recall = share_of(arena, row, S("recall"));
    out->f1 = share_of(arena, row, S("f1"));
    out->has_interval = report_has(share, S("low"));
    out->low = say_rounded(100 * report_number(share, S("low")), 1);
    out->high = say_rounded(100 * report_number(share, S("high")), 1);
    out->at = say_rounded(100 * report_number(share, S("value")), 1);
    out->interval = str_format(arena, "%g%% to %g%%", out->low, out->high);
}

static void fill_there(Arena *arena, JsonValue curve, ProofBand *out)
{
    JsonValue last = {0};
    for (JsonWalk walk = {0}; json_next(json_member(curve, S("points")), &walk);)
        last = walk.value;
    out->customers = say_count(arena, count_of(curve, S("customers")));
    out->there = json_type(last) == JSON_OBJECT
                     ? str_format(arena, "%.0f%%", 100 * report_number(last, S("share")))
                     : S("\xe2\x80\x93");
}

static void fill_bands(Arena *arena, JsonValue report, JsonValue gap, ProofPage *page)
{
    JsonValue bands = json_member(gap, S("bands"));
    JsonValue curves = json_member(json_member(report, S("survival")), S("bands"));
    for (int i = 0; i < PROOF_BANDS; i++) {
        page->band[i].band = band_name(shown[i]);
        page->band[i].word = band_word(shown[i]);
        fill_band(arena, find_band(bands, shown[i]), &page->band[i]);
        fill_there(arena, find_band(curves, shown[i]), &page->band[i]);
    }
    int64_t months = count_of(gap, S("customer_months"));
    int64_t left = count_of(gap, S("customer_months_left"));
    if (months == 0) return;
    page->all.months = say_count(arena, months);
    page->all.left = say_count(arena, left);
    page->all.share = share_text(arena, (double)left / (double)months);
    page->counts =
        str_format(arena, "%.*s, %.*s", STR(say_many(arena, months, "customer-month")),
                   STR(say_many(arena, count_of(gap, S("customers")), "customer")));
    JsonValue test = json_member(json_member(report, S("survival")), S("log_rank"));
    double p = report_number(test, S("p"));
    if (json_type(test) == JSON_OBJECT)
        page->log_rank =
            p < 0.001 ? S("Log-rank p < 0.001") : str_format(arena, "Log-rank p %.3f", p);
}

// --- what is said below the plots -----------------------------------------------------------------

static void fill_takes(Arena *arena, JsonValue report, JsonValue gap, ProofPage *page)
{
    JsonValue auc = json_member(gap, S("auc"));
    JsonValue calibration = json_member(gap, S("calibration"));
    page->roc_take = str_format(arena,
                                "Pick one who left and one who stayed: in %.0f of 100 such "
                                "pairs the one who left scored lower.",
                                100 * report_number(auc, S("value")));
    page->lift_take = str_format(arena,
                                 "Calling the worst tenth reaches %.*s as many leavers as "
                                 "calling at random.",
                                 STR(page->figure[1].value));
    page->calibration_take = str_format(
        arena,
        "Mean error %.1f points (ECE); Brier %.3f. Expected "
        "shares were learnt from other customers. Bars are "
        "95%% intervals.",
        100 * report_number(calibration, S("ece")), report_number(calibration, S("brier")));
    Writer take = {.arena = arena};
    writer_put(&take, text_of(json_member(report, S("weights")), S("text")));
    if (str_equal(text_of(json_member(report, S("weights")), S("verdict")), S("better"))) {
        writer_put(&take, S(" Suggested weights: "));
        int count = 0;
        for (JsonWalk walk = {0}; json_next(json_member(report, S("factors")), &walk);)
            writer_format(&take, "%s%.*s %.0f%%", count++ ? ", " : "",
                          STR(text_of(walk.value, S("name"))),
                          100 * report_number(walk.value, S("suggested_weight")));
        writer_char(&take, '.');
    }
    page->lags_take = writer_str(&take);
}

static void fill_warnings(Arena *arena, JsonValue report, ProofPage *page)
{
    page->warning = arena_new(arena, Str, WARNINGS_MOST);
    for (JsonWalk walk = {0}; json_next(json_member(report, S("warnings")), &walk);)
        if (page->warnings < WARNINGS_MOST)
            page->warning[page->warnings++] = text_of(walk.value, S("text"));
}

// --- all of it ------------------------------------------------------------------------------------

static JsonValue find_gap(JsonValue report, int days)
{
    JsonValue gap = {0};
    for (JsonWalk walk = {0}; json_next(json_member(report, S("gaps")), &walk);)
        if (!gap.at || (int)report_number(walk.value, S("gap_days")) == days)
            gap = walk.value;
    return gap;
}

static void fill_report(Arena *arena, JsonValue report, JsonValue gap, ProofPage *page)
{
    page->gap = (int)report_number(gap, S("gap_days"));
    page->horizon = (int)report_number(report, S("horizon_days"));
    Str card = text_of(report, S("scorecard"));
    page->subtitle = str_format(
        arena, "Did the score tell who would leave? %.*s to %.*s (%.*s), %s%.*s",
        STR(day_of_report(arena, report, S("from"))),
        STR(day_of_report(arena, report, S("as_of"))), STR(text_of(report, S("time_zone"))),
        card.length > 0 ? "scorecard " : "all scorecards at work", STR(card));
    fill_leads(arena, report, page);
    fill_figures(arena, report, gap, page->figure);
    page->median = str_format(arena, "median %.*s", STR(page->figure[2].value));
    plot_roc(arena, gap, &page->roc);
    plot_lift(arena, gap, &page->lift);
    plot_calibration(arena, gap, &page->calibration);
    plot_survival(arena, report, &page->survival);
    plot_leads(arena, report, &page->leads);
    page->lag = arena_new(arena, LagPlot, FACTORS_MAX);
    page->lags = plot_lags(arena, report, page->lag, FACTORS_MAX);
    fill_bands(arena, report, gap, page);
    fill_takes(arena, report, gap, page);
    fill_warnings(arena, report, page);
}

static void add_card(ProofPage *page, Str id, Str title)
{
    page->card[page->cards++] =
        (ProofCard){.id = id, .title = title, .chosen = str_equal(page->scorecard, id)};
}

// The cards whose proof there is, or could be.
static Err fill_cards(App *app, Arena *arena, ProofPage *page)
{
    CardListing *card = NULL;
    int cards = 0;
    Validation preview = {0};
    Err err = get_scorecards(app->service, arena, &card, &cards);
    if (!err) err = get_validation(app->service, arena, S(VALIDATION_PREVIEW), &preview);
    if (err) return err;
    page->card = arena_new(arena, ProofCard, cards + 2);
    add_card(page, (Str){0}, S("all at work"));
    for (int c = 0; c < cards; c++)
        if (card[c].card) add_card(page, card[c].id, card[c].card->title);
    if (preview.report.length > 0)
        add_card(page, S(VALIDATION_PREVIEW), S("the draft that was proved last"));
    return OK;
}

Err draw_validation(App *app, const Request *request, Reply *reply,
                    const ValidationAsked *asked, const Validation *validation)
{
    JsonValue report = {0};
    JsonFault fault;
    Arena *arena = reply->arena;
    ProofPage *page = arena_new(arena, ProofPage, 1);
    page->subtitle = S("Did the score tell who would leave?");
    page->scorecard = asked->scorecard;
    page->has_report =
        validation->report.length && !json_read(arena, validation->report, &report, &fault);
    Err err = fill_cards(app, arena, page);
    if (err) return err;
    if (page->has_report) {
        fill_report(arena, report, find_gap(report, asked->gap), page);
        page->asked = str_format(arena, "scorecard=%.*s&gap=%d",
                                 STR(url_part(arena, asked->scorecard)), page->gap);
        err = fill_leavers(app, arena, report, asked->who, page);
        if (err) return err;
    }
    fill_state(arena, validation, page);
    // A draft is proved on its own page.
    if (str_equal(page->scorecard, S(VALIDATION_PREVIEW))) page->begin = (Str){0};
    Frame frame = frame_of(request, "Proof", "proof");
    const Notices notices = notices_of(arena, &reply->complaint);
    Html html = page_begin(reply, HTTP_OK);
    view_proof(&html, &frame, &notices, page);
    return OK;
}
