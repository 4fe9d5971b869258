#include "look.h"

#include "../memory.h"

#include <string.h>

// Any split of the same events over any doors, batches and orders gives the same pictures.

enum { CUSTOMERS = 3, EVENTS = 150, BATCH = 12 };

#define TEXT(...) str_format(memory(), __VA_ARGS__)

typedef enum { LOGIN, FEATURE, API, TICKET, INVOICE, KINDS } Kind;

typedef struct {
    Kind kind;
    int customer;
    int number;  // unique: its id, and the minute at which it happened
    int choice;  // of names and states
    int count;
} Thing;

typedef enum { SINGLE, LINES, ARRAY, TABLE, CLOUDEVENTS, SEGMENT, DOORS } Door;

static uint64_t dice;

static int roll(int sides)
{
    dice = dice * UINT64_C(6364136223846793005) + 1442695040888963407;
    return (int)((dice >> 33) % (uint64_t)sides);
}

static const char *const type_of[] = {"login", "feature", "api", "ticket", "invoice"};
static const char *const feature_of[] = {"export", "search", "Report \\\"A\\\"", "pdf"};
static const char *const table_feature_of[] = {"export", "search", "\"Report \"\"A\"\"\"",
                                               "pdf"};

static Str time_of(const Thing *thing)
{
    Writer text = {.arena = memory()};
    millis_write(&text, NOON - (Millis)thing->number * 17 * 60000 * 60);
    return writer_str(&text);
}

static Str details_of(const Thing *thing)
{
    switch (thing->kind) {
    case FEATURE:
        return TEXT("{\"feature_name\":\"%s\",\"usage_count\":%d}",
                    feature_of[thing->choice], thing->count);
    case API: return TEXT("{\"calls_count\":%d}", thing->count * 100);
    case TICKET:
        return TEXT("{\"ticket_id\":\"t%d\",\"status\":\"%s\"}", thing->count,
                    thing->choice % 2 ? "closed" : "open");
    case INVOICE:
        return TEXT("{\"invoice_id\":\"i%d\",\"amount\":\"10.50\","
                    "\"due_date\":\"2026-10-%02d\",\"status\":\"%s\"}",
                    thing->count, 1 + thing->count, thing->choice % 2 ? "paid" : "open");
    case LOGIN:
    case KINDS: break;
    }
    return S("{}");
}

// --- how each door wants it

static Str item_of(const Thing *thing)
{
    return TEXT("{\"external_id\":\"c%d\",\"type\":\"%s\",\"timestamp\":\"%.*s\","
                "\"event_id\":\"e%d\",\"details\":%.*s}",
                thing->customer, type_of[thing->kind], STR(time_of(thing)), thing->number,
                STR(details_of(thing)));
}

static Str row_of(const Thing *thing)
{
    Str begin = TEXT("c%d,%s,%.*s,e%d", thing->customer, type_of[thing->kind],
                     STR(time_of(thing)), thing->number);
    const char *status = thing->choice % 2 ? "closed" : "open";
    switch (thing->kind) {
    case FEATURE:
        return TEXT("%.*s,%s,%d,,,,,,", STR(begin), table_feature_of[thing->choice],
                    thing->count);
    case API: return TEXT("%.*s,,,%d,,,,,", STR(begin), thing->count * 100);
    case TICKET: return TEXT("%.*s,,,,t%d,%s,,,", STR(begin), thing->count, status);
    case INVOICE:
        return TEXT("%.*s,,,,,%s,i%d,10.50,2026-10-%02d", STR(begin),
                    thing->choice % 2 ? "paid" : "open", thing->count, 1 + thing->count);
    case LOGIN:
    case KINDS: break;
    }
    return TEXT("%.*s,,,,,,,,", STR(begin));
}

static Str cloudevent_of(const Thing *thing)
{
    static const char *const type[] = {"customer.login", "customer.feature_used",
                                       "customer.api_calls", "customer.ticket.opened"};
    bool closed = thing->kind == TICKET && thing->choice % 2;
    return TEXT(
        "{\"specversion\":\"1.0\",\"id\":\"e%d\",\"source\":\"/app\",\"type\":\"%s\","
        "\"subject\":\"c%d\",\"time\":\"%.*s\",\"data\":%.*s}",
        thing->number, closed ? "customer.ticket.closed" : type[thing->kind],
        thing->customer, STR(time_of(thing)), STR(details_of(thing)));
}

static Str call_of(const Thing *thing)
{
    return TEXT(
        "{\"type\":\"track\",\"event\":\"%s\",\"userId\":\"u\",\"messageId\":\"e%d\","
        "\"context\":{\"groupId\":\"c%d\"},\"timestamp\":\"%.*s\"}",
        thing->kind == LOGIN ? "Signed In" : feature_of[thing->choice], thing->number,
        thing->customer, STR(time_of(thing)));
}

static bool takes(Door door, const Thing *thing)
{
    if (door == CLOUDEVENTS) return thing->kind != INVOICE;
    if (door == SEGMENT)
        return thing->kind == LOGIN || (thing->kind == FEATURE && thing->count == 1);
    return true;
}

