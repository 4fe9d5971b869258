#include "model/change.h"

#include "model/words.h"

#include <assert.h>
#include <math.h>

// --- the split -------------------------------------------------------------------

// The factors as a card counts them, even where it would say that nothing counts: that is
// no step of its own.
static Score step_of(const Picture *picture, const Scorecard *card)
{
    Scorecard always = *card;
    always.no_data_if_nothing_counts = false;
    return score_of(picture, &always, picture->day);
}

static bool has_points(const FactorScore *factor)
{
    return factor->weight > 0;
}

// The points with which a factor goes through the first two steps.  Where it has none
// after ageing, it keeps what it had; where it had none either, it comes with its first.
typedef struct {
    double aged;
    double shared;
} Steps;

static Steps steps_of(const FactorScore *before, const FactorScore *aged,
                      const FactorScore *after)
{
    if (has_points(before) && has_points(aged)) return (Steps){aged->points, aged->points};
    if (has_points(before)) return (Steps){before->points, before->points};
    return (Steps){0, has_points(aged) ? aged->points : after->points};
}

// Under one card: from what it was to `after`, through what it would be by ageing alone.
static void split_factor(const FactorScore *before, const FactorScore *aged,
                         const FactorScore *after, double part[PART_COUNT])
{
    Steps points = steps_of(before, aged, after);
    double after_ageing = points.aged * before->weight;
    double after_sharing = points.shared * after->weight;
    part[PART_AGEING] = after_ageing - before->contribution;
    part[PART_MISSING] = after_sharing - after_ageing;
    part[PART_BEHAVIOUR] = after->contribution - after_sharing;
}

static int place_of(const Scorecard *card, Str id)
{
    for (int f = 0; f < card->factors; f++)
        if (str_equal(card->factor[f].id, id)) return f;
    return -1;
}

static void pair_factors(ScoreChange *change)
{
    const Scorecard *earlier = change->from.card, *later = change->to.card;
    for (int f = 0; f < later->factors; f++) {
        change->place_before[f] = place_of(earlier, later->factor[f].id);
        change->place_after[f] = f;
    }
    change->factors = later->factors;
    for (int f = 0; f < earlier->factors; f++) {
        if (place_of(later, earlier->factor[f].id) >= 0) continue;
        change->place_before[change->factors] = f;
        change->place_after[change->factors++] = -1;
    }
}

// `until` is the later day under the earlier card.
static void split(ScoreChange *change, const Score *aged, const Score *until)
{
    for (int f = 0; f < change->factors; f++) {
        int was = change->place_before[f], is = change->place_after[f];
        double *part = change->of_factor[f], kept = 0;
        if (was >= 0) {
            split_factor(&change->before.factor[was], &aged->factor[was],
                         &until->factor[was], part);
            kept = until->factor[was].contribution;
        }
        if (change->from.card != change->to.card)
            part[PART_SCORECARD] =
                (is >= 0 ? change->after.factor[is].contribution : 0) - kept;
        for (int p = 0; p < PART_COUNT; p++)
            change->part[p] += part[p];
    }
    change->part[PART_RULES] = (change->after.total - change->after.sum) -
                               (change->before.total - change->before.sum);
}

ScoreChange change_of(const Facts *facts, ChangeEnd from, ChangeEnd to, Arena scratch)
{
    assert(from.day <= to.day);
    ScoreChange change = {.from = from, .to = to, .watermark = facts->watermark};
    const Metrics *metrics = from.card->metrics;
    change.picture_before = picture_of(facts, metrics, from.day);
    change.picture_after = picture_of(facts, to.card->metrics, to.day);
    change.before = score_of(&change.picture_before, from.card, from.day);
    change.after = score_of(&change.picture_after, to.card, to.day);
    change.shown_before = change.before;
    change.shown_after = change.after;
    pair_factors(&change);
    change.split = change.before.scored && change.after.scored;
    if (!change.split) return change;

    Facts silent = facts_until(&scratch, facts, from.day);
    Picture picture = picture_of(&silent, metrics, to.day);
    const Score aged = step_of(&picture, from.card);
    Score until = change.after;
    if (from.card != to.card) {
        picture = picture_of(facts, metrics, to.day);
        until = step_of(&picture, from.card);
    }
    split(&change, &aged, &until);
    return change;
}

