#include "app/item_json.h"

#include "test.h"

// 2026-11-22T12:00:00Z
#define NOW ((Millis)1795348800000)

static Str row_id(void *context, Arena *arena, const Cut *cut, Millis at)
{
    (void)context;
    return str_format(arena, "row-%d-%d", (int)cut->index, (int)(at / 1000000));
}

static Bulk *read(Arena *arena, BulkFormat format, Str text)
{
    BulkOptions *options = arena_new(arena, BulkOptions, 1);
    *options = (BulkOptions){
        .format = format, .source = S("bulk"), .currency = S("USD"), .id = row_id};
    Bulk *bulk = bulk_new(arena, options);
    bulk_feed(bulk, text, false, NOW);
    return bulk;
}

// What is sent on is read again, at another time, as the same event.
static void same_when_sent(BulkFormat format, const char *text)
{
    Arena arena = *test_arena(), second = arena_map(16 << 20);
    Bulk *bulk = read(&arena, format, str_of(text));
    BulkItem row;
    for (BulkStep step; (step = bulk_next(bulk, &arena, &row));) {
        Arena scratch = second;
        Writer line = {.arena = &scratch};
        BulkItem again;
        assert_int_equal(step, BULK_ITEM);
        send_item(&line, &row);
        Bulk *sent = read(&scratch, BULK_NDJSON, writer_str(&line));
        if (bulk_next(sent, &scratch, &again) != BULK_ITEM)
            fail_msg("%.*s: %.*s", STR(writer_str(&line)), STR(again.remark.detail));
        assert_true(again.item.event.fingerprint == row.item.event.fingerprint);
        assert_str_equal(again.item.event.id, row.item.event.id);
        assert_str_equal(again.item.event.details, row.item.event.details);
        assert_true(again.item.event.at == row.item.event.at);
        assert_true(again.is_timed == row.is_timed);
        assert_true(again.item.whose.id == row.item.whose.id);
        assert_str_equal(again.item.whose.value, row.item.whose.value);
        assert_str_equal(again.item.whose.source, row.item.whose.source);
    }
    arena_unmap(second);
}

TEST(an_event_that_is_sent_on_is_the_same_event)
{
    same_when_sent(
        BULK_CSV,
        "external_id,customer_id,source,type,timestamp,event_id,feature_name,usage_count,"
        "amount,due_date,paid_date,status,ticket_id,subject,team\n"
        "a,,crm,feature,2026-11-20T09:30:00.123+01:00,,export,3,,,,,,,\"b \"\"l\"\" ue\"\n"
        ",7,,invoice,,e-1,,,19.90,2026-11-30,2026-11-29,paid,,,\n"
        "\"x,\"\"y\",,,ticket,2026-11-20T09:30,,,,,,,closed,T-1,\"two\nlines\",\n"
        "a,,,login,,,,,,,,,,,\n");
    same_when_sent(
        BULK_NDJSON,
        "{\"customer_id\":7,\"type\":\"api_usage\",\"details\":{\"calls_count\":1e2,"
        "\"deep\":{\"a\":[1,2.50,null,\"\\u0000\"]}},\"ignored\":true}\n"
        "{\"external_id\":12,\"type\":\"ticket\",\"details\":{\"ticket_id\":5,"
        "\"subject\":null},\"event_id\":99,\"timestamp\":null}\n"
        "{\"external_id\":\"\\ud83d\\ude80\",\"type\":\"login\","
        "\"details\":null}");
}

TEST(a_customer_that_is_sent_on_has_all_its_attributes)
{
    Arena *arena = test_arena();
    Bulk *bulk =
        read(arena, BULK_CSV,
             S("external_id,name,email,segment,plan,owner,mrr,currency,seats,lifecycle,"
               "renews_on,tier\nc-1,Acme,a@b.c,mid,pro,ann,12.5,EUR,3,trial,2027-01-31,"
               "gold\n"));
    BulkItem row;
    assert_int_equal(bulk_next(bulk, arena, &row), BULK_CUSTOMER);
    Writer body = {.arena = arena};
    send_customer(&body, &row.customer);
    assert_str_equal(writer_str(&body),
                     S("{\"name\":\"Acme\",\"email\":\"a@b.c\",\"segment\":\"mid\","
                       "\"plan\":\"pro\",\"owner\":\"ann\",\"lifecycle\":\"trial\","
                       "\"currency\":\"EUR\",\"mrr\":\"12.50\",\"seats\":3,"
                       "\"renews_on\":\"2027-01-31\",\"traits\":{\"tier\":\"gold\"}}"));
}