// --- sending

static void send_one(const Thing *thing)
{
    Str target = TEXT("/api/customers/%d/events", thing->customer + 1);
    Answer answer = post(str_z(memory(), target), str_z(memory(), item_of(thing)));
    assert_in_range(answer.status, 200, 201);
}

static void send_stream(const char *type, Str body)
{
    Answer answer = post_stream("/api/events", type, body, (size_t)(1 + roll(400)));
    assert_int_equal(answer.status, 200);
    assert_holds(answer, "\"rejected_total\":0");
    assert_holds(answer, "\"unmatched\":0");
}

static void send_as(const char *target, const char *type, Str body)
{
    const Pair header[] = {{S("Content-Type"), str_of(type)},
                           {S("Authorization"), S("Basic a2V5Og==")}};
    Answer answer = post_as(target, header, 2, body);
    assert_in_range(answer.status, 200, 204);
    assert_lacks(answer, "\"rejected\":[{");
}

static Str joined(const Thing *thing, int count, Str (*say)(const Thing *), const char *by)
{
    Writer text = {.arena = memory()};
    for (int i = 0; i < count; i++)
        writer_format(&text, "%s%.*s", i ? by : "", STR(say(&thing[i])));
    return writer_str(&text);
}

static void send_batch(Door door, const Thing *thing, int count)
{
    switch (door) {
    case LINES:
        send_stream("application/x-ndjson", joined(thing, count, item_of, "\n"));
        break;
    case ARRAY:
        send_stream("application/json",
                    TEXT("[%.*s]", STR(joined(thing, count, item_of, ",\r\n "))));
        break;
    case TABLE:
        send_stream("text/csv", TEXT("external_id,type,timestamp,event_id,feature_name,"
                                     "usage_count,calls_count,ticket_id,status,invoice_id,"
                                     "amount,due_date\r\n%.*s\r\n",
                                     STR(joined(thing, count, row_of, "\r\n"))));
        break;
    case CLOUDEVENTS:
        send_as("/api/cloudevents", "application/cloudevents-batch+json",
                TEXT("[%.*s]", STR(joined(thing, count, cloudevent_of, ","))));
        break;
    case SEGMENT:
        send_as("/v1/batch", "text/plain",
                TEXT("{\"batch\":[%.*s]}", STR(joined(thing, count, call_of, ","))));
        break;
    case SINGLE:
    case DOORS:
        for (int i = 0; i < count; i++)
            send_one(&thing[i]);
    }
}

// --- the property

static void make_things(Thing *thing)
{
    for (int i = 0; i < EVENTS; i++)
        thing[i] = (Thing){.kind = (Kind)roll(KINDS),
                           .customer = roll(CUSTOMERS),
                           .number = i + 1,
                           .choice = roll(4),
                           .count = 1 + roll(4)};
}

static void open_book(void)
{
    visit_new();
    for (int c = 0; c < CUSTOMERS; c++) {
        Str customer = TEXT("{\"name\":\"Acme %d\",\"external_id\":\"c%d\"}", c, c);
        assert_int_equal(post("/api/customers", str_z(memory(), customer)).status, 201);
    }
}

// Shuffled, cut into batches, each through a door that takes all of it; now and then a
// batch is sent twice.
static void send_split(const Thing *things)
{
    Thing thing[EVENTS];
    memcpy(thing, things, sizeof thing);
    for (int i = EVENTS - 1; i > 0; i--) {
        int with = roll(i + 1);
        Thing moved = thing[i];
        thing[i] = thing[with];
        thing[with] = moved;
    }
    for (int at = 0; at < EVENTS;) {
        Door door = (Door)roll(DOORS);
        int count = 0, most = 1 + roll(BATCH);
        while (count < most && at + count < EVENTS && takes(door, &thing[at + count]))
            count++;
        if (count > 0) send_batch(door, &thing[at], count);
        if (count > 0 && roll(4) == 0) send_batch(door, &thing[at], count);
        at += count;
    }
}

static Str whole_book(void)
{
    Writer text = {.arena = memory()};
    for (int c = 1; c <= CUSTOMERS; c++) {
        const char *const what[] = {"health", "health?scorecard=original",
                                    "health/history?from=2026-08-01&to=2026-11-22"};
        for (size_t w = 0; w < sizeof what / sizeof *what; w++) {
            Str target = TEXT("/api/customers/%d/%s", c, what[w]);
            Answer answer = get(str_z(memory(), target));
            assert_int_equal(answer.status, 200);
            writer_put(&text, answer.body);
        }
    }
    writer_put(&text, get("/api/customers").body);
    return writer_str(&text);
}

TEST(any_split_over_doors_batches_and_orders_gives_the_same_pictures)
{
    for (int round = 0; round < 6; round++) {
        Thing thing[EVENTS];
        dice = (uint64_t)round + 1;
        make_things(thing);
        open_book();
        send_batch(SINGLE, thing, EVENTS);
        Str expected = whole_book();
        open_book();
        send_split(thing);
        assert_str_equal(whole_book(), expected);
    }
}
