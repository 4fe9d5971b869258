#include "store/columns.h"

#include "test.h"

TEST(the_unscored_sort_behind_every_score)
{
    PictureRow row = {.score = {.scored = false, .total = 3}};
    PictureColumns columns = columns_of(&row);
    assert_true(columns.sort_score == SORT_UNSCORED && !columns.scored);
    row.score.scored = true;
    columns = columns_of(&row);
    assert_true(columns.sort_score == 3 && columns.score == 3);
}

TEST(every_band_is_read_back_by_its_name)
{
    for (Band band = 0; band < BAND_COUNT; band++) {
        Band read = BAND_COUNT;
        assert_true(columns_band(band_name(band), &read));
        assert_int_equal(read, band);
    }
    Band none;
    assert_false(columns_band(S(""), &none));
    assert_false(columns_band(S("splendid"), &none));
}

TEST(a_picture_of_an_unknown_version_is_out_of_date)
{
    PictureRow was = {.picture = {.day = 20000, .any = true},
                      .score = {.scored = true},
                      .next_drop = {.reason = DROP_LEFT, .day = 20010, .total = 58.75}};
    PictureColumns columns = columns_of(&was);
    Str packed = {(const char *)columns.packed, columns.packed_bytes};
    Str points = {(const char *)columns.points, sizeof columns.points};

    CustomerRow row = {0};
    columns_read(packed, points, columns.band, &row);
    assert_false(row.stale);
    assert_true(row.picture.any);
    assert_int_equal(row.next_drop.day, 20010);
    assert_true(row.next_drop.reason == DROP_LEFT && row.next_drop.total == 58.75);

    columns.packed[NEXT_DROP_BYTES] ^= 0x7f;
    columns_read(packed, points, columns.band, &row);
    assert_true(row.stale);
    assert_false(row.picture.any);
    assert_int_equal(row.next_drop.reason, DROP_NONE);

    // As it was before there were sets of metrics.
    columns.packed[NEXT_DROP_BYTES] ^= 0x7f;
    row.stale = false;
    columns_read(str_until(packed, packed.length - 1), points, columns.band, &row);
    assert_true(row.stale);

    row.stale = false;
    columns_read((Str){0}, (Str){0}, columns.band, &row);
    assert_true(row.stale);
    assert_int_equal(row.trend.point[0], TREND_NONE);
}

TEST(daily_counts_get_the_order_of_their_types)
{
    DailyCount daily[] = {{.day = 1, .type = EVENT_API},
                          {.day = 1, .type = EVENT_FEATURE, .name = S("b")},
                          {.day = 1, .type = EVENT_FEATURE, .name = S("a")},
                          {.day = 1, .type = EVENT_LOGIN},
                          {.day = 0, .type = EVENT_TICKET}};
    columns_order_daily(daily, 5);
    assert_int_equal(daily[0].type, EVENT_TICKET);
    assert_int_equal(daily[1].type, EVENT_LOGIN);
    assert_str_equal(daily[2].name, S("a"));
    assert_str_equal(daily[3].name, S("b"));
    assert_int_equal(daily[4].type, EVENT_API);
}

TEST(the_name_of_a_span_is_found)
{
    const Span span[] = {{.type = EVENT_LOGIN},
                         {.type = EVENT_FEATURE, .name = S("a")},
                         {.type = EVENT_FEATURE, .name = S("b")},
                         {.type = EVENT_API}};
    assert_ptr_equal(columns_span_name(span, 4, EVENT_FEATURE, S("b")).text,
                     span[2].name.text);
    assert_null(columns_span_name(span, 4, EVENT_FEATURE, S("c")).text);
    assert_null(columns_span_name(span, 0, EVENT_LOGIN, S("")).text);
}

static void assert_change_kept(const Event *was)
{
    ChangeColumns columns = columns_of_change(was);
    Event is = {.type = was->type};
    columns_read_change(&columns, &is);
    assert_str_equal(is.ticket.ticket, was->ticket.ticket);
    assert_int_equal(is.ticket.status, was->ticket.status);
    assert_int_equal(is.ticket.priority, was->ticket.priority);
    assert_str_equal(is.invoice.invoice, was->invoice.invoice);
    assert_int_equal(is.invoice.status, was->invoice.status);
    assert_int_equal(is.invoice.amount, was->invoice.amount);
    assert_str_equal(is.invoice.currency, was->invoice.currency);
    assert_int_equal(is.invoice.due, was->invoice.due);
    assert_int_equal(is.invoice.paid, was->invoice.paid);
}

TEST(what_an_event_says_of_a_ticket_or_an_invoice_is_read_back)
{
    for (int status = 0; status < TICKET_STATUS_COUNT; status++) {
        Event event = {.type = EVENT_TICKET, .ticket = {S("T 1"), (TicketStatus)status, 0}};
        event.ticket.priority = (Priority)(status % PRIORITY_COUNT);
        assert_change_kept(&event);
    }
    for (int status = 0; status < INVOICE_STATUS_COUNT; status++) {
        Event event = {.type = EVENT_INVOICE};
        event.invoice = (InvoiceDetails){S("I"), (InvoiceStatus)status, -1, S("CHF"), 9, 9};
        if (status == INVOICE_OPEN) event.invoice.due = event.invoice.paid = DAY_NONE;
        assert_change_kept(&event);
    }
    assert_change_kept(&(Event){.type = EVENT_CUSTOM});
}

TEST(what_was_refused_is_cut_to_its_columns)
{
    static char text[REJECTED_PAYLOAD_MAX + 1];
    Str whole = {text, sizeof text};
    Rejected columns =
        columns_of_rejected(&(Rejected){0, 1, whole, whole, whole, whole, whole});
    assert_int_equal(columns.source.length, EVENT_ID_MAX);
    assert_int_equal(columns.reason.length, EVENT_ID_MAX);
    assert_int_equal(columns.detail.length, REJECTED_PAYLOAD_MAX);
    assert_int_equal(columns.payload.length, REJECTED_PAYLOAD_MAX);
    assert_int_equal(columns.pointer.length, EVENT_ID_MAX);
    assert_int_equal(columns.at, 1);
}
