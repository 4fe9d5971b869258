#include "app/import.h"

#include "app/beside.h"
#include "app/courier.h"
#include "app/item_json.h"
#include "base/clock.h"
#include "base/json_read.h"
#include "base/log.h"
#include "http/html.h"

#include <time.h>

#define SECOND ((int64_t)1000000000)  // in ticks

enum {
    BODY_BYTES = 4 << 20,      // of a request
    ROW_BYTES = 1 << 20,       // and one row more
    ROWS_MOST = 1 << 16,       // in it
    TOLD_MOST = 1000,          // refusals that an answer tells
    REQUEST_BYTES = 96 << 20,  // of addresses: rows as they stood, and the answer
    REQUEST_KEPT = 8 << 20,    // of memory, from one to the next
    ROOM_BYTES = 4 << 20,      // likewise, for reading one row
    PATIENCE_S = 60            // how long a server may be busy
};

typedef struct {  // a row that is in the request
    size_t from;  // in the body
    int64_t line;
    Str text;  // as it stood
} Sent;

typedef struct {
    Taker taker;  // first
    Courier *courier;
    ImportOutcome *outcome;
    const char *target;
    Arena room;    // for reading a row
    Arena spare;   // the same, as it is given away
    Arena mapped;  // the body, and
    Arena start;   // what else a request takes
    Arena arena;
    Writer body;
    Sent *sent;
    int rows;
} Remote;

static Remote *remote_of(Taker *taker)
{
    return (Remote *)taker;
}

static void begin_request(Remote *remote)
{
    arena_trim(remote->start, REQUEST_KEPT);
    remote->arena = remote->start;
    remote->sent = arena_new(&remote->arena, Sent, ROWS_MOST);
    remote->body.length = 0;
    remote->rows = 0;
}

// --- asking --------------------------------------------------------------

// Send it until there is an answer that is not 503.  The same request may be sent again:
// every row of it has its id.
static Err ask(Remote *remote, const Errand *errand, JsonValue *out, int *status)
{
    const struct timespec pause = {.tv_sec = 1};
    const int64_t until = clock_ticks() + PATIENCE_S * SECOND;
    Arena before = remote->arena;
    for (;;) {
        remote->arena = before;
        Writer answer = {.arena = &remote->arena};
        JsonFault fault;
        Err err = courier_send(remote->courier, errand, &answer, status);
        if (!err && *status != 503)
            return json_read(&remote->arena, writer_str(&answer), out, &fault);
        if (clock_ticks() >= until) break;
        nanosleep(&pause, NULL);
    }
    log_error("the server takes no more, or has gone; what it took stays: run the import "
              "again, and nothing is stored twice");
    return ERR_BUSY;
}

static Err refuse_answer(JsonValue answer, int status)
{
    Str detail = {0};
    (void)json_get_text(json_member(answer, S("detail")), &detail);
    log_error("the server answered %d: %.*s", status, STR(detail));
    return ERR_STORE;
}

static int64_t count_of(JsonValue answer, Str name)
{
    int64_t count = 0;
    (void)json_get_int(json_member(answer, name), &count);
    return count;
}

// --- events --------------------------------------------------------------

// Send the rows from `from` up to `to`.
static Err send_rows(Remote *remote, int from, int to, JsonValue *out)
{
    size_t begin = remote->sent[from].from;
    size_t end = to < remote->rows ? remote->sent[to].from : remote->body.length;
    const Errand errand = {.method = "POST",
                           .target = remote->target,
                           .type = "application/x-ndjson",
                           .body = {remote->body.text + begin, end - begin}};
    int status = 0;
    Err err = ask(remote, &errand, out, &status);
    if (!err && status != 200 && !json_member(*out, S("rejected")).at)
        return refuse_answer(*out, status);
    return err;
}

static void tell(Remote *remote, int from, JsonValue rejected)
{
    for (JsonWalk walk = {0}; json_next(rejected, &walk);) {
        int64_t index = from + count_of(walk.value, S("index"));
        Remark remark = {0};
        if (index >= remote->rows) continue;
        (void)json_get_text(json_member(walk.value, S("reason")), &remark.reason);
        (void)json_get_text(json_member(walk.value, S("detail")), &remark.detail);
        remark.line = remote->sent[index].line;
        outcome_refuse(remote->outcome, &remark, remote->sent[index].text);
    }
}

// An answer tells the first of many refusals: sent again in parts, of which each can
// tell all of its own, they are all told, and what is stored already stays as it is.
static Err tell_in_parts(Remote *remote)
{
    Err err = OK;
    for (int from = 0; !err && from < remote->rows; from += TOLD_MOST) {
        JsonValue answer;
        Arena before = remote->arena;
        err = send_rows(remote, from, from + TOLD_MOST, &answer);
        if (!err) tell(remote, from, json_member(answer, S("rejected")));
        remote->arena = before;
    }
    return err;
}

