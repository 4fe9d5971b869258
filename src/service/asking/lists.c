#include "service/asking/lists.h"

#include "base/clock.h"
#include "service/asking/ranking.h"
#include "service/derive.h"
#include "service/inside.h"

ListQuery list_everybody(void)
{
    return (ListQuery){.renews_before = DAY_NONE,
                       .renews_after = DAY_NONE,
                       .moved.from = DAY_NONE,
                       .began_after = DAY_NONE,
                       .began_before = DAY_NONE};
}

bool list_asks_past(const ListQuery *query)
{
    return query->wases > 0 || query->moved.from != DAY_NONE ||
           query->began_after != DAY_NONE || query->began_before != DAY_NONE;
}

typedef struct {
    Service *service;
    const Reader *reader;
    Arena *arena;
    const ListQuery *query;
    const ListPage *page;
    Among among;
    int64_t *customer;  // out: who is on the page
    int customers;
} Asked;

// As they are now; who is gone meanwhile is left out.
static Err read_rows(Store *reader, Arena *arena, const int64_t *customer, int count,
                     CustomerList *out)
{
    out->row = arena_new(arena, CustomerRow, count);
    for (int i = 0; i < count; i++) {
        Err err =
            store_customer(reader, arena, customer[i], out->today, &out->row[out->rows]);
        if (err && err != ERR_NOT_FOUND) return err;
        if (!err) out->rows++;
    }
    return OK;
}

static Rank copy_rank(Arena *arena, const Rank *rank)
{
    Rank copy = *rank;
    copy.name = str_copy(arena, rank->name);
    return copy;
}

// Who is on the page, and where the pages around it begin.
static void cut_page(Asked *asked, const Rank *rank, CustomerList *out)
{
    int most = asked->page->most;
    int64_t first = out->before, end = first + most;
    out->has_more = end < out->total;
    if (out->has_more) out->next = copy_rank(asked->arena, &rank[end - 1]);

    out->has_previous = first > 0;
    out->previous = (ListPage){.behind = first > most, .most = most};
    if (out->previous.behind)
        out->previous.place = copy_rank(asked->arena, &rank[first - most - 1]);

    asked->customer = arena_new(asked->arena, int64_t, most);
    for (int64_t r = first; r < end && r < out->total; r++)
        asked->customer[asked->customers++] = rank[r].customer;
}

// The roll is held no longer than this takes.
static Err choose(Asked *asked, CustomerList *out)
{
    const Roll *roll;
    Err err = rolls_lend(asked->service, asked->reader, &roll);
    if (err) return err;
    Rank *rank;
    Arena scratch = asked->reader->room;
    int ranks = ranking_of(&scratch, roll, asked->query, &asked->among, &rank);
    const ListPage *page = asked->page;
    if (page->behind)
        out->before = ranking_through(asked->query, rank, ranks, &page->place);
    out->total = ranks;
    cut_page(asked, rank, out);
    rolls_return(asked->service->rolls);
    reader_leave_room(asked->reader);
    return OK;
}

Err get_list(Service *service, Arena *arena, const ListQuery *query, const ListPage *page,
             CustomerList *out)
{
    *out = (CustomerList){.today = clock_today()};
    Reader *reader = NULL;
    Asked asked = {.service = service, .arena = arena, .query = query, .page = page};
    Err err = among_of(service, arena, query, &asked.among);
    if (!err) err = readers_lend(service->readers, &reader);
    if (err) return err;
    asked.reader = reader;
    err = freshen(service, reader->store, out->today, &out->freshness);
    if (!err) err = choose(&asked, out);
    if (!err) err = read_rows(reader->store, arena, asked.customer, asked.customers, out);
    if (!err) derive_name_cards(out->freshness.cards, out->row, out->rows, out->today);
    readers_return(service->readers, reader, err);
    derive_status(live_cards_now(service->cards), out->today, out->row, out->rows);
    return err;
}

static Err put_in_order(const Asked *asked, ListOrder *out)
{
    const Roll *roll;
    const Reader *reader = asked->reader;
    Err err = rolls_lend(asked->service, reader, &roll);
    if (err) return err;
    Rank *rank;
    Arena scratch = reader->room;
    out->customers = ranking_of(&scratch, roll, asked->query, &asked->among, &rank);
    out->customer = arena_new(asked->arena, int64_t, out->customers);
    for (int r = 0; r < out->customers; r++)
        out->customer[r] = rank[r].customer;
    rolls_return(asked->service->rolls);
    reader_leave_room(reader);
    return OK;
}

Err get_list_order(Service *service, Arena *arena, const ListQuery *query, ListOrder *out)
{
    *out = (ListOrder){.today = clock_today()};
    Reader *reader = NULL;
    Asked asked = {.service = service, .arena = arena, .query = query};
    Err err = among_of(service, arena, query, &asked.among);
    if (!err) err = readers_lend(service->readers, &reader);
    if (err) return err;
    asked.reader = reader;
    err = freshen(service, reader->store, out->today, &out->freshness);
    if (!err) err = put_in_order(&asked, out);
    readers_return(service->readers, reader, err);
    return err;
}

Err get_customers(Service *service, Arena *arena, const int64_t *customer, int count,
                  CustomerList *out)
{
    *out = (CustomerList){.today = clock_today(), .total = count};
    Reader *reader = NULL;
    Err err = readers_lend(service->readers, &reader);
    if (err) return err;
    err = read_rows(reader->store, arena, customer, count, out);
    if (!err)
        derive_name_cards(live_cards_now(service->cards), out->row, out->rows, out->today);
    readers_return(service->readers, reader, err);
    derive_status(live_cards_now(service->cards), out->today, out->row, out->rows);
    return err;
}
