#include "app/commands.h"

#include "app/progress.h"
#include "base/clock.h"
#include "base/json_read.h"
#include "service/cards/live_cards.h"
#include "service/proving/report.h"
#include "service/proving/validation.h"

#include <math.h>
#include <stdio.h>

static bool say_progress(void *context, int progress)
{
    progress_say(context, progress, PROVE_WHOLE);
    return true;
}

// --- in plain words -------------------------------------------------------------------

static void print_text(JsonValue value)
{
    Str text;
    if (json_get_text(value, &text)) printf("%.*s\n", STR(text));
}

static double number(JsonValue object, Str name)
{
    double value = 0;
    (void)json_get_double(json_member(object, name), &value);
    return value;
}

// "0.80 (0.73 to 0.86)", or "not known".
static void print_estimate(const char *what, JsonValue is)
{
    double low, high;
    printf("  %-38s", what);
    if (json_type(is) != JSON_OBJECT) {
        printf("not known\n");
        return;
    }
    printf("%.3f", number(is, S("value")));
    if (json_get_double(json_member(is, S("low")), &low) &&
        json_get_double(json_member(is, S("high")), &high))
        printf("  (%.3f to %.3f)", low, high);
    printf("\n");
}

// The points of a curve that are told; the report has all of them.
static bool is_told(double share)
{
    static const int percents[] = {5, 10, 20, 50};
    for (size_t i = 0; i < sizeof percents / sizeof *percents; i++)
        if (lround(1000 * share) == 10 * percents[i]) return true;
    return false;
}

// "(29.1% to 61.0%)", where that is known.
static void print_shares(JsonValue is)
{
    double low, high;
    if (json_get_double(json_member(is, S("low")), &low) &&
        json_get_double(json_member(is, S("high")), &high))
        printf("  (%.1f%% to %.1f%%)", 100 * low, 100 * high);
}

static void print_roc(JsonValue roc)
{
    for (JsonWalk walk = {0}; json_next(roc, &walk);) {
        const double stayed = number(walk.value, S("stayed_flagged"));
        if (!is_told(stayed)) continue;
        char what[64];
        snprintf(what, sizeof what, "ROC: found, %.0f%% of others flagged", 100 * stayed);
        printf("  %-38s%.1f%%", what, 100 * number(walk.value, S("left_flagged")));
        print_shares(walk.value);
        printf("\n");
    }
}

static void print_lift(JsonValue lift)
{
    for (JsonWalk walk = {0}; json_next(lift, &walk);) {
        const double share = number(walk.value, S("share_of_book"));
        if (!is_told(share)) continue;
        char what[64];
        snprintf(what, sizeof what, "lift among the worst %.0f%%", 100 * share);
        print_estimate(what, walk.value);
    }
}

static void print_calibration(JsonValue is)
{
    if (json_type(is) != JSON_OBJECT) {
        print_estimate("calibration", is);
        return;
    }
    printf("  %-38s%.3f\n", "calibration: Brier score", number(is, S("brier")));
    printf("  %-38s%.3f\n", "calibration: expected error (ECE)", number(is, S("ece")));
    for (JsonWalk walk = {0}; json_next(json_member(is, S("groups")), &walk);) {
        char what[64];
        snprintf(what, sizeof what, "  expected %.1f%% of %.0f, left",
                 100 * number(walk.value, S("expected")),
                 number(walk.value, S("customer_months")));
        printf("  %-38s%.1f%%", what, 100 * number(walk.value, S("actual")));
        print_shares(walk.value);
        printf("\n");
    }
}

static void print_gap(JsonValue gap)
{
    Str band;
    printf(
        "\nWith a gap of %.0f days: %.0f customer-months of %.0f customers, of which %.0f "
        "left\n",
        number(gap, S("gap_days")), number(gap, S("customer_months")),
        number(gap, S("customers")), number(gap, S("customers_left")));
    print_estimate("AUC", json_member(gap, S("auc")));
    print_roc(json_member(gap, S("roc")));
    print_lift(json_member(gap, S("lift")));
    print_calibration(json_member(gap, S("calibration")));
    JsonValue bands = json_member(gap, S("bands"));
    for (JsonWalk walk = {0}; json_next(bands, &walk);) {
        if (!json_get_text(json_member(walk.value, S("band")), &band)) continue;
        char what[64];
        snprintf(what, sizeof what, "%.*s: share that left", STR(band));
        print_estimate(what, json_member(walk.value, S("share")));
        print_estimate("  precision, it or worse", json_member(walk.value, S("precision")));
        print_estimate("  recall", json_member(walk.value, S("recall")));
        print_estimate("  F1", json_member(walk.value, S("f1")));
    }
}

