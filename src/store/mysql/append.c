#include "base/clock.h"
#include "store/mysql/verbs.h"

#include <stdlib.h>

// --- what is new

typedef struct {  // an event of the batch, and the one that has its id first
    const Event *event;
    bool repeats;      // it is not the first of its id in the batch
    bool found;        // the log has its id already
    int64_t customer;  // of the one that has the id
    uint64_t fingerprint;
    Millis received_at;
    Millis at;
} Entry;

typedef struct {
    Event *events;
    size_t count;
    Appended *out;
    Arena scratch;
    Entry *entry;   // ordered by source, id, place in the batch
    Entry **first;  // those that do not repeat another
    size_t firsts;
    const Event **pick;  // events of one kind, to be written together
} Batch;

static int compare_ids(const Event *a, const Event *b)
{
    int order = str_compare(a->source, b->source);
    return order ? order : str_compare(a->id, b->id);
}

static int by_id(const void *left, const void *right)
{
    const Event *a = ((const Entry *)left)->event, *b = ((const Entry *)right)->event;
    int order = compare_ids(a, b);
    return order ? order : (a > b) - (a < b);
}

static void sort_entries(Batch *batch)
{
    for (size_t i = 0; i < batch->count; i++)
        batch->entry[i] = (Entry){.event = &batch->events[i]};
    qsort(batch->entry, batch->count, sizeof *batch->entry, by_id);

    batch->firsts = 0;
    for (size_t i = 0; i < batch->count; i++) {
        Entry *entry = &batch->entry[i];
        entry->repeats = i > 0 && compare_ids(entry[-1].event, entry->event) == 0;
        entry->customer = entry->event->customer;
        entry->fingerprint = entry->event->fingerprint;
        entry->at = entry->event->at;
        if (!entry->repeats) batch->first[batch->firsts++] = entry;
    }
}

static int id_to_entry(const void *id, const void *entry)
{
    return compare_ids(id, (*(Entry *const *)entry)->event);
}

// One row of the answer of `find_event`.
static void note_found(Batch *batch, const Rows *rows)
{
    Arena scratch = batch->scratch;
    Event id = {.source = row_text(&scratch, rows, 0), .id = row_text(&scratch, rows, 1)};
    Entry **found =
        bsearch(&id, batch->first, batch->firsts, sizeof *batch->first, id_to_entry);
    if (!found) return;
    (*found)->found = true;
    (*found)->customer = row_int(rows, 2);
    (*found)->fingerprint = (uint64_t)row_int(rows, 3);
    (*found)->received_at = row_int(rows, 4);
    (*found)->at = row_int(rows, 5);
}

static void fill_id(Value *row, const void *table, size_t i)
{
    const Event *event = ((Entry *const *)table)[i]->event;
    row[0] = value_text(event->source);
    row[1] = value_text(event->id);
}

static Err find_stored(Session *session, Batch *batch)
{
    Err err = OK;
    size_t asked = 0;
    for (size_t at = 0; !err && at < batch->firsts; at += asked) {
        Rows rows;
        Filled ids = {fill_id, batch->first + at, batch->firsts - at};
        err = session_ask_rows(session, FIND_EVENT, ids, &asked, &rows);
        while (!err && rows_next(&rows))
            note_found(batch, &rows);
    }
    return err;
}

// Says of each event what becomes of it; of those that repeat another, by the one
// that was first.
static void judge(Batch *batch)
{
    const Entry *first = batch->entry;
    for (size_t i = 0; i < batch->count; i++) {
        const Entry *entry = &batch->entry[i];
        if (!entry->repeats) first = entry;
        bool same = entry->event->customer == first->customer &&
                    entry->event->fingerprint == first->fingerprint;
        size_t place = (size_t)(entry->event - batch->events);
        batch->out[place] = same ? APPEND_DUPLICATE : APPEND_CLASH;
        if (same) batch->events[place].at = first->at;
        if (!entry->repeats && !entry->found) batch->out[place] = APPEND_STORED;
        if (!entry->event->customer) batch->out[place] = APPEND_GONE;
    }
}

