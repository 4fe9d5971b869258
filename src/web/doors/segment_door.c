#include "base/hash.h"
#include "base/seal.h"
#include "web/doors/attributes.h"
#include "web/doors/delivery.h"
#include "web/doors/named.h"
#include "web/doors/segment.h"
#include "web/handlers.h"

// --- who sends -----------------------------------------------------------

static Err refuse_key(Reply *reply, const char *say)
{
    reply_header(reply, S("WWW-Authenticate"), S("Basic realm=\"Customer Health\""));
    return reply_complain(reply, HTTP_UNAUTHORIZED, "%s", say);
}

// The user of Basic credentials, which is the write key; {0} where there are none.
static Str basic_key(const Request *request)
{
    Str rest = str_trim(request_header(request, S("Authorization")));
    Str scheme = str_cut(&rest, ' '), key;
    if (!str_equal_fold(scheme, S("Basic"))) return (Str){0};
    if (!base64_decode(request->arena, str_trim(rest), &key)) return (Str){0};
    return str_cut(&key, ':');
}

static Err check_key(const App *app, const Request *request, Reply *reply, Str key)
{
    Str keys = sender_secrets(app, SENDER_SEGMENT), wanted;
    bool known = false, any = false;
    while (next_secret(&keys, &wanted)) {
        any = true;
        known |= secret_equal(key, wanted);
    }
    if (known || (!any && request->loopback)) return OK;
    return refuse_key(reply, any ? "The write key is none of ours"
                                 : "There is no write key yet, and so only this machine "
                                   "may send: set CUSTOMER_HEALTH_SEGMENT_WRITE_KEYS");
}

// --- the groups that this request says -----------------------------------

typedef struct {
    Str user;
    Str group;
    Millis at;
    bool known;  // it is known whether there is a group
} Member;

typedef struct {
    App *app;
    Arena *arena;
    Member *member;  // a table of hashes
    size_t room;     // a power of two, twice as large as there are names
} Members;

static Members members_new(App *app, Arena *arena, size_t calls)
{
    size_t room = 2;
    while (room < 4 * calls)  // an alias has two
        room *= 2;
    return (Members){app, arena, arena_new(arena, Member, room), room};
}

static Member *member_of(const Members *members, Str user)
{
    size_t i = (size_t)hash_str(HASH_START, user) & (members->room - 1);
    while (members->member[i].user.length && !str_equal(members->member[i].user, user))
        i = (i + 1) & (members->room - 1);
    members->member[i].user = user;
    return &members->member[i];
}

static void join(const Members *members, const SegmentCall *call)
{
    Member *member = member_of(members, call->user);
    if (member->known && member->at > call->at) return;
    *member = (Member){call->user, call->group, call->at, true};
}

static Whose named_so(Str value)
{
    return (Whose){.source = S("segment"), .value = value};
}

// The group a user is in, as far as this request or an earlier one has said; {0}: in none.
static Err group_of(const Members *members, Str user, Str *out)
{
    Member *member = member_of(members, user);
    Err err = OK;
    if (!member->known)
        err = service_group(members->app->service, members->arena, named_so(user),
                            &member->group);
    if (err && err != ERR_NOT_FOUND) return err;
    member->known = true;
    *out = member->group;
    return OK;
}

// Where the new name is in no group, it is in that of the old one.
static Err follow_alias(const Members *members, SegmentCall *call)
{
    Str own = {0};
    Err err = group_of(members, call->previous, &call->group);
    if (!err) err = group_of(members, call->user, &own);
    if (!err && !own.length) member_of(members, call->user)->group = call->group;
    return err;
}

// --- what is made of a call ----------------------------------------------

static bool says_group(const SegmentCall *call)
{
    return call->kind == SEGMENT_GROUP ||
           (call->kind == SEGMENT_IDENTIFY && call->group.length > 0);
}

static void tell_group(Delivery *delivery, Piece *piece, SegmentCall *call)
{
    Account *account = delivery_account(delivery, piece);
    account->user = named_so(call->user);
    account->group = call->group;
    account->at = call->at;
    account->whose = named_so(call->group);
    // Traits of an identify are the user's, who is not the customer.
    if (call->kind != SEGMENT_GROUP || json_type(call->properties) != JSON_OBJECT) return;
    account->edit = edit_traits;
    account->context = &call->properties;
}

static void tell_alias(Delivery *delivery, Piece *piece, const SegmentCall *call)
{
    Account *account = delivery_account(delivery, piece);
    account->user = named_so(call->user);
    account->before = named_so(call->previous);
    if (call->group.length > 0) account->whose = named_so(call->group);
}

