#include "service/sample/sample_batch.h"

#include "base/hash.h"

enum { BATCH_EVENTS = 1000, TRAVEL_MILLIS = 1500 };

static void begin_again(SampleBatch *batch)
{
    batch->arena = batch->start;
    batch->event = arena_new(&batch->arena, Event, BATCH_EVENTS);
    batch->outcome = arena_new(&batch->arena, Appended, BATCH_EVENTS);
    batch->events = 0;
}

void sample_batch_begin(SampleBatch *batch, Arena start)
{
    batch->start = start;
    begin_again(batch);
}

void sample_batch_flush(SampleBatch *batch)
{
    if (batch->err || batch->events == 0) return;
    batch->err = store_append(batch->store, batch->event, (size_t)batch->events,
                              batch->outcome, batch->arena);
    batch->stored += batch->events;
    begin_again(batch);
}

Str sample_batch_id(SampleBatch *batch)
{
    return str_format(&batch->arena, "%llx-%06d-%06d",
                      (unsigned long long)batch->options->seed, batch->index + 1,
                      batch->made + 1);
}

static uint64_t fingerprint(const Event *event)
{
    uint64_t hash = hash_str(HASH_START, event_type_name(event->type));
    hash = hash_int(hash, event->customer);
    hash = hash_int(hash, event->at);
    return hash_str(hash, event->details);
}

void sample_batch_add(SampleBatch *batch, Event event)
{
    if (batch->err) return;
    event.id = sample_batch_id(batch);
    batch->made++;  // those left out count too: the ids of the others stay what they are
    if (event.at > batch->options->now) return;

    Millis arrives = event.at + TRAVEL_MILLIS, now = batch->options->now;
    event.customer = batch->customer;
    event.received_at = arrives < now ? arrives : now;
    event.source = S("sample");
    event.fingerprint = fingerprint(&event);
    batch->event[batch->events++] = event;
    if (batch->events == BATCH_EVENTS) sample_batch_flush(batch);
}
