#include "model/history.h"

#include "test.h"

#include <stdlib.h>
#include <string.h>

History history_new(void)
{
    Arena *arena = test_arena();
    return (History){.arena = arena, .event = arena_new(arena, Event, HISTORY_MAX)};
}

History history_beside(const History *other)
{
    return (History){.arena = other->arena,
                     .event = arena_new(other->arena, Event, HISTORY_MAX)};
}

Day on(const char *text)
{
    Day day;
    assert_true(day_parse(str_of(text), &day));
    return day;
}

Millis at_hour(Day day, int hour)
{
    return day_start(day) + (Millis)hour * 3600000;
}

void history_add(History *history, Event event)
{
    assert_true(history->events < HISTORY_MAX);
    event.customer = 1;
    event.number = history->events + 1;
    if (!event.quantity && event.type != EVENT_API) event.quantity = 1;
    if (!event.id.length) event.id = str_format(history->arena, "e-%d", (int)event.number);
    history->event[history->events++] = event;
}

void logins(History *history, Day day, int times)
{
    for (int i = 0; i < times; i++)
        history_add(history, (Event){.type = EVENT_LOGIN, .at = at_hour(day, 12)});
}

void feature(History *history, Day day, const char *name)
{
    history_add(
        history,
        (Event){.type = EVENT_FEATURE, .at = at_hour(day, 12), .name = str_of(name)});
}

void api(History *history, Day day, int64_t calls)
{
    history_add(history,
                (Event){.type = EVENT_API, .at = at_hour(day, 12), .quantity = calls});
}

void ticket(History *history, Millis at, const char *id, TicketStatus status)
{
    Event event = {.type = EVENT_TICKET, .at = at};
    event.ticket = (TicketDetails){str_of(id), status, PRIORITY_MEDIUM};
    history_add(history, event);
}

void invoice(History *history, Millis at, const char *id, Day due, Day paid)
{
    Event event = {.type = EVENT_INVOICE, .at = at};
    event.invoice.invoice = str_of(id);
    event.invoice.status = paid == DAY_NONE ? INVOICE_OPEN : INVOICE_PAID;
    event.invoice.amount = 10000;
    event.invoice.currency = S("USD");
    event.invoice.due = due;
    event.invoice.paid = paid;
    history_add(history, event);
}

static int by_day(const void *left, const void *right)
{
    const Event *a = left, *b = right;
    if (event_day(a) != event_day(b)) return event_day(a) < event_day(b) ? -1 : 1;
    if (a->type != b->type) return a->type < b->type ? -1 : 1;
    return str_compare(a->name, b->name);
}

static int by_name(const void *left, const void *right)
{
    const Event *a = left, *b = right;
    if (a->type != b->type) return a->type < b->type ? -1 : 1;
    return str_compare(a->name, b->name);
}

static int by_change(Str a_of, Str b_of, const Event *a, const Event *b)
{
    int order = str_compare(a_of, b_of);
    if (order) return order;
    if (a->at != b->at) return a->at < b->at ? -1 : 1;
    return str_compare(a->id, b->id);
}

static int by_ticket(const void *left, const void *right)
{
    const Event *a = left, *b = right;
    return by_change(a->ticket.ticket, b->ticket.ticket, a, b);
}

static int by_invoice(const void *left, const void *right)
{
    const Event *a = left, *b = right;
    return by_change(a->invoice.invoice, b->invoice.invoice, a, b);
}

static void count_days(Arena *arena, const Event *event, int events, Facts *facts)
{
    DailyCount *daily = arena_new(arena, DailyCount, events);
    for (int i = 0; i < events; i++) {
        if (event_day(&event[i]) < facts->from) continue;
        if (!facts->dailies || by_day(&event[i], &event[i - 1]))
            daily[facts->dailies++] = (DailyCount){
                .day = event_day(&event[i]), .type = event[i].type, .name = event[i].name};
        daily[facts->dailies - 1].count++;
        daily[facts->dailies - 1].sum += event[i].quantity;
    }
    facts->daily = daily;
}

static void find_spans(Arena *arena, const Event *event, int events, Facts *facts)
{
    Span *span = arena_new(arena, Span, events);
    for (int i = 0; i < events; i++) {
        Day day = event_day(&event[i]);
        if (!i || by_name(&event[i], &event[i - 1]))
            span[facts->spans++] =
                (Span){event[i].type, event[i].name, day, day, event[i].at};
        Span *last = &span[facts->spans - 1];
        if (day < last->first) last->first = day;
        if (day > last->last) last->last = day;
        if (event[i].at > last->last_at) last->last_at = event[i].at;
    }
    facts->span = span;
}