static void tell_lifecycle(Delivery *delivery, Piece *piece, const Rule *rule,
                           const SegmentCall *call)
{
    if (!call->group.length) return;
    Arena *arena = delivery->reply->arena;
    LifecycleSaid *said = arena_new(arena, LifecycleSaid, 1);
    *said = (LifecycleSaid){str_copy(arena, rule->status), call->at};
    Account *account = delivery_account(delivery, piece);
    account->whose = named_so(call->group);
    account->at = call->at;
    account->edit = edit_lifecycle;
    account->context = said;
}

static Err make_event(Delivery *delivery, const Rule *rule, const SegmentCall *call,
                      Item *item, Complaint *complaint)
{
    const Named named = {
        .name = call->name,
        .properties = call->properties,
        .user = call->user,
        .currency = delivery->app->currency,
        .pointer = S("/properties"),
    };
    item->event.id = call->id;
    item->event.at = call->at;
    bool account = call->group.length > 0;
    item->whose = named_so(account ? call->group : call->user);
    item->create &= account;  // a user is not a customer
    return named_event(delivery->reply->arena, rule, &named, &item->event, complaint);
}

static Err make_named(Delivery *delivery, Piece *piece, const Mapping *mapping,
                      const SegmentCall *call, Complaint *complaint)
{
    const Rule *rule =
        call->kind == SEGMENT_TRACK ? mapping_find(mapping, call->name) : &mapping->pages;
    switch (rule->means) {
    case MEANS_EVENT:
        return make_event(delivery, rule, call, delivery_item(delivery, piece), complaint);
    case MEANS_LIFECYCLE: tell_lifecycle(delivery, piece, rule, call); return OK;
    case MEANS_NOTHING: sender_ignored(delivery->app, SENDER_SEGMENT); return OK;
    }
    return OK;
}

static Err make_of(Delivery *delivery, Piece *piece, const Mapping *mapping,
                   SegmentCall *call, Complaint *complaint)
{
    switch (call->kind) {
    case SEGMENT_TRACK:
    case SEGMENT_PAGE:
    case SEGMENT_SCREEN: return make_named(delivery, piece, mapping, call, complaint);
    case SEGMENT_IDENTIFY:
    case SEGMENT_GROUP:
        if (says_group(call)) tell_group(delivery, piece, call);
        return OK;
    case SEGMENT_ALIAS: tell_alias(delivery, piece, call); return OK;
    case SEGMENT_KIND_COUNT: break;
    }
    return OK;
}

// --- a request -----------------------------------------------------------

typedef struct {
    JsonValue *value;
    SegmentCall *call;
    size_t calls;
} Calls;

// The calls of a batch, or the one that is the body itself.
static Err find_calls(Reply *reply, JsonValue body, bool batch, Calls *out)
{
    JsonValue list = json_member(body, S("batch"));
    size_t count = batch ? 0 : 1;
    if (batch && json_type(list) != JSON_ARRAY)
        return reply_complain(reply, HTTP_BAD_REQUEST,
                              "A batch is {\"batch\": [...]}, a list of calls");
    for (JsonWalk walk = {0}; batch && json_next(list, &walk);)
        count++;
    if (count > SEGMENT_BATCH_CALLS)
        return reply_complain(reply, HTTP_BAD_REQUEST, "A batch has at most %d calls",
                              SEGMENT_BATCH_CALLS);
    *out = (Calls){.value = arena_new(reply->arena, JsonValue, count),
                   .call = arena_new(reply->arena, SegmentCall, count),
                   .calls = count};
    if (!batch) out->value[0] = body;
    for (JsonWalk walk = {0}; batch && json_next(list, &walk);)
        out->value[walk.index - 1] = walk.value;
    return OK;
}

static void refuse_call(Delivery *delivery, const Calls *calls, size_t i,
                        const Complaint *complaint)
{
    delivery_refuse(delivery, &delivery->piece[i], complaint);
    Arena scratch = *delivery->reply->arena;
    delivery_note(delivery, &delivery->piece[i], json_text_of(&scratch, calls->value[i]));
}

static Err read_call(Arena *arena, const SegmentRequest *of, JsonValue value,
                     SegmentCall *out, Complaint *complaint)
{
    Arena scratch = *arena;
    if (json_text_of(&scratch, value).length <= SEGMENT_CALL_BYTES)
        return segment_read(arena, of, value, out, complaint);
    complaint_add(complaint, (Fault){.where = S("body"),
                                     .message = S("A call has at most 32 KB"),
                                     .type = S("too_long")});
    return ERR_INVALID;
}

static void read_calls(Delivery *delivery, const SegmentRequest *of, Calls *calls)
{
    for (size_t i = 0; i < calls->calls; i++) {
        Complaint complaint = {.status = 0};
        if (read_call(delivery->reply->arena, of, calls->value[i], &calls->call[i],
                      &complaint))
            refuse_call(delivery, calls, i, &complaint);
    }
}

