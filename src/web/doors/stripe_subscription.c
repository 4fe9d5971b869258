#include "web/doors/attributes.h"
#include "web/doors/stripe.h"

// A customer may have several subscriptions, and what is said of them comes in any order:
// so what was last said of each is kept among the traits, under "stripe", and revenue and
// lifecycle follow from all of them.

enum { SUBSCRIPTIONS_MAX = 100 };

#define REVENUE_MOST INT64_C(1000000000000000)

typedef struct {
    Str id;
    Millis at;    // of what was said of it
    int64_t mrr;  // minor units, ours
    Str currency;
    bool ended;
} Subscription;

typedef struct {
    Subscription list[SUBSCRIPTIONS_MAX];  // ordered by id
    int count;
    Str before;  // the lifecycle before all had ended
} Subscriptions;

// --- what was said -------------------------------------------------------

// Months of `count` intervals, as a fraction.
static bool months_of(Str interval, int64_t count, int64_t *months, int64_t *of)
{
    static const struct {
        Str interval;
        int64_t months, of;
    } row[] = {{{"month", 5}, 1, 1},
               {{"year", 4}, 12, 1},
               {{"week", 4}, 12, 52},
               {{"day", 3}, 12, 365}};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        if (!str_equal(interval, row[i].interval)) continue;
        *months = row[i].months * count;
        *of = row[i].of;
        return count >= 1 && count <= 1000;
    }
    return false;
}

// What one item costs a month, in Stripe's minor units, rounded; 0 where it cannot be said.
static int64_t monthly(JsonValue item)
{
    JsonValue price = json_member(item, S("price")), recurring;
    if (json_type(price) != JSON_OBJECT) price = json_member(item, S("plan"));
    recurring = json_member(price, S("recurring"));
    if (json_type(recurring) != JSON_OBJECT) recurring = price;
    int64_t amount = 0, quantity = 1, count = 1, months, of, year;
    if (!json_get_int(json_member(price, S("unit_amount")), &amount))
        (void)json_get_int(json_member(price, S("amount")), &amount);
    (void)json_get_int(json_member(item, S("quantity")), &quantity);
    (void)json_get_int(json_member(recurring, S("interval_count")), &count);
    if (!months_of(webhook_text(recurring, S("interval")), count, &months, &of)) return 0;
    if (amount < 0 || quantity < 0 || __builtin_mul_overflow(amount, quantity, &year) ||
        __builtin_mul_overflow(year, of, &year) || year > INT64_MAX / 2)
        return 0;
    return (year + months / 2) / months;
}

// A trial is not paid for, and neither is what is paused or was never paid.
static bool is_paid_for(Str status)
{
    return str_equal(status, S("active")) || str_equal(status, S("past_due"));
}

static int64_t revenue_of(JsonValue object, Str currency)
{
    int64_t sum = 0, minor = 0;
    JsonValue items = json_member(json_member(object, S("items")), S("data"));
    if (!is_paid_for(webhook_text(object, S("status")))) return 0;
    if (json_type(items) != JSON_ARRAY) sum = monthly(object);
    if (json_type(items) == JSON_ARRAY)
        for (JsonWalk walk = {0}; json_next(items, &walk);)
            if (__builtin_add_overflow(sum, monthly(walk.value), &sum)) return 0;
    return stripe_minor(currency, sum, &minor) ? minor : 0;
}

// Its own, or that of its first price.
static Str currency_of(Arena *arena, JsonValue object, Str standard)
{
    Str currency = stripe_currency(arena, object);
    JsonValue items = json_member(json_member(object, S("items")), S("data"));
    for (JsonWalk walk = {0}; !currency.length && json_next(items, &walk);)
        currency = stripe_currency(arena, json_member(walk.value, S("price")));
    return currency.length ? currency : standard;
}

// --- what is known -------------------------------------------------------

static void read_known(Arena *arena, const Customer *customer, Subscriptions *out)
{
    JsonValue stripe = json_member(traits_read(arena, customer), S("stripe"));
    JsonValue list = json_member(stripe, S("subscriptions"));
    out->count = 0;
    out->before = webhook_text(stripe, S("lifecycle_before"));
    for (JsonWalk walk = {0}; json_next(list, &walk) && out->count < SUBSCRIPTIONS_MAX;) {
        Subscription *one = &out->list[out->count++];
        *one = (Subscription){.id = walk.name,
                              .currency = webhook_text(walk.value, S("currency"))};
        (void)json_get_int(json_member(walk.value, S("at")), &one->at);
        (void)json_get_int(json_member(walk.value, S("mrr")), &one->mrr);
        (void)json_get_bool(json_member(walk.value, S("ended")), &one->ended);
    }
}

