#include "look.h"

#include "../memory.h"
#include "base/seal.h"
#include "web/doors/senders.h"

#include <string.h>

#include <stdlib.h>
#include <unistd.h>

#define TEXT(...) str_z(memory(), str_format(memory(), __VA_ARGS__))

// --- as the vendors sign -------------------------------------------------

static Answer send_stripe(const char *secret, int64_t seconds, Str body)
{
    Str text = str_format(memory(), "%lld.%.*s", (long long)seconds, STR(body));
    Str seal = seal_hex(memory(), seal_sha256(str_of(secret), text));
    const Pair header[] = {
        {S("Content-Type"), S("application/json; charset=utf-8")},
        {S("Stripe-Signature"),
         str_format(memory(), "t=%lld,v1=%.*s", (long long)seconds, STR(seal))}};
    return post_from_afar("/api/webhooks/stripe", header, 2, body);
}

static Answer stripe(const char *body)
{
    return send_stripe("whsec_test", NOON / 1000, str_of(body));
}

static Answer zendesk(const char *body)
{
    const char *time = "2026-11-22T11:59:00Z";
    Str text = str_format(memory(), "%s%s", time, body);
    const Pair header[] = {{S("X-Zendesk-Webhook-Signature"),
                            seal_base64(memory(), seal_sha256(S("zd_test"), text))},
                           {S("X-Zendesk-Webhook-Signature-Timestamp"), str_of(time)}};
    return post_from_afar("/api/webhooks/zendesk", header, 2, str_of(body));
}

static Answer intercom(const char *body)
{
    Str seal = seal_hex(memory(), seal_sha1(S("ic_test"), str_of(body)));
    const Pair header[] = {
        {S("X-Hub-Signature"), str_format(memory(), "sha1=%.*s", STR(seal))}};
    return post_from_afar("/api/webhooks/intercom", header, 1, str_of(body));
}

static void received(Answer answer)
{
    assert_int_equal(answer.status, 200);
    assert_str_equal(answer.body, S("{\"received\":true}"));
}

static void ignored(Answer answer)
{
    assert_int_equal(answer.status, 200);
    assert_str_equal(answer.body, S("{\"received\":true,\"ignored\":true}"));
}

static int by_text(const void *a, const void *b)
{
    return str_compare(*(const Str *)a, *(const Str *)b);
}

// Events of the same moment are listed in the order in which they came, which is no state.
static void write_events(Writer *writer, int64_t customer)
{
    Str event[16];
    size_t count = 0;
    for (JsonWalk walk = {0}; json_next(events_said(customer), &walk);)
        event[count++] = json_text_of(memory(), walk.value);
    qsort(event, count, sizeof *event, by_text);
    for (size_t i = 0; i < count; i++)
        writer_format(writer, "%.*s\n", STR(event[i]));
}

static Str state(int64_t customer)
{
    Writer writer = {.arena = memory()};
    JsonValue all = document(get(TEXT("/api/customers/%lld", (long long)customer)));
    writer_format(&writer, "%.*s\n%.*s\n", STR(json_text_of(memory(), health_of(customer))),
                  STR(json_text_of(memory(), all)));
    write_events(&writer, customer);
    return writer_str(&writer);
}

// --- Stripe --------------------------------------------------------------

// 2026-11-01, -05 and -20 at noon, in seconds.
#define FINAL "1793534400"
#define FAILED "1793880000"
#define PAID "1795176000"

#define INVOICE(event, type, created, status, more)                                        \
    "{\"id\":\"" event "\",\"object\":\"event\",\"type\":\"" type                          \
    "\",\"created\":" created                                                              \
    ",\"livemode\":true,\"data\":{\"object\":{\"id\":\"in_1\",\"object\":\"invoice\","     \
    "\"customer\":\"cus_acme\",\"customer_name\":\"Acme\",\"amount_due\":4200,"            \
    "\"currency\":\"eur\",\"status\":\"" status "\",\"due_date\":null,"                    \
    "\"status_transitions\":{\"finalized_at\":" FINAL more "}}}}"

