#include "service/asking/book.h"

#include "model/change.h"
#include "service/derive.h"
#include "store/columns.h"

#include <math.h>
#include <stdlib.h>

enum { SEGMENTS_TOLD_APART = 64, MOVED_DAYS = 30 };

typedef struct {
    double scores;
    double weighted;  // scores times revenue
    double weights;
    int64_t customers;
} Mean;

typedef struct {
    Str name;
    int64_t customers;
    int64_t mrr;
    Mean score;
    double points[FACTORS_MAX];
    int64_t counted[FACTORS_MAX];
} Segment;

struct Book {
    Judging judging;
    CardSum *sum;  // by judge
    Day today;
    Mean week[TREND_POINTS];
    Mean before;  // 30 days ago
    Mean after;   // the same customers now
    int64_t at_risk_change;
    int64_t mrr_at_risk_change;
    Renewals renewals;
    int64_t slipping;
    BandDrop drop[DROPS_MAX];
    int drops;
    Segment segment[SEGMENTS_TOLD_APART];
    int segments;
    CustomerRow read;  // the row at hand
    const Judge *judge;
};

Book *book_new(Arena *arena, const Judging *judging)
{
    Book *book = arena_new(arena, Book, 1);
    book->judging = *judging;
    book->today = judging->today;
    book->sum = arena_new(arena, CardSum, judging->cards->versions + 1);
    return book;
}

void book_sum(int64_t *sum, int64_t more)
{
    if (__builtin_add_overflow(*sum, more, sum)) *sum = more < 0 ? INT64_MIN : INT64_MAX;
}

static void add_score(Mean *mean, double score, int64_t mrr)
{
    mean->scores += score;
    mean->weighted += score * (double)mrr;
    mean->weights += (double)mrr;
    mean->customers++;
}

static double plain(const Mean *mean)
{
    return mean->customers > 0 ? mean->scores / (double)mean->customers : 0;
}

static double by_revenue(const Mean *mean)
{
    return mean->weights > 0 ? mean->weighted / mean->weights : plain(mean);
}

static bool is_at_risk(Band band)
{
    return band == BAND_AT_RISK || band == BAND_CRITICAL;
}

static void add_band(BandSum *sum, double score, int64_t mrr)
{
    sum->customers++;
    book_sum(&sum->mrr, mrr);
    sum->mean_score += score;  // a sum until the end
}

static void add_card(Book *book, const BookRow *row, int64_t mrr)
{
    const Picture *picture = &book->read.picture;
    Day since = book->read.stale ? DAY_NONE : picture->since;
    const Judge *judge = judging_one(&book->judging, row->customer, since);
    const Scorecard *card = judge->card;
    CardSum *sum = &book->sum[judge - book->judging.judges.judge];
    book->judge = judge;
    sum->card = card;
    sum->customers++;
    book_sum(&sum->mrr, mrr);
    if (!row->scored) {
        sum->unscored[derive_unscored(&book->read.picture, card).status]++;
        return;
    }
    sum->scored++;
    add_band(&sum->band[scorecard_place(card, row->score, row->band)], row->score, mrr);
}

static void add_weeks(Book *book, int64_t mrr)
{
    const Trend *trend = &book->read.trend;
    for (int week = 0; week < TREND_POINTS; week++)
        if (trend->point[week] != TREND_NONE)
            add_score(&book->week[week], trend->point[week] / 10.0, mrr);
}

static void add_month(Book *book, const BookRow *row, int64_t mrr)
{
    if (!row->has_30d) return;
    double then = row->score - row->change_30d;
    add_score(&book->before, then, mrr);
    add_score(&book->after, row->score, mrr);
    int was = is_at_risk(band_of(book->judge->card, then)), is = is_at_risk(row->band);
    book->at_risk_change += is - was;
    book_sum(&book->mrr_at_risk_change, (is - was) * mrr);
}

static void add_renewal(Book *book, const BookRow *row, int64_t mrr)
{
    bool soon = row->renews_on != DAY_NONE && row->renews_on >= book->today &&
                row->renews_on - book->today <= RENEWAL_DAYS;
    if (!soon) return;
    book->renewals.customers++;
    book_sum(&book->renewals.mrr, mrr);
    if (!row->scored || !is_at_risk(row->band)) return;
    book->renewals.at_risk++;
    book_sum(&book->renewals.mrr_at_risk, mrr);
}

// The soonest first; of one day in order of id.
static void add_drop(Book *book, const BookRow *row)
{
    const NextDrop *next = &book->read.next_drop;
    const Scorecard *card = book->judge->card;
    if (next->day <= book->today || !judging_slips(card, row->band, next)) return;
    if (next->day - book->today <= SLIP_DAYS) book->slipping++;

    int place = book->drops;
    while (place > 0 && book->drop[place - 1].day > next->day)
        place--;
    if (place == DROPS_MAX) return;
    if (book->drops < DROPS_MAX) book->drops++;
    for (int i = book->drops - 1; i > place; i--)
        book->drop[i] = book->drop[i - 1];
    book->drop[place] = (BandDrop){.customer = row->customer,
                                   .name = row->name,
                                   .score = row->score,
                                   .band = row->band,
                                   .day = next->day,
                                   .to_score = next->total,
                                   .to_band = band_of(card, next->total)};
}

