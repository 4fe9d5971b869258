#include "web/events/event_in.h"

#include "memory.h"

#include <string.h>

static Complaint complaint;

// 2026-11-22T12:00:00Z
#define NOW ((Millis)1795348800000)

static Err read_json(const char *text, Event *event)
{
    Body body = {0};
    JsonFault fault;
    assert_int_equal(json_read(memory(), str_of(text), &body.object, &fault), OK);
    complaint = (Complaint){0};
    *event = (Event){.customer = 7, .received_at = NOW, .source = S("api")};
    return event_read(memory(), body, S("USD"), event, &complaint);
}

static Event accepted(const char *text)
{
    Event event;
    Err err = read_json(text, &event);
    if (err) print_error("%s: %.*s\n", text, STR(complaint.detail));
    assert_int_equal(err, OK);
    return event;
}

TEST(a_login_needs_nothing_but_its_type)
{
    Event event = accepted("{\"type\":\"login\"}");
    assert_int_equal(event.type, EVENT_LOGIN);
    assert_int_equal(event.at, NOW);
    assert_int_equal(event.quantity, 1);
    assert_int_equal(event.id.length, 36);
    assert_str_equal(event.details, S("{}"));
}

TEST(every_alias_is_its_type)
{
    assert_int_equal(accepted("{\"type\":\"logins\"}").type, EVENT_LOGIN);
    assert_int_equal(accepted("{\"type\":\"support_ticket\"}").type, EVENT_TICKET);
    assert_int_equal(accepted("{\"type\":\"api_usage\"}").type, EVENT_API);
    assert_int_equal(accepted("{\"type\":\"feature_usage\","
                              "\"details\":{\"feature_name\":\"export\"}}")
                         .type,
                     EVENT_FEATURE);
}

TEST(defaults_fill_what_was_left_out)
{
    Event feature =
        accepted("{\"type\":\"feature\",\"details\":{\"feature_name\":\"export\"}}");
    assert_str_equal(feature.name, S("export"));
    assert_int_equal(feature.quantity, 1);
    Event ticket = accepted("{\"type\":\"ticket\",\"event_id\":\"e-1\"}");
    assert_str_equal(ticket.ticket.ticket, S("e-1"));
    assert_int_equal(ticket.ticket.status, TICKET_OPEN);
    assert_int_equal(ticket.ticket.priority, PRIORITY_MEDIUM);
    assert_int_equal(accepted("{\"type\":\"api\"}").quantity, 1);
    assert_int_equal(
        accepted("{\"type\":\"api\",\"details\":{\"calls_count\":0}}").quantity, 0);
}

TEST(the_largest_counts_and_amounts_are_taken)
{
    Event calls = accepted("{\"type\":\"api\",\"details\":{\"calls_count\":1000000000}}");
    assert_int_equal(calls.quantity, 1000000000);
    Event invoice = accepted("{\"type\":\"invoice\",\"details\":{\"amount\":10000000000000,"
                             "\"due_date\":\"9999-12-31\"}}");
    assert_int_equal(invoice.invoice.amount, INT64_C(1000000000000000));
}

TEST(null_is_the_same_as_not_said)
{
    Event event = accepted("{\"type\":\"ticket\",\"timestamp\":null,\"event_id\":null,"
                           "\"details\":{\"status\":null,\"ticket_id\":null}}");
    assert_int_equal(event.at, NOW);
    assert_int_equal(event.ticket.status, TICKET_OPEN);
    assert_true(str_equal(event.ticket.ticket, event.id));
}

#define INVOICE(more)                                                                      \
    "{\"type\":\"invoice\",\"timestamp\":\"2026-11-20T09:30:00+02:00\",\"details\":"       \
    "{\"amount\":\"19.90\",\"due_date\":\"2026-11-30\"" more "}}"

TEST(an_invoice_is_what_its_dates_and_status_say)
{
    InvoiceDetails open = accepted(INVOICE("")).invoice;
    assert_int_equal(open.status, INVOICE_OPEN);
    assert_int_equal(open.amount, 1990);
    assert_int_equal(open.paid, DAY_NONE);
    assert_str_equal(open.currency, S("USD"));

    InvoiceDetails dated = accepted(INVOICE(",\"paid_date\":\"2026-11-19\"")).invoice;
    assert_int_equal(dated.status, INVOICE_PAID);
    Day day;
    assert_true(day_parse(S("2026-11-19"), &day));
    assert_int_equal(dated.paid, day);

    InvoiceDetails paid = accepted(INVOICE(",\"status\":\"paid\"")).invoice;
    assert_int_equal(paid.status, INVOICE_PAID);
    assert_int_equal(paid.paid, day + 1);  // the day of the event

    InvoiceDetails gone =
        accepted(INVOICE(",\"status\":\"void\",\"paid_date\":\"2026-11-19\"")).invoice;
    assert_int_equal(gone.status, INVOICE_VOID);
}