static const char *const invoice_events[] = {
    INVOICE("evt_1", "invoice.finalized", FINAL, "open", ",\"paid_at\":null"),
    INVOICE("evt_2", "invoice.payment_failed", FAILED, "open", ",\"paid_at\":null"),
    INVOICE("evt_3", "invoice.paid", PAID, "paid", ",\"paid_at\":" PAID),
    INVOICE("evt_4", "invoice.payment_succeeded", PAID, "paid", ",\"paid_at\":" PAID),
};

TEST(an_invoice_of_stripe_is_due_when_final_and_late_when_paid_later)
{
    visit_new();
    received(stripe(invoice_events[0]));
    received(stripe(invoice_events[2]));
    JsonValue acme = customer_called("cus_acme");
    assert_str_equal(said(acme, "name"), S("Acme"));
    assert_str_equal(said(health_of(id_of(acme)), "invoice_payment_score"), S("0"));
    Answer events = get(TEXT("/api/customers/%lld/events", (long long)id_of(acme)));
    assert_holds(events, "\"event_id\":\"evt_3\"");
    assert_holds(events, "\"timestamp\":\"2026-11-20T12:00:00Z\"");
    assert_holds(events, "\"amount\":\"42.00\"");
    assert_holds(events, "\"due_date\":\"2026-11-01\"");
    assert_holds(events, "\"paid_date\":\"2026-11-20\"");
}

TEST(a_failed_payment_leaves_the_invoice_open)
{
    visit_new();
    received(stripe(invoice_events[2]));
    received(stripe(invoice_events[1]));
    received(stripe(invoice_events[0]));
    int64_t acme = id_of(customer_called("cus_acme"));
    assert_holds(get(TEXT("/api/customers/%lld/events", (long long)acme)),
                 "invoice.payment_failed");
    Answer health = get(TEXT("/api/customers/%lld/health", (long long)acme));
    assert_holds(health, "\"events_counted\":1");
}

TEST(what_stripe_sends_twice_is_stored_once)
{
    visit_new();
    received(stripe(invoice_events[0]));
    Answer again = stripe(
        "{\"pending_webhooks\":2,\"id\":\"evt_1\",\"type\":\"invoice.finalized\","
        "\"created\":" FINAL ",\"data\":{\"object\":{\"id\":\"in_1\",\"customer\":"
        "{\"id\":\"cus_acme\"},\"total\":4200,\"currency\":\"eur\",\"status\":\"open\"}}}");
    assert_int_equal(again.status, 200);
    assert_holds(again, "\"duplicate\":true");
    assert_int_equal(events_of(id_of(customer_called("cus_acme"))), 1);
}

// Each order of `count` events: of the first, and of what follows it, and so on.
typedef void Ordered(const char *const *event, int count);

static void permute(const char **event, int from, int count, Ordered *use)
{
    if (from == count) use(event, count);
    for (int i = from; i < count; i++) {
        const char *held = event[from];
        event[from] = event[i];
        event[i] = held;
        permute(event, from + 1, count, use);
        event[i] = event[from];
        event[from] = held;
    }
}

static void for_each_order(const char *const *event, int count, Ordered *use)
{
    const char *copy[8];
    for (int i = 0; i < count; i++)
        copy[i] = event[i];
    permute(copy, 0, count, use);
}

static Str wanted;
static int orders;

static void same_state(const char *external_id)
{
    Str now = state(id_of(customer_called(external_id)));
    if (orders++ == 0) {
        // It lasts longer than the memory of one order.
        static char room[65536];
        assert_true(now.length < sizeof room);
        for (size_t i = 0; i < now.length; i++)
            room[i] = now.text[i];
        wanted = (Str){room, now.length};
    }
    assert_str_equal(now, wanted);
}

static void send_invoice(const char *const *event, int count)
{
    visit_new();
    for (int i = 0; i < count; i++)
        received(stripe(event[i]));
    same_state("cus_acme");
}

