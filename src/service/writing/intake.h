// intake.h: whose events are these, and what became of each?
//
// Every door turns what it is sent into items: an event, checked and typed, and who did
// it, as the sender calls them.  Here the customers are found, or made where the sender
// wishes that; what cannot be stored is kept where it can be seen; and each item is told
// its fate once it is on disk.  So every door keeps the same promises.
#pragma once

#include "service/service.h"

typedef enum {
    FATE_STORED,
    FATE_DUPLICATE,  // it was stored before; nothing changed
    FATE_CLASH,      // another event has its id: kept with the rejected
    FATE_UNMATCHED,  // nobody is called so: it waits, and can be assigned
    FATE_NO_ROOM,    // the customer may gather no more of that: kept with the rejected
    FATE_CROWDED,    // too many wait for a customer already: kept with the rejected
} Fate;

typedef struct {
    Event event;  // `customer` is found here; `at`, `id`, `source` are said
    Whose whose;  // by our id, or by a name
    bool create;  // where nobody is called so, make the customer
    Str name;     // of the customer that is made; empty: the name in `whose`
    Fate fate;
} Item;

// Hand over up to GROUP_MAX items.  They, their texts and what is taken of the arena must
// stay until the receipt is answered: then all is on disk, and OK with the fates; or
// nothing is known to be, and why.  Several groups of one arena may be on their way.  An
// item whose `whose.id` is not a customer's is FATE_UNMATCHED and not kept, as nothing
// could ever match it; nor is one whose name is longer than any may be.  Any failure at
// once, without a receipt: nothing is handed over; ERR_BUSY: too much waits.
MUST_USE Err ingest_items(Service *service, Arena *arena, Item *items, size_t count,
                          Receipt receipt);

// The reason of a fate as a word for counting ("id_conflict", "too_many", ...) and as a
// sentence for a person; {0} for those that were stored.
Str fate_reason(Fate fate);
Str fate_sentence(Fate fate, const Event *event);

// Keep what a door refused before it became an item, and count it by its reason.  On
// disk or not, the sender is told the same: so there is no receipt, and what does not
// fit into a bounded queue is only counted.  The texts are copied.
void note_rejected(Service *service, const Rejected *rejected, size_t count);
