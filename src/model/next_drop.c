#include "model/next_drop.h"

#include "model/picture_walk.h"
#include "model/words.h"

#include <assert.h>

static bool is_same(const Measure *a, const Measure *b)
{
    return a->amount == b->amount && a->of == b->of && a->events == b->events &&
           a->known == b->known;
}

// Does the card measure the same on both?
static bool measures_same(const Scorecard *card, const Picture *a, const Picture *b)
{
    for (int f = 0; f < card->factors; f++) {
        Metric metric = card->factor[f].metric;
        if (!is_same(&a->measure[metric], &b->measure[metric])) return false;
    }
    return true;
}

static int most_lost(const Scorecard *card, const Score *before, const Score *after)
{
    int most = 0;
    for (int f = 1; f < card->factors; f++) {
        double lost = before->factor[f].contribution - after->factor[f].contribution;
        double until_now =
            before->factor[most].contribution - after->factor[most].contribution;
        if (lost > until_now) most = f;
    }
    return most;
}

typedef struct {  // the latest day with a score
    Picture picture;
    Score score;
} Latest;

static NextDrop drop_to(const Scorecard *card, const Latest *before, const Picture *picture,
                        const Score *after)
{
    int factor = most_lost(card, &before->score, after);
    Metric metric = card->factor[factor].metric;
    return (NextDrop){
        .drops = true,
        .day = picture->day,
        .total = after->total,
        .factor = factor,
        .before = before->picture.measure[metric],
        .after = picture->measure[metric],
    };
}

NextDrop next_drop_of(const Facts *facts, const Scorecard *card, Day day, Arena scratch)
{
    PictureWalk *walk = picture_walk(&scratch, facts, day, day + NEXT_DROP_DAYS);
    Latest latest = {.picture = *picture_walk_next(walk)};
    latest.score = score_of(&latest.picture, card, day);
    const double now = latest.score.total;
    if (!latest.score.scored) return (NextDrop){0};

    for (const Picture *picture; (picture = picture_walk_next(walk));) {
        if (measures_same(card, picture, &latest.picture)) continue;
        Score score = score_of(picture, card, picture->day);
        if (!score.scored) continue;
        if (score.total < now - NEXT_DROP_LEAST)
            return drop_to(card, &latest, picture, &score);
        latest = (Latest){*picture, score};
    }
    return (NextDrop){0};
}

// --- in words ------------------------------------------------------------------

static void put_year(Writer *writer, Day day)
{
    int year, month, of_month;
    day_to_civil(day, &year, &month, &of_month);
    writer_char(writer, ' ');
    writer_int(writer, year);
}

// "2 invoices due on 9 December are not paid"
static void put_unpaid(Writer *writer, Words words, const NextDrop *drop)
{
    int64_t more = drop->after.of - drop->before.of;
    words_number_of(writer, more, words);
    words_put(writer, " due on ");
    day_write_words(writer, drop->day - 1);
    words_put(writer, more == 1 ? " is not paid" : " are not paid");
}

static void put_left(Writer *writer, Metric metric, const NextDrop *drop)
{
    Kind kind = words_kind(metric);
    Day day = metric_from(metric, drop->day) - 1;
    words_put(writer, words_of(metric).many);
    if (kind == KIND_FEATURES)
        words_put(writer, " not used since ");
    else
        words_put(writer, kind == KIND_INVOICES ? " due up to " : " up to ");
    day_write_words(writer, day);
    if (kind == KIND_INVOICES) put_year(writer, day);
    words_put(writer, " have left the window");
}

void next_drop_because(Writer *writer, const Scorecard *card, const NextDrop *drop)
{
    assert(drop->drops);
    Metric metric = card->factor[drop->factor].metric;
    const Measure *before = &drop->before, *after = &drop->after;
    bool windowed = metric_from(metric, drop->day) != DAY_NONE;
    bool is_invoices = words_kind(metric) == KIND_INVOICES;

    if (is_invoices && windowed && after->of > before->of)
        put_unpaid(writer, words_of(metric), drop);
    else if (windowed && (after->amount < before->amount || after->of < before->of))
        put_left(writer, metric, drop);
    else
        words_put(writer, "what is dated ahead counts from then on");
}
