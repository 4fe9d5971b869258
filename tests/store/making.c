#include "making.h"

#include "backends.h"
#include "base/hash.h"

#include <string.h>

enum { HOUR_MILLIS = 3600 * 1000, MARKS_MAX = 1000 };

// Longer-lived than test_arena(), which each call of it begins anew.
static Arena *own(void)
{
    static Arena arena;
    if (!arena.next) arena = arena_map((size_t)1 << 30);
    return &arena;
}

Day on(int day)
{
    return FIRST_DAY + day;
}

Millis at(int day, int hour)
{
    return day_start(on(day)) + (Millis)hour * HOUR_MILLIS;
}

Customer customer_called(const char *name)
{
    return (Customer){.name = str_of(name),
                      .lifecycle = S("active"),
                      .currency = S("EUR"),
                      .renews_on = DAY_NONE,
                      .traits = S("{}"),
                      .created_at = at(0, 0)};
}

int64_t add_customer(Store *store, const char *name)
{
    Customer customer = customer_called(name);
    assert_ok(store_add_customer(store, &customer));
    assert_true(customer.id > 0);
    return customer.id;
}

static Event event_of(EventType type, int64_t customer, const char *id, Millis when)
{
    return (Event){.customer = customer,
                   .type = type,
                   .at = when,
                   .received_at = when + HOUR_MILLIS,
                   .quantity = 1,
                   .source = S("api"),
                   .id = str_of(id),
                   .fingerprint = hash_int(hash_int(HASH_START, (int64_t)type), when),
                   .details = S("{}")};
}

Event login(int64_t customer, const char *id, Millis when)
{
    return event_of(EVENT_LOGIN, customer, id, when);
}

Event feature(int64_t customer, const char *id, Millis when, const char *name, int64_t uses)
{
    Event event = event_of(EVENT_FEATURE, customer, id, when);
    event.name = str_of(name);
    event.quantity = uses;
    return event;
}

Event api_calls(int64_t customer, const char *id, Millis when, int64_t calls)
{
    Event event = event_of(EVENT_API, customer, id, when);
    event.quantity = calls;
    return event;
}

Event ticket(int64_t customer, const char *id, Millis when, const char *name,
             TicketStatus status)
{
    Event event = event_of(EVENT_TICKET, customer, id, when);
    event.ticket = (TicketDetails){str_of(name), status, PRIORITY_HIGH};
    return event;
}

Event invoice(int64_t customer, const char *id, Millis when, const char *name,
              InvoiceStatus status, int64_t amount)
{
    Event event = event_of(EVENT_INVOICE, customer, id, when);
    event.invoice = (InvoiceDetails){.invoice = str_of(name),
                                     .status = status,
                                     .amount = amount,
                                     .currency = S("EUR"),
                                     .due = day_of(when) + 14,
                                     .paid = DAY_NONE};
    return event;
}

Event custom(int64_t customer, const char *id, Millis when, const char *name,
             int64_t quantity)
{
    Event event = event_of(EVENT_CUSTOM, customer, id, when);
    event.name = str_of(name);
    event.quantity = quantity;
    return event;
}

// Few kinds, days and hours, so that events meet on them.
Event *random_events(int64_t customer, int count, unsigned seed)
{
    static const char *const names[] = {"a", "b", "c"};
    Event *events = arena_new(own(), Event, count);
    for (int e = 0; e < count; e++) {
        seed = seed * 1103515245u + 12345u;
        int roll = (int)(seed >> 8 & 0xffff);
        const char *id = str_z(own(), str_format(own(), "e-%d", e));
        const char *name = names[roll / 6 % 3];
        Millis when = at(roll % 13, roll / 13 % 24);
        switch (roll % 6) {
        case 0: events[e] = login(customer, id, when); break;
        case 1: events[e] = feature(customer, id, when, name, roll % 50); break;
        case 2:
            events[e] = ticket(customer, id, when, name, (TicketStatus)(roll / 18 % 3));
            break;
        case 3:
            events[e] =
                invoice(customer, id, when, name, (InvoiceStatus)(roll / 18 % 4), roll);
            break;
        case 4: events[e] = custom(customer, id, when, name, roll % 50); break;
        default: events[e] = api_calls(customer, id, when, roll * 1000); break;
        }
    }
    return events;
}

Appended append_one(Store *store, Event event)
{
    Appended became = APPEND_CLASH;
    Arena scratch = *own();
    assert_ok(store_append(store, &event, 1, &became, scratch));
    return became;
}

void append_all(Store *store, Event *events, size_t count)
{
    Arena scratch = *own();
    Appended *became = arena_new(&scratch, Appended, count);
    assert_ok(store_append(store, events, count, became, scratch));
    for (size_t i = 0; i < count; i++)
        assert_int_equal(became[i], APPEND_STORED);
}

