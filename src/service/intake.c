#include "service/intake.h"

#include "service/making.h"
#include "service/matching.h"

#include <assert.h>

// Where everybody is known, and that is nearly always, the events are a group like any
// other.  Else there is an act, which looks again for whom nobody was called when it was
// asked, makes customers, stores the events and keeps those that wait, in one
// transaction.
typedef struct {
    Service *service;
    Arena *arena;
    Arena start;  // the arena before the act took anything of it
    Item *item;
    size_t items;
    int64_t *customer;  // of each item; 0: nobody's as yet
    Receipt receipt;
    bool is_act;

    Event *event;       // those that are somebody's,
    Appended *outcome;  // what became of each,
    Item **event_of;    // and whose items they are
    size_t events;
    Unmatched *waiting;  // those that wait, likewise
    Appended *kept;
    Item **waiting_of;
    size_t waitings;
    bool crowded;
    int made;  // customers
} Intake;

enum { SETTLED = -1 };  // in place of a customer: the item has its fate

// --- whose they are ------------------------------------------------------

// Look for those that are nobody's.
static Err find_them(const Intake *intake, Store *store, int64_t *customer, Arena scratch)
{
    Whose *wanted = arena_new(&scratch, Whose, intake->items);
    int64_t *found = arena_new(&scratch, int64_t, intake->items);
    size_t count = 0;
    for (size_t i = 0; i < intake->items; i++)
        if (customer[i] == 0) wanted[count++] = intake->item[i].whose;
    if (count == 0) return OK;

    Err err = store_find_customers(store, wanted, count, found, scratch);
    for (size_t i = 0, f = 0; !err && i < intake->items; i++)
        if (customer[i] == 0) customer[i] = found[f++];
    return err;
}

static void settle(Intake *intake, size_t item, Fate fate)
{
    intake->item[item].fate = fate;
    intake->customer[item] = SETTLED;
}

// Is there room for those that are somebody's, and a name by which the others can wait?
static Err check_them(Intake *intake, Store *store)
{
    Err err = OK;
    for (size_t i = 0; !err && i < intake->items; i++) {
        Item *item = &intake->item[i];
        item->event.customer = intake->customer[i];
        if (intake->customer[i] == 0) {
            if (!is_name(&item->whose)) settle(intake, i, FATE_UNMATCHED);
            continue;
        }
        err = bounds_check(intake->service->bounds, store, &item->event);
        if (err != ERR_CONFLICT) continue;
        settle(intake, i, FATE_NO_ROOM);
        err = OK;
    }
    return err;
}

static Err find_and_check(Intake *intake)
{
    Reader *reader = NULL;
    Err err = readers_lend(intake->service->readers, &reader);
    if (err) return err;
    err = find_them(intake, reader->store, intake->customer, *intake->arena);
    if (!err) err = check_them(intake, reader->store);
    readers_return(intake->service->readers, reader, err);
    return err;
}

// --- what is done with each ----------------------------------------------

static void gather_events(Intake *intake, Arena *arena, const int64_t *customer)
{
    intake->event = arena_new(arena, Event, intake->items);
    intake->outcome = arena_new(arena, Appended, intake->items);
    intake->event_of = arena_new(arena, Item *, intake->items);
    intake->events = 0;
    for (size_t i = 0; i < intake->items; i++) {
        if (customer[i] <= 0) continue;
        Event *event = &intake->event[intake->events];
        *event = intake->item[i].event;
        event->customer = customer[i];
        intake->event_of[intake->events++] = &intake->item[i];
    }
}

static void gather_waiting(Intake *intake, Arena *arena, const int64_t *customer)
{
    intake->waiting = arena_new(arena, Unmatched, intake->items);
    intake->kept = arena_new(arena, Appended, intake->items);
    intake->waiting_of = arena_new(arena, Item *, intake->items);
    intake->waitings = 0;
    for (size_t i = 0; i < intake->items; i++) {
        if (customer[i] != 0) continue;
        Item *item = &intake->item[i];
        intake->waiting[intake->waitings] =
            (Unmatched){.whose = item->whose, .event = item->event};
        intake->waiting[intake->waitings].event.customer = 0;
        intake->waiting_of[intake->waitings++] = item;
    }
}

static Err store_them(Intake *intake, Store *store)
{
    if (intake->events == 0) return OK;
    return store_append(store, intake->event, intake->events, intake->outcome,
                        committer_scratch(intake->service->committer));
}

