#include "service/sample/sample.h"

#include "base/log.h"
#include "service/sample/sample_events.h"
#include "store/arrivals.h"
#include "store/said.h"

// Room for a batch with its texts and what the store needs to add it up.
#define BATCH_ROOM ((size_t)64 << 20)
#define BOOK_ROOM ((size_t)2 << 30)  // as a reader's
#define NOTE S("sample")             // "making", "complete", "removing" or "removed"

// --- taking it out ----------------------------------------------------------------

static Err erase_if_sample(Store *store, int64_t customer, Arena scratch)
{
    CustomerRow row;
    Err err = store_customer(store, &scratch, customer, DAY_FIRST, &row);
    if (!err && company_is_sample(&row.customer))
        err = store_erase_customer(store, customer);
    return err == ERR_NOT_FOUND ? OK : err;  // somebody was faster
}

// Those that have left among them.
static Err erase_all(Store *store, Arena scratch)
{
    const Arena start = arena_map(BOOK_ROOM);
    Arena room = start;
    BookRow *book;
    int customers;
    Err err = store_book(store, &room, &book, &customers);
    for (int i = 0; !err && i < customers; i++)
        err = erase_if_sample(store, book[i].customer, scratch);
    arena_unmap(start);
    return err;
}

static Err remove_all(Store *store, Arena scratch)
{
    Str note;
    Err err = store_note(store, &scratch, NOTE, &note);
    if (err == ERR_NOT_FOUND) return OK;  // there never was one
    if (!err) err = store_put_note(store, NOTE, S("removing"));
    if (!err) err = erase_all(store, scratch);
    if (!err) err = store_put_note(store, NOTE, S("removed"));
    return err;
}

Err sample_remove(Store *store)
{
    Arena batch = arena_map(BATCH_ROOM);
    Err err = remove_all(store, batch);
    arena_unmap(batch);
    return err;
}

// --- putting it in ------------------------------------------------------------------

static Err add_leaving(Store *store, const Company *company)
{
    Outcome outcome = {.customer = company->customer.id,
                       .kind = OUTCOME_CHURNED,
                       .day = company->leaves,
                       .author = S("sample"),
                       .at = day_start(company->leaves)};
    return store_add_outcome(store, &outcome);
}

static Err add_company(SampleBatch *batch, int index, Arena scratch)
{
    Company company = company_at(&scratch, batch->options, index);
    Err err = store_add_customer(batch->store, &company.customer);
    if (err) return err;
    batch->customer = company.customer.id;
    if (str_equal(company.customer.lifecycle, S("churned")))
        err = add_leaving(batch->store, &company);
    if (err) return err;
    batch->index = index;
    batch->made = 0;
    company_events(&company, batch);
    return batch->err;
}

static Err add_all(SampleBatch *batch, Progress *progress, void *context, Arena scratch)
{
    int customers = batch->options->customers + company_formers(batch->options);
    for (int i = 0; i < customers; i++) {
        Err err = add_company(batch, i, scratch);
        if (err) return err;
        if (progress) progress(context, i + 1, customers);
    }
    sample_batch_flush(batch);
    return batch->err;
}

static Err note_arrival(const SampleBatch *batch)
{
    Millis now = batch->options->now;
    const Arrival arrival = {.hour = now / (MILLIS_A_DAY / 24),
                             .door = S("sample"),
                             .stored = batch->stored,
                             .last_at = now};
    return store_add_arrivals(batch->store, &arrival, 1, now);
}

// May we fill it, and is there anything to do?  What a cut run left is taken out.
static Err make_room(Store *store, bool *needed, Arena scratch)
{
    Str note = {0};
    Err err = store_note(store, &scratch, NOTE, &note);
    if (err && err != ERR_NOT_FOUND) return err;
    *needed = !str_equal(note, S("complete"));
    if (!*needed) return OK;
    if (str_equal(note, S("making")) || str_equal(note, S("removing")))
        err = erase_all(store, scratch);
    else
        err = OK;

    int64_t others = 0;
    if (!err) err = store_count_customers(store, &others);
    if (err || others == 0) return err;
    log_warning("sample data goes into an empty database only; this one has customers");
    return ERR_CONFLICT;
}

Err sample_fill(Store *store, const SampleOptions *options, Progress *progress,
                void *context)
{
    Arena room = arena_map(BATCH_ROOM), company_room = arena_map(1 << 20);
    bool needed = false;
    Err err = make_room(store, &needed, room);
    if (!err && needed) err = store_put_note(store, NOTE, S("making"));
    if (!err && needed) {
        SampleBatch batch = {.store = store, .options = options};
        sample_batch_begin(&batch, room);
        err = add_all(&batch, progress, context, company_room);
        if (!err) err = note_arrival(&batch);
        if (!err) err = store_put_note(store, NOTE, S("complete"));
    }
    arena_unmap(company_room);
    arena_unmap(room);
    return err;
}
