#include "web/bulk/bulk.h"

#include "memory.h"

#include <string.h>

// 2026-11-22T12:00:00Z
#define NOW ((Millis)1795348800000)

enum { MOST = 16 };

typedef struct {
    BulkStep step[MOST];
    BulkItem item[MOST];
    int items;
} Read;

static Str no_name(void *context, Arena *arena, const Cut *cut, Millis at)
{
    (void)context, (void)at;
    return str_format(arena, "nameless-%d", (int)cut->index);
}

static Read read_pieces(BulkFormat format, Str text, size_t size)
{
    static const BulkOptions options[] = {
        {BULK_JSON, {"bulk", 4}, {"USD", 3}, false, no_name, NULL, {NULL, 0}},
        {BULK_NDJSON, {"bulk", 4}, {"USD", 3}, false, no_name, NULL, {NULL, 0}},
        {BULK_CSV, {"bulk", 4}, {"USD", 3}, true, no_name, NULL, {NULL, 0}},
    };
    Read read = {0};
    Bulk *bulk = bulk_new(memory(), &options[format]);
    for (size_t at = 0; at < text.length; at += size) {
        Str piece = str_until(str_from(text, at), size);
        bulk_feed(bulk, str_copy(memory(), piece), at + size < text.length, NOW);
        BulkItem item;
        for (BulkStep step; (step = bulk_next(bulk, memory(), &item));) {
            assert_true(read.items < MOST);
            item.text = str_copy(memory(), item.text);
            read.step[read.items] = step;
            read.item[read.items++] = item;
            if (step == BULK_HEADLESS) return read;
        }
    }
    return read;
}

static Read read_all(BulkFormat format, const char *text)
{
    return read_pieces(format, str_of(text), strlen(text));
}

static void refused(Read read, int at, const char *reason, const char *detail)
{
    assert_true(at < read.items);
    assert_int_equal(read.step[at], BULK_REFUSED);
    assert_str_equal(read.item[at].remark.reason, str_of(reason));
    if (detail) assert_str_equal(read.item[at].remark.detail, str_of(detail));
    assert_true(read.item[at].remark.detail.length > 0);
}

TEST(the_same_events_are_read_from_every_format)
{
    static const char *const streams[] = {
        "[{\"customer_id\":7,\"type\":\"feature\",\"timestamp\":\"2026-11-20T09:30:00Z\","
        "\"event_id\":\"e-1\",\"details\":{\"feature_name\":\"export\",\"usage_count\":3,"
        "\"team\":\"blue\"}},\n{\"external_id\":\"acme\",\"source\":\"crm\","
        "\"type\":\"invoice\",\"event_id\":\"e-2\",\"timestamp\":null,"
        "\"details\":{\"amount\":19.90,\"due_date\":\"2026-11-30\"}}]",
        "{\"customer_id\":7,\"type\":\"feature\",\"timestamp\":\"2026-11-20T09:30:00Z\","
        "\"event_id\":\"e-1\",\"details\":{\"team\":\"blue\",\"feature_name\":\"export\","
        "\"usage_count\":3}}\n{\"type\":\"invoice\",\"external_id\":\"acme\","
        "\"source\":\"crm\",\"event_id\":\"e-2\","
        "\"details\":{\"amount\":\"19.90\",\"due_date\":\"2026-11-30\"}}\n",
        "type,customer_id,external_id,source,timestamp,event_id,feature_name,usage_count,"
        "team,amount,due_date\r\n"
        "feature,7,,,2026-11-20T09:30:00Z,e-1,export,3,blue,,\r\n"
        "\"invoice\",,acme,crm,,e-2,,,,19.90,2026-11-30\r\n",
    };
    uint64_t print[2];
    for (BulkFormat format = BULK_JSON; format <= BULK_CSV; format++) {
        Read read = read_all(format, streams[format]);
        assert_int_equal(read.items, 2);
        assert_int_equal(read.step[0], BULK_ITEM);
        assert_int_equal(read.step[1], BULK_ITEM);
        const Item *feature = &read.item[0].item, *invoice = &read.item[1].item;
        assert_int_equal(feature->whose.id, 7);
        assert_str_equal(feature->event.name, S("export"));
        assert_str_equal(feature->event.source, S("bulk"));
        assert_int_equal(feature->event.quantity, 3);
        assert_str_equal(invoice->whose.value, S("acme"));
        assert_str_equal(invoice->whose.source, S("crm"));
        assert_int_equal(invoice->event.invoice.amount, 1990);
        assert_int_equal(invoice->event.at, NOW);
        assert_int_equal(invoice->create, format == BULK_CSV);
        for (int i = 0; i < 2; i++) {
            if (format == BULK_JSON) print[i] = read.item[i].item.event.fingerprint;
            assert_true(print[i] == read.item[i].item.event.fingerprint);
            assert_int_equal(read.item[i].remark.index, i);
        }
        assert_int_equal(read.item[1].remark.line, format == BULK_CSV ? 3 : 2);
    }
}

