#include "service/writing/intake.h"

#include "service/writing/making.h"
#include "service/writing/matching.h"

#include <assert.h>

// Where everybody is known, and that is nearly always, the events are a group like any
// other.  Else there is an act, which looks again for whom nobody was called when it was
// asked, makes customers, stores the events and keeps those that wait, in one
// transaction.
typedef struct {
    Service *service;
    Item *item;
    size_t items;
    int64_t *customer;  // of each item; 0: nobody's as yet
    int64_t *meant;     // the same, as the act finds it
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

// Those of whom the database need not be asked.
static void recall_them(const Intake *intake)
{
    for (size_t i = 0; i < intake->items; i++) {
        int64_t id = intake->item[i].whose.id;
        if (known_is(intake->service->known, id)) intake->customer[i] = id;
    }
}

// Who was meant by our id, and is still there by it.
static void remember_them(const Intake *intake, uint64_t moment)
{
    Known *known = intake->service->known;
    for (size_t i = 0; i < intake->items; i++) {
        int64_t id = intake->item[i].whose.id;
        if (id > 0 && intake->customer[i] == id && !known_is(known, id))
            known_note(known, moment, id);
    }
}

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

static Err find_and_check(Intake *intake, Arena scratch)
{
    uint64_t moment = known_moment(intake->service->known);
    recall_them(intake);
    Reader *reader = NULL;
    Err err = readers_lend(intake->service->readers, &reader);
    if (err) return err;
    err = find_them(intake, reader->store, intake->customer, scratch);
    if (!err) remember_them(intake, moment);
    if (!err) err = check_them(intake, reader->store);
    readers_return(intake->service->readers, reader, err);
    return err;
}

// --- what is done with each ----------------------------------------------

static void gather_events(Intake *intake, const int64_t *customer)
{
    intake->events = 0;
    for (size_t i = 0; i < intake->items; i++) {
        if (customer[i] <= 0) continue;
        Event *event = &intake->event[intake->events];
        *event = intake->item[i].event;
        event->customer = customer[i];
        intake->event_of[intake->events++] = &intake->item[i];
    }
}

static void gather_waiting(Intake *intake, const int64_t *customer)
{
    intake->waitings = 0;
    for (size_t i = 0; i < intake->items; i++) {
        if (customer[i] != 0) continue;
        Item *item = &intake->item[i];
        Unmatched *waiting = &intake->waiting[intake->waitings];
        *waiting = (Unmatched){.whose = item->whose, .event = item->event};
        waiting->event.customer = 0;
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

static Err take_in(Store *store, void *context)
{
    Intake *intake = context;
    Service *service = intake->service;
    // Whom somebody merged away meanwhile is who took it in.
    for (size_t i = 0; i < intake->items; i++)
        intake->meant[i] = committer_redirected(service->committer, intake->customer[i]);
    Err err =
        find_them(intake, store, intake->meant, committer_scratch(service->committer));
    if (!err)
        err = make_customers(service, store, intake->item, intake->items, intake->meant,
                             &intake->made);
    if (err) return err;

    gather_events(intake, intake->meant);
    gather_waiting(intake, intake->meant);
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
        if (!intake->crowded && intake->kept[w] == APPEND_STORED)
            count_kept(counters, &intake->waiting[w].event);
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
    // Somebody was erased while the group was on its way: sent again, each item is told.
    if (err == ERR_NOT_FOUND) err = ERR_BUSY;
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

// All that is needed later is taken now: the arena is the caller's again.
static void take_room(Intake *intake, Arena *arena)
{
    size_t items = intake->items;
    intake->event = arena_new(arena, Event, items);
    intake->outcome = arena_new(arena, Appended, items);
    intake->event_of = arena_new(arena, Item *, items);
    if (!intake->is_act) return;
    intake->meant = arena_new(arena, int64_t, items);
    intake->waiting = arena_new(arena, Unmatched, items);
    intake->kept = arena_new(arena, Appended, items);
    intake->waiting_of = arena_new(arena, Item *, items);
}

static bool needs_act(const Intake *intake)
{
    bool stores = false;
    for (size_t i = 0; i < intake->items; i++) {
        if (intake->customer[i] == 0) return true;
        stores |= intake->customer[i] > 0;
    }
    return !stores;
}

Err ingest_items(Service *service, Arena *arena, Item *items, size_t count, Receipt receipt)
{
    assert(count > 0 && count <= GROUP_MAX);
    Intake *intake = arena_new(arena, Intake, 1);
    *intake = (Intake){.service = service,
                       .item = items,
                       .items = count,
                       .customer = arena_new(arena, int64_t, count),
                       .receipt = receipt};
    Err err = find_and_check(intake, *arena);
    if (err) return err;

    intake->is_act = needs_act(intake);
    take_room(intake, arena);
    const Receipt own = {done, intake};
    if (intake->is_act)
        return committer_accept(
            service->committer,
            (Write){.act = take_in, .what = intake, .weight = (int)count, .receipt = own});
    gather_events(intake, intake->customer);
    return ingest_events(service, intake->event, intake->events, intake->outcome, own);
}

void note_rejected(Service *service, const Rejected *rejected, size_t count)
{
    rejects_note(service->rejects, rejected, count);
}