// Where a COMMIT of ours got no answer, the events it was for may be stored: they are
// known by the moment they came to us.
static void claim_ours(Batch *batch)
{
    for (size_t i = 0; i < batch->firsts; i++) {
        const Entry *entry = batch->first[i];
        Appended *out = &batch->out[entry->event - batch->events];
        if (entry->found && *out == APPEND_DUPLICATE &&
            entry->received_at == entry->event->received_at)
            *out = APPEND_STORED;
    }
}

// --- the log

static size_t pick(Batch *batch, EventType from, EventType to)
{
    size_t picked = 0;
    for (size_t i = 0; i < batch->count; i++) {
        const Event *event = &batch->events[i];
        if (batch->out[i] == APPEND_STORED && event->type >= from && event->type <= to)
            batch->pick[picked++] = event;
    }
    return picked;
}

static void fill_event(Value *row, const void *table, size_t i)
{
    const Event *event = ((const Event *const *)table)[i];
    row[0] = value_int(event->customer);
    row[1] = value_text(event_type_name(event->type));
    row[2] = value_text(event->name);
    row[3] = value_int(event->at);
    row[4] = value_int(event->received_at);
    row[5] = value_int(event->quantity);
    row[6] = value_text(event->source);
    row[7] = value_text(event->id);
    row[8] = value_int((int64_t)event->fingerprint);
    row[9] = value_text(event->details);
}

// Without the client's id of a ticket or invoice, the event's own stands for it.
static Str own_id(Str id, const Event *event)
{
    return id.length ? id : event->id;
}

static void fill_ticket(Value *row, const void *table, size_t i)
{
    const Event *event = ((const Event *const *)table)[i];
    row[0] = value_int(event->customer);
    row[1] = value_text(own_id(event->ticket.ticket, event));
    row[2] = value_int(event->at);
    row[3] = value_text(event->id);
    row[4] = value_text(event->source);
    row[5] = value_text(ticket_status_name(event->ticket.status));
    row[6] = value_text(priority_name(event->ticket.priority));
}

static void fill_invoice(Value *row, const void *table, size_t i)
{
    const Event *event = ((const Event *const *)table)[i];
    const InvoiceDetails *invoice = &event->invoice;
    row[0] = value_int(event->customer);
    row[1] = value_text(own_id(invoice->invoice, event));
    row[2] = value_int(event->at);
    row[3] = value_text(event->id);
    row[4] = value_text(event->source);
    row[5] = value_text(invoice_status_name(invoice->status));
    row[6] = value_int(invoice->amount);
    row[7] = value_text(invoice->currency);
    row[8] = value_day(invoice->due);
    row[9] = value_day(invoice->paid);
}

static Err write_kind(Session *session, Batch *batch, Query which, FillRow *fill,
                      EventType type)
{
    size_t picked = pick(batch, type, type);
    return session_run_rows(session, which, (Filled){fill, batch->pick, picked});
}

static Err write_log(Session *session, Batch *batch)
{
    size_t picked = pick(batch, 0, EVENT_TYPE_COUNT);
    Err err =
        session_run_rows(session, APPEND_EVENT, (Filled){fill_event, batch->pick, picked});
    if (!err)
        err = write_kind(session, batch, ADD_TICKET_CHANGE, fill_ticket, EVENT_TICKET);
    if (!err)
        err = write_kind(session, batch, ADD_INVOICE_CHANGE, fill_invoice, EVENT_INVOICE);
    return err;
}

static Millis earliest_of(const Batch *batch)
{
    Millis earliest = INT64_MAX;
    for (size_t i = 0; i < batch->count; i++)
        if (batch->out[i] == APPEND_STORED && batch->events[i].received_at < earliest)
            earliest = batch->events[i].received_at;
    return earliest;
}

static Err read_received(Session *session, Arena scratch)
{
    Rows rows;
    Err err =
        session_ask_one(session, NOTE, VALUES(value_text(S("received_since"))), &rows);
    if (err) return err == ERR_NOT_FOUND ? OK : err;
    if (!str_int(row_text(&scratch, &rows, 0), &session->received_since))
        session->received_since = 0;
    rows_leave(&rows);
    return OK;
}