TEST(what_a_row_says_of_its_own_is_kept_as_text)
{
    Read read = read_all(BULK_CSV, "customer_id,type,calls_count,team,note\n"
                                   "1,api,12,blue,\"say \"\"hi\"\"\"\n"
                                   "1,login,,,\n");
    assert_int_equal(read.items, 2);
    assert_str_equal(
        read.item[0].item.event.details,
        S("{\"calls_count\":12,\"team\":\"blue\",\"note\":\"say \\\"hi\\\"\"}"));
    assert_str_equal(read.item[1].item.event.details, S("{}"));
}

TEST(each_wrong_item_is_refused_alone_and_says_where)
{
    Read read = read_all(BULK_NDJSON, "{\"customer_id\":1,\"type\":\"login\"}\n"
                                      "{\"customer_id\":1,\"type\":\"login\"\n"
                                      "[1]\n\n"
                                      "{\"customer_id\":1,\"type\":\"purchase\"}\n"
                                      "{\"type\":\"login\"}\n"
                                      "{\"customer_id\":0,\"type\":\"login\"}\n"
                                      "{\"customer_id\":1,\"type\":\"invoice\"}\n"
                                      "{\"customer_id\":1,\"type\":\"login\"}");
    assert_int_equal(read.items, 8);
    refused(read, 1, "json_invalid", NULL);
    refused(read, 2, "invalid", NULL);
    refused(read, 3, "unknown_type", "Unknown event type: purchase");
    refused(read, 4, "missing", "customer_id: customer_id or external_id is required");
    refused(read, 5, "invalid", NULL);
    refused(read, 6, "missing", "Missing required fields: amount, due_date");
    assert_str_equal(read.item[6].remark.pointer, S("/details/amount"));
    assert_int_equal(read.item[6].remark.index, 6);
    assert_int_equal(read.item[6].remark.line, 8);
    assert_int_equal(read.step[7], BULK_ITEM);
}

TEST(a_row_with_another_number_of_cells_is_refused)
{
    Read read = read_all(BULK_CSV, "customer_id,type\n1,login\n1,login,x\n1\n"
                                   "1,\"login\"x\n1,lo\xFFgin\n2,login\n");
    assert_int_equal(read.items, 6);
    refused(read, 1, "csv_invalid", "The row has 3 cells, and the first row has 2");
    refused(read, 2, "csv_invalid", NULL);
    refused(read, 3, "csv_invalid", NULL);
    refused(read, 4, "csv_invalid", NULL);
    assert_int_equal(read.item[1].remark.index, 1);
    assert_int_equal(read.item[1].remark.line, 3);
    assert_int_equal(read.item[5].item.whose.id, 2);
}

TEST(a_wrong_first_row_names_the_columns_that_are_wanted)
{
    const char *const headers[][2] = {
        {"foo,bar\n1,2\n", "\"foo, bar\", has no type: a table of events has the columns "
                           "type and customer_id"},
        {"type,when\n", "has neither customer_id nor external_id"},
        {"type,customer_id,type\n", "names a column twice"},
        {"type,customer_id,\n", "has a column without a name"},
        {"type;customer_id\n", "has no type"},
        {"name,email\n", "has no external_id: a table of customers has"},
        {"\"type\"x,customer_id\n", "closing quote"},
    };
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        Read read = read_all(BULK_CSV, headers[i][0]);
        assert_int_equal(read.items, 1);
        assert_int_equal(read.step[0], BULK_HEADLESS);
        const char *detail = str_z(memory(), read.item[0].remark.detail);
        if (!strstr(detail, headers[i][1])) print_error("%s\n", detail);
        assert_non_null(strstr(detail, headers[i][1]));
    }
}