// First what this request says of groups, wherever in it, then who is in one.
static Err find_groups(const Delivery *delivery, const Members *members, Calls *calls)
{
    const Piece *piece = delivery->piece;
    Err err = OK;
    for (size_t i = 0; i < calls->calls; i++)
        if (!piece[i].reason.length && says_group(&calls->call[i]))
            join(members, &calls->call[i]);
    for (size_t i = 0; !err && i < calls->calls; i++)
        if (!piece[i].reason.length && calls->call[i].kind == SEGMENT_ALIAS)
            err = follow_alias(members, &calls->call[i]);
    for (size_t i = 0; !err && i < calls->calls; i++) {
        SegmentCall *call = &calls->call[i];
        if (!piece[i].reason.length && !call->group.length)
            err = group_of(members, call->user, &call->group);
    }
    return err;
}

static void make_pieces(Delivery *delivery, const Mapping *mapping, Calls *calls)
{
    for (size_t i = 0; i < calls->calls; i++) {
        Piece *piece = &delivery->piece[i];
        Complaint complaint = {.status = 0};
        if (piece->reason.length > 0) continue;
        if (make_of(delivery, piece, mapping, &calls->call[i], &complaint))
            refuse_call(delivery, calls, i, &complaint);
    }
}

// Segment's clients look at the status alone; who looks closer finds what was refused.
static Err answer_segment(Delivery *delivery)
{
    Json *json = reply_json(delivery->reply, HTTP_OK);
    json_open(json);
    json_bool(json, S("success"), true);
    if (delivery_tally(delivery).rejected > 0) delivery_write_rejected(delivery, json);
    json_close(json);
    return OK;
}

static Err read_body(const Request *request, Reply *reply, bool batch, JsonValue *out)
{
    size_t most = batch ? SEGMENT_BATCH_BYTES : SEGMENT_CALL_BYTES;
    JsonFault fault;
    if (request->body.length > most)
        return reply_complain(reply, HTTP_BAD_REQUEST, "%s has at most %zu KB",
                              batch ? "A batch" : "A call", most >> 10);
    if (json_read(reply->arena, request->body, out, &fault))
        return reply_complain(reply, HTTP_BAD_REQUEST,
                              "JSON decode error at byte %zu: %.*s", fault.at,
                              STR(fault.why));
    if (json_type(*out) == JSON_OBJECT) return OK;
    return reply_complain(reply, HTTP_BAD_REQUEST, "The body should be a JSON object");
}

// A key in the head is looked at before anything is read.
static Err let_in(const App *app, const Request *request, Reply *reply, bool batch,
                  JsonValue *body)
{
    Str key = basic_key(request);
    Err err = OK;
    if (key.length > 0) err = check_key(app, request, reply, key);
    if (!err) err = read_body(request, reply, batch, body);
    if (err || key.length > 0) return err;
    (void)json_get_text(json_member(*body, S("writeKey")), &key);
    return check_key(app, request, reply, key);
}

static Err take_calls(App *app, Delivery *delivery, const SegmentRequest *of, Calls *calls)
{
    Arena *arena = delivery->reply->arena;
    const Mapping *mapping;
    read_calls(delivery, of, calls);
    const Members members = members_new(app, arena, calls->calls);
    Err err = find_groups(delivery, &members, calls);
    if (!err) err = senders_lock_mapping(app, *arena, &mapping);
    if (err) return err;
    make_pieces(delivery, mapping, calls);
    senders_unlock_mapping(app);
    return delivery_send(delivery, answer_segment);
}

// POST /v1/:call
//
// Segment's tracking API: identify, track, page, screen, group, alias, batch and import.
// One bad call fails no other.
Err take_segment(App *app, const Request *request, Reply *reply)
{
    Str path = request_path_value(request, S("call"));
    SegmentRequest of = {.received_at = request->received_at, .kind = SEGMENT_KIND_COUNT};
    bool batch = str_equal(path, S("batch")) || str_equal(path, S("import"));
    if (!batch && !segment_kind_parse(path, &of.kind)) return ERR_NOT_FOUND;

    JsonValue body = {0};
    Calls calls = {0};
    Keyed *keyed = NULL;
    Err err = let_in(app, request, reply, batch, &body);
    if (!err) err = keyed_whole(app, request, reply, &keyed);
    if (keyed && keyed->is_kept) return keyed_answer(keyed);
    if (!err) err = find_calls(reply, body, batch, &calls);
    if (err) return err;
    if (batch) of.context = json_member(body, S("context"));
    if (batch) (void)json_get_text(json_member(body, S("sentAt")), &of.sent_at);
    Delivery *delivery = delivery_new(app, request, reply, SENDER_SEGMENT, calls.calls);
    delivery->keyed = keyed;
    return take_calls(app, delivery, &of, &calls);
}
