#include "web/doors/delivery.h"

#include "web/doors/named.h"

#include <stdatomic.h>

// What the query says of customers who are not known; else as the door has it.
static bool may_create(const Request *request, bool standard)
{
    Str text;
    if (!request_query(request, S("create"), &text)) return standard;
    return str_equal(text, S("true")) || str_equal(text, S("1"));
}

Delivery *delivery_new(App *app, const Request *request, Reply *reply, Sender sender,
                       size_t pieces)
{
    Delivery *delivery = arena_new(reply->arena, Delivery, 1);
    *delivery = (Delivery){
        .app = app,
        .request = request,
        .reply = reply,
        .sender = sender,
        .create = may_create(request, sender != SENDER_CLOUDEVENTS),
        .piece = arena_new(reply->arena, Piece, pieces),
        .pieces = pieces,
        .item = arena_new(reply->arena, Item, pieces),
        .account = arena_new(reply->arena, Account, pieces),
    };
    return delivery;
}

Item *delivery_item(Delivery *delivery, Piece *piece)
{
    Item *item = &delivery->item[delivery->items++];
    *item = (Item){
        .event = {.received_at = delivery->request->received_at,
                  .at = delivery->request->received_at,
                  .source = sender_name(delivery->sender),
                  .quantity = 1},
        .create = delivery->create,
    };
    piece->item = item;
    return item;
}

Account *delivery_account(Delivery *delivery, Piece *piece)
{
    Account *account = &delivery->account[delivery->accounts++];
    *account = (Account){.create = delivery->create};
    piece->account = account;
    return account;
}

// The text up to where it may be kept, with no character cut in two.
static Str beginning(Str payload)
{
    if (payload.length <= REJECTED_PAYLOAD_MAX) return payload;
    size_t length = REJECTED_PAYLOAD_MAX;
    while (length > 0 && ((unsigned char)payload.text[length] & 0xC0) == 0x80)
        length--;
    return str_until(payload, length);
}

void delivery_note(const Delivery *delivery, const Piece *piece, Str payload)
{
    const Rejected rejected = {
        .at = delivery->request->received_at,
        .source = sender_name(delivery->sender),
        .reason = piece->reason,
        .detail = piece->detail,
        .pointer = piece->pointer,
        .payload = beginning(payload),
    };
    note_rejected(delivery->app->service, &rejected, 1);
}

void delivery_refuse(Delivery *delivery, Piece *piece, const Complaint *complaint)
{
    if (piece->item) delivery->items--;
    if (piece->account) delivery->accounts--;
    *piece = (Piece){
        .reason = complaint_reason(complaint),
        .detail = complaint_sentence(delivery->reply->arena, complaint),
    };
    if (complaint->faults > 0) piece->pointer = complaint->fault[0].pointer;
}

// --- handing over --------------------------------------------------------

// What was said of a customer whom nobody knows is refused now that this is known.
static void refuse_unknown(Delivery *delivery)
{
    for (size_t i = 0; i < delivery->pieces; i++) {
        Piece *piece = &delivery->piece[i];
        if (!piece->account || !piece->account->unknown || piece->item) continue;
        piece->reason = S("no_customer");
        piece->detail = S("Nobody is called so: add the customer first, or send it with "
                          "?create=true");
        delivery_note(delivery, piece, piece->account->whose.value);
    }
}

// What could not be taken may be mended and sent again.
static bool keeps_answer(const Delivery *delivery)
{
    const Reply *reply = delivery->reply;
    bool is_good = reply->status == HTTP_OK || reply->status == HTTP_NO_CONTENT;
    return delivery->keyed && is_good && reply->body.length <= ANSWER_BODY_MAX;
}

static Err keep_answer(const Delivery *delivery)
{
    const Reply *reply = delivery->reply;
    const KeptAnswer answer = {
        .status = reply->status, .type = reply->type, .body = writer_str(&reply->body)};
    return keyed_keep(delivery->keyed, &answer);
}

// A part has ended, or the handler has no more: the last of them answers.
static void end_part(void *context, Err err, Appended outcome)
{
    (void)outcome;
    Delivery *delivery = context;
    int none = OK;
    if (err) atomic_compare_exchange_strong(&delivery->err, &none, (int)err);
    if (atomic_fetch_sub(&delivery->under_way, 1) > 1) return;

    err = (Err)delivery->err;
    if (!err) {
        refuse_unknown(delivery);
        err = delivery->answer(delivery);
    }
    bool keeps = !err && keeps_answer(delivery);
    if (keeps) err = keep_answer(delivery);
    if (!keeps || err) reply_done(delivery->reply, err);
}

// What was said of customers goes first, so that events find those that it makes.
static Err send_accounts(Delivery *delivery)
{
    const AccountList list = {
        .account = delivery->account,
        .accounts = delivery->accounts,
        .receipt = {end_part, delivery},
    };
    if (delivery->accounts == 0) return OK;
    delivery->under_way++;
    Err err = ingest_accounts(delivery->app->service, delivery->reply->arena, &list);
    if (err) delivery->under_way--;
    return err;
}

static Err send_items(Delivery *delivery, size_t from)
{
    size_t count = delivery->items - from;
    if (count > GROUP_MAX) count = GROUP_MAX;
    delivery->under_way++;
    Err err = ingest_items(delivery->app->service, delivery->reply->arena,
                           &delivery->item[from], count, (Receipt){end_part, delivery});
    if (err) delivery->under_way--;
    return err;
}

Err delivery_send(Delivery *delivery, Err (*answer)(Delivery *delivery))
{
    delivery->answer = answer;
    if (delivery->accounts == 0 && delivery->items == 0) return answer(delivery);
    reply_park(delivery->reply);
    delivery->under_way = 1;
    Err err = send_accounts(delivery);
    for (size_t from = 0; !err && from < delivery->items; from += GROUP_MAX)
        err = send_items(delivery, from);
    end_part(delivery, err, APPEND_STORED);
    return OK;
}

// --- what became of it ---------------------------------------------------

static bool is_refused(const Piece *piece)
{
    if (piece->reason.length > 0) return true;
    return piece->item && fate_reason(piece->item->fate).length > 0 &&
           piece->item->fate != FATE_UNMATCHED && piece->item->fate != FATE_DUPLICATE;
}

Tally delivery_tally(const Delivery *delivery)
{
    Tally tally = {0};
    for (size_t i = 0; i < delivery->pieces; i++) {
        const Piece *piece = &delivery->piece[i];
        bool refused = is_refused(piece);
        Fate fate = piece->item ? piece->item->fate : FATE_STORED;
        tally.rejected += refused;
        tally.duplicate += !refused && fate == FATE_DUPLICATE;
        tally.unmatched += !refused && fate == FATE_UNMATCHED;
        tally.accepted += !refused && fate == FATE_STORED;
    }
    return tally;
}

void delivery_write_rejected(const Delivery *delivery, Json *json)
{
    json_open_array(json, S("rejected"));
    for (size_t i = 0; i < delivery->pieces; i++) {
        const Piece *piece = &delivery->piece[i];
        if (!is_refused(piece)) continue;
        Str reason = piece->reason, detail = piece->detail;
        if (!reason.length) {
            reason = fate_reason(piece->item->fate);
            detail = fate_sentence(piece->item->fate, &piece->item->event);
        }
        json_open_object(json, (Str){0});
        json_int(json, S("index"), (int64_t)i);
        if (piece->pointer.length) json_str(json, S("pointer"), piece->pointer);
        json_str(json, S("reason"), reason);
        json_str(json, S("detail"), detail);
        json_close_object(json);
    }
    json_close_array(json);
}
