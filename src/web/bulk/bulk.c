#include "web/bulk/bulk.h"

#include "base/hash.h"
#include "base/random.h"
#include "web/customers/customer_in.h"
#include "web/doors/named.h"
#include "web/events/event_in.h"
#include "web/fields.h"

struct Bulk {
    const BulkOptions *options;
    Arena head;  // room for the first row of a table
    Cutter cutter;
    Table table;
    Millis now;
    uint64_t high, low;  // of new ids
    Complaint complaint;
    Row row;
};

// A row, and what is said about it.
enum { HEAD_BYTES = CUT_MAX + (16 << 10) };

static Arena head_room(Arena *life)
{
    char *room = arena_grow(life, NULL, 0, HEAD_BYTES);
    return (Arena){.next = room, .end = room + HEAD_BYTES};
}

Bulk *bulk_new(Arena *life, const BulkOptions *options)
{
    static const CutBy by[] = {
        [BULK_JSON] = CUT_VALUES, [BULK_NDJSON] = CUT_LINES, [BULK_CSV] = CUT_ROWS};
    Bulk *bulk = arena_new(life, Bulk, 1);
    bulk->options = options;
    bulk->head = head_room(life);
    bulk->cutter = cutter_new(life, by[options->format]);
    bulk->high = random_bits();
    bulk->low = random_bits();
    return bulk;
}

void bulk_feed(Bulk *bulk, Str piece, bool more, Millis now)
{
    bulk->now = now;
    cutter_feed(&bulk->cutter, piece, more);
}

const Table *bulk_table(const Bulk *bulk)
{
    return &bulk->table;
}

// --- refusing ------------------------------------------------------------

static BulkStep refuse(BulkItem *out, Str reason, Str detail)
{
    out->remark.reason = reason;
    out->remark.detail = detail;
    return BULK_REFUSED;
}

static BulkStep refuse_cut(const Cut *cut, BulkItem *out)
{
    switch (cut->fault) {
    case CUT_TOO_LONG:
        return refuse(out, S("too_long"), S("An item has at most 65536 bytes"));
    case CUT_UNCLOSED:
        return refuse(out, S("unclosed"),
                      S("It is not closed before the end: what follows it, if anything "
                        "does, was not read"));
    case CUT_TRAILING:
        return refuse(out, S("trailing"),
                      S("Something follows the array, and was not read"));
    case CUT_QUOTE:
        return refuse(out, S("csv_invalid"),
                      S("Behind a closing quote stands neither a comma nor the end of the "
                        "row: a quote within quotes is written twice"));
    case CUT_WHOLE: break;
    }
    return BULK_ITEM;
}

static BulkStep refuse_complaint(const Complaint *complaint, BulkItem *out)
{
    const Fault *first = &complaint->fault[0];
    Str reason = complaint_reason(complaint);
    if (complaint->status == HTTP_BAD_REQUEST) reason = S("unknown_type");
    if (str_equal(first->type, S("no_customer"))) reason = S("missing");
    out->remark.pointer = first->pointer;
    return refuse(out, reason, complaint->detail);
}

// --- reading -------------------------------------------------------------

static void read_whose(Fields *fields, Whose *whose)
{
    bool given = field_given(fields, S("customer_id"));
    if (!given && !field_given(fields, S("external_id")))
        field_fault(fields, S("customer_id"), S("customer_id or external_id is required"),
                    S("no_customer"));
    (void)field_key(fields, S("customer_id"), &whose->id);
    (void)field_id(fields, S("external_id"), &whose->value);
    (void)field_id(fields, S("source"), &whose->source);
}

// What it says under a name that is not one of the details; {0}: nothing, or no text.
static Str said_of(const Body *body, Str name, bool *given)
{
    Str text = {0};
    JsonValue value = json_member(body->object, name);
    *given = json_type(value) != JSON_ABSENT && json_type(value) != JSON_NULL;
    (void)json_get_text(value, &text);
    for (int i = 0; i < body->pairs; i++) {
        if (!str_equal(body->pair[i].name, name)) continue;
        *given = true;
        text = body->pair[i].value;
    }
    return text;
}

// Where it has none, a new one beside the last one, or what the reader of the stream says.
static Str id_of(Bulk *bulk, Arena *arena, const Cut *cut, Str time)
{
    Millis at = 0;
    const BulkOptions *options = bulk->options;
    if (!options->id) return uuid_of(arena, bulk->now, bulk->high, bulk->low++);
    (void)millis_parse(time, &at);
    return options->id(options->context, arena, cut, at);
}