TEST(money_is_exact_however_it_is_written)
{
    const char *const amounts[] = {"19.90", "\"19.90\"", "19.9", "1990e-2", "\"19.900\""};
    for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++) {
        const char *text =
            str_z(memory(), str_format(memory(),
                                       "{\"type\":\"invoice\",\"details\":{\"amount\":%s,"
                                       "\"due_date\":\"2026-11-30\"}}",
                                       amounts[i]));
        assert_int_equal(accepted(text).invoice.amount, 1990);
    }
    assert_int_equal(accepted(INVOICE(",\"currency\":\"KWD\"")).invoice.amount, 19900);
}

TEST(a_timestamp_may_have_any_offset_and_any_past)
{
    Event event = accepted(INVOICE(""));
    Millis at;
    assert_true(millis_parse(S("2026-11-20T07:30:00Z"), &at));
    assert_int_equal(event.at, at);
    (void)accepted("{\"type\":\"login\",\"timestamp\":\"1970-01-01T00:00:00Z\"}");
    (void)accepted("{\"type\":\"login\",\"timestamp\":\"2026-11-23T12:00:00Z\"}");
}

// What was sent, the status, the sentence.
typedef struct {
    const char *body;
    int status;
    const char *detail;
} Refusal;

#define DETAILS(type, details) "{\"type\":\"" type "\",\"details\":{" details "}}"

static const Refusal refusals[] = {
    {"{}", 400, "Unknown event type: none was given"},
    {"{\"type\":null}", 400, "Unknown event type: none was given"},
    {"{\"type\":\"\"}", 400, "Unknown event type: none was given"},
    {"{\"type\":\"purchase\",\"details\":5}", 400, "Unknown event type: purchase"},
    {"{\"type\":\"LOGIN\"}", 400, "Unknown event type: LOGIN"},
    {"{\"type\":7}", 400, "Unknown event type: 7"},
    {"{\"type\":\"invoice\"}", 422, "Missing required fields: amount, due_date"},
    {DETAILS("invoice", ""), 422, "Missing required fields: amount, due_date"},
    {DETAILS("invoice", "\"amount\":1"), 422, "Missing required fields: due_date"},
    {DETAILS("feature", "\"usage_count\":1"), 422, "Missing required fields: feature_name"},
    {"{\"type\":\"login\",\"details\":[]}", 422, NULL},
    {"{\"type\":\"login\",\"details\":\"x\"}", 422, NULL},
    {DETAILS("feature", "\"feature_name\":\"  \""), 422, NULL},
    {DETAILS("feature", "\"feature_name\":5"), 422, NULL},
    {DETAILS("feature", "\"feature_name\":\"a\\u0000b\""), 422, NULL},
    {DETAILS("feature", "\"feature_name\":\"x\",\"usage_count\":0"), 422, NULL},
    {DETAILS("feature", "\"feature_name\":\"x\",\"usage_count\":1.5"), 422, NULL},
    {DETAILS("feature", "\"feature_name\":\"x\",\"usage_count\":\"3\""), 422, NULL},
    {DETAILS("feature", "\"feature_name\":\"x\",\"usage_count\":true"), 422, NULL},
    {DETAILS("feature", "\"feature_name\":\"x\",\"usage_count\":1e300"), 422, NULL},
    {DETAILS("api", "\"calls_count\":-1"), 422, NULL},
    {DETAILS("api", "\"calls_count\":9223372036854775807"), 422, NULL},
    {DETAILS("ticket", "\"status\":\"reopened\""), 422, NULL},
    {DETAILS("ticket", "\"priority\":\"urgent\""), 422, NULL},
    {DETAILS("ticket", "\"ticket_id\":\"\""), 422, NULL},
    {DETAILS("ticket", "\"ticket_id\":\"a\\nb\""), 422, NULL},
    {DETAILS("ticket", "\"ticket_id\":[1]"), 422, NULL},
    {DETAILS("invoice", "\"amount\":-1,\"due_date\":\"2026-11-30\""), 422, NULL},
    {DETAILS("invoice", "\"amount\":\"NaN\",\"due_date\":\"2026-11-30\""), 422, NULL},
    {DETAILS("invoice", "\"amount\":1.001,\"due_date\":\"2026-11-30\""), 422, NULL},
    {DETAILS("invoice", "\"amount\":10000000000000.01,\"due_date\":\"2026-11-30\""), 422,
     "amount: Input should be less than or equal to 10000000000000.00"},
    {DETAILS("invoice", "\"amount\":1e99,\"due_date\":\"2026-11-30\""), 422, NULL},
    {DETAILS("api", "\"calls_count\":1000000001"), 422,
     "calls_count: Input should be less than or equal to 1000000000"},
    {DETAILS("feature", "\"feature_name\":\"x\",\"usage_count\":1000000001"), 422,
     "usage_count: Input should be less than or equal to 1000000000"},
    {DETAILS("invoice", "\"amount\":1,\"due_date\":\"2026-02-30\""), 422, NULL},
    {DETAILS("invoice", "\"amount\":1,\"due_date\":20261130"), 422, NULL},
    {INVOICE(",\"currency\":\"usd\""), 422, NULL},
    {INVOICE(",\"currency\":\"DOLLAR\""), 422, NULL},
    {INVOICE(",\"status\":\"late\""), 422, NULL},
    {INVOICE(",\"paid_date\":\"yesterday\""), 422, NULL},
    {"{\"type\":\"login\",\"timestamp\":\"2026-11-23T12:00:00.001Z\"}", 422, NULL},
    {"{\"type\":\"login\",\"timestamp\":\"2026-11-22T09:30:00\"}", 422, NULL},
    {"{\"type\":\"login\",\"timestamp\":1795348800}", 422, NULL},
    {"{\"type\":\"login\",\"event_id\":\"\"}", 422, NULL},
    {"{\"type\":\"login\",\"event_id\":\"a\\u0001\"}", 422, NULL},
};