static Err keep_them(Intake *intake, Store *store)
{
    intake->crowded = false;
    if (intake->waitings == 0) return OK;
    Err err = store_keep_unmatched(store, intake->waiting, intake->waitings, intake->kept,
                                   committer_scratch(intake->service->committer));
    intake->crowded = err == ERR_CONFLICT;
    return intake->crowded ? OK : err;
}

// Whom somebody merged away meanwhile is who took it in.
static int64_t *look_again(const Intake *intake, Arena *arena)
{
    int64_t *customer = arena_new(arena, int64_t, intake->items);
    for (size_t i = 0; i < intake->items; i++)
        customer[i] = committer_redirected(intake->service->committer, intake->customer[i]);
    return customer;
}

static Err take_in(Store *store, void *context)
{
    Intake *intake = context;
    Service *service = intake->service;
    *intake->arena = intake->start;

    int64_t *customer = look_again(intake, intake->arena);
    Err err = find_them(intake, store, customer, committer_scratch(service->committer));
    if (!err)
        err = make_customers(service, store, intake->item, intake->items, customer,
                             &intake->made);
    if (err) return err;

    gather_events(intake, intake->arena, customer);
    gather_waiting(intake, intake->arena, customer);
    err = store_them(intake, store);
    return err ? err : keep_them(intake, store);
}

// --- their fates ---------------------------------------------------------

static void tell_events(Intake *intake)
{
    Counters *counters = committer_counters(intake->service->committer);
    for (size_t e = 0; e < intake->events; e++) {
        Item *item = intake->event_of[e];
        item->event.customer = intake->event[e].customer;
        item->event.at = intake->event[e].at;
        item->fate = fate_of(intake->outcome[e]);
        if (intake->is_act) count_outcome(counters, &intake->event[e], intake->outcome[e]);
    }
}

static void tell_waiting(Intake *intake)
{
    Counters *counters = committer_counters(intake->service->committer);
    for (size_t w = 0; w < intake->waitings; w++) {
        bool clash = !intake->crowded && intake->kept[w] == APPEND_CLASH;
        if (clash) count_outcome(counters, &intake->waiting[w].event, APPEND_CLASH);
        intake->waiting_of[w]->fate = clash             ? FATE_CLASH
                                      : intake->crowded ? FATE_CROWDED
                                                        : FATE_UNMATCHED;
    }
}

static void reject(const Intake *intake, const Item *item)
{
    bool refused = item->fate == FATE_CLASH || item->fate == FATE_NO_ROOM ||
                   item->fate == FATE_CROWDED;
    if (!refused) return;
    const Rejected rejected = fate_rejected(item->fate, &item->event);
    note_rejected(intake->service, &rejected, 1);
}

static void done(void *context, Err err, Appended outcome)
{
    (void)outcome;
    Intake *intake = context;
    if (!err) {
        tell_events(intake);
        tell_waiting(intake);
        for (size_t i = 0; i < intake->items; i++)
            reject(intake, &intake->item[i]);
        if (intake->made > 0) match_all(intake->service);
    }
    intake->receipt.done(intake->receipt.context, err, APPEND_STORED);
}

// --- handing over --------------------------------------------------------

Err ingest_items(Service *service, Arena *arena, Item *items, size_t count, Receipt receipt)
{
    assert(count > 0 && count <= GROUP_MAX);
    Intake *intake = arena_new(arena, Intake, 1);
    *intake = (Intake){.service = service,
                       .arena = arena,
                       .item = items,
                       .items = count,
                       .receipt = receipt,
                       .customer = arena_new(arena, int64_t, count)};
    Err err = find_and_check(intake);
    if (err) return err;

    intake->start = *arena;
    gather_events(intake, arena, intake->customer);
    intake->is_act = intake->events == 0;
    for (size_t i = 0; i < count; i++)
        intake->is_act |= intake->customer[i] == 0;

    const Receipt own = {done, intake};
    if (!intake->is_act)
        return ingest_events(service, intake->event, intake->events, intake->outcome, own);
    return committer_accept(
        service->committer,
        (Write){.act = take_in, .what = intake, .weight = (int)count, .receipt = own});
}

void note_rejected(Service *service, const Rejected *rejected, size_t count)
{
    rejects_note(service->rejects, rejected, count);
}