// An event as `body` says it, whose owner `about` tells.
static BulkStep read_event(Bulk *bulk, Arena *arena, const Cut *cut, const Body *said,
                           BulkItem *out)
{
    const Body *about = &said[0], *body = &said[1];
    Complaint *complaint = &bulk->complaint;
    Fields fields = {.arena = arena,
                     .complaint = complaint,
                     .object = about->object,
                     .pair = about->pair,
                     .pairs = about->pairs};
    Item *item = &out->item;
    bool has_id;
    complaint->status = complaint->faults = 0;
    complaint->detail = (Str){0};

    item->create = bulk->options->create;
    item->event.source = bulk->options->source;
    item->event.received_at = bulk->now;
    read_whose(&fields, &item->whose);
    Str time = said_of(body, S("timestamp"), &out->is_timed);
    (void)said_of(body, S("event_id"), &has_id);
    if (!has_id) item->event.id = id_of(bulk, arena, cut, time);
    event_own_type(&bulk->options->own, body, &item->event);
    Err err = event_read(arena, *body, bulk->options->currency, &item->event, complaint);
    return err ? refuse_complaint(complaint, out) : BULK_ITEM;
}

static BulkStep read_value(Bulk *bulk, Arena *arena, const Cut *cut, BulkItem *out)
{
    JsonValue value;
    JsonFault fault;
    if (json_read(arena, cut->text, &value, &fault))
        return refuse(out, S("json_invalid"),
                      str_format(arena, "JSON decode error at byte %zu: %.*s", fault.at,
                                 STR(fault.why)));
    if (json_type(value) != JSON_OBJECT)
        return refuse(out, S("invalid"), S("An item should be a JSON object"));
    const Body said[] = {{.object = value}, {.object = value}};
    return read_event(bulk, arena, cut, said, out);
}

static BulkStep read_customer(Bulk *bulk, Arena *arena, BulkItem *out)
{
    const Body body = {.pair = bulk->row.rest, .pairs = bulk->row.rests, .is_row = true};
    Complaint *complaint = &bulk->complaint;
    complaint->status = complaint->faults = 0;
    complaint->detail = (Str){0};
    Err err =
        customer_read(arena, body, bulk->options->currency, &out->customer, complaint);
    if (err) return refuse_complaint(complaint, out);
    out->customer.created_at = bulk->now;
    if (out->customer.external_id.length) return BULK_CUSTOMER;
    out->remark.pointer = S("/external_id");
    return refuse(out, S("missing"), S("Missing required fields: external_id"));
}

static BulkStep read_row(Bulk *bulk, Arena *arena, const Cut *cut, BulkItem *out)
{
    Fault fault;
    Row *row = &bulk->row;
    if (table_row(arena, &bulk->table, cut->text, row, &fault))
        return refuse(out, fault.type, fault.message);
    if (bulk->table.kind == TABLE_CUSTOMERS) return read_customer(bulk, arena, out);
    const Body said[] = {
        {.pair = row->about, .pairs = row->abouts, .is_row = true},
        {.pair = row->rest, .pairs = row->rests, .is_row = true},
    };
    return read_event(bulk, arena, cut, said, out);
}

// The first row of a table.
static Err read_header(Bulk *bulk, const Cut *cut, BulkItem *out)
{
    Err err = ERR_INVALID;
    if (cut->fault)
        (void)refuse_cut(cut, out);
    else
        err = table_head(&bulk->head, cut->text, &bulk->table, &out->remark.detail);
    if (err) out->remark.reason = S("csv_header");
    return err;
}

BulkStep bulk_next(Bulk *bulk, Arena *arena, BulkItem *out)
{
    Cut cut;
    bool is_table = bulk->options->format == BULK_CSV;
    *out = (BulkItem){0};
    if (!cutter_next(&bulk->cutter, &cut)) return BULK_MORE;
    if (is_table && cut.index == 0) {
        out->remark.line = cut.line;
        if (read_header(bulk, &cut, out)) return BULK_HEADLESS;
        if (!cutter_next(&bulk->cutter, &cut)) return BULK_MORE;
    }
    cut.index -= is_table;
    out->remark.index = cut.index;
    out->remark.line = cut.line;
    out->text = cut.text;
    if (cut.fault) return refuse_cut(&cut, out);
    return is_table ? read_row(bulk, arena, &cut, out) : read_value(bulk, arena, &cut, out);
}

bool bulk_refuses(const Item *item, Remark *remark)
{
    bool nobody = item->fate == FATE_UNMATCHED && item->whose.id > 0;
    if (nobody) remark->pointer = S("/customer_id");
    remark->reason = nobody ? S("unknown_customer") : fate_reason(item->fate);
    remark->detail =
        nobody ? S("No customer has this id") : fate_sentence(item->fate, &item->event);
    return nobody || item->fate == FATE_CLASH || item->fate == FATE_NO_ROOM ||
           item->fate == FATE_CROWDED;
}