TEST(a_table_of_customers_is_told_by_its_first_row)
{
    Read read = read_all(BULK_CSV, "external_id,name,mrr,currency,renews_on,tier\n"
                                   "acme,Acme Inc.,1200.50,EUR,2027-01-31,gold\n"
                                   ",Nobody,,,,\nx,,,,,\n");
    assert_int_equal(read.items, 3);
    assert_int_equal(read.step[0], BULK_CUSTOMER);
    const Customer *acme = &read.item[0].customer;
    assert_str_equal(acme->name, S("Acme Inc."));
    assert_str_equal(acme->external_id, S("acme"));
    assert_str_equal(acme->lifecycle, S(""));
    assert_str_equal(acme->traits, S("{\"tier\":\"gold\"}"));
    assert_int_equal(acme->mrr, 120050);
    refused(read, 1, "missing", "Missing required fields: external_id");
    refused(read, 2, "missing", "Missing required fields: name");
}

TEST(an_event_without_an_id_gets_the_one_it_is_given)
{
    Read read = read_all(BULK_NDJSON,
                         "{\"customer_id\":1,\"type\":\"ticket\"}\n"
                         "{\"customer_id\":1,\"type\":\"login\",\"event_id\":null}\n"
                         "{\"customer_id\":1,\"type\":\"login\",\"event_id\":\"mine\"}\n");
    assert_str_equal(read.item[0].item.event.id, S("nameless-0"));
    assert_str_equal(read.item[0].item.event.ticket.ticket, S("nameless-0"));
    assert_str_equal(read.item[1].item.event.id, S("nameless-1"));
    assert_str_equal(read.item[2].item.event.id, S("mine"));
}

TEST(who_is_meant_is_no_part_of_what_was_said)
{
    Read read = read_all(BULK_NDJSON,
                         "{\"customer_id\":1,\"type\":\"login\",\"event_id\":\"e\"}\n"
                         "{\"customer_id\":2,\"type\":\"login\",\"event_id\":\"e\"}\n"
                         "{\"external_id\":\"1\",\"type\":\"login\",\"event_id\":\"e\"}\n");
    uint64_t first = read.item[0].item.event.fingerprint;
    assert_true(first == read.item[1].item.event.fingerprint);
    assert_true(first == read.item[2].item.event.fingerprint);
}

TEST(details_of_a_row_have_the_bound_of_all_details)
{
    Writer text = {.arena = memory()};
    writer_put(&text, S("customer_id,type,note\n1,login,"));
    for (int i = 0; i < EVENT_DETAILS_MAX; i++)
        writer_char(&text, 'x');
    writer_put(&text, S("\n"));
    Read read = read_pieces(BULK_CSV, writer_str(&text), 1000);
    assert_int_equal(read.items, 1);
    refused(read, 0, "too_long", "details: Object should have at most 16384 bytes");
    assert_str_equal(read.item[0].remark.pointer, S("/details"));
}

TEST(a_stream_says_the_same_whatever_its_pieces_are)
{
    static const char *const streams[] = {
        "[{\"customer_id\":1,\"type\":\"login\"},{\"customer_id\":1},3,"
        "{\"external_id\":\"a\\\"b\",\"type\":\"api\"}]",
        "{\"customer_id\":1,\"type\":\"login\"}\r\n\n{}\n{\"customer_id\":2,\"type\":\"api\"}",
        "customer_id,type,subject\n1,login,\n1,\"ticket\",\"two\nlines, \"\"quoted\"\"\"\n2,x\n",
    };
    for (BulkFormat format = BULK_JSON; format <= BULK_CSV; format++) {
        Str text = str_of(streams[format]);
        Read whole = read_pieces(format, text, text.length);
        for (size_t size = 1; size < text.length; size++) {
            Read read = read_pieces(format, text, size);
            assert_int_equal(read.items, whole.items);
            for (int i = 0; i < read.items; i++) {
                const BulkItem *a = &read.item[i], *b = &whole.item[i];
                assert_int_equal(read.step[i], whole.step[i]);
                assert_str_equal(a->text, b->text);
                assert_str_equal(a->remark.detail, b->remark.detail);
                assert_int_equal(a->remark.line, b->remark.line);
                assert_true(a->item.event.fingerprint == b->item.event.fingerprint);
                assert_str_equal(a->item.event.details, b->item.event.details);
            }
        }
    }
}