TEST(every_bad_event_is_refused_with_its_status)
{
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        Event event;
        Err err = read_json(refusals[i].body, &event);
        if (!err || complaint.status != refusals[i].status)
            print_error("%s: %d\n", refusals[i].body, complaint.status);
        assert_int_equal(err, ERR_INVALID);
        assert_int_equal(complaint.status, refusals[i].status);
        assert_true(complaint.faults > 0 && complaint.detail.length > 0);
        if (refusals[i].detail)
            assert_str_equal(complaint.detail, str_of(refusals[i].detail));
    }
}

TEST(all_faults_come_in_one_answer)
{
    Event event;
    assert_int_equal(
        read_json("{\"type\":\"invoice\",\"timestamp\":\"soon\",\"event_id\":\"\","
                  "\"details\":{\"amount\":-1,\"paid_date\":\"x\",\"status\":\"y\"}}",
                  &event),
        ERR_INVALID);
    const char *const pointers[] = {"/timestamp",         "/event_id",
                                    "/details/due_date",  "/details/amount",
                                    "/details/paid_date", "/details/status"};
    assert_int_equal(complaint.faults, 6);
    for (int i = 0; i < 6; i++)
        assert_str_equal(complaint.fault[i].pointer, str_of(pointers[i]));
    assert_str_equal(complaint.fault[2].type, S("missing"));
    assert_true(str_starts(complaint.detail, S("Missing required fields: due_date; ")));
}

TEST(long_texts_and_large_details_are_refused)
{
    char name[101 * 4 + 1];
    for (int i = 0; i < 101; i++)
        memcpy(name + 4 * i, "\xf0\x9f\x98\x80", 4);
    Event event;
    Str body = str_format(memory(), DETAILS("feature", "\"feature_name\":\"%.*s\""),
                          101 * 4, name);
    assert_int_equal(read_json(str_z(memory(), body), &event), ERR_INVALID);
    body = str_format(memory(), DETAILS("feature", "\"feature_name\":\"%.*s\""), 100 * 4,
                      name);
    assert_int_equal(accepted(str_z(memory(), body)).name.length, 400);

    char filling[EVENT_DETAILS_MAX + 1];
    memset(filling, 'x', sizeof filling);
    body = str_format(memory(), DETAILS("login", "\"note\":\"%.*s\""), (int)sizeof filling,
                      filling);
    assert_int_equal(read_json(str_z(memory(), body), &event), ERR_INVALID);
    body = str_format(memory(), "{\"type\":\"login\",\"event_id\":\"%.*s\"}", 256, filling);
    assert_int_equal(read_json(str_z(memory(), body), &event), ERR_INVALID);
    body = str_format(memory(), "{\"type\":\"login\",\"event_id\":\"%.*s\"}", 255, filling);
    (void)accepted(str_z(memory(), body));
}

