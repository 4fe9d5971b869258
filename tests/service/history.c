#include "history.h"

#include "stage.h"

#include "service/writing/changes.h"

static uint64_t dice;

void history_begin(uint64_t seed)
{
    dice = seed;
}

int history_roll(int sides)
{
    dice ^= dice << 13;
    dice ^= dice >> 7;
    dice ^= dice << 17;
    return (int)(dice % (uint64_t)sides);
}

// One of a few tickets or invoices, so that changes meet; moments repeat too.
static void add_details(Event *event)
{
    Arena *memory = stage_memory();
    int thing = history_roll(12);
    if (event->type == EVENT_TICKET)
        event->ticket = (TicketDetails){
            .ticket = str_format(memory, "%lld-%d", (long long)event->customer, thing),
            .status = (TicketStatus)history_roll(TICKET_STATUS_COUNT),
            .priority = (Priority)history_roll(PRIORITY_COUNT)};
    Day due = day_of(event->at) + history_roll(60);
    if (event->type == EVENT_INVOICE)
        event->invoice = (InvoiceDetails){
            .invoice = str_format(memory, "%lld-%d", (long long)event->customer, thing),
            .status = (InvoiceStatus)history_roll(INVOICE_STATUS_COUNT),
            .amount = history_roll(100000),
            .currency = S("USD"),
            .due = due,
            .paid = history_roll(2) ? DAY_NONE : due + history_roll(20) - 10};
    if (event->type == EVENT_FEATURE)
        event->name = str_format(memory, "feature %d", history_roll(8));
    if (event->type == EVENT_API || event->type == EVENT_FEATURE)
        event->quantity = history_roll(1000);
}

Event *history_make(int events, int customers, Millis noon)
{
    Event *event = arena_new(stage_memory(), Event, events);
    for (int e = 0; e < events; e++) {
        // Up to two years ago, and up to a day ahead.
        Millis at =
            day_start(day_of(noon) + 1 - history_roll(history_roll(2) ? 100 : 730)) +
            history_roll(8) * 10800000;
        if (at > noon + EVENT_AHEAD_MAX) at = noon + EVENT_AHEAD_MAX;
        event[e] = stage_event(1 + history_roll(customers),
                               (EventType)history_roll(EVENT_TYPE_COUNT), at);
        add_details(&event[e]);
    }
    return event;
}

Event *history_shuffle(const Event *event, int events, int *count)
{
    Event *shuffled = arena_new(stage_memory(), Event, events * 2);
    *count = 0;
    for (int e = 0; e < events; e++) {
        shuffled[(*count)++] = event[e];
        if (history_roll(10) == 0) shuffled[(*count)++] = event[e];
    }
    for (int e = *count - 1; e > 0; e--) {
        int other = history_roll(e + 1);
        Event swapped = shuffled[e];
        shuffled[e] = shuffled[other];
        shuffled[other] = swapped;
    }
    return shuffled;
}

Str history_pictures(Service *service)
{
    HealthScores scores = stage_list(service);
    Writer writer = {.arena = stage_memory()};
    for (int i = 0; i < scores.rows; i++) {
        const CustomerRow *row = &scores.row[i];
        unsigned char packed[PICTURE_BYTES];
        picture_pack(&row->picture, packed);
        writer_int(&writer, row->customer.id);
        writer_put(&writer, (Str){(const char *)packed, sizeof packed});
        writer_put(&writer, (Str){(const char *)&row->score, sizeof row->score});
        writer_put(&writer, (Str){(const char *)&row->coverage, sizeof row->coverage});
        writer_int(&writer, (int64_t)row->band);
        writer_put(&writer, (Str){(const char *)row->trend.point, sizeof row->trend.point});
        writer_put(&writer, (Str){(const char *)&row->trend.change_30d, sizeof(double)});
        writer_put(&writer, (Str){(const char *)&row->trend.change_7d, sizeof(double)});
    }
    return writer_str(&writer);
}

void history_fill(Service *service, int customers, int events, Millis noon)
{
    static const char *const segment[] = {"enterprise", "smb", ""};
    for (int c = 0; c < customers; c++) {
        Customer customer = {.name = str_format(stage_memory(), "Number %d", c),
                             .segment = str_of(segment[c % 3]),
                             .plan = c % 2 ? S("usage") : S("flat"),
                             .currency = S("USD"),
                             .mrr = 1000 * (c + 1),
                             .seats = c % 4,
                             .renews_on = day_of(noon) + c * 20,
                             .traits = S("{}"),
                             .created_at = noon - (Millis)c * 10 * MILLIS_A_DAY};
        Change change = {.arena = stage_memory(), .receipt = stage_receipt()};
        assert_int_equal(stage_await(change_add_customer(service, change, &customer)), OK);
    }
    Event *event = history_make(events, customers, noon);
    stage_store_all(service, event, events);
}