// Of those who were in a band when they were first judged, the share that is still there.
static void print_survival(JsonValue survival)
{
    enum { EVERY = 60 };
    Str band;
    printf("\nStill customers so many days after they were first judged\n");
    JsonValue bands = json_member(survival, S("bands"));
    for (JsonWalk walk = {0}; json_next(bands, &walk);) {
        if (!json_get_text(json_member(walk.value, S("band")), &band)) continue;
        printf("  %.*s, %.0f customers\n", STR(band), number(walk.value, S("customers")));
        JsonValue points = json_member(walk.value, S("points"));
        for (JsonWalk point = {0}; json_next(points, &point);) {
            const int days = (int)number(point.value, S("days"));
            if (days == 0 || days % EVERY != 0) continue;
            char what[64];
            snprintf(what, sizeof what, "  after %d days", days);
            printf("  %-38s%.1f%%", what, 100 * number(point.value, S("share")));
            print_shares(point.value);
            printf("\n");
        }
    }
    JsonValue rank = json_member(survival, S("log_rank"));
    printf("  %-38s", "log-rank over the bands");
    if (json_type(rank) == JSON_OBJECT)
        printf("chi-square %.2f, %.0f degrees of freedom, p %.4g\n",
               number(rank, S("chi_square")), number(rank, S("degrees_of_freedom")),
               number(rank, S("p")));
    else
        printf("not known\n");
}

static void print_factors(JsonValue factors)
{
    Str name;
    printf("\nAUC of each factor, so many days before leaving\n");
    for (JsonWalk walk = {0}; json_next(factors, &walk);) {
        if (!json_get_text(json_member(walk.value, S("name")), &name)) continue;
        printf("  %-20.*s", STR(name));
        JsonValue before = json_member(walk.value, S("auc_before"));
        for (JsonWalk lag = {0}; json_next(before, &lag);)
            printf("  %.0f: %.2f", number(lag.value, S("days")),
                   number(lag.value, S("value")));
        printf("\n");
    }
}

static void print_report(JsonValue report)
{
    JsonValue leads = json_member(report, S("leads"));
    print_text(json_member(report, S("summary")));
    print_text(json_member(report, S("summary_months")));
    printf("\n  %-38s%.0f\n", "at risk 30 days before, or earlier",
           number(leads, S("at_risk_30_days_before")));
    printf("  %-38s%.0f\n", "at risk later", number(leads, S("at_risk_later")));
    printf("  %-38s%.0f\n", "never at risk", number(leads, S("never_at_risk")));
    if (json_type(json_member(leads, S("median_days"))) == JSON_NUMBER)
        printf("  %-38s%.0f days\n", "median lead", number(leads, S("median_days")));
    printf("  %-38s%.0f of %.0f\n", "false alarms", number(leads, S("false_alarms")),
           number(leads, S("alarms")));
    for (JsonWalk walk = {0}; json_next(json_member(report, S("gaps")), &walk);)
        print_gap(walk.value);
    print_survival(json_member(report, S("survival")));
    print_factors(json_member(report, S("factors")));
    printf("\n");
    print_text(json_member(json_member(report, S("weights")), S("text")));
    for (JsonWalk walk = {0}; json_next(json_member(report, S("warnings")), &walk);) {
        printf("- ");
        print_text(json_member(walk.value, S("text")));
    }
}

// --- the command -----------------------------------------------------------------------

static int print(const Config *config, Str report, Arena *arena)
{
    JsonValue value;
    JsonFault fault;
    if (config->json) {
        printf("%.*s\n", STR(report));
        return 0;
    }
    if (json_read(arena, report, &value, &fault)) return 1;
    print_report(value);
    return 0;
}

// The live cards; or the one that was asked for, and then for everybody.
static bool choose(const Config *config, const CardSet *set, Proving *proving)
{
    proving->cards = set->cards;
    if (config->scorecard.length == 0) return true;
    proving->card = cards_find(set->cards, config->scorecard);
    if (!proving->card)
        fprintf(stderr, "customer-health: no scorecard %.*s was published.\n",
                STR(config->scorecard));
    return proving->card != NULL;
}

static int prove_with(const Config *config, Store *reader, Arena *arena)
{
    ProgressLine line = progress_begin("thousandths proved");
    Proving proving = {.last = clock_today() - 1,
                       .horizon = (int)config->horizon,
                       .go_on = say_progress,
                       .context = &line};
    CardSet set;
    Proved proved;
    Err err = live_cards_read(reader, arena, &set);
    if (!err && !choose(config, &set, &proving)) return 1;
    if (!err) err = prove_book(reader, arena, &proving, &proved);
    if (!err) return print(config, report_json(arena, &proved, &proving), arena);
    fprintf(stderr, "customer-health: the proof was not made: see above.\n");
    return 1;
}

// Only reads: so it may be asked for while the database is served.
int prove(const Config *config)
{
    Store *reader = NULL;
    if (store_open(config->database, STORE_READER, &reader)) return 1;
    const Arena start = arena_map(PROVE_BYTES);
    Arena arena = start;
    int status = prove_with(config, reader, &arena);
    arena_unmap(start);
    store_close(reader);
    return status;
}
