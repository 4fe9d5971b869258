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

static void split_factor(ScoreChange *change, const Score *aged, int f)
{
    const FactorScore *before = &change->before.factor[f],
                      *after = &change->after.factor[f];
    Steps points = steps_of(before, &aged->factor[f], after);
    double *part = change->of_factor[f];
    double after_ageing = points.aged * before->weight;
    double after_sharing = points.shared * after->weight;
    part[PART_AGEING] = after_ageing - before->contribution;
    part[PART_MISSING] = after_sharing - after_ageing;
    part[PART_BEHAVIOUR] = after->contribution - after_sharing;
}

ScoreChange change_of(const Facts *facts, const Scorecard *card, Day from, Day to,
                      Arena scratch)
{
    assert(from <= to);
    ScoreChange change = {.from = from, .to = to};
    change.picture_before = picture_of(facts, card->metrics, from);
    change.picture_after = picture_of(facts, card->metrics, to);
    change.before = score_of(&change.picture_before, card, from);
    change.after = score_of(&change.picture_after, card, to);
    change.split = change.before.scored && change.after.scored;
    if (!change.split) return change;

    Facts silent = facts_until(&scratch, facts, from);
    Picture picture = picture_of(&silent, card->metrics, to);
    Score aged = step_of(&picture, card);
    for (int f = 0; f < card->factors; f++) {
        split_factor(&change, &aged, f);
        for (int part = 0; part < PART_COUNT; part++)
            change.part[part] += change.of_factor[f][part];
    }
    return change;
}

Str change_part_name(Part part)
{
    static const char *const names[] = {"ageing", "missing", "behaviour", "scorecard",
                                        "rules"};
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

// "Logins", "Features in use", "Open tickets", "Invoices paid on time"
static void put_subject(Writer *writer, const Factor *factor)
{
    switch (words_kind(factor->measure)) {
    case KIND_RATE: writer_put(writer, factor->name); break;
    case KIND_FEATURES: words_put(writer, "Features in use"); break;
    case KIND_TICKETS: words_put(writer, "Open tickets"); break;
    case KIND_INVOICES: words_put(writer, "Invoices paid on time"); break;
    }
}

// "14.2", "3", "3 of 4"
static void put_value(Writer *writer, const Factor *factor, const FactorScore *score,
                      const Measure *measure)
{
    Kind kind = words_kind(factor->measure);
    if (kind == KIND_RATE) {
        words_tenths(writer, score->value);
        return;
    }
    words_count(writer, measure->amount);
    if (kind != KIND_INVOICES) return;
    words_put(writer, " of ");
    words_count(writer, measure->of);
}

static bool is_none(const Factor *factor, const FactorScore *score)
{
    return score->missing && factor->missing != MISSING_IS_A_VALUE;
}

static double gained(const ScoreChange *change, int f)
{
    return change->after.factor[f].contribution - change->before.factor[f].contribution;
}

// "fell from 14.2 to 6.1 a week", "stayed at 3 of 4"
static void put_course(Writer *writer, const Factor *factor, const ScoreChange *change,
                       int f)
{
    const FactorScore *before = &change->before.factor[f],
                      *after = &change->after.factor[f];
    const Measure *was = &change->picture_before.measure[factor->measure];
    const Measure *is = &change->picture_after.measure[factor->measure];
    if (is->amount == was->amount && is->of == was->of) {
        words_put(writer, " stayed at ");
    } else {
        bool same = before->value == after->value;
        bool fell = before->value > after->value;
        words_put(writer, same ? " went from " : fell ? " fell from " : " rose from ");
        put_value(writer, factor, before, was);
        words_put(writer, " to ");
    }
    put_value(writer, factor, after, is);
    if (words_kind(factor->measure) == KIND_RATE) words_put(writer, " a week");
}

// Where there was nothing to judge, or is nothing any more.
static void put_coming(Writer *writer, const Factor *factor, const ScoreChange *change,
                       int f)
{
    const FactorScore *before = &change->before.factor[f],
                      *after = &change->after.factor[f];
    bool was = !is_none(factor, before), is = !is_none(factor, after);
    if (!was && !is) {
        words_put(writer, " had nothing to judge on either day");
        return;
    }
    words_put(writer, was ? " went from " : " went from nothing to judge to ");
    const Picture *picture = was ? &change->picture_before : &change->picture_after;
    put_value(writer, factor, was ? before : after, &picture->measure[factor->measure]);
    if (words_kind(factor->measure) == KIND_RATE) words_put(writer, " a week");
    if (was) words_put(writer, " to nothing to judge");
}

void change_explain_factor(Writer *writer, const Scorecard *card, const ScoreChange *change,
                           int f)
{
    assert(f >= 0 && f < card->factors);
    if (!change->split) return;
    const Factor *factor = &card->factor[f];
    put_subject(writer, factor);
    if (is_none(factor, &change->before.factor[f]) ||
        is_none(factor, &change->after.factor[f]))
        put_coming(writer, factor, change, f);
    else
        put_course(writer, factor, change, f);

    words_put(writer, ": ");
    double shared = change->of_factor[f][PART_MISSING];
    if (!is_said(gained(change, f)) && !is_said(shared)) {
        words_put(writer, "no change");
        return;
    }
    words_change(writer, gained(change, f));
    if (!is_said(shared)) return;
    words_put(writer, ", of which ");
    words_change(writer, shared);
    words_put(writer, " because weights were shared anew");
}

static void put_missing_end(Writer *writer, Day day)
{
    words_put(writer, "There is no score as of ");
    day_write(writer, day);
    words_put(writer, ", so there is nothing to compare with");
}

void change_explain(Writer *writer, const ScoreChange *change)
{
    static const char *const by[PART_COUNT] = {
        [PART_AGEING] = " by ageing",
        [PART_MISSING] = " because weights were shared anew",
        [PART_BEHAVIOUR] = " by new events",
        [PART_SCORECARD] = " by another scorecard",
        [PART_RULES] = " by rules",
    };
    if (!change->split) {
        put_missing_end(writer, change->before.scored ? change->to : change->from);
        return;
    }
    double all = change->after.total - change->before.total;
    words_put(writer, !is_said(all) ? "No change, at " : all < 0 ? "Down " : "Up ");
    if (is_said(all)) {
        words_points(writer, round(fabs(all) * 10) / 10);
        words_put(writer, ", from ");
        words_tenths(writer, change->before.total);
        words_put(writer, " to ");
    }
    words_tenths(writer, change->after.total);
    bool follows = false;
    for (int part = 0; part < PART_COUNT; part++) {
        if (!is_said(change->part[part])) continue;
        words_put(writer, follows ? ", " : ": ");
        words_change(writer, change->part[part]);
        words_put(writer, by[part]);
        follows = true;
    }
}
