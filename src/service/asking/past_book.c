#include "service/asking/past.h"

#include "model/judges.h"
#include "service/asking/ledger.h"

#include <stdlib.h>

static bool is_behind(const PastRow *row, double score, int64_t customer)
{
    double own = row->row.scored ? row->row.score : SORT_UNSCORED;
    return own > score || (own >= score && row->row.customer > customer);
}

static int by_score(const void *left, const void *right)
{
    const PastRow *a = left, *b = right;
    double score = a->row.scored ? a->row.score : SORT_UNSCORED;
    if (a->row.customer == b->row.customer) return 0;
    return is_behind(b, score, a->row.customer) ? -1 : 1;
}

// Everybody who was a customer on the day and stands behind the place.
static int gather(const Ledger *ledger, ListPlace after, PastRow *out)
{
    const LedgerDay *day = &ledger->day[0];
    int rows = 0;
    for (int place = 0; place < ledger->customers; place++) {
        const int state = day->state[place];
        if (state == STATE_ABSENT) continue;
        PastRow row = {.row = ledger->book[place],
                       .overridden = day->overridden[place],
                       .card = day->card[place]};
        row.row.scored = state < STATE_UNSCORED;
        row.row.score = day->score[place];
        if (row.row.scored)
            row.row.band = (Band)state;
        else
            row.status = (ScoreStatus)(state - STATE_UNSCORED);
        bool behind = !after.set || is_behind(&row, after.sort_score, after.customer);
        if (behind) out[rows++] = row;
    }
    return rows;
}

static int by_customers(const void *left, const void *right)
{
    const PastCard *a = left, *b = right;
    if (a->customers != b->customers) return a->customers < b->customers ? 1 : -1;
    return str_compare(a->card->id, b->card->id);
}

static void count_cards(const Ledger *ledger, const Cards *cards, Arena *arena,
                        PastBook *out)
{
    const LedgerDay *day = &ledger->day[0];
    const Arena start = arena_map(((size_t)cards->versions + 2) * sizeof(Judge));
    Arena room = start;
    Judges judges = judges_new(&room, cards);
    for (int place = 0; place < ledger->customers; place++)
        if (day->state[place] != STATE_ABSENT)
            judges_find(&judges, day->card[place])->customers++;
    out->card = arena_new(arena, PastCard, judges.count);
    for (; out->cards < judges.count; out->cards++)
        out->card[out->cards] =
            (PastCard){judges.judge[out->cards].card, judges.judge[out->cards].customers};
    if (out->cards > 0)
        qsort(out->card, (size_t)out->cards, sizeof *out->card, by_customers);
    arena_unmap(start);
}

static PastRow copy_row(Arena *arena, const PastRow *row)
{
    PastRow copy = *row;
    copy.row.name = str_copy(arena, row->row.name);
    copy.row.segment = str_copy(arena, row->row.segment);
    copy.row.currency = str_copy(arena, row->row.currency);
    return copy;
}

static void take_page(const Ledger *ledger, Arena *arena, const PastQuery *query,
                      PastBook *out)
{
    const Arena start = arena_map(((size_t)ledger->customers + 1) * sizeof(PastRow));
    Arena room = start;
    PastRow *all = arena_new(&room, PastRow, ledger->customers);
    int rows = gather(ledger, query->after, all);
    qsort(all, (size_t)rows, sizeof *all, by_score);

    out->sum = ledger->sum[0];
    out->rows = rows < query->most ? rows : query->most;
    out->has_more = rows > out->rows;
    out->row = arena_new(arena, PastRow, out->rows);
    for (int r = 0; r < out->rows; r++)
        out->row[r] = copy_row(arena, &all[r]);
    if (out->has_more) {
        const BookRow *last = &out->row[out->rows - 1].row;
        out->next =
            (ListPlace){true, last->scored ? last->score : SORT_UNSCORED, last->customer};
    }
    arena_unmap(start);
}

Err get_past_book(Service *service, Arena *arena, const PastQuery *query, PastBook *out)
{
    *out = (PastBook){0};
    Err known = service_latest(service, &out->watermark);
    if (known) return known;
    Ledger ledger;
    const LedgerQuery all = {.span = {query->day, query->day},
                             .card = query->card,
                             .threads = 2,
                             .currency = service->currency};
    Err err = ledger_open(service, &all, &ledger);
    if (!err) count_cards(&ledger, live_cards_now(service->cards), arena, out);
    if (!err) take_page(&ledger, arena, query, out);
    ledger_close(&ledger);
    return err;
}