TEST(any_order_of_an_invoices_events_ends_in_the_same_state)
{
    orders = 0;
    for_each_order(invoice_events, 4, send_invoice);
    assert_int_equal(orders, 24);
}

static const char *const voided_events[] = {
    INVOICE("evt_1", "invoice.finalized", FINAL, "open", ""),
    INVOICE("evt_5", "invoice.marked_uncollectible", FAILED, "uncollectible",
            ",\"marked_uncollectible_at\":" FAILED),
    INVOICE("evt_6", "invoice.voided", PAID, "void", ",\"voided_at\":" PAID),
};

TEST(a_voided_invoice_counts_no_more_in_any_order)
{
    orders = 0;
    for_each_order(voided_events, 3, send_invoice);
    assert_int_equal(orders, 6);
    JsonValue health = health_of(id_of(customer_called("cus_acme")));
    assert_int_equal(json_type(json_member(health, S("invoice_payment_score"))), JSON_NULL);
    visit_new();
    received(stripe(voided_events[1]));
    health = health_of(id_of(customer_called("cus_acme")));
    assert_str_equal(said(health, "invoice_payment_score"), S("0"));
}

#define SUBSCRIPTION(event, kind, created, sub, status, amount, interval)                  \
    "{\"id\":\"" event "\",\"type\":\"customer.subscription." kind                         \
    "\",\"created\":" created ",\"data\":{\"object\":{\"id\":\"" sub                       \
    "\",\"customer\":\"cus_acme\","                                                        \
    "\"status\":\"" status "\",\"currency\":\"eur\",\"items\":{\"data\":[{\"quantity\":2," \
    "\"price\":{\"unit_amount\":" amount ",\"recurring\":{\"interval\":\"" interval        \
    "\",\"interval_count\":1}}}]}}}}"

static const char *const subscription_events[] = {
    SUBSCRIPTION("evt_1", "created", "100", "sub_1", "active", "1000", "month"),
    SUBSCRIPTION("evt_2", "updated", "200", "sub_1", "active", "2000", "month"),
    SUBSCRIPTION("evt_3", "deleted", "300", "sub_1", "canceled", "2000", "month"),
    SUBSCRIPTION("evt_4", "created", "400", "sub_2", "active", "12000", "year"),
};

TEST(a_subscription_is_worth_its_monthly_price)
{
    visit_new();
    received(stripe(subscription_events[0]));
    JsonValue acme = customer_called("cus_acme");
    assert_str_equal(said(acme, "mrr"), S("20.00"));
    assert_str_equal(said(acme, "currency"), S("EUR"));
    received(stripe(subscription_events[1]));
    assert_str_equal(said(customer_called("cus_acme"), "mrr"), S("40.00"));
    received(stripe(subscription_events[2]));
    acme = customer_called("cus_acme");
    assert_str_equal(said(acme, "mrr"), S("0.00"));
    assert_str_equal(said(acme, "lifecycle"), S("churned"));
    received(stripe(subscription_events[3]));
    acme = customer_called("cus_acme");
    assert_str_equal(said(acme, "mrr"), S("20.00"));
    assert_str_equal(said(acme, "lifecycle"), S("active"));
}

TEST(any_order_of_a_subscriptions_events_ends_in_the_same_state)
{
    orders = 0;
    for_each_order(subscription_events, 4, send_invoice);
    assert_int_equal(orders, 24);
    orders = 0;
    for_each_order(subscription_events, 3, send_invoice);
    assert_str_equal(said(customer_called("cus_acme"), "lifecycle"), S("churned"));
}