// The note is written where it becomes earlier, which is hardly ever: it is one row for
// all who write.
static Err note_received(Session *session, const Batch *batch)
{
    Millis earliest = earliest_of(batch);
    if (session->received_since && session->received_since <= earliest) return OK;
    Err err = earliest < INT64_MAX ? read_received(session, batch->scratch) : OK;
    if (err || earliest == INT64_MAX) return err;
    if (session->received_since && session->received_since <= earliest) return OK;
    return session_run(session, RECEIVED_SINCE, VALUES(value_int(earliest)));
}

// A key that was free a moment ago and is taken now: another process brings the same
// event, and next time we find it.
static Err write_after_asking(Session *session, Batch *batch)
{
    Err err = find_stored(session, batch);
    if (err) return err;
    judge(batch);
    err = write_log(session, batch);
    return err == ERR_CONFLICT ? ERR_BUSY : err;
}

// To ask whether ids are known costs as much as to store their events, and most are
// not: so they are written as if all were new, and undone where one is not.
static Err write_unasked(Session *session, Batch *batch)
{
    judge(batch);
    Err err = session_set_mark(session);
    if (!err) err = write_log(session, batch);
    if (err != ERR_CONFLICT) return err;
    err = session_back_to_mark(session);
    return err ? err : write_after_asking(session, batch);
}

// --- who is gone

enum { LATELY = 5 * 60 * 1000 };  // longer than any append takes

// Another process may merge a customer away, or erase it, while we add to it.  It holds the
// customer's mark from the beginning; so once we have marked it, too, that is not done yet
// and will take what we added, or it is done and noted.  Who was erased is customer 0.
static Err follow_gone(Session *session, Batch *batch, bool *moved)
{
    Rows rows;
    *moved = false;
    Err err =
        session_ask(session, GONE_LATELY, VALUES(value_int(clock_now() - LATELY)), &rows);
    while (!err && rows_next(&rows)) {
        int64_t from = row_int(&rows, 0), into = row_int(&rows, 1);
        for (size_t i = 0; i < batch->count; i++) {
            if (batch->events[i].customer != from) continue;
            batch->events[i].customer = into;
            *moved = true;
        }
    }
    return err;
}

// --- the verb

static bool found_any(const Batch *batch)
{
    for (size_t i = 0; i < batch->firsts; i++)
        if (batch->first[i]->found) return true;
    return false;
}

// Who repeats what was stored seldom does it with one batch alone.
static Err write(Session *session, Batch *batch)
{
    sort_entries(batch);
    bool in_doubt = session->in_doubt || session->append_in_doubt;
    Err err = in_doubt || session->repeats ? write_after_asking(session, batch)
                                           : write_unasked(session, batch);
    if (err) return err;
    session->repeats = found_any(batch);

    Arena scratch = batch->scratch;
    Tally tally = tally_of(&scratch, batch->events, batch->out, batch->count);
    err = session_add_tally(session, &tally);
    if (!err) err = note_received(session, batch);
    if (!err && in_doubt) claim_ours(batch);
    return err;
}

// Where a customer is found to be gone, all is done anew, for who took it in or for nobody.
static Err append(Session *session, void *what)
{
    Batch *batch = what;
    bool moved;
    Err err = session->follows ? follow_gone(session, batch, &moved) : OK;
    if (!err) err = write(session, batch);
    if (!err) err = follow_gone(session, batch, &moved);
    if (err) return err;
    session->follows = moved;
    return moved ? ERR_BUSY : OK;
}

Err session_append(Store *store, Event *events, size_t count, Appended *out, Arena scratch)
{
    Session *session = (Session *)store;
    Batch batch = {.events = events, .count = count};
    batch.out = out;
    batch.entry = arena_new(&scratch, Entry, count);
    batch.first = arena_new(&scratch, Entry *, count);
    batch.pick = arena_new(&scratch, const Event *, count);
    batch.scratch = scratch;

    Err err = session_write(session, append, &batch);
    if (!session->together)
        session->append_in_doubt = err && (session->append_in_doubt || session->in_doubt);
    return err;
}