static Err send_request(Remote *remote)
{
    JsonValue answer;
    ImportOutcome *outcome = remote->outcome;
    if (remote->rows == 0) return OK;
    Err err = send_rows(remote, 0, remote->rows, &answer);
    if (err) return err;
    outcome->stored += count_of(answer, S("accepted"));
    outcome->duplicate += count_of(answer, S("duplicate"));
    outcome->unmatched += count_of(answer, S("unmatched"));
    if (count_of(answer, S("rejected_total")) > TOLD_MOST)
        err = tell_in_parts(remote);
    else
        tell(remote, 0, json_member(answer, S("rejected")));
    begin_request(remote);
    return err;
}

// --- customers -----------------------------------------------------------

static Err put_customer(Remote *remote, const BulkItem *row)
{
    Arena *arena = &remote->arena;
    Writer body = {.arena = arena};
    send_customer(&body, &row->customer);
    const Errand errand = {
        .method = "PUT",
        .target = str_z(arena, str_format(arena, "/api/customers/by-external-id/%.*s",
                                          STR(url_part(arena, row->customer.external_id)))),
        .type = "application/json",
        .body = writer_str(&body)};
    JsonValue answer;
    int status = 0;
    Err err = ask(remote, &errand, &answer, &status);
    if (!err && status >= 300) err = refuse_answer(answer, status);
    if (!err) remote->outcome->customers++;
    begin_request(remote);
    return err;
}

// --- taking --------------------------------------------------------------

static Arena *room(Taker *taker)
{
    Remote *remote = remote_of(taker);
    remote->spare = remote->room;
    return &remote->spare;
}

static Err take(Taker *taker, BulkStep step, const BulkItem *row)
{
    Remote *remote = remote_of(taker);
    if (step == BULK_CUSTOMER) return put_customer(remote, row);
    remote->sent[remote->rows++] = (Sent){
        .from = remote->body.length,
        .line = row->remark.line,
        .text = str_copy(&remote->arena, row->text),
    };
    send_item(&remote->body, row);
    writer_char(&remote->body, '\n');
    bool full = remote->body.length >= BODY_BYTES || remote->rows == ROWS_MOST;
    return full ? send_request(remote) : OK;
}

static Err finish(Taker *taker)
{
    return send_request(remote_of(taker));
}

// The one that counts there, be it put or from a file of the server's.
static Err mapping(Taker *taker, Arena *arena, Str *out)
{
    Remote *remote = remote_of(taker);
    const Errand errand = {.method = "GET", .target = "/api/event-mapping"};
    JsonValue answer;
    int status = 0;
    Err err = ask(remote, &errand, &answer, &status);
    if (!err && status != 200) err = refuse_answer(answer, status);
    if (!err) *out = json_text_of(arena, answer);
    begin_request(remote);
    return err;
}

static Err get(Remote *remote, Str target, JsonValue *out)
{
    const Errand errand = {.method = "GET", .target = str_z(&remote->arena, target)};
    int status = 0;
    Err err = ask(remote, &errand, out, &status);
    return err || status == 200 ? err : refuse_answer(*out, status);
}

static Err add_card(Remote *remote, Arena *arena, Str id, TypeList *out)
{
    JsonValue card;
    Arena *room = &remote->arena;
    Err err = get(remote, str_format(room, "/api/scorecards/%.*s", STR(id)), &card);
    if (err) return err;
    Str document = json_text_of(room, json_member(card, S("document")));
    types_add_card(arena, out, document, *room);
    return OK;
}

static Err types(Taker *taker, Arena *arena, TypeList *out)
{
    Remote *remote = remote_of(taker);
    JsonValue list;
    Err err = get(remote, S("/api/scorecards"), &list);
    if (err) return err;
    for (JsonWalk walk = {0}; !err && json_next(json_member(list, S("data")), &walk);) {
        bool live = false;
        Str id = {0};
        Arena before = remote->arena;
        (void)json_get_bool(json_member(walk.value, S("live")), &live);
        (void)json_get_text(json_member(walk.value, S("id")), &id);
        if (live && count_of(walk.value, S("versions")) > 0)
            err = add_card(remote, arena, id, out);
        remote->arena = before;
    }
    begin_request(remote);
    return err;
}

static void close_remote(Taker *taker)
{
    Remote *remote = remote_of(taker);
    courier_close(remote->courier);
    arena_unmap(remote->mapped);
    arena_unmap(remote->room);
}

Err take_remote(Arena *life, const Config *config, ImportOutcome *outcome, Taker **out)
{
    const char *socket = socket_beside(life, config->database);
    if (!socket) return ERR_NOT_FOUND;
    Remote *remote = arena_new(life, Remote, 1);
    Err err = courier_open(life, socket, &remote->courier);
    if (err) return err;
    remote->taker = (Taker){room, take, finish, mapping, types, close_remote};
    remote->outcome = outcome;
    remote->target = config->create ? "/api/events?create=true" : "/api/events";
    remote->mapped = remote->start = arena_map(REQUEST_BYTES);
    remote->room = arena_map(ROOM_BYTES);
    remote->body =
        (Writer){.text = arena_grow(&remote->start, NULL, 0, BODY_BYTES + ROW_BYTES),
                 .room = BODY_BYTES + ROW_BYTES};
    begin_request(remote);
    *out = &remote->taker;
    return OK;
}
