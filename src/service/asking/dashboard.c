#include "service/inside.h"

#include "base/clock.h"
#include "service/asking/book.h"
#include "service/cards/scorecards.h"
#include "service/derive.h"

#include <assert.h>

// A short list of the book's rows, the largest `rank` first, ties in order of id.
typedef struct {
    const BookRow *row[ATTENTION_MAX];
    double rank[ATTENTION_MAX];
    int count;
    int most;
} Top;

static_assert((int)MOVERS_MAX <= (int)ATTENTION_MAX, "movers fit a Top");

// Rows must come in order of id.
static void top_add(Top *top, const BookRow *row, double rank)
{
    int place = top->count;
    while (place > 0 && top->rank[place - 1] < rank)
        place--;
    if (place == top->most) return;

    if (top->count < top->most) top->count++;
    for (int i = top->count - 1; i > place; i--) {
        top->row[i] = top->row[i - 1];
        top->rank[i] = top->rank[i - 1];
    }
    top->row[place] = row;
    top->rank[place] = rank;
}

typedef struct {  // what is added up on one walk through the book
    double scores;
    double weighted;  // scores times revenue
    double weights;
    double band_scores[BAND_COUNT];
    Top attention;
    Top unpaid;  // those without revenue, to fill up the list: the worst score first
    Top falling;
    Top rising;
    Book *book;
} Sums;

static bool needs_attention(const BookRow *row)
{
    return row->band == BAND_AT_RISK || row->band == BAND_CRITICAL;
}

static void add_scored(Dashboard *out, Sums *sums, const BookRow *row, int64_t mrr)
{
    out->scored++;
    sums->scores += row->score;
    sums->weighted += row->score * (double)mrr;
    sums->weights += (double)mrr;

    BandSum *band = &out->band[row->band];
    band->customers++;
    book_sum(&band->mrr, mrr);
    sums->band_scores[row->band] += row->score;

    int bin = (int)(row->score / (100.0 / HISTOGRAM_BINS));
    if (bin >= HISTOGRAM_BINS) bin = HISTOGRAM_BINS - 1;
    out->histogram[bin]++;
    out->bands_in[bin][row->band]++;

    if (!needs_attention(row)) return;
    book_sum(&out->mrr_at_risk, mrr);
    double missing = 100 - row->score;
    if (mrr > 0)
        top_add(&sums->attention, row, (double)mrr * missing);
    else
        top_add(&sums->unpaid, row, missing);
}

static void add_mover(Sums *sums, const BookRow *row)
{
    if (!row->has_30d) return;
    if (row->change_30d < 0) top_add(&sums->falling, row, -row->change_30d);
    if (row->change_30d > 0) top_add(&sums->rising, row, row->change_30d);
}

static void add_row(Dashboard *out, Sums *sums, const BookRow *row)
{
    // Revenue in another currency cannot be added; nothing is the same in all.
    bool ours = row->mrr == 0 || str_equal(row->currency, out->currency);
    int64_t mrr = ours ? row->mrr : 0;

    out->customers++;
    book_sum(&out->mrr, mrr);
    if (!ours) out->other_currency++;
    if (row->scored) add_scored(out, sums, row, mrr);
    add_mover(sums, row);
    book_add(sums->book, row, mrr);
}

static double mean(double sum, int64_t count)
{
    return count > 0 ? sum / (double)count : 0;
}

static void conclude(Dashboard *out, const Sums *sums)
{
    out->mean_score = mean(sums->scores, out->scored);
    out->portfolio_score =
        sums->weights > 0 ? sums->weighted / sums->weights : out->mean_score;
    for (int band = 0; band < BAND_COUNT; band++)
        out->band[band].mean_score =
            mean(sums->band_scores[band], out->band[band].customers);
}

static BookRow copy_row(Arena *arena, const BookRow *row)
{
    BookRow copy = *row;
    copy.name = str_copy(arena, row->name);
    copy.segment = str_copy(arena, row->segment);
    copy.currency = str_copy(arena, row->currency);
    copy.packed = copy.points = (Str){0};
    return copy;
}

