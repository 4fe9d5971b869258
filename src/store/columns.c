#include "store/columns.h"

#include <string.h>

static void put_points(const Trend *trend, unsigned char bytes[POINTS_BYTES])
{
    for (int p = 0; p < TREND_POINTS; p++) {
        uint16_t point = (uint16_t)trend->point[p];
        *bytes++ = (unsigned char)(point & 0xff);
        *bytes++ = (unsigned char)(point >> 8);
    }
}

static void get_points(Str bytes, Trend *trend)
{
    for (int p = 0; p < TREND_POINTS; p++)
        trend->point[p] = TREND_NONE;
    if (bytes.length != POINTS_BYTES) return;
    const unsigned char *next = (const unsigned char *)bytes.text;
    for (int p = 0; p < TREND_POINTS; p++, next += 2)
        trend->point[p] = (int16_t)(uint16_t)(next[0] | next[1] << 8);
}

PictureColumns columns_of(const PictureRow *row)
{
    PictureColumns columns = {.customer = row->mark.customer,
                              .day = row->picture.day,
                              .next_change = row->picture.next_change,
                              .sort_score = SORT_UNSCORED,
                              .scored = row->score.scored,
                              .has_7d = row->trend.has_7d,
                              .has_30d = row->trend.has_30d,
                              .change_7d = row->trend.change_7d,
                              .change_30d = row->trend.change_30d};
    if (row->score.scored) {
        columns.sort_score = columns.score = row->score.total;
        columns.coverage = row->score.coverage;
        columns.band = band_name(row->score.band);
    }
    next_drop_pack(&row->next_drop, columns.packed);
    columns.packed_bytes =
        NEXT_DROP_BYTES + picture_pack(&row->picture, columns.packed + NEXT_DROP_BYTES);
    put_points(&row->trend, columns.points);
    return columns;
}

PictureColumns columns_of_new(const Customer *customer)
{
    Day day = day_of(customer->created_at);
    Facts nothing = {.from = DAY_FIRST, .customer = customer};

    PictureRow row = {.mark.customer = customer->id,
                      .picture = picture_of(&nothing, &metrics_shipped, day)};
    for (int p = 0; p < TREND_POINTS; p++)
        row.trend.point[p] = TREND_NONE;
    return columns_of(&row);
}

bool columns_band(Str name, Band *out)
{
    for (Band band = 0; band < BAND_COUNT; band++) {
        if (!str_equal(band_name(band), name)) continue;
        *out = band;
        return true;
    }
    return false;
}

static bool unpack(Str packed, CustomerRow *out)
{
    const unsigned char *bytes = (const unsigned char *)packed.text;
    return packed.length > NEXT_DROP_BYTES && next_drop_unpack(bytes, &out->next_drop) &&
           picture_unpack(bytes + NEXT_DROP_BYTES, packed.length - NEXT_DROP_BYTES,
                          &out->picture);
}

void columns_read(Str packed, Str points, Str band, CustomerRow *out)
{
    if (!unpack(packed, out)) {
        out->picture = (Picture){0};
        out->next_drop = (NextDrop){0};
        out->stale = true;
    }
    get_points(points, &out->trend);
    out->scored = columns_band(band, &out->band);
}

static int compare_kind(EventType a_type, Str a_name, EventType b_type, Str b_name)
{
    if (a_type != b_type) return a_type < b_type ? -1 : 1;
    return str_compare(a_name, b_name);
}

static int compare_daily(const DailyCount *a, const DailyCount *b)
{
    if (a->day != b->day) return a->day < b->day ? -1 : 1;
    return compare_kind(a->type, a->name, b->type, b->name);
}

// By insertion: the rows come in this order already but for the types, so each has
// only a few places to go.
void columns_order_daily(DailyCount *daily, int count)
{
    for (int d = 1; d < count; d++) {
        DailyCount moved = daily[d];
        int place = d;
        for (; place > 0 && compare_daily(&moved, &daily[place - 1]) < 0; place--)
            daily[place] = daily[place - 1];
        daily[place] = moved;
    }
}

static int compare_span(const Span *a, const Span *b)
{
    return compare_kind(a->type, a->name, b->type, b->name);
}

void columns_order_spans(Span *span, int count)
{
    for (int s = 1; s < count; s++) {
        Span moved = span[s];
        int place = s;
        for (; place > 0 && compare_span(&moved, &span[place - 1]) < 0; place--)
            span[place] = span[place - 1];
        span[place] = moved;
    }
}

Str columns_span_name(const Span *span, int count, EventType type, Str name)
{
    int low = 0, high = count;
    while (low < high) {
        int middle = low + (high - low) / 2;
        int order = compare_kind(span[middle].type, span[middle].name, type, name);
        if (order == 0) return span[middle].name;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return (Str){0};
}

ChangeColumns columns_of_change(const Event *event)
{
    ChangeColumns columns = {.due = DAY_NONE, .paid = DAY_NONE};
    if (event->type == EVENT_TICKET) {
        columns.thing = event->ticket.ticket;
        columns.status = ticket_status_name(event->ticket.status);
        columns.priority = priority_name(event->ticket.priority);
    }
    if (event->type == EVENT_INVOICE) {
        columns.thing = event->invoice.invoice;
        columns.status = invoice_status_name(event->invoice.status);
        columns.amount = event->invoice.amount;
        columns.currency = event->invoice.currency;
        columns.due = event->invoice.due;
        columns.paid = event->invoice.paid;
    }
    return columns;
}

void columns_read_change(const ChangeColumns *columns, Event *out)
{
    if (out->type == EVENT_TICKET) {
        out->ticket.ticket = columns->thing;
        (void)ticket_status_parse(columns->status, &out->ticket.status);
        (void)priority_parse(columns->priority, &out->ticket.priority);
    }
    if (out->type == EVENT_INVOICE) {
        out->invoice = (InvoiceDetails){.invoice = columns->thing,
                                        .amount = columns->amount,
                                        .currency = columns->currency,
                                        .due = columns->due,
                                        .paid = columns->paid};
        (void)invoice_status_parse(columns->status, &out->invoice.status);
    }
}

Rejected columns_of_rejected(const Rejected *rejected)
{
    Rejected columns = *rejected;
    columns.source = str_until(rejected->source, EVENT_ID_MAX);
    columns.reason = str_until(rejected->reason, EVENT_ID_MAX);
    columns.detail = str_until(rejected->detail, REJECTED_PAYLOAD_MAX);
    columns.pointer = str_until(rejected->pointer, EVENT_ID_MAX);
    columns.payload = str_until(rejected->payload, REJECTED_PAYLOAD_MAX);
    return columns;
}

Millis columns_day_begins(Day day)
{
    return day_start(day) - utc_day_start(day);
}

Millis columns_rejected_since(Millis now)
{
    return now - (Millis)REJECTED_DAYS * MILLIS_A_DAY;
}

Millis columns_answered_since(Millis now)
{
    return now - (Millis)ANSWER_HOURS * (MILLIS_A_DAY / 24);
}

int64_t columns_arrivals_since(Millis now)
{
    return now / (MILLIS_A_DAY / 24) - ARRIVAL_DAYS * 24;
}
