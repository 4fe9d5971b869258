// import.h: what is an import made of?
//
// One reader (web/bulk.h), and one of three who take what it reads:
//
//     file ─► source ─► bulk ─┬─► local    where no server runs: the database itself
//                             ├─► remote   the server's own socket, over HTTP
//                             └─► dry      nobody: it is only looked at
//
// For the files import*.c.
#pragma once

#include "app/config.h"
#include "model/metrics.h"
#include "web/bulk/bulk.h"

#include <stdio.h>

typedef struct {  // what became of the rows so far
    int64_t stored;
    int64_t duplicate;
    int64_t unmatched;  // they wait for their customer
    int64_t customers;  // made or changed
    int64_t rejected;
    int64_t told;  // of them, on standard error
    FILE *report;  // NULL: none
} ImportOutcome;

// Open the report; NULL in the settings: none.  ERR_INVALID, with a sentence.
MUST_USE Err outcome_open(const Config *config, ImportOutcome *out);

// ERR_INVALID, with a sentence: not all of the report could be written.
MUST_USE Err outcome_close(ImportOutcome *outcome);

// A row that was refused; `text`: what stood there.
void outcome_refuse(ImportOutcome *outcome, const Remark *remark, Str text);

// A row that was not, or was in the end.
void outcome_fate(ImportOutcome *outcome, const Item *item, Remark remark, Str text);

// Types of the installation's own that cards at work count, which together measure no more.
typedef struct {
    Str name[MEASURES_MAX];
    int names;
} TypeList;

void types_add(Arena *arena, TypeList *types, Str name);

// Those that a card's document names.
void types_add_card(Arena *arena, TypeList *types, Str document, Arena scratch);

typedef struct Taker Taker;
struct Taker {
    Arena *(*room)(Taker *taker);  // for the texts of the next row
    // BULK_ITEM or BULK_CUSTOMER.  Not OK: nothing more can be taken; it was said why.
    Err (*take)(Taker *taker, BulkStep step, const BulkItem *row);
    Err (*finish)(Taker *taker);  // wait until all that was taken is on disk
    // The event mapping that was put over the API; ERR_NOT_FOUND: none was.
    Err (*mapping)(Taker *taker, Arena *arena, Str *out);
    // Add what published cards count.
    Err (*types)(Taker *taker, Arena *arena, TypeList *out);
    void (*close)(Taker *taker);
};

// Each keeps count in `outcome`.
MUST_USE Err take_local(Arena *life, const Config *config, ImportOutcome *outcome,
                        Taker **out);
MUST_USE Err take_dry(Arena *life, const Config *config, ImportOutcome *outcome,
                      Taker **out);

// ERR_NOT_FOUND: no server holds the database.
MUST_USE Err take_remote(Arena *life, const Config *config, ImportOutcome *outcome,
                         Taker **out);