TEST(currencies_are_counted_as_stripe_counts_them)
{
    visit_new();
    const char *const currency[] = {"jpy", "kwd", "isk", "mga"};
    const char *const amount[] = {"4200", "4.200", "42", "4200.00"};
    for (int i = 0; i < 4; i++) {
        Str body = str_format(memory(),
                              "{\"id\":\"evt_%d\",\"type\":\"invoice.paid\",\"created\":"
                              "1793534400,\"data\":{\"object\":{\"id\":\"in_%d\","
                              "\"customer\":\"c%d\",\"amount_due\":4200,\"currency\":"
                              "\"%s\",\"status\":\"paid\"}}}",
                              i, i, i, currency[i]);
        received(stripe(str_z(memory(), body)));
        int64_t customer = id_of(customer_called(TEXT("c%d", i)));
        assert_holds(get(TEXT("/api/customers/%lld/events", (long long)customer)),
                     TEXT("\"amount\":\"%s\"", amount[i]));
    }
}

TEST(what_stripe_says_of_other_things_is_ignored_and_counted)
{
    visit_new();
    ignored(stripe("{\"id\":\"evt_1\",\"type\":\"charge.refunded\"}"));
    ignored(stripe(INVOICE("evt_2", "invoice.created", FINAL, "draft", "")));
    ignored(stripe(INVOICE("evt_3", "invoice.overdue", FINAL, "open", "")));
    ignored(stripe("{}"));
    assert_holds(get("/metrics"),
                 "customer_health_events_ignored_total{source=\"stripe\"} 4\n");
}

TEST(what_cannot_be_used_is_taken_and_kept_among_the_rejected)
{
    visit_new();
    Answer answer = stripe("{\"id\":\"evt_1\",\"type\":\"invoice.paid\",\"data\":"
                           "{\"object\":{\"id\":\"in_1\",\"status\":\"paid\"}}}");
    assert_int_equal(answer.status, 200);
    assert_holds(answer, "\"pointer\":\"/data/object/customer\"");
    answer = stripe("{\"id\":\"evt_2\",\"type\":\"invoice.paid\",\"data\":{\"object\":"
                    "{\"id\":\"in_1\",\"status\":\"paid\",\"customer\":\"c\","
                    "\"currency\":\"eur\",\"amount_due\":-5}}}");
    assert_holds(answer, "\"pointer\":\"/data/object/amount_due\"");
    answer = stripe("{\"id\":\"evt_3\",\"type\":\"invoice.paid\",\"created\":9999999999,"
                    "\"data\":{\"object\":{\"id\":\"in_1\",\"status\":\"paid\","
                    "\"customer\":\"c\",\"currency\":\"eur\",\"amount_due\":5}}}");
    assert_holds(answer, "too_far_ahead");
    while (rows_at("/api/events/rejected") < 3)  // kept soon, and nobody waits for it
        usleep(1000);
    assert_int_equal(rows_at("/api/events/rejected"), 3);
    assert_holds(get("/api/customers"), "\"total\":0");
}

// --- who may -------------------------------------------------------------

TEST(a_webhook_is_let_in_by_its_signature_alone)
{
    visit_new();
    Str body = str_of(invoice_events[0]), broken = S("{");
    int64_t now = NOON / 1000;
    assert_int_equal(send_stripe("whsec_old", now, body).status, 200);
    assert_int_equal(send_stripe("whsec_wrong", now, body).status, 401);
    assert_int_equal(send_stripe("whsec_test", now - 301, body).status, 400);
    // Nothing is parsed before it is known from whom it is.
    assert_int_equal(send_stripe("whsec_wrong", now, broken).status, 401);
    assert_int_equal(send_stripe("whsec_test", now, broken).status, 400);
    assert_int_equal(post_as("/api/webhooks/stripe", NULL, 0, body).status, 401);
    Answer rejected = get("/api/events/rejected");
    assert_lacks(rejected, "evt_1");
    assert_int_equal(events_of(id_of(customer_called("cus_acme"))), 1);
}

TEST(without_a_secret_nobody_is_let_in)
{
    App *app = visit_new();
    senders_close(app->senders);
    const SenderSettings settings = {.secrets = {{0}}};
    assert_int_equal(senders_open(&settings, &app->senders), OK);
    Answer answer = stripe(invoice_events[0]);
    assert_int_equal(answer.status, 401);
    assert_holds(answer, "CUSTOMER_HEALTH_STRIPE_SECRETS");
    assert_holds(zendesk("{}"), "CUSTOMER_HEALTH_ZENDESK_SECRETS");
    assert_holds(intercom("{}"), "CUSTOMER_HEALTH_INTERCOM_SECRETS");
}

