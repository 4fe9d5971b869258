#include "model/next_drop.h"

#include "model/picture_walk.h"
#include "model/words.h"

#include <string.h>

static bool is_same(const Measure *a, const Measure *b)
{
    return a->amount == b->amount && a->of == b->of && a->events == b->events &&
           a->known == b->known && a->stale == b->stale && a->held == b->held;
}

// Does the card measure the same on both?
static bool measures_same(const Scorecard *card, const Picture *a, const Picture *b)
{
    for (int f = 0; f < card->factors; f++) {
        int place = card->factor[f].measure;
        if (!is_same(&a->measure[place], &b->measure[place])) return false;
    }
    return card->rules == 0;
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

// What passes by itself: ages, and days without an event.
static bool passes(const Metric *metric, const Measure *before, const Measure *after)
{
    return metric->agg == AGG_DAYS_SINCE_LAST || metric->agg == AGG_VALUE ||
           after->stale != before->stale || after->held != before->held;
}

static DropReason reason_of(const Metric *metric, Day day, const Measure *before,
                            const Measure *after)
{
    if (passes(metric, before, after) || is_same(before, after)) return DROP_PASSING;
    if (metric_from(metric, day) == DAY_NONE) return DROP_AHEAD;
    bool is_invoices = words_kind(metric) == KIND_INVOICES;
    if (is_invoices && after->of > before->of) return DROP_UNPAID;
    bool fewer = after->amount < before->amount || after->of < before->of;
    return fewer ? DROP_LEFT : DROP_AHEAD;
}

static NextDrop drop_to(const Scorecard *card, const Latest *before, const Picture *picture,
                        const Score *after)
{
    NextDrop drop = {.day = picture->day, .total = after->total};
    drop.factor = most_lost(card, &before->score, after);
    const Factor *factor = &card->factor[drop.factor];
    const Measure *was = &before->picture.measure[factor->measure];
    const Measure *is = &picture->measure[factor->measure];
    drop.reason = reason_of(&factor->metric, drop.day, was, is);
    if (drop.reason == DROP_UNPAID) drop.unpaid = (int)(is->of - was->of);
    return drop;
}

// Whole months are longer or shorter from one day to another, and so is what is divided
// by their weeks.
static bool is_steady(const Scorecard *card)
{
    for (int f = 0; f < card->factors; f++)
        if (card->factor[f].per_week && card->factor[f].divide_by == 0) return false;
    return true;
}

NextDrop next_drop_of(const Facts *facts, const Scorecard *card, Day day, Arena scratch)
{
    PictureWalk *walk =
        picture_walk(&scratch, facts, card->metrics, day, day + NEXT_DROP_DAYS);
    Latest latest = {.picture = *picture_walk_next(walk)};
    latest.score = score_of(&latest.picture, card, day);
    const double now = latest.score.total;
    const bool steady = is_steady(card);
    if (!latest.score.scored) return (NextDrop){0};

    for (const Picture *picture; (picture = picture_walk_next(walk));) {
        if (steady && measures_same(card, picture, &latest.picture)) continue;
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
static void put_unpaid(Writer *writer, const Metric *metric, const NextDrop *drop)
{
    words_number_of(writer, drop->unpaid, metric);
    words_put(writer, " due on ");
    day_write_words(writer, drop->day - 1);
    words_put(writer, drop->unpaid == 1 ? " is not paid" : " are not paid");
}

static void put_left(Writer *writer, const Metric *metric, const NextDrop *drop)
{
    Kind kind = words_kind(metric);
    Day day = metric_from(metric, drop->day) - 1;
    Metric of = *metric;
    if (of.agg == AGG_DAYS_ACTIVE) of.agg = AGG_COUNT;  // it is events that leave
    words_noun(writer, &of, true);
    if (metric_counts_names(metric))
        words_put(writer, " not used since ");
    else
        words_put(writer, kind == KIND_INVOICES ? " due up to " : " up to ");
    day_write_words(writer, day);
    if (kind == KIND_INVOICES) put_year(writer, day);
    words_put(writer, " have left the window");
}

// "no login has come in the meantime", "age_days is another by then"
static void put_passing(Writer *writer, const Metric *metric)
{
    if (metric->agg == AGG_VALUE) {
        attribute_write(writer, metric->attribute);
        words_put(writer, " is another by then");
        return;
    }
    words_put(writer, "no ");
    words_noun(writer, metric, false);
    words_put(writer, " has come in the meantime");
}

void next_drop_because(Writer *writer, const Scorecard *card, const NextDrop *drop)
{
    const Metric *metric = &card->factor[drop->factor].metric;
    switch (drop->reason) {
    case DROP_LEFT: put_left(writer, metric, drop); break;
    case DROP_UNPAID: put_unpaid(writer, metric, drop); break;
    case DROP_AHEAD: words_put(writer, "what is dated ahead counts from then on"); break;
    case DROP_PASSING: put_passing(writer, metric); break;
    case DROP_NONE:
    case DROP_COUNT: break;
    }
}

// --- as bytes --------------------------------------------------------------------

static void put_number(unsigned char *bytes, uint64_t number, int count)
{
    for (int i = 0; i < count; i++)
        bytes[i] = (unsigned char)(number >> (8 * i));
}

static uint64_t get_number(const unsigned char *bytes, int count)
{
    uint64_t number = 0;
    for (int i = 0; i < count; i++)
        number |= (uint64_t)bytes[i] << (8 * i);
    return number;
}

void next_drop_pack(const NextDrop *drop, unsigned char bytes[NEXT_DROP_BYTES])
{
    uint64_t total;
    memcpy(&total, &drop->total, sizeof total);
    bytes[0] = (unsigned char)drop->reason;
    bytes[1] = (unsigned char)drop->factor;
    put_number(bytes + 2, (uint32_t)drop->unpaid, 4);
    put_number(bytes + 6, (uint32_t)drop->day, 4);
    put_number(bytes + 10, total, 8);
}

bool next_drop_unpack(const unsigned char bytes[NEXT_DROP_BYTES], NextDrop *out)
{
    if (bytes[0] >= DROP_COUNT || bytes[1] >= FACTORS_MAX) return false;
    uint64_t total = get_number(bytes + 10, 8);
    *out = (NextDrop){.reason = (DropReason)bytes[0], .factor = bytes[1]};
    out->unpaid = (int)(uint32_t)get_number(bytes + 2, 4);
    out->day = (Day)(uint32_t)get_number(bytes + 6, 4);
    memcpy(&out->total, &total, sizeof out->total);
    return true;
}
