#include "base/clock.h"
#include "model/card_document.h"
#include "model/card_shipped.h"
#include "model/counts.h"
#include "service/derive.h"
#include "service/proving/stamp.h"

#include <string.h>

enum { EVENTS_A_PAGE = 500 };

// --- the card --------------------------------------------------------------------

// Bound to metrics of its own, so that no other card can be in its way.
static bool read_card(Arena *arena, Str document, Str hash, const Scorecard **out)
{
    CardFaults *faults = arena_new(arena, CardFaults, 1);
    Scorecard *card = arena_new(arena, Scorecard, 1);
    Metrics *metrics = arena_new(arena, Metrics, 1);
    if (document.length == 0 || scorecard_read(arena, document, card, faults)) return false;
    if (!str_starts(stamp_hash(arena, card), hash)) return false;
    *metrics = metrics_shipped;
    if (!scorecard_bind(card, metrics)) return false;
    *out = card;
    return true;
}

static Err find_shipped(Arena *arena, Str hash, const Scorecard **out)
{
    const Scorecard *built_in[] = {scorecard_standard(), scorecard_original()};
    for (size_t b = 0; b < sizeof built_in / sizeof *built_in; b++) {
        *out = built_in[b];
        if (str_starts(stamp_hash(arena, *out), hash)) return OK;
    }
    for (int c = 0; c < CARDS_SHIPPED; c++)
        if (read_card(arena, card_shipped(c), hash, out)) return OK;
    return ERR_CONFLICT;
}

static Err find_card(Store *reader, Arena *arena, Str hash, const Scorecard **out)
{
    PublishedCard *published = NULL;
    int count = 0;
    Err err = store_published_cards(reader, arena, &published, &count);
    for (int p = 0; !err && p < count; p++)
        if (str_starts(published[p].hash, hash) &&
            read_card(arena, published[p].document, hash, out))
            return OK;
    return err ? err : find_shipped(arena, hash, out);
}

// --- what was known --------------------------------------------------------------

typedef struct {  // a change of a ticket or an invoice that came later
    Str event;
    Millis at;
} LateChange;

typedef struct {
    Arena *arena;
    Arena page;
    Counts counts;
    LateChange *late;
    int lates;
    StampCheck *check;
} Reading;

static void note_late(Reading *reading, const Event *event)
{
    enum { FIRST = 16 };
    int count = reading->lates;
    size_t size = sizeof *reading->late;
    if (count == 0)
        reading->late = arena_grow(reading->arena, NULL, 0, FIRST * size);
    else if (count >= FIRST && (count & (count - 1)) == 0)
        reading->late = arena_grow(reading->arena, reading->late, (size_t)count * size,
                                   2 * (size_t)count * size);
    reading->late[reading->lates++] =
        (LateChange){str_copy(reading->arena, event->id), event->at};
}

static void take_event(Reading *reading, int64_t watermark, const Event *event)
{
    bool known = event->number <= watermark;
    bool changes = event->type == EVENT_TICKET || event->type == EVENT_INVOICE;
    reading->check->known += known;
    reading->check->later += !known;
    reading->check->voided += known && event->voided;
    if (known && !event->voided) counts_add(reading->arena, &reading->counts, event);
    if (!known && changes) note_late(reading, event);
}

static Err read_events(Store *reader, const Stamp *stamp, Reading *reading)
{
    EventQuery query = {.customer = stamp->customer,
                        .from = day_start(DAY_FIRST),
                        .to = day_start(DAY_LAST + 1),
                        .oldest_first = true};
    int events = EVENTS_A_PAGE;
    Err err = OK;
    while (!err && events == EVENTS_A_PAGE) {
        Arena page = reading->page;
        Event *event = arena_new(&page, Event, EVENTS_A_PAGE);
        err = store_events(reader, &page, &query, EVENTS_A_PAGE, event, &events);
        for (int i = 0; !err && i < events; i++)
            take_event(reading, stamp->watermark, &event[i]);
        query.after_set = true;
        if (!err && events > 0) {
            query.after_at = event[events - 1].at;
            query.after_number = event[events - 1].number;
        }
    }
    return err;
}

static bool is_late(const Reading *reading, Str event, Millis at)
{
    for (int l = 0; l < reading->lates; l++)
        if (reading->late[l].at == at && str_equal(reading->late[l].event, event))
            return true;
    return false;
}

// The changes that are stored, without those that came later.
static void leave_out_late(Reading *reading, const Facts *stored, Facts *out)
{
    TicketChange *ticket = arena_new(reading->arena, TicketChange, stored->tickets);
    InvoiceChange *invoice = arena_new(reading->arena, InvoiceChange, stored->invoices);
    for (int t = 0; t < stored->tickets; t++)
        if (!is_late(reading, stored->ticket[t].event, stored->ticket[t].at))
            ticket[out->tickets++] = stored->ticket[t];
    for (int i = 0; i < stored->invoices; i++)
        if (!is_late(reading, stored->invoice[i].event, stored->invoice[i].at))
            invoice[out->invoices++] = stored->invoice[i];
    out->ticket = ticket;
    out->invoice = invoice;
}

// Events that come while this is read have higher numbers: they are left out of both.
static Err read_known(Store *reader, const Stamp *stamp, Reading *reading, Facts *out)
{
    Facts stored;
    Err err = store_facts(reader, reading->arena, stamp->customer, DAY_LAST, &stored);
    if (!err && !stored.customer) err = ERR_NOT_FOUND;
    if (!err) err = read_events(reader, stamp, reading);
    if (err) return err;
    *out = counts_facts(&reading->counts);
    out->customer = stored.customer;
    out->from = DAY_FIRST;
    leave_out_late(reading, &stored, out);
    return OK;
}

// --- again -----------------------------------------------------------------------

static bool same_bits(double a, double b)
{
    uint64_t a_bits, b_bits;
    memcpy(&a_bits, &a, sizeof a_bits);
    memcpy(&b_bits, &b, sizeof b_bits);
    return a_bits == b_bits;
}

static Err compute(Store *reader, Reading *reading, const Stamp *stamp)
{
    Facts facts;
    StampCheck *out = reading->check;
    Err err = find_card(reader, reading->arena, stamp->hash, &out->card);
    if (!err) err = read_known(reader, stamp, reading, &facts);
    if (err) return err;
    Facts known = facts_until(reading->arena, &facts, stamp->day);
    Picture picture = picture_of(&known, out->card->metrics, stamp->day);
    Score score = score_of(&picture, out->card, stamp->day);
    out->scored = score.scored;
    out->score = score.scored ? score.total : 0;
    out->same = score.scored == stamp->scored && same_bits(out->score, stamp->score);
    return OK;
}

Err check_stamp(Str database, Arena *arena, const Stamp *stamp, StampCheck *out)
{
    Store *reader = NULL;
    *out = (StampCheck){0};
    Err err = store_open(database, STORE_READER, &reader);
    if (err) return err;
    const Arena page = arena_map(FACTS_BYTES);
    Reading reading = {.arena = arena, .page = page, .check = out};
    err = compute(reader, &reading, stamp);
    arena_unmap(page);
    store_close(reader);
    return err;
}