// NULL: there are too many to tell them all apart.
static Segment *segment_of(Book *book, Str name)
{
    for (int i = 0; i < book->segments; i++)
        if (str_equal(book->segment[i].name, name)) return &book->segment[i];
    if (book->segments == SEGMENTS_TOLD_APART) return NULL;
    Segment *segment = &book->segment[book->segments++];
    segment->name = name;
    return segment;
}

static void add_segment(Book *book, const BookRow *row, int64_t mrr)
{
    Segment *segment = row->segment.length > 0 ? segment_of(book, row->segment) : NULL;
    if (!segment) return;
    segment->customers++;
    book_sum(&segment->mrr, mrr);
    if (!row->scored) return;
    add_score(&segment->score, row->score, mrr);
    const Scorecard *card = book->judge->card;
    if (!judging_fits(&book->read.picture, card, book->today)) return;
    Score score = score_of(&book->read.picture, card, book->today);
    for (int f = 0; f < score.factors; f++) {
        int column = book->judge->column[f];
        if (score.factor[f].missing || column < 0) continue;
        segment->points[column] += score.factor[f].points;
        segment->counted[column]++;
    }
}

void book_add(Book *book, const BookRow *row, int64_t mrr)
{
    book->read.stale = false;
    columns_read(row->packed, row->points, band_name(row->band), &book->read);
    add_card(book, row, mrr);
    add_renewal(book, row, mrr);
    add_weeks(book, mrr);
    add_segment(book, row, mrr);
    if (!row->scored) return;
    add_month(book, row, mrr);
    add_drop(book, row);
}

static int by_customers(const void *a, const void *b)
{
    const Segment *x = a, *y = b;
    if (x->customers != y->customers) return x->customers < y->customers ? 1 : -1;
    return str_compare(x->name, y->name);
}

static void conclude_segments(Book *book, Arena *arena, Dashboard *out)
{
    qsort(book->segment, (size_t)book->segments, sizeof *book->segment, by_customers);
    for (int i = 0; i < book->segments && i < SEGMENTS_MAX; i++) {
        const Segment *from = &book->segment[i];
        SegmentSum *to = &out->segment[out->segments++];
        *to = (SegmentSum){.segment = str_copy(arena, from->name),
                           .customers = from->customers,
                           .scored = from->score.customers,
                           .mrr = from->mrr,
                           .mean_score = plain(&from->score)};
        for (int f = 0; f < book->judging.judges.factors; f++) {
            to->counted[f] = from->counted[f];
            if (from->counted[f] > 0)
                to->points[f] = from->points[f] / (double)from->counted[f];
        }
    }
}

static int by_judged(const void *a, const void *b)
{
    const CardSum *x = a, *y = b;
    if (x->customers != y->customers) return x->customers < y->customers ? 1 : -1;
    return str_compare(x->card->id, y->card->id);
}

static void conclude_cards(const Book *book, Arena *arena, Dashboard *out)
{
    out->cards = book->judging.judges.count;
    out->card = arena_new(arena, CardSum, out->cards);
    for (int c = 0; c < out->cards; c++) {
        out->card[c] = book->sum[c];
        for (int s = 0; s < STATUS_SCORED; s++)
            out->unscored[s] += out->card[c].unscored[s];
        for (int b = 0; b < BANDS_MAX; b++)
            if (out->card[c].band[b].customers > 0)
                out->card[c].band[b].mean_score /= (double)out->card[c].band[b].customers;
    }
    if (out->cards > 0) qsort(out->card, (size_t)out->cards, sizeof *out->card, by_judged);

    out->factors = judging_factors(&book->judging, out->factor);
}

void book_conclude(Book *book, Arena *arena, Dashboard *out)
{
    for (int week = 0; week < TREND_POINTS; week++)
        out->trend[week] = (BookPoint){
            .day = book->today - 7 * (TREND_POINTS - 1 - week),
            .scored = book->week[week].customers,
            .portfolio_score = by_revenue(&book->week[week]),
            .mean_score = plain(&book->week[week]),
        };
    out->has_30d = book->before.customers > 0;
    out->portfolio_change = by_revenue(&book->after) - by_revenue(&book->before);
    out->at_risk_change = book->at_risk_change;
    out->mrr_at_risk_change = book->mrr_at_risk_change;
    out->renewals = book->renewals;
    out->slipping = book->slipping;
    out->drops = book->drops;
    for (int i = 0; i < book->drops; i++) {
        out->drop[i] = book->drop[i];
        out->drop[i].name = str_copy(arena, book->drop[i].name);
    }
    conclude_cards(book, arena, out);
    conclude_segments(book, arena, out);
}

Err book_mover(Store *reader, const Cards *cards, Day today, BookMover *mover,
               Arena scratch)
{
    Day from = today - MOVED_DAYS;
    Facts facts;
    mover->factor = NULL;
    Err err = store_facts(reader, &scratch, mover->row.customer,
                          metrics_from(cards->metrics, from), &facts);
    if (err) return err == ERR_NOT_FOUND ? OK : err;

    const Scorecard *card = derive_card(cards, &facts, today);

    ScoreChange change =
        change_of(&facts, (ChangeEnd){from, card}, (ChangeEnd){today, card}, scratch);
    if (!change.split) return OK;
    for (int f = 0; f < change.factors; f++) {
        double by = 0;
        for (int part = 0; part < PART_COUNT; part++)
            by += change.of_factor[f][part];
        bool same_way = by * mover->row.change_30d > 0;
        if (!same_way || fabs(by) <= fabs(mover->by)) continue;
        mover->factor = change_factor(&change, f);
        mover->by = by;
    }
    return OK;
}
