#include "app/import.h"

#include "base/clock.h"
#include "base/log.h"
#include "service/cards/scorecards.h"

#include <pthread.h>
#include <time.h>

#define MILLISECOND ((int64_t)1000000)  // in ticks

// While a few batches are being committed, the next is filled.
enum {
    BATCHES = 4,
    BATCH_ROWS = 500,
    BATCH_BYTES = 128 << 20,  // of addresses: for rows as long as rows may be
    PUT_BYTES = 96 << 10,     // likewise, what the service may take for a customer
    BATCH_KEPT = 1 << 20,     // of memory, from one use to the next
    PATIENCE_S = 60,          // how long a database may be busy
    PAUSE_MS = 20
};

typedef struct Local Local;

typedef struct {
    Local *local;
    Arena start;
    Arena arena;
    Item *item;  // one of the two
    CustomerPut *put;
    Arena *own;  // of each customer: it is worked at on another thread
    Remark *remark;
    Str *text;
    size_t rows;
    bool holds_customers;
    int unanswered;  // receipts, under the lock
    Err err;         // likewise
} Batch;

struct Local {
    Taker taker;  // first
    Service *service;
    ImportOutcome *outcome;
    Batch batch[BATCHES];
    int filling;
    pthread_mutex_t lock;
    pthread_cond_t answered;
};

static Local *local_of(Taker *taker)
{
    return (Local *)taker;
}

// --- handing over --------------------------------------------------------

static void answer(void *context, Err err, Appended outcome)
{
    (void)outcome;
    Batch *batch = context;
    Local *local = batch->local;
    pthread_mutex_lock(&local->lock);
    if (err) batch->err = err;
    batch->unanswered--;
    pthread_cond_signal(&local->answered);
    pthread_mutex_unlock(&local->lock);
}

static Err hand_over_once(Batch *batch, size_t row)
{
    Local *local = batch->local;
    const Receipt receipt = {answer, batch};
    if (!batch->holds_customers)
        return ingest_items(local->service, &batch->arena, batch->item, batch->rows,
                            receipt);
    Arena *own = &batch->own[row];
    own->next = arena_grow(&batch->arena, NULL, 0, PUT_BYTES);
    own->end = own->next + PUT_BYTES;
    const Change change = {.arena = own, .receipt = receipt};
    return change_put_customer(local->service, change, &batch->put[row]);
}

// Every row of it, or it as a whole; while the queue is full it waits.
static Err hand_over(Batch *batch)
{
    Local *local = batch->local;
    const struct timespec pause = {.tv_nsec = PAUSE_MS * MILLISECOND};
    const int64_t until = clock_ticks() + PATIENCE_S * 1000 * MILLISECOND;
    size_t times = batch->holds_customers ? batch->rows : 1;
    batch->err = OK;
    for (size_t row = 0; row < times; row++) {
        pthread_mutex_lock(&local->lock);
        batch->unanswered++;
        pthread_mutex_unlock(&local->lock);
        Err err = OK;
        while ((err = hand_over_once(batch, row)) == ERR_BUSY && clock_ticks() < until)
            nanosleep(&pause, NULL);
        if (err) answer(batch, err, APPEND_STORED);
        if (err) return err;
    }
    return OK;
}

static Err wait_for(Batch *batch)
{
    Local *local = batch->local;
    pthread_mutex_lock(&local->lock);
    while (batch->unanswered > 0)
        pthread_cond_wait(&local->answered, &local->lock);
    Err err = batch->err;
    pthread_mutex_unlock(&local->lock);
    return err;
}

// --- batches -------------------------------------------------------------

static void count(Batch *batch)
{
    ImportOutcome *outcome = batch->local->outcome;
    if (batch->holds_customers) outcome->customers += (int64_t)batch->rows;
    for (size_t i = 0; i < batch->rows && !batch->holds_customers; i++)
        outcome_fate(outcome, &batch->item[i], batch->remark[i], batch->text[i]);
}