Event *events_of(Store *store, int64_t customer, int most, int *count)
{
    EventQuery all = {.customer = customer,
                      .from = day_start(DAY_FIRST),
                      .to = day_start(DAY_LAST),
                      .oldest_first = true};
    Event *events = arena_new(own(), Event, most + 1);
    assert_ok(store_events(store, own(), &all, most + 1, events, count));
    assert_true(*count <= most);
    return events;
}

Facts facts_of(Store *store, int64_t customer)
{
    Facts facts;
    assert_ok(store_facts(store, own(), customer, FIRST_DAY, &facts));
    return facts;
}

StaleMark only_mark(Store *store)
{
    StaleMark mark[2];
    int count;
    assert_ok(store_stale(store, on(0), 2, mark, &count));
    assert_int_equal(count, 1);
    return mark[0];
}

PictureRow picture_row(StaleMark mark, double score)
{
    PictureRow row = {.mark = mark, .picture = {.day = on(0), .next_change = on(1000)}};
    row.score = (Score){.scored = true, .total = score, .coverage = 0.75};
    row.score.band = score < 50 ? BAND_CRITICAL : BAND_HEALTHY;
    row.trend = (Trend){.has_30d = true, .change_30d = score / 7};
    for (int p = 0; p < TREND_POINTS; p++)
        row.trend.point[p] = TREND_NONE;
    row.trend.point[TREND_POINTS - 1] = (int16_t)(score * 10);
    return row;
}

void put_score(Store *store, int64_t customer, double score)
{
    static StaleMark marks[MARKS_MAX];
    static int64_t events;
    Event event = login(customer, "", at(0, 1));
    event.id = str_format(own(), "put_score-%d", (int)events++);
    assert_int_equal(append_one(store, event), APPEND_STORED);

    int count;
    assert_ok(store_stale(store, on(0), MARKS_MAX, marks, &count));
    for (int m = 0; m < count; m++) {
        if (marks[m].customer != customer) continue;
        PictureRow row = picture_row(marks[m], score);
        assert_ok(store_put_pictures(store, &row, 1));
    }
}

void assert_in_order(Store *store)
{
    int64_t wrong = -1;
    int left = 1;
    while (left > 0)
        assert_ok(store_fold(store, MARKS_MAX, &left));
    assert_ok(store_check_log(store, &wrong));
    assert_int_equal(wrong, 0);
}

static void assert_daily_equal(const DailyCount *a, const DailyCount *b)
{
    assert_int_equal(a->day, b->day);
    assert_int_equal(a->type, b->type);
    assert_str_equal(a->name, b->name);
    assert_int_equal(a->count, b->count);
    assert_int_equal(a->sum, b->sum);
}

static void assert_span_equal(const Span *a, const Span *b)
{
    assert_int_equal(a->type, b->type);
    assert_str_equal(a->name, b->name);
    assert_int_equal(a->first, b->first);
    assert_int_equal(a->last, b->last);
    assert_int_equal(a->last_at, b->last_at);
}

static void assert_ticket_equal(const TicketChange *a, const TicketChange *b)
{
    assert_str_equal(a->event, b->event);
    assert_int_equal(a->at, b->at);
    assert_str_equal(a->is.ticket, b->is.ticket);
    assert_int_equal(a->is.status, b->is.status);
    assert_int_equal(a->is.priority, b->is.priority);
}

static void assert_invoice_equal(const InvoiceChange *a, const InvoiceChange *b)
{
    assert_str_equal(a->event, b->event);
    assert_int_equal(a->at, b->at);
    assert_str_equal(a->is.invoice, b->is.invoice);
    assert_int_equal(a->is.status, b->is.status);
    assert_int_equal(a->is.amount, b->is.amount);
    assert_str_equal(a->is.currency, b->is.currency);
    assert_int_equal(a->is.due, b->is.due);
    assert_int_equal(a->is.paid, b->is.paid);
}

void assert_facts_equal(const Facts *a, const Facts *b)
{
    assert_int_equal(a->dailies, b->dailies);
    for (int d = 0; d < a->dailies; d++)
        assert_daily_equal(&a->daily[d], &b->daily[d]);
    assert_int_equal(a->spans, b->spans);
    for (int s = 0; s < a->spans; s++)
        assert_span_equal(&a->span[s], &b->span[s]);
    assert_int_equal(a->tickets, b->tickets);
    for (int t = 0; t < a->tickets; t++)
        assert_ticket_equal(&a->ticket[t], &b->ticket[t]);
    assert_int_equal(a->invoices, b->invoices);
    for (int i = 0; i < a->invoices; i++)
        assert_invoice_equal(&a->invoice[i], &b->invoice[i]);
}