void change_override(ScoreChange *change, const Override *before, const Override *after)
{
    if (before)
        change->shown_before = override_apply(&change->before, before, change->from.card);
    if (after) change->shown_after = override_apply(&change->after, after, change->to.card);
    if (!change->split) return;
    change->part[PART_OVERRIDE] = (change->shown_after.total - change->after.total) -
                                  (change->shown_before.total - change->before.total);
}

const Factor *change_factor(const ScoreChange *change, int f)
{
    assert(f >= 0 && f < change->factors);
    int is = change->place_after[f];
    return is >= 0 ? &change->to.card->factor[is]
                   : &change->from.card->factor[change->place_before[f]];
}

Str change_part_name(Part part)
{
    static const char *const names[] = {"ageing",    "missing", "behaviour",
                                        "scorecard", "rules",   "override"};
    static_assert(sizeof names / sizeof *names == PART_COUNT, "");
    assert(part < PART_COUNT);
    return str_of(names[part]);
}

// --- in words --------------------------------------------------------------------

enum { SAID_FROM = 20 };  // a change of less than a twentieth is shown as 0

static bool is_said(double points)
{
    return fabs(points) * SAID_FROM >= 1;
}

typedef struct {  // a factor on one of the two days
    const Factor *factor;
    const FactorScore *score;
    const Measure *measure;
} End;

static End end_before(const ScoreChange *change, int f)
{
    const Factor *factor = &change->from.card->factor[change->place_before[f]];
    return (End){factor, &change->before.factor[change->place_before[f]],
                 &change->picture_before.measure[factor->measure]};
}

static End end_after(const ScoreChange *change, int f)
{
    const Factor *factor = &change->to.card->factor[change->place_after[f]];
    return (End){factor, &change->after.factor[change->place_after[f]],
                 &change->picture_after.measure[factor->measure]};
}

// "Logins", "Features in use", "Open tickets", "Invoices paid on time"
static void put_subject(Writer *writer, const Factor *factor)
{
    switch (words_kind(&factor->metric)) {
    case KIND_FEATURES: words_put(writer, "Features in use"); return;
    case KIND_TICKETS: words_put(writer, "Open tickets"); return;
    case KIND_INVOICES: words_put(writer, "Invoices paid on time"); return;
    case KIND_RATE:
    case KIND_TREND:
    case KIND_SINCE:
    case KIND_VALUE: break;
    }
    writer_put(writer, factor->name);
}

// Counted things are said as they were counted, the others in their unit.
static bool is_counted(const Factor *factor)
{
    Kind kind = words_kind(&factor->metric);
    return kind == KIND_FEATURES || kind == KIND_TICKETS || kind == KIND_INVOICES;
}

// "14.2", "3", "3 of 4"
static void put_value(Writer *writer, const End *end)
{
    if (!is_counted(end->factor)) {
        words_value(writer, end->score->value);
        return;
    }
    words_count(writer, end->measure->amount);
    if (words_kind(&end->factor->metric) != KIND_INVOICES) return;
    words_put(writer, " of ");
    words_count(writer, end->measure->of);
}

static bool is_none(const End *end)
{
    if (!end->score->missing) return false;
    Kind kind = words_kind(&end->factor->metric);
    bool can_be_nothing =
        kind == KIND_RATE || kind == KIND_FEATURES || kind == KIND_TICKETS;
    return end->factor->missing != MISSING_IS_A_VALUE || !can_be_nothing;
}

static bool is_same(const End *before, const End *after)
{
    if (!is_counted(before->factor)) return before->score->value == after->score->value;
    return before->measure->amount == after->measure->amount &&
           before->measure->of == after->measure->of;
}

// "fell from 14.2 to 6.1 a week", "stayed at 3 of 4"
static void put_course(Writer *writer, const End *before, const End *after)
{
    if (is_same(before, after)) {
        words_put(writer, " stayed at ");
    } else {
        bool same = before->score->value == after->score->value;
        bool fell = before->score->value > after->score->value;
        words_put(writer, same ? " went from " : fell ? " fell from " : " rose from ");
        put_value(writer, before);
        words_put(writer, " to ");
    }
    put_value(writer, after);
    words_per(writer, after->factor);
}