static void clear(Batch *batch)
{
    arena_trim(batch->start, BATCH_KEPT);
    batch->arena = batch->start;
    batch->remark = arena_new(&batch->arena, Remark, BATCH_ROWS);
    batch->text = arena_new(&batch->arena, Str, BATCH_ROWS);
    batch->item = NULL;
    batch->put = NULL;
    batch->rows = 0;
}

// Wait until a batch that was handed over is on disk, and count it.
static Err settle(Batch *batch)
{
    const int64_t until = clock_ticks() + PATIENCE_S * 1000 * MILLISECOND;
    Err err = wait_for(batch);
    while (err == ERR_BUSY && clock_ticks() < until) {
        err = hand_over(batch);
        if (!err) err = wait_for(batch);
    }
    if (err) return err;
    count(batch);
    clear(batch);
    return OK;
}

static Err failed(Err err)
{
    if (err)
        log_error("the database takes no more; what was taken stays: run the import again, "
                  "and nothing is stored twice");
    return err;
}

// The batch at work goes, and the oldest is the next.
static Err turn(Local *local)
{
    Err err = hand_over(&local->batch[local->filling]);
    local->filling = (local->filling + 1) % BATCHES;
    if (!err) err = settle(&local->batch[local->filling]);
    return failed(err);
}

// --- taking --------------------------------------------------------------

static Arena *room(Taker *taker)
{
    Local *local = local_of(taker);
    return &local->batch[local->filling].arena;
}

static Err take(Taker *taker, BulkStep step, const BulkItem *row)
{
    Local *local = local_of(taker);
    Batch *batch = &local->batch[local->filling];
    Arena *arena = &batch->arena;
    batch->holds_customers = step == BULK_CUSTOMER;
    if (batch->holds_customers && !batch->put)
        batch->put = arena_new(arena, CustomerPut, BATCH_ROWS),
        batch->own = arena_new(arena, Arena, BATCH_ROWS);
    if (!batch->holds_customers && !batch->item)
        batch->item = arena_new(arena, Item, BATCH_ROWS);
    if (batch->holds_customers)
        batch->put[batch->rows] = (CustomerPut){.customer = row->customer};
    else
        batch->item[batch->rows] = row->item;
    batch->remark[batch->rows] = row->remark;
    batch->text[batch->rows++] = str_copy(arena, row->text);
    return batch->rows == BATCH_ROWS ? turn(local) : OK;
}

static Err finish(Taker *taker)
{
    Local *local = local_of(taker);
    Err err = OK;
    if (local->batch[local->filling].rows > 0) err = turn(local);
    for (int b = 0; !err && b < BATCHES; b++)
        err = failed(settle(&local->batch[b]));
    return err;
}

static Err mapping(Taker *taker, Arena *arena, Str *out)
{
    return service_setting(local_of(taker)->service, arena, S("event_mapping"), out);
}

static Err types(Taker *taker, Arena *arena, TypeList *out)
{
    Str *name;
    int names = service_types(local_of(taker)->service, arena, &name);
    for (int n = 0; n < names; n++)
        types_add(arena, out, name[n]);
    return OK;
}

static void close_local(Taker *taker)
{
    Local *local = local_of(taker);
    service_close(local->service);
    for (int b = 0; b < BATCHES; b++)
        arena_unmap(local->batch[b].start);
}

Err take_local(Arena *life, const Config *config, ImportOutcome *outcome, Taker **out)
{
    Local *local = arena_new(life, Local, 1);
    const ServiceOptions options = {
        .database = config->database, .currency = config->currency, .readers = 1};
    Err err = service_open(&options, 0, &local->service);
    if (err) return err;
    local->taker = (Taker){room, take, finish, mapping, types, close_local};
    local->outcome = outcome;
    pthread_mutex_init(&local->lock, NULL);
    pthread_cond_init(&local->answered, NULL);
    for (int b = 0; b < BATCHES; b++) {
        Batch *batch = &local->batch[b];
        batch->local = local;
        batch->start = arena_map(BATCH_BYTES);
        clear(batch);
    }
    *out = &local->taker;
    return OK;
}