TEST(the_same_content_has_the_same_fingerprint)
{
    Event a = accepted(INVOICE(""));
    Event b = accepted("{\"details\":{\"due_date\":\"2026-11-30\",\"amount\":19.9},"
                       "\"timestamp\":\"2026-11-20T07:30:00Z\",\"type\":\"invoice\"}");
    assert_true(a.fingerprint == b.fingerprint);
    assert_true(accepted("{\"type\":\"login\"}").fingerprint ==
                accepted("{\"type\":\"logins\"}").fingerprint);
}

TEST(what_we_filled_in_and_whose_it_is_do_not_enter_the_fingerprint)
{
    Event first = accepted("{\"type\":\"login\",\"event_id\":\"a\"}");
    Body body = {0};
    JsonFault fault;
    Event later = {.customer = 8, .received_at = NOW + 5000};
    assert_int_equal(json_read(memory(), S("{\"type\":\"login\",\"event_id\":\"a\"}"),
                               &body.object, &fault),
                     OK);
    assert_int_equal(event_read(memory(), body, S("EUR"), &later, &complaint), OK);
    assert_true(first.fingerprint == later.fingerprint);
}

TEST(other_content_has_another_fingerprint)
{
    const char *const bodies[] = {
        "{\"type\":\"login\"}",
        "{\"type\":\"api\"}",
        "{\"type\":\"login\",\"timestamp\":\"2026-11-20T07:30:00Z\"}",
        DETAILS("login", "\"user_id\":\"a\""),
        DETAILS("login", "\"user_id\":\"b\""),
        DETAILS("login", "\"note\":\"a\""),
        DETAILS("login", "\"note\":\"b\""),
        DETAILS("api", "\"calls_count\":1"),
        DETAILS("api", "\"calls_count\":2"),
        DETAILS("ticket", "\"status\":\"open\""),
        DETAILS("ticket", "\"status\":\"closed\""),
        DETAILS("ticket", "\"ticket_id\":\"1\",\"subject\":\"2\""),
        DETAILS("ticket", "\"ticket_id\":\"2\",\"subject\":\"1\""),
    };
    enum { BODIES = sizeof bodies / sizeof *bodies };
    uint64_t print[BODIES];
    for (int i = 0; i < BODIES; i++) {
        print[i] = accepted(bodies[i]).fingerprint;
        for (int j = 0; j < i; j++)
            assert_true(print[i] != print[j]);
    }
}

TEST(a_form_says_the_same_as_json)
{
    const Pair pair[] = {
        {S("type"), S("invoice")},          {S("event_id"), S("f-1")},
        {S("ticket.status"), S("closed")},  {S("invoice.amount"), S("19.90")},
        {S("due_date"), S("2026-11-30")},   {S("timestamp"), S("2026-11-20T09:30")},
        {S("feature.usage_count"), S("x")}, {S("invoice.paid_date"), S("")},
    };
    Event event = {.customer = 7, .received_at = NOW};
    complaint = (Complaint){0};
    Body body = {.pair = pair, .pairs = sizeof pair / sizeof *pair};
    assert_int_equal(event_read(memory(), body, S("USD"), &event, &complaint), OK);
    assert_int_equal(event.invoice.amount, 1990);
    assert_int_equal(event.invoice.status, INVOICE_OPEN);
    assert_str_equal(event.id, S("f-1"));
    assert_str_equal(event.details,
                     S("{\"amount\":\"19.90\",\"due_date\":\"2026-11-30\"}"));
    Event same = accepted("{\"type\":\"invoice\",\"event_id\":\"f-1\",\"timestamp\":"
                          "\"2026-11-20T09:30:00Z\",\"details\":{\"amount\":19.9,"
                          "\"due_date\":\"2026-11-30\"}}");
    assert_true(event.fingerprint == same.fingerprint);
}
