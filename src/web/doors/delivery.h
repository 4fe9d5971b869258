// delivery.h: how does what a door was sent get to the disk, and what is said of it?
//
// A door puts what it has understood into a delivery, piece by piece in the order in
// which it was sent, and what it refuses beside it.  Then all of it is handed over: what
// is said of customers first, then the events.  When it is on disk the door writes its
// answer.
#pragma once

#include "service/writing/accounts.h"
#include "service/writing/intake.h"
#include "web/doors/senders.h"
#include "web/keyed.h"

typedef struct {
    Item *item;        // NULL: there was no event in it
    Account *account;  // NULL: nothing was said of a customer
    Str reason;        // a word, where it was refused
    Str detail;        // a sentence
    Str pointer;       // where in the piece; {0}: it as a whole
} Piece;

typedef struct Delivery {
    App *app;
    const Request *request;
    Reply *reply;
    Sender sender;
    Keyed *keyed;  // NULL: it came without an Idempotency-Key, or is answered anyway
    bool create;   // customers that are not known yet are made
    Piece *piece;  // in the order in which they were sent
    size_t pieces;
    Item *item;
    size_t items;
    Account *account;
    size_t accounts;
    Err (*answer)(struct Delivery *delivery);
    _Atomic int under_way;  // parts that are not on disk yet, and the handler itself
    _Atomic int err;        // the first Err of a part
} Delivery;

// A delivery of so many pieces.  Customers are made as the sender is used to, unless the
// query says otherwise: `?create=true`, `?create=false`.
Delivery *delivery_new(App *app, const Request *request, Reply *reply, Sender sender,
                       size_t pieces);

// What is made of a piece, at most one of each.
Item *delivery_item(Delivery *delivery, Piece *piece);  // with time, source and create
Account *delivery_account(Delivery *delivery, Piece *piece);  // with create

// Refuse a piece, whatever has been made of it last.
void delivery_refuse(Delivery *delivery, Piece *piece, const Complaint *complaint);

// Keep what was refused, as it was sent.
void delivery_note(const Delivery *delivery, const Piece *piece, Str payload);

// Hand it over.  When all is on disk `answer` is called, on whichever thread, and the
// reply is done; where that cannot be had, the error is the reply.
MUST_USE Err delivery_send(Delivery *delivery, Err (*answer)(Delivery *delivery));

typedef struct {
    int64_t accepted;
    int64_t duplicate;
    int64_t unmatched;
    int64_t rejected;
} Tally;

// What became of all pieces; to be asked when they are on disk.
Tally delivery_tally(const Delivery *delivery);

// "rejected": [{"index", "pointer", "reason", "detail"}, ...].
void delivery_write_rejected(const Delivery *delivery, Json *json);