Facts history_facts(const History *history, Day from)
{
    Facts facts = {.from = from};
    Arena *arena = history->arena;
    size_t events = (size_t)history->events;
    Event *event = arena_new(arena, Event, events + 1);
    memcpy(event, history->event, events * sizeof *event);

    qsort(event, events, sizeof *event, by_day);
    count_days(arena, event, history->events, &facts);
    qsort(event, events, sizeof *event, by_name);
    find_spans(arena, event, history->events, &facts);

    TicketChange *tickets = arena_new(arena, TicketChange, events);
    qsort(event, events, sizeof *event, by_ticket);
    for (size_t i = 0; i < events; i++)
        if (event[i].type == EVENT_TICKET)
            tickets[facts.tickets++] =
                (TicketChange){event[i].id, event[i].at, event[i].ticket};
    facts.ticket = tickets;

    InvoiceChange *invoices = arena_new(arena, InvoiceChange, events);
    qsort(event, events, sizeof *event, by_invoice);
    for (size_t i = 0; i < events; i++)
        if (event[i].type == EVENT_INVOICE)
            invoices[facts.invoices++] =
                (InvoiceChange){event[i].id, event[i].at, event[i].invoice};
    facts.invoice = invoices;
    return facts;
}

Facts history_all(const History *history)
{
    return history_facts(history, DAY_FIRST - 1000);
}

uint64_t next_number(uint64_t *state)  // splitmix64
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

Measure measured(int64_t amount, int64_t of, int64_t events)
{
    return (Measure){.amount = amount, .of = of, .events = events, .known = true};
}

void history_shuffle(History *history, uint64_t seed)
{
    for (int i = history->events - 1; i > 0; i--) {
        int other = (int)(next_number(&seed) % (uint64_t)(i + 1));
        Event moved = history->event[i];
        history->event[i] = history->event[other];
        history->event[other] = moved;
    }
}

// --- any customer -------------------------------------------------------------

const char *const any_feature[ANY_FEATURES] = {"alerts",  "export", "reports", "sso",
                                               "sharing", "search", "themes"};
const char *const any_id[ANY_IDS] = {"a", "b", "c", "d", "e", "f", "g", "h", "i"};

static int roll(uint64_t *state, int sides)
{
    return (int)(next_number(state) % (uint64_t)sides);
}

static void add_invoice(History *history, Millis at, const char *id, Day due, Day paid,
                        InvoiceStatus status)
{
    invoice(history, at, id, due, paid);
    history->event[history->events - 1].invoice.status = status;
}

static void add_anything(History *history, Day middle, uint64_t *state)
{
    Day day = middle - 700 + roll(state, 800);
    if (roll(state, 2)) day = middle - 100 + roll(state, 110);
    Millis at = at_hour(day, roll(state, 3));
    const char *id = any_id[roll(state, 5)];
    switch (roll(state, 5)) {
    case 0: logins(history, day, roll(state, 4)); break;
    case 1: feature(history, day, any_feature[roll(state, 4)]); break;
    case 2: api(history, day, roll(state, 50)); break;
    case 3: ticket(history, at, id, (TicketStatus)roll(state, 3)); break;
    default:
        add_invoice(history, at, id, middle - 500 + roll(state, 560),
                    roll(state, 2) ? DAY_NONE : day,
                    (InvoiceStatus)roll(state, INVOICE_STATUS_COUNT));
    }
}

History history_any(Day middle, uint64_t seed)
{
    History history = history_new();
    int events = roll(&seed, 60);
    for (int i = 0; i < events; i++)
        add_anything(&history, middle, &seed);
    return history;
}

// More and less busy ones; some that never used the API, or never got an invoice, or did
// so only lately, or long ago.
static bool does(uint64_t kind, Day ago)
{
    switch (kind % 4) {
    case 0: return false;
    case 1: return true;
    case 2: return ago < 40;
    default: return ago > 330;
    }
}

static void add_some(History *history, Day middle, uint64_t *state, uint64_t kind)
{
    Day day = middle - roll(state, roll(state, 3) ? 130 : 450);
    Millis at = at_hour(day, roll(state, 24));
    const char *id = any_id[roll(state, ANY_IDS)];
    switch (roll(state, 6)) {
    case 0:
    case 1: logins(history, day, roll(state, 1 + (int)(kind % 7) * 2)); break;
    case 2: feature(history, day, any_feature[roll(state, 2 + (int)(kind % 6))]); break;
    case 3:
        if (does(kind >> 8, middle - day))
            api(history, day, roll(state, 1 + (int)(kind % 5) * 400));
        break;
    case 4:
        if (roll(state, 2)) ticket(history, at, id, (TicketStatus)roll(state, 3));
        break;
    default:
        if (does(kind >> 16, middle - day))
            add_invoice(history, at, id, day + roll(state, 40),
                        roll(state, 3) ? day + roll(state, 45) : DAY_NONE,
                        roll(state, 12) ? INVOICE_PAID : INVOICE_VOID);
    }
}

History history_lively(Day middle, uint64_t seed)
{
    History history = history_new();
    uint64_t kind = next_number(&seed);
    int events = 20 + roll(&seed, 160);
    for (int i = 0; i < events; i++)
        add_some(&history, middle, &seed, kind);
    return history;
}
