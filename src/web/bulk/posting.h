// posting.h: how far is a request that holds many events?
//
// Of a piece of the stream, a few groups of items are read, each handed to the service
// while the next is read, and when all are answered the next few follow.  So what is in
// memory has a bound, whatever comes, and no thread waits for the disk:
//
//     piece ─► read ─► hand over ─┐                      ┌─► the same piece again
//               ▲  │              ├─► parked ─► answered ┼─► the next piece
//               └──┘ up to 4 groups                      └─► the answer
//
// Under an Idempotency-Key that has an answer, what comes is compared and nothing else.
//
// A group for which the database has no time is handed over again for a while.
//
// For bulk_post.c and bulk_commit.c.
#pragma once

#include "web/bulk/tally.h"
#include "web/keyed.h"

#include <pthread.h>

enum {
    GROUPS_MOST = 4,
    GROUP_ITEMS = 500,
    GROUP_ROOM = 2 << 20,  // bytes that the service may take for one
};

typedef struct Posting Posting;

typedef struct {
    Posting *posting;
    Item *item;
    Remark *remark;  // where each stood
    size_t items, most;
    Arena room;    // as the service leaves it
    Arena start;   // as it finds it
    bool is_done;  // it is on disk
} Group;

struct Posting {
    App *app;
    const Request *request;
    Reply *reply;
    BulkOptions options;
    Bulk *bulk;
    Keyed *keyed;   // NULL: it came without an Idempotency-Key
    uint64_t key;   // a hash of that
    bool is_fed;    // the piece that is here
    bool is_empty;  // nothing is left in it
    Group group[GROUPS_MOST];
    int groups;

    pthread_mutex_t lock;  // over what follows
    Tally tally;
    int flying;          // groups that are not answered
    bool reading;        // the handler has not returned
    int64_t busy_since;  // in ticks; 0: the database takes what it is given
    Err err;             // why no more is handed over
};

// Hand a group to the service.  False: no further one, for now.
bool posting_hand_over(Posting *posting, Group *group);

// The same for those that were not taken, after a moment.  True: all are.
bool posting_try_again(Posting *posting);

// The handler has read what it may.
void posting_wait(Posting *posting);