// --- Zendesk -------------------------------------------------------------

#define TICKET(event, type, time, status, priority)                                        \
    "{\"type\":\"zen:event-type:ticket." type "\",\"account_id\":1,\"id\":\"" event        \
    "\",\"time\":\"" time "\",\"zendesk_event_version\":\"2022-11-06\",\"subject\":"       \
    "\"zen:ticket:123\",\"detail\":{\"id\":\"123\",\"status\":\"" status                   \
    "\",\"priority\":\"" priority "\",\"organization_id\":\"77\",\"subject\":\"It "        \
    "burns\"},\"event\":{\"meta\":{\"sequence\":{\"id\":\"s\",\"position\":1}}}}"

static const char *const ticket_events[] = {
    TICKET("z1", "created", "2026-11-20T09:00:00.000Z", "NEW", "NORMAL"),
    TICKET("z2", "priority_changed", "2026-11-20T10:00:00.000Z", "OPEN", "URGENT"),
    TICKET("z3", "status_changed", "2026-11-20T11:00:00.000Z", "HOLD", "URGENT"),
    TICKET("z4", "status_changed", "2026-11-20T12:00:00.000Z", "SOLVED", "URGENT"),
};

static void send_tickets(const char *const *event, int count)
{
    visit_new();
    for (int i = 0; i < count; i++)
        received(zendesk(event[i]));
    same_state("77");
}

TEST(any_order_of_a_tickets_events_ends_in_the_same_state)
{
    orders = 0;
    for_each_order(ticket_events, 4, send_tickets);
    assert_int_equal(orders, 24);
    Answer health = get("/api/customers/1/health");
    assert_holds(health, "\"ticket_score\":100");
}

TEST(a_ticket_of_zendesk_is_what_its_status_and_priority_say)
{
    visit_new();
    received(zendesk(ticket_events[2]));
    Answer events =
        get(TEXT("/api/customers/%lld/events", (long long)id_of(customer_called("77"))));
    assert_holds(events, "\"status\":\"pending\"");
    assert_holds(events, "\"priority\":\"high\"");
    assert_holds(events, "\"subject\":\"It burns\"");
    assert_holds(get("/api/customers/1/health"), "\"ticket_score\":75");
    ignored(zendesk("{\"type\":\"zen:event-type:ticket.comment_added\",\"id\":\"z9\"}"));
    ignored(zendesk("{\"type\":\"zen:event-type:user.created\",\"id\":\"z8\"}"));
}

TEST(a_trigger_says_it_in_its_own_members)
{
    visit_new();
    const char *body = "{\"ticket_id\":\"5\",\"status\":\"Solved\",\"priority\":\"Low\","
                       "\"organization_id\":77,\"updated_at\":\"2026-11-20T09:00:00Z\"}";
    received(zendesk(body));
    assert_holds(zendesk(body), "\"duplicate\":true");
    assert_int_equal(events_of(id_of(customer_called("77"))), 1);
    Answer answer = zendesk("{\"ticket_id\":\"5\",\"status\":\"Lost\"}");
    assert_int_equal(answer.status, 200);
    assert_holds(answer, "\"pointer\":\"/status\"");
}

TEST(a_ticket_of_nobody_in_particular_waits)
{
    visit_new();
    Answer answer =
        zendesk("{\"ticket_id\":\"5\",\"status\":\"open\",\"requester_id\":\"r1\"}");
    assert_int_equal(answer.status, 200);
    assert_holds(answer, "\"unmatched\":true");
    assert_int_equal(rows_at("/api/events/unmatched"), 1);
    assert_holds(get("/api/customers"), "\"total\":0");
}

// --- Intercom ------------------------------------------------------------