static BookMover *copy_movers(Arena *arena, const Top *top, int *count)
{
    BookMover *movers = arena_new(arena, BookMover, top->count);
    for (int i = 0; i < top->count; i++)
        movers[i].row = copy_row(arena, top->row[i]);
    *count = top->count;
    return movers;
}

typedef struct {
    Store *reader;
    const Cards *cards;
    Arena *arena;
    Dashboard *out;
} Asking;

static Err find_factors(const Asking *asking, BookMover *movers, int count, Arena scratch)
{
    Err err = OK;
    for (int i = 0; !err && i < count; i++)
        err = book_mover(asking->reader, asking->cards, asking->out->today, &movers[i],
                         scratch);
    return err;
}

static Err load_attention(const Asking *asking, const Top *top)
{
    Dashboard *out = asking->out;
    for (int i = 0; i < top->count && out->attentions < ATTENTION_MAX; i++) {
        CustomerRow *row = &out->attention[out->attentions];
        Err err = store_customer(asking->reader, asking->arena, top->row[i]->customer,
                                 out->today, row);
        if (err == ERR_NOT_FOUND) continue;  // erased a moment ago
        if (err) return err;
        const Scorecard *card = derive_card_of(asking->cards, row, out->today);
        row->card = card;
        bool fits = !row->stale && judging_fits(&row->picture, card, out->today);
        out->attention_card[out->attentions++] = fits ? card : NULL;
    }
    return OK;
}

static Err add_up(const Asking *asking, Arena scratch)
{
    Store *reader = asking->reader;
    Arena *arena = asking->arena;
    Dashboard *out = asking->out;
    BookRow *book = NULL;
    Judging judging;
    int count = 0;
    Err err = store_book(reader, &scratch, &book, &count);
    if (!err) err = judging_begin(reader, &scratch, asking->cards, out->today, &judging);
    if (err) return err;

    Sums sums = {.attention.most = ATTENTION_MAX,
                 .unpaid.most = ATTENTION_MAX,
                 .falling.most = MOVERS_MAX,
                 .rising.most = MOVERS_MAX,
                 .book = book_new(&scratch, &judging)};
    for (int i = 0; i < count; i++)
        if (!book[i].churned) add_row(out, &sums, &book[i]);
    conclude(out, &sums);
    book_conclude(sums.book, arena, out);

    out->falling = copy_movers(arena, &sums.falling, &out->fallings);
    out->rising = copy_movers(arena, &sums.rising, &out->risings);
    out->attention = arena_new(arena, CustomerRow, ATTENTION_MAX);
    err = find_factors(asking, out->falling, out->fallings, scratch);
    if (!err) err = find_factors(asking, out->rising, out->risings, scratch);
    if (!err) err = load_attention(asking, &sums.attention);
    if (!err) err = load_attention(asking, &sums.unpaid);
    return err;
}

static void find_marks(Service *service, Arena *arena, Dashboard *out, Arena scratch)
{
    CardMark *mark;
    const DaySpan weeks = {out->today - 7 * (TREND_POINTS - 1), out->today};
    int marks = service_card_marks(service, &scratch, weeks, &mark);
    for (int m = marks > BOOK_MARKS_MAX ? marks - BOOK_MARKS_MAX : 0; m < marks; m++)
        out->mark[out->marks++] =
            (BookMark){.day = mark[m].day,
                       .card = str_copy(arena, mark[m].published->card),
                       .version = mark[m].published->version,
                       .withdrawn = mark[m].withdrawn};
}

Err get_dashboard(Service *service, Arena *arena, Dashboard *out)
{
    *out = (Dashboard){.today = clock_today(), .currency = service->currency};
    Reader *reader = NULL;
    Err err = readers_lend(service->readers, &reader);
    if (err) return err;
    err = freshen(service, reader->store, out->today, &out->freshness);
    const Asking asking = {reader->store, live_cards_now(service->cards), arena, out};
    if (!err) find_marks(service, arena, out, reader->room);
    if (!err) err = add_up(&asking, reader->room);
    reader_leave_room(reader);
    readers_return(service->readers, reader, err);
    return err;
}
