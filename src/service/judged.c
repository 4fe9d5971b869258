#include "base/clock.h"
#include "service/inside.h"
#include "service/lists.h"
#include "service/scorecards.h"

enum { PAGE = 500 };

typedef struct {
    const Cards *cards;
    Day today;
    CardListing *card;
    int count;
} Judging;

static void add(const Judging *judging, Str id, int64_t customers)
{
    for (int c = 0; c < judging->count; c++)
        if (str_equal(judging->card[c].id, id)) judging->card[c].customers += customers;
}

static Err walk(const Judging *judging, Store *store, Arena room)
{
    ListPlace after = {0};
    int count = PAGE;
    Err err = OK;
    while (!err && count == PAGE) {
        Arena scratch = room;
        CustomerRow *row = arena_new(&scratch, CustomerRow, PAGE);
        err = store_customers(store, &scratch, after, PAGE, row, &count);
        for (int i = 0; !err && i < count; i++)
            add(judging,
                cards_for(judging->cards, &row[i].customer, row[i].picture.since,
                          judging->today)
                    ->id,
                1);
        if (err || count == 0) break;
        const CustomerRow *last = &row[count - 1];
        after = (ListPlace){.set = true,
                            .sort_score = last->scored ? last->score : SORT_UNSCORED,
                            .customer = last->customer.id};
    }
    return err;
}

// Where no card tells customers apart, nobody has to be looked at.
static Err count_all(Service *service, const Judging *judging)
{
    int64_t everybody = 0;
    const ListQuery query = list_everybody();
    Err err = count_lists(service, &query, 1, &everybody);
    if (!err) add(judging, scorecard_standard()->id, everybody);
    return err;
}

Err count_judged(Service *service, CardListing *card, int cards)
{
    const Judging judging = {.cards = live_cards_now(service->cards),
                             .today = clock_today(),
                             .card = card,
                             .count = cards};
    for (int c = 0; c < cards; c++)
        card[c].customers = 0;
    if (!cards_differ(judging.cards)) return count_all(service, &judging);

    Reader *reader = NULL;
    Err err = readers_lend(service->readers, &reader);
    if (err) return err;
    Arena room = reader->room;
    err = walk(&judging, reader->store, room);
    reader_leave_room(reader);
    readers_return(service->readers, reader, err);
    return err;
}