// Does what `a` says stand against `b`?  The later; at the same moment, the end.
static bool wins(const Subscription *a, const Subscription *b)
{
    if (a->at != b->at) return a->at > b->at;
    if (a->ended != b->ended) return a->ended;
    if (a->mrr != b->mrr) return a->mrr > b->mrr;
    return str_compare(a->currency, b->currency) > 0;
}

// Put one in its place among them; false: something later is known already, or there
// is no room.
static bool put(Subscriptions *known, const Subscription *said)
{
    int i = 0;
    while (i < known->count && str_compare(known->list[i].id, said->id) < 0)
        i++;
    bool there = i < known->count && str_equal(known->list[i].id, said->id);
    if (there && !wins(said, &known->list[i])) return false;
    if (!there) {
        if (known->count == SUBSCRIPTIONS_MAX) return false;
        for (int j = known->count++; j > i; j--)
            known->list[j] = known->list[j - 1];
    }
    known->list[i] = *said;
    return true;
}

static Str as_json(Arena *arena, const Subscriptions *known)
{
    Writer writer = {.arena = arena};
    Json json = {.to = &writer};
    json_open(&json);
    json_open_object(&json, S("subscriptions"));
    for (int i = 0; i < known->count; i++) {
        const Subscription *one = &known->list[i];
        json_open_object(&json, one->id);
        json_int(&json, S("at"), one->at);
        json_int(&json, S("mrr"), one->mrr);
        json_str(&json, S("currency"), one->currency);
        json_bool(&json, S("ended"), one->ended);
        json_close_object(&json);
    }
    json_close_object(&json);
    if (known->before.length) json_str(&json, S("lifecycle_before"), known->before);
    json_close(&json);
    return writer_str(&writer);
}

// --- what follows --------------------------------------------------------

// Revenue is what the running ones bring that are in the currency of the first of them.
static void sum_up(const Subscriptions *known, Customer *customer)
{
    const Subscription *first = NULL;
    for (int i = known->count; i-- > 0;)
        if (!first || !known->list[i].ended || first->ended) first = &known->list[i];
    customer->mrr = 0;
    if (!first) return;
    customer->currency = first->currency;
    for (int i = 0; i < known->count; i++) {
        const Subscription *one = &known->list[i];
        if (!one->ended && str_equal(one->currency, first->currency) &&
            customer->mrr + one->mrr <= REVENUE_MOST)
            customer->mrr += one->mrr;
    }
}

static void follow(Subscriptions *known, Customer *customer)
{
    bool running = false;
    for (int i = 0; i < known->count; i++)
        running |= !known->list[i].ended;
    if (!running && !known->before.length) {
        known->before = customer->lifecycle.length ? customer->lifecycle : S("active");
        customer->lifecycle = S("churned");
    } else if (running && known->before.length) {
        customer->lifecycle = known->before;
        known->before = (Str){0};
    }
}

static bool edit_subscription(void *context, Arena *arena, Customer *customer)
{
    const Subscription *said = context;
    Subscriptions *known = arena_new(arena, Subscriptions, 1);
    read_known(arena, customer, known);
    if (!put(known, said)) return false;
    follow(known, customer);
    sum_up(known, customer);
    return traits_put(arena, customer, S("stripe"), as_json(arena, known));
}

Err stripe_subscription(const WebhookBody *of, Str type, Webhook *out, Complaint *complaint)
{
    JsonValue object = json_member(json_member(of->body, S("data")), S("object"));
    Str status = webhook_text(object, S("status"));
    Subscription *said = arena_new(of->arena, Subscription, 1);
    *said = (Subscription){
        .id = webhook_id(of->arena, object, S("id")),
        .at = of->now,
        .currency = currency_of(of->arena, object, of->currency),
        .ended = str_equal(type, S("customer.subscription.deleted")) ||
                 str_equal(status, S("canceled")) ||
                 str_equal(status, S("incomplete_expired")),
    };
    if (!said->id.length)
        return webhook_fault(complaint, S("/data/object/id"), S("Field required"),
                             S("missing"));
    if (!webhook_seconds(of->body, S("created"), &said->at))
        return webhook_fault(complaint, S("/created"), S("Field required"), S("missing"));
    if (!said->ended) said->mrr = revenue_of(object, said->currency);
    out->has_account = true;
    out->account.edit = edit_subscription;
    out->account.context = said;
    return OK;
}
