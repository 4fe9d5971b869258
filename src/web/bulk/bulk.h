// bulk.h: which events does this stream hold?
//
// A file or a body with many events, as NDJSON, JSON or CSV, in pieces of any size.  Each
// item of it becomes an Item for the service, checked like an event that comes alone, or
// is refused with where and why; the others are read all the same.
#pragma once

#include "service/writing/intake.h"
#include "web/bulk/cutter.h"
#include "web/bulk/table.h"
#include "web/events/event_in.h"

typedef enum { BULK_JSON, BULK_NDJSON, BULK_CSV } BulkFormat;

// The id of an event whose sender gave it none; `at`: when it says it was, 0 where it
// does not.
typedef Str BulkId(void *context, Arena *arena, const Cut *cut, Millis at);

typedef struct {
    BulkFormat format;
    Str source;    // the door
    Str currency;  // of amounts for which no other is said
    bool create;   // make customers that nobody is called like
    BulkId *id;    // NULL: always new ones, that nobody else has
    void *context;
    OwnTypes own;  // of events, beside ours
} BulkOptions;

typedef struct Bulk Bulk;

// `options` must stay.
Bulk *bulk_new(Arena *life, const BulkOptions *options);

// The next piece, as cutter_feed has it; `now` is when it came.
void bulk_feed(Bulk *bulk, Str piece, bool more, Millis now);

typedef enum {
    BULK_MORE,      // it takes a further piece, or there is no more
    BULK_ITEM,      // an event
    BULK_CUSTOMER,  // of a table of customers: a row that holds one
    BULK_REFUSED,   // an item that is none of the two
    BULK_HEADLESS,  // a table without the columns it should have: nothing can be read
} BulkStep;

typedef struct {    // where an item stood, and what is wrong with it
    int64_t index;  // from 0
    int64_t line;   // from 1
    Str reason;     // a word
    Str pointer;    // to the member that is wrong
    Str detail;     // a sentence
} Remark;

typedef struct {
    Item item;          // BULK_ITEM
    Customer customer;  // BULK_CUSTOMER
    Remark remark;
    bool is_timed;  // it says when; else it is now
    Str text;       // as it stood, or its beginning; stays until the next call
} BulkItem;

// The next item; its texts live in the arena.
BulkStep bulk_next(Bulk *bulk, Arena *arena, BulkItem *out);

// The first row of a table; {0} where there is none, or it has not come.
const Table *bulk_table(const Bulk *bulk);

// Was an item refused in the end?  Then `*remark`, which says where it stood, says why.
bool bulk_refuses(const Item *item, Remark *remark);