// Where there was nothing to judge, or is nothing any more.
static void put_coming(Writer *writer, const End *before, const End *after)
{
    bool was = !is_none(before), is = !is_none(after);
    if (!was && !is) {
        words_put(writer, " had nothing to judge on either day");
        return;
    }
    words_put(writer, was ? " went from " : " went from nothing to judge to ");
    const End *there = was ? before : after;
    put_value(writer, there);
    words_per(writer, there->factor);
    if (was) words_put(writer, " to nothing to judge");
}

// Under another card the same name may mean another measure.
static bool is_alike(const ScoreChange *change, int f)
{
    if (change->from.card == change->to.card) return true;
    const Factor *before = end_before(change, f).factor,
                 *after = end_after(change, f).factor;
    return metric_equal(&before->metric, &after->metric) &&
           before->per_week == after->per_week && before->per_seat == after->per_seat;
}

static void put_both(Writer *writer, const ScoreChange *change, int f)
{
    End before = end_before(change, f), after = end_after(change, f);
    if (is_none(&before) || is_none(&after))
        put_coming(writer, &before, &after);
    else
        put_course(writer, &before, &after);
}

static double gained(const ScoreChange *change, int f)
{
    double sum = 0;
    for (int part = 0; part < PART_COUNT; part++)
        sum += change->of_factor[f][part];
    return sum;
}

static const char *const by[PART_COUNT] = {
    [PART_AGEING] = " by ageing",
    [PART_MISSING] = " because weights were shared anew",
    [PART_BEHAVIOUR] = " by new events",
    [PART_SCORECARD] = " by another scorecard",
    [PART_RULES] = " by rules",
    [PART_OVERRIDE] = " by an override",
};

void change_explain_factor(Writer *writer, const ScoreChange *change, int f)
{
    assert(f >= 0 && f < change->factors);
    if (!change->split) return;
    put_subject(writer, change_factor(change, f));
    if (change->place_before[f] < 0)
        words_put(writer, " did not count before");
    else if (change->place_after[f] < 0)
        words_put(writer, " counts no more");
    else if (!is_alike(change, f))
        words_put(writer, " is measured in another way");
    else
        put_both(writer, change, f);

    words_put(writer, ": ");
    const double *part = change->of_factor[f];
    bool shared = is_said(part[PART_MISSING]), carded = is_said(part[PART_SCORECARD]);
    if (!is_said(gained(change, f)) && !shared && !carded) {
        words_put(writer, "no change");
        return;
    }
    words_change(writer, gained(change, f));
    static const Part said[] = {PART_MISSING, PART_SCORECARD};
    for (int i = 0, named = 0; i < 2; i++) {
        if (!is_said(part[said[i]])) continue;
        words_put(writer, named++ ? " and " : ", of which ");
        words_change(writer, part[said[i]]);
        words_put(writer, by[said[i]]);
    }
}

static void put_missing_end(Writer *writer, Day day)
{
    words_put(writer, "There is no score as of ");
    day_write(writer, day);
    words_put(writer, ", so there is nothing to compare with");
}

void change_explain(Writer *writer, const ScoreChange *change)
{
    if (!change->split) {
        put_missing_end(writer, change->before.scored ? change->to.day : change->from.day);
        return;
    }
    double all = change->shown_after.total - change->shown_before.total;
    words_put(writer, !is_said(all) ? "No change, at " : all < 0 ? "Down " : "Up ");
    if (is_said(all)) {
        words_points(writer, round(fabs(all) * 10) / 10);
        words_put(writer, ", from ");
        words_tenths(writer, change->shown_before.total);
        words_put(writer, " to ");
    }
    words_tenths(writer, change->shown_after.total);
    bool follows = false;
    for (int part = 0; part < PART_COUNT; part++) {
        if (!is_said(change->part[part])) continue;
        words_put(writer, follows ? ", " : ": ");
        words_change(writer, change->part[part]);
        words_put(writer, by[part]);
        follows = true;
    }
}