#define CONVERSATION(event, topic, created)                                                \
    "{\"type\":\"notification_event\",\"app_id\":\"a\",\"id\":\"" event                    \
    "\",\"topic\":\"" topic "\",\"created_at\":" created ",\"delivery_attempts\":1,"       \
    "\"data\":{\"type\":\"notification_event_data\",\"item\":{\"type\":\"conversation\","  \
    "\"id\":\"c1\",\"title\":\"Help\",\"company\":{\"id\":\"ic9\"},"                       \
    "\"priority\":\"priority\"}}}"

static const char *const conversation_events[] = {
    CONVERSATION("n1", "conversation.user.created", "1795000000"),
    CONVERSATION("n2", "conversation.admin.snoozed", "1795000100"),
    CONVERSATION("n3", "conversation.user.replied", "1795000200"),
    CONVERSATION("n4", "conversation.admin.closed", "1795000300"),
};

static void send_conversation(const char *const *event, int count)
{
    visit_new();
    for (int i = 0; i < count; i++)
        received(intercom(event[i]));
    same_state("ic9");
}

TEST(any_order_of_a_conversations_events_ends_in_the_same_state)
{
    orders = 0;
    for_each_order(conversation_events, 4, send_conversation);
    assert_int_equal(orders, 24);
    assert_holds(get("/api/customers/1/health"), "\"ticket_score\":100");
}

TEST(a_ping_of_intercom_is_answered)
{
    visit_new();
    ignored(intercom("{\"type\":\"notification_event\",\"topic\":\"ping\",\"data\":"
                     "{\"item\":{\"type\":\"ping\"}}}"));
}

TEST(a_company_of_intercom_is_a_customer_by_both_its_ids)
{
    visit_new();
    received(intercom("{\"id\":\"n1\",\"topic\":\"company.created\",\"created_at\":1,"
                      "\"data\":{\"item\":{\"type\":\"company\",\"id\":\"ic9\","
                      "\"company_id\":\"acme\",\"name\":\"Acme\",\"monthly_spend\":99,"
                      "\"plan\":{\"name\":\"pro\"}}}}"));
    JsonValue acme = customer_called("acme");
    assert_str_equal(said(acme, "name"), S("Acme"));
    assert_str_equal(said(acme, "plan"), S("pro"));
    assert_str_equal(said(acme, "mrr"), S("99.00"));
    received(intercom(conversation_events[0]));
    assert_int_equal(events_of(id_of(acme)), 1);
}

TEST(a_name_of_500_characters_is_taken_whole_and_a_longer_one_cut)
{
    visit_new();
    char name[521] = {0};
    memset(name, 'n', 520);
    const char *body =
        str_z(memory(),
              str_format(memory(),
                         "{\"id\":\"n1\",\"topic\":\"company.created\",\"created_at\":1,"
                         "\"data\":{\"item\":{\"type\":\"company\",\"id\":\"ic9\","
                         "\"company_id\":\"acme\",\"name\":\"%s\"}}}",
                         name));
    received(intercom(body));
    assert_str_equal(said(customer_called("acme"), "name"), str_until(str_of(name), 500));
}

TEST(a_ticket_of_intercom_says_its_state)
{
    visit_new();
    received(
        intercom("{\"id\":\"n1\",\"topic\":\"ticket.state.updated\",\"created_at\":"
                 "1795000000,\"data\":{\"item\":{\"type\":\"ticket\",\"id\":\"t1\","
                 "\"company_id\":\"acme\",\"ticket_state\":\"waiting_on_customer\"}}}"));
    assert_holds(get("/api/customers/1/events"), "\"status\":\"pending\"");
    received(intercom("{\"id\":\"n2\",\"topic\":\"ticket.state.updated\",\"created_at\":"
                      "1795000001,\"data\":{\"item\":{\"type\":\"ticket\",\"id\":\"t1\","
                      "\"company_id\":\"acme\",\"ticket_state\":{\"category\":"
                      "\"resolved\"}}}}"));
    assert_holds(get("/api/customers/1/events"), "\"status\":\"closed\"");
}
